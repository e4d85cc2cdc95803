"""Draws layers into a picture: areas, lines, points by value, clusters, heat, and labels that keep apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.Qt import internals
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from pscp_desktop.maps.features import Features, Floats
from pscp_desktop.maps.palettes import ramp
from pscp_desktop.maps.styles import clustered, diameters, heat
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.layer import MapLayer

POINT: Final = 9
EDGE: Final = 1.0
MOST_LABELS: Final = 300
CLUSTER_PIXELS: Final = 56
HEAT_FLOOR: Final = 0.02
"""The share of the greatest heat under which the ground is left bare."""
NO_VALUE: Final = "line"
BRIGHT: Final = 0.55
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the ground that a picture shows: its west, its north, and metres for a pixel."""

    west: float
    north: float
    metres: float
    width: int
    height: int

    def across(self, x: Floats) -> Floats:
        return (x - self.west) / self.metres

    def down(self, y: Floats) -> Floats:
        return (self.north - y) / self.metres

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return (self.west, self.north - self.height * self.metres,
                self.west + self.width * self.metres, self.north)  # fmt: skip


def colours_of(layer: MapLayer, look: Look) -> tuple[QColor, ...]:
    """The colour of each class, or the one colour of the layer."""
    style, classes = layer.style, layer.classes
    if classes is None or style.way == "graduated":
        return (QColor(style.colour),)
    found = ramp(style.palette, len(classes.upper), look.ramp, dark=look.theme == "dark")
    return tuple(QColor(each) for each in found)


class Drawing:
    """One drawing of some layers onto a painter that stands in the pixels of a frame."""

    def __init__(self, painter: QPainter, frame: Frame, look: Look) -> None:
        self._painter, self._frame, self._look = painter, frame, look
        self._taken: list[QRectF] = []

    def layers(self, layers: Sequence[MapLayer]) -> None:
        """The visible ones from the lowest, then the labels of all."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = [layer for layer in layers if layer.visible]
        for layer in shown:
            self._painter.setOpacity(layer.style.opacity)
            self._layer(layer)
            self._selected(layer)
        self._painter.setOpacity(1.0)
        for layer in reversed(shown):
            if layer.style.labels:
                self._labels(layer)

    def _layer(self, layer: MapLayer) -> None:
        if layer.features.kind == "areas" and layer.style.way != "graduated":
            self._areas(layer)
        elif layer.features.kind == "lines":
            self._lines(layer)
        elif layer.style.way == "heat":
            self._heat(layer)
        elif layer.style.way == "clusters":
            self._clusters(layer)
        else:
            self._points(layer)

    # Areas and lines

    def _in_sight(self, layer: MapLayer) -> npt.NDArray[np.bool_]:
        west, south, east, north = self._frame.box
        boxes = layer.boxes
        return ((boxes[:, 2] >= west) & (boxes[:, 0] <= east)
                & (boxes[:, 3] >= south) & (boxes[:, 1] <= north))  # fmt: skip

    def _areas(self, layer: MapLayer) -> None:
        rim = QPen(self._look.colour("surface"), EDGE)
        if layer.schematic:
            rim = QPen(self._look.colour("muted"), 1.5)
        self._painter.setPen(rim)
        for colour, path in self._by_class(layer):
            self._painter.setBrush(QBrush(colour))
            self._painter.drawPath(path)

    def _lines(self, layer: MapLayer) -> None:
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, path in self._by_class(layer):
            self._painter.setPen(QPen(colour, 2.0))
            self._painter.drawPath(path)

    def _by_class(self, layer: MapLayer) -> Iterator[tuple[QColor, QPainterPath]]:
        simple, seen = layer.simple(self._frame.metres), self._in_sight(layer)
        colours, classes = colours_of(layer, self._look), layer.classes
        if classes is None:
            fill = self._look.colour("surface") if layer.schematic else colours[0]
            yield fill, self._path(simple, seen)
            return
        for number, colour in [(-1, self._look.colour(NO_VALUE)), *enumerate(colours)]:
            these = seen & (classes.of == number)
            if these.any():
                yield colour, self._path(simple, these)

    def _path(self, features: Features, which: npt.NDArray[np.bool_]) -> QPainterPath:
        """The outlines of some features as one path, filled however they wind."""
        lengths = np.diff(features.parts)
        kept = np.repeat(which[features.owners], lengths)
        joins = np.ones(len(features.x), np.int32)
        joins[features.parts[1:] - 1] = 0
        if not kept.any():
            return QPainterPath()
        across, down = self._frame.across(features.x[kept]), self._frame.down(features.y[kept])
        path: QPainterPath = pg.arrayToQPath(across, down, joins[kept], finiteCheck=False)
        path.setFillRule(Qt.FillRule.WindingFill)
        return path

    def _selected(self, layer: MapLayer) -> None:
        if not len(layer.chosen):
            return
        self._painter.setOpacity(1.0)
        if layer.features.kind == "points":
            x, y = layer.features.middles()
            self._symbols(x[layer.chosen], y[layer.chosen], self._ring(POINT + 8), None)
            return
        which = np.zeros(len(layer.features), np.bool_)
        which[layer.chosen] = True
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(self._look.colour("ink"), 3.0))
        self._painter.drawPath(self._path(layer.simple(self._frame.metres), which))

    # Points

    def _points(self, layer: MapLayer) -> None:
        x, y = layer.features.middles()
        colours, classes, values = colours_of(layer, self._look), layer.classes, layer.values()
        if layer.style.way == "graduated" and values is not None:
            across = diameters(values)
            order = np.argsort(-across)
            order = order[across[order] > 0]
            disc = self._disc(64, colours[0], layer.style.symbol)
            self._symbols(x[order], y[order], disc, across[order] / 64)
        elif classes is None:
            self._symbols(x, y, self._disc(POINT, colours[0], layer.style.symbol), None)
        else:
            for number, colour in [(-1, self._look.colour(NO_VALUE)), *enumerate(colours)]:
                these = classes.of == number
                self._symbols(
                    x[these], y[these], self._disc(POINT, colour, layer.style.symbol), None
                )

    def _symbols(self, x: Floats, y: Floats, symbol: QPixmap, scale: Floats | None) -> None:
        """The same pixmap at many places in one call; `scale` of each, or none."""
        frame = self._frame
        across, down = frame.across(x), frame.down(y)
        half = symbol.width() / 2
        there = (
            (across > -half)
            & (across < frame.width + half)
            & (down > -half)
            & (down < frame.height + half)
        )
        count = int(there.sum())
        if not count:
            return
        fragments: Any = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
        fragments.resize(count)
        table = fragments.ndarray()
        table[:, 0], table[:, 1] = across[there], down[there]
        table[:, 2:4] = 0
        table[:, 4:6] = symbol.width(), symbol.height()
        table[:, 6] = table[:, 7] = 1.0 if scale is None else scale[there]
        table[:, 8], table[:, 9] = 0, 1
        draw: Any = self._painter.drawPixmapFragments
        # The library hands over an address and a length, which the bindings take and do not declare.
        draw(*fragments.drawargs(), symbol)

    def _disc(self, size: int, colour: QColor, symbol: str) -> QPixmap:
        pixmap = QPixmap(size + 4, size + 4)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colour)
        painter.setPen(QPen(self._look.colour("surface"), 1.2 if size < 2 * POINT else 3.0))
        place = QRectF(2, 2, size, size)
        if symbol == "o":
            painter.drawEllipse(place)
        else:
            corners = {"^": ((2, size + 2), (size + 2, size + 2), (size / 2 + 2, 2)),
                       "s": ((3, 3), (size + 1, 3), (size + 1, size + 1), (3, size + 1))}[symbol]  # fmt: skip
            painter.drawPolygon([QPointF(*corner) for corner in corners])
        painter.end()
        return pixmap

    def _ring(self, size: int) -> QPixmap:
        pixmap = QPixmap(size + 4, size + 4)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("ink"), 2.5))
        painter.drawEllipse(QRectF(2, 2, size, size))
        painter.end()
        return pixmap

    def _clusters(self, layer: MapLayer) -> None:
        x, y = layer.features.middles()
        east, north, counts = clustered(x, y, CLUSTER_PIXELS * self._frame.metres)
        font = self._look.font("label")
        measures = QFontMetricsF(font)
        colour = QColor(layer.style.colour)
        for across, down, count in zip(
            self._frame.across(east), self._frame.down(north), counts, strict=True
        ):
            words = str(int(count))
            size = POINT if count == 1 else max(measures.horizontalAdvance(words) + 14, 26)
            place = QRectF(across - size / 2, down - size / 2, size, size)
            self._painter.setPen(QPen(self._look.colour("surface"), 2))
            self._painter.setBrush(colour)
            self._painter.drawEllipse(place)
            if count > 1:
                self._painter.setPen(
                    QColor("#FFFFFF" if colour.lightnessF() < BRIGHT else "#000000")
                )
                self._painter.setFont(font)
                self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _heat(self, layer: MapLayer) -> None:
        x, y = layer.features.middles()
        box = self._frame.box
        found = heat(x, y, layer.style.radius, box)[::-1]
        most = float(found.max())
        if most > 0:
            image = tinted(found / most, layer, self._look)
            hints = QPainter.RenderHint.SmoothPixmapTransform
            self._painter.setRenderHint(hints)
            self._painter.drawImage(QRectF(0, 0, self._frame.width, self._frame.height), image)

    # Labels

    def _labels(self, layer: MapLayer) -> None:
        words = layer.features.words(layer.style.labels)
        x, y = layer.features.middles()
        across, down = self._frame.across(x), self._frame.down(y)
        seen = np.flatnonzero(
            (across > 0) & (across < self._frame.width) & (down > 0) & (down < self._frame.height)
        )
        boxes = layer.boxes
        size = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
        font = self._look.font("strong" if layer.features.kind == "areas" else "caption")
        self._painter.setFont(font)
        measures = QFontMetricsF(font)
        lift = 0 if layer.features.kind == "areas" else measures.height() / 2 + POINT
        for number in seen[np.argsort(-size[seen], kind="stable")][:MOST_LABELS]:
            if words[number]:
                place = QRectF(
                    0, 0, measures.horizontalAdvance(words[number]) + 6, measures.height()
                )
                place.moveCenter(QPointF(across[number], down[number] - lift))
                self._label(words[number], place)

    def _label(self, words: str, place: QRectF) -> None:
        """Words with a pale rim, where no others stand yet."""
        if any(place.intersects(other) for other in self._taken):
            return
        self._taken.append(place)
        path = QPainterPath()
        base = QFontMetricsF(self._painter.font())
        path.addText(place.left() + 3, place.top() + base.ascent(), self._painter.font(), words)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        rim = QPen(self._look.colour("surface"), 4.0)
        rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(rim)
        self._painter.drawPath(path)
        self._painter.fillPath(path, self._look.colour("ink"))


def _parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def tinted(share: npt.NDArray[np.float64], layer: MapLayer, look: Look) -> QImage:
    """Heat from nought to one as a picture: the palette's colours, clear where there is next to none."""
    stops = ramp(layer.style.palette, 64, look.ramp, dark=look.theme == "dark")
    table = np.array([[*_parts(QColor(stop)), 255] for stop in stops], np.uint8)
    table[:, 3] = np.clip(np.arange(64) * 12, 0, 230)
    pixels = table[np.minimum((share * 63).astype(np.int64), 63)]
    pixels[share < HEAT_FLOOR] = 0
    height, width = share.shape
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()
