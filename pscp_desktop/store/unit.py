"""A unit of work: what one saving announces, checked at the gate and captured as changes.

Nothing is inferred. Whoever writes says which fields and which standing values were shown; a record that
turns up changed without having been announced is refused, and so is a write that bypasses the unit.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Connection
from sqlmodel import Session

from pscp_desktop.domain.errors import Invalid, NotFound, NotRewritten, NotShown
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.record import NAMELESS, Record, cells_of, from_wire, to_wire
from pscp_desktop.domain.registry import REMOVED, field_number, table_number
from pscp_desktop.store import audit, changelog, search
from pscp_desktop.store.cells import (
    Heads,
    Streams,
    one_value,
    read_heads,
    read_siblings,
    stamp_of,
    write_heads,
    write_siblings,
)
from pscp_desktop.store.parts import Part, Parts
from sync.changes import Change, Create, Operation, Remove, SetFields, encode
from sync.clock import Clock
from sync.merge import Dot, Head, Value, normal, provisional

R = TypeVar("R", bound=Record)

MARK_OF_REMOVAL: Final = "removed"
PLACE: Final = ("id", "dossier", "recorded_at", "recorded_by", MARK_OF_REMOVAL)
"""Columns that are no cells."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, on what, and with which schema."""

    user: UUID
    streams: Streams
    schema: int
    entropy: Callable[[int], bytes]
    offset: Callable[[], int] = lambda: 0
    """Milliseconds this clock is known to be slow; 0 where it was never compared."""


class Unit:
    """One transaction of the store. Made by `Store.writing`; ends with everything kept or nothing."""

    def __init__(self, session: Session, author: Author, clock: Clock, why: str) -> None:
        self.session = session
        self.announced: dict[UUID, dict[str, Any]] = {}
        """By record, the columns this unit may change and what they must then hold."""
        self.kinds: set[type[Record]] = set()
        self.records: set[UUID] = set()
        self._author = author
        self._why = why
        self._stamp = clock.tick()
        self._wall = clock.wall()
        self.transaction = author.entropy(16)
        self._scopes: dict[UUID, Parts] = {}
        self._heads: dict[UUID, dict[int, frozenset[Dot]]] = {}
        self._new: set[UUID] = set()
        self._lines: list[audit.Line] = []

    @property
    def now(self) -> datetime:
        """The time of this unit, one for all it writes."""
        return datetime.fromtimestamp(self._wall / 1000, UTC)

    @property
    def connection(self) -> Connection:
        """The connection of the running transaction."""
        return self.session.connection()

    def create(self, record: R) -> R:
        """Add a new record; its dossier must be named. Gives it back with its id."""
        if record.dossier == NAMELESS:
            raise ValueError("a record lives in a dossier")
        if record.id == NAMELESS:
            record.id = self.new_id()
        record.recorded_at, record.recorded_by = self.now, self._author.user
        kind = type(record)
        values = {name: getattr(record, name) for name in cells_of(kind)}
        wire = _numbered(kind, _checked(kind, values))
        self.announced[record.id] = values | {n: getattr(record, n) for n in PLACE}
        dot = self._add(record.dossier, Create(table_number(kind), record.id.bytes, wire))
        self._heads[record.id] = {number: frozenset({dot}) for number in wire}
        self._new.add(record.id)
        self.session.add(record)
        self._touched(record, "create")
        return record

    def set(self, record: R, changes: Mapping[str, Any], *, shown: Heads) -> R:
        """Give fields new values that replace the ones shown; gives the record as it now stands.

        A standing value that was not among the shown ones is kept beside the new one. Raises NotShown
        where a field is written without saying what was shown of it, NotFound where there is no record,
        NotRewritten where the type is only ever added to.
        """
        if missing := [name for name in changes if name not in shown]:
            raise NotShown(*missing)
        target = self.session.get(type(record), record.id)
        if target is None or target.removed:
            raise NotFound(record.id)
        if record.id in self._new:
            return self._set_new(target, changes, shown)
        demand_rewritable(target)
        wanted = {
            name: value
            for name, value in _checked(type(record), changes).items()
            if not self._alike(target, name, value, shown)
        }
        if wanted:
            self._write(target, wanted, shown)
            self._touched(target, "edit", ",".join(sorted(wanted)))
        return target

    def remove(self, record: Record, *, shown: Heads, removed: bool = True) -> None:
        """Mark a record removed, or bring it back. Its values stay as they are.

        Where something was written in it that was not shown, it stays to be seen with both facts.
        """
        target = self.session.get(type(record), record.id)
        if target is None:
            raise NotFound(record.id)
        heads = self._heads_of(target.id)
        standing = frozenset().union(*heads.values())
        saw = self._known(standing, target.dossier, frozenset().union(*shown.values()))
        marks = heads.get(REMOVED, frozenset())
        replaces = self._known(marks, target.dossier, shown.get(MARK_OF_REMOVAL, frozenset()))
        op = Remove(
            table_number(type(target)), target.id.bytes, removed, sorted(replaces), sorted(saw)
        )
        dot = self._add(target.dossier, op)
        heads[REMOVED] = (marks - replaces) | {dot}
        hidden = removed and standing - marks <= saw
        self.announced.setdefault(target.id, {})[MARK_OF_REMOVAL] = hidden
        target.removed = hidden
        self._touched(target, "remove" if removed else "restore")

    def note(self, act: str, dossier: UUID, record: UUID = NAMELESS, detail: str = "") -> None:
        """Write an audit line of its own: a look, an act, a refusal. Codes and counts, no content."""
        self._lines.append(
            audit.Line(self._wall, self._author.user, act, dossier, record, self._why, detail)
        )

    def new_id(self) -> UUID:
        """An id that sorts by time and says nothing else."""
        return _sortable(self._wall, self._author.entropy(10))

    def finish(self, audit_key: bytes, mark: audit.Mark) -> audit.Mark:
        """Write all that was announced. Called by the store just before it commits."""
        self.session.flush()
        connection = self.connection
        last = len(self._scopes) - 1
        for number, (scope, parts) in enumerate(self._scopes.items()):
            for part in parts:
                self._write_change(connection, scope, part, (self.transaction, number, last))
        for record, heads in self._heads.items():
            write_heads(connection, self._author.streams, record, heads, new=record in self._new)
        for line in self._lines:
            mark = audit.append(connection, audit_key, mark, line)
        return mark

    def _write_change(
        self, connection: Connection, scope: UUID, part: Part, txn: tuple[bytes, int, int]
    ) -> None:
        author = self._author
        stream = author.streams.number(connection, author.streams.own)
        change = Change(
            part.ops, self._stamp, self._wall, author.user.bytes, txn, author.schema,
            off=author.offset(), why=self._why, looked=part.looked, more=part.more,
        )  # fmt: skip
        place = changelog.Place(scope.bytes, stream, part.number)
        changelog.append(connection, place, change, encode(change), changelog.UNMET)

    def _set_new(self, target: R, changes: Mapping[str, Any], shown: Heads) -> R:
        """Fold a write into the creation that this same unit announced, where that has room for it."""
        kind = type(target)
        wire = _checked(kind, changes)
        if not self._scopes[target.dossier].fold(target.id.bytes, _numbered(kind, wire)):
            self._write(target, wire, shown)
            return target
        for name, value in changes.items():
            setattr(target, name, value)
            self.announced[target.id][name] = value
        return target

    def _alike(self, target: Record, name: str, value: Value, shown: Heads) -> bool:
        """Whether the field holds just this value already, undisputed and as it was shown."""
        number = field_number(type(target), name)
        standing = self._heads_of(target.id).get(number, frozenset())
        same = normal(to_wire(getattr(target, name))) == normal(value)
        known = self._known(standing, target.dossier, shown[name])
        return same and len(standing) <= 1 and standing <= known

    def _known(
        self, standing: frozenset[Dot], scope: UUID, shown: frozenset[Dot]
    ) -> frozenset[Dot]:
        """What was shown, and what of the standing writes this same unit made since."""
        parts = self._scopes.get(scope)
        return shown | {dot for dot in standing if parts and parts.wrote(dot)}

    def confirm(self, record: Record, names: Iterable[str], *, shown: Heads) -> None:
        """Write the values that stand in some fields again: somebody looked at them together."""
        target = self.session.get_one(type(record), record.id)
        wanted = {name: to_wire(getattr(target, name)) for name in names}
        self._write(target, wanted, shown)
        self._touched(target, "confirm", ",".join(sorted(wanted)))

    def reopen(self, record: Record, values: Mapping[str, Iterable[Any]], *, shown: Heads) -> None:
        """Let several values stand in a field again, in place of the one that had been decided."""
        target = self.session.get_one(type(record), record.id)
        kind = type(target)
        for name, several in values.items():
            number, written = field_number(kind, name), dict[Dot, Head]()
            known = self._known(
                self._heads_of(target.id).get(number, frozenset()), target.dossier, shown[name]
            )
            for value in map(to_wire, several):
                fields = {number: (value, sorted(known))}
                op = SetFields(table_number(kind), target.id.bytes, fields)
                dot = self._add(target.dossier, op)
                written |= one_value(dot, value, self._stamp, self._author.user.bytes)
            self._stand(target, name, known, written)
        self._touched(target, "reopen", ",".join(sorted(values)))

    def _write(self, target: Record, wanted: Mapping[str, Value], shown: Heads) -> None:
        kind = type(target)
        heads = self._heads_of(target.id)
        numbers = {name: field_number(kind, name) for name in wanted}
        known = {
            name: self._known(heads.get(number, frozenset()), target.dossier, shown[name])
            for name, number in numbers.items()
        }
        fields = {numbers[name]: (value, sorted(known[name])) for name, value in wanted.items()}
        dot = self._add(target.dossier, SetFields(table_number(kind), target.id.bytes, fields))
        if kind.review_together:
            seen = frozenset().union(*shown.values())
            self._scopes[target.dossier].look(target.id.bytes, sorted(seen))
        for name, value in wanted.items():
            written = one_value(dot, value, self._stamp, self._author.user.bytes)
            self._stand(target, name, known[name], written)

    def _stand(
        self, target: Record, name: str, replaced: frozenset[Dot], written: Mapping[Dot, Head]
    ) -> None:
        """Put what was written in the place of what was shown, beside what was not."""
        kind, heads = type(target), self._heads_of(target.id)
        number = field_number(kind, name)
        before = heads.get(number, frozenset())
        values = {**self._standing(target, name, before - replaced), **written}
        heads[number] = frozenset(values)
        if len(before) > 1 or len(values) > 1:
            write_siblings(self.connection, self._author.streams, target.id, number, values)
        chosen = from_wire(kind, name, values[provisional(values, protective(kind, name))].value)
        self.announced.setdefault(target.id, {})[name] = chosen
        setattr(target, name, chosen)

    def _standing(self, target: Record, name: str, dots: frozenset[Dot]) -> dict[Dot, Head]:
        """The values behind standing writes: beside each other if disputed, else in the column."""
        if not dots:
            return {}
        number = field_number(type(target), name)
        streams = self._author.streams
        kept = read_siblings(self.connection, streams, target.id).get(number)
        if kept:
            return {dot: kept[dot] for dot in dots}
        (dot,) = dots
        stamp, user = stamp_of(self.connection, streams, target.dossier, dot)
        return one_value(dot, to_wire(getattr(target, name)), stamp, user)

    def _heads_of(self, record: UUID) -> dict[int, frozenset[Dot]]:
        if record not in self._heads:
            found = read_heads(self.connection, self._author.streams, record)
            self._heads[record] = found or {}
        return self._heads[record]

    def _add(self, scope: UUID, op: Operation) -> Dot:
        if scope not in self._scopes:
            self._scopes[scope] = Parts(self._author.streams.own, self._next_number(scope))
        return self._scopes[scope].add(op)

    def _next_number(self, scope: UUID) -> int:
        stream = self._author.streams.number(self.connection, self._author.streams.own)
        return changelog.last_number(self.connection, scope.bytes, stream) + 1

    def _touched(self, record: Record, act: str, detail: str = "") -> None:
        kind = type(record)
        self.kinds.add(kind)
        self.records.add(record.id)
        told = f"{kind.__tablename__}:{detail}" if detail else str(kind.__tablename__)
        self.note(act, record.dossier, record.id, told)
        search.mark(self.connection, kind, record.id)


def demand_rewritable(record: Record) -> None:
    """Raises NotRewritten for what is only ever added to: narratives and legal acts."""
    if record.append_only:
        raise NotRewritten


def _sortable(millis: int, chance: bytes) -> UUID:
    """An id of version 7 (RFC 9562)."""
    body = bytearray(millis.to_bytes(6, "big") + chance)
    body[6] = (body[6] & 0x0F) | 0x70
    body[8] = (body[8] & 0x3F) | 0x80
    return UUID(bytes=bytes(body))


def _checked(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Value]:
    """The values as a change carries them. Raises Invalid where a column could not hold one."""
    wire: dict[str, Value] = {}
    problems = {}
    for name, value in values.items():
        try:
            wire[name] = to_wire(value)
            from_wire(kind, name, wire[name])
        except (TypeError, ValueError):
            problems[name] = "wrong_type"
    if problems:
        raise Invalid(problems)
    return wire


def _numbered(kind: type[Record], values: Mapping[str, Value]) -> dict[int, Value]:
    return {field_number(kind, name): value for name, value in values.items()}


def protective(kind: type[Record], name: str) -> Callable[[Any], int] | None:
    """The rank by which a field shows its most protective value while it is disputed."""
    return next((f.spec.protective for f in fields_of(kind) if f.name == name), None)
