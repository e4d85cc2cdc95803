"""The list of layers: which are shown, in which order, and what can be done with each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.map.act import Act
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.parts import CheckLine, Line, Part, column, emptied, icon_button, row

ACTS: Final = (
    ("style", "settings", N_("How {layer} is drawn")),
    ("up", "up", N_("Move {layer} up")),
    ("down", "down", N_("Move {layer} down")),
    ("table", "list", N_("Table of {layer}")),
    ("remove", "close", N_("Take {layer} off the map")),
    ("erase", "erase", N_("Remove {layer} for the whole team")),
)


class LayerRow(QFrame):
    """One layer: shown or not, and its acts."""

    asked = Signal(str, object)

    def __init__(self, look: Look, layer: MapLayer) -> None:
        super().__init__()
        as_role(self, "still")
        self.layer = layer
        self.shown = CheckLine(layer.name)
        self.shown.setChecked(layer.visible)
        self.shown.toggled.connect(self._toggle)
        said = [part for part in (layer.said.origin, layer.said.dated, layer.said.source) if part]
        self.shown.setAccessibleDescription(" · ".join(said))
        acts: list[QWidget] = []
        for name, icon, words in ACTS:
            if layer.schematic and name not in {"up", "down"}:
                continue
            if name == "erase" and layer.kept is None:
                continue
            pressed = icon_button(look, icon, tr(words).format(layer=layer.name))
            pressed.setObjectName(f"layer.{name}")
            pressed.clicked.connect(Act(self, self.asked.emit, name, layer).run)
            acts.append(pressed)
        parts: list[Part] = [self.shown]
        if said:
            parts.append(Line(" · ".join(said), "caption"))
        parts.append(row(*acts, None, gap="none"))
        self.setLayout(column(*parts, gap="none", edge=(0, 2, 0, 2)))

    @Slot(bool)
    def _toggle(self, on: bool) -> None:  # noqa: FBT001 (Qt's signature)
        self.layer.visible = on
        self.asked.emit("shown", self.layer)


class LayerList(QWidget):
    """The layers, the highest first."""

    asked = Signal(str, object)
    """What is asked of a layer: shown, style, up, down, table or remove."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows = column(gap="xs")
        self.setLayout(self._rows)

    def show_layers(self, layers: Sequence[MapLayer]) -> None:
        """List these."""
        emptied(self._rows)
        for layer in reversed(layers):
            shown = LayerRow(self._look, layer)
            shown.asked.connect(self.asked, Qt.ConnectionType.QueuedConnection)
            self._rows.addWidget(shown)
