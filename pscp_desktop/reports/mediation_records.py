"""From the records of a mediation file to the facts its documents are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from pscp_desktop.domain.agreements import Clause, ClauseKind, FinalCause, Recurrence, Signed
from pscp_desktop.domain.calendar import answer_due, at, day_of
from pscp_desktop.domain.dossiers import AppointmentState
from pscp_desktop.domain.in_force import answer_of
from pscp_desktop.domain.mediation import Brought, Party, PartyRole
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionState
from pscp_desktop.domain.record import EPOCH
from pscp_desktop.domain.succession import standing
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.reports.document import PREVAILING
from pscp_desktop.reports.facts import (
    NOTHING_WRITTEN,
    AppointmentFacts,
    ClauseFacts,
    Facts,
    FinalActFacts,
    MediatorFacts,
    OrganisationFacts,
    Outcome,
    Papers,
    PartyFacts,
    Passage,
    ProcessFacts,
    SessionFacts,
    SignatureFacts,
)
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.reports.mediation_attempts import (
    all_consent,
    all_declared,
    attempt_of,
    disclosed,
    initial_session,
    invitation_of,
    ties_accepted,
)
from pscp_desktop.reports.mediation_undecided import undecided_of
from pscp_desktop.reports.proposals import proposed_object, proposed_programme
from pscp_desktop.services.mediation.documents import MediationPrintable

PROVISIONAL: Final = "P-"
NOON: Final = 12

OUTCOMES: Final[dict[str, Outcome]] = {
    FinalCause.AGREEMENT_TOTAL.value: Outcome.AGREEMENT,
    FinalCause.AGREEMENT_PARTIAL.value: Outcome.PARTIAL,
    FinalCause.NO_AGREEMENT.value: Outcome.NO_AGREEMENT,
    FinalCause.WITHDRAWN.value: Outcome.WITHDRAWN,
    FinalCause.MEDIATOR.value: Outcome.ENDED_BY_MEDIATOR,
    FinalCause.EXPIRED.value: Outcome.EXPIRED,
}
BROUGHT: Final = {
    Brought.RETURNED.value: Papers.RETURNED,
    Brought.NONE.value: Papers.NONE_BROUGHT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a document says beyond the records it is given: decided when it is made out."""

    issued_on: date
    addressee: UUID | None = None
    """The party for whom the copy is made."""
    appointment: UUID | None = None
    """A certain one; without it the slip is for the next that is planned."""
    language: str = PREVAILING
    """The language beside the Spanish."""
    code: str = ""
    """By which the paper is found again."""
    controller: str = ""
    bring: Passage = NOTHING_WRITTEN
    translations: Mapping[str, str] = field(default_factory=dict)
    """Translations of what somebody wrote, by the words they wrote."""
    drawings: Mapping[UUID, bytes] = field(default_factory=dict)
    """Drawn signatures as PNG, by the attachment that holds them."""
    draft: bool = False
    reprinted_on: date | None = None


def facts_of(kind: DocumentKind, printable: MediationPrintable, said: Particulars) -> Facts:
    """Everything `printable` and `said` give for a document; what is missing stays empty."""
    facts = _facts(kind, printable, said)
    other = partial(_facts, kind, said=said)
    return replace(facts, undecided=undecided_of(printable, other))


def _facts(kind: DocumentKind, printable: MediationPrintable, said: Particulars) -> Facts:
    whole = _Reading(kind, printable, said)
    return Facts(
        organisation=_organisation(printable.organisation, said),
        process=whole.process(),
        mediators=tuple(_mediator(worker) for worker in printable.mediators),
        parties=tuple(whole.party(party) for party in printable.parties),
        addressee=whole.addressee(),
        session=whole.session(),
        clauses=tuple(whole.clause(clause) for clause in printable.clauses),
        final=whole.final(),
        attempt=attempt_of(printable, said.language),
        appointment=whole.appointment(),
        signatures=whole.signatures(),
        issued_on=said.issued_on,
        code=said.code,
        draft=said.draft,
        reprinted_on=said.reprinted_on,
    )


def _organisation(body: Organisation, said: Particulars) -> OrganisationFacts:
    return OrganisationFacts(
        name=body.name,
        address=body.address,
        institution=body.institution,
        registry=body.registry_number,
        telephone=body.telephone,
        email=body.email,
        controller=said.controller,
        protection_officer=body.protection_officer,
    )


def _mediator(worker: Worker) -> MediatorFacts:
    return MediatorFacts(
        name=worker.name,
        qualification=worker.qualification,
        training=worker.training,
        experience=worker.experience,
        registry=worker.registry_number,
        insurance=worker.insurer,
        languages=tuple(worker.languages.replace(",", " ").split()),
    )


class _Reading:
    """One file, read for one kind of document."""

    def __init__(
        self, kind: DocumentKind, printable: MediationPrintable, said: Particulars
    ) -> None:
        self._kind, self._file, self._said = kind, printable, said
        people = (*printable.parties, *printable.others)
        self._names: dict[UUID, str] = {party.id: party.printed_name for party in people}
        self._workers: dict[UUID, str] = {one.id: one.name for one in printable.mediators}

    def _passage(self, words: str) -> Passage:
        return Passage(words, self._said.translations.get(words, "") or self._proposed(words))

    def _proposed(self, words: str) -> str:
        """What the program itself proposed, and nobody changed, it can say in any language."""
        language = self._said.language
        for proposed in (partial(proposed_object, self._file.process), proposed_programme):
            if words and words == proposed():
                return proposed(language)
        return ""

    def process(self) -> ProcessFacts:
        """The mediation as a whole: the constitutive act where there is one, else what was confirmed."""
        file, act = self._file, self._file.act
        asked = file.process
        consents = all_consent(file)
        return ProcessFacts(
            number=file.dossier.number,
            number_final=not file.dossier.number.startswith(PROVISIONAL),
            requesters=tuple(one.printed_name for one in file.parties if one.asked),
            object=self._passage((act.matter if act else "") or asked.object_for_documents),
            received_on=day_of(asked.received_at) if asked.received_at > EPOCH else None,
            answer_by=self._answer_by(),
            constitute_by=asked.constitute_by,
            constituted_on=asked.constituted_on,
            ends_by=act.runs_until if act else asked.expires_on,
            programme=self._passage((act.programme if act else "") or asked.programme),
            fees=_euros(act.fees_cents if act else asked.fees_cents),
            expenses=_euros(act.expenses_cents if act else asked.expenses_cents),
            place=act.place if act else "",
            languages=(act.language,) if act else (),
            impartiality_declared=all_declared(file),
            disclosed=disclosed(file, self._said.language),
            disclosure_accepted=ties_accepted(file),
            accepted=consents,
            obligations_accepted=consents,
            told_binding=file.agreement is not None and file.agreement.told_binding,
            before_court=asked.before_court,
        )

    def _answer_by(self) -> date | None:
        """Fifteen days from the day the invitation reached them; from the sending until that is known."""
        sent = invitation_of(self._file, self._said.addressee)
        day = (sent.received_on or sent.sent_on) if sent else None
        return answer_due(day) if day else None

    def party(self, party: Party) -> PartyFacts:
        """A party, with whoever acts for them."""
        acting = [
            one.printed_name
            for one in self._file.others
            if one.represents == party.id and one.role == PartyRole.REPRESENTATIVE
        ]
        return PartyFacts(
            name=party.printed_name,
            identity_document=party.document_number,
            domicile=party.domicile,
            role=PartyRole.label_of(party.role),
            language=party.language,
            interpreter=self._interpreter(party),
            representatives=tuple(acting),
        )

    def _interpreter(self, party: Party) -> str:
        """Whoever interprets for a party that needs it."""
        if not party.interpreter:
            return ""
        held = [one.interpreter for one in self._file.sessions if one.interpreter.strip()]
        return held[-1] if held else ""

    def addressee(self) -> PartyFacts | None:
        """The party for whom the copy is made."""
        people = (*self._file.parties, *self._file.others)
        return next((self.party(one) for one in people if one.id == self._said.addressee), None)

    def session(self) -> SessionFacts | None:
        """When and where the document's session is: the initial one, or that of the act itself."""
        if self._kind is DocumentKind.AGREEMENT:
            agreement = self._file.agreement
            day = agreement.reached_on if agreement else None
            return self._on(day, agreement.place if agreement else "")
        if self._kind is DocumentKind.CONSTITUTIVE:
            act = self._file.act
            return self._on(act.drawn_up_on if act else None, act.place if act else "")
        last = initial_session(self._file)
        if last is None:
            return None
        came = {one.party: one.attended for one in self._file.attendances if one.session == last.id}
        return SessionFacts(
            held_at=last.starts_at if last.starts_at > EPOCH else None,
            place=last.place,
            attended=tuple(
                self._names[who] for who, did in came.items() if did and who in self._names
            ),
            absent=tuple(
                self._names[who] for who, did in came.items() if not did and who in self._names
            ),
        )

    def _on(self, day: date | None, place: str) -> SessionFacts | None:
        """The session of a day; its hour is that of the session held then."""
        if day is None:
            return None
        that_day = [one for one in self._file.sessions if day_of(one.starts_at) == day]
        held_at = min(map(_starts, that_day)) if that_day else self._unknown_hour(day)
        return SessionFacts(held_at=held_at, place=place)

    def _unknown_hour(self, day: date) -> datetime | None:
        """An agreement names the day alone; a constitutive act names the hour, so it must be known."""
        return at(day, NOON) if self._kind is DocumentKind.AGREEMENT else None

    def clause(self, clause: Clause) -> ClauseFacts:
        """A clause, with names for those it binds."""
        obligor = self._names.get(clause.obligor, "") if clause.obligor else ""
        shown = " · ".join(filter(None, (clause.measure, clause.evidence)))
        return ClauseFacts(
            text=self._passage(clause.text),
            obligor=obligor,
            beneficiary=self._names.get(clause.beneficiary, "") if clause.beneficiary else "",
            kind=ClauseKind.label_of(clause.kind),
            start=clause.starts_on,
            due=clause.due_on,
            recurrence=Recurrence.label_of(clause.recurrence) if clause.recurrence else "",
            evidence=self._passage(shown),
        )

    def final(self) -> FinalActFacts | None:
        """How it ended; before the final act is drawn up, what the agreement says of it."""
        act, agreement = self._file.final_act, self._file.agreement
        left_open = self._passage(agreement.left_open) if agreement else NOTHING_WRITTEN
        if act is None:
            outcome = None if agreement is None else _scope(total=agreement.total)
            return FinalActFacts(outcome=outcome, left_open=left_open)
        held = [one for one in self._file.sessions if one.state == SessionState.HELD]
        return FinalActFacts(
            outcome=OUTCOMES.get(act.cause, Outcome.OTHER if act.cause else None),
            ended_on=act.drawn_up_on,
            place=act.place,
            cause=self._passage(act.statement),
            sessions=len(held),
            documents=self._papers(returned=act.papers_returned),
            left_open=left_open,
        )

    def _papers(self, *, returned: bool) -> Papers | None:
        """What became of the papers; not saying it is not the same as that nobody brought any."""
        if returned:
            return Papers.RETURNED
        return BROUGHT.get(self._file.process.brought)

    def appointment(self) -> AppointmentFacts | None:
        """The appointment of the slip: the one that is meant, else the next session or visit planned."""
        chosen = [one for one in self._file.appointments if one.id == self._said.appointment]
        if chosen:
            return self._slip(chosen[0].starts_at, chosen[0].place, chosen[0].worker)
        planned = [
            (one.starts_at, one.place, one.mediator)
            for one in self._file.sessions
            if one.state == SessionState.PLANNED
        ]
        planned += [
            (one.starts_at, one.place, one.worker)
            for one in self._file.appointments
            if one.state == AppointmentState.PLANNED
        ]
        coming = [one for one in planned if day_of(one[0]) >= self._said.issued_on]
        return self._slip(*min(coming)) if coming else None

    def _slip(self, starts_at: datetime, place: str, worker: UUID) -> AppointmentFacts:
        whom = self._workers.get(worker, "") or next(iter(self._workers.values()), "")
        return AppointmentFacts(
            starts_at=starts_at, place=place, with_whom=whom, bring=self._said.bring
        )

    def signatures(self) -> tuple[SignatureFacts, ...]:
        """The signatures on this very act, drawn or refused."""
        acts = {
            DocumentKind.CONSTITUTIVE: self._file.act,
            DocumentKind.AGREEMENT: self._file.agreement,
            DocumentKind.FINAL: self._file.final_act,
        }
        act = acts.get(self._kind)
        if act is None:
            return ()
        signatures = [one for one in self._file.signatures if one.act == act.id]
        return tuple(
            SignatureFacts(
                name=self._names.get(one.party, "")
                if one.party
                else self._workers.get(one.worker or act.id, ""),
                image=self._said.drawings.get(one.drawing, b"") if one.drawing else b"",
                refused=answer_of(signatures, act.id, one.party or one.worker or act.id)
                == Signed.REFUSED,
            )
            for one in standing(signatures)
        )


def _starts(session: MediationSession) -> datetime:
    return session.starts_at


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


def _scope(*, total: bool) -> Outcome:
    return Outcome.AGREEMENT if total else Outcome.PARTIAL
