"""Everything kept in one mediation file, read as far as somebody asks for it, and the facts in it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Final, TypeVar
from uuid import UUID

from sqlmodel import Session

from pscp_desktop.domain import succession
from pscp_desktop.domain.agreements import (
    Agreement,
    Clause,
    ConstitutiveAct,
    FinalAct,
    FollowUp,
    Signature,
    Signed,
)
from pscp_desktop.domain.calendar import day_of
from pscp_desktop.domain.dossiers import (
    Appointment,
    Consent,
    ConsentPurpose,
    ConsentState,
    Contact,
    ContactOutcome,
    Dossier,
    Referral,
)
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.in_force import answer_of, in_force, invitation_in_force, left_behind
from pscp_desktop.domain.mediation import Answer, Invitation, MediationProcess, Party, StateChange
from pscp_desktop.domain.mediation_facts import (
    ClauseFacts,
    MediationFacts,
    MediatorFacts,
    PartyFacts,
    RestorativeFacts,
)
from pscp_desktop.domain.mediation_sessions import (
    Attendance,
    MediationSession,
    SessionKind,
    SessionState,
)
from pscp_desktop.domain.mediation_states import BEFORE_SESSION
from pscp_desktop.domain.mediation_timers import Terms
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.domain.screening import (
    Circumstance,
    ConflictConsent,
    ConflictDeclaration,
    RestorativeConditions,
    Screening,
    capacity_rank,
    decision_rank,
)
from pscp_desktop.services.mediation.shelf import Shelf, in_file

R = TypeVar("R", bound=Record)

SPOKEN: Final = frozenset({ContactOutcome.ATTENDED, ContactOutcome.LATE})


class FileRecords:
    """One mediation file as a session sees it. Each kind of record is read when first asked for."""

    def __init__(self, session: Session, dossier: UUID, shelf: Shelf | None = None) -> None:
        self.id = dossier
        self._session, self._shelf = session, shelf

    def all_of(self, kind: type[R]) -> list[R]:
        """The records of one type that were not removed, oldest first."""
        if self._shelf is not None:
            return self._shelf.all_of(kind, self.id)
        return list(self._session.exec(in_file(kind), params={"file": self.id}))

    @cached_property
    def dossier(self) -> Dossier:
        found = self._session.get(Dossier, self.id)
        if found is None:
            raise NotFound(self.id)
        return found

    @cached_property
    def process(self) -> MediationProcess:
        found = self.all_of(MediationProcess)
        if not found:
            raise NotFound(self.id)
        return found[0]

    @cached_property
    def parties(self) -> list[Party]:
        return self.all_of(Party)

    @cached_property
    def principals(self) -> list[Party]:
        return [party for party in self.parties if party.principal]

    @cached_property
    def screenings(self) -> list[Screening]:
        return self.all_of(Screening)

    @cached_property
    def declarations(self) -> list[ConflictDeclaration]:
        return self.all_of(ConflictDeclaration)

    @cached_property
    def tie_consents(self) -> list[ConflictConsent]:
        return self.all_of(ConflictConsent) if self.declarations else []

    @cached_property
    def conditions(self) -> list[RestorativeConditions]:
        return self.all_of(RestorativeConditions) if self.process.restorative else []

    @cached_property
    def consents(self) -> list[Consent]:
        return self.all_of(Consent)

    @cached_property
    def contacts(self) -> list[Contact]:
        return self.all_of(Contact)

    @cached_property
    def invitations(self) -> list[Invitation]:
        return self.all_of(Invitation)

    @cached_property
    def referrals(self) -> list[Referral]:
        return self.all_of(Referral)

    @cached_property
    def appointments(self) -> list[Appointment]:
        return self.all_of(Appointment)

    @cached_property
    def sessions(self) -> list[MediationSession]:
        return self.all_of(MediationSession)

    @cached_property
    def attendances(self) -> list[Attendance]:
        return self.all_of(Attendance) if self.sessions else []

    @cached_property
    def acts(self) -> list[ConstitutiveAct]:
        return self.all_of(ConstitutiveAct) if self.sessions else []

    @cached_property
    def agreements(self) -> list[Agreement]:
        return self.all_of(Agreement) if self.acts else []

    @cached_property
    def clauses(self) -> list[Clause]:
        found = self.all_of(Clause) if self.agreements else []
        return sorted(found, key=lambda clause: clause.number)

    @cached_property
    def final_acts(self) -> list[FinalAct]:
        return self.all_of(FinalAct) if self.acts else []

    @cached_property
    def signatures(self) -> list[Signature]:
        return self.all_of(Signature) if self.acts else []

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        found = self.all_of(FollowUp) if self.agreements else []
        return sorted(found, key=lambda follow_up: follow_up.due_on or date.max)

    @cached_property
    def changes(self) -> list[StateChange]:
        return self.all_of(StateChange)

    @property
    def violence(self) -> bool:
        """Whether any screening of the file found what the law forbids to mediate."""
        return any(screening.forbids for screening in self.screenings)

    # What counts now: a reopened file begins anew, its earlier acts stay readable.

    def _since_reopened(self, records: Iterable[R]) -> list[R]:
        since = self.process.reopened_at
        if since is None:
            return list(records)
        if self._left is None:
            # Reopened before a reopening told what it left: its time is all that is known of it.
            return [record for record in records if record.recorded_at >= since]
        return [record for record in records if record.id.hex not in self._left]

    @cached_property
    def _left(self) -> frozenset[str] | None:
        return left_behind(self.changes)

    @cached_property
    def act(self) -> ConstitutiveAct | None:
        """The constitutive act that counts."""
        return in_force(self._since_reopened(self.acts), self.signatures)

    @cached_property
    def agreement(self) -> Agreement | None:
        """The agreement that counts."""
        return in_force(self._since_reopened(self.agreements), self.signatures)

    @cached_property
    def final_act(self) -> FinalAct | None:
        """The final act that counts."""
        return in_force(self._since_reopened(self.final_acts), self.signatures)

    def clauses_of(self, agreement: UUID) -> list[Clause]:
        """The clauses of one agreement, in their order."""
        return [clause for clause in self.clauses if clause.agreement == agreement]

    def answer_to(self, act: Record | None, signer: UUID) -> str:
        """What somebody last answered when asked to sign an act: "", signed or refused."""
        return answer_of(self.signatures, act.id, signer) if act is not None else ""

    def sessions_held(self, *kinds: SessionKind) -> list[MediationSession]:
        """The sessions that took place since the file was last reopened."""
        return [
            session
            for session in self._since_reopened(self.sessions)
            if session.state == SessionState.HELD and (not kinds or session.kind in kinds)
        ]

    def consents_to(self, party: UUID, purpose: ConsentPurpose) -> bool:
        """Whether a party's last word on a purpose was yes; of two said apart, whether both were."""
        answers = [c for c in self.consents if c.person == party and c.purpose == purpose]
        last = succession.standing(answers)
        return bool(last) and all(answer.state == ConsentState.GIVEN for answer in last)


def many_files(session: Session, dossiers: Sequence[UUID]) -> list[FileRecords]:
    """Several files, in the order asked for, whose records are read together: not a query for each."""
    shelf = Shelf(session, dossiers)
    return [FileRecords(session, dossier, shelf) for dossier in dossiers]


def facts_of(records: FileRecords, today: date) -> MediationFacts:
    """What the rules are asked about, as it is now."""
    process = records.process
    agreement, final = records.agreement, records.final_act
    clauses = records.clauses_of(agreement.id) if agreement else []
    initial = [s for s in records.sessions if s.kind == SessionKind.INITIAL]
    meetings = (SessionKind.JOINT, SessionKind.SEPARATE, SessionKind.SHUTTLE)
    return MediationFacts(
        state=process.state,
        today=today,
        received_on=day_of(process.received_at),
        violence=records.violence,
        disposable=process.disposable,
        parties=tuple(_party(records, party) for party in records.principals),
        mediators=tuple(_mediator(records, who) for who in mediators_of(records)),
        requester_reached=_reached(records),
        other_contacted=_other_contacted(records),
        other_received_on=_other_received(records),
        initial_planned=bool(initial),
        initial_held=bool(records.sessions_held(SessionKind.INITIAL)),
        initial_informed=any(s.informed for s in records.sessions_held(SessionKind.INITIAL)),
        sessions_held=len(records.sessions_held(*meetings)),
        constitutive_drawn=records.act is not None,
        restorative=bool(process.restorative),
        conditions=_conditions(records),
        expires_on=process.expires_on,
        agreement_drawn=agreement is not None,
        agreement_total=agreement is None or agreement.total,
        told_binding=agreement is not None and agreement.told_binding,
        clauses=tuple(ClauseFacts(worded=bool(c.text.strip()), obligor=c.obligor) for c in clauses),
        final_drawn=final is not None,
        agreed_ever=_agreed(records),
        referral_made=bool(records.referrals),
        follow_ups_open=sum(1 for f in records.follow_ups if f.done_on is None),
    )


def terms_of(records: FileRecords) -> Terms:
    """What the legal terms are asked about: a part of the facts, read often and so read cheaply."""
    process = records.process
    waiting = process.state in BEFORE_SESSION
    answers = {party: _answer(records, party) for party in {i.party for i in records.invitations}}
    return Terms(
        state=process.state,
        received_on=day_of(process.received_at),
        stopped=waiting and records.violence,
        other_contacted=waiting and _other_contacted(records),
        other_received_on=_other_received(records) if waiting else None,
        answered=bool(answers) and all(answers.values()),
        expires_on=process.expires_on,
    )


def _other_contacted(records: FileRecords) -> bool:
    """Whether somebody tried to reach the other side: an invitation or a contact with them."""
    others = {party.id for party in records.principals if not party.asked}
    tried = any(contact.with_party in others for contact in records.contacts)
    return tried or bool(records.invitations)


def _other_received(records: FileRecords) -> date | None:
    days = [i.received_on for i in records.invitations if i.received_on is not None]
    return min(days, default=None)


def mediators_of(records: FileRecords) -> tuple[UUID, ...]:
    """Who mediates: whoever answers for the file, and whoever is down for a session not cancelled."""
    found = {records.dossier.owner: None}
    for session in records.sessions:
        if session.state != SessionState.CANCELLED:
            found |= {session.mediator: None}
            if session.second_mediator:
                found |= {session.second_mediator: None}
    return tuple(who for who in found if who != NAMELESS)


def _reached(records: FileRecords) -> bool:
    asking = {party.id for party in records.parties if party.asked}
    return any(c.outcome in SPOKEN and c.with_party in asking for c in records.contacts)


def _agreed(records: FileRecords) -> bool:
    finals = {final.agreement for final in records.final_acts if final.agreement}
    return any(agreement.id in finals for agreement in records.agreements)


def _party(records: FileRecords, party: Party) -> PartyFacts:
    mine = [screening for screening in records.screenings if screening.party == party.id]
    alone = [screening for screening in mine if screening.alone]
    last = succession.standing(alone) or [Screening(party=party.id)]
    initial = {session.id for session in records.sessions_held(SessionKind.INITIAL)}
    return PartyFacts(
        id=party.id,
        asked=party.asked,
        nature=party.nature,
        minor=party.minor,
        represented=any(p.represents == party.id and not p.left_on for p in records.parties),
        named=bool(party.name or party.legal_name),
        screened_alone=bool(alone),
        decision=max((one.decision for one in last), key=decision_rank),
        capacity=max((one.capacity for one in last), key=capacity_rank),
        unsafe=any(screening.unsafe for screening in mine),
        measures=all(one.measures.strip() for one in last),
        consents=records.consents_to(party.id, ConsentPurpose.SERVICE),
        answer=_answer(records, party.id),
        came_to_initial=any(
            a.session in initial and a.party == party.id and a.attended for a in records.attendances
        ),
        constitutive=records.answer_to(records.act, party.id),
        agreement=records.answer_to(records.agreement, party.id),
        final=records.answer_to(records.final_act, party.id),
    )


def _answer(records: FileRecords, party: UUID) -> str:
    """What an invited party answered last."""
    asked = invitation_in_force(records.invitations, party)
    return asked.answer if asked else Answer.NONE.value


def _mediator(records: FileRecords, who: UUID) -> MediatorFacts:
    last = succession.standing(one for one in records.declarations if one.mediator == who)
    ties = [one for one in last if one.circumstance != Circumstance.NONE]
    asked = {party.id for party in records.principals}
    return MediatorFacts(
        id=who,
        declared=bool(last),
        tied=bool(ties),
        withdraws=any(one.withdraws for one in last),
        accepted_by=frozenset(
            party for party in asked if all(_accepts(records, tie.id, party) for tie in ties)
        ),
        signed_constitutive=records.answer_to(records.act, who) == Signed.SIGNED,
    )


def _accepts(records: FileRecords, declaration: UUID, party: UUID) -> bool:
    """Whether a party's last answer to a tie was yes; of two said apart, whether both were."""
    answers = [
        one for one in records.tie_consents if one.declaration == declaration and one.party == party
    ]
    last = succession.standing(answers)
    return bool(last) and all(answer.accepts for answer in last)


def _conditions(records: FileRecords) -> RestorativeFacts:
    """A condition holds where everything that stands written of it says so."""
    found = succession.standing(records.conditions)
    if not found:
        return RestorativeFacts()
    return RestorativeFacts(
        facts_acknowledged=all(one.facts_acknowledged for one in found),
        victim_informed=all(one.victim_informed for one in found),
        victim_consents=all(one.victim_consents for one in found),
        offender_consents=all(one.offender_consents for one in found),
        safe=all(one.safe for one in found),
        not_prohibited=all(one.not_prohibited for one in found),
    )


__all__ = ["FileRecords", "facts_of", "many_files", "mediators_of", "terms_of"]
