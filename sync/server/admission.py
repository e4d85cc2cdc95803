"""Whether a request is heard: signed by a device of the organisation, new, in time, not too often.

    Authorization: PSCP version.device.time.nonce.signature

in hexadecimal, but for version and time (milliseconds since 1970). There is no session and no token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from sync.protocol import (
    CLOCK_WINDOW,
    NONCE_KEPT,
    OLDEST,
    VERSION,
    Denied,
    RequestHead,
    request_stands,
)
from sync.server.database import Database, rows
from sync.server.settings import Policy

SCHEME: Final = "PSCP "
NAME: Final = 16
NONCE: Final = 16
ORDINARY: Final = 0
PIECES: Final = 1
PUSHED: Final = 2
READ: Final = 3
_PARTS: Final = 5
_ADMIT: Final = "admit(%b, %b, %b::int8, %b::int8, %b::int8, %b::int2, %b::int8)"


class Refusal(Exception):
    """A request that is not heard: `status` of HTTP, the `reason` a desk is told, and what is logged."""

    def __init__(self, status: int, reason: str, event: str = "refused", wait: int = 0) -> None:
        super().__init__(reason)
        self.status, self.reason, self.event, self.wait = status, reason, event, wait


class Device(NamedTuple):
    """Whose a request is."""

    id: bytes
    person: bytes
    out: bool = False


class Still(NamedTuple):
    """What a round that brings nothing says: the digest of its positions, and the directory it knows."""

    digest: bytes
    directory: int
    organisation: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """All of a request that is signed, and the head that signs it."""

    head: RequestHead
    method: str
    path: str
    body: bytes

    def stands(self, signing: bytes) -> bool:
        return request_stands(self.head, signing, self.method, self.path, self.body)


def read_head(header: str) -> RequestHead:
    """Read the header of a request. Raises Refusal (401)."""
    parts = header.removeprefix(SCHEME).split(".")
    if not header.startswith(SCHEME) or len(parts) != _PARTS or not header.isascii():
        raise Refusal(401, "device")
    version, device, time, nonce, signature = parts
    if not (version.isdigit() and time.isdigit() and len(version) < 4 and len(time) < 16):  # noqa: PLR2004 (no number of ours is longer)
        raise Refusal(401, "device")
    try:
        named, once, signed = (bytes.fromhex(part) for part in (device, nonce, signature))
    except ValueError:
        raise Refusal(401, "device") from None
    if len(named) != NAME or len(once) != NONCE:
        raise Refusal(401, "device")
    if not OLDEST <= int(version) <= VERSION:
        raise Refusal(426, "version")
    return RequestHead(named, int(time), once, int(version), signed)


class Admission:
    """Hears requests. Keeps the keys of devices, which never change; asks the database for the rest."""

    def __init__(self, database: Database, policy: Policy, clock: Callable[[], int]) -> None:
        self._database, self._policy, self._clock = database, policy, clock
        self._keys: dict[bytes, tuple[bytes, bytes]] = {}

    def hear(self, request: Request, kind: int = ORDINARY) -> Device:
        """Whose request this is.

        Raises:
            Refusal: 401 for a device nobody knows, another's signature, a time too far from the hub's or
                a request that was heard before; 429 for one that comes too often.
        """
        person = self._demand_signed(request)
        query = f"SELECT {_ADMIT}"
        with self._database.at_once() as session:
            ((state,),) = rows(session, query, self._of(request.head, kind))
        return self._admitted(request.head, person, state)

    def hear_bringing(self, request: Request, size: int) -> Device:
        """The same of a request that adds to the logs. Raises Refusal (429) above the day's measure too."""
        person, day = self._demand_signed(request), self._clock() // 86_400_000 * 1440
        query = (
            "SELECT state, total FROM admit_with(%b, %b, %b::int8, %b::int8, %b::int8, %b::int2,"
            " %b::int8, %b::int2, %b::int8, %b::int8)"
        )
        given = (*self._of(request.head, ORDINARY), PUSHED, day, size)
        with self._database.at_once() as session:
            ((state, total),) = rows(session, query, given)
        device = self._admitted(request.head, person, state)
        self.demand_room(total)
        return device

    def demand_room(self, total: int) -> None:
        """Raises Refusal (429) where a device added more today than the policy's measure."""
        if total > self._policy.pushed_bytes_a_day:
            raise Refusal(429, "limit", "limited", 3600)

    def hear_round(self, request: Request, still: Still) -> tuple[Device, bool]:
        """The same of a round that brings nothing, and whether there is nothing new for it either.

        All in one statement: it is what nearly every request is.
        """
        person, head = self._demand_signed(request), request.head
        query = f"SELECT {_ADMIT}, still(%b, %b, %b, %b::int8, %b)"
        given = (*self._of(head, ORDINARY), head.device, person, *still)
        with self._database.at_once() as session:
            ((state, quiet),) = rows(session, query, given)
        device = self._admitted(head, person, state)
        return device, quiet and not device.out

    def _demand_signed(self, request: Request) -> bytes:
        """The person whose device signed a request in time. Raises Refusal (401)."""
        self._demand_time(request.head)
        known = self.key(request.head.device)
        if known is None or not request.stands(known[0]):
            raise Refusal(401, "device")
        return known[1]

    def key(self, device: bytes) -> tuple[bytes, bytes] | None:
        """The signing key of a device and its person, out or not; None where it was never let in."""
        known = self._keys.get(device)
        if known is None:
            with self._database.borrowed() as session:
                query = "SELECT signing, person FROM device WHERE id = %b"
                found = rows(session, query, (device,))
            if found:
                known = self._keys[device] = (bytes(found[0][0]), bytes(found[0][1]))
        return known

    def _demand_time(self, head: RequestHead) -> None:
        window = min(CLOCK_WINDOW, self._policy.late_seconds * 1000)
        if abs(head.time - self._clock()) > window:
            raise Refusal(401, "clock")

    def _of(self, head: RequestHead, kind: int) -> tuple[object, ...]:
        policy = self._policy
        most = policy.attachments_a_minute if kind == PIECES else policy.requests_a_minute
        return head.device, head.nonce, head.time, self._clock(), NONCE_KEPT, kind, most

    def _admitted(self, head: RequestHead, person: bytes, state: str) -> Device:
        match state:
            case "ok" | "out":
                return Device(head.device, person, state == "out")
            case "limit":
                raise Refusal(429, "limit", "limited", 60 - self._clock() // 1000 % 60)
            case "replay":
                raise Refusal(401, "device", "replayed")
            case _:
                raise Refusal(401, "clock")

    def many_read(self, device: bytes, scopes: int) -> bool:
        """Count scopes a device reads in; whether they have just become more than is usual."""
        span, most = self._clock() // 600_000 * 10, self._policy.scopes_read_in_ten_minutes
        total = self._add(device, READ, span, scopes) if scopes else 0
        return total > most >= total - scopes

    def _add(self, who: bytes, kind: int, span: int, amount: int) -> int:
        query = (
            "INSERT INTO pace AS p VALUES (%b, %b::int2, %b::int8, %b::int8) ON CONFLICT (who, kind, span)"
            " DO UPDATE SET amount = p.amount + excluded.amount RETURNING amount"
        )
        with self._database.at_once() as session:
            return int(rows(session, query, (who, kind, span, amount))[0][0])

    def begin(self) -> None:
        """Remember requests from now on, if nothing is remembered yet."""
        with self._database.at_once() as session:
            query = "INSERT INTO watch (since) VALUES (%b::int8) ON CONFLICT DO NOTHING"
            session.execute(query, (self._clock(),))

    def sweep(self) -> None:
        """Forget nonces and counts that no longer matter."""
        now = self._clock()
        with self._database.at_once() as session:
            session.execute("DELETE FROM nonce WHERE expires < %b::int8", (now,))
            session.execute("DELETE FROM pace WHERE span < %b::int8", (now // 60000 - 60 * 24,))


def refusal_of(denied: Denied) -> Refusal:
    """What a refusal of the hub itself is in HTTP. Forbidden and absent look alike."""
    status = {"device": 401, "clock": 401, "version": 426, "busy": 503, "limit": 429}
    return Refusal(
        status.get(denied.reason, 404), denied.reason if denied.reason in status else "scope"
    )
