"""What a document needs of a file, as records; and the note that it was printed and came back signed."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import col, select

from pscp_desktop.domain.agreements import (
    Agreement,
    AttemptDeclaration,
    Clause,
    ConstitutiveAct,
    FinalAct,
    Signature,
    SignatureForm,
)
from pscp_desktop.domain.dossiers import (
    Appointment,
    Attachment,
    Consent,
    Dossier,
    Issued,
    PrintedDocument,
)
from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party, RestorativeKind
from pscp_desktop.domain.mediation_guards import HARD_STOP
from pscp_desktop.domain.mediation_sessions import Attendance, MediationSession
from pscp_desktop.domain.record import EPOCH, Record
from pscp_desktop.domain.screening import ConflictConsent, ConflictDeclaration
from pscp_desktop.domain.states import Refusal
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.records import FileRecords, mediators_of
from pscp_desktop.services.mediation.work import answering, at_work, forbidden
from pscp_desktop.services.undecided import NOTHING, Undecided, read_undecided
from pscp_desktop.store.gate import StoreSession

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and figures that are not taken for one another when they are copied by hand."""
CODE_LENGTH: Final = 8
OF_NO_LAW: Final = frozenset({"appointment"})
"""Documents that stand in no Act: they may be made out in any file."""
CRIMINAL: Final = Refusal(
    "criminal_matter",
    N_(
        "This file is a restorative process: it repairs a harm under the criminal law, and this Act"
        " does not cover it. Use the papers of the court or of the office for victims. If the file"
        " was marked so by mistake, correct what was asked."
    ),
    "Ley 5/2012, art. 2.2 a); Ley 4/2015, art. 15",
)
LOOKS: Final = {Issued.PRINTED: "print", Issued.SAVED: "export", Issued.SHOWN: "show"}
"""What the audit calls each way in which a document is given out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationPrintable:
    """The records of one file that its documents speak of. Nothing said apart is among them."""

    organisation: Organisation
    mediators: tuple[Worker, ...]
    """Whoever answers for the file comes first."""
    dossier: Dossier
    process: MediationProcess
    parties: tuple[Party, ...]
    """The principal parties; whoever asked comes first."""
    others: tuple[Party, ...]
    """Support persons, representatives, lawyers."""
    invitations: tuple[Invitation, ...]
    appointments: tuple[Appointment, ...]
    sessions: tuple[MediationSession, ...]
    attendances: tuple[Attendance, ...]
    act: ConstitutiveAct | None
    agreement: Agreement | None
    clauses: tuple[Clause, ...]
    final_act: FinalAct | None
    signatures: tuple[Signature, ...]
    declarations: tuple[ConflictDeclaration, ...]
    tie_consents: tuple[ConflictConsent, ...]
    consents: tuple[Consent, ...]
    attempts: tuple[AttemptDeclaration, ...]
    undecided: Undecided = NOTHING
    """What stands in the fields of these records besides the values shown, until somebody decides."""
    violence: bool = False
    """The hard stop stands."""

    def barred(self, kind: str) -> Refusal | None:
        """Why a kind of document is not made out in this file at all."""
        return barred(kind, self.process, violence=self.violence)


def barred(kind: str, process: MediationProcess, *, violence: bool) -> Refusal | None:
    """Why a kind of document is not made out in a file of which this is known."""
    if kind in OF_NO_LAW:
        return None
    if violence:
        return HARD_STOP
    return CRIMINAL if process.restorative != RestorativeKind.NONE else None


class Documents:
    """The papers of a file: what they are made from, and what became of them."""

    def __init__(self, desk: Desk, draw: Callable[[Sequence[str]], str] = secrets.choice) -> None:
        self._desk, self._draw = desk, draw

    def code(self) -> str:
        """A code for a new paper: printed on it, or copied onto a form filled in by hand."""
        return "".join(self._draw(ALPHABET) for _ in range(CODE_LENGTH))

    def printable(self, dossier: UUID) -> MediationPrintable:
        """Everything the documents of a file speak of. Raises NotFound where one may not read it."""
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            known = self._desk.workers(session)
            records = FileRecords(session, dossier)
            undecided = read_undecided(self._desk, session)
            return self.printable_of(session, records, known, undecided)

    def printable_of(
        self,
        session: StoreSession,
        records: FileRecords,
        known: Mapping[UUID, Worker],
        undecided: Undecided,
    ) -> MediationPrintable:
        """The same of a file that is being read and may be read; `known` are the workers by id."""
        organisation = session.exec(
            select(Organisation).where(col(Organisation.removed).is_(False))
        ).first()
        agreement = records.agreement
        return MediationPrintable(
            organisation=organisation or Organisation(),
            mediators=tuple(known[who] for who in mediators_of(records) if who in known),
            dossier=records.dossier,
            process=records.process,
            parties=tuple(sorted(records.principals, key=lambda party: not party.asked)),
            others=tuple(p for p in records.parties if not p.principal and not p.left_on),
            invitations=tuple(records.invitations),
            appointments=tuple(records.appointments),
            sessions=tuple(records.sessions),
            attendances=tuple(records.attendances),
            act=records.act,
            agreement=agreement,
            clauses=tuple(records.clauses_of(agreement.id)) if agreement else (),
            final_act=records.final_act,
            signatures=tuple(records.signatures),
            declarations=tuple(records.declarations),
            tie_consents=tuple(records.tie_consents),
            consents=tuple(records.consents),
            attempts=tuple(records.all_of(AttemptDeclaration)),
            undecided=undecided,
            violence=bool(records.violence),
        )

    def declare_attempt(self, declaration: AttemptDeclaration) -> AttemptDeclaration:
        """The mediator declares the good faith of whoever came; nobody else can, and never by itself.

        Raises Invalid where it is not declared, NotFound where the session is of another file.
        """
        if not declaration.good_faith:
            raise Invalid({"good_faith": "missing"})
        declaration.mediator = self._desk.worker
        declaration.on = declaration.on or self._desk.today()
        with at_work(self._desk, declaration.dossier, undoable=False, on_card=False) as unit:
            held = unit.session.get(MediationSession, declaration.session)
            if held is None or held.removed or held.dossier != declaration.dossier:
                raise NotFound(declaration.session)
            return unit.create(answering(self._desk, unit, declaration))

    def printed(self, document: PrintedDocument, why: str = "") -> PrintedDocument:
        """Write down that a document was printed, saved outside or shown; not undone.

        Raises Forbidden where the law keeps such a document out of this file, Invalid where something
        is saved outside without a reason.
        """
        issued = Issued(document.issued)
        if issued is Issued.SAVED and not why.strip():
            raise Invalid({"reason": "missing"})
        if document.printed_at == EPOCH:
            document.printed_at = self._desk.now()
        with at_work(self._desk, document.dossier, why, undoable=False, on_card=False) as unit:
            records = FileRecords(unit.session, document.dossier)
            refusal = barred(document.kind, records.process, violence=records.violence)
            if refusal is not None:
                raise forbidden(refusal)
            unit.note(LOOKS[issued], document.dossier, detail=document.kind)
            return unit.create(document)

    def came_back(self, printed: UUID, scan: Attachment) -> PrintedDocument:
        """A printed document came back signed: kept as a new entry that names the attached copy."""
        with at_work(self._desk, scan.dossier, undoable=False, on_card=False) as unit:
            before = unit.session.get(PrintedDocument, printed)
            attached = unit.session.get(Attachment, scan.id)
            if before is None or attached is None or before.dossier != scan.dossier:
                raise NotFound(printed)
            return unit.create(
                PrintedDocument(
                    dossier=before.dossier,
                    kind=before.kind,
                    language=before.language,
                    printed_at=before.printed_at,
                    about=before.about,
                    issued=before.issued,
                    code=before.code,
                    signed=SignatureForm.PAPER.value,
                    digest=before.digest,
                    signed_scan=attached.id,
                )
            )

    def all_of(self, dossier: UUID) -> tuple[PrintedDocument, ...]:
        """The documents of a file; of one that came back signed only the signed entry."""
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            return that_stand(self._desk.all_in(session, PrintedDocument, dossier))


def printed_of(records: FileRecords) -> tuple[Record, ...]:
    """The records of a file that its documents show and several people may have written."""
    single = (records.agreement, records.act, records.final_act)
    agreement = records.agreement
    return (
        records.process, *records.principals, *(p for p in records.parties if not p.principal),
        *records.sessions, *(records.clauses_of(agreement.id) if agreement else ()),
        *records.appointments, *records.attendances, *records.invitations,
        *(one for one in single if one is not None),
    )  # fmt: skip


def that_stand(documents: Sequence[PrintedDocument]) -> tuple[PrintedDocument, ...]:
    """Some documents of a file without those of which a signed entry was kept later."""
    signed = {(d.kind, d.about, d.printed_at) for d in documents if d.signed_scan}
    return tuple(
        document
        for document in documents
        if document.signed_scan
        or (document.kind, document.about, document.printed_at) not in signed
    )
