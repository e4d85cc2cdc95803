"""Words on the map that keep apart: what stands first stays, what would touch it is left out."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from pscp_desktop.domain.signs import visible
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.clusters import circles
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.symbols import POINT, Told

MOST_LABELS: Final = 300
RIM: Final = 4.0


class Labels:
    """The words put into one picture so far."""

    def __init__(self, painter: QPainter, frame: Frame, look: Look, told: Told) -> None:
        self._painter, self._frame, self._look, self._told = painter, frame, look, told
        self.taken: list[QRectF] = []
        self._circles: list[QRectF] = []

    def keep_off(self, layers: Iterable[MapLayer]) -> None:
        """Leave the circles of clusters free: their numbers are words too."""
        for layer in layers:
            if layer.visible and layer.style.way == "clusters":
                found = circles(layer, self._frame, self._look)
                self._circles += [place for place, count in found if count > 1]
                self._told()

    def of(self, layer: MapLayer) -> None:
        """The words of a layer, those of the largest features first."""
        words = layer.features.words(layer.style.labels)
        x, y = layer.middles()
        across, down = self._frame.across(x), self._frame.down(y)
        seen = np.flatnonzero(
            (across > 0) & (across < self._frame.width) & (down > 0) & (down < self._frame.height)
        )
        boxes = layer.boxes
        size = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
        areas = layer.features.kind == "areas"
        font = self._look.font("strong" if areas else "caption")
        lift = 0 if areas else QFontMetricsF(font).height() / 2 + POINT
        for number in seen[np.argsort(-size[seen], kind="stable")][:MOST_LABELS]:
            if words[number]:
                self.put(words[number], QPointF(across[number], down[number] - lift), font)

    def put(self, words: str, middle: QPointF, font: QFont, role: str = "ink") -> None:
        """Words with a pale rim around a middle, where no others stand yet; beside a circle that is there."""
        words = visible(words)
        measures = QFontMetricsF(font)
        place = QRectF(0, 0, measures.horizontalAdvance(words) + 6, measures.height())
        place.moveCenter(middle)
        if any(place.intersects(other) for other in self.taken) or not self._beside(place):
            return
        self.taken.append(place)
        path = QPainterPath()
        path.addText(place.left() + 3, place.top() + measures.ascent(), font, words)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        rim = QPen(self._look.colour("surface"), RIM)
        rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(rim)
        self._painter.drawPath(path)
        self._painter.fillPath(path, self._look.colour(role))
        self._told()

    def _beside(self, place: QRectF) -> bool:
        """Move words off the circles, up or down by their own height; whether there is room."""
        for lines in (0, -1, 2, -3, 4) if self._circles else (0,):
            place.translate(0, lines * place.height())
            if not any(place.intersects(each) for each in (*self._circles, *self.taken)):
                return True
        return False
