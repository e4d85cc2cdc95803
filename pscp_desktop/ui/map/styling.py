"""How a layer is drawn, chosen by hand; the map follows every choice at once."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QSlider, QSpinBox, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.maps.classes import METHODS
from pscp_desktop.maps.palettes import HOUSE, KINDS, STOPS
from pscp_desktop.maps.styles import WAYS, Style, numbers_in, ways_of
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.legend import worded
from pscp_desktop.ui.parts import Field, Line, button, column, row

METHOD_WORDS: Final = {
    "natural": N_("Natural breaks"),
    "quantile": N_("Same number in each"),
    "equal": N_("Equal intervals"),
    "manual": N_("By hand"),
}
PALETTE_WORDS: Final = {HOUSE: N_("Violet"), "viridis": "Viridis", "cividis": "Cividis"}
COLOUR_WORDS: Final = (
    N_("Blue"), N_("Vermilion"), N_("Green"), N_("Pink"), N_("Orange"), N_("Sky blue"), N_("Yellow"),
)  # fmt: skip
INSET: Final = 10
"""Pixels between the edge of a field and its number."""
SYMBOLS: Final = {"o": N_("Circle"), "^": N_("Triangle"), "s": N_("Square")}


class Styling(QWidget):
    """The choices for one layer."""

    changed = Signal()
    closed = Signal()

    def __init__(self, look: Look, layer: MapLayer) -> None:
        super().__init__()
        self.layer = layer
        style, columns = layer.style, numbers_in(layer.features)
        ways = ways_of(layer.features)
        self.way = _combo([(way, tr(WAYS[way])) for way in ways], style.way)
        self.column = _combo([(name, worded(name)) for name in columns], style.column)
        self.method = _combo([(name, tr(METHOD_WORDS[name])) for name in METHODS], style.method)
        self.manual = QLineEdit("; ".join(f"{value:g}" for value in style.manual))
        self.count = _number()
        self.count.setRange(2, 9)
        self.count.setValue(style.classes)
        palettes = [
            (HOUSE, tr(PALETTE_WORDS[HOUSE])),
            *((name, PALETTE_WORDS[name]) for name in STOPS),
        ]
        self.palette_of = _combo(palettes, style.palette)
        self.colour = _combo(
            [(c, tr(w)) for c, w in zip(KINDS, COLOUR_WORDS, strict=True)], style.colour
        )
        self.symbol = _combo([(sign, tr(words)) for sign, words in SYMBOLS.items()], style.symbol)
        self.labels = _combo(
            [("", tr("None")), *((n, n) for n in layer.features.columns)], style.labels
        )
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(style.opacity * 100))
        self.radius = _number()
        self.radius.setRange(50, 2000)
        self.radius.setSingleStep(50)
        self.radius.setValue(round(style.radius))
        self._fields = self._labelled(look)
        back = button(tr("Back to the layers"), "link", "back", look)
        back.clicked.connect(self.closed)
        self.setLayout(
            column(
                row(back, None), Line(layer.name, "section"), *self._fields.values(), None, gap="m"
            )
        )
        self._listen()
        self._fit()

    def _labelled(self, look: Look) -> dict[str, Field]:
        return {
            "way": Field(look, tr("Drawn by"), self.way),
            "column": Field(look, tr("Value"), self.column),
            "method": Field(look, tr("Classes by"), self.method),
            "count": Field(look, tr("Number of classes"), self.count),
            "manual": Field(look, tr("Bounds between the classes, with ;"), self.manual),
            "palette": Field(look, tr("Colours"), self.palette_of),
            "colour": Field(look, tr("Colour"), self.colour),
            "symbol": Field(look, tr("Sign"), self.symbol),
            "radius": Field(look, tr("Spread in metres"), self.radius),
            "labels": Field(look, tr("Labels"), self.labels),
            "opacity": Field(look, tr("Opacity"), self.opacity),
        }

    def _listen(self) -> None:
        for combo in (
            self.way,
            self.column,
            self.method,
            self.palette_of,
            self.colour,
            self.symbol,
            self.labels,
        ):
            combo.currentIndexChanged.connect(self._take)
        for each in (self.count, self.radius, self.opacity):
            each.valueChanged.connect(self._take)
        self.manual.editingFinished.connect(self._take)

    @Slot()
    def _take(self) -> None:
        self.layer.restyle(
            Style(
                way=self.way.currentData(),
                column=self.column.currentData() or "",
                method=self.method.currentData(),
                classes=self.count.value(),
                manual=numbers_of(self.manual.text()),
                palette=self.palette_of.currentData(),
                opacity=self.opacity.value() / 100,
                colour=self.colour.currentData(),
                symbol=self.symbol.currentData(),
                labels=self.labels.currentData(),
                radius=float(self.radius.value()),
            )
        )
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """Show only what the way of drawing asks for."""
        way, method = self.way.currentData(), self.method.currentData()
        asked = {
            "column": way in {"classes", "graduated", "raster"},
            "method": way == "classes",
            "count": way == "classes" and method != "manual",
            "manual": way == "classes" and method == "manual",
            "palette": way in {"classes", "heat", "raster"},
            "colour": way in {"single", "graduated", "clusters"},
            "symbol": self.layer.features.kind == "points" and way in {"single", "classes"},
            "radius": way == "heat",
        }
        for name, shown in asked.items():
            self._fields[name].setVisible(shown)


def numbers_of(text: str) -> tuple[float, ...]:
    """The numbers in a text, with semicolons between them and commas or points in them."""
    found = []
    for part in text.split(";"):
        try:
            found.append(float(part.strip().replace(",", ".")))
        except ValueError:
            continue
    return tuple(value for value in found if abs(value) < float("inf"))


def _combo(answers: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
    box = QComboBox()
    for data, words in answers:
        box.addItem(words, data)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def _number() -> QSpinBox:
    """A field for a number. The sheet leaves its words at the very edge, whatever its padding says."""
    made = QSpinBox()
    for words in made.findChildren(QLineEdit):
        words.setTextMargins(INSET, 0, INSET, 0)
    return made
