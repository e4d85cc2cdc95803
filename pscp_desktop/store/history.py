"""What a record said before, read from the changes themselves; and taking the last act back."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from pscp_desktop.domain.errors import NotUndoable
from pscp_desktop.domain.record import Record, default_of, from_wire
from pscp_desktop.domain.registry import names_by_number, table_number, types_by_number
from pscp_desktop.store.cells import Heads
from pscp_desktop.store.store import Store
from pscp_desktop.store.unit import MARK_OF_REMOVAL, Unit
from sync.changes import Change, Create, Operation, SetFields, decode
from sync.merge import Dot, Value, normal


@dataclass(frozen=True, slots=True)
class Written:
    """One write of one field: who, when by their clock, what, and in place of what."""

    dot: Dot
    field: str
    value: Value
    at: int
    user: UUID
    replaces: frozenset[Dot]
    transaction: bytes


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
                before, saving = frozenset(replaces), change.txn[0]
                found.append(Written(dot, names[number], value, change.wall, user, before, saving))
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


def undo(store: Store, transaction: bytes, taken_back: Collection[bytes] = ()) -> bytes:
    """Take back one saving by new writes, all of it or nothing; gives the saving that did it.

    Savings in `taken_back` took others back: what they left stands as if neither had been.
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
                _take_back(store, unit, (dot, op), taken_back)
    return unit.transaction


def _take_back(
    store: Store, unit: Unit, written: tuple[Dot, Operation], taken_back: Collection[bytes]
) -> None:
    dot, op = written
    kind = types_by_number().get(op.table)
    record = unit.session.get(kind, UUID(bytes=op.record)) if kind else None
    if kind is None or record is None or (record.removed and isinstance(op, SetFields)):
        raise NotUndoable("newer")
    if kind.append_only:
        raise NotUndoable("signed")
    shown = store.heads(unit.session, record)  # type: ignore[arg-type] # a unit's session is ours
    if not isinstance(op, Create | SetFields):
        if shown[MARK_OF_REMOVAL] != {dot}:
            raise NotUndoable("newer")
        unit.remove(record, shown=shown, removed=not op.removed)
        return
    writes = writes_of(store, unit.connection, record)
    known = {(write.field, write.dot): write for write in writes}
    for number in op.fields:
        name = names_by_number(kind)[number]
        if _effective(known, name, shown[name], taken_back) != {dot}:
            raise NotUndoable("newer")
    if isinstance(op, Create):
        unit.remove(record, shown=shown)
    else:
        _restore(unit, record, _values_before(writes, kind, op), shown)


def _restore(
    unit: Unit, record: Record, before: Mapping[str, tuple[Any, ...]], shown: Heads
) -> None:
    """Give fields what they held; where several values stood, somebody must decide again."""
    single = {name: values[0] for name, values in before.items() if len(values) == 1}
    several = {name: values for name, values in before.items() if len(values) > 1}
    if single:
        unit.set(record, single, shown=shown)
    if several:
        unit.reopen(record, several, shown=shown)


def _effective(
    known: Mapping[tuple[str, Dot], Written],
    name: str,
    heads: Iterable[Dot],
    taken_back: Collection[bytes],
) -> frozenset[Dot]:
    """The writes whose values stand, seen through those that only took others back."""
    found: frozenset[Dot] = frozenset()
    for dot in heads:
        write = known.get((name, dot))
        if write is None or write.transaction not in taken_back:
            found |= {dot}
            continue
        for undone in _effective(known, name, write.replaces, taken_back):
            before = known[name, undone].replaces
            found |= _effective(known, name, before, taken_back)
    return found


def _values_before(
    written: Collection[Written], kind: type[Record], op: SetFields
) -> dict[str, tuple[Any, ...]]:
    """What the fields of `op` held before it: the values it replaced, those alike once."""
    names = names_by_number(kind)
    before = {}
    for number, (_, replaces) in op.fields.items():
        name = names[number]
        values = sorted(
            (w for w in written if w.field == name and w.dot in replaces),
            key=lambda w: (w.at, w.dot),
        )
        distinct = {normal(w.value): from_wire(kind, name, w.value) for w in values}
        before[name] = tuple(distinct.values()) or (default_of(kind, name),)
    return before
