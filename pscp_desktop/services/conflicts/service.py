"""Finds, opens and decides what two people wrote at the same time, without a network.

All of it is read from the values that stand. A decision is an ordinary write that replaces the values that
were on the screen, and no others: what came meanwhile, or what somebody else decided, stands beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, DossierKind
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.fields import FieldOf, fields_of
from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.record import NAMELESS, Record, cells_of, from_wire
from pscp_desktop.domain.registry import names_by_number
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.conflicts.found import (
    ROWS,
    Conflict,
    Joint,
    Kept,
    Opened,
    Place,
    Version,
    Waiting,
)
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.store import disputes
from pscp_desktop.store.absorb import Marks
from pscp_desktop.store.cells import Streams, read_siblings, stamp_of
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.history import Written, writes_of
from pscp_desktop.store.unit import MARK_OF_REMOVAL, Unit
from sync.merge import Dot, different, normal


class Conflicts:
    """Finds, opens and decides what stands side by side, in the files this worker may read."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._meetings = disputes.Meetings(desk.store.streams)

    def count(self) -> int:
        """How many decisions wait."""
        with self.desk.reading() as session:
            return sum(1 for _ in self._conflicts(session)) + sum(1 for _ in self._kept(session))

    def disputed(self) -> tuple[Conflict, ...]:
        """The values to decide between, by file: what Today shows, without reading the changes behind."""
        with self.desk.reading() as session:
            return tuple(sorted(self._conflicts(session), key=_by_file))

    def waiting(self) -> Waiting:
        """Everything to decide or to look at, by file."""
        with self.desk.reading() as session:
            return Waiting(
                tuple(sorted(self._conflicts(session), key=_by_file)),
                tuple(sorted(self._joints(session), key=_by_file)),
                tuple(sorted(self._kept(session), key=_by_file)),
            )

    def open(self, conflict: Conflict) -> Opened | None:
        """A conflict with its versions; None where it was decided meanwhile."""
        place, name = conflict.place, conflict.field.name
        with self.desk.reading() as session:
            loaded = self.desk.load(session, place.kind, place.record)
            if len(loaded.heads[name]) < 2:  # noqa: PLR2004 (one value is no conflict)
                return None
            written = writes_of(self.desk.store, session.connection(), loaded.record)
            written += _unlogged(session, self.desk.store.streams, loaded, name, written)
            versions = self._versions(session, loaded, name, written)
            if not different_values(versions):
                return None
            values = [version.value for version in versions]
            return Opened(
                conflict,
                loaded,
                versions,
                _before(place.kind, name, loaded.heads[name], written),
                _names(session, [*values, *place.called.values()]),
                self.desk.right_in(session, loaded.record.dossier) >= Right.WRITER,
            )

    # Deciding

    def decide(self, opened: Opened, value: Any, reason: str = "") -> None:
        """Let one value stand in place of those that were shown. Raises Refused or Invalid."""
        self.desk.save(opened.loaded, {opened.conflict.field.name: value}, reason)

    def keep_both(self, opened: Opened, reason: str = "") -> None:
        """Let every version stand: as lines of a list, or as one text. Raises Refused or Invalid."""
        if not opened.as_rows:
            if not opened.as_text:
                raise Invalid({opened.conflict.field.name: "wrong_type"})
            self.decide(opened, opened.joined(), reason)
            return
        name, record = opened.conflict.field.name, opened.loaded.record
        first, *others = (version.value for version in opened.versions)
        with self.desk.writing(reason) as unit:
            self.desk.demand(unit.session, record.dossier, Right.WRITER)
            unit.set(record, {name: first}, shown=opened.loaded.heads)
            for value in others:
                unit.create(self._line_beside(unit, record, {name: value}))

    def look(self, joint: Joint, reason: str = disputes.LOOKED_AT) -> None:
        """Say that what two people wrote apart was read together, and holds. Raises Refused."""
        with self.desk.reading() as session:
            shown = self.desk.load(session, joint.place.kind, joint.place.record)
        with self.desk.writing(reason) as unit:
            self.desk.demand(unit.session, shown.record.dossier, Right.WRITER)
            unit.confirm(shown.record, (field.name for field in joint.fields), shown=shown.heads)

    def settle_kept(self, kept: Kept, reason: str, *, remove: bool) -> None:
        """Remove the record after all, what was written in it known; or bring it back for good."""
        with self.desk.reading() as session:
            shown = self.desk.load(session, kept.place.kind, kept.place.record)
        with self.desk.writing(reason) as unit:
            self.desk.demand(unit.session, shown.record.dossier, Right.WRITER)
            unit.remove(shown.record, shown=shown.heads, removed=remove)

    def _line_beside(self, unit: Unit, record: Record, changed: Mapping[str, Any]) -> Record:
        """A copy of a line at the end of its list."""
        kind, numbered = type(record), ROWS[type(record)]
        lines = self.desk.all_in(unit.session, kind, record.dossier)
        values = {name: getattr(record, name) for name in cells_of(kind)} | dict(changed)
        values[numbered] = max(getattr(line, numbered) for line in lines) + 1
        return kind(dossier=record.dossier, **values)

    # Finding

    def _conflicts(self, session: StoreSession) -> Iterator[Conflict]:
        for kind, record in disputes.disputed(session.connection()):
            place = self._place(session, kind, record)
            if place is None:
                continue
            found = read_siblings(session.connection(), self.desk.store.streams, record)
            for field in self._readable(session, kind, found):
                heads = found[field[0]].values()
                if different(heads):
                    writers = _sorted(self._name(session, head.user) for head in heads)
                    yield Conflict(place, field[1], writers)

    def _joints(self, session: StoreSession) -> Iterator[Joint]:
        connection, streams = session.connection(), self.desk.store.streams
        for kind, together in self._meetings.all(connection):
            place = self._place(session, kind, together.record)
            if place is None:
                continue
            scope = session.get_one(kind, together.record).dossier
            fields = tuple(field for _, field in self._readable(session, kind, together.writes))
            tellers = {
                stamp_of(connection, streams, scope, dot)[1] for dot in together.writes.values()
            }
            yield Joint(place, fields, _sorted(self._name(session, one) for one in tellers))

    def _kept(self, session: StoreSession) -> Iterator[Kept]:
        connection, streams = session.connection(), self.desk.store.streams
        for kind, record in disputes.withdrawn(connection):
            place = self._place(session, kind, record)
            if place is None:
                continue
            found = session.get_one(kind, record)
            heads = self.desk.store.heads(session, found)
            marks = [
                Marks(streams).mark(connection, found.dossier, dot)
                for dot in heads[MARK_OF_REMOVAL]
            ]
            removals = [(head.user, saw) for head, saw in marks if head.value]
            if not removals:
                continue
            seen = frozenset().union(*(saw for _, saw in removals))
            fields = frozenset().union(*(heads[name] for name in cells_of(kind)))
            unseen = [stamp_of(connection, streams, found.dossier, d)[1] for d in fields - seen]
            yield Kept(
                place,
                ", ".join(_sorted(self._name(session, user) for user, _ in removals)),
                ", ".join(_sorted(self._name(session, user) for user in unseen)),
            )

    def _readable(
        self, session: StoreSession, kind: type[Record], numbers: Iterable[int]
    ) -> Iterator[tuple[int, FieldOf]]:
        """Those of some fields that this version knows and that this worker's roles may read."""
        names, roles = names_by_number(kind), self.desk.roles(session)
        declared = {field.name: field for field in fields_of(kind)}
        for number in sorted(numbers):
            field = declared.get(names.get(number, ""))
            if field is not None and field.spec.read & roles:
                yield number, field

    def _place(self, session: StoreSession, kind: type[Record], record: UUID) -> Place | None:
        """Where a record is, if this worker may read it."""
        found = session.get(kind, record)
        if found is None or found.removed:
            return None
        try:
            self.desk.demand(session, found.dossier, Right.READER)
        except NotFound:
            return None
        dossier = session.get(Dossier, found.dossier)
        if dossier is not None and dossier.kind == DossierKind.COMPARTMENT and dossier.parent:
            dossier = session.get(Dossier, dossier.parent) or dossier
        listed = [field.name for field in fields_of(kind) if field.spec.listed]
        called = {name: getattr(found, name) for name in listed}
        if dossier is None:
            return None
        return Place(dossier.id, dossier.number, dossier.title, kind, record, called)

    def _versions(
        self,
        session: StoreSession,
        loaded: Loaded[Any],
        name: str,
        written: Iterable[Written],
    ) -> tuple[Version, ...]:
        """The values that stand, those alike once, the oldest first; who undid a decision wrote none."""
        by_dot = {write.dot: write for write in written if write.field == name}
        kind, streams = type(loaded.record), self.desk.store.streams
        shown = normal(_wire(by_dot, kind, name, loaded))
        found: dict[Any, Version] = {}
        for write in sorted(
            (_origin(by_dot[dot], by_dot, loaded.heads[name]) for dot in loaded.heads[name]),
            key=lambda one: (one.at, one.dot),
        ):
            key = normal(write.value)
            if key in found:
                continue
            told = disputes.told(session.connection(), streams, loaded.record.dossier, write.dot)
            off = told.change.off if told else None
            found[key] = Version(
                from_wire(kind, name, write.value),
                self._name(session, write.user.bytes),
                write.user == self.desk.worker,
                datetime.fromtimestamp(write.at / 1000, UTC) if told else None,
                round(off / 60_000) if off else None,
                chosen=key == shown,
            )
        return tuple(found.values())

    def _name(self, session: StoreSession, user: bytes) -> str:
        found = session.get(Worker, UUID(bytes=user))
        return found.name if found else ""


def different_values(versions: Iterable[Version]) -> bool:
    """Whether there is still something to decide."""
    return len(tuple(versions)) > 1


def _wire(by_dot: Mapping[Dot, Written], kind: type[Record], name: str, loaded: Loaded[Any]) -> Any:
    """The value that the column shows, as it stands in the change it is from."""
    held = getattr(loaded.record, name)
    values = [by_dot[dot].value for dot in loaded.heads[name]]
    return next((value for value in values if from_wire(kind, name, value) == held), None)


def _unlogged(
    session: StoreSession,
    streams: Streams,
    loaded: Loaded[Any],
    name: str,
    written: Iterable[Written],
) -> tuple[Written, ...]:
    """The values of a field that came with a snapshot: the changes that wrote them are not here."""
    known = {write.dot for write in written}
    kind: type[Record] = type(loaded.record)
    names = names_by_number(kind)
    return tuple(
        Written(dot, name, head.value, 0, UUID(bytes=head.user), frozenset(), b"")
        for number, heads in read_siblings(session.connection(), streams, loaded.record.id).items()
        for dot, head in heads.items()
        if names.get(number) == name and dot not in known
    )


def _origin(write: Written, known: Mapping[Dot, Written], heads: Iterable[Dot]) -> Written:
    """Who first wrote a value that stands: somebody who takes a decision back has written nothing.

    Two writes of one field in one change are made by that alone.
    """
    twins = [dot for dot in heads if dot[:3] == write.dot[:3]]
    if len(twins) < 2:  # noqa: PLR2004 (two are twins)
        return write
    earlier = {before for dot in write.replaces if dot in known for before in known[dot].replaces}
    alike = [known[dot] for dot in earlier if dot in known and known[dot].value == write.value]
    return _origin(alike[0], known, earlier) if alike else write


def _before(kind: type[Record], name: str, heads: Iterable[Dot], written: Iterable[Written]) -> Any:
    """What the field said before it was disputed: the newest of the values that were replaced."""
    by_dot = {write.dot: write for write in written if write.field == name}
    standing = [_origin(by_dot[dot], by_dot, tuple(heads)) for dot in heads]
    replaced = [by_dot[dot] for one in standing for dot in one.replaces if dot in by_dot]
    newest = max(replaced, key=lambda one: (one.at, one.dot), default=None)
    return None if newest is None else from_wire(kind, name, newest.value)


def _names(session: StoreSession, values: Iterable[Any]) -> dict[UUID, str]:
    """The people that values refer to, as far as they can be named."""
    named = {}
    for value in values:
        if not isinstance(value, UUID) or value == NAMELESS:
            continue
        found = session.get(Worker, value) or session.get(Party, value)
        if found is not None:
            named[value] = found.name
    return named


def _by_file(one: Conflict | Joint | Kept) -> tuple[str, str, UUID]:
    return one.place.number, one.place.kind.__name__, one.place.record


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}))
