"""Choosing a place on the map, by hand or by key: for what is noted where it is seen."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.view import load
from pscp_desktop.ui.parts import EmptyState, column, emptied, say, text
from pscp_desktop.ui.tasks import Tasks


class PlacePicker(QWidget):
    """A small map; a click, or Space in its middle, is the place. Loaded when first seen."""

    ready = Signal()
    picked = Signal(float, float)
    """Longitude and latitude in degrees (WGS84)."""

    def __init__(self, look: Look, tasks: Tasks) -> None:
        super().__init__()
        self._look, self._tasks = look, tasks
        self._begun = False
        self._body = column(EmptyState(look, "map", tr("Opening the map")), gap="xs")
        self._said = text(
            tr("Click where it is, or move with the arrows and press Space."), "caption", wrap=True
        )
        self.setLayout(self._body)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self._tasks.run(tr("Opening the map"), load, self._loaded, owner=self)

    def _loaded(self, _: None) -> None:
        from pscp_desktop.maps import schematic
        from pscp_desktop.maps.styles import Style
        from pscp_desktop.ui.map.canvas import MapCanvas
        from pscp_desktop.ui.map.layer import MapLayer

        canvas = MapCanvas(self._look)
        canvas.setAccessibleName(tr("Map"))
        sketch = MapLayer(
            tr("Centro (schematic)"), schematic.centro(), Style(labels="name"), schematic=True
        )
        canvas.layers.append(sketch)
        canvas.use("pick")
        canvas.clicked.connect(self._take)
        emptied(self._body)
        self._body.addWidget(canvas, 1)
        self._body.addWidget(self._said)
        canvas.show_all()
        canvas.setFocus()
        self.ready.emit()

    @Slot(float, float)
    def _take(self, x: float, y: float) -> None:
        from pscp_desktop.maps.features import WORKING_CRS
        from pscp_desktop.maps.grids import DEGREES, transformer

        lon, lat = transformer(WORKING_CRS, DEGREES).transform(x, y)
        say(self._said, f"{tr('Place picked')}: {lat:.5f}, {lon:.5f}")
        self.picked.emit(lon, lat)
