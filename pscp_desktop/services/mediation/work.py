"""One act in a mediation file: its rights, its records and its card in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlmodel import col, select

from pscp_desktop.domain import succession
from pscp_desktop.domain.access import Right
from pscp_desktop.domain.agreements import ClauseStatus, Recurrence
from pscp_desktop.domain.calendar import Due, day_of
from pscp_desktop.domain.dossiers import ANSWER_EXPECTED, AppointmentState, DossierCard
from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_sessions import SessionState
from pscp_desktop.domain.mediation_timers import legal_dues
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.records import FileRecords, terms_of
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.unit import Unit

R = TypeVar("R", bound=Record)

SESSION: Final = N_("Session")
APPOINTMENT: Final = N_("Appointment")
FOLLOW_UP: Final = N_("Ask about the agreement")
REFERRAL: Final = N_("Ask what became of the referral")
CLAUSE: Final = N_("Clause of the agreement")


@contextmanager
def at_work(
    desk: Desk, dossier: UUID, why: str = "", *, undoable: bool = True, on_card: bool = True
) -> Iterator[Unit]:
    """A unit of work in a file that this worker may write; its card follows at the end.

    `on_card` is false for what no card tells of. Raises NotFound or Refused; then nothing is kept.
    """
    with desk.writing(why, undoable=undoable) as unit:
        desk.demand(unit.session, dossier, Right.WRITER)
        yield unit
        if on_card:
            unit.session.flush()
            refresh_card(desk, unit, dossier)


def change(desk: Desk, unit: Unit, record: R, changes: Mapping[str, Any]) -> R:
    """Give a record read in this very unit new values: what stands in it now is what was seen."""
    return unit.set(record, changes, shown=desk.loaded(_own(unit), record).heads)


def answering(desk: Desk, unit: Unit, record: R) -> R:
    """A record that names what it takes the place of, as it stands on this laptop. Not yet kept."""
    said: Any = record
    succession.follow(said, desk.all_in(unit.session, type(record), record.dossier))
    return record


def forbidden(refusal: Refusal) -> Forbidden:
    """The error by which a rule that stands in the way is told."""
    return Forbidden(refusal.code, refusal.article, refusal.words)


def _own(unit: Unit) -> StoreSession:
    assert isinstance(unit.session, StoreSession)  # noqa: S101 (the store makes no other)
    return unit.session


def starts_of(records: FileRecords) -> dict[UUID, datetime]:
    """When each session and each appointment of a file begins."""
    begins = {one.id: one.starts_at for one in records.sessions}
    return begins | {one.id: one.starts_at for one in records.appointments}


def dues_of(records: FileRecords) -> tuple[tuple[Due, UUID], ...]:
    """Everything with a day in a file that is not done, soonest first, with the record it is about."""
    if records.process.state == State.CLOSED:
        return ()
    found = [(due, records.process.id) for due in legal_dues(terms_of(records))]
    found += [
        (Due("session", SESSION, day_of(session.starts_at)), session.id)
        for session in records.sessions
        if session.state == SessionState.PLANNED
    ]
    found += [
        (Due("appointment", APPOINTMENT, day_of(appointment.starts_at)), appointment.id)
        for appointment in records.appointments
        if appointment.state == AppointmentState.PLANNED
    ]
    found += [
        (Due("follow_up", FOLLOW_UP, follow_up.due_on), follow_up.id)
        for follow_up in (records.follow_ups if records.process.state == State.FOLLOW_UP else ())
        if follow_up.done_on is None and follow_up.due_on is not None
    ]
    found += _clauses(records)
    found += _referrals(records)
    return tuple(sorted(found, key=lambda pair: pair[0].on))


def _clauses(records: FileRecords) -> list[tuple[Due, UUID]]:
    if records.process.state != State.FOLLOW_UP or records.agreement is None:
        return []
    return [
        (Due("clause", CLAUSE, clause.due_on), clause.id)
        for clause in records.clauses_of(records.agreement.id)
        if clause.status == ClauseStatus.PENDING
        and clause.recurrence == Recurrence.ONCE
        and clause.due_on is not None
    ]


def _referrals(records: FileRecords) -> list[tuple[Due, UUID]]:
    if records.process.state != State.REFERRED:
        return []
    return [
        (Due("referral", REFERRAL, referral.sent_on + ANSWER_EXPECTED), referral.id)
        for referral in records.referrals
        if referral.awaited and referral.sent_on is not None
    ]


def refresh_card(desk: Desk, unit: Unit, dossier: UUID) -> None:
    """Make the card say what the file says now; written only where it differs."""
    records = FileRecords(unit.session, dossier)
    dues = dues_of(records)
    wanted: dict[str, Any] = {
        "number": records.dossier.number,
        "service": records.dossier.service,
        "state": records.process.state,
        "owner": records.dossier.owner,
        "opened_on": records.dossier.opened_on,
        "due_on": dues[0][0].on if dues else None,
        "closed_on": records.dossier.closed_on,
    }
    card = unit.session.exec(
        select(DossierCard).where(
            col(DossierCard.of) == dossier, col(DossierCard.removed).is_(False)
        )
    ).first()
    if card is None:
        unit.create(DossierCard(dossier=records.dossier.circle, of=dossier, **wanted))
        return
    changed = {name: value for name, value in wanted.items() if getattr(card, name) != value}
    if changed:
        change(desk, unit, card, changed)
