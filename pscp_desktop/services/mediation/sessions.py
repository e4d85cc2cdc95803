"""Meetings: planned, held, or not; what is said apart stays in a compartment of that party alone."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.dossiers import CompartmentKind, Dossier
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.mediation_guards import HARD_STOP, NOT_ANNOUNCED
from pscp_desktop.domain.mediation_sessions import (
    Attendance,
    InterimArrangement,
    MediationSession,
    Satisfaction,
    SeparateMeeting,
    SessionKind,
    SessionState,
)
from pscp_desktop.domain.record import EPOCH, NAMELESS
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.mediation.records import FileRecords
from pscp_desktop.services.mediation.work import at_work, change, forbidden
from pscp_desktop.store.unit import Unit

MOVES_THE_CARD: Final = frozenset({"starts_at", "state"})
"""What of a session others read on the card; the rest is saved without touching it."""


@dataclass(frozen=True, slots=True)
class Came:
    """Who came to a session."""

    party: UUID
    attended: bool
    excuse: str = ""


class Sessions:
    """The meetings of a file. Under the hard stop none is planned or held."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def plan(self, session: MediationSession) -> MediationSession:
        """Put a session in the diary. Raises Forbidden under the hard stop."""
        desk = self._desk
        if session.starts_at == EPOCH:
            session.starts_at = desk.now()
        if session.mediator == NAMELESS:
            session.mediator = desk.worker
        with at_work(desk, session.dossier) as unit:
            _demand_free(unit, session.dossier)
            return unit.create(session)

    def hold(
        self, session: UUID, dossier: UUID, came: tuple[Came, ...], changes: dict[str, Any]
    ) -> None:
        """A session took place: who came, and what is written of it. Raises Forbidden when stopped."""
        self._end(session, dossier, came, {**changes, "state": SessionState.HELD.value})

    def not_held(self, session: UUID, dossier: UUID, came: tuple[Came, ...]) -> None:
        """Somebody stayed away; who did is not confidential (Ley 5/2012, art. 17.1)."""
        self._end(session, dossier, came, {"state": SessionState.NOT_HELD.value})

    def cancel(self, shown: Loaded[MediationSession], reason: str) -> None:
        """A planned session falls away."""
        self.save(shown, {"state": SessionState.CANCELLED.value}, reason)

    def save(self, shown: Loaded[MediationSession], changes: dict[str, Any], why: str = "") -> None:
        """Change what is written of a session."""
        if MOVES_THE_CARD & changes.keys():
            with at_work(self._desk, shown.record.dossier, why) as unit:
                unit.set(shown.record, changes, shown=shown.heads)
        else:
            self._desk.save(shown, changes, why)

    def arrange(self, arrangement: InterimArrangement) -> InterimArrangement:
        """Keep what the parties hold to until they meet again."""
        return self._desk.add(arrangement)

    def rate(self, satisfaction: Satisfaction) -> Satisfaction:
        """Keep one party's answers after the end."""
        satisfaction.on = satisfaction.on or self._desk.today()
        return self._desk.add(satisfaction)

    # Apart

    def meet_apart(
        self, dossier: UUID, meeting: SeparateMeeting, *, announced: bool, minutes: int = 45
    ) -> SeparateMeeting:
        """A meeting with one party alone: the file learns that it took place, nothing of what was said.

        Raises Forbidden where it was not announced to all parties (Ley 5/2012, art. 21.3).
        """
        if not announced:
            raise forbidden(NOT_ANNOUNCED)
        desk = self._desk
        with at_work(desk, dossier, undoable=False) as unit:
            _demand_free(unit, dossier)
            part = self._part_of(unit, dossier, meeting.party)
            session = unit.create(
                MediationSession(
                    dossier=dossier,
                    kind=SessionKind.SEPARATE.value,
                    starts_at=desk.now(),
                    minutes=minutes,
                    mediator=desk.worker,
                    state=SessionState.HELD.value,
                    announced=True,
                    closed_part=part,
                )
            )
            unit.create(
                Attendance(dossier=dossier, session=session.id, party=meeting.party, attended=True)
            )
            meeting.dossier, meeting.session = part, session.id
            meeting.held_on = meeting.held_on or desk.today()
            return unit.create(meeting)

    def parts(self, dossier: UUID) -> tuple[UUID, ...]:
        """The compartments of a file that this worker may open; of the others not even the number."""
        with self._desk.reading() as session:
            return tuple(
                part
                for part in _parts(session, dossier)
                if self._desk.right_in(session, part) >= Right.READER
            )

    def apart(self, part: UUID, why: str = "") -> tuple[Loaded[SeparateMeeting], ...]:
        """What was said in a compartment; the look is written down. Raises NotFound to all others."""
        self._desk.open(part, why)
        with self._desk.reading() as session:
            found = self._desk.all_in(session, SeparateMeeting, part)
            return tuple(self._desk.loaded(session, meeting) for meeting in found)

    def _part_of(self, unit: Unit, dossier: UUID, party: UUID) -> UUID:
        """The compartment of one party, if this worker is in it; else a new one of theirs."""
        for part in _parts(unit.session, dossier):
            if self._desk.right_in(unit.session, part) >= Right.WRITER:
                known = self._desk.all_in(unit.session, SeparateMeeting, part)
                if any(meeting.party == party for meeting in known):
                    return part
        made = self._desk.compartment(
            unit, dossier, CompartmentKind.CAUCUS.value, (self._desk.worker,)
        )
        return made.id

    def _end(
        self, session: UUID, dossier: UUID, came: tuple[Came, ...], changes: dict[str, Any]
    ) -> None:
        with at_work(self._desk, dossier) as unit:
            _demand_free(unit, dossier)
            found = unit.session.get(MediationSession, session)
            if found is None or found.removed or found.dossier != dossier:
                raise NotFound(session)
            change(self._desk, unit, found, changes)
            known = {
                a.party: a
                for a in FileRecords(unit.session, dossier).attendances
                if a.session == session
            }
            for one in came:
                _attended(self._desk, unit, found, one, known.get(one.party))


def _attended(
    desk: Desk, unit: Unit, session: MediationSession, came: Came, known: Attendance | None
) -> None:
    told: dict[str, Any] = {"attended": came.attended, "excuse": came.excuse}
    if known is not None:
        change(desk, unit, known, told)
        return
    unit.create(Attendance(dossier=session.dossier, session=session.id, party=came.party, **told))


def _demand_free(unit: Unit, dossier: UUID) -> None:
    """Nobody is brought together in a file that the hard stop holds."""
    if FileRecords(unit.session, dossier).violence:
        raise forbidden(HARD_STOP)


def _parts(session: Session, dossier: UUID) -> list[UUID]:
    rows = session.exec(
        select(Dossier.id).where(
            col(Dossier.parent) == dossier,
            col(Dossier.compartment) == CompartmentKind.CAUCUS.value,
            col(Dossier.removed).is_(False),
        )
    )
    return list(rows)
