"""What became of each envelope that was pushed, and the receipt of a round."""

from dataclasses import dataclass, field, replace

from sync.engine.belief import Belief
from sync.engine.mending import Mender
from sync.engine.snapshots import Snapshots
from sync.ledger import COVERED, Kept, Ledger
from sync.protocol import DUP, FORK, GAP, HELD, OK, REFUSED, RETRIED, Peer, Result


@dataclass(slots=True)
class Receipt:
    """What a round did: kept and printed by the desk."""

    requests: int = 0
    pushed: int = 0
    received: int = 0
    refused: int = 0
    held: int = 0
    complete: bool = False
    """Whether nothing was left to say on either side."""
    time: int = 0
    """The hub's time at the last answer, in milliseconds."""
    newest: int = 0
    """The newest version of the protocol that the hub speaks, as it last said; 0 where it did not."""
    frozen: dict[bytes, str] = field(default_factory=dict)


class Results:
    """Counts what a hub answered to pushes, and mends what it lacks."""

    def __init__(self, belief: Belief, mender: Mender, snapshots: Snapshots) -> None:
        self._belief = belief
        self._ledger: Ledger = belief.ledger
        self._mender = mender
        self._snapshots = snapshots

    def take(self, peer: Peer, sent: list[Kept], results: list[Result], receipt: Receipt) -> bool:
        """Count what became of each envelope; whether a stream had to be split or given back."""
        amiss = False
        for kept, result in zip(sent, results, strict=False):
            self._count(kept, result, receipt)
            if result.code == FORK and kept.device == self._belief.desk.device:
                with self._belief.transaction():
                    self._mender.split(kept.scope, kept.stream, kept.first)
                amiss = True
            if result.code == GAP:
                with self._belief.transaction():
                    lost = self._mender.give_back_stream(kept, result.last)
                if not lost and kept.first > result.last + 1:
                    lost = self._snapshots.give_back(peer, kept.scope)
                amiss |= lost
            if result.code in (OK, DUP) and not self._reads(kept.scope):
                self._leave_behind(kept)
            elif result.code == DUP and self._passed(kept, result.seq, peer):
                with self._belief.transaction():
                    self._ledger.keep(replace(kept, seq=COVERED))
        return amiss

    def _count(self, kept: Kept, result: Result, receipt: Receipt) -> None:
        """Count it; what the hub did not take is told, with the reason and the envelope's name."""
        refused = result.code == REFUSED and result.reason not in RETRIED
        receipt.pushed += result.code == OK
        receipt.held += result.code == HELD
        receipt.refused += refused
        if refused or result.code == HELD:
            with self._belief.transaction():
                self._belief.report(result.code, kept.scope, f"{result.reason} {kept.id.hex()}")

    def _leave_behind(self, kept: Kept) -> None:
        """A hub has what was carried for others, or was one's own, in a log this desk may not read."""
        with self._belief.transaction():
            self._ledger.keep(replace(kept, seq=COVERED))
            if kept.device == self._belief.desk.device:
                self._ledger.settle(kept.scope, kept.stream, kept.last)

    def _passed(self, kept: Kept, seq: int, peer: Peer) -> bool:
        """Whether the hub has an envelope where this desk no longer meets it: under a snapshot."""
        here = self._ledger.position(kept.scope)
        return here is not None and seq <= here.seq and self._snapshots.covers(peer, kept)

    def _reads(self, scope: bytes) -> bool:
        return self._ledger.position(scope) is not None
