"""What a desk and a hub say to each other, and the `Peer` that both the client and a hub are.

MessagePack by `msgspec`, arrays, decoded strictly. Every request is signed by the device; there is no
session. Envelopes and statements cross as the bytes they were made of.
"""

from typing import Final, Protocol, TypeVar

import msgspec

from sync import seal
from sync.envelope import Malformed
from sync.packing import UNREADABLE
from sync.seal import Pair
from sync.statements import Wrap

VERSION: Final = 1
OLDEST: Final = 1
"""The oldest version a hub takes uploads from: no desk is left alone with its work."""
MOST_REQUEST: Final = 8 * 1024 * 1024
MOST_INLINE: Final = 256 * 1024
"""Bytes of envelopes pushed within, or answered in, an ordinary round."""
MOST_ANSWER: Final = 4 * 1024 * 1024
MOST_SCOPES: Final = 100_000
PIECE: Final = 1024 * 1024 + 16
"""Bytes of one piece of a blob or of a snapshot, at most."""
CLOCK_WINDOW: Final = 5 * 60 * 1000
"""Milliseconds a request's time may differ from the hub's."""
NONCE_KEPT: Final = 15 * 60 * 1000

OK: Final = "ok"
DUP: Final = "dup"
GAP: Final = "gap"
FORK: Final = "fork"
HELD: Final = "held"
REFUSED: Final = "refused"
RETRIED: Final = frozenset({"key", "device", "scope", "later"})
"""Reasons of a refusal that pass by themselves once statements have arrived."""


class Position(msgspec.Struct, frozen=True, array_like=True):
    """How far a device has verified the log of a scope, and how much of its membership it knows."""

    scope: bytes
    epoch: bytes
    seq: int
    chain: bytes
    members: int


class Round(msgspec.Struct, frozen=True, array_like=True):
    """One exchange. With nothing to say it holds a digest and nothing else."""

    directory: int
    directory_head: bytes
    digest: bytes
    """`digest_of` all positions of this device, as they stand with `positions` taken in."""
    positions: list[Position]
    """Those that changed since the last answer; all of them where `whole`."""
    whole: bool = False
    statements: list[bytes] = []
    wraps: list[Wrap] = []
    push: list[bytes] = []
    room: int = MOST_INLINE
    """Bytes of envelopes the answer may bring."""
    wanted: list[bytes] = []
    """The scopes to be told of, the first one first; all of them where it is empty."""


class Result(msgspec.Struct, frozen=True, array_like=True):
    """What became of one thing pushed. `seq` is its place in the log; `last` what a gap follows."""

    code: str
    reason: str = ""
    seq: int = 0
    last: int = 0


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One place of a log.

    `raw` is empty where the reader pushed it in this request, or where it was compacted away.
    """

    seq: int
    id: bytes
    raw: bytes
    at: int
    """Milliseconds since 1970 when the hub took it."""


class News(msgspec.Struct, frozen=True, array_like=True):
    """What is new in one scope."""

    scope: bytes
    epoch: bytes
    head: int
    chain: bytes
    at: int
    signature: bytes
    base: int
    """Places up to here have no bodies any more: a snapshot stands for them."""
    base_chain: bytes
    members: list[bytes]
    members_head: int
    wraps: list[Wrap]
    """The keys that were wrapped for this device or its circles, where there are new statements."""
    entries: list[Entry]
    rewound: bool = False
    """The log no longer contains what this device has verified: read it again from the start."""
    gone: bool = False
    """This device may read the scope no longer, or it was erased."""
    stood: bool = False
    """To whom this log is new: a snapshot lies here, and may know more than the log."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """The hub's answer to a round."""

    time: int
    directory: list[bytes]
    directory_seq: int
    directory_head: bytes
    results: list[Result]
    statements: list[Result]
    news: list[News]
    ask: bool = False
    """The digest did not fit: send the whole vector."""
    newest: int = 0
    """The newest version of the protocol that this hub speaks; 0 where it did not say."""


class Pull(msgspec.Struct, frozen=True, array_like=True):
    """More of one log: from the place after `seq`."""

    scope: bytes
    epoch: bytes
    seq: int
    chain: bytes
    room: int = MOST_ANSWER


class Ends(msgspec.Struct, frozen=True, array_like=True):
    """How far a stream goes: number of its last change, and id of the envelope that holds it."""

    device: bytes
    incarnation: int
    last: int
    id: bytes


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """What stands for the log of a scope up to a place, made by a desk that was there."""

    id: bytes
    scope: bytes
    epoch: bytes
    seq: int
    chain: bytes
    ends: list[Ends]
    state: bytes
    """Hash of the state, which another person's desk confirms."""
    key_commitment: bytes
    pieces: list[bytes]
    """SHA-256 of each sealed piece, in order."""
    device: bytes
    at: int
    directory: int
    members: int


class Attestation(msgspec.Struct, frozen=True, array_like=True):
    """A device of another person has the same state at the same place."""

    snapshot: bytes
    state: bytes
    device: bytes
    at: int


class Offered(msgspec.Struct, frozen=True, array_like=True):
    """A snapshot at the hub: signed, as are the attestations of it."""

    snapshot: bytes
    attestations: list[bytes]


class Hello(msgspec.Struct, frozen=True, array_like=True):
    """First contact, or a new version of the program."""

    oldest: int
    newest: int
    app: str
    schema: int


class Welcome(msgspec.Struct, frozen=True, array_like=True):
    """What the hub speaks, who it is, and its time. Its key counts only if the directory names it."""

    organisation: bytes
    public: bytes
    oldest: int
    newest: int
    time: int
    trial: bool
    largest: int = MOST_REQUEST


class Invite(msgspec.Struct, frozen=True, array_like=True):
    """A coordinator expects a new device of a person: 128-bit code, known to the hub by its hash."""

    id: bytes
    user: bytes
    code_hash: bytes
    expires: int


class Knock(msgspec.Struct, frozen=True, array_like=True):
    """A new device asks to be let in: its keys, and the proof that it knows the code."""

    invite: bytes
    code: bytes
    device: bytes
    signing: bytes
    receiving: bytes


class BlobState(msgspec.Struct, frozen=True, array_like=True):
    """Which pieces of a blob the hub holds: one bit per piece, the lowest first."""

    pieces: int
    held: bytes


class Peer(Protocol):
    """Whom a desk exchanges with: a hub in this process, or one far away through `sync.client`.

    Raises Unreachable where there is no answer, Denied where the hub will not serve this device.
    """

    def hello(self, hello: Hello) -> Welcome: ...

    def sync(self, asked: Round) -> Answer: ...

    def pull(self, asked: Pull) -> News: ...

    def offered(self, scope: bytes) -> list[Offered]: ...

    def offer(self, snapshot: bytes, pieces: list[bytes]) -> Result: ...

    def snapshot_piece(self, snapshot: bytes, piece: int) -> bytes: ...

    def attest(self, attestation: bytes) -> Result: ...

    def blob(self, blob: bytes) -> BlobState: ...

    def put_piece(self, blob: bytes, piece: int, pieces: int, body: bytes) -> Result: ...

    def get_piece(self, blob: bytes, piece: int) -> bytes: ...

    def invite(self, invite: Invite) -> Result: ...

    def knocks(self) -> list[Knock]: ...


class Unreachable(Exception):
    """No answer, or none that could be read: to be tried again later.

    `reason` is `full` where the hub said that it has no room to keep anything.
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Denied(Exception):
    """The hub does not serve this device: `reason` is one of device, clock, version, busy, limit."""

    def __init__(self, reason: str, time: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.time = time


class RequestHead(msgspec.Struct, frozen=True, array_like=True):
    """What stands in the headers of a request beside its body."""

    device: bytes
    time: int
    nonce: bytes
    version: int
    signature: bytes


def request_text(head: RequestHead, method: str, path: str, body: bytes) -> bytes:
    """What a device signs of a request: all that decides what it does."""
    told = (method, path, seal.digest(body).hex(), str(head.time), head.nonce.hex(),
            str(head.version), head.device.hex())  # fmt: skip
    return b"pscp/v1/request\n" + "\n".join(told).encode()


def signed_request(
    pair: Pair, head: RequestHead, method: str, path: str, body: bytes
) -> RequestHead:
    """`head` with the device's signature."""
    signature = seal.sign(pair, request_text(head, method, path, body))
    return msgspec.structs.replace(head, signature=signature)


def request_stands(head: RequestHead, public: bytes, method: str, path: str, body: bytes) -> bool:
    """Whether a request is just what its device signed."""
    return seal.verify(public, request_text(head, method, path, body), head.signature)


def in_time(head: RequestHead, now: int) -> bool:
    """Whether a request was made about now, by the hub's clock."""
    return abs(head.time - now) <= CLOCK_WINDOW


def head_text(organisation: bytes, news: News) -> bytes:
    """What a hub signs of a log, so that telling two people two different things can be proved."""
    seq, at = news.head.to_bytes(8, "big"), news.at.to_bytes(8, "big")
    return b"pscp/v1/head" + organisation + news.scope + news.epoch + seq + news.chain + at


def digest_of(positions: list[Position]) -> bytes:
    """One hash of where a device stands in all its scopes."""
    ordered = sorted(positions, key=lambda position: position.scope)
    return seal.digest(b"pscp/v1/positions", _encoder.encode(ordered))


Message = TypeVar("Message", bound=msgspec.Struct)
_encoder = msgspec.msgpack.Encoder()


def encode(message: msgspec.Struct) -> bytes:
    """The bytes of a message."""
    return _encoder.encode(message)


def decode(body: bytes, kind: type[Message]) -> Message:
    """Read a message of one kind. Raises Malformed."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except UNREADABLE as error:
        raise Malformed("message") from error


def sign_message(message: msgspec.Struct, pair: Pair) -> bytes:
    """A snapshot's or attestation's bytes: its signature, and then itself."""
    body = _encoder.encode(message)
    return seal.sign(pair, b"pscp/v1/message" + body) + body


def read_message(raw: bytes, kind: type[Message]) -> Message:
    """What `sign_message` signed; see `message_stands` before believing it. Raises Malformed."""
    return decode(raw[seal.SIGNATURE :], kind)


def message_stands(raw: bytes, public: bytes) -> bool:
    """Whether a signed message is that device's."""
    body = raw[seal.SIGNATURE :]
    return seal.verify(public, b"pscp/v1/message" + body, raw[: seal.SIGNATURE])
