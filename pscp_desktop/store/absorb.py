"""Takes in changes made elsewhere: merged cell by cell, nothing of one's own ever overwritten."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from pscp_desktop.domain.errors import Incomplete
from pscp_desktop.domain.record import Record, cells_of, default_of, from_wire, to_wire
from pscp_desktop.domain.registry import REMOVED, names_by_number, types_by_number
from pscp_desktop.store import search
from pscp_desktop.store.cells import (
    Streams,
    add_heads,
    one_value,
    read_heads,
    read_replaced,
    read_siblings,
    stamp_of,
    write_heads,
    write_replaced,
    write_siblings,
)
from pscp_desktop.store.changelog import BEYOND, SETTLED, Place, append, last_number
from pscp_desktop.store.engine import run
from pscp_desktop.store.schema import table_of
from pscp_desktop.store.store import MET, Committed, Store
from pscp_desktop.store.unit import protective
from sync.changes import Change, Create, Remove, SetFields, decode, unpack
from sync.merge import Cell, Dot, Head, Value, provisional


@dataclass(frozen=True, slots=True)
class Foreign:
    """A change of another stream: where it stands there, and its bytes."""

    scope: UUID
    device: bytes
    incarnation: int
    number: int
    body: bytes


def absorb(store: Store, changes: Iterable[Foreign]) -> int:
    """Merge `changes`, all or none; gives how many were new.

    A change met before is passed over. Raises Incomplete where one is missing before it in its stream,
    ValueError where its bytes are no change.
    """
    taker = Taker(store)
    with store.direct() as connection:
        connection.exec_driver_sql("UPDATE gate SET open = 1")
        taken = sum(taker.take(connection, foreign) for foreign in changes)
        connection.exec_driver_sql("UPDATE gate SET open = 0")
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (MET, store.clock.last.to_bytes(8, "big"))
        )
    if taken:
        store.told(Committed(frozenset(taker.kinds), frozenset(taker.records)))
    return taken


def changes_since(
    store: Store, scope: UUID, known: Mapping[tuple[bytes, int], int]
) -> tuple[Foreign, ...]:
    """The changes of a scope that somebody who knows streams up to `known` has not met, in order."""
    with store.reading() as session:
        connection = session.connection()
        rows = connection.exec_driver_sql(
            "SELECT stream, number, body FROM change WHERE scope = ? ORDER BY no", (scope.bytes,)
        ).all()
        named = [(store.streams.name(connection, row[0]), row[1], bytes(row[2])) for row in rows]
    return tuple(
        Foreign(scope, *stream, number, body)
        for stream, number, body in named
        if number > known.get(stream, 0)
    )


def positions(store: Store, scope: UUID) -> dict[tuple[bytes, int], int]:
    """How far each stream of a scope is known here."""
    with store.reading() as session:
        connection = session.connection()
        rows = connection.exec_driver_sql(
            "SELECT stream, last FROM position WHERE scope = ?", (scope.bytes,)
        ).all()
        return {store.streams.name(connection, row[0]): row[1] for row in rows}


class Taker:
    """Merges changes one after another within one transaction that has opened the gate."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._streams = store.streams
        self.kinds: set[type[Record]] = set()
        self.records: set[UUID] = set()
        self.beyond: set[Place] = set()
        """Where changes stand that hold more than this version knows."""
        self.marks = Marks(store.streams)

    def take(self, connection: Connection, foreign: Foreign) -> bool:
        """Merge one change; False if it was met before."""
        stream = self._streams.number(connection, (foreign.device, foreign.incarnation))
        last = last_number(connection, foreign.scope.bytes, stream)
        if foreign.number <= last:
            return False
        _in_order(foreign.number, last)
        change = decode(foreign.body)
        place = Place(foreign.scope.bytes, stream, foreign.number)
        append(connection, place, change, foreign.body, SETTLED)
        whole = True
        for operation, op in enumerate(change.ops):
            dot = Dot(foreign.device, foreign.incarnation, foreign.number, operation)
            whole &= self._apply(connection, foreign.scope, change, op, dot)
        if not whole:
            self.beyond.add(place)
            connection.exec_driver_sql(
                "UPDATE change SET state = ? WHERE scope = ? AND stream = ? AND number = ?",
                (BEYOND, *place),
            )
        self._store.clock.meet(change.hlc)
        return True

    def _apply(
        self, connection: Connection, scope: UUID, change: Change, op: Any, dot: Dot
    ) -> bool:
        """Do one operation; False where it speaks of something this version does not know."""
        kind = types_by_number().get(op.table)
        if kind is None:
            return False
        record = UUID(bytes=op.record)
        known_here = _demand_place(connection, kind, record, scope)
        if isinstance(op, Create) and known_here:
            # Made in a copy of the vault that made it: the same record, written twice.
            op = SetFields(op.table, op.record, {n: (v, []) for n, v in op.fields.items()})
        if isinstance(op, Create):
            known = self._create(connection, kind, op, (scope, record, change, dot))
        else:
            known = self._merge(connection, kind, op, (scope, record, change, dot))
        self.kinds.add(kind)
        self.records.add(record)
        search.mark(connection, kind, record)
        return known

    def _create(
        self,
        connection: Connection,
        kind: type[Record],
        op: Create,
        where: tuple[UUID, UUID, Change, Dot],
    ) -> bool:
        scope, record, change, dot = where
        names = names_by_number(kind)
        values = _blank(kind) | {
            names[number]: from_wire(kind, names[number], value)
            for number, value in op.fields.items()
            if number in names
        }
        around = {
            "id": record,
            "dossier": scope,
            "recorded_at": datetime.fromtimestamp(change.wall / 1000, UTC),
            "recorded_by": UUID(bytes=change.user),
            "removed": False,
        }
        row = {**around, **values}
        inserting = _inserting(kind)
        run(connection, inserting.statement, [keep(row[name]) for name, keep in inserting.columns])
        add_heads(connection, self._streams, record, op.fields, dot)
        return names.keys() >= op.fields.keys()

    def _merge(
        self,
        connection: Connection,
        kind: type[Record],
        op: SetFields | Remove,
        where: tuple[UUID, UUID, Change, Dot],
    ) -> bool:
        scope, record, change, dot = where
        heads = read_heads(connection, self._streams, record)
        if heads is None:
            raise Incomplete(1)
        names = names_by_number(kind)
        written: dict[int, tuple[Value, list[Dot]]] = (
            {REMOVED: (op.removed, op.replaces)} if isinstance(op, Remove) else op.fields
        )
        columns = {}
        for number, (value, replaces) in written.items():
            known = names.get(number)
            before = self._cell(connection, (kind, scope, record), heads, (number, known))
            head = Head(value, change.hlc, change.user)
            cell = before.written(dot, head, replaces, self._seen(connection, scope))
            heads[number] = frozenset(cell.heads)
            if number != REMOVED:
                write_siblings(connection, self._streams, record, number, cell.heads)
            if cell.replaced != before.replaced:
                write_replaced(connection, self._streams, record, number, cell.replaced)
            if known is not None and cell.heads:
                rank = protective(kind, known)
                columns[known] = cell.heads[provisional(cell.heads, rank)].value
        table = table_of(kind)
        shown = {name: from_wire(kind, name, value) for name, value in columns.items()}
        if REMOVED in heads:
            shown["removed"] = self.marks.hidden(connection, scope, heads)
        if shown:
            connection.execute(update(table).where(table.c.id == record).values(**shown))
        write_heads(connection, self._streams, record, heads, new=False)
        return {REMOVED, *names}.issuperset(written)

    def _cell(
        self,
        connection: Connection,
        which: tuple[type[Record], UUID, UUID],
        heads: Mapping[int, frozenset[Dot]],
        of: tuple[int, str | None],
    ) -> Cell:
        """The standing writes of one field with their values."""
        kind, scope, record = which
        number, name = of
        replaced = read_replaced(connection, self._streams, record, number)
        standing = heads.get(number, frozenset())
        if not standing or name is None:
            return Cell({dot: Head(None, 0) for dot in standing}, replaced)
        if len(standing) > 1:
            return Cell(read_siblings(connection, self._streams, record)[number], replaced)
        (dot,) = standing
        column = table_of(kind).c[name]
        value = connection.execute(select(column).where(table_of(kind).c.id == record)).scalar_one()
        stamp, user = stamp_of(connection, self._streams, scope, dot)
        return Cell(one_value(dot, to_wire(value), stamp, user), replaced)

    def _seen(self, connection: Connection, scope: UUID) -> "_Seen":
        return _Seen(self, connection, scope)


class Marks:
    """Reads marks of removal: from the changes that made them, or as another desk told them."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    def hidden(
        self, connection: Connection, scope: UUID, heads: Mapping[int, frozenset[Dot]]
    ) -> bool:
        """Whether a removal stands that knew all that stands in the fields; else the edit wins."""
        marks = {dot: self.mark(connection, scope, dot) for dot in heads[REMOVED]}
        newest = provisional({dot: head for dot, (head, _) in marks.items()})
        saw = {dot for head, seen in marks.values() if head.value for dot in seen}
        fields = (dots for number, dots in heads.items() if number != REMOVED)
        known = all(saw.issuperset(dots) for dots in fields)
        return bool(marks[newest][0].value) and known

    def mark(self, connection: Connection, scope: UUID, dot: Dot) -> tuple[Head, frozenset[Dot]]:
        """A removal or its opposite: as it was written, and the writes its author saw."""
        stream = self._streams.number(connection, (dot.device, dot.incarnation))
        place = (scope.bytes, stream, dot.number)
        body = connection.exec_driver_sql(
            "SELECT body FROM change WHERE scope = ? AND stream = ? AND number = ?", place
        ).scalar_one_or_none()
        if body is not None:
            change = decode(bytes(body))
            op = change.ops[dot.operation]
            assert isinstance(op, Remove)  # noqa: S101 (only a removal makes such a head)
            return Head(op.removed, change.hlc, change.user), frozenset(op.saw)
        removed, saw = connection.exec_driver_sql(
            "SELECT removed, saw FROM known_mark"
            " WHERE scope = ? AND stream = ? AND number = ? AND op = ?",
            (*place, dot.operation),
        ).one()
        stamp, user = stamp_of(connection, self._streams, scope, dot)
        return Head(bool(removed), stamp, user), frozenset(Dot(*one) for one in unpack(saw))


@dataclass(frozen=True, slots=True)
class _Inserting:
    """How a record of one type is put into its table: once for each that arrives, so never made twice."""

    statement: str
    columns: tuple[tuple[str, Callable[[Any], Any]], ...]
    """The columns in their order, each with what makes the driver's value of ours."""


@cache
def _inserting(kind: type[Record]) -> _Inserting:
    table, dialect = table_of(kind), SQLiteDialect()
    columns = tuple(
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is)
        for column in table.columns
    )
    names = ", ".join(f'"{name}"' for name, _ in columns)
    places = ", ".join("?" * len(columns))
    return _Inserting(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', columns)  # noqa: S608 (a table of ours)


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _placing(kind: type[Record]) -> str:
    return f'SELECT dossier FROM "{table_of(kind).name}" WHERE id = ?'  # noqa: S608 (a table of ours)


@cache
def _blank(kind: type[Record]) -> dict[str, Any]:
    """What stands in the fields of a record of which nothing was said; not to be written on."""
    return {name: default_of(kind, name) for name in cells_of(kind)}


def _demand_place(connection: Connection, kind: type[Record], record: UUID, scope: UUID) -> bool:
    """Whether a record is known. Raises ValueError where a change reaches for another scope's."""
    found = run(connection, _placing(kind), (record.hex,)).fetchone()
    if found is not None and found[0] != scope.hex:
        raise ValueError("not of this scope")
    return found is not None


def _in_order(number: int, last: int) -> None:
    if number != last + 1:
        raise Incomplete(number - last - 1)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Asks whether a write was met before: whether its stream is known that far."""

    taker: Taker
    connection: Connection
    scope: UUID

    def __call__(self, dot: Dot) -> bool:
        streams = self.taker._streams  # noqa: SLF001 (one thing in two classes)
        stream = streams.number(self.connection, (dot.device, dot.incarnation))
        return dot.number <= last_number(self.connection, self.scope.bytes, stream)
