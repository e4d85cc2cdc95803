"""A laptop that was let in and has nothing yet, a line to the hub that can be cut, and what arrives on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import select

from pscp_desktop.domain.dossiers import Dossier, DossierCard, DossierKind, Note
from pscp_desktop.domain.workers import Circle
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.reconciling import joining
from pscp_desktop.services.reconciling.arriving import Far
from pscp_desktop.services.reconciling.joining import Admission
from pscp_desktop.services.reconciling.service import Reconciling
from pscp_desktop.store.store import Committed
from pscp_desktop.store.unit import Unit
from sync.protocol import Answer, News, Peer, Pull, Round, Unreachable
from tests.linked import Linked, Office
from tests.world import NAMES, OMAR, a_store

FILES: Final = (DossierKind.FILE, DossierKind.COMPARTMENT)


class Cut(Unreachable):
    """The network went away here."""


@dataclass
class Line:
    """The way to a hub, which notes what came over it and can be cut after so many requests."""

    peer: Peer
    cut_after: int | None = None
    requests: list[str] = field(default_factory=list)
    brought: list[bytes] = field(default_factory=list)
    """The scopes whose envelopes came, once for each time."""
    memberships: list[bytes] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.peer, name)

    def sync(self, asked: Round) -> Answer:
        self._count("sync")
        answer = self.peer.sync(asked)
        self._note(answer.news)
        return answer

    def pull(self, asked: Pull) -> News:
        self._count("pull")
        news = self.peer.pull(asked)
        self._note([news])
        return news

    def _count(self, what: str) -> None:
        if self.cut_after is not None and len(self.requests) >= self.cut_after:
            raise Cut
        self.requests.append(what)

    def _note(self, news: Sequence[News]) -> None:
        self.brought += [one.scope for one in news if one.entries]
        self.memberships += [one.scope for one in news if one.members]


@dataclass
class Newcomer:
    """Omar's laptop, which Alba has let in: what arrives on it, in which order, and what is told of it."""

    office: Office
    linked: Linked
    admitted: Admission
    merged: list[frozenset[UUID]] = field(default_factory=list)
    """By transaction, the records that came."""
    told: list[Far] = field(default_factory=list)

    def joins(self, cut_after: int | None = None) -> Line:
        """The first two steps. Raises Cut."""
        line = self.line(cut_after)
        joining.join(
            self.linked.reconciling,
            self.admitted,
            lambda engine: engine.round(line),
            self.told.append,
        )
        return line

    def meets(self, cut_after: int | None = None) -> Line:
        """One round. Raises Cut."""
        line = self.line(cut_after)
        self.linked.reconciling.arriving.told = self.told.append
        self.linked.reconciling.round(line)
        return line

    def line(self, cut_after: int | None = None) -> Line:
        return Line(self.linked.peer(), cut_after)

    def opened_again(self) -> "Newcomer":
        """The same vault after the program was ended, however that was."""
        desk = Desk(self.linked.desk.store, OMAR)
        again = Linked(desk, Reconciling(desk, self.linked.reconciling.entropy), self.linked.peer)
        return Newcomer(self.office, again, self.admitted, self.merged)

    def note(self, committed: Committed) -> None:
        self.merged.append(committed.records)

    @property
    def came(self) -> list[UUID]:
        """The files in the order in which they came, each as often as it did; pages before them."""
        kinds = {one.id: one.kind for one in self.dossiers()}
        return [
            one
            for records in self.merged
            for one in sorted(records & kinds.keys(), key=lambda one: kinds[one] in FILES)
        ]

    def dossiers(self) -> Sequence[Dossier]:
        with self.linked.desk.reading() as session:
            return session.exec(select(Dossier)).all()


@dataclass
class Files:
    """What Alba's team has: files in the order in which they are wanted."""

    opened: list[UUID] = field(default_factory=list)
    closed: list[UUID] = field(default_factory=list)

    @property
    def expected(self) -> list[UUID]:
        """The order in which they are wanted."""
        return [*self.opened, *self.closed]


def a_file(desk: Desk, unit: Unit, number: int, opened: date, closed: date | None = None) -> UUID:
    """A file with its card and a note, as the services make them."""
    circle = unit.session.exec(select(Circle)).one()
    made = desk.new_dossier(unit, Dossier(
        title="Patio de la Muestra", number=f"M/2026/{number:03}", circle=circle.scope,
        opened_on=opened, closed_on=closed,
    ))  # fmt: skip
    unit.create(DossierCard(
        dossier=circle.scope, of=made.id, number=made.number, owner=made.owner, service=made.service,
        opened_on=opened, closed_on=closed,
    ))  # fmt: skip
    unit.create(Note(dossier=made.id, text=f"Nota del expediente {number}."))
    return made.id


def the_files(desk: Desk, opened: int, closed: int) -> Files:
    """Made in an order that is not the wanted one."""
    found, first = Files(), date(2026, 1, 7)
    by_day: dict[date, UUID] = {}
    with desk.store.writing() as unit:
        for number in (*range(1, opened, 2), *range(0, opened, 2)):
            day = first + timedelta(days=number)
            by_day[day] = a_file(desk, unit, number, day)
        found.opened = [by_day[day] for day in sorted(by_day, reverse=True)]
        for number in range(closed):
            day = first + timedelta(days=number)
            found.closed.insert(0, a_file(desk, unit, 500 + number, first, day))
    return found


def a_newcomer(office: Office, alba: Linked) -> Newcomer:
    made = office.linked(Desk(a_store(office.folder, OMAR, now=office.moment), OMAR))
    now = office._now()
    asked = joining.read_request(joining.ask(made.reconciling, NAMES[OMAR]), now)
    answer = joining.admit(alba.reconciling, asked, made.reconciling.identity.words)
    alba.round()
    newcomer = Newcomer(office, made, joining.read_admission(answer, now))
    made.desk.store.on_commit(newcomer.note)
    return newcomer
