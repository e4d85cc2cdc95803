"""A desk's store in memory: own changes, cells and their merging."""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sync.changes import Change, Create, Operation, Remove, SetFields, decode, encode, pack, renamed
from sync.clock import Clock
from sync.envelope import Stream
from sync.ledger import (
    BEYOND,
    INCOMPLETE,
    TAKEN,
    UNREADABLE,
    Alarm,
    Arrived,
    Confirmed,
    Kept,
    KeptSnapshot,
    Own,
    ScopeKey,
)
from sync.merge import Cell, Dot, Head, Value
from sync.protocol import Ends, Position
from sync.state import RecordState, Standing
from sync.statements import Wrap

KNOWN_FIELDS = 100
"""Fields above this number are of a newer version of the program."""

Place = tuple[int, bytes, int]
"""Table, record and field of a cell."""


@dataclass
class Rows:
    """All that a desk keeps."""

    stream: Stream
    statements: dict[bytes, list[bytes]] = field(default_factory=dict)
    confirmed: dict[bytes, int] = field(default_factory=dict)
    positions: dict[bytes, Position] = field(default_factory=dict)
    told: dict[bytes, Position] = field(default_factory=dict)
    keys: dict[bytes, list[ScopeKey]] = field(default_factory=dict)
    wraps: dict[tuple[bytes, bytes, bytes], Wrap] = field(default_factory=dict)
    wraps_unconfirmed: dict[tuple[bytes, bytes, bytes], Wrap] = field(default_factory=dict)
    ends: dict[bytes, dict[Stream, Ends]] = field(default_factory=dict)
    kept: dict[bytes, dict[tuple[Stream, int], Kept]] = field(default_factory=dict)
    places: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    own: dict[bytes, dict[tuple[Stream, int], bytes]] = field(default_factory=dict)
    settled: dict[bytes, dict[Stream, int]] = field(default_factory=dict)
    merged: dict[bytes, dict[Stream, int]] = field(default_factory=dict)
    cells: dict[bytes, dict[Place, Cell]] = field(default_factory=dict)
    snapshots: dict[bytes, KeptSnapshot] = field(default_factory=dict)
    snapshots_owed: set[bytes] = field(default_factory=set)
    snapshots_confirmed: dict[bytes, Confirmed] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    left: set[bytes] = field(default_factory=set)
    clock: int = 0


class MemoryStore:
    """The saving and merging of changes, in transactions that can be undone."""

    def __init__(self, device: bytes, wall: "Wall", known_fields: int = KNOWN_FIELDS) -> None:
        self.rows = Rows(Stream(device, 1))
        self.wall = wall
        self.known_fields = known_fields
        self._depth = 0

    def backup(self) -> Rows:
        return copy.deepcopy(self.rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        assert not self._depth, "a transaction within a transaction"
        before = copy.copy(self.rows)
        for name, value in vars(self.rows).items():
            setattr(before, name, _copied(value))
        self._depth = 1
        try:
            yield
        except BaseException:
            self.rows = before
            raise
        finally:
            self._depth = 0

    @contextmanager
    def looking(self) -> Iterator[None]:
        yield

    def heads(self, scope: bytes, record: bytes, number: int, table: int = 1) -> Mapping[Dot, Head]:
        return self.rows.cells.get(scope, {}).get((table, record, number), Cell()).heads

    def save(
        self,
        scope: bytes,
        fields: Mapping[int, tuple[Value, Collection[Dot]]],
        *,
        record: bytes = bytes(16),
        user: bytes = b"",
        more: bool = False,
    ) -> Dot:
        """One saving of one record: each field with the writes that were on the screen."""
        op = SetFields(1, record, {n: (v, sorted(shown)) for n, (v, shown) in fields.items()})
        return self.save_ops(scope, [op], user=user, more=more)

    def save_ops(
        self, scope: bytes, ops: list[Operation], *, user: bytes = b"", more: bool = False
    ) -> Dot:
        stream = self.rows.stream
        merged = self.rows.merged.setdefault(scope, {})
        number = merged.get(stream, 0) + 1
        clock = Clock(self.wall.milliseconds, self.rows.clock)
        stamp = clock.tick()
        change = Change(
            ops, stamp, max(0, self.wall.milliseconds()), user, (bytes(16), 0, 0), 1, more=more
        )
        body = encode(change)
        with self.transaction():
            self.rows.clock = clock.last
            self.rows.own.setdefault(scope, {})[stream, number] = body
            self._apply(scope, Arrived(*stream, number, body))
        return Dot(*stream, number, 0)

    def move(self, scope: bytes, stream: Stream, above: int) -> None:
        own = self.rows.own.setdefault(scope, {})
        moving = sorted(n for s, n in own if s == stream and n > above)
        merged, target = self.rows.merged.setdefault(scope, {}), self.rows.stream
        start = merged.get(target, 0)
        names = {n: start + place for place, n in enumerate(moving, 1)}

        def rename(dot: Dot) -> Dot:
            if dot[:2] == tuple(stream) and dot.number in names:
                return Dot(*target, names[dot.number], dot.operation)
            return dot

        for number in range(1, start + 1):
            if (target, number) in own:
                own[target, number] = renamed(own[target, number], rename)
        for number in moving:
            own[target, names[number]] = renamed(own.pop((stream, number)), rename)
        merged[target] = start + len(moving)
        merged[stream] = min(merged.get(stream, 0), above)
        cells = self.rows.cells.setdefault(scope, {})
        for place, cell in cells.items():
            heads = {rename(dot): head for dot, head in cell.heads.items()}
            cells[place] = Cell(heads, frozenset(map(rename, cell.replaced)))

    def settle(self, scope: bytes, stream: Stream, last: int) -> None:
        settled = self.rows.settled.setdefault(scope, {})
        settled[stream] = max(settled.get(stream, 0), last)

    def merged(self, scope: bytes) -> Mapping[Stream, int]:
        return self.rows.merged.get(scope, {})

    def absorb(self, scope: bytes, changes: Sequence[Arrived]) -> str:
        merged = self.rows.merged.setdefault(scope, {})
        new = [c for c in changes if c.number > merged.get(Stream(c.device, c.incarnation), 0)]
        try:
            decoded = [decode(one.body) for one in new]
        except ValueError:
            return UNREADABLE
        missing = any(
            isinstance(op, Remove) and not self._record(scope, op.record)
            for change in decoded
            for op in change.ops
        )
        if missing:
            return INCOMPLETE
        whole = [self._apply(scope, one) for one in new]
        clock = Clock(self.wall.milliseconds, self.rows.clock)
        for change in decoded:
            clock.meet(change.hlc)
        self.rows.clock = clock.last
        return TAKEN if all(whole) else BEYOND

    def _record(self, scope: bytes, record: bytes) -> bool:
        return any(place[1] == record for place in self.rows.cells.get(scope, {}))

    def skip(self, scope: bytes, stream: Stream, last: int) -> None:
        merged = self.rows.merged.setdefault(scope, {})
        merged[stream] = max(merged.get(stream, 0), last)

    def _seen(self, scope: bytes, dot: Dot) -> bool:
        return dot.number <= self.merged(scope).get(Stream(dot.device, dot.incarnation), 0)

    def _apply(self, scope: bytes, one: Arrived) -> bool:
        change, cells, whole = decode(one.body), self.rows.cells.setdefault(scope, {}), True
        for operation, op in enumerate(change.ops):
            dot = Dot(one.device, one.incarnation, one.number, operation)
            for number, (value, shown) in _written(op).items():
                whole &= number <= self.known_fields
                place = (op.table, op.record, number)
                head = Head(value, change.hlc, change.user)
                cell = cells.get(place, Cell())
                cells[place] = cell.written(dot, head, shown, lambda d: self._seen(scope, d))
        self.skip(scope, Stream(one.device, one.incarnation), one.number)
        return whole

    def state(self, scope: bytes) -> Iterator[RecordState]:
        records: dict[tuple[int, bytes], RecordState] = {}
        for (table, record, number), cell in self.rows.cells.get(scope, {}).items():
            one = records.setdefault((table, record), RecordState(table, record, [], {}, {}))
            one.cells[number] = [
                Standing(dot, head.value, head.stamp, head.user)
                for dot, head in sorted(cell.heads.items())
            ]
            if cell.replaced:
                one.replaced[number] = sorted(cell.replaced)
        return iter(records.values())

    def join(self, scope: bytes, records: Iterable[RecordState], ends: Iterable[Ends]) -> None:
        theirs_seen = {Stream(end.device, end.incarnation): end.last for end in ends}
        cells, theirs = self.rows.cells.setdefault(scope, {}), _cells_of(records)
        for place in cells.keys() | theirs.keys():
            cells[place] = cells.get(place, Cell()).joined(
                theirs.get(place, Cell()),
                lambda d: self._seen(scope, d),
                lambda d: d.number <= theirs_seen.get(Stream(d.device, d.incarnation), 0),
            )
        for stream, last in theirs_seen.items():
            self.skip(scope, stream, last)

    def unsealed(self, scope: bytes, stream: Stream, after: int, most: int) -> Sequence[Own]:
        found: list[Own] = []
        settled = self.rows.settled.get(scope, {}).get(stream, 0)
        for (one, number), body in sorted(self.rows.own.get(scope, {}).items()):
            if one == stream and number > max(after, settled) and most > 0:
                found.append(Own(number, body))
                most -= len(body)
        return found

    def scopes_unsealed(self) -> Sequence[bytes]:
        return [
            scope
            for scope, own in self.rows.own.items()
            if any(number > self._sealed(scope, stream) for stream, number in own)
        ]

    def _sealed(self, scope: bytes, stream: Stream) -> int:
        end = self.rows.ends.get(scope, {}).get(stream)
        return max(end.last if end else 0, self.rows.settled.get(scope, {}).get(stream, 0))


@dataclass
class Wall:
    """A wall clock that tests set."""

    now: int = 1_790_000_000_000

    def milliseconds(self) -> int:
        return self.now


def _copied(value: object) -> object:
    """A copy two levels deep: rows are never altered in place, the containers of rows are."""
    if isinstance(value, dict):
        return {
            k: copy.copy(v) if isinstance(v, dict | list | set) else v for k, v in value.items()
        }
    return copy.copy(value) if isinstance(value, list | set) else value


def _written(op: SetFields | Create | Remove) -> Mapping[int, tuple[Value, Collection[Dot]]]:
    if isinstance(op, SetFields):
        return op.fields
    if isinstance(op, Create):
        return {number: (value, ()) for number, value in op.fields.items()}
    return {0: (pack([op.removed, op.saw]), op.replaces)}


def _cells_of(records: Iterable[RecordState]) -> dict[Place, Cell]:
    return {
        (one.table, one.record, number): Cell(
            {s.dot: Head(s.value, s.stamp, s.user) for s in one.cells.get(number, ())},
            frozenset(one.replaced.get(number, ())),
        )
        for one in records
        for number in one.cells.keys() | one.replaced.keys()
    }
