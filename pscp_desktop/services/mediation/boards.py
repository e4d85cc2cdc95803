"""Lists over many files: the board of a team, and what is due for Today. Made of cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from pscp_desktop.domain.agreements import FollowUp
from pscp_desktop.domain.calendar import Due, at, day_of
from pscp_desktop.domain.dossiers import Dossier, DossierCard, Service
from pscp_desktop.domain.mediation import PHASES, MediationProcess, Phase, State
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionState
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.services.desk import PAGE, Desk
from pscp_desktop.services.mediation.records import FileRecords
from pscp_desktop.services.mediation.work import FOLLOW_UP, SESSION, dues_of, starts_of
from pscp_desktop.store.rights import circles_of, readable

AHEAD: Final = timedelta(days=14)
MOST_FOUND: Final = 1000
"""Hits of a filter by text that are looked at, best first."""
MOST_DUE: Final = 30
"""Files whose terms are worked out for Today; there are more only when nobody could do them."""
MOST_SESSIONS: Final = 300
"""Sessions that are planned and not written down yet which Today looks at."""


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
    title: str = ""
    dispute: str = ""
    district: str = ""
    urgency: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One thing to be done on a day, in a file this worker may open."""

    due: Due
    dossier: UUID
    record: UUID
    number: str
    title: str
    dispute: str
    starts_at: datetime | None = None
    place: str = ""
    kind: str = ""
    """Of a session: which kind."""
    month: int = 0
    """Of a follow-up: which month."""


class Boards:
    """Reads over many files, in pages, by columns and never by whole records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(
        self,
        filters: Filters,
        sort: Sort = Sort.DUE,
        *,
        offset: int = 0,
        limit: int = PAGE,
        descending: bool = False,
    ) -> tuple[BoardLine, ...]:
        """Some lines of a board, a hundred unless told. A filter by text leaves its audit line."""
        found = self._found_in(filters.text)
        with self._desk.reading() as session:
            chosen = self._ordered(
                self._chosen(session, filters, found), sort, descending=descending
            )
            rows = session.connection().execute(chosen.limit(limit).offset(offset))
            return tuple(BoardLine(**{**row._mapping, **_bare(row)}) for row in rows)  # noqa: SLF001

    def count(self, filters: Filters) -> int:
        """How many lines the board has in all."""
        found = self._found_in(filters.text)
        with self._desk.reading() as session:
            chosen = self._chosen(session, filters, found).with_only_columns(func.count())
            return int(session.connection().execute(chosen).scalar_one())

    def states(self) -> dict[str, int]:
        """How many open and closed files stand in each state, cards included."""
        with self._desk.reading() as session:
            chosen = self._chosen(session, Filters(), None, everything=True)
            counted = chosen.with_only_columns(col(DossierCard.state), func.count())
            rows = session.connection().execute(counted.group_by(col(DossierCard.state)))
            return {state: int(count) for state, count in rows}

    def due(self, today: date, *, mine: bool = True) -> tuple[DueItem, ...]:
        """What is late, is due today or comes within two weeks, soonest first."""
        with self._desk.reading() as session:
            heads = self._heads(session, mine=mine)
            found = [
                *_sessions(session, heads, today),
                *_follow_ups(session, heads, today),
                *_terms(session, heads, today),
            ]
        first = at(today, 0)
        return tuple(sorted(found, key=lambda item: (item.due.on, item.starts_at or first)))

    def _found_in(self, text: str) -> frozenset[UUID] | None:
        if not text.strip():
            return None
        return frozenset(hit.dossier for hit in self._desk.find(text, limit=MOST_FOUND))

    def _chosen(
        self,
        session: Session,
        filters: Filters,
        found: frozenset[UUID] | None,
        *,
        everything: bool = False,
    ) -> Rows:
        me, today = self._desk.me(session), self._desk.today()
        opens = and_(col(Dossier.id) == col(DossierCard.of), readable(session, me, today))
        circles = circles_of(session, me.id, today)
        wanted = [
            col(DossierCard.removed).is_(False),
            col(DossierCard.service) == Service.MEDIATION.value,
            or_(col(DossierCard.dossier).in_(circles), col(Dossier.id).is_not(None)),
        ]
        if not everything:
            wanted += _conditions(filters, found, today)
            if filters.mine:
                wanted.append(col(DossierCard.owner) == me.id)
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
                col(Dossier.title),
                col(Dossier.district),
                col(MediationProcess.dispute),
                col(MediationProcess.urgency),
                col(MediationProcess.outcome),
            )
            .select_from(DossierCard)
            .outerjoin(Dossier, opens)
            .outerjoin(MediationProcess, col(MediationProcess.dossier) == col(Dossier.id))
            .where(*wanted)
        )

    def _ordered(self, chosen: Rows, sort: Sort, *, descending: bool) -> Rows:
        by: Any = {
            Sort.DUE: col(DossierCard.due_on),
            Sort.NUMBER: col(DossierCard.number),
            Sort.OPENED: col(DossierCard.opened_on),
            Sort.STATE: case(PLACES, value=col(DossierCard.state), else_=len(PLACES)),
        }[sort]
        order = by.desc() if descending else by.asc()
        return chosen.order_by(order.nulls_last(), col(DossierCard.number), col(DossierCard.id))

    def _heads(self, session: Session, *, mine: bool) -> Rows:
        """The open files this worker may open: what Today needs to name them."""
        me, today = self._desk.me(session), self._desk.today()
        wanted = [
            readable(session, me, today),
            col(Dossier.service) == Service.MEDIATION.value,
            col(Dossier.closed_on).is_(None),
        ]
        if mine:
            wanted.append(col(Dossier.owner) == me.id)
        return (
            columns(
                col(Dossier.id).label("dossier"),
                col(Dossier.number),
                col(Dossier.title),
                col(MediationProcess.dispute),
            )
            .join(MediationProcess, col(MediationProcess.dossier) == col(Dossier.id))
            .where(*wanted)
        )


def _bare(row: Any) -> dict[str, Any]:
    """What a card alone leaves empty."""
    return {name: getattr(row, name) or "" for name in ("title", "district", "dispute")} | {
        "urgency": row.urgency or "",
        "outcome": row.outcome or "",
        "may_open": bool(row.may_open),
    }


def _conditions(
    filters: Filters, found: frozenset[UUID] | None, today: date
) -> list[ColumnElement[bool]]:
    closed = col(DossierCard.closed_on)
    wanted: list[ColumnElement[bool]] = [
        closed.is_not(None) if filters.closed else closed.is_(None)
    ]
    states = {state.value for state in filters.states}
    states |= {state.value for phase in filters.phases for state in PHASES[phase]}
    if states:
        wanted.append(col(DossierCard.state).in_(states))
    if found is not None:
        number = col(DossierCard.number).icontains(filters.text.strip(), autoescape=True)
        wanted.append(or_(col(Dossier.id).in_(found), number))
    if filters.district:
        wanted.append(col(Dossier.district) == filters.district)
    if filters.dispute:
        wanted.append(col(MediationProcess.dispute) == filters.dispute)
    if filters.owner is not None and filters.owner != NAMELESS:
        wanted.append(col(DossierCard.owner) == filters.owner)
    if filters.late:
        wanted.append(col(DossierCard.due_on) < today)
    return wanted


def _sessions(session: Session, heads: Rows, today: date) -> Iterator[DueItem]:
    planned = (
        heads.add_columns(
            col(MediationSession.id),
            col(MediationSession.starts_at),
            col(MediationSession.place),
            col(MediationSession.kind),
        )
        .join(MediationSession, col(MediationSession.dossier) == col(Dossier.id))
        .where(
            col(MediationSession.removed).is_(False),
            col(MediationSession.state) == SessionState.PLANNED.value,
            col(MediationSession.starts_at) < at(today + AHEAD, 23, 59),
        )
        # From the latest back: what comes is always among them, and of the forgotten ones the newest.
        .order_by(col(MediationSession.starts_at).desc())
        .limit(MOST_SESSIONS)
    )
    for row in session.connection().execute(planned):
        yield DueItem(
            due=Due("session", SESSION, day_of(row.starts_at)),
            dossier=row.dossier,
            record=row.id,
            number=row.number,
            title=row.title,
            dispute=row.dispute,
            starts_at=row.starts_at,
            place=row.place,
            kind=row.kind,
        )


def _follow_ups(session: Session, heads: Rows, today: date) -> Iterator[DueItem]:
    open_ = (
        heads.add_columns(col(FollowUp.id), col(FollowUp.due_on), col(FollowUp.month))
        .join(FollowUp, col(FollowUp.dossier) == col(Dossier.id))
        .where(
            col(FollowUp.removed).is_(False),
            col(FollowUp.done_on).is_(None),
            col(FollowUp.due_on) <= today + AHEAD,
            col(MediationProcess.state) == State.FOLLOW_UP.value,
        )
    )
    for row in session.connection().execute(open_):
        yield DueItem(
            due=Due("follow_up", FOLLOW_UP, row.due_on),
            dossier=row.dossier,
            record=row.id,
            number=row.number,
            title=row.title,
            dispute=row.dispute,
            month=row.month,
        )


ELSEWHERE: Final = frozenset({"session", "follow_up"})
"""Dues that are read in one go for all files."""


def _terms(session: Session, heads: Rows, today: date) -> Iterator[DueItem]:
    """Legal terms, clauses and appointments: worked out file by file, for the most urgent ones."""
    urgent = (
        heads.join(DossierCard, col(DossierCard.of) == col(Dossier.id))
        .where(col(DossierCard.removed).is_(False), col(DossierCard.due_on) <= today + AHEAD)
        .order_by(col(DossierCard.due_on))
        .limit(MOST_DUE)
    )
    for row in session.connection().execute(urgent).all():
        records = FileRecords(session, row.dossier)
        begins = starts_of(records)
        for due, record in dues_of(records):
            if due.code not in ELSEWHERE and due.on <= today + AHEAD:
                yield DueItem(
                    due=due,
                    dossier=row.dossier,
                    record=record,
                    number=row.number,
                    title=row.title,
                    dispute=row.dispute,
                    starts_at=begins.get(record),
                )
