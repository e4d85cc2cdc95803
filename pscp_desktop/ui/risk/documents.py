"""Printing a paper of a file: how it will look, in which language, and out by one of two ways."""

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from pscp_desktop.domain.dossiers import Issued, PrintedDocument
from pscp_desktop.i18n import tr
from pscp_desktop.reports import risk as papers_of
from pscp_desktop.reports import risk_sara as sheet_of
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import PREVAILING, Document
from pscp_desktop.services.risk.documents import SHEET
from pscp_desktop.ui import ask
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.layouts import Part, emptied
from pscp_desktop.ui.paper import Paper
from pscp_desktop.ui.parts import Banner, Choice, SectionHeader, button, column, panel, row, text
from pscp_desktop.ui.printing import choose_printer
from pscp_desktop.ui.reading import OWN_NAMES
from pscp_desktop.ui.risk.panels import Panel
from pscp_desktop.ui.risk.phrases import DOCUMENTS
from pscp_desktop.ui.risk.picture import Cell, cells_of, drawn
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown
from pscp_desktop.ui.tasks import Progress

PAGE_PIXELS: Final = 620
LANGUAGES: Final = (PREVAILING, "en")


class DocumentsPanel(Panel):
    """The paper as it would be printed now, or why it is not, and what it still lacks."""

    def __init__(self, bench: RiskBench, shown: RiskShown, kind: str = "") -> None:
        """`kind` is that of the worksheet; without one, the profile or the opinion of the file."""
        self._shown = shown
        self._kind = kind or (papers_of.PROFILE if shown.profile else papers_of.ADVICE)
        self._language = PREVAILING
        self._document: Document | None = None
        self._paper: Paper | None = None
        self._reason = ""
        self._code = bench.risk.documents.code()
        self._pages: QBoxLayout = column(gap="l")
        self._cells: tuple[Cell, ...] = ()
        super().__init__(bench, tr(DOCUMENTS[self._kind]), shown.title)
        self._read_surface()

    @property
    def document(self) -> Document | None:
        """The paper that is shown, if one can be made now."""
        return self._document

    def parts(self) -> list[Part]:
        beside = Choice(self.look, [OWN_NAMES[one] for one in LANGUAGES], 0)
        beside.setAccessibleName(tr("Beside the Spanish"))
        beside.picked.connect(self._pick)
        return [row(beside, None), panel(self._pages)]

    def foot(self) -> tuple[QWidget, ...]:
        self.save = button(tr("Save outside"), "", "export", self.look)
        self.save.clicked.connect(self._ask_reason)
        self.print = button(tr("Print"), "primary", "print", self.look)
        self.print.clicked.connect(self._print)
        for press in (self.save, self.print):
            press.setEnabled(False)
        words = tr("Nothing leaves this laptop unless you print it or save it outside.")
        line = row(
            text(words, "muted", wrap=True), self.save, self.print,
            gap="s", edge=(24, 12, 24, 12), wide=0,
        )  # fmt: skip
        return (panel(line, "foot"),)

    @Slot(int)
    def _pick(self, number: int) -> None:
        self._language = LANGUAGES[number]
        self._compose()

    def _read_surface(self) -> None:
        """Read the cells of the analysis for the map on the paper, then set the paper."""
        analyses, analysis = self.bench.risk.analyses, self._shown.papers.analysis
        bare = self._kind == SHEET or self._shown.papers.bar is not None

        def job(_: Progress) -> tuple[Cell, ...]:
            if analysis is None or bare:
                return ()
            return cells_of(analyses.result(analysis))

        self.bench.tools.tasks.run(
            tr("Reading the map"), job, self._surface_read, owner=self, failed=self._without_map
        )

    def _surface_read(self, cells: tuple[Cell, ...]) -> None:
        self._cells = cells
        self._compose()

    def _without_map(self, error: Exception) -> None:
        show(error, self.window())
        self._compose()

    def _compose(self) -> None:
        emptied(self._pages)
        self._document = self._paper = None
        try:
            self._document = self._made()
        except papers_of.Barred as barred:
            words = tr(barred.refusal.words)
            self._pages.addWidget(Banner(self.look, "warn", tr("Nothing is printed now"), words))
        except IncompleteDocument as incomplete:
            self._pages.addWidget(SectionHeader(tr("What it still lacks"), len(incomplete.missing)))
            for one in incomplete.missing:
                self._pages.addWidget(Banner(self.look, "warn", tr(one.label), one.article))
        else:
            self._paper = Paper(self._document)
            for number in range(len(self._paper.pages)):
                self._pages.addWidget(self._page(self._paper, number))
        self.print.setEnabled(self._paper is not None)
        self.save.setEnabled(self._paper is not None)

    def _made(self) -> Document:
        """The paper of what is shown. Raises Barred or IncompleteDocument."""
        shown = self._shown
        if self._kind == SHEET:
            sara = sheet_of.SaraPapers(
                papers=shown.papers,
                sheet=shown.sara,
                hypotheses=shown.hypotheses,
                responses=shown.responses,
                indicators=shown.indicators,
                difference=shown.difference,
                links=shown.links,
            )
            return sheet_of.compose(sara, self._language, self._code)
        extras = papers_of.Extras(map_image=drawn(self._cells), code=self._code)
        return papers_of.compose(self._kind, shown.papers, self._language, extras)

    def _page(self, paper: Paper, number: int) -> QLabel:
        ratio = self.devicePixelRatioF()
        image = paper.preview(number, round(PAGE_PIXELS * ratio))
        image.setDevicePixelRatio(ratio)
        page = QLabel()
        page.setPixmap(QPixmap.fromImage(image))
        page.setAlignment(Qt.AlignmentFlag.AlignLeft)
        page.setAccessibleName(
            tr("Page {page} of {pages}").format(page=number + 1, pages=len(paper.pages))
        )
        return page

    @Slot()
    def _print(self) -> None:
        self._printer = choose_printer(self, self.print_now)

    @Slot()
    def print_now(self) -> None:
        """Print what is shown on the printer that was chosen, once it is written down."""
        self._keep(Issued.PRINTED, "", partial(self._on_printer, self._printer))

    def _on_printer(self, printer: QPrinter, _: None) -> None:
        if self._paper is not None:
            self._paper.print_on(printer)
            self.finished.emit(tr("Printed"))

    @Slot()
    def _ask_reason(self) -> None:
        question = ask.reason(
            self.window(), self.look, tr("Save this document outside the program?"),
            tr("Outside it is no longer protected. Say what for; it is written down."),
            tr("Choose where"),
        )  # fmt: skip
        question.answered.connect(self._choose_place)

    @Slot(str)
    def _choose_place(self, reason: str) -> None:
        self._reason = reason
        ask.save_file(
            self.window(), tr("Save the document"), f"{self._kind}.pdf", "PDF (*.pdf)", self.export
        )

    def export(self, path: Path) -> None:
        """Write the PDF outside, after the reason has been noted in the audit of the file."""
        self._keep(Issued.SAVED, self._reason, partial(self._write, path))

    def _write(self, path: Path, _: None) -> None:
        if self._paper is not None:
            path.write_bytes(self._paper.pdf())
            self.finished.emit(tr("Saved outside, and written down with its reason"))

    def _keep(self, issued: Issued, why: str, then: partial[None]) -> None:
        """Write it down first: what the service refuses is neither printed nor saved."""
        record = PrintedDocument(
            dossier=self._shown.id,
            kind=self._kind,
            language=self._language,
            code=self._code,
            issued=issued.value,
            digest=sha256(repr(self._document).encode()).digest(),
        )
        documents = self.bench.risk.documents

        def job(_: Progress) -> None:
            documents.printed(record, why)

        self.bench.tools.tasks.run(tr("Saving"), job, then, owner=self)
