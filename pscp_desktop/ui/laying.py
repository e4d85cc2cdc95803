"""From the blocks of a document to rows of the page: columns, tables, clauses, notices, signatures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage

from pscp_desktop.reports.document import (
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
    Picture,
    Signature,
    SignatureBlock,
    Tone,
)
from pscp_desktop.ui.typesetting import (
    ACCENT,
    HAIR,
    MUTED,
    PALE,
    POINT,
    SOFT,
    Column,
    FillMark,
    ImageMark,
    Mark,
    Row,
    Setter,
    SetText,
    Type,
    behind,
    gap,
)

LEFT: Final = 595.0
WIDTH: Final = 4763.0
GUTTER: Final = 290.0
RULE: Final = 5.0
LABEL_SHARE: Final = 0.31
PAD: Final = 90.0
SIGNING_ROOM: Final = 560.0
NUMBER_ROOM: Final = 200.0
LINES_WITH_SIGNATURES: Final = 5
TALLEST_PICTURE: Final = 3600.0
TALLEST_WHOLE: Final = 2000.0
"""A table or a clause lower than this is not torn by the end of a page."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The columns of a document: one, or the Spanish on the left and the other language beside it."""

    columns: tuple[Column, ...]

    @classmethod
    def of(cls, document: Document) -> "Spread":
        """The columns that `document` asks for."""
        if not document.bilingual:
            return cls((Column(LEFT, WIDTH),))
        half = (WIDTH - GUTTER) / 2
        beside = Column(LEFT + half + GUTTER, half, document.beside_right_to_left)
        return cls((Column(LEFT, half), beside))

    def of_pair(self, pair: BilingualPair) -> tuple[tuple[str, Column], ...]:
        """The words of a pair, each with its column."""
        words = (pair.spanish, pair.beside)[: len(self.columns)]
        return tuple(zip(words, self.columns, strict=True))


class Laying:
    """Turns blocks into rows, in the columns of one document."""

    def __init__(self, document: Document) -> None:
        # A single column is twice as wide: larger letters keep its lines easy to follow.
        self.setter = Setter(1.0 if document.bilingual else 1.09)
        self.document = document
        self.spread = Spread.of(document)

    def rows(self) -> list[Row]:
        """All rows of the document, in order, not yet divided into pages."""
        rows: list[Row] = []
        for block in self.document.blocks:
            if isinstance(block, SignatureBlock):
                # Nobody signs a page that holds nothing but signatures: some lines go with them.
                for row in rows[-LINES_WITH_SIGNATURES:]:
                    row.keep = True
            rows += self._block(block)
        return rows

    def _block(self, block: Block) -> list[Row]:
        rows: list[Row]
        match block:
            case Heading():
                rows = self._heading(block)
            case Paragraph():
                rows = [*self._pair(block.text, Type.BODY), gap(5)]
            case FactTable():
                rows = self._table(block)
            case ClauseList():
                rows = [row for clause in block.clauses for row in self._clause(clause)]
            case Notice():
                rows = self._notice(block)
            case SignatureBlock():
                rows = self._signatures(block)
            case Picture():
                rows = self._picture(block)
        return rows

    def _pair(self, pair: BilingualPair, type_: Type, *, keep: bool = False) -> list[Row]:
        return self.setter.rows(
            *(self.setter.set(words, column, type_) for words, column in self.spread.of_pair(pair)),
            keep=keep,
        )

    def _heading(self, block: Heading) -> list[Row]:
        return [gap(7), *self._pair(block.text, Type.HEADING, keep=True), gap(2, keep=True)]

    def _table(self, block: FactTable) -> list[Row]:
        title = self._pair(block.title, Type.STRONG, keep=True) if block.title else []
        facts = [row for fact in block.rows for row in self._fact(fact)]
        if facts:
            facts[0].keep = True
        return [*_whole([*title, *facts, *self._rule()]), gap(8)]

    def _rule(self, *, keep: bool = False) -> list[Row]:
        return [Row(RULE, [self._hair(column) for column in self.spread.columns], keep=keep)]

    @staticmethod
    def _hair(column: Column) -> Mark:
        return FillMark(QRectF(column.left, 0, column.width, RULE), HAIR)

    def _fact(self, fact: Fact, start: float = 0) -> list[Row]:
        """One line of a table: its label, then its value, in every column, under a hair line."""
        texts: list[SetText] = []
        labels, values = self.spread.of_pair(fact.label), self.spread.of_pair(fact.value)
        for (label, column), (value, _) in zip(labels, values, strict=True):
            inner = column.inset(start)
            room = column.width * LABEL_SHARE
            texts.append(self.setter.set(label, inner.head(room - 60), Type.LABEL))
            texts.append(self.setter.set(value, inner.inset(room), Type.BODY))
        rows = self.setter.rows(*texts)
        hair = [self._hair(column.inset(start)) for column in self.spread.columns]
        rows[:0] = [Row(30, hair, keep=True)]
        rows.append(Row(20))
        rows[-2].keep = True
        return rows

    def _clause(self, clause: ClauseLine) -> list[Row]:
        """The number hangs in the margin of each column; what follows is set in from it."""
        texts: list[SetText] = []
        for words, column in self.spread.of_pair(clause.text):
            number = column.head(NUMBER_ROOM)
            texts.append(self.setter.set(f"{clause.number}.", number, Type.STRONG))
            texts.append(self.setter.set(words, column.inset(NUMBER_ROOM), Type.BODY))
        rows = self.setter.rows(*texts)
        rows[-1].keep = bool(clause.details)
        space = [gap(3, keep=True)] if clause.details else []
        facts = [row for fact in clause.details for row in self._fact(fact, NUMBER_ROOM)]
        return [*_whole([*rows, *space, *facts]), gap(7)]

    def _notice(self, block: Notice) -> list[Row]:
        strong = block.tone is Tone.STRONG
        texts = [
            self.setter.set(words, column.inset(PAD + 30, PAD), Type.BODY)
            for words, column in self.spread.of_pair(block.text)
        ]
        rows = self.setter.rows(*texts)
        rows[:0] = [Row(50, keep=True)]
        rows[-1].keep = True
        rows.append(Row(60))
        return [*behind(rows, self._panel(strong=strong)), gap(6)]

    def _panel(self, *, strong: bool) -> "_Panel":
        return _Panel(self.spread.columns, SOFT if strong else PALE, ACCENT if strong else MUTED)

    def _picture(self, block: Picture) -> list[Row]:
        """The picture as wide as the page allows, never taller than half of one, over its caption."""
        drawn = QImage.fromData(QByteArray(block.image))
        caption = self._pair(block.caption, Type.SMALL)
        if drawn.isNull():
            return caption
        height = min(WIDTH * drawn.height() / drawn.width(), TALLEST_PICTURE)
        strip = Row(height, [ImageMark(drawn, QRectF(LEFT, 0, WIDTH, height))], keep=True)
        return [gap(4, keep=True), strip, gap(3, keep=True), *caption, gap(8)]

    def _signatures(self, block: SignatureBlock) -> list[Row]:
        """Two to a line, over the whole width; the block stays together where a page can hold it."""
        rows = [
            gap(10, keep=True),
            *self._pair(block.intro, Type.BODY, keep=True),
            gap(4, keep=True),
        ]
        halves = ((LEFT, 0), (LEFT + (WIDTH + GUTTER) / 2, 1))
        people = block.signatures
        for first in range(0, len(people), 2):
            row = Row(0)
            for (left, _), person in zip(halves, people[first : first + 2], strict=False):
                marks, height = self._signature(person, Column(left, (WIDTH - GUTTER) / 2))
                row.marks.extend(marks)
                row.height = max(row.height, height)
            row.keep = first + 2 < len(people)
            rows.append(row)
        return rows

    def _signature(self, person: Signature, place: Column) -> tuple[list[Mark], float]:
        marks: list[Mark] = []
        room = QRectF(place.left, 40, place.width, SIGNING_ROOM - 60)
        if person.image:
            drawn = QImage.fromData(QByteArray(person.image))
            if not drawn.isNull():
                marks.append(ImageMark(drawn, room.adjusted(60, 0, -place.width * 0.3, 0)))
        marks.append(FillMark(QRectF(place.left, SIGNING_ROOM, place.width, RULE + 2), MUTED))
        height = SIGNING_ROOM + 30
        for texts in self._under_signature(person, place):
            leading = max(text.leading for text in texts)
            for line in range(max(text.lines for text in texts)):
                marks += [
                    text.mark(line, height + leading * 0.74) for text in texts if line < text.lines
                ]
                height += leading
        return marks, height + 140

    def _under_signature(self, person: Signature, place: Column) -> Iterator[list[SetText]]:
        """The name, then role and remark: both languages of each on one line."""
        yield [self.setter.set(person.name, place, Type.STRONG)]
        for pair in (person.role, person.remark):
            if pair.beside and pair.beside != pair.spanish:
                half = place.width / 2
                start = Column(place.left, half - 40)
                end = Column(place.left + half, half, right_to_left=True)
                yield [
                    self.setter.set(pair.spanish, start, Type.LABEL),
                    self.setter.set(pair.beside, end, Type.LABEL),
                ]
            elif pair.spanish:
                yield [self.setter.set(pair.spanish, place, Type.LABEL)]


@dataclass(frozen=True, slots=True)
class _Panel:
    """The surface behind a notice, with a bar at the side where reading begins."""

    columns: tuple[Column, ...]
    ground: str
    bar: str

    def __call__(self, height: float) -> list[Mark]:
        marks: list[Mark] = []
        for column in self.columns:
            # A hair taller than its row, so that no seam shows between two strips.
            area = QRectF(column.left, 0, column.width, height + 2)
            side = column.left + column.width - 30 if column.right_to_left else column.left
            marks += [
                FillMark(area, self.ground),
                FillMark(QRectF(side, 0, 30, height + 2), self.bar),
            ]
        return marks


def _whole(rows: list[Row]) -> list[Row]:
    """Rows that stay on one page, where they are few: who a person is, or what a clause says."""
    if sum(row.height for row in rows) <= TALLEST_WHOLE:
        for row in rows[:-1]:
            row.keep = True
    return rows


def letterhead_rows(laying: Laying) -> list[Row]:
    """The head of the first page: who issues the document, its title, and which number it has."""
    setter, document = laying.setter, laying.document
    whole = Column(LEFT, WIDTH)
    aside = Column(LEFT + WIDTH * 0.66, WIDTH * 0.34, right_to_left=True)
    name = setter.set(document.letterhead.name, whole.head(WIDTH * 0.64), Type.STRONG)
    number = setter.set(document.reference, aside, Type.STRONG)
    rows = setter.rows(name, number, keep=True)
    for line in document.letterhead.lines:
        rows += setter.rows(setter.set(line, whole, Type.SMALL), keep=True)
    rows += [Row(60, keep=True), Row(14, [FillMark(QRectF(LEFT, 0, WIDTH, 14), ACCENT)], keep=True)]
    title = Type.SUBTITLE if document.bilingual else Type.TITLE
    rows += [gap(12, keep=True)]
    rows += _titles(laying, title)
    return [*rows, gap(9, keep=True)]


def _titles(laying: Laying, type_: Type) -> list[Row]:
    pairs = laying.spread.of_pair(laying.document.title)
    setter = laying.setter
    return setter.rows(*(setter.set(words, column, type_) for words, column in pairs), keep=True)


__all__ = ["LEFT", "POINT", "WIDTH", "Laying", "letterhead_rows"]
