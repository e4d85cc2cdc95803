"""What the colours and sizes of the visible layers mean, as lines that the screen and the paper share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import language, tr, trn
from pscp_desktop.maps.palettes import ramp
from pscp_desktop.maps.styles import diameters
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.drawing import colours_of
from pscp_desktop.ui.map.layer import MapLayer

LINE: Final = 22
SWATCH: Final = 22
THOUSAND: Final = 1000
COMMA: Final = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend: a heading, or a sign with its words."""

    words: str
    sign: str = ""
    """Empty for a heading, else: area, point, line, size, bar."""
    colours: tuple[QColor, ...] = ()
    size: float = 10.0
    height: int = LINE


def keys(layers: Sequence[MapLayer], look: Look) -> Iterator[Key]:
    """The lines for the visible layers, the highest first."""
    for layer in reversed(layers):
        if layer.visible and not layer.schematic:
            yield Key(layer.name)
            yield from _keys_of(layer, look)


def _keys_of(layer: MapLayer, look: Look) -> Iterator[Key]:
    sign = {"areas": "area", "lines": "line"}.get(layer.features.kind, "point")
    colours, classes, values = colours_of(layer, look), layer.classes, layer.values()
    if layer.style.way == "heat":
        stops = ramp(layer.style.palette, 5, look.ramp, dark=look.theme == "dark")
        yield Key(tr("few   →   many events"), "bar", tuple(QColor(each) for each in stops))
    elif layer.style.way == "clusters":
        yield Key(tr("a circle says how many"), "point", colours, 18.0)
    elif layer.style.way == "graduated" and values is not None and np.isfinite(values).any():
        most = float(np.nanmax(values))
        shown = np.array([most, most / 2, most / 10])
        for value, across in zip(shown, diameters(shown), strict=True):
            yield Key(
                number(float(value)), "size", colours, float(across), max(LINE, round(across) + 4)
            )
    elif classes is not None:
        low = classes.least
        for colour, high, count in zip(colours, classes.upper, classes.counts, strict=True):
            yield Key(f"{number(low)} – {number(high)}  ({count})", sign, (colour,))
            low = high
        missing = int((classes.of < 0).sum())
        if missing:
            yield Key(f"{tr('no value')}  ({missing})", sign, (look.colour("line"),))
    else:
        count = len(layer.features)
        yield Key(
            trn("{count} feature", "{count} features", count).format(count=count), sign, colours
        )


def number(value: float) -> str:
    """A number in four figures at most, in the way of the language."""
    plain = f"{value:,.0f}" if abs(value) >= THOUSAND else f"{value:.4g}"
    return plain.translate(COMMA) if language() == "es" else plain


def draw_key(
    painter: QPainter, key: Key, left: float, top: float, width: float, look: Look
) -> None:
    """Draw one line of the legend."""
    painter.setFont(look.font("caption" if key.sign else "label"))
    indent = 0.0 if not key.sign else SWATCH + 14.0 if key.sign != "size" else 44.0
    if key.sign:
        _draw_sign(painter, key, QPointF(left + (indent - 10) / 2, top + key.height / 2), look)
    painter.setPen(look.colour("ink"))
    place = QRectF(left + indent, top, width - indent, key.height)
    words = painter.fontMetrics().elidedText(
        key.words, Qt.TextElideMode.ElideRight, int(place.width())
    )
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _draw_sign(painter: QPainter, key: Key, middle: QPointF, look: Look) -> None:
    painter.setPen(QPen(look.colour("edge"), 1))
    painter.setBrush(key.colours[0])
    if key.sign == "area":
        painter.drawRoundedRect(QRectF(middle.x() - 11, middle.y() - 7, 22, 14), 3, 3)
    elif key.sign == "line":
        painter.setPen(QPen(key.colours[0], 3))
        painter.drawLine(middle - QPointF(11, 0), middle + QPointF(11, 0))
    elif key.sign == "bar":
        place = QRectF(middle.x() - 11, middle.y() - 7, 22, 14)
        run = QLinearGradient(place.topLeft(), place.topRight())
        for at, colour in enumerate(key.colours):
            run.setColorAt(at / (len(key.colours) - 1), colour)
        painter.setBrush(run)
        painter.drawRect(place)
    else:
        painter.drawEllipse(middle, key.size / 2, key.size / 2)


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
        self.setAccessibleDescription(". ".join(key.words for key in self.keys))
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
