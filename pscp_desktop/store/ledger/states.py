"""The state of a scope as two desks compare it and hand it over, and joining one that was handed over."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from pscp_desktop.domain.record import (
    Record,
    cells_of,
    default_of,
    from_wire,
    record_types,
    to_wire,
)
from pscp_desktop.domain.registry import REMOVED, names_by_number, table_number, types_by_number
from pscp_desktop.store import search
from pscp_desktop.store.cells import (
    note_stamp,
    read_heads,
    read_replaced,
    read_siblings,
    stamp_of,
    write_heads,
    write_replaced,
    write_siblings,
)
from pscp_desktop.store.ledger.rows import Rows
from pscp_desktop.store.schema import table_of
from pscp_desktop.store.unit import protective
from sync.changes import pack
from sync.envelope import Stream
from sync.merge import Cell, Dot, Head, provisional
from sync.protocol import Ends
from sync.state import RecordState, Standing


class StateRows(Rows):
    """Reads a scope whole, and joins it with what another desk had."""

    def state(self, scope: bytes) -> Iterator[RecordState]:
        with self._reading() as connection:
            for kind in record_types():
                table = table_of(kind)
                rows = connection.execute(
                    select(table).where(table.c.dossier == UUID(bytes=scope))
                ).mappings()
                for row in rows.all():
                    yield self._state_of(connection, UUID(bytes=scope), kind, row)

    def join(self, scope: bytes, records: Iterable[RecordState], ends: Iterable[Ends]) -> None:
        theirs = {Stream(end.device, end.incarnation): end.last for end in ends}
        connection = self._writing
        ours = {
            Stream(bytes(device), int(incarnation)): int(last)
            for device, incarnation, last in connection.exec_driver_sql(
                "SELECT device, incarnation, last FROM position"
                " JOIN stream ON stream.no = position.stream WHERE scope = ?",
                (scope,),
            )
        }
        connection.exec_driver_sql("UPDATE gate SET open = 1")
        for record in records:
            kind = types_by_number().get(record.table)
            if kind is not None:
                self._join(connection, UUID(bytes=scope), kind, record, (ours, theirs))
        connection.exec_driver_sql("UPDATE gate SET open = 0")
        for stream, last in theirs.items():
            connection.exec_driver_sql(
                "INSERT INTO position VALUES (?, ?, ?) ON CONFLICT (scope, stream)"
                " DO UPDATE SET last = max(last, excluded.last)",
                (scope, self._number(*stream), last),
            )

    def _state_of(
        self, connection: Connection, scope: UUID, kind: type[Record], row: Mapping[Any, Any]
    ) -> RecordState:
        streams, record = self._store.streams, row["id"]
        heads = read_heads(connection, streams, record) or {}
        siblings = read_siblings(connection, streams, record)
        names = names_by_number(kind)
        cells = {}
        replaced = {}
        for number, dots in heads.items():
            cells[number] = [
                self._standing(connection, scope, (dot, number, siblings), row, names)
                for dot in sorted(dots)
            ]
            if early := read_replaced(connection, streams, record, number):
                replaced[number] = sorted(early)
        made = [int(_aware(row["recorded_at"]).timestamp() * 1000), row["recorded_by"].bytes]
        return RecordState(table_number(kind), record.bytes, made, cells, replaced)

    def _standing(
        self,
        connection: Connection,
        scope: UUID,
        which: tuple[Dot, int, Mapping[int, Mapping[Dot, Head]]],
        row: Mapping[Any, Any],
        names: Mapping[int, str],
    ) -> Standing:
        dot, number, siblings = which
        if number == REMOVED:
            head, saw = self._marks.mark(connection, scope, dot)
            return Standing(dot, [head.value, sorted(saw)], head.stamp, head.user)
        beside = siblings.get(number, {}).get(dot)
        if beside is not None:
            return Standing(dot, beside.value, beside.stamp, beside.user)
        stamp, user = stamp_of(connection, self._store.streams, scope, dot)
        return Standing(dot, to_wire(row[names[number]]), stamp, user)

    def _join(
        self,
        connection: Connection,
        scope: UUID,
        kind: type[Record],
        record: RecordState,
        known: tuple[Mapping[Stream, int], Mapping[Stream, int]],
    ) -> None:
        streams, name = self._store.streams, UUID(bytes=record.record)
        standing = read_heads(connection, streams, name)
        if standing is None:
            self._make(connection, scope, kind, record)
        heads = dict(standing or {})
        values: dict[str, Any] = {}
        for number in {*heads, *record.cells, *record.replaced}:
            theirs = {one.dot: one for one in record.cells.get(number, [])}
            ours = _cell(heads.get(number, ()), read_replaced(connection, streams, name, number))
            joined = _joined(ours, _cell(theirs, record.replaced.get(number, ())), known)
            for one in theirs.values():
                self._note(connection, scope, number, one)
            kept = frozenset(joined.heads)
            self._settle(connection, (kind, scope, name), (number, kept, theirs), heads, values)
            write_replaced(connection, streams, name, number, joined.replaced)
        if REMOVED in heads:
            values["removed"] = self._marks.hidden(connection, scope, heads)
        if values:
            table = table_of(kind)
            connection.execute(update(table).where(table.c.id == name).values(**values))
        write_heads(connection, streams, name, heads, new=standing is None)
        search.mark(connection, kind, name)
        self._taker.kinds.add(kind)
        self._taker.records.add(name)

    def _settle(
        self,
        connection: Connection,
        which: tuple[type[Record], UUID, UUID],
        cell: tuple[int, frozenset[Dot], Mapping[Dot, Standing]],
        heads: dict[int, frozenset[Dot]],
        values: dict[str, Any],
    ) -> None:
        """Write the joined cell: its heads, its values side by side, and the one that is shown."""
        (kind, scope, record), (number, kept, theirs) = which, cell
        before, heads[number] = heads.get(number, frozenset()), kept
        names = names_by_number(kind)
        if number not in names or (kept == before and len(kept) == 1):
            return
        streams = self._store.streams
        own = read_siblings(connection, streams, record).get(number, {})
        shown: dict[Dot, Head] = {}
        for dot in kept:
            if dot in theirs:
                shown[dot] = Head(theirs[dot].value, theirs[dot].stamp, theirs[dot].user)
            elif dot in own:
                shown[dot] = own[dot]
            else:
                table = table_of(kind)
                value = connection.execute(
                    select(table.c[names[number]]).where(table.c.id == record)
                ).scalar_one()
                shown[dot] = Head(to_wire(value), *stamp_of(connection, streams, scope, dot))
        write_siblings(connection, streams, record, number, shown)
        if shown:
            chosen = provisional(shown, protective(kind, names[number]))
            values[names[number]] = from_wire(kind, names[number], shown[chosen].value)

    def _note(self, connection: Connection, scope: UUID, number: int, one: Standing) -> None:
        """Remember who made a write of which the change itself is not here."""
        note_stamp(connection, self._store.streams, scope, one.dot, (one.stamp, one.user))
        if number == REMOVED:
            removed, saw = one.value
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO known_mark VALUES (?, ?, ?, ?, ?, ?)",
                (
                    scope.bytes,
                    *self._store.streams.pack_dot(connection, one.dot),
                    int(removed),
                    pack(saw),
                ),
            )

    def _make(
        self, connection: Connection, scope: UUID, kind: type[Record], record: RecordState
    ) -> None:
        """Make the record; what must not be empty is in it from the start."""
        at, by = record.made
        names = names_by_number(kind)
        blank = {name: default_of(kind, name) for name in cells_of(kind)}
        told = {
            names[number]: from_wire(kind, names[number], cells[0].value)
            for number, cells in record.cells.items()
            if cells and number in names
        }
        connection.execute(
            insert(table_of(kind)).values(
                id=UUID(bytes=record.record),
                dossier=scope,
                recorded_at=datetime.fromtimestamp(at / 1000, UTC),
                recorded_by=UUID(bytes=by),
                removed=False,
                **(blank | told),
            )
        )


def _cell(standing: Iterable[Dot], replaced: Iterable[Dot]) -> Cell:
    """A cell by the names of its writes alone."""
    return Cell({dot: Head(None, 0) for dot in standing}, frozenset(replaced))


def _joined(
    ours: Cell, theirs: Cell, known: tuple[Mapping[Stream, int], Mapping[Stream, int]]
) -> Cell:
    """Two cells put together, by how far each side had merged every stream."""
    here, there = known
    return ours.joined(theirs, lambda dot: _seen(dot, here), lambda dot: _seen(dot, there))


def _seen(dot: Dot, known: Mapping[Stream, int]) -> bool:
    return dot.number <= known.get(Stream(dot.device, dot.incarnation), 0)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
