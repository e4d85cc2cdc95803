"""The file itself: taking a request, the acts that move it, and what stands against them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.agreements import FollowUp
from pscp_desktop.domain.calendar import follow_up_days, longest_due
from pscp_desktop.domain.dossiers import (
    Contact,
    ContactKind,
    ContactOutcome,
    Dossier,
    Service,
)
from pscp_desktop.domain.errors import Invalid, Refused
from pscp_desktop.domain.in_force import words_of
from pscp_desktop.domain.mediation import (
    MediationProcess,
    Party,
    RequestChannel,
    State,
    StateChange,
)
from pscp_desktop.domain.mediation_facts import MediationFacts
from pscp_desktop.domain.mediation_standing import outcome_after, standing
from pscp_desktop.domain.mediation_states import ENDINGS, FINISHED_BEFORE, TABLE, Act
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.states import Refusal
from pscp_desktop.services.desk import Desk, Loaded, next_number
from pscp_desktop.services.mediation.records import FileRecords, facts_of
from pscp_desktop.services.mediation.work import at_work, change, forbidden, refresh_card
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.rights import circles_of
from pscp_desktop.store.unit import Unit

SPOKEN_WITH: Final = {
    RequestChannel.DOOR.value: ContactKind.VISIT.value,
    RequestChannel.OFFICE.value: ContactKind.OFFICE.value,
    RequestChannel.CALL.value: ContactKind.CALL.value,
}
"""Ways to ask in which whoever asks is spoken with at once."""

SIGNED_ACTS: Final = frozenset({"constitute", "sign_final_act", "sign_agreement_and_final_act"})
"""Acts that rest on signatures: corrected by a later act, never undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is written down when somebody asks for a mediation. The ids are given when it is kept."""

    process: MediationProcess
    requester: Party
    other: Party | None = None
    title: str = ""
    district: str = ""
    circle: UUID = NAMELESS
    number: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """One act that a worker may be offered in a file, and what stands in its way now."""

    act: str
    label: str
    main: bool
    reason_needed: bool
    refusals: tuple[Refusal, ...]

    @property
    def possible(self) -> bool:
        """Whether it can be done at once."""
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a file stands: its state, what may be done, and what is violated now."""

    facts: MediationFacts
    process: Loaded[MediationProcess]
    acts: tuple[Offered, ...]
    violated: tuple[Refusal, ...]

    @property
    def stopped(self) -> Refusal | None:
        """The hard stop, if one stands."""
        return next((refusal for refusal in self.violated if refusal.final), None)

    @property
    def next_act(self) -> Offered | None:
        """The act to offer first: the first main one that is possible, else the first main one."""
        mains = [offered for offered in self.acts if offered.main]
        return next((offered for offered in mains if offered.possible), mains[0] if mains else None)


class Files:
    """Mediation files as wholes: requested, moved by acts, handed over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def request(self, wanted: Request) -> Dossier:
        """Open a file for somebody who asks, all in one transaction. Raises Invalid."""
        desk = self._desk
        spoken = SPOKEN_WITH.get(wanted.process.channel)
        with desk.writing(undoable=spoken is None) as unit:
            dossier = desk.new_dossier(unit, self._dossier(unit.session, wanted))
            process = wanted.process
            process.dossier = dossier.id
            if process.received_at.year == 1970:  # noqa: PLR2004 (nobody said when)
                process.received_at = desk.now()
            process.state = State.REQUESTED.value
            unit.create(process)
            for party in (wanted.requester, wanted.other):
                if party is not None:
                    party.dossier = dossier.id
                    unit.create(party)
            if spoken:
                unit.create(
                    Contact(
                        dossier=dossier.id,
                        at=process.received_at,
                        kind=spoken,
                        outcome=ContactOutcome.ATTENDED.value,
                        with_party=wanted.requester.id,
                    )
                )
            unit.session.flush()
            refresh_card(desk, unit, dossier.id)
        return dossier

    def standing(self, dossier: UUID) -> Standing:
        """Where a file stands now, with the acts this worker may be offered there."""
        with self._desk.reading() as session:
            self._desk.demand(session, dossier, Right.READER)
            return self.standing_of(session, FileRecords(session, dossier))

    def standing_of(self, session: StoreSession, records: FileRecords) -> Standing:
        """The same of a file that is being read and may be read."""
        process = self._desk.loaded(session, records.process)
        facts = facts_of(records, self._desk.today())
        acts = tuple(
            Offered(t.act, t.label, t.main, t.reason_needed, t.refusals(facts))
            for t in TABLE.acts_from(facts.state, self._desk.roles(session))
        )
        return Standing(facts, process, acts, standing(facts))

    def available(self, dossier: UUID) -> tuple[Offered, ...]:
        """The acts this worker may be offered, each with what stands in its way."""
        return self.standing(dossier).acts

    def perform(self, dossier: UUID, act: str, reason: str = "") -> State:
        """Do an act; the rules are asked in the very transaction that does it.

        Raises Refused where the act is not this worker's or not of this state, Forbidden where a rule
        stands against it, Invalid where it wants a reason. Then nothing changed.
        """
        with at_work(self._desk, dossier, reason, undoable=act not in SIGNED_ACTS) as unit:
            return self.perform_in(unit, dossier, act, reason)

    def perform_in(self, unit: Unit, dossier: UUID, act: str, reason: str = "") -> State:
        """The same inside a running unit, for what is one act to people but several to the file."""
        desk = self._desk
        unit.session.flush()
        records = FileRecords(unit.session, dossier)
        facts = facts_of(records, desk.today())
        transition = TABLE.find(facts.state, act)
        if transition is None or not transition.who & desk.roles(unit.session):
            raise Refused(act)
        for refusal in transition.refusals(facts):
            raise forbidden(refusal)
        if transition.reason_needed and not reason.strip():
            raise Invalid({"reason": "missing"})
        change(desk, unit, records.process, self._changes(records, transition, facts, reason))
        unit.create(
            StateChange(
                dossier=dossier,
                act=act,
                source=str(facts.state),
                target=str(transition.target),
                reason=reason,
                done_on=desk.today(),
                leaves=_leaves(records) if transition.target == State.REOPENED else "",
            )
        )
        unit.note(f"act.{act}", dossier)
        self._follow(unit, records, transition)
        return State(transition.target)

    def correct(self, shown: Loaded[MediationProcess], changes: dict[str, Any]) -> None:
        """Change what was asked. State, outcome and dates move by acts alone: Refused otherwise."""
        kept_by_acts = {
            "state",
            "outcome",
            "constituted_on",
            "expires_on",
            "ended_on",
            "reopened_at",
        }
        if kept_by_acts & changes.keys():
            raise Refused("correct")
        with at_work(self._desk, shown.record.dossier) as unit:
            unit.set(shown.record, changes, shown=shown.heads)

    def rename(self, dossier: UUID, changes: dict[str, Any]) -> None:
        """Change the head of a file: title, number, neighbourhood."""
        with at_work(self._desk, dossier) as unit:
            change(self._desk, unit, FileRecords(unit.session, dossier).dossier, changes)

    def _dossier(self, session: Session, wanted: Request) -> Dossier:
        desk = self._desk
        circle = wanted.circle
        if circle == NAMELESS:
            circles = circles_of(session, desk.worker, desk.today())
            circle = min(circles, default=NAMELESS)
        return Dossier(
            service=Service.MEDIATION.value,
            title=wanted.title,
            number=wanted.number or next_number(desk, session),
            circle=circle,
            district=wanted.district,
        )

    def _changes(
        self, records: FileRecords, transition: Act, facts: MediationFacts, reason: str
    ) -> dict[str, Any]:
        process, today = records.process, self._desk.today()
        found: dict[str, Any] = {
            "state": str(transition.target),
            "outcome": outcome_after(transition, facts, process.outcome),
            "reason": reason,
        }
        if transition.target == State.CONSTITUTED:
            found |= {"constituted_on": today, "expires_on": _last_day(records, facts)}
        elif transition.target in ENDINGS | FINISHED_BEFORE:
            found["ended_on"] = today
        elif transition.target == State.REOPENED:
            found |= {
                "reopened_at": self._desk.now(),
                "ended_on": None,
                "constituted_on": None,
                "expires_on": None,
            }
        elif transition.target == State.CLOSED and process.ended_on is None:
            found["ended_on"] = today
        return {name: value for name, value in found.items() if getattr(process, name) != value}

    def _follow(self, unit: Unit, records: FileRecords, transition: Act) -> None:
        """What an act brings with it beyond the process: the head of the file, the follow-ups."""
        if transition.target == State.CLOSED:
            change(self._desk, unit, records.dossier, {"closed_on": self._desk.today()})
        elif transition.target == State.REOPENED and records.dossier.closed_on is not None:
            change(self._desk, unit, records.dossier, {"closed_on": None})
        elif transition.act == "sign_agreement_and_final_act":
            agreement = records.agreement
            assert agreement is not None  # noqa: S101 (its guards asked for it)
            begins = agreement.reached_on or self._desk.today()
            for month, day in follow_up_days(begins):
                unit.create(
                    FollowUp(dossier=records.id, agreement=agreement.id, month=month, due_on=day)
                )


def _leaves(records: FileRecords) -> str:
    """What a reopening leaves behind, of all that is known on this laptop; never nothing."""
    drawn = (*records.acts, *records.agreements, *records.final_acts)
    return words_of((records.process, *records.sessions, *drawn))


def _last_day(records: FileRecords, facts: MediationFacts) -> date | None:
    """Until when a mediation runs: what its act says, or three months where a court waits."""
    act = records.act
    days = [] if act is None or act.runs_until is None else [act.runs_until]
    if records.process.before_court:
        days.append(longest_due(facts.other_received_on or facts.received_on))
    return min(days, default=None)


__all__ = ["Files", "Offered", "Request", "Standing"]
