"""The documents of a file: which can be made now, what the others lack, and what is done with one."""

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pscp_desktop.domain.agreements import SignatureForm
from pscp_desktop.domain.dossiers import Issued, PrintedDocument
from pscp_desktop.i18n import tr
from pscp_desktop.store.attachments import LARGEST, LARGEST_OF_A_FILE, PIECE
from pscp_desktop.ui import ask
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.mediation.documents_made import Made, drawn_on
from pscp_desktop.ui.mediation.documents_shown import SIGNED_KINDS, DocumentsShown
from pscp_desktop.ui.mediation.prepare_sheet import AGAIN
from pscp_desktop.ui.mediation.sheet import Done
from pscp_desktop.ui.mediation.sheet_parts import relabel
from pscp_desktop.ui.mediation.signing_view import SigningView, signers_of
from pscp_desktop.ui.parts import (
    button,
    panel,
    row,
    text,
)
from pscp_desktop.ui.printing import choose_printer
from pscp_desktop.ui.tasks import Progress

PROMISED_FROM: Final = 1080
"""Pixels from which the words beside the acts have room."""


class DocumentsPanel(DocumentsShown):
    """Print a document, save it outside, have it signed here, or attach the signed copy."""

    _reason = ""
    _about: UUID | None = None
    _drawn = False
    _given: tuple[PrintedDocument, ...] = ()

    def foot(self) -> QWidget:
        self.attach = button(tr("Attach the signed copy"), "quiet", "attach", self._look)
        self.attach.clicked.connect(self._ask_code)
        if self._attaching is None:
            self.attach.hide()
        self.sign = button(tr("Show it here"), "", "show", self._look)
        self.sign.clicked.connect(self._hand)
        self.save = button(tr("Save outside"), "", "export", self._look)
        self.save.clicked.connect(self._ask_reason)
        self.print = button(tr("Print"), "primary", "print", self._look)
        self.print.clicked.connect(self._print)
        words = tr("Nothing leaves this laptop unless you print it or save it outside.")
        self._promise = text(words, "muted")
        foot = row(
            self._promise,
            None, self.attach, self.sign, self.save, self.print,
            gap="xs", edge=(16, 12, 16, 12),
        )  # fmt: skip
        return panel(foot, "foot")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The acts come first where there is no room for both.
        self._promise.setVisible(self.width() >= PROMISED_FROM)

    def allow(self, *, possible: bool) -> None:
        for press in (self.print, self.save):
            press.setEnabled(possible)
        self.sign.setEnabled(possible)
        signing = self._kind in SIGNED_KINDS and bool(signers_of(self._kind, self._shown))
        relabel(self.sign, tr("Read and sign here") if signing else tr("Show it here"))
        self.attach.setEnabled(bool(self._issued()))

    def _issued(self) -> tuple[PrintedDocument, ...]:
        """The papers of this kind that were given out, oldest first."""
        return tuple(
            one for one in (*self._shown.documents, *self._given) if one.kind == self._kind
        )

    # What is done with it

    @Slot()
    def _print(self) -> None:
        if self._made is None:
            return
        self._printer = choose_printer(self, self.print_now)

    @Slot()
    def print_now(self) -> None:
        """Print what is shown on the printer that was chosen."""
        if self._made is not None:
            self._made.paper.print_on(self._printer)
            self._keep(tr("Printed"))

    @Slot()
    def _ask_reason(self) -> None:
        question = ask.reason(
            self.window(), self._look, tr("Save this document outside the program?"),
            tr("Outside it is no longer protected. Say what for; it is written down."),
            tr("Choose where"),
        )  # fmt: skip
        question.answered.connect(self._choose_place)

    @Slot(str)
    def _choose_place(self, reason: str) -> None:
        self._reason = reason
        ask.save_file(
            self.window(), tr("Save the document"), f"{self._kind.value}.pdf", "PDF (*.pdf)",
            self.export,
        )  # fmt: skip

    def export(self, path: Path) -> None:
        """Write the PDF outside, and note the reason in the audit of the file."""
        made = self._made
        if made is None:
            return
        record = self._record(made, Issued.SAVED)
        documents, why = self._bench.mediation.documents, self._reason

        def job(_: Progress) -> None:
            documents.printed(record, why)
            path.write_bytes(made.paper.pdf())

        self._bench.tools.tasks.run(tr("Saving"), job, self._exported, owner=self)

    def _exported(self, _: None) -> None:
        self.finished.emit(tr("Saved outside, and written down with its reason"))

    def _keep(self, words: str, issued: Issued = Issued.PRINTED) -> None:
        assert self._made is not None  # noqa: S101 (it was printed)
        record, documents = (
            self._record(self._made, issued),
            self._bench.mediation.documents,
        )

        def job(_: Progress) -> PrintedDocument:
            return documents.printed(record)

        self._bench.tools.tasks.run(tr("Saving"), job, partial(self._kept, words), owner=self)

    def _kept(self, words: str, record: PrintedDocument) -> None:
        self._given = (*self._given, record)
        self.attach.setEnabled(bool(self._issued()))
        if words:
            self.finished.emit(words)

    def _record(self, made: Made, issued: Issued) -> PrintedDocument:
        return PrintedDocument(
            dossier=self._shown.id,
            kind=self._kind.value,
            language=self._language,
            about=self._to.id if self._to is not None else None,
            code=self.code,
            issued=issued.value,
            signed=SignatureForm.DRAWN.value if drawn_on(made.document) else "",
            digest=sha256(repr(made.document).encode()).digest(),
        )

    @Slot()
    def _hand(self) -> None:
        """Hand the laptop over with this document alone on it, to read and sign."""
        if self._made is None:
            return
        signers = signers_of(self._kind, self._shown)
        content = SigningView(self._bench, self._made.document, self._shown, self._kind, signers,
                              self._attaching)  # fmt: skip
        content.failed.connect(self._failed)
        content.kept.connect(self._signed)
        content.destroyed.connect(self._came_back)
        try:
            self._hand_over(content)
            self._keep("", Issued.SHOWN)
        except ValueError:
            content.deleteLater()
            ask.Notice(
                self.window(), tr("Set a PIN first"),
                tr("The laptop is only handed over when a PIN is needed to come back. Press Ctrl+K"
                   " and type PIN."),
            ).open()  # fmt: skip

    @Slot()
    def _signed(self) -> None:
        """Nothing behind moves while somebody else has the laptop."""
        self._drawn = True

    @Slot()
    def _came_back(self) -> None:
        """Whoever takes the laptop back finds the drawings on the document."""
        if self._drawn:
            self.finished.emit(
                Done(words=tr("Signatures kept"), undoable=False, then=AGAIN + self._kind.value)
            )

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        show(error, self.window())

    @Slot()
    def _ask_code(self) -> None:
        """Which paper came back, and before choosing it what can be taken at all."""
        codes = {one.code: one.id for one in self._issued() if one.code}

        def known(typed: str) -> bool:
            return typed.strip().upper() in codes

        limits = tr(
            "A PDF, or a photo in JPEG or PNG, of at most {size} MB; {all} GB in one file. It is kept"
            " encrypted; a photo loses its place and date. The code stands at the foot of the paper."
        ).format(size=LARGEST // PIECE, all=LARGEST_OF_A_FILE // PIECE // 1024)
        question = ask.TypedQuestion(
            self.window(), self._look, tr("Attach the signed copy"), limits, tr("Choose the file"),
            QLineEdit(next(reversed(codes), "")), tr("Code on the paper"), known,
        )  # fmt: skip
        question.answered.connect(self._of_code)
        question.open()

    @Slot(str)
    def _of_code(self, typed: str) -> None:
        code = typed.strip().upper()
        self._about = next((one.id for one in self._issued() if one.code == code), None)
        self._choose_scan()

    def _choose_scan(self) -> None:
        kinds = tr("Scans") + " (*.pdf *.jpg *.jpeg *.png)"
        ask.open_file(self.window(), tr("The signed copy"), kinds, self.attach_scan)

    def attach_scan(self, path: Path) -> None:
        """Attach the signed copy to the paper with that code, else to the newest of this kind."""
        known = self._issued()
        attaching, documents, dossier = (
            self._attaching,
            self._bench.mediation.documents,
            self._shown.id,
        )
        if attaching is None or not known:
            return
        printed: UUID = self._about or known[-1].id

        def job(_: Progress) -> str:
            scan = attaching.attach(dossier, path, printed)
            documents.came_back(printed, scan)
            return tr("Signed copy attached")

        self._bench.tools.tasks.run(tr("Attaching"), job, self.finished.emit, owner=self)
