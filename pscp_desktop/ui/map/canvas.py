"""The ground one moves over: pan and zoom by mouse, wheel, pinch and keys; tools that click and draw."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from pscp_desktop.maps.features import Floats
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map import furniture
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.sharp import Sharp, lay, pictured
from pscp_desktop.ui.tasks import Tasks

SETTLE_MILLISECONDS: Final = 90
"""After the last movement the picture is drawn sharp again; until then the last one is moved."""
MARGIN: Final = 0.2
"""How much more than the window a picture shows on each side, so that a pan finds ground."""
STEP: Final = 0.15
ZOOM: Final = 1.4
CLICK_PIXELS: Final = 5
FINEST, COARSEST = 0.05, 5000.0
"""Metres for a pixel between which one may zoom."""
START: Final = (438300.0, 4472600.0, 441600.0, 4476000.0)
KEYS: Final = {
    Qt.Key.Key_Left: (-STEP, 0.0), Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, STEP), Qt.Key.Key_Down: (0.0, -STEP),
}  # fmt: skip


class MapCanvas(pg.GraphicsView):  # type: ignore[misc]
    """Shows layers. A drawn picture is kept and moved; a sharp one follows when the movement ends."""

    clicked = Signal(float, float)
    """A place in metres that was asked about."""
    drawn = Signal(object)
    """The corners of what was drawn, as lines of x and y."""
    moved = Signal()
    tool = "look"

    def __init__(self, look: Look, tasks: Tasks) -> None:
        super().__init__(background=look.colour("sunken"))
        self.look = look
        self.layers: list[MapLayer] = []
        self.swipe: float | None = None
        """The share of the width left of which the highest layer is not shown."""
        self.sharp = Sharp(look, tasks, self)
        self.sharp.changed.connect(self.viewport().update)
        self._line: list[QPointF] = []
        self._measured: list[QPointF] = []
        self._pressed: QPointF | None = None
        self.box = pg.ViewBox(lockAspect=True, enableMenu=False)
        self.box.setLimits(minXRange=10, maxXRange=5_000_000)
        self.setCentralItem(self.box)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self.redraw)
        self.box.sigRangeChanged.connect(self._range_changed)
        self.show_box(START)

    # Where one is

    def frame_now(self, margin: float = 0.0) -> Frame:
        """The ground in sight, and so much more on each side."""
        west, east = self.box.viewRange()[0]
        south, north = self.box.viewRange()[1]
        width, height = max(self.viewport().width(), 1), max(self.viewport().height(), 1)
        metres = max((east - west) / width, (north - south) / height)
        x, y = (west + east) / 2, (south + north) / 2
        wide, high = round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin))
        return Frame(x - wide * metres / 2, y + high * metres / 2, metres, wide, high)

    def show_box(self, box: tuple[float, float, float, float], padding: float = 0.04) -> None:
        """Show all of a box: west, south, east, north."""
        west, south, east, north = box
        self.box.setRange(xRange=(west, max(east, west + 50)), yRange=(south, max(north, south + 50)),
                          padding=padding)  # fmt: skip

    def show_all(self) -> None:
        """Show every visible layer whole."""
        self.show_all_of([layer for layer in self.layers if layer.visible])

    def show_all_of(self, layers: Sequence[MapLayer]) -> None:
        """Show these whole."""
        boxes = np.array([layer.features.bounds for layer in layers])
        if len(boxes):
            west, south = boxes[:, :2].min(axis=0)
            east, north = boxes[:, 2:].max(axis=0)
            self.show_box((west, south, east, north))

    def zoom(self, factor: float) -> None:
        """Come nearer (above one) or go away, around the middle."""
        if FINEST < self.frame_now().metres / factor < COARSEST:
            self.box.scaleBy((1 / factor, 1 / factor))

    def place_of(self, at: QPointF) -> tuple[float, float]:
        """The metres under a pixel of the window."""
        frame = self.frame_now()
        return frame.west + at.x() * frame.metres, frame.north - at.y() * frame.metres

    @Slot()
    def redraw(self) -> None:
        """Draw the picture anew, sharp; until it is there the last one is shown."""
        if self.isVisible():
            self.sharp.draw(self.layers, self.frame_now(MARGIN), compared=self.swipe is not None)
            self.viewport().update()
            self.moved.emit()

    def rendered(self, frame: Frame) -> QImage:
        """What is in sight over a frame, at once, without furniture."""
        image = QImage(frame.width, frame.height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(self.look.colour("sunken")))
        shown = [layer for layer in self.layers if layer.visible]
        picture = pictured(shown, frame, self.look, compared=self.swipe is not None)
        painter = QPainter(image)
        lay(painter, picture, frame, self._split(frame))
        painter.end()
        return image

    def credits(self) -> str:
        """Whose data is shown, the basemap's first."""
        ground = self.sharp.ground
        sheet = ground.told if ground is not None else None
        return furniture.credited(self.layers, sheet.attribution or sheet.name if sheet else "")

    def _split(self, now: Frame) -> float | None:
        return None if self.swipe is None else self.swipe * now.width

    def forget(self) -> None:
        """Let go of the picture and of what was worked out for it: the map is out of sight."""
        self.sharp.forget()
        for layer in self.layers:
            layer.forget()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        now = self.frame_now()
        self.sharp.lay(painter, now, self._split(now))
        draw_tool(painter, self, now)
        whole = QRectF(self.viewport().rect())
        furniture.draw(painter, whole, now.metres, self.credits(), self.look)
        painter.end()

    # Hands

    def use(self, tool: str) -> None:
        """Take a tool: look, select, measure, pick or swipe. What was being drawn is dropped."""
        self.tool = tool
        self._line, self._measured = [], []
        self.swipe = 0.5 if tool == "swipe" else None
        cursors = {"look": Qt.CursorShape.ArrowCursor, "swipe": Qt.CursorShape.SplitHCursor}
        self.viewport().setCursor(cursors.get(tool, Qt.CursorShape.CrossCursor))
        self.redraw()

    @property
    def line(self) -> Floats:
        """The corners drawn so far, as lines of x and y in metres."""
        return np.array([[p.x(), p.y()] for p in self._line]).reshape(-1, 2)

    @property
    def shown_line(self) -> list[QPointF]:
        """The corners to be seen: those being drawn, else what was measured last."""
        return self._line or self._measured

    @Slot()
    def wipe(self) -> None:
        """Take away the line of what was measured."""
        self._measured = []
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        if self.tool in {"look", "pick"}:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.tool == "swipe" and self._pressed is not None:
            self.slide(event.position().x() / max(self.viewport().width(), 1))
        elif self.tool in {"look", "pick"}:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self.tool in {"look", "pick"}:
            super().mouseReleaseEvent(event)
        if pressed is not None and (event.position() - pressed).manhattanLength() <= CLICK_PIXELS:
            self._touch(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.tool in {"select", "measure"}:
            self.finish()
        else:
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            at = QPointF(*self.place_of(event.position()))
            factor = ZOOM ** (turned / 120)
            if FINEST < self.frame_now().metres / factor < COARSEST:
                self.box.scaleBy((1 / factor, 1 / factor), center=at)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and (
            event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom(1 + event.value())
            return True
        return bool(super().viewportEvent(event))

    def slide(self, share: float) -> None:
        """Move the line between before and after."""
        self.swipe = min(1.0, max(0.0, share))
        self.viewport().update()
        self.moved.emit()

    def _touch(self, at: QPointF) -> None:
        x, y = self.place_of(at)
        if self.tool in {"select", "measure"}:
            self._line.append(QPointF(x, y))
            self.viewport().update()
            self.moved.emit()
        elif self.tool != "swipe":
            self.clicked.emit(x, y)

    def finish(self) -> None:
        """End what is being drawn."""
        if self.tool == "measure":
            # The number stays in sight, and with it what it is the length of.
            self._measured = list(self._line)
        line, self._line = self.line, []
        if len(line) > 1:
            self.drawn.emit(line)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Plus: lambda: self.zoom(ZOOM),
            Qt.Key.Key_Equal: lambda: self.zoom(ZOOM),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / ZOOM),
            Qt.Key.Key_Home: self.show_all,
            Qt.Key.Key_Space: lambda: self._touch(QPointF(self.viewport().rect().center())),
            Qt.Key.Key_Return: self._entered,
            Qt.Key.Key_Escape: lambda: self.use("look"),
        }
        if key in KEYS and self.tool == "swipe" and KEYS[key][0]:
            self.slide((self.swipe or 0) + KEYS[key][0] / 3)
        elif key in KEYS:
            now = self.frame_now()
            across, up = KEYS[key]
            self.box.translateBy(x=across * now.width * now.metres, y=up * now.height * now.metres)
        elif key in acts:
            acts[key]()
        else:
            QWidget.keyPressEvent(self, event)

    def _entered(self) -> None:
        if self._line:
            self.finish()
        else:
            self._touch(QPointF(self.viewport().rect().center()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_settle"):
            self._settle.start()

    @Slot(object, object)
    def _range_changed(self, *_: object) -> None:
        self.viewport().update()
        self._settle.start()


def draw_tool(painter: QPainter, canvas: MapCanvas, now: Frame) -> None:
    """What is in the hand: the line being drawn, the line between before and after, the middle."""
    corners_drawn = canvas.shown_line
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QPen(canvas.look.colour("ink"), 2)
    painter.setPen(ink)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if corners_drawn:
        corners = [
            QPointF((p.x() - now.west) / now.metres, (now.north - p.y()) / now.metres)
            for p in corners_drawn
        ]
        painter.drawPolyline(corners)
        for corner in corners:
            painter.drawEllipse(corner, 4, 4)
    if canvas.swipe is not None:
        at = canvas.swipe * now.width
        painter.drawLine(QPointF(at, 0), QPointF(at, now.height))
        furniture.name_sides(painter, at, canvas.layers, canvas.look)
    if canvas.hasFocus() and canvas.tool != "swipe":
        middle = QPointF(now.width / 2, now.height / 2)
        painter.setPen(QPen(canvas.look.colour("focus"), 2))
        painter.drawLine(middle - QPointF(9, 0), middle + QPointF(9, 0))
        painter.drawLine(middle - QPointF(0, 9), middle + QPointF(0, 9))
