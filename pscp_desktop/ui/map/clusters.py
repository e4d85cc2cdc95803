"""Points gathered into circles that say how many: where each lies, for drawing and for words."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from pscp_desktop.maps.styles import clustered
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.symbols import POINT

CLUSTER_PIXELS: Final = 56
SMALLEST: Final = 26.0
AROUND: Final = 14.0


def circles(layer: MapLayer, frame: Frame, look: Look) -> Iterator[tuple[QRectF, int]]:
    """The box of each circle in the pixels of a frame, and how many points it holds; one alone is a point."""
    x, y = layer.middles()
    east, north, counts = clustered(x, y, CLUSTER_PIXELS * frame.metres)
    measures = QFontMetricsF(look.font("label"))
    for across, down, count in zip(
        frame.across(east), frame.down(north), counts.tolist(), strict=True
    ):
        size: float = POINT
        if count > 1:
            size = max(measures.horizontalAdvance(str(count)) + AROUND, SMALLEST)
        yield QRectF(across - size / 2, down - size / 2, size, size), count
