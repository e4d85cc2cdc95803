"""The buttons over the map: nearer, farther, everything, and the tools of which one is in the hand."""

from typing import Final

from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.map.act import Act
from pscp_desktop.ui.map.canvas import ZOOM, MapCanvas
from pscp_desktop.ui.parts import column, icon_button

TOOLS: Final = (
    ("look", "pin", N_("Look and ask")),
    ("select", "edit", N_("Select by drawing")),
    ("measure", "steps", N_("Measure")),
    ("swipe", "layers", N_("Compare before and after")),
)


class Corner(QFrame):
    """What is pressed over the map."""

    def __init__(self, look: Look, canvas: MapCanvas) -> None:
        super().__init__()
        as_role(self, "plain")
        self._look, self._canvas = look, canvas
        self._tools: dict[str, QPushButton] = {}
        buttons: list[QWidget] = [
            self._button("plus", tr("Zoom in"), Act(self, canvas.zoom, ZOOM)),
            self._button("minus", tr("Zoom out"), Act(self, canvas.zoom, 1 / ZOOM)),
            self._button("house", tr("Show all"), Act(self, canvas.show_all)),
        ]
        for name, icon, words in TOOLS:
            self._tools[name] = self._button(icon, tr(words), Act(self, self.use, name))
            self._tools[name].setCheckable(True)
            buttons.append(self._tools[name])
        self._tools["look"].setChecked(True)
        self.setLayout(column(*buttons, gap="s"))

    def use(self, tool: str) -> None:
        """Take a tool; only its button is pressed."""
        for name, pressed in self._tools.items():
            pressed.setChecked(name == tool)
        self._canvas.use(tool)
        self._canvas.setFocus()

    def _button(self, icon: str, words: str, act: Act) -> QPushButton:
        pressed = icon_button(self._look, icon, words)
        as_role(pressed, "map")
        pressed.clicked.connect(act.run)
        return pressed
