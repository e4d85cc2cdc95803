"""One act in a file of the risk service: its rights, its records and its card in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlmodel import col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.calendar import Due
from pscp_desktop.domain.dossiers import DossierCard
from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import AdviceState, ContestState
from pscp_desktop.domain.risk_facts import AdviceFacts
from pscp_desktop.domain.risk_timers import advice_dues, profile_dues
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.records import FileRecords, facts_of
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.unit import Unit

R = TypeVar("R", bound=Record)

RESPONSE: Final = N_("A response is to be done")


@contextmanager
def at_work(desk: Desk, dossier: UUID, why: str = "", *, undoable: bool = True) -> Iterator[Unit]:
    """A unit of work in a file that this worker may write; its card follows at the end.

    Raises NotFound or Refused; then nothing is kept.
    """
    with desk.writing(why, undoable=undoable) as unit:
        desk.demand(unit.session, dossier, Right.WRITER)
        yield unit
        unit.session.flush()
        refresh_card(desk, unit, dossier)


def change(desk: Desk, unit: Unit, record: R, changes: Mapping[str, Any]) -> R:
    """Give a record read in this very unit new values: what stands in it now is what was seen."""
    assert isinstance(unit.session, StoreSession)  # noqa: S101 (the store makes no other)
    return unit.set(record, changes, shown=desk.loaded(unit.session, record).heads)


def forbidden(refusal: Refusal) -> Forbidden:
    """The error by which a rule that stands in the way is told."""
    return Forbidden(refusal.code, refusal.article, refusal.words)


def dues_of(records: FileRecords, today: date) -> tuple[tuple[Due, UUID], ...]:
    """Everything with a day in a file that is not done, soonest first, with the record it is about."""
    facts, about = facts_of(records, today, 0), records.process.id
    if isinstance(facts, AdviceFacts):
        request = records.request
        found = advice_dues(facts, request.deadline if request else None)
        closed = facts.state in {AdviceState.CLOSED, AdviceState.DECLINED}
    else:
        contested = [c for c in records.contestations if c.state == ContestState.OPEN]
        found = profile_dues(facts, tuple(c.raised_on for c in contested if c.raised_on))
        closed = False
    pairs = [(due, about) for due in found]
    if not closed:
        pairs += [
            (Due("response", RESPONSE, one.due_on), one.id)
            for one in records.responses
            if one.done_on is None and one.due_on is not None
        ]
    return tuple(sorted(pairs, key=lambda pair: pair[0].on))


def refresh_card(desk: Desk, unit: Unit, dossier: UUID) -> None:
    """Make the card say what the file says now; written only where it differs."""
    records = FileRecords(unit.session, dossier)
    if records.request is None and records.profile is None:
        return
    dues = dues_of(records, desk.today())
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
