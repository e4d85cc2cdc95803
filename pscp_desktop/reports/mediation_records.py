"""From the records of a mediation file to the facts its documents are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from pscp_desktop.domain.agreements import Clause, ClauseKind, FinalCause, Recurrence, Signed
from pscp_desktop.domain.calendar import answer_due, at, day_of
from pscp_desktop.domain.dossiers import Appointment
from pscp_desktop.domain.mediation import Party, PartyRole
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind
from pscp_desktop.domain.record import EPOCH
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.reports.facts import (
    NOTHING_WRITTEN,
    AppointmentFacts,
    AttemptFacts,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a document says beyond the records it is given: decided when it is made out."""

    issued_on: date
    addressee: UUID | None = None
    """The party for whom the copy is made."""
    appointment: UUID | None = None
    object: Passage = NOTHING_WRITTEN
    """Where the constitutive act does not state it yet. Never what one party told in confidence."""
    programme: Passage = NOTHING_WRITTEN
    impartiality_declared: bool = False
    disclosed: Passage = NOTHING_WRITTEN
    disclosure_accepted: bool = False
    answer_by: date | None = None
    constitute_by: date | None = None
    fees: Decimal | None = None
    expenses: Decimal | None = None
    attempt: AttemptFacts | None = None
    papers: Papers | None = None
    left_open: Passage = NOTHING_WRITTEN
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
        attempt=said.attempt,
        appointment=whole.appointment(),
        signatures=whole.signatures(),
        issued_on=said.issued_on,
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
        return Passage(words, self._said.translations.get(words, ""))

    def process(self) -> ProcessFacts:
        """The mediation as a whole: the constitutive act where there is one, else what is said."""
        file, said, act = self._file, self._said, self._file.act
        received = file.process.received_at
        return ProcessFacts(
            number=file.dossier.number,
            number_final=not file.dossier.number.startswith(PROVISIONAL),
            requester=" y ".join(one.printed_name for one in file.parties if one.asked),
            object=(self._passage(act.matter) if act else NOTHING_WRITTEN) or said.object,
            received_on=day_of(received) if received > EPOCH else None,
            answer_by=said.answer_by or self._answer_by(),
            constitute_by=said.constitute_by,
            constituted_on=file.process.constituted_on,
            ends_by=act.runs_until if act else file.process.expires_on,
            programme=(self._passage(act.programme) if act else NOTHING_WRITTEN) or said.programme,
            fees=_euros(act.fees_cents) if act else said.fees,
            expenses=_euros(act.expenses_cents) if act else said.expenses,
            place=act.place if act else "",
            languages=(act.language,) if act else (),
            impartiality_declared=said.impartiality_declared,
            disclosed=said.disclosed,
            disclosure_accepted=said.disclosure_accepted,
            # Whoever signs the act accepts; who does not is among the refused signatures.
            accepted=act is not None,
            obligations_accepted=act is not None,
            before_court=file.process.before_court,
        )

    def _answer_by(self) -> date | None:
        sent = [one.received_on or one.sent_on for one in self._file.invitations]
        known = [day for day in sent if day is not None]
        return answer_due(max(known)) if known else None

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
            representative=" y ".join(acting),
        )

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
        initial = [one for one in self._file.sessions if one.kind == SessionKind.INITIAL]
        if not initial:
            return None
        last = max(initial, key=_starts)
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
        if act is None:
            outcome = None if agreement is None else _scope(total=agreement.total)
            return FinalActFacts(outcome=outcome, left_open=self._said.left_open)
        returned = Papers.RETURNED if act.papers_returned else None
        held = [one for one in self._file.sessions if one.state == "held"]
        return FinalActFacts(
            outcome=OUTCOMES.get(act.cause, Outcome.OTHER if act.cause else None),
            ended_on=act.drawn_up_on,
            cause=self._passage(act.statement),
            sessions=len(held),
            documents=self._said.papers or returned,
            left_open=self._said.left_open,
        )

    def appointment(self) -> AppointmentFacts | None:
        """The appointment of the slip."""
        found = next(
            (one for one in self._file.appointments if one.id == self._said.appointment), None
        )
        return self._slip(found) if found else None

    def _slip(self, found: Appointment) -> AppointmentFacts:
        whom = self._workers.get(found.worker, "") or next(iter(self._workers.values()), "")
        return AppointmentFacts(
            starts_at=found.starts_at, place=found.place, with_whom=whom, bring=self._said.bring
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
        return tuple(
            SignatureFacts(
                name=self._names.get(one.party, "")
                if one.party
                else self._workers.get(one.worker or act.id, ""),
                image=self._said.drawings.get(one.drawing, b"") if one.drawing else b"",
                refused=one.answer == Signed.REFUSED,
            )
            for one in self._file.signatures
            if one.act == act.id
        )


def _starts(session: MediationSession) -> datetime:
    return session.starts_at


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _scope(*, total: bool) -> Outcome:
    return Outcome.AGREEMENT if total else Outcome.PARTIAL
