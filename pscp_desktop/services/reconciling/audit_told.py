"""This laptop's audit on its way to those who audit, and what comes of it when lines were altered here.

After each round the lines since the last receipt go to the hub in parcels. Before that every line up to
the receipt is looked at again: what a hub has countersigned cannot be altered, cut off or put in another
order unseen, not even by somebody who holds the key of the vault. Where it was, that is an alarm here, a
line of the audit itself, and another *life* of the audit at the hub, beside the one that was receipted.
"""

import contextlib
from typing import Final, Protocol, runtime_checkable

import msgspec

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.store import audit as lines_of
from sync import audit
from sync.audit import MOST_LINES, START, Asking, Claim, Parcel, Receipt, Run, Shown, Taken
from sync.directory import Directory
from sync.envelope import Malformed
from sync.ledger import Alarm
from sync.protocol import DUP, GAP, OK, Denied, Peer, Unreachable
from sync.seal import digest

KEPT: Final = "audit_told"
ALTERED: Final = "audit_altered"
NOT_HELD: Final = "audit_hub"
TRIES: Final = 4
"""How often a hub and this desk may find in one round that they stand at different places."""


@runtime_checkable
class KeepsAudit(Protocol):
    """A hub that keeps the audits of desks. Raises Unreachable, and Denied where one may not."""

    def keep_audit(self, parcel: Parcel) -> Taken: ...

    def read_audit(self, asked: Asking) -> Shown: ...


class Told(msgspec.Struct, frozen=True):
    """How far this laptop's audit is told: the life it is in, its receipt, and who could read it all."""

    life: int = 1
    receipt: bytes = b""
    """The newest receipt of this life, as the hub signed it."""
    readers: tuple[bytes, ...] = ()
    """The devices this life was sealed to from its first line."""


class _Place(msgspec.Struct, frozen=True):
    """A place in the chain: the number of a line, and the head after it."""

    last: int = 0
    head: bytes = START


def report(reconciling: Reconciling, peer: Peer) -> int:
    """Hand the audit to a hub that keeps audits; gives how many lines it took.

    A hub that is lost meanwhile, or is too old to keep audits, spoils no round.
    """
    if not isinstance(peer, KeepsAudit):
        return 0
    with contextlib.suppress(Unreachable, Denied):
        return _Telling(reconciling).all_to(peer)
    return 0


class _Telling:
    """One telling of the audit to a hub."""

    def __init__(self, reconciling: Reconciling) -> None:
        self._reconciling = reconciling
        self._store = reconciling.desk.store
        kept = self._store.kept(KEPT)
        self._told = msgspec.msgpack.decode(kept, type=Told) if kept else Told()

    @property
    def _directory(self) -> Directory:
        return self._reconciling.engine.belief.directory

    def all_to(self, peer: KeepsAudit) -> int:
        """Tell what is new. Raises Unreachable, Denied."""
        place, sent = self._receipted(), 0
        if not self._holds(place):
            self._altered(place.last)
            place = _Place()
        if set(audit.readers(self._directory)) - set(self._told.readers):
            place = self._begin_life(self._told.life + 1)
        tries = TRIES
        while run := self._next(place):
            me = self._reconciling.identity
            parcel = audit.make(
                self._directory, run, me.signing, self._now(), self._reconciling.entropy
            )
            taken = peer.keep_audit(parcel)
            if taken.code in {OK, DUP}:
                place = self._receive(parcel, taken)
                sent += len(run.lines)
            elif taken.code == GAP and tries:
                place, tries = self._settle(place, taken), tries - 1
            else:
                self._alarm(NOT_HELD, run.first)
                break
        return sent

    def _receipted(self) -> _Place:
        """The place that the newest receipt of this life speaks of."""
        if not self._told.receipt:
            return _Place()
        receipt = audit.read_receipt(self._told.receipt)
        return _Place(receipt.last, receipt.head)

    def _holds(self, place: _Place) -> bool:
        """Whether every line up to there is still the one that was told."""
        head, seen = START, 0
        while seen < place.last:
            most = min(MOST_LINES, place.last - seen)
            with self._store.glancing() as connection:
                found = lines_of.bodies(connection, seen, most)
            if not found:
                return False
            head, seen = audit.linked(head, found), seen + len(found)
        return head == place.head

    def _next(self, place: _Place) -> Run | None:
        """The lines after a place, as many as one parcel may hold."""
        with self._store.glancing() as connection:
            found = lines_of.bodies(connection, place.last, MOST_LINES)
        device = self._reconciling.identity.device
        run = Run(device, self._told.life, place.last + 1, place.head, found)
        return run if found else None

    def _receive(self, parcel: Parcel, taken: Taken) -> _Place:
        """Keep the hub's receipt. Raises Unreachable where it is none: then nothing was told."""
        receipt = self._believed(taken.receipt)
        if receipt is None or receipt.claim != digest(parcel.claim):
            raise Unreachable("receipt")
        self._keep(msgspec.structs.replace(self._told, receipt=taken.receipt))
        return _Place(receipt.last, receipt.head)

    def _settle(self, place: _Place, taken: Taken) -> _Place:
        """The hub stands elsewhere: find from where to go on, and say what that means."""
        claim = self._own(taken.claim)
        if claim is None:
            # It keeps nothing of ours, or what we never signed. Both mean that it lost what it had.
            if place.last or taken.claim:
                self._alarm(NOT_HELD, place.last)
            return self._begin_life(self._told.life + bool(taken.claim))
        if claim.life < self._told.life:
            if place.last:
                self._alarm(NOT_HELD, place.last)
            return self._begin_life(self._told.life)
        at = _Place(claim.last, claim.head)
        if not self._holds(at):
            self._keep(msgspec.structs.replace(self._told, life=claim.life))
            self._altered(claim.last)
            return _Place()
        if claim.life == self._told.life and claim.last < place.last:
            self._alarm(NOT_HELD, place.last)
        self._keep(
            msgspec.structs.replace(self._told, life=claim.life, receipt=self._stands(taken))
        )
        return at

    def _own(self, raw: bytes) -> Claim | None:
        """A claim that this device signed; None where it is none."""
        me = self._reconciling.identity
        try:
            claim = audit.read_claim(raw)
        except Malformed:
            return None
        own = claim.device == me.device and audit.claim_stands(raw, me.signing.public)
        return claim if own else None

    def _stands(self, taken: Taken) -> bytes:
        """The receipt that came with an answer, if it is one for the claim beside it."""
        receipt = self._believed(taken.receipt)
        if receipt is None or receipt.claim != digest(taken.claim):
            raise Unreachable("receipt")
        return taken.receipt

    def _believed(self, raw: bytes) -> Receipt | None:
        stands = audit.receipt_stands(raw, self._directory)
        return audit.read_receipt(raw) if stands else None

    def _altered(self, last: int) -> None:
        """Lines up to there are not what they were: an alarm, a line of its own, and a life anew."""
        self._alarm(ALTERED, last)
        self._reconciling.desk.looked(ALTERED, NAMELESS, detail=str(last))
        self._begin_life(self._told.life + 1)

    def _begin_life(self, life: int) -> _Place:
        self._keep(Told(life, b"", tuple(audit.readers(self._directory))))
        return _Place()

    def _alarm(self, kind: str, number: int) -> None:
        ledger = self._reconciling.ledger
        with ledger.transaction():
            detail = f"{self._told.life}/{number}"
            ledger.report(Alarm(kind, NAMELESS.bytes, detail, self._now()))

    def _keep(self, told: Told) -> None:
        self._told = told
        self._store.keep(KEPT, msgspec.msgpack.encode(told))

    def _now(self) -> int:
        return int(self._store.now().timestamp() * 1000)
