"""Draws layers into a picture: areas, lines, points by value, clusters, heat, and labels that keep apart."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from pscp_desktop.maps.features import Features, Floats
from pscp_desktop.maps.palettes import ramp
from pscp_desktop.maps.styles import diameters, heat
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.clusters import circles
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.labels import Labels
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.symbols import POINT, Told, disc, put, ring

EDGE: Final = 1.0
DARK_RIM: Final = 0.6
"""How much of the quiet ink is in an outline on dark ground."""
CORNERS: Final = 2500
"""Corners drawn in one stroke: no stroke may hold the window up for long."""
HEAT_FLOOR: Final = 0.02
"""The share of the greatest heat under which the ground is left bare."""
NO_VALUE: Final = "line"
BRIGHT: Final = 0.55
TINTS: Final = 64
Numbers = npt.NDArray[np.int64]


def filling(colour: QColor, look: Look) -> QBrush:
    """What an area is filled with: hatched where there is no value, which is no class and no shade of one."""
    if colour == look.colour(NO_VALUE):
        return QBrush(look.colour("muted"), Qt.BrushStyle.BDiagPattern)
    return QBrush(colour)


def colours_of(layer: MapLayer, look: Look) -> tuple[QColor, ...]:
    """The colour of each class, or the one colour of the layer."""
    style, classes = layer.style, layer.classes
    if classes is None or style.way == "graduated":
        return (QColor(style.colour),)
    found = ramp(style.palette, len(classes.upper), look.ramp, dark=look.theme == "dark")
    return tuple(QColor(each) for each in found)


def paths(features: Features, which: npt.NDArray[np.bool_], frame: Frame) -> Iterator[QPainterPath]:
    """The outlines of some features as paths of about `CORNERS` corners, filled however they wind."""
    lengths = np.diff(features.parts)
    parts = np.flatnonzero(which[features.owners])
    if not len(parts):
        return
    joins = np.ones(len(features.x), np.int32)
    joins[features.parts[1:] - 1] = 0
    # An outline and its holes stay together: a stroke ends only where a feature does.
    ends = np.diff(features.owners[parts], append=-1) != 0
    stroke = (np.cumsum(lengths[parts]) - lengths[parts]) // CORNERS
    last = np.flatnonzero(ends)
    stroke = stroke[last[np.searchsorted(last, np.arange(len(parts)))]]
    for run in np.split(parts, np.flatnonzero(np.diff(stroke)) + 1):
        kept = _corners(features, run)
        path: QPainterPath = pg.arrayToQPath(
            frame.across(features.x[kept]), frame.down(features.y[kept]), joins[kept],
            finiteCheck=False,
        )  # fmt: skip
        path.setFillRule(Qt.FillRule.WindingFill)
        yield path


def _corners(features: Features, parts: Numbers) -> Numbers:
    """The numbers of the corners of some parts, in their order."""
    starts, lengths = features.parts[parts], np.diff(features.parts)[parts]
    before = np.cumsum(lengths) - lengths
    found: Numbers = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return found


class Drawing:
    """One drawing of some layers onto a painter that stands in the pixels of a frame."""

    def __init__(
        self, painter: QPainter, frame: Frame, look: Look, told: Told = lambda: None
    ) -> None:
        """`told` is called between the strokes; what it raises ends the drawing."""
        self._painter, self._frame, self._look, self._told = painter, frame, look, told
        self.labels = Labels(painter, frame, look, told)

    def layers(self, layers: Sequence[MapLayer], *, words: bool = True) -> None:
        """The visible ones from the lowest, then the labels of all."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = [layer for layer in layers if layer.visible]
        for layer in shown:
            self._painter.setOpacity(layer.style.opacity)
            self._layer(layer)
            self._selected(layer)
        self._painter.setOpacity(1.0)
        self.labels.keep_off(shown if words else ())
        for layer in reversed(shown):
            if words and layer.style.labels:
                self.labels.of(layer)

    def _layer(self, layer: MapLayer) -> None:
        if layer.style.way == "raster" and layer.raster() is not None:
            self._raster(layer)
        elif layer.features.kind == "areas" and layer.style.way != "graduated":
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
        if self._look.theme == "contrast":
            # The palest class is the colour of the ground there: an outline alone shows it.
            rim = QPen(self._look.colour("ink"), 2 * EDGE)
        elif self._look.theme == "dark":
            # So is the darkest one there.
            rim = QPen(self._look.mixed("muted", "surface", DARK_RIM), EDGE)
        if layer.schematic:
            rim = QPen(self._look.colour("muted"), 1.5)
        self._painter.setPen(rim)
        for colour, which in self._by_class(layer):
            self._painter.setBrush(filling(colour, self._look))
            self._outlines(layer.simple(self._frame.metres), which)

    def _lines(self, layer: MapLayer) -> None:
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, which in self._by_class(layer):
            self._painter.setPen(QPen(colour, 2.0))
            self._outlines(layer.simple(self._frame.metres), which)

    def _by_class(self, layer: MapLayer) -> Iterator[tuple[QColor, npt.NDArray[np.bool_]]]:
        """The colour of each class, and which features in sight are of it."""
        seen = self._in_sight(layer)
        colours, classes = colours_of(layer, self._look), layer.classes
        if classes is None:
            fill = self._look.colour("surface") if layer.schematic else colours[0]
            yield fill, seen
            return
        for number, colour in [(-1, self._look.colour(NO_VALUE)), *enumerate(colours)]:
            these = seen & (classes.of == number)
            if these.any():
                yield colour, these

    def _outlines(self, features: Features, which: npt.NDArray[np.bool_]) -> None:
        """Draw the outlines of some features, so many corners at a time."""
        for path in paths(features, which, self._frame):
            self._painter.drawPath(path)
            self._told()

    def _selected(self, layer: MapLayer) -> None:
        if not len(layer.chosen):
            return
        self._painter.setOpacity(1.0)
        if layer.features.kind == "points":
            x, y = layer.middles()
            self._signs((x[layer.chosen], y[layer.chosen]), ring(POINT + 8, self._look))
            return
        which = np.zeros(len(layer.features), np.bool_)
        which[layer.chosen] = True
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(self._look.colour("ink"), 3.0))
        self._outlines(layer.simple(self._frame.metres), which)

    # Points

    def _points(self, layer: MapLayer) -> None:
        x, y = layer.middles()
        colours, classes, values = colours_of(layer, self._look), layer.classes, layer.values()
        if layer.style.way == "graduated" and values is not None:
            across = diameters(values)
            order = np.argsort(-across)
            order = order[across[order] > 0]
            sign = disc(64, colours[0], layer.style.symbol, self._look)
            self._signs((x[order], y[order]), sign, across[order] / 64)
        elif classes is None:
            self._signs((x, y), disc(POINT, colours[0], layer.style.symbol, self._look))
        else:
            for number, colour in [(-1, self._look.colour(NO_VALUE)), *enumerate(colours)]:
                these = classes.of == number
                self._signs(
                    (x[these], y[these]), disc(POINT, colour, layer.style.symbol, self._look)
                )

    def _signs(
        self, places: tuple[Floats, Floats], sign: QPixmap, scale: Floats | None = None
    ) -> None:
        put(self._painter, self._frame, self._told, places, sign, scale)

    def _clusters(self, layer: MapLayer) -> None:
        font = self._look.font("label")
        colour = QColor(layer.style.colour)
        for place, count in circles(layer, self._frame, self._look):
            self._painter.setPen(QPen(self._look.colour("surface"), 2))
            self._painter.setBrush(colour)
            self._painter.drawEllipse(place)
            if count > 1:
                self._painter.setPen(
                    QColor("#FFFFFF" if colour.lightnessF() < BRIGHT else "#000000")
                )
                self._painter.setFont(font)
                self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(count))
            self._told()

    def _raster(self, layer: MapLayer) -> None:
        """The cells of a grid, each in the colour of its value, with nothing between them."""
        raster = layer.raster()
        if raster is None:
            return
        image = tinted(raster.shares(), layer, self._look)
        high, wide = raster.values.shape
        side = raster.cell / self._frame.metres
        left = (raster.west - self._frame.west) / self._frame.metres
        top = (self._frame.north - raster.north) / self._frame.metres
        hints = QPainter.RenderHint.SmoothPixmapTransform
        self._painter.setRenderHint(hints, on=False)
        self._painter.drawImage(QRectF(left, top, wide * side, high * side), image)
        self._told()

    def _heat(self, layer: MapLayer) -> None:
        x, y = layer.middles()
        box = self._frame.box
        found = heat(x, y, layer.style.radius, box)[::-1]
        most = layer.hottest()
        if most > 0:
            share = np.where(found < HEAT_FLOOR * most, np.nan, np.minimum(found / most, 1.0))
            image = tinted(share, layer, self._look, fading=True)
            hints = QPainter.RenderHint.SmoothPixmapTransform
            self._painter.setRenderHint(hints)
            self._painter.drawImage(QRectF(0, 0, self._frame.width, self._frame.height), image)


def _parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def tinted(
    share: npt.NDArray[np.float64], layer: MapLayer, look: Look, *, fading: bool = False
) -> QImage:
    """Shares of the last colour as a picture, clear where there is none; pale ones fade where wanted."""
    stops = ramp(layer.style.palette, TINTS, look.ramp, dark=look.theme == "dark")
    table = np.array([[*_parts(QColor(stop)), 255] for stop in stops] + [[0, 0, 0, 0]], np.uint8)
    if fading:
        table[:TINTS, 3] = np.clip(np.arange(TINTS) * 12, 0, 230)
        table[:TINTS, :3] = table[:TINTS, :3] * (table[:TINTS, 3:] / 255.0)
    known = np.isfinite(share)
    tint = np.where(known, np.nan_to_num(share) * (TINTS - 1), TINTS).astype(np.int64)
    pixels = np.ascontiguousarray(table[tint])
    height, width = share.shape
    image = QImage(
        pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied
    )
    return image.copy()
