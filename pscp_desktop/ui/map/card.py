"""What was asked of a place, over the map: a feature's words, a count, a length."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame

from pscp_desktop.i18n import tr, trn
from pscp_desktop.maps.features import Floats
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.legend import number
from pscp_desktop.ui.parts import column, emptied, icon_button, row, text

WIDTH: Final = 300
MOST_FACTS: Final = 9
KILOMETRE, SQUARE_KILOMETRE = 1e3, 1e6
CORNERS: Final = 3


class Card(QFrame):
    """A title and lines; gone when closed."""

    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        as_role(self, "card")
        self._look = look
        self._body = column(gap="xs")
        self._whole = column(self._body, edge=(14, 10, 10, 12))
        self.setLayout(self._whole)
        self.setFixedWidth(WIDTH)
        self.words: tuple[str, ...] = ()
        self.hide()

    def show_words(self, title: str, lines: Sequence[str]) -> None:
        """Say this."""
        emptied(self._body)
        self.words = (title, *lines)
        close = icon_button(self._look, "close", tr("Close"))
        close.clicked.connect(self._close)
        self._body.addLayout(row(text(title, "section", wrap=True), close, wide=0))
        for line in lines:
            self._body.addWidget(text(line, "body", wrap=True))
        self.setAccessibleName(". ".join(self.words))
        self.show()
        self.raise_()
        # Only once the lines that were there before are gone.
        QTimer.singleShot(0, self, self._fit)
        self._fit()

    def _fit(self) -> None:
        """As high as its words ask for at this width: `adjustSize` asks words that wrap for any width."""
        self._whole.invalidate()
        self.resize(WIDTH, self._whole.totalHeightForWidth(WIDTH))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


def facts_of(layer: MapLayer, which: int) -> tuple[str, list[str]]:
    """The title and the lines of one feature."""
    columns = layer.features.columns
    title = layer.features.words(layer.style.labels)[which] if layer.style.labels else ""
    lines = [
        f"{name}: {layer.features.words(name)[which]}"
        for name in list(columns)[:MOST_FACTS]
        if name != layer.style.labels and layer.features.words(name)[which]
    ]
    said = " · ".join(filter(None, (layer.said.origin, layer.said.dated, layer.said.source)))
    return title or layer.name, [*lines, *([said] if said else [])]


def measured(line: Floats) -> list[str]:
    """The length of what was drawn, and its area where it has one."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    length = float(steps.sum())
    said = (
        number(length / KILOMETRE) + " km" if length >= KILOMETRE else number(round(length)) + " m"
    )
    found = [tr("Length: {length}").format(length=said)]
    if len(line) >= CORNERS:
        area = float(shapely.area(shapely.make_valid(shapely.polygons(line))))
        many = number(area / SQUARE_KILOMETRE) + " km²" if area >= SQUARE_KILOMETRE / 10 else (
            number(round(area)) + " m²"
        )  # fmt: skip
        found.append(tr("Area: {area}").format(area=many))
    return found


def selected(layer: MapLayer) -> str:
    """How many of a layer were selected."""
    count = len(layer.chosen)
    counted = trn("{count} feature", "{count} features", count).format(count=count)
    return f"{layer.name}: {counted}"
