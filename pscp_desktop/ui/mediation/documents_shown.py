"""The documents of a file: which can be made now and how they look, and what the others lack."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from pscp_desktop.domain.mediation import Party
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import PRINTED, tr
from pscp_desktop.reports.contents import Missing
from pscp_desktop.reports.document import PREVAILING
from pscp_desktop.reports.facts import Facts
from pscp_desktop.reports.mediation import DocumentKind, check, compose
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.ui.layouts import emptied
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.mediation.document_ways import about_of, way_to
from pscp_desktop.ui.mediation.documents_made import (
    KindLine,
    Made,
    MissingLine,
    drawn_in,
    facts_for,
)
from pscp_desktop.ui.mediation.file_head import title_of
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.prepare_sheet import PREPARED, form_of
from pscp_desktop.ui.mediation.sheet import Bench
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
    say,
    scrolled,
    text,
)
from pscp_desktop.ui.reading import OWN_NAMES
from pscp_desktop.ui.tasks import Progress

PAGE_PIXELS: Final = 620
LIST: Final = 292
AROUND: Final = 72
"""Pixels of air and scroll bar around a page."""
NARROWEST: Final = 320
SMOOTH: Final = Qt.TransformationMode.SmoothTransformation
SIGNED_KINDS: Final = frozenset(
    {DocumentKind.CONSTITUTIVE, DocumentKind.AGREEMENT, DocumentKind.FINAL}
)
HandOver = Callable[[QWidget], None]


class DocumentsShown(QWidget):
    """Choose a document and see it as it would be printed now, or what it still lacks."""

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
        self.code = ""
        self._code = text("", "muted", wrap=True)
        self.prepare = button(tr("Complete it"), "", "edit", bench.tools.look)
        self.prepare.clicked.connect(self._prepare)
        self._beside: Choice
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
        return facts_for(kind, self._shown, self._to, self._language)

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
        inside = panel(column(*self._lines.values(), None, gap="none", edge=(16, 16, 12, 12)))
        listed = scrolled(inside, "plain")
        listed.setFixedWidth(LIST)
        paper = column(panel(self._top), scrolled(panel(self._pages)), gap="none", wide=1)
        return column(head, row(listed, paper, gap="none", wide=1), self.foot(), gap="none", wide=1)

    def foot(self) -> QWidget:
        """What can be done with the document."""
        raise NotImplementedError

    def allow(self, *, possible: bool) -> None:
        """Let it be done, or not yet."""
        raise NotImplementedError

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
        self._top.addLayout(row(who, beside, None, self.prepare, gap="xl"))
        self._top.addWidget(self._code)

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
        kind, language = self._kind, self._language
        facts, shown, to, attaching = self._facts(kind), self._shown, self._to, self._attaching
        self._made = None
        self.allow(possible=False)
        missing = check(kind, facts)
        emptied(self._pages)
        self.code = ""
        say(self._code, "")
        self.prepare.setVisible(kind in PREPARED)
        barred = shown.papers.barred(kind.value)
        if barred is not None:
            self._say_barred(barred)
            return
        if missing:
            self._say_missing(missing)
            return

        self.code = code = self._bench.mediation.documents.code()

        def job(_: Progress) -> Made:
            drawn = drawn_in(shown) if attaching is not None and kind in SIGNED_KINDS else ()
            pictures = {one: attaching.content(one) for one in drawn} if attaching else {}
            signed = facts_for(kind, shown, to, language, pictures, code)
            document = compose(kind, signed, language)
            paper = Paper(document)
            pages = tuple(paper.preview(n, PAGE_PIXELS) for n in range(len(paper.pages)))
            return Made(document, paper, pages)

        self._bench.tools.tasks.run(
            tr("Setting the document"), job, partial(self._show, code), owner=self
        )

    def _show(self, code: str, made: Made) -> None:
        if code != self.code:
            return
        say(
            self._code,
            tr(
                "Code {code}: it stands on the paper. Without a printer, show the document"
                " here and write the code on the form filled in by hand; it is found again"
                " by it."
            ).format(code=code),
        )
        self._made = made
        emptied(self._pages)
        wide = max(NARROWEST, self.width() - LIST - AROUND)
        for number, page in enumerate(made.pages, start=1):
            sheet = QLabel()
            shown = page if wide >= PAGE_PIXELS else page.scaledToWidth(wide, SMOOTH)
            sheet.setPixmap(QPixmap.fromImage(shown))
            sheet.setAccessibleName(tr("Page {n}").format(n=number))
            self._pages.addLayout(row(None, panel(column(sheet), "card"), None))
        self._pages.addStretch(1)
        self.allow(possible=True)

    def _say_barred(self, refusal: Refusal) -> None:
        """The law keeps this document out of this file."""
        why = f"{tr(refusal.words)} ({refusal.article})" if refusal.article else tr(refusal.words)
        words = tr("This document is not made out in this file")
        self._pages.addWidget(Banner(self._look, "danger", words, why))
        if not refusal.final:
            self._pages.addLayout(row(self._correct(), None))
        self._pages.addStretch(1)

    def _correct(self) -> QWidget:
        correct = button(tr("Correct what was asked"), "", "edit", self._look)
        correct.clicked.connect(self._ask_for_the_matter)
        return correct

    @Slot()
    def _ask_for_the_matter(self) -> None:
        self.asked.emit("what", None)

    @Slot()
    def _prepare(self) -> None:
        self.asked.emit(form_of(self._kind), None)

    def _say_missing(self, missing: tuple[Missing, ...]) -> None:
        """What the law wants in it and is not written yet, with its article."""
        banner = Banner(
            self._look, "info", tr("This document still lacks something the law requires"),
            tr("Write it in the file or in the profile; the document can be printed then."),
        )  # fmt: skip
        self._pages.addWidget(banner)
        for one in missing:
            where = f"{tr(one.label)} ({one.position})" if one.position else tr(one.label)
            form = way_to(one, self._kind, self._shown)
            to = self._to.id if self._to is not None else None
            about = about_of(one, self._kind, self._shown, to)
            line = MissingLine(self._look, one, where, form, about)
            line.asked.connect(self.asked)
            self._pages.addWidget(line)
        self._pages.addStretch(1)
