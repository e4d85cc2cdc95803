"""Signed statements: the directory of the organisation, and the membership of each scope.

Each is a chain: a statement names its number and the hash of the one before it. On the wire a statement
is its signature and then its body; the body is hashed and signed as it was made.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from sync import seal
from sync.envelope import Malformed
from sync.packing import UNREADABLE
from sync.seal import Pair

ROOT: Final = bytes(16)
"""Signs with the organisation's root key instead of a device's."""
MOST: Final = 64 * 1024

READER: Final = 1
WRITER: Final = 2
COORDINATOR: Final = 3
ADMINISTRATOR: Final = 4


class Founded(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """The directory begins: the key it is pinned to, and the one that recovery wraps are made for."""

    root: bytes
    recovery: bytes


class User(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """A person works here, with one of the four ranks; `roles` are words for the desk."""

    user: bytes
    rank: int
    roles: list[str] = []


class UserLeft(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """A person no longer works here; all their devices are out."""

    user: bytes


class DeviceAdded(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """A device of a person, its keys compared by people."""

    device: bytes
    user: bytes
    signing: bytes
    receiving: bytes


class DeviceRemoved(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """A device is out. Of one that was `stolen`, nothing that arrives later is taken unseen."""

    device: bytes
    stolen: bool


class HubKey(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """The key a hub signs its logs with; with `gone` it is believed no longer."""

    public: bytes
    gone: bool = False


class Policy(msgspec.Struct, frozen=True, array_like=True, tag=7):
    """Rules for the desks, which `sync` only carries."""

    body: bytes


class Wipe(msgspec.Struct, frozen=True, array_like=True, tag=8):
    """A device shall destroy its vault at the next contact."""

    device: bytes


class Erase(msgspec.Struct, frozen=True, array_like=True, tag=9):
    """A scope, or some blobs of it, shall cease to exist. Needs a second person's `Approved`."""

    scope: bytes
    blobs: list[bytes]
    basis: str


class Opened(msgspec.Struct, frozen=True, array_like=True, tag=10):
    """Break-glass: a person may open a scope until a time. Needs two others' `Approved`."""

    scope: bytes
    user: bytes
    until: int
    reason: str


class Approved(msgspec.Struct, frozen=True, array_like=True, tag=11):
    """Another person stands behind the statement with that id."""

    statement: bytes


class Blocked(msgspec.Struct, frozen=True, array_like=True, tag=12):
    """A scope is reserved for courts and authorities: served to nobody while it is so."""

    scope: bytes
    blocked: bool


class Vouched(msgspec.Struct, frozen=True, array_like=True, tag=13):
    """Somebody who coordinates was here at its hour: desks that hear of it have met the organisation."""


class Wiped(msgspec.Struct, frozen=True, array_like=True, tag=14):
    """The device that signs this destroyed its vault as it was ordered to: the one act left to it."""

    unsent: int
    """How many changes were on it then that no log was known to hold."""


class Begun(msgspec.Struct, frozen=True, array_like=True, tag=20):
    """A scope begins; its founder is its coordinator. `parent` names the file of a compartment."""

    parent: bytes
    audience: str = ""


class Granted(msgspec.Struct, frozen=True, array_like=True, tag=21):
    """A person, or everybody of a circle (itself a scope), has a right in this scope."""

    subject: bytes
    role: int
    circle: bool = False


class Withdrawn(msgspec.Struct, frozen=True, array_like=True, tag=22):
    """A person or circle has no right here any more."""

    subject: bytes


class KeyEpoch(msgspec.Struct, frozen=True, array_like=True, tag=23):
    """A new key, named by its commitment.

    With how much of the directory was known, and the circles' keys it was wrapped under: each circle and
    the commitment of its key.
    """

    number: int
    commitment: bytes
    directory: int
    circles: list[tuple[bytes, bytes]]


class Shared(msgspec.Struct, frozen=True, array_like=True, tag=24):
    """Keys were wrapped for somebody who had none: every handing out of a key is visible."""

    to: bytes
    commitments: list[bytes]


class Released(msgspec.Struct, frozen=True, array_like=True, tag=25):
    """A coordinator's word on an envelope that was held: into the log, or refused."""

    envelope: bytes
    accepted: bool


class Lacked(msgspec.Struct, frozen=True, array_like=True, tag=26):
    """A device that was handed keys cannot get at them: a hub lost them. They are to be handed over again."""


DirectoryAct = (
    Founded
    | User
    | UserLeft
    | DeviceAdded
    | DeviceRemoved
    | HubKey
    | Policy
    | Wipe
    | Erase
    | Opened
    | Approved
    | Blocked
    | Vouched
    | Wiped
)
MemberAct = Begun | Granted | Withdrawn | KeyEpoch | Shared | Released | Lacked
Act = DirectoryAct | MemberAct


class Statement(msgspec.Struct, frozen=True, array_like=True):
    """One link: of the directory (`chain` is the organisation) or of a scope's membership."""

    chain: bytes
    seq: int
    previous: bytes
    at: int
    """Milliseconds since 1970 by its author's clock; nothing is decided by it but grace."""
    by: bytes
    """The device that signed, or ROOT."""
    act: Act


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement with the bytes it came in."""

    statement: Statement
    id: bytes
    raw: bytes

    def signed_by(self, public: bytes) -> bool:
        return seal.verify(public, _to_sign(self.id), self.raw[: seal.SIGNATURE])


class Wrap(msgspec.Struct, frozen=True, array_like=True):
    """A scope's key for one device (HPKE), or for a circle (under the circle's key)."""

    scope: bytes
    commitment: bytes
    to: bytes
    sealed: bytes
    under: bytes = b""
    """Commitment of the circle's key it is wrapped under; empty for a device."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Statement)


def sign(statement: Statement, pair: Pair) -> bytes:
    """The bytes of a statement as they travel."""
    body = _encoder.encode(statement)
    return seal.sign(pair, _to_sign(seal.digest(body))) + body


def read(raw: bytes) -> Signed:
    """Read a statement; whether it is to be believed is the chain's to say. Raises Malformed."""
    if not seal.SIGNATURE < len(raw) <= MOST:
        raise Malformed("size")
    body = raw[seal.SIGNATURE :]
    try:
        statement = _decoder.decode(body)
    except UNREADABLE as error:
        raise Malformed("statement") from error
    return Signed(statement, seal.digest(body), raw)


def organisation_of(root: bytes) -> bytes:
    """The id of the organisation that a root key stands for."""
    return seal.digest(b"pscp/v1/organisation", root)[:16]


def _to_sign(named: bytes) -> bytes:
    return b"pscp/v1/statement" + named
