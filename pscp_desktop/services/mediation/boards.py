"""The board of a team: its files in pages, made of cards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from pscp_desktop.domain.dossiers import Dossier, DossierCard, Service
from pscp_desktop.domain.mediation import PHASES, MediationProcess, Phase, State
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.services.desk import PAGE, Desk
from pscp_desktop.services.mediation.dues import DueItem, due_in_all
from pscp_desktop.store.rights import circles_of, readable, still_coming
from pscp_desktop.store.search import dossiers_with
from pscp_desktop.store.store import Committed

Rows = Select[*tuple[Any, ...]]
"""A choice of columns."""


PLACES: Final = {
    state.value: place
    for place, state in enumerate(
        sorted(State, key=lambda one: [one in PHASES[phase] for phase in Phase], reverse=True)
    )
}
"""Where each state stands on the way: phase by phase, and within one as the states are declared."""


class Sort(Enum):
    """In which order a board stands."""

    DUE = "due"
    NUMBER = "number"
    OPENED = "opened"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a board shows. An empty filter shows every file that is not closed."""

    text: str = ""
    phases: frozenset[Phase] = frozenset()
    states: frozenset[State] = frozenset()
    district: str = ""
    dispute: str = ""
    owner: UUID | None = None
    mine: bool = False
    closed: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One file in a list. Where `may_open` is false it is a card: no title, no names."""

    dossier: UUID
    number: str
    state: str
    owner: UUID
    opened_on: date | None
    due_on: date | None
    closed_on: date | None
    may_open: bool
    coming: bool = False
    """Whether one may open it and only its contents have not come to this laptop yet."""
    title: str = ""
    dispute: str = ""
    district: str = ""
    urgency: str = ""
    outcome: str = ""


class BoardPage(NamedTuple):
    """Some lines, and how many there are in all."""

    lines: tuple[BoardLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class BoardLines:
    """Some lines, told before the rest is counted."""

    lines: tuple[BoardLine, ...]
    count: Callable[[], int]
    """How many there are in all. A filter by text leaves its audit line with this count, so whoever takes
    the lines calls it, whatever becomes of them."""


class Boards:
    """Reads over many files, in pages, by columns and never by whole records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._counted: dict[tuple[Filters, date], int] = {}
        desk.store.on_commit(self._forget)

    def read(
        self,
        filters: Filters,
        sort: Sort = Sort.DUE,
        *,
        offset: int = 0,
        limit: int = PAGE,
        descending: bool = False,
    ) -> BoardPage:
        """Some lines of a board, a hundred unless told, and how many it has in all.

        A filter by text leaves its audit line.
        """
        found = self.begin(filters, sort, offset=offset, limit=limit, descending=descending)
        return BoardPage(found.lines, found.count())

    def begin(
        self,
        filters: Filters,
        sort: Sort = Sort.DUE,
        *,
        offset: int = 0,
        limit: int = PAGE,
        descending: bool = False,
    ) -> BoardLines:
        """The same, told as soon as the lines are known: an index gives a page without the rest."""
        if filters.text.strip():
            self._desk.finish_index()
        with self._desk.reading() as session:
            chosen = _in_order(self._chosen(session, filters), sort, down=descending)
            shown = _shown(chosen.limit(limit).offset(offset).subquery("chosen"))
            rows = session.connection().execute(_in_order(shown, sort, down=descending)).all()
        last = offset + len(rows) if len(rows) < limit and (rows or not offset) else None

        def count() -> int:
            total = self.count(filters) if last is None else last
            if filters.text.strip():
                self._desk.searched(filters.text, total)
            return total

        return BoardLines(tuple(_line(row) for row in rows), count)

    def page(
        self,
        filters: Filters,
        sort: Sort = Sort.DUE,
        *,
        offset: int = 0,
        limit: int = PAGE,
        descending: bool = False,
    ) -> tuple[BoardLine, ...]:
        """The lines of `read` alone."""
        return self.read(filters, sort, offset=offset, limit=limit, descending=descending).lines

    def count(self, filters: Filters) -> int:
        """How many lines the board has in all."""
        if filters.text.strip():
            self._desk.finish_index()
        with self._desk.reading() as session:
            return self._total(session, filters)

    def due(self, today: date, *, mine: bool = True) -> tuple[DueItem, ...]:
        """What is late, is due today or comes within two weeks, soonest first."""
        return due_in_all(self._desk, today, mine=mine)

    def states(self) -> dict[str, int]:
        """How many open and closed files stand in each state, cards included."""
        with self._desk.reading() as session:
            chosen = self._chosen(session, None)
            counted = chosen.with_only_columns(col(DossierCard.state), func.count())
            rows = session.connection().execute(counted.group_by(col(DossierCard.state)))
            return {state: int(count) for state, count in rows}

    def _total(self, session: Session, filters: Filters) -> int:
        """Counted once until something is saved: whoever reads on asks for it with every page."""
        asked = (filters, self._desk.today())
        counted = self._counted
        if asked not in counted:
            chosen = self._chosen(session, filters).with_only_columns(func.count())
            counted[asked] = int(session.connection().execute(chosen).scalar_one())
        return counted[asked]

    def _forget(self, committed: Committed) -> None:
        if committed.kinds:
            # Another dictionary, not an emptied one: what is being counted now is of before.
            self._counted = {}

    def _chosen(self, session: Session, filters: Filters | None) -> Rows:
        """The cards that fit, each with its file where this worker may open it; all without filters."""
        me, today = self._desk.me(session), self._desk.today()
        opens = and_(col(Dossier.id) == col(DossierCard.of), readable(session, me, today))
        circles = circles_of(session, me.id, today)
        wanted = [
            col(DossierCard.removed).is_(False),
            col(DossierCard.service) == Service.MEDIATION.value,
            or_(col(DossierCard.dossier).in_(circles), col(Dossier.id).is_not(None)),
        ]
        chosen: Rows = (
            columns(col(DossierCard.id).label("card"), col(Dossier.id).label("opened"))
            .select_from(DossierCard)
            .outerjoin(Dossier, opens)
        )
        if filters is not None:
            wanted += _conditions(filters, today)
            if filters.mine:
                wanted.append(col(DossierCard.owner) == me.id)
            if filters.dispute:
                process = col(MediationProcess.dossier) == col(Dossier.id)
                chosen = chosen.outerjoin(MediationProcess, process)
        return chosen.where(*wanted)


def _in_order(chosen: Rows, sort: Sort, *, down: bool) -> Rows:
    """By what is asked, then by number; what has no such value comes last."""
    by: Any = {
        Sort.DUE: col(DossierCard.due_on),
        Sort.NUMBER: col(DossierCard.number),
        Sort.OPENED: col(DossierCard.opened_on),
        Sort.STATE: case(PLACES, value=col(DossierCard.state), else_=len(PLACES)),
    }[sort]
    order = by.desc() if down else by.asc()
    return chosen.order_by(by.is_(None), order, col(DossierCard.number), col(DossierCard.id))


def _shown(chosen: Subquery) -> Rows:
    """What a line shows, read only for the cards that were chosen."""
    return (
        columns(
            col(DossierCard.of).label("dossier"),
            col(DossierCard.number),
            col(DossierCard.state),
            col(DossierCard.owner),
            col(DossierCard.opened_on),
            col(DossierCard.due_on),
            col(DossierCard.closed_on),
            col(Dossier.id).is_not(None).label("may_open"),
            still_coming(col(DossierCard.of)).label("coming"),
            col(Dossier.title),
            col(Dossier.district),
            col(MediationProcess.dispute),
            col(MediationProcess.urgency),
            col(MediationProcess.outcome),
        )
        .select_from(chosen)
        .join(DossierCard, col(DossierCard.id) == chosen.c.card)
        .outerjoin(Dossier, col(Dossier.id) == chosen.c.opened)
        .outerjoin(MediationProcess, col(MediationProcess.dossier) == chosen.c.opened)
    )


def _line(row: Any) -> BoardLine:
    """A line of a board; what a card alone leaves empty is empty text."""
    return BoardLine(
        dossier=row.dossier,
        number=row.number,
        state=row.state,
        owner=row.owner,
        opened_on=row.opened_on,
        due_on=row.due_on,
        closed_on=row.closed_on,
        may_open=bool(row.may_open),
        coming=bool(row.coming),
        title=row.title or "",
        dispute=row.dispute or "",
        district=row.district or "",
        urgency=row.urgency or "",
        outcome=row.outcome or "",
    )


def _conditions(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    closed = col(DossierCard.closed_on)
    wanted: list[ColumnElement[bool]] = [
        closed.is_not(None) if filters.closed else closed.is_(None)
    ]
    states = {state.value for state in filters.states}
    states |= {state.value for phase in filters.phases for state in PHASES[phase]}
    if states:
        wanted.append(col(DossierCard.state).in_(states))
    if filters.text.strip():
        number = col(DossierCard.number).icontains(filters.text.strip(), autoescape=True)
        # Of the card alone, so that no file is looked at in vain; what it says is for its readers.
        among = func.unhex(col(DossierCard.of)).in_(dossiers_with(filters.text))
        wanted.append(or_(among, number))
        wanted.append(or_(col(Dossier.id).is_not(None), number))
    if filters.district:
        wanted.append(col(Dossier.district) == filters.district)
    if filters.dispute:
        wanted.append(col(MediationProcess.dispute) == filters.dispute)
    if filters.owner is not None and filters.owner != NAMELESS:
        wanted.append(col(DossierCard.owner) == filters.owner)
    if filters.late:
        wanted.append(col(DossierCard.due_on) < today)
    return wanted
