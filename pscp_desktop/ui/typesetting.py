"""Rows of text: what a page is built from. Knows type, columns and direction, not pages.

All lengths are tenths of a point, so that a font's size in pixels is its size in tenths of a point and
one layout serves the screen, the PDF and the printer alike.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Final, Protocol

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QPainter,
    QTextLayout,
    QTextOption,
)

from pscp_desktop.domain.signs import visible

POINT: Final = 10
_AS_ONE: Final = re.compile(
    r"(?<=\bart\.) (?=\d)|(?<=\barts\.) (?=\d)|(?<=\bLey) (?=\d)|(?<=\bOrgánica) (?=\d)"
    r"|(?<=\bAct) (?=\d)|(?<=n\.º) (?=\d)|(?<=\d) (?=\d{3}\b)|(?<=\d) (?=€)"
)
"""Blanks at which a legal reference, a telephone number or a sum would come apart."""
INK: Final = "#1B2321"
MUTED: Final = "#55605C"
ACCENT: Final = "#0B5F58"
SOFT: Final = "#EEF5F3"
PALE: Final = "#F6F5F1"
HAIR: Final = "#D5D1C7"

FACES: Final = (
    ("fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf"),
    ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf"),
    ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-SemiBold.ttf"),
)
FAMILIES: Final = ("IBM Plex Sans", "IBM Plex Sans Arabic")


class MissingFace(RuntimeError):
    """A font that the program is delivered with could not be loaded."""


@cache
def load_faces() -> None:
    """Make the document's own fonts known; what the system has installed must not matter."""
    for package, name in FACES:
        data = QByteArray((files(package) / "files" / name).read_bytes())
        if QFontDatabase.addApplicationFontFromData(data) < 0:
            raise MissingFace(name)


def face(pixels: int, weight: int = 400) -> QFont:
    """The documents' font. Its weight is asked of the variable axis too, as Qt may not do."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    axis, alternates = QFont.Tag.fromString("wght"), QFont.Tag.fromString("calt")
    if axis is not None:
        font.setVariableAxis(axis, weight)
    if alternates is not None:
        # The Arabic face's contextual alternates have no character of their own: a PDF set with
        # them loses letters (reh before hah) to whoever copies, searches or listens to it.
        font.setFeature(alternates, 0)
    return font


class Type(Enum):
    """A size and a weight with a name: points, weight, colour."""

    TITLE = (16.5, 600, INK)
    SUBTITLE = (14.0, 600, INK)
    HEADING = (11.0, 600, ACCENT)
    BODY = (9.6, 400, INK)
    STRONG = (9.6, 600, INK)
    LABEL = (8.2, 400, MUTED)
    SMALL = (7.6, 400, MUTED)

    @property
    def colour(self) -> QColor:
        """The ink of this type."""
        return QColor(self.value[2])

    def leading(self, scale: float = 1.0) -> float:
        """From one baseline to the next."""
        return float(round(self.value[0] * scale * 1.42 * 2) * POINT / 2)

    def font(self, scale: float = 1.0) -> QFont:
        """The font in layout units. Hinting off: letters keep their distance on any device."""
        points, weight, _ = self.value
        font = face(round(points * scale * POINT), weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font


class Mark(Protocol):
    """Something a row puts on the page."""

    def draw(self, painter: QPainter, at: QPointF) -> None:
        """Paint with `at` as the row's top left corner."""


@dataclass(frozen=True, slots=True)
class TextMark:
    """One set line of text, standing on the baseline that its whole row shares."""

    layout: QTextLayout
    line: int
    x: float
    baseline: float
    colour: QColor

    def draw(self, painter: QPainter, at: QPointF) -> None:
        line = self.layout.lineAt(self.line)
        painter.setPen(self.colour)
        line.draw(painter, QPointF(at.x() + self.x, at.y() + self.baseline - line.ascent()))


@dataclass(frozen=True, slots=True)
class FillMark:
    """A plain surface or, if it is thin, a rule."""

    area: QRectF
    colour: str

    def draw(self, painter: QPainter, at: QPointF) -> None:
        # A surface unsmoothed, so that two strips of it meet without a seam; a hair line smoothed,
        # so that it is never lost between two pixels.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=self.area.height() < POINT * 2)
        painter.fillRect(self.area.translated(at), QColor(self.colour))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


@dataclass(frozen=True, slots=True)
class ImageMark:
    """A picture fitted into an area: a signature drawn on the screen."""

    image: QImage
    area: QRectF

    def draw(self, painter: QPainter, at: QPointF) -> None:
        size = self.image.size().scaled(
            self.area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
        )
        corner = QPointF(self.area.left(), self.area.bottom() - size.height()) + at
        painter.drawImage(QRectF(corner.x(), corner.y(), size.width(), size.height()), self.image)


@dataclass(slots=True)
class Row:
    """A strip of the page that is never cut. `keep` ties it to the row that follows."""

    height: float
    marks: list[Mark] = field(default_factory=list)
    keep: bool = False
    skipped_at_top: bool = False
    """White space that a new page does not begin with."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where text stands on the page, and in which direction it is read."""

    left: float
    width: float
    right_to_left: bool = False

    def inset(self, start: float, end: float = 0) -> "Column":
        """The column without its first `start` and last `end`, in reading direction."""
        left = self.left + (end if self.right_to_left else start)
        return Column(left, self.width - start - end, self.right_to_left)

    def head(self, width: float) -> "Column":
        """The first `width` of the column, in reading direction."""
        return self.inset(0, self.width - width)


@dataclass(frozen=True, slots=True)
class SetText:
    """Text set into a column: its lines, ready to be put into rows."""

    layout: QTextLayout
    column: Column
    colour: QColor
    leading: float

    @property
    def lines(self) -> int:
        return self.layout.lineCount()

    def mark(self, line: int, baseline: float) -> TextMark:
        """The mark of one line on the baseline given."""
        return TextMark(self.layout, line, self.column.left, baseline, self.colour)


class Setter:
    """Sets text and remembers the characters that no font could show."""

    def __init__(self, scale: float = 1.0) -> None:
        load_faces()
        self.scale = scale
        self.uncovered: set[str] = set()

    def set(self, text: str, column: Column, type_: Type) -> SetText:
        """Break `text` into the lines of a column."""
        layout = QTextLayout(
            unbroken(visible(text)).replace("\n", "\u2028"), type_.font(self.scale)
        )
        # The side is the column's, the direction the text's own: a name in Latin letters keeps its
        # full stop at its end in an Arabic column too.
        side = Qt.AlignmentFlag.AlignRight if column.right_to_left else Qt.AlignmentFlag.AlignLeft
        option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft
            if reads_right_to_left(text, otherwise=column.right_to_left)
            else Qt.LayoutDirection.LeftToRight
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(column.width)
            line.setPosition(QPointF(0, 0))
        layout.endLayout()
        self.uncovered.update(_uncovered(layout))
        return SetText(layout, column, type_.colour, type_.leading(self.scale))

    def rows(self, *texts: SetText, keep: bool = False) -> list[Row]:
        """Texts side by side, line by line, on common baselines; no single line is left alone."""
        leading = max((text.leading for text in texts), default=0.0)
        count = max((text.lines for text in texts), default=0)
        rows = []
        for number in range(count):
            marks: list[Mark] = [
                text.mark(number, leading * 0.74) for text in texts if number < text.lines
            ]
            tied = keep or number == 0 or number == count - 2
            rows.append(Row(leading, marks, keep=tied and number < count - 1))
        if keep and rows:
            rows[-1].keep = True
        return rows


def unbroken(text: str) -> str:
    """`text` with what is read as one held on one line: "art. 9.2", "Ley 5/2012", "900 000 000"."""
    return _AS_ONE.sub("\u00a0", text)


def reads_right_to_left(text: str, *, otherwise: bool) -> bool:
    """The direction of a text by its first letter of a certain direction, isolated parts aside."""
    depth = 0
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in {"FSI", "LRI", "RLI"}:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in {"L", "R", "AL"}:
            return kind != "L"
    return otherwise


def gap(points: float, *, keep: bool = False) -> Row:
    """White space between blocks."""
    return Row(points * POINT, keep=keep, skipped_at_top=True)


class Surface(Protocol):
    """Makes the strip of a surface that lies behind a row of a given height."""

    def __call__(self, height: float) -> list[Mark]: ...


def behind(rows: list[Row], marks_for: Surface) -> list[Row]:
    """Lay a surface behind rows, strip by strip, so that it survives the end of a page."""
    for row in rows:
        row.marks[:0] = marks_for(row.height)
    return rows


def _uncovered(layout: QTextLayout) -> Iterator[str]:
    """Characters drawn with glyph nought, the empty box every font keeps for what it lacks."""
    text = layout.text()
    if text.isascii():
        return
    flags = (
        QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphIndexes
        | QTextLayout.GlyphRunRetrievalFlag.RetrieveStringIndexes
    )
    # Qt counts in UTF-16: an emoji takes two places.
    units = text.encode("utf-16-le")
    for run in layout.glyphRuns(-1, -1, flags):
        for glyph, place in zip(run.glyphIndexes(), run.stringIndexes(), strict=True):
            if glyph == 0:
                yield from _shown(units[place * 2 : place * 2 + 4])


def _shown(units: bytes) -> Iterator[str]:
    sign = units.decode("utf-16-le", "ignore")[:1]
    if sign and unicodedata.category(sign) not in {"Cf", "Zl", "Zs", "Cc"}:
        yield sign
