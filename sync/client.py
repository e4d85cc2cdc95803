"""A hub far away: `Peer` over HTTPS, with nothing trusted but the certificates that were pinned.

TLS 1.3 with the hub's own certificates as the only anchors; no redirect is followed, no proxy taken from
the environment, nothing decompressed. An answer that is too large or too slow is dropped. What goes wrong
is told by a word of ours: no address, path or text of an answer stands in an error.
"""

import hashlib
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import httpx2
import msgspec

from sync.audit import Asking, Parcel, Shown, Taken
from sync.envelope import Malformed
from sync.packing import UNREADABLE
from sync.protocol import (
    PIECE,
    VERSION,
    Answer,
    BlobState,
    Denied,
    Hello,
    Invite,
    Knock,
    News,
    Offered,
    Pull,
    RequestHead,
    Result,
    Round,
    Unreachable,
    Welcome,
    decode,
    encode,
    signed_request,
)
from sync.seal import Entropy, Pair

CONNECT: Final = 5.0
ANSWER: Final = 20.0
"""Seconds between two signs of life of the hub."""
WHOLE: Final = 180.0
"""Seconds an answer may take in all."""
MOST: Final = 8 * 1024 * 1024
"""Bytes of an answer."""
OLDEST_TLS: Final = ssl.TLSVersion.TLSv1_3
FOLLOWS: Final = False
"""Redirects: a hub does not move by its own word."""
HEEDS_ENVIRONMENT: Final = False
"""Proxies and certificates that the environment names."""
_MEDIA: Final = "application/msgpack"
_REASONS: Final = {401: "device", 404: "scope", 426: "version", 429: "limit"}
_NONCE: Final = 16

Message = TypeVar("Message", bound=msgspec.Struct)


@dataclass(slots=True)
class Traffic:
    """What went over the wire since the client was made: bodies, heads, and how often."""

    requests: int = 0
    sent: int = 0
    received: int = 0
    heads: int = 0


class _Said(msgspec.Struct):
    """What the hub says of a request it refuses."""

    reason: str = ""
    time: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hub is and how it is known: `https://name:port`, and certificates (PEM) to trust.

    Two are given while a hub changes from one to the other.
    """

    url: str
    anchors: Sequence[str]
    proxy: str | None = None
    """Only where the policy names one; never from the environment."""


class HubClient:
    """The hub as one device meets it. Retries are the engine's; only a wrong clock is set right here."""

    def __init__(
        self, place: Place, device: bytes, pair: Pair, now: Callable[[], int], entropy: Entropy
    ) -> None:
        self.traffic = Traffic()
        self.offset = 0
        """Milliseconds this clock is known to be slow, as the hub told."""
        self._device, self._pair, self._now, self._entropy = device, pair, now, entropy
        self._http = httpx2.Client(
            base_url=place.url,
            verify=_trusting(place.anchors),
            trust_env=HEEDS_ENVIRONMENT,
            proxy=place.proxy,
            follow_redirects=FOLLOWS,
            timeout=httpx2.Timeout(ANSWER, connect=CONNECT),
            headers={"accept-encoding": "identity", "user-agent": "", "accept": "*/*"},
        )

    def close(self) -> None:
        self._http.close()

    def hello(self, hello: Hello) -> Welcome:
        return self._read(self._post("/v1/hello", hello), Welcome)

    def sync(self, asked: Round) -> Answer:
        return self._read(self._post("/v1/sync", asked), Answer)

    def pull(self, asked: Pull) -> News:
        return self._read(self._post("/v1/pull", asked), News)

    def offered(self, scope: bytes) -> list[Offered]:
        return self._list(self._call("GET", f"/v1/snap/of/{scope.hex()}"), Offered)

    def offer(self, snapshot: bytes, pieces: list[bytes]) -> Result:
        body = msgspec.msgpack.encode([[snapshot, *pieces]])
        return self._read(self._call("POST", "/v1/snap", body), Result)

    def snapshot_piece(self, snapshot: bytes, piece: int) -> bytes:
        return self._call("GET", f"/v1/snap/{snapshot.hex()}/{piece}")

    def attest(self, attestation: bytes) -> Result:
        return self._read(self._call("POST", "/v1/attest", attestation), Result)

    def blob(self, blob: bytes) -> BlobState:
        return self._read(self._call("GET", f"/v1/blob/{blob.hex()}"), BlobState)

    def put_piece(self, blob: bytes, piece: int, pieces: int, body: bytes) -> Result:
        path = f"/v1/blob/{blob.hex()}/{piece}/{pieces}"
        return self._read(self._call("PUT", path, body), Result)

    def get_piece(self, blob: bytes, piece: int) -> bytes:
        body = self._call("GET", f"/v1/blob/{blob.hex()}/{piece}")
        if len(body) > PIECE + 32:
            raise Unreachable("answer")
        return body

    def invite(self, invite: Invite) -> Result:
        return self._read(self._post("/v1/invite", invite), Result)

    def knock(self, knock: Knock) -> Result:
        """Ask to be let in; the client must have been made with the keys the knock brings."""
        return self._read(self._post("/v1/knock", knock), Result)

    def knocks(self) -> list[Knock]:
        return self._list(self._call("GET", "/v1/knocks"), Knock)

    def keep_audit(self, parcel: Parcel) -> Taken:
        return self._read(self._post("/v1/audit", parcel), Taken)

    def read_audit(self, asked: Asking) -> Shown:
        return self._read(self._post("/v1/audit/read", asked), Shown)

    def _post(self, path: str, message: msgspec.Struct) -> bytes:
        return self._call("POST", path, encode(message))

    @staticmethod
    def _read(body: bytes, kind: type[Message]) -> Message:
        try:
            return decode(body, kind)
        except Malformed:
            raise Unreachable("answer") from None

    @staticmethod
    def _list(body: bytes, kind: type[Message]) -> list[Message]:
        try:
            return msgspec.msgpack.decode(body, type=list[kind])  # type: ignore[valid-type] # known at run time
        except UNREADABLE:
            raise Unreachable("answer") from None

    def _call(self, method: str, path: str, body: bytes = b"") -> bytes:
        """One request. A clock the hub finds wrong is set right by its answer, once."""
        try:
            return self._once(method, path, body)
        except Denied as denied:
            if denied.reason != "clock" or not denied.time:
                raise
            self.offset = denied.time - self._now()
        return self._once(method, path, body)

    def _once(self, method: str, path: str, body: bytes) -> bytes:
        head = RequestHead(
            self._device, self._now() + self.offset, self._entropy(_NONCE), VERSION, b""
        )
        head = signed_request(self._pair, head, method, path, body)
        words = (head.device.hex(), str(head.time), head.nonce.hex(), head.signature.hex())
        headers = {"authorization": f"PSCP {VERSION}.{'.'.join(words)}", "content-type": _MEDIA}
        try:
            with self._http.stream(method, path, content=body, headers=headers) as answer:
                told = self._whole(answer)
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as failed:
            raise Unreachable(type(failed).__name__) from None
        self.traffic.requests += 1
        self.traffic.sent += len(body)
        self.traffic.received += len(told)
        self.traffic.heads += _size_of(answer.request.headers) + _size_of(answer.headers)
        if answer.status_code == httpx2.codes.OK:
            return told
        raise _refusal(answer.status_code, told)

    @staticmethod
    def _whole(answer: httpx2.Response) -> bytes:
        """The body as it came, or Unreachable where it is too much or takes too long."""
        ends = time.monotonic() + WHOLE
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_raw():
            size += len(part)
            if size > MOST or time.monotonic() > ends:
                raise Unreachable("answer")
            parts.append(part)
        return b"".join(parts)


def _refusal(status: int, body: bytes) -> Exception:
    """What an answer other than 200 means to the engine."""
    try:
        said = msgspec.msgpack.decode(body, type=_Said)
    except UNREADABLE:
        said = _Said()
    if status not in _REASONS:
        return Unreachable("full" if said.reason == "full" else str(status))
    reason = "clock" if said.reason == "clock" else _REASONS[status]
    return Denied(reason, said.time)


def _trusting(anchors: Sequence[str]) -> ssl.SSLContext:
    """TLS 1.3 that believes in these certificates and in no authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = OLDEST_TLS
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        context.load_verify_locations(cadata="\n".join(anchors))
    except (ssl.SSLError, ValueError):
        raise Unreachable("anchors") from None
    return context


def certificate_of(host: str, port: int, fingerprint: bytes) -> str:
    """The certificate (PEM) a hub shows, if it is the one with this SHA-256. Raises Unreachable.

    For the first contact with an invitation that holds only the fingerprint.
    """
    try:
        shown = ssl.get_server_certificate((host, port), timeout=CONNECT)
    except (OSError, ValueError) as failed:
        raise Unreachable(type(failed).__name__) from None
    if hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).digest() != fingerprint:
        raise Unreachable("fingerprint")
    return shown


def _size_of(headers: Any) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.raw)
