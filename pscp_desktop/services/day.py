"""What waits at this desk whatever the service: values to decide between, drafts, unsent changes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import Dossier, DossierKind
from pscp_desktop.domain.record import Record, record_types
from pscp_desktop.domain.registry import names_by_number
from pscp_desktop.services.desk import Desk
from pscp_desktop.store.cells import read_siblings
from pscp_desktop.store.drafts import Draft
from sync.merge import different


@dataclass(frozen=True, slots=True)
class Disputed:
    """A field in which different values stand, until somebody decides."""

    dossier: UUID
    number: str
    title: str
    kind: type[Record]
    record: UUID
    field: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """How much has not reached a hub, and since when."""

    changes: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """Reads what waits at this desk."""

    desk: Desk

    def disputed(self) -> tuple[Disputed, ...]:
        """Every field to decide about in the files this worker may open.

        Derived from the values that stand, so nothing that stands can be forgotten.
        """
        with self.desk.reading() as session:
            rows = session.connection().exec_driver_sql("SELECT DISTINCT record FROM sibling")
            records = [UUID(bytes=row[0]) for row in rows]
            return tuple(found for record in records for found in self._fields_of(session, record))

    def drafts(self) -> tuple[Draft, ...]:
        """What was begun and not saved, the newest first."""
        return self.desk.drafts.all()

    def unsent(self) -> Unsent:
        """What is kept on this laptop alone."""
        changes, since = self.desk.store.unsent()
        return Unsent(changes, datetime.fromtimestamp(since / 1000, UTC) if since else None)

    def _fields_of(self, session: Session, record: UUID) -> tuple[Disputed, ...]:
        found = next(
            (held for kind in record_types() if (held := session.get(kind, record)) is not None),
            None,
        )
        if found is None or found.removed:
            return ()
        if self.desk.right_in(session, found.dossier) < Right.READER:
            return ()
        dossier = _file_of(session, found.dossier)
        if dossier is None:
            return ()
        names = names_by_number(type(found))
        siblings = read_siblings(session.connection(), self.desk.store.streams, record)
        return tuple(
            Disputed(dossier.id, dossier.number, dossier.title, type(found), record, names[number])
            for number, heads in siblings.items()
            if number in names and different(heads.values())
        )


def _file_of(session: Session, scope: UUID) -> Dossier | None:
    """The file a scope is, or is a closed part of."""
    dossier = session.get(Dossier, scope)
    if dossier is not None and dossier.kind == DossierKind.COMPARTMENT and dossier.parent:
        return session.get(Dossier, dossier.parent)
    return dossier
