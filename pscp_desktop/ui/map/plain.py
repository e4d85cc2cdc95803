"""The plain style of vector basemaps: quiet enough that what lies over it is read first."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from pscp_desktop.maps.tiles import AREAS, ROLES, Run, Tile

PIXELS: Final = 512
"""Pixels of a tile's side as it is drawn."""
CORNERS: Final = 2500
PAPER: Final = "paper"
COLOURS: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {
        PAPER: "#F3F1EA", "green": "#DCE7D0", "water": "#BFD6E6", "stream": "#A9C8DD", "building": "#E3DED3",
        "border": "#A79F92", "path": "#D9D2C4", "road": "#FFFFFF", "rail": "#B5ADA0", "main": "#FBE3B0",
        "area": "#E9E5DB",
    },
    "dark": {
        PAPER: "#1A201E", "green": "#20302A", "water": "#16303F", "stream": "#1E3F52", "building": "#262E2B",
        "border": "#6B756F", "path": "#303A36", "road": "#3B4642", "rail": "#4C5752", "main": "#5A5440",
        "area": "#222A27",
    },
    "contrast": {
        PAPER: "#FFFFFF", "green": "#FFFFFF", "water": "#D4E4F2", "stream": "#5C86A8", "building": "#EDEDED",
        "border": "#000000", "path": "#BDBDBD", "road": "#8C8C8C", "rail": "#5C5C5C", "main": "#3D3D3D",
        "area": "#F5F5F5",
    },
}  # fmt: skip
WIDTHS: Final[Mapping[str, float]] = {
    "stream": 2.0, "border": 1.5, "path": 1.2, "road": 2.6, "rail": 1.5, "main": 4.2,
}  # fmt: skip
CASED: Final = frozenset({"road", "main"})


def paper(theme: str) -> QColor:
    """The ground under everything."""
    return QColor(COLOURS[theme][PAPER])


def drawn(
    tile: Tile, theme: str, part: tuple[float, float, float], told: Callable[[], None]
) -> QImage:
    """A tile, or the part of it that begins at left and top and is `share` of a side, as a picture."""
    image = QImage(PIXELS, PIXELS, QImage.Format.Format_RGB32)
    image.fill(paper(theme))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        for role in ROLES:
            if role in tile.runs:
                _draw(painter, role, tile.runs[role], theme, part, told)
    finally:
        painter.end()
    return image


def _draw(
    painter: QPainter, role: str, run: Run, theme: str, part: tuple[float, float, float],
    told: Callable[[], None],
) -> None:  # fmt: skip
    colour, paths = QColor(COLOURS[theme][role]), _paths(run, part)
    brush, pens = _means(role, colour, theme)
    painter.setBrush(brush)
    for pen in pens:
        painter.setPen(pen)
        for path in paths:
            painter.drawPath(path)
            told()


def _means(role: str, colour: QColor, theme: str) -> tuple[QBrush, list[QPen]]:
    """What a role is filled with, and the pens that go over its outlines one after the other."""
    if role in AREAS:
        rim = QPen(colour.darker(108), 1.0) if role == "building" else QPen(Qt.PenStyle.NoPen)
        return QBrush(colour), [rim]
    pens = [_pen(colour, WIDTHS[role])]
    if role in CASED:
        case = colour.darker(150 if theme == "dark" else 118)
        pens.insert(0, _pen(case, WIDTHS[role] + 1.6))
    return QBrush(Qt.BrushStyle.NoBrush), pens


def _pen(colour: QColor, wide: float) -> QPen:
    pen = QPen(colour, wide)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _paths(run: Run, part: tuple[float, float, float]) -> list[QPainterPath]:
    """The run in pixels, in paths of about so many corners; holes are left open as they wind."""
    left, top, share = part
    joins = np.ones(len(run.x), np.int32)
    ends = np.cumsum(run.lengths)
    joins[ends - 1] = 0
    x = (run.x.astype(np.float64) - left) / share * PIXELS
    y = (run.y.astype(np.float64) - top) / share * PIXELS
    found = []
    cuts = (
        np.flatnonzero(np.diff((ends - 1) // CORNERS)) if len(ends) > 1 else np.empty(0, np.int64)
    )
    begin = 0
    for end in (*ends[cuts].tolist(), len(x)):
        some: Any = slice(begin, end)
        path: QPainterPath = pg.arrayToQPath(x[some], y[some], joins[some], finiteCheck=False)
        path.setFillRule(Qt.FillRule.OddEvenFill)
        found.append(path)
        begin = end
    return found
