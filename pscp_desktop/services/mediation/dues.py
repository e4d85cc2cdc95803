"""What is due in many files at once, for Today: sessions, follow-ups, and the terms of the most urgent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlmodel import Session, col

from pscp_desktop.domain.agreements import FollowUp
from pscp_desktop.domain.calendar import Due, at, day_of
from pscp_desktop.domain.dossiers import Dossier, DossierCard, Service
from pscp_desktop.domain.mediation import MediationProcess, State
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionState
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.records import many_files
from pscp_desktop.services.mediation.work import FOLLOW_UP, SESSION, dues_of, starts_of
from pscp_desktop.store.rights import readable

AHEAD: Final = timedelta(days=14)
MOST_DUE: Final = 30
"""Files whose terms are worked out for Today; there are more only when nobody could do them."""
MOST_SESSIONS: Final = 300
"""Sessions that are planned and not written down yet which Today looks at."""

Rows = Select[*tuple[Any, ...]]
"""A choice of columns."""


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


def due_in_all(desk: Desk, today: date, *, mine: bool = True) -> tuple[DueItem, ...]:
    """What is late, is due today or comes within two weeks, soonest first."""
    with desk.reading() as session:
        heads = _heads(desk, session, mine=mine)
        found = [
            *_sessions(session, heads, today),
            *_follow_ups(session, heads, today),
            *_terms(session, heads, today),
        ]
    first = at(today, 0)
    return tuple(sorted(found, key=lambda item: (item.due.on, item.starts_at or first)))


def _heads(desk: Desk, session: Session, *, mine: bool) -> Rows:
    """The open files this worker may open: what Today needs to name them."""
    me, today = desk.me(session), desk.today()
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
        .where(
            col(DossierCard.removed).is_(False),
            col(DossierCard.service) == Service.MEDIATION.value,
            col(DossierCard.closed_on).is_(None),
            # As the index has it: first those that have a day.
            col(DossierCard.due_on).is_(None).is_(False),
            col(DossierCard.due_on) <= today + AHEAD,
        )
        .order_by(col(DossierCard.due_on))
        .limit(MOST_DUE)
    )
    rows = session.connection().execute(urgent).all()
    for row, records in zip(rows, many_files(session, [row.dossier for row in rows]), strict=True):
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
