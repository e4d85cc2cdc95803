"""Who this organisation and this worker are, as every document must say it; and who else there is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.errors import NotFound, Refused
from pscp_desktop.domain.workers import Circle, CircleMember, Organisation, Worker
from pscp_desktop.services.desk import ROLES_GIVEN, Desk, Loaded, may_lead
from pscp_desktop.services.undecided import Undecided, read_undecided
from pscp_desktop.store.rights import circles_of

NEEDED_OF_ORGANISATION = ("name", "address", "protection_officer")
NEEDED_OF_WORKER = ("name", "qualification", "registry_number", "insurer")


@dataclass(frozen=True, slots=True)
class Team:
    """A circle this worker belongs to, with its people."""

    name: str
    scope: UUID
    members: tuple[Worker, ...]
    told: tuple[UUID, ...] = ()
    """The records that say what it is called and who belongs to it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Reads and changes the organisation's and the workers' own pages."""

    desk: Desk

    def organisation(self) -> Loaded[Organisation]:
        """The organisation. Raises NotFound in a vault that was never furnished."""
        with self.desk.reading() as session:
            found = session.exec(
                select(Organisation).where(col(Organisation.removed).is_(False))
            ).first()
            if found is None:
                raise NotFound
            return self.desk.loaded(session, found)

    def worker(self) -> Loaded[Worker]:
        """The worker at this desk."""
        with self.desk.reading() as session:
            return self.desk.loaded(session, self.desk.me(session))

    def save_organisation(self, shown: Loaded[Organisation], changes: dict[str, Any]) -> None:
        """Change the organisation's page. Raises Refused for whoever does not lead."""
        with self.desk.writing() as unit:
            self.desk.demand(unit.session, shown.record.dossier, Right.READER)
            if not may_lead(self.desk, unit.session):
                raise Refused("coordinator")
            unit.set(shown.record, changes, shown=shown.heads)

    def save_worker(self, shown: Loaded[Worker], changes: dict[str, Any]) -> None:
        """Change a worker's page: one's own, or anybody's for whoever leads; roles only the latter."""
        with self.desk.writing() as unit:
            own = shown.record.id == self.desk.worker and not {"roles", "left_on"} & changes.keys()
            if not own and not may_lead(self.desk, unit.session):
                raise Refused("coordinator")
            unit.set(shown.record, changes, shown=shown.heads)
        if "roles" in changes:
            given = self.desk.store.kept(ROLES_GIVEN) or b""
            self.desk.store.keep(ROLES_GIVEN, given + shown.record.id.bytes)

    def may_lead(self) -> bool:
        """Whether this worker may change the pages of the organisation and of colleagues."""
        with self.desk.reading() as session:
            return may_lead(self.desk, session)

    def teams(self) -> tuple[Team, ...]:
        """The teams of this worker."""
        with self.desk.reading() as session:
            scopes = circles_of(session, self.desk.worker, self.desk.today())
            circles = session.exec(select(Circle).where(col(Circle.scope).in_(scopes)))
            workers = self.desk.workers(session)
            return tuple(
                Team(
                    circle.name,
                    circle.scope,
                    _members(session, circle, workers),
                    (circle.id, *_memberships(session, circle)),
                )
                for circle in circles
            )

    def undecided(self) -> Undecided:
        """What bears the mark of two values."""
        with self.desk.reading() as session:
            return read_undecided(self.desk, session)

    def missing_for_documents(self) -> tuple[tuple[str, str], ...]:
        """What documents will refuse to be printed without: pairs of page and field."""
        pages: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
            ("organisation", self.organisation().record, NEEDED_OF_ORGANISATION),
            ("worker", self.worker().record, NEEDED_OF_WORKER),
        )
        return tuple(
            (page, name)
            for page, record, names in pages
            for name in names
            if not getattr(record, name).strip()
        )


def _memberships(session: Session, circle: Circle) -> tuple[UUID, ...]:
    found = select(CircleMember.id).where(
        col(CircleMember.circle) == circle.id, col(CircleMember.removed).is_(False)
    )
    return tuple(session.exec(found))


def _members(session: Session, circle: Circle, workers: dict[UUID, Worker]) -> tuple[Worker, ...]:
    found = session.exec(
        select(CircleMember.worker).where(
            col(CircleMember.circle) == circle.id, col(CircleMember.removed).is_(False)
        )
    )
    return tuple(workers[worker] for worker in found if worker in workers)
