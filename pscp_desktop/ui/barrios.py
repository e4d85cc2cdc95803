"""The quiet shapes beside the unlock page: six made-up areas in the house colour, saying nothing."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from pscp_desktop.ui.look import Look

Point = tuple[float, float]
# Shared corners, so that no two areas gape or overlap.
A, B, C, D = (0, 350), (0, 1550), (350, 2050), (430, 2700)
E, F, G, H = (1250, 2760), (2020, 2660), (2180, 1850), (1300, 1680)
I, J, K, L = (850, 1600), (900, 1000), (1380, 1000), (2280, 1080)  # noqa: E741
M, N, O, P, Q = (2250, 560), (1780, 480), (1760, -60), (1000, -140), (580, 160)  # noqa: E741
AREAS: Final[tuple[tuple[Point, ...], ...]] = (
    (A, B, C, I, J, Q),
    (C, D, E, H, I),
    (E, F, G, H),
    (I, H, K, J),
    (H, G, L, M, N, K),
    (J, K, N, O, P, Q),
)
SHOWN: Final = QRectF(50, 100, 2150, 2400)
SHARES: Final = (0.08, 0.18, 0.28, 0.13, 0.23, 0.08)


class Barrios(QWidget):
    """The shapes, drawn to fill whatever room there is."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._look.colour("sunken"))
        scale = max(self.width() / SHOWN.width(), self.height() / SHOWN.height())
        middle = SHOWN.center()
        placed = QTransform()
        placed.translate(self.width() / 2, self.height() / 2)
        placed.scale(scale, -scale)
        placed.translate(-middle.x(), -middle.y())
        painter.setPen(QPen(self._look.colour("canvas"), 6))
        for corners, share in zip(AREAS, SHARES, strict=True):
            painter.setBrush(self._look.mixed("accent", "canvas", share))
            painter.drawPolygon(placed.map(QPolygonF([QPointF(*corner) for corner in corners])))
