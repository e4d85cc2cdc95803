"""Which form or panel a line, an act or a command opens, made and ready to be put in place."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.agreements import Agreement, Clause
from pscp_desktop.domain.dossiers import Attachment, PrintedDocument, Referral
from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.mediation_sessions import MediationSession, SessionKind
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.screening import Screening
from pscp_desktop.reports.mediation import DocumentKind
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.mediation.timeline import Entry
from pscp_desktop.services.mediation.whole import Disputed
from pscp_desktop.ui.mediation.access_panel import AccessPanel
from pscp_desktop.ui.mediation.attachment_view import AttachmentView
from pscp_desktop.ui.mediation.documents_panel import DocumentsPanel
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.prepare_sheet import AGAIN, PREPARED, form_of
from pscp_desktop.ui.mediation.record_view import NAMES, ApartView, RecordView, load_any
from pscp_desktop.ui.mediation.sheet import Bench
from pscp_desktop.ui.mediation.sheets import SHEETS

ATTACHMENT: Final = "attachment"
DOCUMENTS: Final = ("document", ATTACHMENT)
PREPARING: Final = {form_of(kind): sheet for kind, sheet in PREPARED.items()}
ABOUT_RECORDS: Final[dict[type[Record] | None, str]] = {
    MediationSession: "session",
    Party: "person",
    MediationProcess: "what",
    PrintedDocument: "documents",
    Clause: "agreement",
    Agreement: "agreement",
}


class Made(QObject):
    """A form or panel with the signals every one of them has under one name."""

    left = Signal()
    finished = Signal(object)
    asked = Signal(str, object)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        for name in ("left", "finished", "asked"):
            if hasattr(widget, name):
                getattr(widget, name).connect(getattr(self, name))
        self.asks = hasattr(widget, "asked")


class Opener:
    """Makes what is asked for by name."""

    def __init__(
        self, bench: Bench, attaching: Attaching | None, hand_over: Callable[[QWidget], None]
    ) -> None:
        self._bench, self._attaching, self._hand_over = bench, attaching, hand_over

    def make(self, form: str, shown: FileShown | None, about: UUID | None) -> Made | None:
        """The form or panel of this name, or nothing where there is none to open."""
        if form == "decide" and shown is not None:
            form, about = form_of_disputed(shown.disputed[0], shown)
        if form in PREPARING and shown is not None:
            return Made(PREPARING[form](self._bench, shown, about))
        if form in SHEETS:
            return Made(SHEETS[form](self._bench, shown, about))
        if shown is None:
            return None
        widget = self._panel(form, shown, about)
        return Made(widget) if widget is not None else None

    def _panel(self, form: str, shown: FileShown, about: UUID | None) -> QWidget | None:
        widget: QWidget | None = None
        if form == ATTACHMENT and about is not None and self._attaching is not None:
            widget = AttachmentView(self._bench, shown, self._attaching, about)
        elif form.startswith(DOCUMENTS):
            documents = DocumentsPanel(self._bench, shown, self._attaching, self._hand_over)
            kind = form.removeprefix(AGAIN)
            if kind in set(DocumentKind):
                documents.choose(DocumentKind(kind))
            widget = documents
        elif form == "access":
            widget = AccessPanel(self._bench, shown)
        elif form == "closed_part" and about is not None:
            widget = self._apart(shown, about)
        elif form == "record" and about is not None:
            loaded = load_any(self._bench, about, (*NAMES, Attachment))
            widget = RecordView(self._bench, shown, loaded)
        return widget

    def _apart(self, shown: FileShown, session: UUID) -> QWidget:
        """What was said apart, if this worker may open it; else only that it is closed."""
        sessions, found = self._bench.mediation.sessions, shown.session(session)
        part = found.closed_part if found is not None else None
        if part is None or part not in sessions.parts(shown.id):
            return ApartView(self._bench, shown, ())
        meetings = [one.record for one in sessions.apart(part)]
        return ApartView(
            self._bench, shown, [one for one in meetings if one.session == session] or meetings
        )


def form_of_entry(entry: Entry, shown: FileShown) -> tuple[str, UUID | None]:
    """What opens when an entry of the timeline is chosen."""
    if entry.due:
        return _form_of_due(entry, shown)
    if entry.record_type is MediationSession:
        session = shown.session(entry.record)
        if session is not None and session.kind == SessionKind.SEPARATE:
            return "closed_part", entry.record
    form = ABOUT_RECORDS.get(entry.record_type, "record")
    if form == "agreement" and _signed(entry.record, shown):
        return "record", entry.record
    return form, entry.record


def form_of_disputed(disputed: Disputed, shown: FileShown) -> tuple[str, UUID | None]:
    """The form in which a field with two versions is decided."""
    if disputed.record_type is Screening:
        screening = next((one for one in shown.screenings if one.id == disputed.record), None)
        return "screening", screening.party if screening else None
    return ABOUT_RECORDS.get(disputed.record_type, "record"), disputed.record


def _form_of_due(entry: Entry, shown: FileShown) -> tuple[str, UUID | None]:
    """What a due line asks for: its session, its follow-up, or the contact the law wants."""
    if shown.session(entry.record) is not None:
        return "session", entry.record
    if any(one.id == entry.record for one in shown.follow_ups):
        return "follow_up", entry.record
    if any(one.id == entry.record for one in shown.papers.clauses):
        return "follow_up", None
    if _referral(entry.record, shown):
        return "heard", entry.record
    return _form_of_contact(shown)


def _form_of_contact(shown: FileShown) -> tuple[str, UUID | None]:
    """The answer to the last invitation, or a contact where nobody was invited."""
    waiting = [one for one in shown.papers.invitations if not one.answer]
    if waiting:
        return "answer", waiting[-1].id
    others = [party.id for party in shown.others]
    return "contact", others[0] if others else None


def _referral(record: UUID, shown: FileShown) -> bool:
    return any(one.record == record and one.record_type is Referral for one in shown.entries)


def _signed(act: UUID, shown: FileShown) -> bool:
    return any(one.act == act for one in shown.papers.signatures)


__all__ = ["Made", "Opener", "form_of_disputed", "form_of_entry"]
