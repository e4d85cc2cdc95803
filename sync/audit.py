"""The audit of each desk on its way to those who audit: parcels that a hub keeps and cannot read.

A desk keeps its audit as lines in one order. A parcel is a run of them. Its *claim* says which numbers it
holds and between which two heads of the chain they lie, and is signed by the device; the lines are sealed
to the devices of those who audit, and to nobody else. A hub keeps a parcel that goes on from the one
before, refuses any other, and answers with a receipt that it signs. So neither a desk that changed its
lines nor a hub that changed its rows goes unnoticed: each holds the other's signature.

All of this lies beside the logs: nothing here is merged, and no scope knows of it.

A device's audit may have several *lives*. Another begins, from the first line, where the record no longer
goes on from what was receipted (it was altered, cut or put back), or where somebody audits to whom it was
never sealed. What was kept of the lives before stays: two heads that differ at one number are the proof.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from sync import seal
from sync.directory import Directory
from sync.envelope import Malformed
from sync.packing import UNREADABLE
from sync.protocol import MOST_ANSWER, decode, encode
from sync.seal import SIGNATURE, Entropy, NotOpened, Pair
from sync.statements import READER

START: Final = bytes(32)
"""The head before the first line."""
MOST_LINES: Final = 2000
MOST_SEALED: Final = 1024 * 1024
"""Bytes of the sealed lines of one parcel."""
MOST_OPENED: Final = 4 * 1024 * 1024
MOST_CLAIM: Final = 64 * 1024
MOST_READERS: Final = 200
AUDITING: Final = frozenset({"auditor", "dpo"})
"""The only words among the roles of the directory that `sync` knows."""


class Opening(msgspec.Struct, frozen=True, array_like=True):
    """The key of a parcel, wrapped for a device of somebody who audits."""

    device: bytes
    wrapped: bytes


class Claim(msgspec.Struct, frozen=True, array_like=True):
    """What a device says of a run of its lines, and signs."""

    device: bytes
    life: int
    first: int
    last: int
    before: bytes
    """Head of the chain before the first line."""
    head: bytes
    """Head of the chain after the last line."""
    at: int
    """Milliseconds since 1970 by the device; nothing is ordered by it."""
    directory: int
    """How much of the directory the device knew: who audits is read there."""
    openings: list[Opening]
    salt: bytes
    content: bytes
    """SHA-256 of the sealed lines."""


class Parcel(msgspec.Struct, frozen=True, array_like=True):
    """A signed claim and the sealed lines it speaks of: empty where nobody audits yet."""

    claim: bytes
    sealed: bytes


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """What a hub signs once it keeps a parcel."""

    organisation: bytes
    claim: bytes
    """SHA-256 of the signed claim."""
    device: bytes
    life: int
    last: int
    head: bytes
    at: int


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """A hub's answer: `ok`, or `gap` where the parcel does not go on from what it keeps.

    With the newest claim and receipt of the device that it keeps, both empty where it keeps none.
    """

    code: str
    claim: bytes = b""
    receipt: bytes = b""


class Known(msgspec.Struct, frozen=True, array_like=True):
    """How far somebody who audits has read of a device."""

    device: bytes
    life: int
    last: int


class Asking(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who audits asks for what is new."""

    known: list[Known]
    room: int = MOST_ANSWER


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A parcel as a hub keeps it, with the receipt it gave."""

    claim: bytes
    sealed: bytes
    receipt: bytes


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """What a hub shows: parcels in the order of their lines, and the newest receipt of each device."""

    parcels: list[Kept]
    newest: list[bytes]


class Run(msgspec.Struct, frozen=True):
    """Lines of a device's audit, one after another."""

    device: bytes
    life: int
    first: int
    before: bytes
    lines: Sequence[bytes]

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def head(self) -> bytes:
        return linked(self.before, self.lines)


def linked(head: bytes, lines: Iterable[bytes]) -> bytes:
    """The head of the chain after some more lines."""
    for line in lines:
        head = seal.digest(b"pscp/v1/audit", head, seal.digest(line))
    return head


def audits(directory: Directory, user: bytes) -> bool:
    """Whether a person reads audits: by that one role, with no other and with the lowest rank.

    Who audits may do nothing else, or would be watching themselves.
    """
    person = directory.people.get(user)
    return (
        person is not None
        and not person.until
        and person.rank == READER
        and len(person.roles) == 1
        and person.roles[0] in AUDITING
    )


def readers(directory: Directory) -> Mapping[bytes, bytes]:
    """The devices in use of those who audit, with the keys to seal for."""
    return {
        device: found.receiving
        for device, found in directory.devices.items()
        if directory.active(device) and audits(directory, found.user)
    }


def make(directory: Directory, run: Run, pair: Pair, at: int, entropy: Entropy) -> Parcel:
    """A parcel of a run of lines, signed with the device's pair, sealed to whoever audits today."""
    to = dict(list(readers(directory).items())[:MOST_READERS])
    bound = _bound(directory.organisation, run.device, run.life, run.first, run.head)
    key, salt = entropy(seal.KEY), entropy(seal.SALT)
    body = seal.pack_tight(msgspec.msgpack.encode(list(run.lines)))
    sealed = seal.close(key, salt, body, bound) if to else b""
    openings = [
        Opening(device, seal.wrap(public, key, bound + device)) for device, public in to.items()
    ]
    claim = Claim(
        run.device, run.life, run.first, run.last, run.before, run.head, at, directory.seq,
        openings, salt, seal.digest(sealed),
    )  # fmt: skip
    return Parcel(_signed(b"claim", claim, pair), sealed)


def open_parcel(
    organisation: bytes, claim: Claim, sealed: bytes, device: bytes, pair: Pair
) -> list[bytes]:
    """The lines of a parcel, for a device it was sealed to. Raises NotOpened.

    Also where what is inside is not what its claim says.
    """
    wrapped = next((one.wrapped for one in claim.openings if one.device == device), b"")
    bound = _bound(organisation, claim.device, claim.life, claim.first, claim.head)
    key = seal.unwrap(pair, wrapped, bound + device)
    body = seal.unpack_tight(seal.disclose(key, claim.salt, sealed, bound), MOST_OPENED)
    try:
        lines = msgspec.msgpack.decode(body, type=list[bytes])
    except UNREADABLE as error:
        raise NotOpened from error
    if not _as_claimed(claim, lines):
        raise NotOpened
    return lines


def _as_claimed(claim: Claim, lines: Sequence[bytes]) -> bool:
    """Whether these are the lines between the two heads of a claim."""
    whole = len(lines) == claim.last - claim.first + 1
    return whole and linked(claim.before, lines) == claim.head


def read_claim(raw: bytes) -> Claim:
    """What a claim says; see `claim_stands` before believing it. Raises Malformed."""
    claim = decode(raw[SIGNATURE:], Claim)
    lines = claim.last - claim.first + 1
    heads = {len(claim.before), len(claim.head), len(claim.content)}
    if not (1 <= lines <= MOST_LINES and claim.first > 0 and claim.last < 1 << 62):
        raise Malformed("message")
    if heads != {32} or not 0 < claim.life < 1 << 31 or len(raw) > MOST_CLAIM:
        raise Malformed("message")
    return claim


def claim_stands(raw: bytes, public: bytes) -> bool:
    """Whether a claim is that device's own."""
    return _stands(b"claim", raw, public)


def follows(claim: Claim, newest: Claim | None) -> bool:
    """Whether a parcel goes on from the newest that is kept of its device, or begins another life."""
    if newest is not None and claim.life == newest.life:
        return (claim.first, claim.before) == (newest.last + 1, newest.head)
    begins = (claim.first, claim.before) == (1, START)
    return begins and (newest is None or claim.life > newest.life)


def countersigned(organisation: bytes, raw: bytes, pair: Pair, at: int) -> bytes:
    """A hub's receipt for a claim."""
    claim = read_claim(raw)
    receipt = Receipt(
        organisation, seal.digest(raw), claim.device, claim.life, claim.last, claim.head, at
    )
    return _signed(b"receipt", receipt, pair)


def read_receipt(raw: bytes) -> Receipt:
    """What a receipt says; see `receipt_stands` before believing it. Raises Malformed."""
    return decode(raw[SIGNATURE:], Receipt)


def receipt_stands(raw: bytes, directory: Directory) -> bool:
    """Whether a hub that the directory names signed a receipt for this organisation."""
    try:
        if read_receipt(raw).organisation != directory.organisation:
            return False
    except Malformed:
        return False
    return any(_stands(b"receipt", raw, public) for public in directory.hubs)


def _bound(organisation: bytes, device: bytes, life: int, first: int, head: bytes) -> bytes:
    place = life.to_bytes(4, "big") + first.to_bytes(8, "big")
    return b"pscp/v1/audit" + organisation + device + place + head


def _signed(kind: bytes, message: msgspec.Struct, pair: Pair) -> bytes:
    body = encode(message)
    return seal.sign(pair, _PREFIX + kind + b"\n" + body) + body


def _stands(kind: bytes, raw: bytes, public: bytes) -> bool:
    body = raw[SIGNATURE:]
    return seal.verify(public, _PREFIX + kind + b"\n" + body, raw[:SIGNATURE])


_PREFIX: Final = b"pscp/v1/audit/"
