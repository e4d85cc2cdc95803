"""What a document needs of a file, as records; and the note that it was printed and came back signed."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.agreements import Agreement, Clause, ConstitutiveAct, FinalAct, Signature
from pscp_desktop.domain.dossiers import Appointment, Attachment, Dossier, PrintedDocument
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.mediation import Invitation, MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import Attendance, MediationSession
from pscp_desktop.domain.record import EPOCH
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.records import FileRecords, mediators_of
from pscp_desktop.services.mediation.work import at_work


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


class Documents:
    """The papers of a file: what they are made from, and what became of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def printable(self, dossier: UUID) -> MediationPrintable:
        """Everything the documents of a file speak of. Raises NotFound where one may not read it."""
        with self._desk.reading() as session:
            self._desk.demand(session, dossier, Right.READER)
            records = FileRecords(session, dossier)
            known = self._desk.workers(session)
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
            )

    def printed(self, document: PrintedDocument, why: str = "") -> PrintedDocument:
        """Write down that a document was printed or saved outside; that is a look, and not undone."""
        if document.printed_at == EPOCH:
            document.printed_at = self._desk.now()
        with at_work(self._desk, document.dossier, why, undoable=False, on_card=False) as unit:
            unit.note("print", document.dossier, detail=document.kind)
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
                    code=before.code,
                    digest=before.digest,
                    signed_scan=attached.id,
                )
            )

    def all_of(self, dossier: UUID) -> tuple[PrintedDocument, ...]:
        """The documents of a file; of one that came back signed only the signed entry."""
        with self._desk.reading() as session:
            self._desk.demand(session, dossier, Right.READER)
            found = self._desk.all_in(session, PrintedDocument, dossier)
        signed = {(d.kind, d.about, d.printed_at) for d in found if d.signed_scan}
        return tuple(
            document
            for document in found
            if document.signed_scan
            or (document.kind, document.about, document.printed_at) not in signed
        )
