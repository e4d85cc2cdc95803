"""What the hand asks of the map: what is here, what lies in this outline, how far, where is that place."""

from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QLineEdit

from pscp_desktop.i18n import tr
from pscp_desktop.maps.features import Floats
from pscp_desktop.ui.map.canvas import MapCanvas
from pscp_desktop.ui.map.card import Card, facts_of, measured, selected
from pscp_desktop.ui.map.finding import find
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.table import FeatureTable

NEAR_PIXELS: Final = 10
CORNERS: Final = 3


class Asking(QObject):
    """Answers on the card, and marks what the answer is about."""

    def __init__(
        self, canvas: MapCanvas, card: Card, table: FeatureTable, search: QLineEdit
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._card, self._table, self._search = canvas, card, table, search
        canvas.clicked.connect(self.ask)
        canvas.drawn.connect(self._drawn)
        canvas.moved.connect(self._moved)
        search.returnPressed.connect(self._find)
        card.closed.connect(canvas.wipe)
        table.chosen.connect(self._stand_on, Qt.ConnectionType.QueuedConnection)

    @Slot(float, float)
    def ask(self, x: float, y: float) -> None:
        """Say what is at a place: the highest layer that has something there."""
        near = NEAR_PIXELS * self._canvas.frame_now().metres
        for layer in reversed(self._canvas.layers):
            which = (
                layer.at(x, y, near if layer.features.kind != "areas" else 0.0)
                if layer.visible
                else None
            )
            if which is not None:
                self._choose(layer, which)
                return
        self._unchoose()
        self._card.hide()

    def _choose(self, layer: MapLayer, which: int) -> None:
        self._unchoose()
        layer.chosen = np.array([which], np.int64)
        self._card.show_words(*facts_of(layer, which))
        self._canvas.redraw()

    def _unchoose(self) -> None:
        for layer in self._canvas.layers:
            layer.chosen = np.empty(0, np.int64)
        self._canvas.redraw()

    @Slot(object, int)
    def _stand_on(self, layer: MapLayer, which: int) -> None:
        self._choose(layer, which)

    @Slot(object)
    def _drawn(self, line: Floats) -> None:
        if self._canvas.tool == "measure":
            self._card.show_words(tr("Measured"), measured(line))
        elif len(line) >= CORNERS:
            self._unchoose()
            shown = [
                layer for layer in self._canvas.layers if layer.visible and not layer.schematic
            ]
            for layer in shown:
                layer.chosen = layer.inside(line)
            self._card.show_words(tr("Selected"), [selected(layer) for layer in shown])
            self._canvas.redraw()

    @Slot()
    def _moved(self) -> None:
        line = self._canvas.line
        if self._canvas.tool == "measure" and len(line) > 1:
            self._card.show_words(tr("Measured"), measured(line))
        if self._table.isVisible() and self._table.layer is not None:
            self._table.show_layer(self._table.layer, self._canvas.frame_now().box)

    @Slot()
    def _find(self) -> None:
        place = find(self._search.text(), self._canvas.layers)
        if place is None:
            self._card.show_words(
                tr("Not found"), [tr("No visible layer has a place of this name.")]
            )
            return
        self._canvas.show_box(place.box)
        if place.layer is not None:
            self._choose(place.layer, place.number)
