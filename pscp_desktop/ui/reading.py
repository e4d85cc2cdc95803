"""A document to be read on the screen: large, plain, in one language at a time, nothing else in sight."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from pscp_desktop.i18n import right_to_left, translated
from pscp_desktop.reports.document import (
    PREVAILING,
    BilingualPair,
    Block,
    ClauseLine,
    ClauseList,
    Document,
    Fact,
    FactTable,
    Heading,
    Notice,
    Paragraph,
    SignatureBlock,
)
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Choice, button, column, emptied, row, scrolled, text
from pscp_desktop.ui.typesetting import face, load_faces, reads_right_to_left

LEAST, USUAL, MOST, STEP = 16, 20, 40, 4
WIDEST: Final = 860
OWN_NAMES: Final = {"es": "Español", "en": "English", "ar": "العربية"}
"""Each language as its own readers call it, so never translated."""


class ReadingView(QWidget):
    """Shows a document to whoever is to sign it. Says when its end has been reached."""

    reached_end = Signal()

    def __init__(self, look: Look, document: Document) -> None:
        super().__init__()
        load_faces()
        self._document = document
        self._pixels = USUAL
        self._languages = tuple(dict.fromkeys((document.language, PREVAILING)))
        self.language = self._languages[0]
        self._choice = Choice(look, [OWN_NAMES.get(one, one) for one in self._languages])
        self._choice.setVisible(len(self._languages) > 1)
        self._choice.picked.connect(self._pick)
        smaller = button(translated(self.language, "Smaller letters"))
        larger = button(translated(self.language, "Larger letters"))
        smaller.clicked.connect(self.reduce)
        larger.clicked.connect(self.enlarge)
        self._lines = column(gap="m", edge=(24, 24, 24, 48))
        self._body = QWidget()
        self._body.setLayout(self._lines)
        self._body.setMaximumWidth(WIDEST)
        self._area: QScrollArea = scrolled(self._body, "sheet")
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(translated(self.language, "Text of the document"))
        self._area.verticalScrollBar().valueChanged.connect(self._moved)
        self._area.verticalScrollBar().rangeChanged.connect(self._ranged)
        top = row(self._choice, None, smaller, larger, edge=(28, 12, 12, 4))
        self.setLayout(column(top, self._area, wide=1))
        self._show()

    @property
    def words(self) -> str:
        """All that is shown, in reading order; what a screen reader would say."""
        return "\n".join(label.text() for label in self.labels)

    @property
    def labels(self) -> tuple[QLabel, ...]:
        """The lines shown, in reading order."""
        items = (self._lines.itemAt(place) for place in range(self._lines.count()))
        parts = (item.widget() for item in items if item is not None)
        return tuple(part for part in parts if isinstance(part, QLabel))

    def show_language(self, language: str) -> None:
        """Show the document in one of its languages."""
        if language in self._languages:
            self._choice.choose(self._languages.index(language))
            self._pick(self._languages.index(language))

    @Slot()
    def enlarge(self) -> None:
        """Larger letters, up to a limit."""
        self._resize(self._pixels + STEP)

    @Slot()
    def reduce(self) -> None:
        """Smaller letters, down to a limit."""
        self._resize(self._pixels - STEP)

    def _resize(self, pixels: int) -> None:
        self._pixels = max(LEAST, min(MOST, pixels))
        self._show()

    @Slot(int)
    def _pick(self, number: int) -> None:
        self.language = self._languages[number]
        self._show()

    def _show(self) -> None:
        emptied(self._lines)
        beside = self.language != PREVAILING
        mirrored = right_to_left(self.language)
        self._body.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        )
        for words, larger, strong in spoken(self._document, beside=beside):
            label = text(words, "reading", wrap=True)
            label.setFont(face(round(self._pixels * larger), 600 if strong else 400))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            # The side is the reader's; a name in other letters is still read its own way.
            flipped = reads_right_to_left(words, otherwise=mirrored)
            side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
            label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
            label.setLayoutDirection(
                Qt.LayoutDirection.RightToLeft if flipped else Qt.LayoutDirection.LeftToRight
            )
            self._lines.addWidget(label)
        self._lines.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    @Slot(int)
    def _moved(self, value: int) -> None:
        if value >= self._area.verticalScrollBar().maximum():
            self.reached_end.emit()

    @Slot(int, int)
    def _ranged(self, _least: int, most: int) -> None:
        """A document that fits the screen whole has been reached to its end at once."""
        if self.isVisible() and most == 0:
            self.reached_end.emit()


Spoken = tuple[str, float, bool]
"""Words, how much larger than the rest, and whether strong."""


def spoken(document: Document, *, beside: bool) -> Iterator[Spoken]:
    """The lines of a document in one of its languages, in reading order."""

    def of(pair: BilingualPair) -> str:
        return pair.beside if beside and pair.beside else pair.spanish

    yield document.letterhead.name, 0.8, False
    yield of(document.title), 1.4, True
    for block in document.blocks:
        for pair, larger, strong in _lines(block):
            if pair:
                yield of(pair), larger, strong
    yield of(document.footer.number), 0.8, False
    if document.footer.remark:
        yield of(document.footer.remark), 0.8, False


def _lines(block: Block) -> Iterator[tuple[BilingualPair, float, bool]]:
    match block:
        case Heading():
            yield block.text, 1.15, True
        case Paragraph():
            yield block.text, 1.0, False
        case Notice():
            yield block.text, 1.0, True
        case FactTable():
            yield block.title, 1.0, True
            yield from ((_joined(fact), 1.0, False) for fact in block.rows)
        case ClauseList():
            for clause in block.clauses:
                yield from _clause(clause)
        case SignatureBlock():
            yield block.intro, 1.0, False
            named = ((BilingualPair(one.name, one.name), one.role) for one in block.signatures)
            yield from ((_beside(name, role, " · "), 1.0, False) for name, role in named)


def _clause(clause: ClauseLine) -> Iterator[tuple[BilingualPair, float, bool]]:
    number = BilingualPair(f"{clause.number}.", f"{clause.number}.")
    yield _beside(number, clause.text, " "), 1.0, True
    yield from ((_joined(fact), 1.0, False) for fact in clause.details)


def _joined(fact: Fact) -> BilingualPair:
    return _beside(fact.label, fact.value, ": ")


def _beside(first: BilingualPair, second: BilingualPair, sign: str) -> BilingualPair:
    """Two pairs as one, language by language; the second keeps its own direction."""
    whole = f"{first.beside}{sign}\u2068{second.beside}\u2069"
    return BilingualPair(f"{first.spanish}{sign}{second.spanish}", whole if first.beside else "")
