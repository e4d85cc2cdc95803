"""Signs of points: made once, put at many places in few strokes."""

from collections.abc import Callable
from typing import Any, Final

from pyqtgraph.Qt import internals
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from pscp_desktop.maps.features import Floats
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.frame import Frame

POINT: Final = 9
STROKE: Final = 4000
"""Signs that are put down in one call: no call may hold the window up for long."""
Told = Callable[[], None]


def put(
    painter: QPainter,
    frame: Frame,
    told: Told,
    places: tuple[Floats, Floats],
    symbol: QPixmap,
    scale: Floats | None = None,
) -> None:
    """The same sign at many places; `scale` of each, or none."""
    across, down = frame.across(places[0]), frame.down(places[1])
    half = symbol.width() / 2
    there = (
        (across > -half)
        & (across < frame.width + half)
        & (down > -half)
        & (down < frame.height + half)
    )
    across, down = across[there], down[there]
    sizes = None if scale is None else scale[there]
    for start in range(0, len(across), STROKE):
        some = slice(start, start + STROKE)
        _put(painter, across[some], down[some], symbol, 1.0 if sizes is None else sizes[some])
        told()


def _put(
    painter: QPainter, across: Floats, down: Floats, symbol: QPixmap, sizes: Floats | float
) -> None:
    fragments: Any = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
    fragments.resize(len(across))
    table = fragments.ndarray()
    table[:, 0], table[:, 1] = across, down
    table[:, 2:4] = 0
    table[:, 4:6] = symbol.width(), symbol.height()
    table[:, 6] = table[:, 7] = sizes
    table[:, 8], table[:, 9] = 0, 1
    draw: Any = painter.drawPixmapFragments
    # The library hands over an address and a length, which the bindings take and do not declare.
    draw(*fragments.drawargs(), symbol)


def disc(size: int, colour: QColor, symbol: str, look: Look) -> QPixmap:
    """A sign filled with a colour, with a rim that keeps it apart from its neighbours."""
    pixmap = QPixmap(size + 4, size + 4)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour)
    painter.setPen(QPen(look.colour("surface"), 1.2 if size < 2 * POINT else 3.0))
    place = QRectF(2, 2, size, size)
    if symbol == "o":
        painter.drawEllipse(place)
    else:
        corners = {"^": ((2, size + 2), (size + 2, size + 2), (size / 2 + 2, 2)),
                   "s": ((3, 3), (size + 1, 3), (size + 1, size + 1), (3, size + 1))}[symbol]  # fmt: skip
        painter.drawPolygon([QPointF(*corner) for corner in corners])
    painter.end()
    return pixmap


def ring(size: int, look: Look) -> QPixmap:
    """What stands around a selected point."""
    pixmap = QPixmap(size + 4, size + 4)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("ink"), 2.5))
    painter.drawEllipse(QRectF(2, 2, size, size))
    painter.end()
    return pixmap
