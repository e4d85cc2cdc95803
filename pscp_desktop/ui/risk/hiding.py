"""The hand tool over a photograph: a frame or a brush, by mouse or by keys; what it covers is gone."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.store.photographs import Photograph, Stroke
from pscp_desktop.ui.look import Look

HEIGHT: Final = 380
BRUSH: Final = 0.05
"""Width of the brush as a share of the longer side."""
STEP: Final = 0.02
SMALLEST: Final = 0.03
START: Final = (0.42, 0.36, 0.16, 0.2)
MOVES: Final = {
    Qt.Key.Key_Left: (-STEP, 0.0), Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -STEP), Qt.Key.Key_Down: (0.0, STEP),
}  # fmt: skip
ACTS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class HidingCanvas(QWidget):
    """Shows a photograph as it stands and says what a hand drew over it."""

    drawn = Signal(object)
    """A `Stroke`."""
    brushing = False

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._image = QImage()
        self._way: list[QPointF] = []
        self._frame = QRectF(*START)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumHeight(HEIGHT)
        self.setAccessibleName(tr("Photograph"))
        self.setAccessibleDescription(
            tr("Arrows move the frame, with Shift they make it larger or smaller, Space hides it.")
        )

    def sizeHint(self) -> QSize:
        return QSize(HEIGHT * 4 // 3, HEIGHT)

    def show_photograph(self, photo: Photograph) -> None:
        """Show it as it stands now."""
        wide, high = photo.size
        bare = QImage(photo.pixels(), wide, high, 3 * wide, QImage.Format.Format_RGB888)
        # A picture of the screen's own: the bytes above are let go of.
        self._image = bare.convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def use_brush(self, *, on: bool) -> None:
        """Take the brush, or the frame."""
        self.brushing = on
        self.update()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus()
            self._way = [self._share(event.position())]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._way:
            here = self._share(event.position())
            self._way = [*self._way, here] if self.brushing else [self._way[0], here]
            self.update()

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        way, self._way = self._way, []
        if len(way) > 1 or (way and self.brushing):
            self._say([(point.x(), point.y()) for point in way])
        self.update()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in MOVES:
            across, down = MOVES[key]
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._frame.setWidth(min(1.0, max(SMALLEST, self._frame.width() + across)))
                self._frame.setHeight(min(1.0, max(SMALLEST, self._frame.height() + down)))
            else:
                self._frame.translate(across, down)
                self._frame.moveLeft(min(1 - SMALLEST, max(0.0, self._frame.left())))
                self._frame.moveTop(min(1 - SMALLEST, max(0.0, self._frame.top())))
            self.update()
        elif key in ACTS and not event.modifiers():
            frame = self._frame
            self._say([(frame.left(), frame.top()), (frame.right(), frame.bottom())], frame=True)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # Painting

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(self._look.colour("sunken")))
        room = self._room()
        if not self._image.isNull():
            painter.drawImage(room, self._image)
        self._draw_hand(painter, room)
        painter.end()

    def _draw_hand(self, painter: QPainter, room: QRectF) -> None:
        """What is in the hand, in two colours, so that it is seen on light and on dark."""
        lines = (
            QPen(QColor("white"), 4),
            QPen(QColor(self._look.colour("accent")), 2, Qt.PenStyle.DashLine),
        )
        frame = QRectF()
        if self._way and not self.brushing:
            frame = QRectF(self._way[0], self._way[-1]).normalized()
        elif self.hasFocus() and not self._way and not self.brushing:
            frame = self._frame
        if not frame.isNull():
            for pen in lines:
                painter.setPen(pen)
                painter.drawRect(
                    QRectF(
                        self._place(frame.topLeft(), room), self._place(frame.bottomRight(), room)
                    )
                )
        if self._way and self.brushing:
            wide = BRUSH * max(room.width(), room.height())
            ink = QColor(self._look.colour("accent"))
            ink.setAlphaF(0.5)
            painter.setPen(QPen(ink, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline([self._place(point, room) for point in self._way])

    # Places

    def _say(self, points: list[tuple[float, float]], *, frame: bool = False) -> None:
        self.drawn.emit(Stroke(tuple(points), 0.0 if frame or not self.brushing else BRUSH))

    def _room(self) -> QRectF:
        """Where the picture stands: as large as fits, in the middle."""
        wide, high = max(self._image.width(), 1), max(self._image.height(), 1)
        scale = min(self.width() / wide, self.height() / high)
        size = (wide * scale, high * scale)
        return QRectF((self.width() - size[0]) / 2, (self.height() - size[1]) / 2, *size)

    def _share(self, at: QPointF) -> QPointF:
        room = self._room()
        return QPointF(
            min(1.0, max(0.0, (at.x() - room.left()) / room.width())),
            min(1.0, max(0.0, (at.y() - room.top()) / room.height())),
        )

    def _place(self, share: QPointF, room: QRectF) -> QPointF:
        return QPointF(
            room.left() + share.x() * room.width(), room.top() + share.y() * room.height()
        )
