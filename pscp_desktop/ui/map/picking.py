"""Choosing a place on the map, by hand or by key: for what is noted where it is seen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.risk_layers import LayerShape, Origin
from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.keeping import Shelved
from pscp_desktop.ui.map.view import load
from pscp_desktop.ui.parts import EmptyState, column, emptied, say, text
from pscp_desktop.ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from pscp_desktop.ui.map.canvas import MapCanvas
    from pscp_desktop.ui.map.layer import MapLayer

HEIGHT: Final = 340
MOST_FEATURES: Final = 20_000
MOST_LAYERS: Final = 6
GROUND: Final = frozenset({Origin.LAND_USE, Origin.PROTECTIVE})
"""What helps to find a place again. Where events were reported has no business here."""
HAND_PIXELS: Final = 8
"""How near a finger or a mouse comes to what it means."""
FINEST_M: Final = 5
FAINT: Final = 0.4
"""How much of the ground's points is seen: the place picked stands out among them."""
SKETCH_M: Final = 300
"""What a place on the sketch is good for: it is true to nothing but neighbourhood."""


class PlacePicker(QWidget):
    """A small map; a click, or Space in its middle, is the place. Loaded when first seen."""

    ready = Signal()
    picked = Signal(float, float)
    """Longitude and latitude in degrees (WGS84)."""

    def __init__(self, look: Look, tasks: Tasks, keeper: Shelved | None = None) -> None:
        super().__init__()
        self._look, self._tasks, self._keeper = look, tasks, keeper
        self.canvas: MapCanvas | None = None
        self.accuracy_m = 0
        """How far the last place picked may be from what was meant."""
        self._begun = False
        self._mark: MapLayer | None = None
        self._body = column(EmptyState(look, "map", tr("Opening the map")), gap="xs")
        self._said = text("", "caption", wrap=True)
        self.setMinimumHeight(HEIGHT)
        self.setLayout(self._body)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self._tasks.run(tr("Opening the map"), self._read, self._loaded, owner=self)

    def _read(self, progress: Progress) -> "Sequence[MapLayer]":
        """What the team keeps of the ground, as layers to draw."""
        load(progress)
        from pscp_desktop.ui.map.taking import from_kept
        from pscp_desktop.ui.map.undecided import bearing

        keeper = self._keeper
        if keeper is None:
            return ()
        kept = [
            one
            for one in keeper.all()
            if one.origin in GROUND and one.features <= MOST_FEATURES and one.content is not None
        ]
        # Areas below, then lines, then points.
        order = (LayerShape.AREAS, LayerShape.LINES, LayerShape.POINTS)
        kept.sort(key=lambda one: order.index(LayerShape(one.shape)) if one.shape in order else 0)
        undecided = keeper.undecided()
        return [
            made
            for one in kept[:MOST_LAYERS]
            for made in bearing(from_kept(one, keeper.content(one.id)), one, undecided)
        ]

    def _loaded(self, ground: "Sequence[MapLayer]") -> None:
        from pscp_desktop.maps import schematic
        from pscp_desktop.maps.styles import Style
        from pscp_desktop.ui.map.canvas import MapCanvas
        from pscp_desktop.ui.map.layer import MapLayer

        canvas = self.canvas = MapCanvas(self._look, self._tasks)
        canvas.setAccessibleName(tr("Map"))
        canvas.setMinimumHeight(HEIGHT - 40)
        sketch = MapLayer(
            tr("Centro (schematic)"), schematic.centro(), Style(labels="name"), schematic=True
        )
        sketch.visible = not any(layer.features.kind == "areas" for layer in ground)
        for layer in ground:
            if layer.features.kind == "points":
                layer.restyle(replace(layer.style, opacity=FAINT))
        canvas.layers.extend([sketch, *ground])
        canvas.use("pick")
        canvas.clicked.connect(self._take)
        emptied(self._body)
        self._body.addWidget(canvas, 1)
        self._body.addWidget(self._said)
        words = tr("Click where it is, or move with the arrows and press Space.")
        careful = tr("This is only a sketch: a place on it is good to about {n} m.")
        say(self._said, f"{words} {careful.format(n=SKETCH_M)}" if not ground else words)
        canvas.show_all()
        self.ready.emit()

    def show_place(self, longitude: float, latitude: float) -> None:
        """Mark a place that was given before, in degrees (WGS84), and bring it into sight."""
        from pscp_desktop.maps.features import WORKING_CRS
        from pscp_desktop.maps.grids import DEGREES, transformer

        x, y = transformer(DEGREES, WORKING_CRS).transform(longitude, latitude)
        self._put_mark(x, y)

    @Slot(float, float)
    def _take(self, x: float, y: float) -> None:
        from pscp_desktop.maps.features import WORKING_CRS
        from pscp_desktop.maps.grids import DEGREES, transformer

        assert self.canvas is not None  # noqa: S101 (it was clicked)
        reach = round(HAND_PIXELS * self.canvas.frame_now().metres)
        true = any(not layer.schematic and layer is not self._mark for layer in self.canvas.layers)
        self.accuracy_m = max(FINEST_M if true else SKETCH_M, reach)
        self._put_mark(x, y)
        lon, lat = transformer(WORKING_CRS, DEGREES).transform(x, y)
        about = tr("good to about {n} m").format(n=self.accuracy_m)
        say(self._said, f"{tr('Place picked')}: {lat:.5f}, {lon:.5f}, {about}")
        self.picked.emit(lon, lat)

    def _put_mark(self, x: float, y: float) -> None:
        import numpy as np

        from pscp_desktop.maps.features import WORKING_CRS, Features
        from pscp_desktop.maps.styles import Style
        from pscp_desktop.ui.map.layer import MapLayer

        canvas = self.canvas
        if canvas is None:
            return
        if self._mark is not None:
            canvas.layers.remove(self._mark)
        point = Features.points(np.array([x]), np.array([y]), {}, WORKING_CRS)
        colour = self._look.colour("danger").name()
        self._mark = MapLayer(tr("Place picked"), point, Style(colour=colour))
        # The ring that shows a chosen feature, so that it is seen among others.
        self._mark.chosen = np.zeros(1, np.int64)
        canvas.layers.append(self._mark)
        canvas.redraw()
