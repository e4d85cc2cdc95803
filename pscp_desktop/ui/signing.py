"""Signing by hand on the screen: a pad for pen, finger or mouse, and the two other answers there are."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageWriter,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pscp_desktop.i18n import translated
from pscp_desktop.reports.document import PREVAILING
from pscp_desktop.reports.facts import SignatureFacts
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Choice, button, column, row, text

Stroke = tuple[QPointF, ...]
PEN: Final = 2.6
PNG_WIDTH: Final = 1200
PNG_HEIGHT: Final = 400
SHORTEST: Final = 8.0
"""A signature shorter than this, in pixels, is a slip of the hand."""


class SignaturePad(QWidget):
    """Keeps the strokes drawn on it. What is drawn lives in memory only, until it is taken."""

    changed = Signal()

    def __init__(self, look: Look, language: str = PREVAILING) -> None:
        super().__init__()
        self._look = look
        self._strokes: list[list[QPointF]] = []
        self._drawing = False
        self.setMinimumSize(QSize(360, 160))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(translated(language, "Draw the signature here"))
        self.setAccessibleDescription(
            translated(language, "Without pen, finger or mouse, choose to sign on paper instead.")
        )

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What has been drawn, stroke by stroke, in pixels of the pad."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    @property
    def empty(self) -> bool:
        """Whether nothing that could be a signature has been drawn."""
        length = sum(
            (after - before).manhattanLength()
            for stroke in self._strokes
            for before, after in pairwise(stroke)
        )
        return length < SHORTEST

    @Slot()
    def clear(self) -> None:
        """Take everything away."""
        self._strokes.clear()
        self._shown()

    @Slot()
    def undo(self) -> None:
        """Take the last stroke away."""
        if self._strokes:
            self._strokes.pop()
            self._shown()

    def png(self) -> bytes:
        """The signature as a picture with a clear ground and nothing else in it; empty if none."""
        if self.empty:
            return b""
        image = QImage(PNG_WIDTH, PNG_HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        scale = min(PNG_WIDTH / self.width(), PNG_HEIGHT / self.height())
        painter.scale(scale, scale)
        self._draw(painter, QColor("black"))
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        return bytes(buffer.data().data())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("surface"))
        painter.setPen(QPen(self._look.colour("edge"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        line = round(self.height() * 0.78)
        painter.drawLine(24, line, self.width() - 24, line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, self._look.colour("ink"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position())
        self._drawing = False

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen is taken as it comes, finer than the mouse Qt would make of it."""
        kind = event.type()
        if kind is QTabletEvent.Type.TabletPress:
            self._begin(event.position())
        elif self._drawing:
            self._go_on(event.position())
            self._drawing = kind is not QTabletEvent.Type.TabletRelease
        event.accept()

    def _begin(self, at: QPointF) -> None:
        self._drawing = True
        self._strokes.append([QPointF(at)])
        self._shown()

    def _go_on(self, at: QPointF) -> None:
        if self._drawing and self._strokes[-1][-1] != at:
            self._strokes[-1].append(QPointF(at))
            self._shown()

    def _shown(self) -> None:
        self.update()
        self.changed.emit()

    def _draw(self, painter: QPainter, ink: QColor) -> None:
        pen = QPen(ink, PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        for stroke in self._strokes:
            path = QPainterPath(stroke[0])
            # A curve through the middles of the steps: a hand does not draw corners.
            for before, after in pairwise(stroke):
                path.quadTo(before, (before + after) / 2)
            path.lineTo(stroke[-1])
            painter.drawPath(path)


class SigningPanel(QWidget):
    """One person's answer, asked in their language: sign here, sign on paper, or not sign.

    Wholly usable by keyboard.
    """

    changed = Signal()
    HERE: Final = 0
    ON_PAPER: Final = 1
    REFUSED: Final = 2

    def __init__(self, look: Look, name: str, role: str = "", language: str = PREVAILING) -> None:
        super().__init__()
        self._name = name
        self.pad = SignaturePad(look, language)
        self.pad.changed.connect(self._answered)
        self.choice = Choice(
            look,
            [
                translated(language, "Sign here"),
                translated(language, "Sign on paper"),
                translated(language, "I do not wish to sign"),
            ],
        )
        self.choice.picked.connect(self._pick)
        self._undo = button(translated(language, "Undo the last stroke"))
        self._clear = button(translated(language, "Clear the signature"))
        self._undo.clicked.connect(self.pad.undo)
        self._clear.clicked.connect(self.pad.clear)
        self.setLayout(
            column(
                text(name, "section", wrap=True),
                text(role, "muted", wrap=True),
                self.choice,
                self.pad,
                row(self._undo, self._clear, None),
                wide=3,
            )
        )
        self._pick(self.HERE)

    @property
    def complete(self) -> bool:
        """Whether there is an answer."""
        return self.choice.chosen in {self.ON_PAPER, self.REFUSED} or not self.pad.empty

    @property
    def signature(self) -> SignatureFacts:
        """The answer, for the document: a picture, an empty line for the pen, or a refusal."""
        here = self.choice.chosen == self.HERE
        refused = self.choice.chosen == self.REFUSED
        return SignatureFacts(
            name=self._name, image=self.pad.png() if here else b"", refused=refused
        )

    @Slot(int)
    def _pick(self, number: int) -> None:
        here = number == self.HERE
        for part in (self.pad, self._undo, self._clear):
            part.setVisible(here)
        self._answered()

    @Slot()
    def _answered(self) -> None:
        drawn = bool(self.pad.strokes)
        self._undo.setEnabled(drawn)
        self._clear.setEnabled(drawn)
        self.changed.emit()
