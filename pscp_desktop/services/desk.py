"""The desk: what every kind of work shares. Rights are asked here, and every look leaves its line."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from pscp_desktop.domain.access import LEADING, Right, Role
from pscp_desktop.domain.dossiers import (
    AddressWarning,
    Dossier,
    DossierKind,
    Exclusion,
    Membership,
    Service,
    Visit,
)
from pscp_desktop.domain.errors import ContactOwed, NotFound, NotUndoable, Refused
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.domain.workers import Circle, CircleMember, Organisation, RightCode, Worker
from pscp_desktop.store import history, rights, search
from pscp_desktop.store.cells import Heads
from pscp_desktop.store.drafts import Drafts
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.search import Hit
from pscp_desktop.store.store import Store
from pscp_desktop.store.unit import Unit

R = TypeVar("R", bound=Record)

PAGE: Final = 100
ROLES_GIVEN: Final = "roles_given"
"""Name of what this vault keeps: whose roles were changed at this desk by hand, one id after another."""
MADRID: Final = ZoneInfo("Europe/Madrid")
UNDOABLE: Final = 20
NEVER_CLOSED: Final[frozenset[type[Record]]] = frozenset({Visit, AddressWarning})
"""What somebody's safety hangs on is read whatever else is closed."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[R]):
    """A record as it was shown, and the writes that stood in it then. A save hands both back."""

    record: R
    heads: Heads

    @property
    def id(self) -> UUID:
        return self.record.id


class Desk:
    """One worker at one laptop. Everything a page does to the vault goes through here."""

    def __init__(self, store: Store, worker: UUID) -> None:
        self.store = store
        self.worker = worker
        self.drafts = Drafts(store)
        self._undoable: list[bytes] = []
        self._taken_back: set[bytes] = set()
        self._searched = ""
        self.contact_owed: Callable[[], bool] = lambda: False
        """Whether this laptop was alone for too long to open files; whoever reconciles it knows."""

    # The moment and the person

    def now(self) -> datetime:
        """The present moment, aware."""
        return self.store.now()

    def today(self) -> date:
        """The calendar day in Madrid, which is what the law counts."""
        return self.store.now().astimezone(MADRID).date()

    def me(self, session: Session) -> Worker:
        """The worker at this desk."""
        found = session.get(Worker, self.worker)
        if found is None:
            raise NotFound(self.worker)
        return found

    def roles(self, session: Session) -> frozenset[Role]:
        """What the worker at this desk is by profession."""
        return self.me(session).held_roles

    def workers(self, session: Session) -> dict[UUID, Worker]:
        """Everybody the organisation knows, by id."""
        found = session.exec(select(Worker).where(col(Worker.removed).is_(False)))
        return {worker.id: worker for worker in found}

    # Reading and writing

    @contextmanager
    def reading(self) -> Iterator[StoreSession]:
        """A session that sees one state of the vault."""
        with self.store.reading() as session:
            yield session

    @contextmanager
    def writing(self, why: str = "", *, undoable: bool = True) -> Iterator[Unit]:
        """A unit of work. With `undoable` the person is offered to take it back."""
        with self.store.writing(why) as unit:
            yield unit
        if not unit.records:
            return
        if undoable:
            self._undoable = [*self._undoable[1 - UNDOABLE :], unit.transaction]
        else:
            self._undoable.clear()

    def load(self, session: StoreSession, kind: type[R], record: UUID) -> Loaded[R]:
        """A record to be shown, with what stands in it. Raises NotFound where one may not see it."""
        found = session.get(kind, record)
        if found is None or found.removed:
            raise NotFound(record)
        self.demand(session, found.dossier, Right.READER)
        if kind not in NEVER_CLOSED:
            self.demand_contact(session, found.dossier)
        return Loaded(found, self.store.heads(session, found))

    def loaded(self, session: StoreSession, record: R) -> Loaded[R]:
        """A record that was read already, with what stands in it."""
        return Loaded(record, self.store.heads(session, record))

    def save(self, shown: Loaded[R], changes: dict[str, Any], why: str = "") -> None:
        """Give a shown record new values. Raises Refused, NotFound or Invalid; then nothing changed."""
        with self.writing(why) as unit:
            self.demand(unit.session, shown.record.dossier, Right.WRITER)
            unit.set(shown.record, changes, shown=shown.heads)

    def add(self, record: R, why: str = "") -> R:
        """Keep a new record in its dossier. Raises Refused, NotFound or Invalid."""
        with self.writing(why, undoable=not record.append_only) as unit:
            self.demand(unit.session, record.dossier, Right.WRITER)
            return unit.create(record)

    def all_in(self, session: Session, kind: type[R], dossier: UUID) -> list[R]:
        """The records of one type in one dossier, in the order they were made."""
        return list(
            session.exec(
                select(kind)
                .where(col(kind.dossier) == dossier, col(kind.removed).is_(False))
                .order_by(col(kind.recorded_at), col(kind.id))
            )
        )

    # Rights and looks

    def right_in(self, session: Session, dossier: UUID) -> Right:
        """What this worker may do in a dossier today."""
        me = rights.somebody(session, self.worker)
        if me is None:
            raise NotFound(self.worker)
        return rights.right_in(session, dossier, me, self.today())

    def demand(self, session: Session, dossier: UUID, least: Right) -> None:
        """Raises NotFound where one may not even know of it, Refused where one may only look."""
        held = self.right_in(session, dossier)
        if held is Right.NONE:
            raise NotFound(dossier)
        if held < least:
            raise Refused(least.name.lower())

    def demand_contact(self, session: Session, dossier: UUID) -> None:
        """Raises ContactOwed where a file is to be read after this laptop was alone for too long.

        What is being written is kept as ever: nothing asks this before a save.
        """
        if self.contact_owed():
            found = session.get(Dossier, dossier)
            if found is not None and found.kind not in rights.SHARED:
                raise ContactOwed

    def demand_to_read(self, session: Session, dossier: UUID) -> None:
        """Raises NotFound where one may not read a dossier, ContactOwed where it is closed for now."""
        self.demand(session, dossier, Right.READER)
        self.demand_contact(session, dossier)

    def open(self, dossier: UUID, why: str = "") -> Dossier:
        """Open a dossier: the look is written down with its ground and reason, then it is given."""
        with self.store.writing(why) as unit:
            self.demand_to_read(unit.session, dossier)
            unit.note("open", dossier, detail=rights.ground(unit.session, dossier, self.worker))
            found = unit.session.get(Dossier, dossier)
        assert found is not None  # noqa: S101 (demanded above)
        return found

    def looked(self, act: str, dossier: UUID, why: str = "", detail: str = "") -> None:
        """Write down another kind of look: a print, an export, a list with its count."""
        with self.store.writing(why) as unit:
            unit.note(act, dossier, detail=detail)

    def find(self, typed: str, limit: int = search.PAGE) -> tuple[Hit, ...]:
        """What the words typed find, within what this worker may read; hits elsewhere do not count."""
        if self.contact_owed():
            return ()
        self.finish_index()
        with self.reading() as session:
            hits, more, asked = list[Hit](), True, limit
            while more and len(hits) < limit:
                found = list(search.find(session.connection(), typed, asked))
                mine = self.readable(session, {hit.dossier for hit in found})
                hits = [hit for hit in found if hit.dossier in mine]
                more, asked = len(found) == asked, asked * 8
        self.searched(typed, len(hits[:limit]))
        return tuple(hits[:limit])

    def finish_index(self) -> None:
        """Take what was saved last into the index, so that what is asked of it misses nothing."""
        with self.reading() as session:
            behind = search.pending(session.connection())
        while behind and self.store.index_pending():
            pass

    def searched(self, typed: str, count: int) -> None:
        """Write a search down with its count. What is typed on is one search, however many keys it takes."""
        if not (self._searched and typed.startswith(self._searched)):
            self.looked("search", NAMELESS, detail=str(count))
        self._searched = typed

    def readable(self, session: Session, dossiers: Collection[UUID]) -> frozenset[UUID]:
        """Those of some dossiers that this worker may read."""
        may = rights.readable(session, self.me(session), self.today())
        return frozenset(session.exec(select(Dossier.id).where(col(Dossier.id).in_(dossiers), may)))

    # Dossiers

    def new_dossier(
        self, unit: Unit, dossier: Dossier, *, members: tuple[UUID, ...] = ()
    ) -> Dossier:
        """Begin a dossier; it is its own scope. Its maker owns it unless another owner is named."""
        dossier.id = dossier.dossier = unit.new_id()
        if dossier.owner == NAMELESS:
            dossier.owner = self.worker
        if dossier.opened_on is None:
            dossier.opened_on = self.today()
        unit.create(dossier)
        for worker in members:
            unit.create(Membership(dossier=dossier.id, worker=worker, right=RightCode.WRITER.value))
        return dossier

    def compartment(
        self, unit: Unit, parent: UUID, kind: str, members: tuple[UUID, ...], title: str = ""
    ) -> Dossier:
        """Begin a closed part of a file, readable by `members` alone."""
        self.demand(unit.session, parent, Right.WRITER)
        whole = unit.session.get(Dossier, parent)
        assert whole is not None  # noqa: S101 (demanded above)
        part = Dossier(
            kind=DossierKind.COMPARTMENT.value,
            service=whole.service,
            parent=parent,
            compartment=kind,
            title=title,
        )
        return self.new_dossier(unit, part, members=members)

    def exclude(self, dossier: UUID, worker: UUID, reason: str) -> None:
        """Close a dossier to a colleague from now on."""
        with self.writing(reason, undoable=False) as unit:
            self.demand(unit.session, dossier, Right.WRITER)
            unit.create(Exclusion(dossier=dossier, worker=worker, reason=reason))

    # Taking back

    def may_undo(self) -> bool:
        """Whether there is an act of this session to take back."""
        return bool(self._undoable)

    def undo(self) -> None:
        """Take back the last act. Raises NotUndoable with the reason where it cannot be."""
        if not self._undoable:
            raise NotUndoable("nothing")
        self._taken_back.add(history.undo(self.store, self._undoable.pop(), self._taken_back))


def may_lead(desk: Desk, session: Session) -> bool:
    """Whether the worker at this desk changes what is everybody's: pages, lists, texts of the team."""
    # Where nobody leads yet, as on a laptop of its own, somebody must be able to begin.
    led = any(worker.held_roles & LEADING for worker in desk.workers(session).values())
    return not led or bool(desk.roles(session) & LEADING)


def found_organisation(
    store: Store, worker: Worker, team: str, organisation: Organisation | None = None
) -> tuple[UUID, UUID]:
    """Furnish a new vault: the organisation, its first team and its worker.

    Gives the worker's id and the scope of the team. For a desk that has no hub yet.
    """
    with store.writing() as unit:
        home = Dossier(kind=DossierKind.ORGANISATION.value, title="")
        home.id = home.dossier = unit.new_id()
        unit.create(home)
        scope = Dossier(kind=DossierKind.CIRCLE.value, service=Service.MEDIATION.value, title=team)
        scope.id = scope.dossier = unit.new_id()
        unit.create(scope)
        page = organisation or Organisation()
        page.dossier = worker.dossier = home.id
        unit.create(page)
        worker.id = store.user
        unit.create(worker)
        circle = unit.create(Circle(dossier=home.id, name=team, scope=scope.id))
        unit.create(CircleMember(dossier=home.id, circle=circle.id, worker=worker.id))
    return worker.id, scope.id


UNMISTAKABLE: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters for numbers that are read aloud and copied by hand: neither I nor O."""


def laptop_letters(stream: tuple[bytes, int]) -> str:
    """Three letters of this laptop. A restored copy gets others: it has forgotten its last numbers."""
    device, incarnation = stream
    chosen = hashlib.sha256(device + incarnation.to_bytes(8, "big")).digest()
    return "".join(UNMISTAKABLE[byte % len(UNMISTAKABLE)] for byte in chosen[:3])


def next_number(desk: Desk, session: Session) -> str:
    """A provisional number of this worker on this laptop, until a coordinator gives the final one.

    Counted are all files this worker ever began, renumbered and removed ones too: no number that was
    printed once is given a second time.
    """
    letters = (desk.me(session).letters or "X") + laptop_letters(desk.store.streams.own)
    begun = session.exec(
        select(func.count()).where(
            col(Dossier.recorded_by) == desk.worker,
            col(Dossier.kind) == DossierKind.FILE.value,
        )
    ).one()
    return f"P-{letters}-{begun + 1}"
