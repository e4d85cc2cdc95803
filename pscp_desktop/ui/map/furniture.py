"""What every map carries: its scale, where north is, and whose data it shows."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from pscp_desktop.i18n import tr
from pscp_desktop.maps.features import WORKING_CRS
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.layer import MapLayer

STEPS: Final = (1, 2, 5)
MOST_WIDTH: Final = 160.0
MARGIN: Final = 16.0
NAMES: Final = 260.0
KILOMETRE: Final = 1000


def scale_of(metres: float, most: float = MOST_WIDTH) -> tuple[float, str]:
    """The longest round distance that fits in `most` pixels: its pixels and its words."""
    length = metres * most
    power = 10.0 ** int(f"{length:e}".partition("e")[2])
    whole = max(step * power for step in STEPS if step * power <= length)
    words = f"{whole / KILOMETRE:g} km" if whole >= KILOMETRE else f"{whole:g} m"
    return whole / metres, words


def credited(layers: Sequence[MapLayer], basemap: str = "") -> str:
    """Whose data is shown, each once, and the coordinate system."""
    said = [basemap, *_said(layers)]
    return " · ".join([*dict.fromkeys(filter(None, said)), WORKING_CRS])


def _said(layers: Sequence[MapLayer]) -> list[str]:
    said = [layer.said.attribution or layer.said.source for layer in layers if layer.visible]
    if any(layer.visible and layer.schematic for layer in layers):
        said.insert(0, tr("Schematic barrios, not official cartography"))
    return said


def draw(painter: QPainter, place: QRectF, metres: float, credit: str, look: Look) -> None:
    """Scale at the right foot, north above it, attribution at the left foot."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font("caption"))
    width, words = scale_of(metres)
    right, foot = place.right() - MARGIN, place.bottom() - MARGIN
    painter.setPen(QPen(look.colour("ink"), 2))
    corners = ((right - width, foot - 6), (right - width, foot), (right, foot), (right, foot - 6))
    painter.drawPolyline([QPointF(*corner) for corner in corners])
    _backed(
        painter,
        QRectF(right - width, foot - 26, width, 18),
        words,
        look,
        Qt.AlignmentFlag.AlignCenter,
    )
    tip = QPointF(right - 8, foot - 64)
    arrow = [tip, tip + QPointF(7, 22), tip + QPointF(0, 16), tip + QPointF(-7, 22)]
    painter.setBrush(look.colour("ink"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF(arrow))
    north = QRectF(tip.x() - 12, tip.y() - 22, 24, 20)
    _backed(painter, north, tr("N"), look, Qt.AlignmentFlag.AlignCenter)
    left = QRectF(place.left() + MARGIN, foot - 14, place.width() - width - 4 * MARGIN, 18)
    _backed(painter, left, credit, look, Qt.AlignmentFlag.AlignLeft)


def name_sides(
    painter: QPainter, at: float, layers: Sequence[MapLayer], look: Look
) -> tuple[str, str]:
    """Say at the head of the line which layer is left and which is right of it: the two highest ones."""
    shown = [layer.name for layer in layers if layer.visible]
    before, after = (["", *shown])[-2:] if shown else ("", "")
    before = before or tr("Show two layers to compare them")
    painter.setFont(look.font("strong"))
    for words, place, align in (
        (before, QRectF(at - NAMES - MARGIN, MARGIN, NAMES, 22), Qt.AlignmentFlag.AlignRight),
        (after, QRectF(at + MARGIN, MARGIN, NAMES, 22), Qt.AlignmentFlag.AlignLeft),
    ):
        if words:
            _backed(painter, place, words, look, align)
    return before, after


def _backed(
    painter: QPainter, place: QRectF, words: str, look: Look, align: Qt.AlignmentFlag
) -> None:
    """Words on a ground of their own, so that they are read over anything."""
    # Before measuring: without a pen every text measures nothing.
    painter.setPen(look.colour("ink"))
    flags = align | Qt.AlignmentFlag.AlignVCenter
    words = painter.fontMetrics().elidedText(
        words, Qt.TextElideMode.ElideRight, int(place.width()) + 24
    )
    around = painter.boundingRect(place, flags, words).adjusted(-4, 0, 4, 0)
    ground = look.colour("canvas")
    ground.setAlphaF(0.85)
    painter.fillRect(around, ground)
    painter.drawText(around, Qt.AlignmentFlag.AlignCenter, words)
