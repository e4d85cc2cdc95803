"""A desk's storage in memory: the rows the engine keeps, beside a store of cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sync.envelope import Stream
from sync.ledger import (
    Alarm,
    Confirmed,
    Grown,
    Kept,
    KeptSnapshot,
    ScopeKey,
)
from sync.protocol import Ends, Position
from sync.statements import Wrap
from tests.sync_model.memory_store import MemoryStore


class MemoryDesk(MemoryStore):
    """Ledger in memory, with a store of cells, and the saving of changes beside it."""

    # The ledger.

    def stream(self) -> Stream:
        return self.rows.stream

    def streams(self) -> Sequence[Stream]:
        return sorted({s for own in self.rows.own.values() for s, _ in own} | {self.rows.stream})

    def begin_incarnation(self, number: int) -> None:
        self.rows.stream = Stream(self.rows.stream.device, number)

    def statements(self, chain: bytes, after: int = 0) -> Sequence[bytes]:
        return self.rows.statements.get(chain, [])[after:]

    def add_statement(self, chain: bytes, seq: int, raw: bytes, *, confirmed: bool) -> None:
        kept = self.rows.statements.setdefault(chain, [])
        assert seq <= len(kept) + 1
        kept[seq - 1 :] = [raw, *kept[seq:]]
        known = self.rows.confirmed.get(chain, 0)
        self.rows.confirmed[chain] = max(known, seq) if confirmed else min(known, seq - 1)

    def unconfirmed(self) -> Sequence[tuple[bytes, int, bytes]]:
        return [
            (chain, seq, raw)
            for chain, kept in self.rows.statements.items()
            for seq, raw in enumerate(kept, 1)
            if seq > self.rows.confirmed.get(chain, 0)
        ]

    def confirm(self, chain: bytes, seq: int) -> None:
        self.rows.confirmed[chain] = max(self.rows.confirmed.get(chain, 0), seq)

    def drop_statements(self, chain: bytes, after: int) -> None:
        del self.rows.statements[chain][after:]

    def positions(self) -> Sequence[Position]:
        return list(self.rows.positions.values())

    def position(self, scope: bytes) -> Position | None:
        return self.rows.positions.get(scope)

    def set_position(self, position: Position) -> None:
        self.rows.positions[position.scope] = position
        self.rows.left.discard(position.scope)

    def told(self) -> Mapping[bytes, Position]:
        return self.rows.told

    def set_told(self, positions: Iterable[Position], *, whole: bool) -> None:
        kept = {} if whole else self.rows.told
        self.rows.told = {**kept, **{p.scope: p for p in positions}}

    def leave(self, scope: bytes) -> None:
        self.rows.positions.pop(scope, None)
        self.rows.left.add(scope)

    def keys(self, scope: bytes) -> Sequence[ScopeKey]:
        return self.rows.keys.get(scope, [])

    def add_key(self, scope: bytes, key: ScopeKey) -> None:
        self.rows.keys.setdefault(scope, []).append(key)

    def wraps(self, scope: bytes) -> Sequence[Wrap]:
        return [wrap for wrap in self.rows.wraps.values() if wrap.scope == scope]

    def add_wraps(self, wraps: Iterable[Wrap], *, confirmed: bool) -> None:
        for wrap in wraps:
            self.rows.wraps[_named(wrap)] = wrap
            if not confirmed:
                self.rows.wraps_unconfirmed[_named(wrap)] = wrap

    def unconfirmed_wraps(self) -> Sequence[Wrap]:
        return list(self.rows.wraps_unconfirmed.values())

    def confirm_wraps(self, wraps: Iterable[Wrap]) -> None:
        for wrap in wraps:
            self.rows.wraps_unconfirmed.pop(_named(wrap), None)

    def ends(self, scope: bytes) -> Mapping[Stream, Ends]:
        return self.rows.ends.get(scope, {})

    def set_ends(self, scope: bytes, ends: Iterable[Ends]) -> None:
        kept = self.rows.ends.setdefault(scope, {})
        kept.update({Stream(end.device, end.incarnation): end for end in ends})

    def kept(self, scope: bytes, stream: Stream, first: int) -> Kept | None:
        return self.rows.kept.get(scope, {}).get((stream, first))

    def keep(self, kept: Kept) -> None:
        self.rows.kept.setdefault(kept.scope, {})[kept.stream, kept.first] = kept

    def named(self, scope: bytes, envelope: bytes) -> Kept | None:
        return next((k for k in self.rows.kept.get(scope, {}).values() if k.id == envelope), None)

    def drop(self, kept: Kept) -> None:
        del self.rows.kept[kept.scope][kept.stream, kept.first]

    def envelopes(self, scope: bytes) -> Iterator[Kept]:
        return iter(list(self.rows.kept.get(scope, {}).values()))

    def waiting(self, scope: bytes) -> Sequence[Kept]:
        return [kept for kept in self.envelopes(scope) if kept.waits]

    def scopes_waiting(self) -> Sequence[bytes]:
        return [scope for scope in self.rows.kept if self.waiting(scope)]

    def outside(self, scope: bytes) -> Sequence[Kept]:
        return [kept for kept in self.envelopes(scope) if not kept.seq]

    def scopes_outside(self) -> Sequence[bytes]:
        return [scope for scope in self.rows.kept if self.outside(scope)]

    def forget_places(self, scope: bytes) -> None:
        kept = self.rows.kept.get(scope, {})
        for name, one in kept.items():
            kept[name] = replace(one, seq=0)
        self.rows.places.pop(scope, None)

    def place(self, scope: bytes, seq: int) -> bytes:
        return self.rows.places.get(scope, {}).get(seq, b"")

    def set_place(self, scope: bytes, seq: int, chain: bytes) -> None:
        self.rows.places.setdefault(scope, {})[seq] = chain

    def snapshots(self, scope: bytes) -> Sequence[KeptSnapshot]:
        return [kept for kept in self.rows.snapshots.values() if kept.scope == scope]

    def keep_snapshot(self, snapshot: KeptSnapshot) -> None:
        self.rows.snapshots[snapshot.id] = snapshot

    def drop_snapshot(self, snapshot: bytes) -> None:
        self.rows.snapshots.pop(snapshot, None)
        self.rows.snapshots_owed.discard(snapshot)

    def owe_snapshot(self, snapshot: bytes, *, owed: bool) -> None:
        change = self.rows.snapshots_owed.add if owed else self.rows.snapshots_owed.discard
        change(snapshot)

    def owed_snapshots(self) -> Sequence[tuple[bytes, bytes]]:
        return [
            (s.id, s.scope)
            for s in self.rows.snapshots.values()
            if s.id in self.rows.snapshots_owed
        ]

    def confirmed(self, scope: bytes = b"") -> Sequence[Confirmed]:
        found = [one for one in self.rows.snapshots_confirmed.values() if scope in (one.scope, b"")]
        return sorted(found, key=lambda one: one.seq)

    def note_confirmed(self, confirmed: Confirmed) -> None:
        self.rows.snapshots_confirmed.setdefault(confirmed.snapshot, confirmed)

    def grown(self, scope: bytes = b"") -> Sequence[Grown]:
        return [self._grown(one) for one in self.positions() if scope in (one.scope, b"")]

    def _grown(self, place: Position) -> Grown:
        stands = [c.seq for c in self.confirmed(place.scope) if c.epoch == place.epoch]
        kept = [k for k in self.envelopes(place.scope) if k.seq > max(stands, default=0)]
        return Grown(place.scope, len(kept), sum(len(k.raw) for k in kept))

    def forget(self, scope: bytes, seq: int) -> int:
        kept = self.rows.kept.get(scope, {})
        last = {one.stream: one.first for one in sorted(kept.values(), key=lambda k: k.first)}
        gone = [
            name
            for name, one in kept.items()
            if 0 < one.seq <= seq
            and not one.waits
            and one.first < last[one.stream]
            and one.device != self.rows.stream.device
        ]
        for name in gone:
            del kept[name]
        return len(gone)

    def report(self, alarm: Alarm) -> None:
        self.rows.alarms.append(alarm)


def _named(wrap: Wrap) -> tuple[bytes, bytes, bytes]:
    return wrap.scope, wrap.commitment, wrap.to + wrap.under
