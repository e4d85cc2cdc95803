"""What a desk does after its rounds so that logs need not grow for ever.

Where a log has grown far beyond its newest confirmed snapshot, whoever stands at its head makes one, and
another person's desk at the same place confirms it. What two confirmed snapshots stand for, and no copy
of a hub may lack any more, a desk need not keep as it was sealed. Never let go: what is not sent, what
waits, what it sealed itself, and the last envelope of each stream. Nothing that was written is forgotten
by it: the changes themselves are the store's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sync.engine.belief import Belief
from sync.engine.snapshots import Snapshots
from sync.ledger import Confirmed, Grown, Ledger
from sync.protocol import OK, Offered, Peer, Position
from sync.statements import WRITER

HOUR: Final = 3600 * 1000
DAY: Final = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Limits:
    """When something is done. Times in milliseconds."""

    envelopes: int = 2000
    size: int = 4 * 1024 * 1024
    """Bytes of envelopes."""
    again: int = 200
    """Envelopes after which a snapshot that nobody has confirmed is made anew."""
    wait: int = DAY
    """The time after which it is."""
    ask: int = HOUR
    """The time after which a log that has not moved is asked about again."""
    horizon: int = 60 * DAY
    """How old a copy may be that a hub is put back from."""
    scopes: int = 4
    """Logs asked about in one go."""


@dataclass(slots=True)
class Tended:
    """What was done in one go."""

    made: int = 0
    attested: int = 0
    forgotten: int = 0


@dataclass(slots=True)
class _Seen:
    """What is remembered of the logs, in this process only."""

    places: dict[bytes, int] = field(default_factory=dict)
    over: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    """The logs that have grown too far: where this desk stood when the hub was asked, and when."""
    forgotten: dict[bytes, int] = field(default_factory=dict)


class Upkeep:
    """Makes and confirms snapshots, and lets go what they stand for. One log's state at a time."""

    def __init__(self, belief: Belief, snapshots: Snapshots) -> None:
        self.limits = Limits()
        self._belief = belief
        self._snapshots = snapshots
        self._ledger: Ledger = belief.ledger
        self._seen = _Seen()

    def tend(self, peer: Peer) -> Tended:
        """Do what is due, at most one snapshot of it. Raises Unreachable, Denied: then later."""
        tended = Tended()
        for name, scope in self._ledger.owed_snapshots():
            self._pay(peer, name, scope)
        for place in self._due()[: self.limits.scopes]:
            self._tend(peer, place, tended)
            if tended.made or tended.attested:
                break
        for scope in {one.scope for one in self._ledger.confirmed()}:
            tended.forgotten += self._let_go(peer, scope)
        return tended

    def _pay(self, peer: Peer, snapshot: bytes, scope: bytes) -> None:
        """Offer a snapshot from a stick, unless the hub has it. Whoever may only read leaves it to others."""
        if self._belief.role(scope) < WRITER:
            return
        lying = (self._snapshots.believed(offered.snapshot) for offered in peer.offered(scope))
        if not any(told and told.id == snapshot for told in lying):
            self._snapshots.give_back(peer, scope)
        with self._belief.transaction():
            self._ledger.owe_snapshot(snapshot, owed=False)

    def _due(self) -> list[Position]:
        """The places of the logs to ask about."""
        seen, now = self._seen, self._now()
        places = {place.scope: place for place in self._ledger.positions()}
        moved = [s for s, place in places.items() if seen.places.get(s) != place.seq]
        first = not seen.places
        grown = self._ledger.grown() if first else [g for s in moved for g in self._ledger.grown(s)]
        seen.places = {scope: place.seq for scope, place in places.items()}
        for one in grown:
            if self._too_far(one):
                seen.over.setdefault(one.scope, (-1, 0))
        return [
            places[scope]
            for scope, (seq, at) in seen.over.items()
            if scope in places and (places[scope].seq != seq or not 0 <= now - at < self.limits.ask)
        ]

    def _tend(self, peer: Peer, place: Position, tended: Tended) -> None:
        scope = place.scope
        offers = peer.offered(scope)
        self._seen.over[scope] = (place.seq, self._now())
        self._snapshots.learn(offers)
        if not any(self._too_far(one) for one in self._ledger.grown(scope)):
            del self._seen.over[scope]
            return
        tended.attested += self._snapshots.attest(peer, scope, offers)
        if tended.attested or self._awaited(offers, place):
            return
        made = self._snapshots.make(scope)
        if made is not None:
            tended.made += peer.offer(made.raw, list(made.pieces)).code == OK
            self._tidy(scope)

    def _too_far(self, one: Grown) -> bool:
        return one.envelopes > self.limits.envelopes or one.size > self.limits.size

    def _awaited(self, offers: Sequence[Offered], place: Position) -> bool:
        """Whether a snapshot lies at the hub that somebody may still confirm."""
        limits, now = self.limits, self._now()
        told = [one for offered in offers if (one := self._snapshots.believed(offered.snapshot))]
        return any(
            one.seq >= place.seq
            or (place.seq - one.seq < limits.again and now - one.at < limits.wait)
            for one in told
            if one.epoch == place.epoch
        )

    def _tidy(self, scope: bytes) -> None:
        """Keep the two newest confirmed snapshots, and of the others the newest."""
        confirmed = [one.snapshot for one in self._ledger.confirmed(scope)]
        held = [kept.id for kept in self._ledger.snapshots(scope)]
        wanted = {*confirmed[-2:], *[name for name in held if name not in confirmed][-1:]}
        wanted |= {name for name, of in self._ledger.owed_snapshots() if of == scope}
        with self._belief.transaction():
            for name in held:
                if name not in wanted:
                    self._ledger.drop_snapshot(name)

    def _let_go(self, peer: Peer, scope: bytes) -> int:
        """Forget what the older of the two newest confirmed snapshots stands for, once it is old enough."""
        older, newest = self._two(scope)
        if older is None or newest is None or self._seen.forgotten.get(scope) == older.seq:
            return 0
        if not self._old(older) or not self._snapshots.hold(
            peer, scope, {older.snapshot, newest.snapshot}
        ):
            return 0
        with self._belief.transaction():
            gone = self._ledger.forget(scope, older.seq)
        if not gone:
            self._seen.forgotten[scope] = older.seq
        self._tidy(scope)
        return gone

    def _old(self, confirmed: Confirmed) -> bool:
        """Whether no copy that a hub is put back from can lack what a snapshot stands for."""
        return self._now() - confirmed.at >= self.limits.horizon

    def _two(self, scope: bytes) -> tuple[Confirmed | None, Confirmed | None]:
        """The two newest confirmed snapshots of the log as it is now, the older first."""
        place = self._ledger.position(scope)
        found = [c for c in self._ledger.confirmed(scope) if place and c.epoch == place.epoch]
        return (found[-2], found[-1]) if len(found) > 1 else (None, None)

    def _now(self) -> int:
        return self._belief.desk.now()
