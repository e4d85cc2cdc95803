"""Documents on paper: the only place that divides them into pages, shows, prints and writes them.

Nothing is ever written to a temporary file: a PDF is bytes, a page is an image, both in memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from pscp_desktop.reports.document import A4_MILLIMETRES, BilingualPair, Document, Unprintable
from pscp_desktop.ui.laying import LEFT, WIDTH, Laying, letterhead_rows
from pscp_desktop.ui.typesetting import HAIR, POINT, Column, FillMark, Row, Type

POINTS_PER_INCH: Final = 72
UNITS_PER_INCH: Final = POINTS_PER_INCH * POINT
PAGE_WIDTH: Final = A4_MILLIMETRES[0] / 25.4 * UNITS_PER_INCH
PAGE_HEIGHT: Final = A4_MILLIMETRES[1] / 25.4 * UNITS_PER_INCH
TOP: Final = 520.0
TOP_OF_NEXT: Final = 760.0
BOTTOM: Final = PAGE_HEIGHT - 800.0
FOOT: Final = PAGE_HEIGHT - 620.0
PDF_DOTS_PER_INCH: Final = 1200
NEUTRAL_TITLE: Final = "Documento"
"""The title a PDF carries. It says nothing of whom or what the document is about."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and where it stands on its page."""

    row: Row
    top: float


class Paper:
    """A document, set and divided into pages."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._laying = Laying(document)
        rows = [*letterhead_rows(self._laying), *self._laying.rows()]
        self.pages: tuple[tuple[Placed, ...], ...] = paginate(rows)
        self._running = self._running_rows()
        self._feet = [self._foot(number) for number in range(1, len(self.pages) + 1)]
        if uncovered := self._laying.setter.uncovered:
            raise Unprintable(" ".join(sorted(uncovered)))

    def draw(self, number: int, painter: QPainter) -> None:
        """Paint one page, counted from nought, in tenths of a point."""
        self._draw_watermark(painter)
        for placed in self.pages[number]:
            _draw(painter, placed.row, placed.top)
        if number:
            _stack(painter, self._running, TOP)
        _stack(painter, self._feet[number], FOOT)

    def preview(self, number: int, width: int) -> QImage:
        """One page, counted from nought, as an image of `width` pixels."""
        scale = width / PAGE_WIDTH
        image = QImage(width, round(PAGE_HEIGHT * scale), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.scale(scale, scale)
        self.draw(number, painter)
        painter.end()
        return image

    def pdf(self) -> bytes:
        """The document as a PDF with its fonts in it and nothing said of who made it or where."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(NEUTRAL_TITLE)
        writer.setCreator("")
        writer.setAuthor("")
        writer.setResolution(PDF_DOTS_PER_INCH)
        writer.setPageLayout(_page_layout())
        painter = QPainter(writer)
        painter.scale(PDF_DOTS_PER_INCH / UNITS_PER_INCH, PDF_DOTS_PER_INCH / UNITS_PER_INCH)
        for number in range(len(self.pages)):
            if number:
                writer.newPage()
            self.draw(number, painter)
        painter.end()
        buffer.close()
        return bytes(buffer.data().data())

    def print_on(self, printer: QPrinter) -> None:
        """Print every page, from memory. What the system's print queue keeps is not in our hands."""
        printer.setDocName(NEUTRAL_TITLE)
        printer.setCreator("")
        printer.setFullPage(True)
        printer.setPageLayout(_page_layout())
        painter = QPainter(printer)
        scale = printer.resolution() / UNITS_PER_INCH
        painter.scale(scale, scale)
        for number in range(len(self.pages)):
            if number:
                printer.newPage()
            self.draw(number, painter)
        painter.end()

    def _running_rows(self) -> list[Row]:
        """What later pages say at their head, so that a loose sheet can be put back."""
        setter = self._laying.setter
        whole = Column(LEFT, WIDTH)
        title = setter.set(
            f"{self.document.title.spanish} · {self.document.letterhead.name}",
            whole.head(WIDTH * 0.74),
            Type.SMALL,
        )
        aside = Column(LEFT + WIDTH * 0.76, WIDTH * 0.24, right_to_left=True)
        number = setter.set(self.document.reference, aside, Type.SMALL)
        rule = Row(60, [FillMark(QRectF(LEFT, 30, WIDTH, 5), HAIR)])
        return [*setter.rows(title, number), rule]

    def _foot(self, number: int) -> list[Row]:
        """The number and its kind on one side, the page on the other, remarks below."""
        setter, foot = self._laying.setter, self.document.footer
        rule = Row(50, [FillMark(QRectF(LEFT, 0, WIDTH, 5), HAIR)])
        pages = BilingualPair(
            *(
                words.format(page=number, pages=len(self.pages)) if words else ""
                for words in (foot.page_of.spanish, foot.page_of.beside)
            )
        )
        whole = Column(LEFT, WIDTH)
        rows = [rule]
        start = setter.set(self._both(foot.number), whole.head(WIDTH * 0.62), Type.SMALL)
        end = Column(LEFT + WIDTH * 0.64, WIDTH * 0.36, right_to_left=True)
        rows += setter.rows(start, setter.set(self._both(pages), end, Type.SMALL))
        if foot.remark:
            rows += setter.rows(setter.set(self._both(foot.remark), whole, Type.SMALL))
        return rows

    def _both(self, pair: BilingualPair) -> str:
        """Both languages on one line, each keeping its own direction."""
        said = [words for words in (pair.spanish, pair.beside) if words]
        # Begins left to right, so that the Spanish comes first on either side of the page.
        return "\u200e" + "  ·  ".join(f"\u2068{words}\u2069" for words in said)

    def _draw_watermark(self, painter: QPainter) -> None:
        mark = self.document.footer.watermark
        if not mark:
            return
        font = Type.TITLE.font()
        font.setPixelSize(1050)
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor("#ECE9E2"))
        painter.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        painter.rotate(-52)
        area = QRectF(-PAGE_HEIGHT / 2, -700, PAGE_HEIGHT, 1400)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, mark.spanish)
        painter.restore()


def pdf(document: Document) -> bytes:
    """`document` as a PDF."""
    return Paper(document).pdf()


def paginate(rows: Iterable[Row]) -> tuple[tuple[Placed, ...], ...]:
    """Divide rows into pages. Rows tied together move together, unless a page cannot hold them."""
    pages: list[list[Placed]] = [[]]
    y = TOP
    for group in _tied(rows):
        height = sum(row.height for row in group)
        if y + height > BOTTOM and height <= BOTTOM - TOP_OF_NEXT and pages[-1]:
            pages.append([])
            y = TOP_OF_NEXT
        for row in group:
            if y + row.height > BOTTOM and not row.skipped_at_top:
                pages.append([])
                y = TOP_OF_NEXT
            if row.skipped_at_top and len(pages) > 1 and not pages[-1]:
                continue
            pages[-1].append(Placed(row, y))
            y += row.height
    return tuple(tuple(page) for page in pages if page)


def _tied(rows: Iterable[Row]) -> Iterable[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if not row.keep:
            yield group
            group = []
    if group:
        yield group


def _page_layout() -> QPageLayout:
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(0, 0, 0, 0),
        QPageLayout.Unit.Point,
    )


def _draw(painter: QPainter, row: Row, top: float) -> None:
    for mark in row.marks:
        mark.draw(painter, QPointF(0, top))


def _stack(painter: QPainter, rows: Iterable[Row], top: float) -> None:
    for row in rows:
        _draw(painter, row, top)
        top += row.height
