"""Lists over many files: requests and profiles by what is due, and what Today shows of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from pscp_desktop.domain.calendar import Due
from pscp_desktop.domain.dossiers import Dossier, DossierCard, Service
from pscp_desktop.domain.risk import AdviceRequest, ProfileState, RiskProfile
from pscp_desktop.services.desk import PAGE, Desk
from pscp_desktop.services.risk.records import FileRecords
from pscp_desktop.services.risk.work import dues_of
from pscp_desktop.store.rights import circles_of, readable

AHEAD: Final = timedelta(days=14)
MOST_DUE: Final = 30
"""Files whose days are worked out for Today."""
PROFILE_STATES: Final = frozenset(state.value for state in ProfileState)

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One file in the list. Where `may_open` is false it is a card: no title, no names."""

    dossier: UUID
    number: str
    state: str
    owner: UUID
    opened_on: date | None
    due_on: date | None
    closed_on: date | None
    may_open: bool
    profile: bool
    title: str = ""
    body: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One thing to be done on a day, in a file this worker may open."""

    due: Due
    dossier: UUID
    record: UUID
    number: str
    title: str
    profile: bool


class Boards:
    """Reads over many files, by columns and never by whole records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(
        self, text: str = "", *, closed: bool = False, mine: bool = False, limit: int = PAGE
    ) -> tuple[Line, ...]:
        """The files by what is due first. A filter by text leaves its audit line."""
        found = None
        if text.strip():
            found = frozenset(hit.dossier for hit in self._desk.find(text, limit=1000))
        with self._desk.reading() as session:
            chosen = self._chosen(session)
            done = col(DossierCard.closed_on)
            chosen = chosen.where(done.is_not(None) if closed else done.is_(None))
            if mine:
                chosen = chosen.where(col(DossierCard.owner) == self._desk.worker)
            if found is not None:
                number = col(DossierCard.number).icontains(text.strip(), autoescape=True)
                chosen = chosen.where(or_(col(Dossier.id).in_(found), number))
            chosen = chosen.order_by(
                col(DossierCard.due_on).asc().nulls_last(), col(DossierCard.number)
            ).limit(limit)
            return tuple(_line(row) for row in session.connection().execute(chosen))

    def due(self, today: date, *, mine: bool = True) -> tuple[DueItem, ...]:
        """What is late, is due today or comes within two weeks, soonest first."""
        with self._desk.reading() as session:
            chosen = self._chosen(session).where(
                col(Dossier.id).is_not(None), col(DossierCard.due_on) <= today + AHEAD
            )
            if mine:
                chosen = chosen.where(col(DossierCard.owner) == self._desk.worker)
            rows = session.connection().execute(
                chosen.order_by(col(DossierCard.due_on)).limit(MOST_DUE)
            )
            found = [
                DueItem(
                    due=due,
                    dossier=row.dossier,
                    record=record,
                    number=row.number,
                    title=row.title or "",
                    profile=row.state in PROFILE_STATES,
                )
                for row in rows.all()
                for due, record in dues_of(FileRecords(session, row.dossier), today)
                if due.on <= today + AHEAD
            ]
        return tuple(sorted(found, key=lambda item: item.due.on))

    def _chosen(self, session: Session) -> Rows:
        me, today = self._desk.me(session), self._desk.today()
        opens = and_(col(Dossier.id) == col(DossierCard.of), readable(session, me, today))
        circles = circles_of(session, me.id, today)
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
                col(AdviceRequest.body),
                col(RiskProfile.district).label("of_profile"),
            )
            .select_from(DossierCard)
            .outerjoin(Dossier, opens)
            .outerjoin(AdviceRequest, col(AdviceRequest.dossier) == col(Dossier.id))
            .outerjoin(RiskProfile, col(RiskProfile.dossier) == col(Dossier.id))
            .where(
                col(DossierCard.removed).is_(False),
                col(DossierCard.service) == Service.RISK.value,
                or_(col(DossierCard.dossier).in_(circles), col(Dossier.id).is_not(None)),
            )
        )


def _line(row: Any) -> Line:
    return Line(
        dossier=row.dossier,
        number=row.number,
        state=row.state,
        owner=row.owner,
        opened_on=row.opened_on,
        due_on=row.due_on,
        closed_on=row.closed_on,
        may_open=bool(row.may_open),
        profile=row.state in PROFILE_STATES,
        title=row.title or "",
        body=row.body or "",
        district=row.of_profile or row.district or "",
    )
