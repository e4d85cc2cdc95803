"""The documents of a file: which can be made now, what the others lack, and what is done with one."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from pscp_desktop.domain.dossiers import PrintedDocument
from pscp_desktop.domain.mediation import Party
from pscp_desktop.i18n import PRINTED, tr
from pscp_desktop.reports.contents import Missing
from pscp_desktop.reports.document import PREVAILING
from pscp_desktop.reports.facts import Facts
from pscp_desktop.reports.mediation import DocumentKind, check, compose
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.ui import ask
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.layouts import emptied
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.mediation.documents_made import KindLine, Made, MissingLine, facts_for
from pscp_desktop.ui.mediation.file_head import title_of
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet import Bench
from pscp_desktop.ui.mediation.signing_view import SigningView, signers_of
from pscp_desktop.ui.paper import Paper
from pscp_desktop.ui.parts import (
    Banner,
    Choice,
    button,
    column,
    heading,
    icon_button,
    panel,
    row,
    scrolled,
    text,
)
from pscp_desktop.ui.reading import OWN_NAMES
from pscp_desktop.ui.tasks import Progress

PAGE_PIXELS: Final = 620
LIST: Final = 292
SIGNED_KINDS: Final = frozenset(
    {DocumentKind.CONSTITUTIVE, DocumentKind.AGREEMENT, DocumentKind.FINAL}
)
HandOver = Callable[[QWidget], None]


class DocumentsPanel(QWidget):
    """Choose a document, see it, then print it, save it outside, sign it here or attach the signed copy."""

    left = Signal()
    finished = Signal(object)
    asked = Signal(str, object)

    def __init__(
        self, bench: Bench, shown: FileShown, attaching: Attaching | None, hand_over: HandOver
    ) -> None:
        super().__init__()
        as_role(self, "page")
        self._bench, self._shown, self._attaching = bench, shown, attaching
        self._look, self._hand_over = bench.tools.look, hand_over
        self._made: Made | None = None
        self._beside: Choice
        self._reason = ""
        self._kind = DocumentKind.INVITATION
        self._to: Party | None = next(iter((*shown.others, *shown.papers.parties)), None)
        self._language = PREVAILING
        self._lines: dict[DocumentKind, KindLine] = {}
        self._pages = column(gap="l", edge=(24, 16, 24, 24))
        self._top = column(gap="s", edge=(24, 12, 24, 0))
        self.setLayout(self._whole())
        self.choose(self._first())

    def choose(self, kind: DocumentKind) -> None:
        """Show one document as it would be printed now."""
        self._kind = kind
        for known, line in self._lines.items():
            line.choose(chosen=known is kind)
        self._draw_top()
        self._compose()

    @property
    def made(self) -> Made | None:
        """The document that is shown, once it is set."""
        return self._made

    def begin(self) -> None:
        """Put the keyboard into the list."""
        self._lines[self._kind].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # What is shown

    def _facts(self, kind: DocumentKind) -> Facts:
        return facts_for(kind, self._shown, self._to)

    def _first(self) -> DocumentKind:
        possible = [kind for kind in DocumentKind if not check(kind, self._facts(kind))]
        return possible[-1] if possible else DocumentKind.INVITATION

    def _whole(self) -> QBoxLayout:
        back = icon_button(self._look, "back", tr("Back to the file"))
        back.clicked.connect(self.left)
        said = " · ".join((self._shown.papers.dossier.number, title_of(self._shown)))
        head = panel(
            row(back, heading(tr("Documents"), said), gap="m", edge=(24, 16, 32, 14), wide=1),
            "head",
        )
        for kind in DocumentKind:
            line = KindLine(self._look, kind, check(kind, self._facts(kind)))
            line.picked.connect(self.choose)
            self._lines[kind] = line
        listed = panel(column(*self._lines.values(), None, gap="none", edge=(16, 16, 12, 12)))
        listed.setFixedWidth(LIST)
        paper = column(panel(self._top), scrolled(panel(self._pages)), gap="none", wide=1)
        return column(
            head, row(listed, paper, gap="none", wide=1), self._foot(), gap="none", wide=1
        )

    def _foot(self) -> QWidget:
        self.attach = button(tr("Attach the signed copy"), "quiet", "attach", self._look)
        self.attach.clicked.connect(self._choose_scan)
        if self._attaching is None:
            self.attach.hide()
        self.sign = button(tr("Read and sign here"), "", "sign", self._look)
        self.sign.clicked.connect(self._hand)
        self.save = button(tr("Save outside"), "", "export", self._look)
        self.save.clicked.connect(self._ask_reason)
        self.print = button(tr("Print"), "primary", "print", self._look)
        self.print.clicked.connect(self._print)
        foot = row(
            text(tr("Nothing leaves this laptop unless you print it or save it outside."), "muted"),
            None, self.attach, self.sign, self.save, self.print,
            gap="s", edge=(24, 12, 24, 12),
        )  # fmt: skip
        return panel(foot, "foot")

    def _draw_top(self) -> None:
        """For whom the copy is made, and in which language beside the Spanish."""
        if self._top.count():
            # Made once: whoever chose with the keyboard stays where they are.
            self._beside.choose(PRINTED.index(self._language))
            return
        people = list(self._shown.papers.parties)
        self._people = people
        who = Choice(
            self._look,
            [party.name or tr("Name not known yet") for party in people],
            people.index(self._to) if self._to in people else 0,
        )
        who.setAccessibleName(tr("For whom"))
        who.picked.connect(self._pick_person)
        self._beside = beside = Choice(
            self._look,
            [OWN_NAMES[one] for one in PRINTED],
            PRINTED.index(self._language),
        )
        beside.setAccessibleName(tr("Beside the Spanish"))
        beside.picked.connect(self._pick_language)
        self._top.addLayout(row(who, beside, None, gap="xl"))

    @Slot(int)
    def _pick_person(self, number: int) -> None:
        self._to = self._people[number]
        language = self._to.language
        self._language = language if language in PRINTED else PREVAILING
        self.choose(self._kind)

    @Slot(int)
    def _pick_language(self, number: int) -> None:
        self._language = PRINTED[number]
        self.choose(self._kind)

    def _compose(self) -> None:
        facts, kind, language = self._facts(self._kind), self._kind, self._language
        self._made = None
        self._allow(possible=False)
        missing = check(kind, facts)
        emptied(self._pages)
        if missing:
            self._say_missing(missing)
            return

        def job(_: Progress) -> Made:
            document = compose(kind, facts, language)
            paper = Paper(document)
            pages = tuple(paper.preview(n, PAGE_PIXELS) for n in range(len(paper.pages)))
            return Made(document, paper, pages)

        self._bench.tools.tasks.run(
            tr("Setting the document"), job, partial(self._show, (kind, language)), owner=self
        )

    def _show(self, of: tuple[DocumentKind, str], made: Made) -> None:
        if of != (self._kind, self._language):
            return
        self._made = made
        emptied(self._pages)
        for number, page in enumerate(made.pages, start=1):
            sheet = QLabel()
            sheet.setPixmap(QPixmap.fromImage(page))
            sheet.setAccessibleName(tr("Page {n}").format(n=number))
            self._pages.addLayout(row(None, panel(column(sheet), "card"), None))
        self._pages.addStretch(1)
        self._allow(possible=True)

    def _allow(self, *, possible: bool) -> None:
        for press in (self.print, self.save):
            press.setEnabled(possible)
        self.sign.setEnabled(possible and self._kind in SIGNED_KINDS)
        known = [one for one in self._shown.documents if one.kind == self._kind]
        self.attach.setEnabled(bool(known))

    def _say_missing(self, missing: tuple[Missing, ...]) -> None:
        """What the law wants in it and is not written yet, with its article."""
        banner = Banner(
            self._look, "info", tr("This document still lacks something the law requires"),
            tr("Write it in the file or in the profile; the document can be printed then."),
        )  # fmt: skip
        self._pages.addWidget(banner)
        for one in missing:
            where = f"{tr(one.label)} ({one.position})" if one.position else tr(one.label)
            line = MissingLine(self._look, one, where, self._about(one))
            line.asked.connect(self.asked)
            self._pages.addWidget(line)
        self._pages.addStretch(1)

    def _about(self, missing: Missing) -> UUID | None:
        """The person whose data is missing, where it is a person's."""
        parties = self._shown.papers.parties
        if 0 < missing.position <= len(parties):
            return parties[missing.position - 1].id
        return self._to.id if self._to is not None and missing.content == "party" else None

    # What is done with it

    @Slot()
    def _print(self) -> None:
        if self._made is None:
            return
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(self._printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.accepted.connect(self.print_now)
        dialog.show()

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
        record = self._record(made)
        documents, why = self._bench.mediation.documents, self._reason

        def job(_: Progress) -> None:
            documents.printed(record, why)
            path.write_bytes(made.paper.pdf())

        self._bench.tools.tasks.run(tr("Saving"), job, self._exported, owner=self)

    def _exported(self, _: None) -> None:
        self.finished.emit(tr("Saved outside, and written down with its reason"))

    def _keep(self, words: str) -> None:
        assert self._made is not None  # noqa: S101 (it was printed)
        record, documents = self._record(self._made), self._bench.mediation.documents

        def job(_: Progress) -> str:
            documents.printed(record)
            return words

        self._bench.tools.tasks.run(tr("Saving"), job, self.finished.emit, owner=self)

    def _record(self, made: Made) -> PrintedDocument:
        return PrintedDocument(
            dossier=self._shown.id,
            kind=self._kind.value,
            language=self._language,
            about=self._to.id if self._to is not None else None,
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
        try:
            self._hand_over(content)
        except ValueError:
            content.deleteLater()
            ask.Notice(
                self.window(), tr("Set a PIN first"),
                tr("The laptop is only handed over when a PIN is needed to come back. Press Ctrl+K"
                   " and type PIN."),
            ).open()  # fmt: skip

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        show(error, self.window())

    @Slot()
    def _choose_scan(self) -> None:
        kinds = tr("Scans") + " (*.pdf *.jpg *.jpeg *.png)"
        ask.open_file(self.window(), tr("The signed copy"), kinds, self.attach_scan)

    def attach_scan(self, path: Path) -> None:
        """Attach the signed copy to the last printed document of this kind."""
        known = [one for one in self._shown.documents if one.kind == self._kind]
        attaching, documents, dossier = (
            self._attaching,
            self._bench.mediation.documents,
            self._shown.id,
        )
        if attaching is None or not known:
            return
        printed: UUID = known[-1].id

        def job(_: Progress) -> str:
            scan = attaching.attach(dossier, path, printed)
            documents.came_back(printed, scan)
            return tr("Signed copy attached")

        self._bench.tools.tasks.run(tr("Attaching"), job, self.finished.emit, owner=self)
