"""What two people wrote apart and nobody has decided yet, for whoever shows a value of it or gives it out.

Read once for everything that is shown together. It is read from the values that stand, so no mark can
be forgotten, nor outlive its decision.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, select

from pscp_desktop.domain.dossiers import Dossier, DossierCard, DossierKind
from pscp_desktop.domain.record import Record, from_wire
from pscp_desktop.domain.registry import REMOVED, names_by_number
from pscp_desktop.services.desk import Desk
from pscp_desktop.store import disputes
from pscp_desktop.store.absorb import Marks
from pscp_desktop.store.cells import read_heads, read_siblings
from sync.merge import different, normal

Fields = Mapping[str, tuple[Any, ...]]
"""By the name of a field, the values that stand in it, the one that is shown first."""
NO_FIELDS: Final[Fields] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Undecided:
    """The records that bear a mark, and the files they are in."""

    records: Mapping[UUID, Fields] = field(default_factory=dict)
    """By record; without a field where somebody removed it while somebody else wrote in it."""
    kinds: Mapping[UUID, type[Record]] = field(default_factory=dict)
    files: frozenset[UUID] = frozenset()
    """What lies in a closed part counts for its file, and a card for the file it is of."""

    def __contains__(self, record: UUID) -> bool:
        return record in self.records

    def of(self, record: UUID) -> Fields:
        """The fields of a record in which different values stand."""
        return self.records.get(record, NO_FIELDS)

    def both(self, record: Record, name: str) -> tuple[Any, ...]:
        """All that stands in a field: one value, or those nobody has decided between."""
        return self.of(record.id).get(name, (getattr(record, name),))

    def fields(self, records: Iterable[Record]) -> frozenset[tuple[type[Record], str]]:
        """The disputed fields of some records, by type and name."""
        return frozenset((type(one), name) for one in records for name in self.of(one.id))


NOTHING: Final = Undecided()


def read_undecided(desk: Desk, session: Session) -> Undecided:
    """All of it that the worker at this desk may read."""
    records: dict[UUID, Fields] = {}
    kinds: dict[UUID, type[Record]] = {}
    scopes: dict[UUID, UUID] = {}
    for kind, record in disputes.disputed(session.connection()):
        found = session.get_one(kind, record)
        fields = dict(_fields(desk, session, found))
        if fields:
            records[record], kinds[record], scopes[record] = fields, kind, found.dossier
    for kind, record in disputes.withdrawn(session.connection()):
        found = session.get_one(kind, record)
        if removed_and_written(desk, session, found):
            records.setdefault(record, NO_FIELDS)
            kinds[record], scopes[record] = kind, found.dossier
    mine = desk.readable(session, frozenset(scopes.values())) if scopes else frozenset()
    seen = {record for record, scope in scopes.items() if scope in mine}
    return Undecided(
        {record: records[record] for record in seen},
        {record: kinds[record] for record in seen},
        frozenset(_files(session, {record: kinds[record] for record in seen}, scopes)),
    )


def removed_and_written(desk: Desk, session: Session, record: Record) -> bool:
    """Whether somebody removed a record that is in sight, as somebody else wrote in it."""
    marks = Marks(desk.store.streams)
    heads = read_heads(session.connection(), desk.store.streams, record.id) or {}
    return any(
        marks.mark(session.connection(), record.dossier, dot)[0].value
        for dot in heads.get(REMOVED, ())
    )


def _fields(desk: Desk, session: Session, record: Record) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The fields this version knows in which values differ, with the one that is shown first."""
    kind = type(record)
    names = names_by_number(kind)
    for number, heads in read_siblings(session.connection(), desk.store.streams, record.id).items():
        name = names.get(number, "")
        if not name or not different(heads.values()):
            continue
        shown = getattr(record, name)
        told = {normal(head.value): head.value for head in heads.values()}
        values = [from_wire(kind, name, value) for value in told.values()]
        yield name, tuple(sorted(values, key=lambda value: value != shown))


def _files(
    session: Session, kinds: Mapping[UUID, type[Record]], scopes: Mapping[UUID, UUID]
) -> Iterator[UUID]:
    wholes = {
        part.id: part.parent
        for part in session.exec(
            select(Dossier).where(Dossier.kind == DossierKind.COMPARTMENT.value)
        )
        if part.parent
    } if kinds else {}  # fmt: skip
    for record, kind in kinds.items():
        yield wholes.get(scopes[record], scopes[record])
        if kind is DossierCard:
            yield session.get_one(DossierCard, record).of


__all__ = ["NOTHING", "Fields", "Undecided", "read_undecided", "removed_and_written"]
