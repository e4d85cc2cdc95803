"""What the colours and sizes of the visible layers mean, as lines that the screen and the paper share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import N_, language, tr, trn
from pscp_desktop.maps.palettes import ramp
from pscp_desktop.maps.styles import Classed, diameters
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.drawing import NO_VALUE, colours_of, filling
from pscp_desktop.ui.map.layer import MapLayer

LINE: Final = 22
SWATCH: Final = 22
THOUSAND: Final = 1000
BAR: Final = 16
NOTHING_BESIDE: Final = 1e-3
"""Under this share of the greatest value a number is told as nothing."""
"""Colours of which a bar is made; the eye takes what lies between for a slope."""
SCALE, WIDEST = 60, 250.0
COLUMNS: Final = {
    "score": N_("Recommended, share per km²"),
    "kde": N_("Kernel density, share per km²"),
    "prior": N_("Prior counts, share per km²"),
    "rtm": N_("Risk terrain, share per km²"),
    "combined": N_("Combined, share per km²"),
}
"""What the columns of a study's result are called: shares of all events."""
COMMA: Final = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend: a heading, or a sign with its words."""

    words: str
    sign: str = ""
    """Empty for a heading, else: area, point, line, size, scale (a bar with numbers under it)."""
    colours: tuple[QColor, ...] = ()
    size: float = 10.0
    height: int = LINE
    opacity: float = 1.0
    ticks: tuple[str, ...] = ()
    """What stands under the beginning, the middle and the end of a scale."""


def keys(layers: Sequence[MapLayer], look: Look) -> Iterator[Key]:
    """The lines for the visible layers, the highest first."""
    for layer in reversed(layers):
        if layer.visible and not layer.schematic and not layer.passing:
            yield Key(layer.name)
            for key in _keys_of(layer, look):
                yield replace(key, opacity=layer.style.opacity) if key.sign else key


def _keys_of(layer: MapLayer, look: Look) -> Iterator[Key]:
    sign = {"areas": "area", "lines": "line"}.get(layer.features.kind, "point")
    colours, classes, values = colours_of(layer, look), layer.classes, layer.values()
    scale = _scale_of(layer, look)
    if scale is not None:
        yield scale
    elif layer.style.way == "clusters":
        yield Key(tr("a circle says how many"), "point", colours, 18.0)
    elif layer.style.way == "graduated" and values is not None and np.isfinite(values).any():
        yield from _sizes(float(np.nanmax(values)), colours)
    elif classes is not None:
        yield from _classes(classes, colours, sign, look)
    else:
        count = len(layer.features)
        yield Key(
            trn("{count} feature", "{count} features", count).format(count=count), sign, colours
        )


def _sizes(most: float, colours: tuple[QColor, ...]) -> Iterator[Key]:
    shown = np.array([most, most / 2, most / 10])
    for value, across in zip(shown, diameters(shown), strict=True):
        high = max(LINE, round(across) + 4)
        yield Key(number(float(value)), "size", colours, float(across), high)


def _classes(classes: Classed, colours: tuple[QColor, ...], sign: str, look: Look) -> Iterator[Key]:
    low = classes.least
    for colour, high, count in zip(colours, classes.upper, classes.counts, strict=True):
        yield Key(f"{number(low)} – {number(high)}  ({count})", sign, (colour,))
        low = high
    missing = int((classes.of < 0).sum())
    if missing:
        yield Key(f"{tr('no value')}  ({missing})", sign, (look.colour("line"),))


def _scale_of(layer: MapLayer, look: Look) -> Key | None:
    """The bar of a layer that is drawn with one."""
    if layer.style.way == "heat":
        return _scale(tr("events per km²"), layer, look, (0.0, layer.hottest()))
    raster = layer.raster() if layer.style.way == "raster" else None
    if raster is None:
        return None
    words = worded(layer.style.column)
    over = float(np.nanmax(raster.values)) > raster.range[1]
    return _scale(words, layer, look, raster.range, more=over)


def _scale(
    words: str, layer: MapLayer, look: Look, ends: tuple[float, float], *, more: bool = False
) -> Key:
    """A bar of all colours with the numbers of its ends and its middle; `more` where some lie beyond."""
    stops = ramp(layer.style.palette, BAR, look.ramp, dark=look.theme == "dark")
    low, high = ends
    least = NOTHING_BESIDE * max(abs(low), abs(high))
    near = [rounded(v) if abs(v) > least else 0.0 for v in (low, (low + high) / 2, high)]
    said = (number(near[0]), number(near[1]), ("≥ " if more else "") + number(near[2]))
    return Key(words, "scale", tuple(QColor(each) for each in stops), height=SCALE, ticks=said)


def rounded(value: float) -> float:
    """A value in three figures, for numbers under a bar."""
    return float(f"{value:.3g}")


def worded(column: str) -> str:
    """A column of a result in words, or as it is called."""
    return tr(COLUMNS[column]) if column in COLUMNS else column


def faded(colour: QColor, opacity: float, look: Look) -> QColor:
    """A colour as it looks where the ground shows through."""
    ground = look.colour("surface")
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    red, green, blue = (round(opacity * one + (1 - opacity) * other) for one, other in pairs)
    return QColor(red, green, blue)


def _parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def number(value: float) -> str:
    """A number in four figures at most, in the way of the language."""
    plain = f"{value:,.0f}" if abs(value) >= THOUSAND else f"{value:.4g}"
    return plain.translate(COMMA) if language() == "es" else plain


def draw_key(
    painter: QPainter, key: Key, left: float, top: float, width: float, look: Look
) -> None:
    """Draw one line of the legend."""
    painter.setFont(look.font("caption" if key.sign else "label"))
    if key.sign == "scale":
        _draw_scale(painter, key, QRectF(left, top, min(width, WIDEST), key.height), look)
        return
    indent = 0.0 if not key.sign else SWATCH + 14.0 if key.sign != "size" else 44.0
    if key.sign:
        _draw_sign(painter, key, QPointF(left + (indent - 10) / 2, top + key.height / 2), look)
    painter.setPen(look.colour("ink"))
    place = QRectF(left + indent, top, width - indent, key.height)
    words = painter.fontMetrics().elidedText(
        visible(key.words), Qt.TextElideMode.ElideRight, int(place.width())
    )
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _draw_sign(painter: QPainter, key: Key, middle: QPointF, look: Look) -> None:
    painter.setPen(QPen(look.colour("edge"), 1))
    # As strong as it is on the map, over the ground the map has.
    painter.setBrush(faded(key.colours[0], key.opacity, look))
    if key.sign == "area" and key.colours[0] == look.colour(NO_VALUE):
        painter.setBrush(filling(key.colours[0], look))
    if key.sign == "area":
        painter.drawRoundedRect(QRectF(middle.x() - 11, middle.y() - 7, 22, 14), 3, 3)
    elif key.sign == "line":
        painter.setPen(QPen(faded(key.colours[0], key.opacity, look), 3))
        painter.drawLine(middle - QPointF(11, 0), middle + QPointF(11, 0))
    else:
        painter.drawEllipse(middle, key.size / 2, key.size / 2)


def _draw_scale(painter: QPainter, key: Key, place: QRectF, look: Look) -> None:
    """Words, the bar under them, and numbers under the bar."""
    painter.setPen(look.colour("ink"))
    line = QRectF(place.left(), place.top(), place.width(), 18)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, key.words)
    bar = QRectF(place.left() + 1, place.top() + 20, place.width() - 2, 14)
    run = QLinearGradient(bar.topLeft(), bar.topRight())
    for at, colour in enumerate(key.colours):
        run.setColorAt(at / (len(key.colours) - 1), faded(colour, key.opacity, look))
    painter.setPen(QPen(look.colour("edge"), 1))
    painter.setBrush(run)
    painter.drawRect(bar)
    painter.setPen(look.colour("ink"))
    foot = QRectF(place.left(), bar.bottom() + 2, place.width(), 18)
    aligned = (
        Qt.AlignmentFlag.AlignLeft,
        Qt.AlignmentFlag.AlignHCenter,
        Qt.AlignmentFlag.AlignRight,
    )
    for words, align in zip(key.ticks, aligned, strict=True):
        painter.drawText(foot, align | Qt.AlignmentFlag.AlignTop, words)


class Legend(QWidget):
    """The legend beside the map."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.keys: tuple[Key, ...] = ()
        self.setAccessibleName(tr("Legend"))

    def show_layers(self, layers: Sequence[MapLayer]) -> None:
        """Explain these layers."""
        self.keys = tuple(keys(layers, self._look))
        self.setFixedHeight(sum(key.height for key in self.keys) + 4)
        said = (" ".join((key.words, *key.ticks)) for key in self.keys)
        self.setAccessibleDescription(". ".join(filter(None, said)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, sum(key.height for key in self.keys) + 4)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0
        for key in self.keys:
            draw_key(painter, key, 0, top, self.width(), self._look)
            top += key.height
        painter.end()
