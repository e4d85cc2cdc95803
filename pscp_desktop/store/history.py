"""What a record said before, read from the changes themselves; and taking the last act back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pscp_desktop.domain.errors import NotUndoable
from pscp_desktop.domain.record import Record, default_of, from_wire
from pscp_desktop.domain.registry import names_by_number, table_number, types_by_number
from pscp_desktop.store.store import Store
from pscp_desktop.store.unit import MARK_OF_REMOVAL, Unit
from sync.changes import Change, Create, Operation, SetFields, decode
from sync.merge import Dot, Value


@dataclass(frozen=True, slots=True)
class Written:
    """One write of one field: who, when by their clock, what, and in place of what."""

    dot: Dot
    field: str
    value: Value
    at: int
    user: UUID
    replaces: frozenset[Dot]


def writes_of(store: Store, session_connection: Connection, record: Record) -> tuple[Written, ...]:
    """Every write of every field of a record this version knows, oldest first as they arrived."""
    names = names_by_number(type(record))
    found = []
    for dot, change, op in _operations(store, session_connection, record.dossier):
        if op.record != record.id.bytes or op.table != table_number(type(record)):
            continue
        for number, value, replaces in _fields(op):
            if number in names:
                user = UUID(bytes=change.user)
                found.append(
                    Written(dot, names[number], value, change.wall, user, frozenset(replaces))
                )
    return tuple(found)


def _operations(
    store: Store, connection: Connection, scope: UUID
) -> Iterator[tuple[Dot, Change, Operation]]:
    rows = connection.exec_driver_sql(
        "SELECT stream, number, body FROM change WHERE scope = ? ORDER BY no", (scope.bytes,)
    ).all()
    for stream, number, body in rows:
        change = decode(bytes(body))
        for operation, op in enumerate(change.ops):
            yield Dot(*store.streams.name(connection, stream), number, operation), change, op


def _fields(op: Operation) -> Iterator[tuple[int, Value, list[Dot]]]:
    if isinstance(op, Create):
        yield from ((number, value, []) for number, value in op.fields.items())
    elif isinstance(op, SetFields):
        yield from ((number, value, before) for number, (value, before) in op.fields.items())


def last_transaction(store: Store) -> bytes | None:
    """The transaction of this person's newest change on this laptop."""
    with store.reading() as session:
        found = (
            session.connection()
            .exec_driver_sql(
                "SELECT txn FROM change JOIN stream ON stream.no = change.stream"
                " WHERE device = ? AND incarnation = ? AND user = ? ORDER BY change.no DESC LIMIT 1",
                (*store.streams.own, store.user.bytes),
            )
            .scalar_one_or_none()
        )
    return None if found is None else bytes(found)


def undo(store: Store, transaction: bytes) -> None:
    """Take back one saving by new writes, all of it or nothing.

    Raises NotUndoable("newer") where something newer stands on it, NotUndoable("signed") where it made
    or changed what is only ever corrected, NotUndoable("nothing") where there is no such saving.
    """
    with store.writing("undo") as unit:
        rows = unit.connection.exec_driver_sql(
            "SELECT stream, number, body FROM change WHERE txn = ? ORDER BY no",
            (transaction,),
        ).all()
        if not rows:
            raise NotUndoable("nothing")
        for stream, number, body in reversed(rows):
            ops = decode(bytes(body)).ops
            for operation, op in reversed(list(enumerate(ops))):
                dot = Dot(*store.streams.name(unit.connection, stream), number, operation)
                _take_back(store, unit, dot, op)


def _take_back(store: Store, unit: Unit, dot: Dot, op: Operation) -> None:
    kind = types_by_number().get(op.table)
    record = unit.session.get(kind, UUID(bytes=op.record)) if kind else None
    if kind is None or record is None or (record.removed and isinstance(op, SetFields)):
        raise NotUndoable("newer")
    if kind.append_only:
        raise NotUndoable("signed")
    shown = store.heads(unit.session, record)  # type: ignore[arg-type] # a unit's session is ours
    if isinstance(op, Create):
        names = [names_by_number(kind)[number] for number in op.fields]
        _demand_untouched(shown, names, dot)
        unit.remove(record, shown=shown)
    elif isinstance(op, SetFields):
        names = [names_by_number(kind)[number] for number in op.fields]
        _demand_untouched(shown, names, dot)
        before = _values_before(store, unit.connection, record, op)
        unit.set(record, before, shown=shown)
    else:
        _demand_untouched(shown, [MARK_OF_REMOVAL], dot)
        unit.remove(record, shown=shown, removed=not op.removed)


def _demand_untouched(shown: Any, names: list[str], dot: Dot) -> None:
    if any(shown[name] != frozenset({dot}) for name in names):
        raise NotUndoable("newer")


def _values_before(
    store: Store, connection: Connection, record: Record, op: SetFields
) -> dict[str, Any]:
    """What the fields of `op` held before it: the newest of the values it replaced."""
    kind = type(record)
    names = names_by_number(kind)
    written = writes_of(store, connection, record)
    before = {}
    for number, (_, replaces) in op.fields.items():
        name = names[number]
        values = [w for w in written if w.field == name and w.dot in replaces]
        newest = max(values, key=lambda w: (w.at, w.dot), default=None)
        before[name] = from_wire(kind, name, newest.value) if newest else default_of(kind, name)
    return before
