"""The map and everything around it: layers, legend, tools, what was asked, the table, ways out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.maps import schematic
from pscp_desktop.maps.basemap_shelf import BasemapShelf
from pscp_desktop.maps.styles import Style
from pscp_desktop.ui import ask
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.asking import Asking
from pscp_desktop.ui.map.canvas import MapCanvas
from pscp_desktop.ui.map.card import Card
from pscp_desktop.ui.map.corner import Corner
from pscp_desktop.ui.map.ground import Under
from pscp_desktop.ui.map.grounding import Grounding
from pscp_desktop.ui.map.keeping import Keeper
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.layer_list import LayerList
from pscp_desktop.ui.map.leaving import Leaving
from pscp_desktop.ui.map.legend import Legend
from pscp_desktop.ui.map.sources import Sources
from pscp_desktop.ui.map.styling import Styling
from pscp_desktop.ui.map.table import FeatureTable
from pscp_desktop.ui.map.taking import Taking
from pscp_desktop.ui.parts import (
    Banner,
    Line,
    SectionHeader,
    button,
    column,
    panel,
    row,
    scrolled,
)
from pscp_desktop.ui.tasks import Tasks

ASIDE: Final = 308
NEAR_PIXELS: Final = 10
CORNERS: Final = 3
GAP: Final = 12


class Stage(QFrame):
    """The canvas, with the card at its left and the buttons at its right."""

    def __init__(self, canvas: MapCanvas, card: Card, corner: Corner) -> None:
        super().__init__()
        self._card, self._corner = card, corner
        self.setLayout(column(canvas, gap="none"))
        card.setParent(self)
        corner.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._corner.adjustSize()
        self._corner.move(self.width() - self._corner.width() - GAP, GAP)
        self._card.move(GAP, GAP)
        self._corner.raise_()


class MapBoard(QWidget):
    """Made when the map is first opened; everything heavy comes with it."""

    help_wanted = Signal()

    def __init__(
        self,
        look: Look,
        tasks: Tasks,
        keeper: Keeper | None,
        today: Callable[[], date],
        basemaps: BasemapShelf,
    ) -> None:
        super().__init__()
        self._look, self._tasks, self._keeper, self._today = look, tasks, keeper, today
        self._going: MapLayer | None = None
        self.canvas = MapCanvas(look, tasks)
        self.canvas.setAccessibleName(tr("Map"))
        self.canvas.setAccessibleDescription(
            tr(
                "Arrows move, plus and minus zoom, Space asks what is in the middle, Home shows all."
            )
        )
        self.taking = Taking(look, tasks, keeper, self.canvas.layers, today, self)
        self.grounding = Grounding(look, tasks, basemaps, self.canvas.sharp)
        self.list, self.legend = LayerList(look), Legend(look)
        self.table = FeatureTable(look)
        self.table.hide()
        self.search = QLineEdit()
        self._pages = QStackedWidget()
        self.card = Card(look)
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self.canvas.layers.append(
            MapLayer(
                tr("Centro (schematic)"), schematic.centro(), Style(labels="name"), schematic=True
            )
        )
        self.changed()
        self.canvas.show_all()
        self.grounding.begin()
        self.taking.fetch()

    # Parts

    def _build(self) -> None:
        look = self._look
        add = button(tr("Import"), "primary", "import", look)
        add.clicked.connect(self.taking.ask_file)
        add.setShortcut(QKeySequence("Ctrl+I"))
        own = button(tr("From the programme"), "", "layers", look)
        own.clicked.connect(self._show_sources)
        own.setVisible(self._keeper is not None)
        self.out = button(tr("Print or export"), "", "export", look)
        self.leaving = Leaving(self.out, self._tasks, self.canvas, self._today)
        self.search.setPlaceholderText(tr("Find a place"))
        self.search.setAccessibleName(tr("Find a place: a barrio, a street, or coordinates"))
        self._header = SectionHeader(tr("Layers"), 1)
        guide = button(tr("Which files, and from where"), "link")
        guide.clicked.connect(self.help_wanted)
        sketch = tr("Import the official barrios and your own layers; they are drawn in its place.")
        told = Banner(look, "info", tr("This is only a sketch."), sketch)
        self._empty = panel(column(told, row(guide, None), gap="xs"))
        home = column(
            Line(tr("Risk map"), "title"), Line(tr("Places, never persons."), "muted"), self.search,
            self._header, self.list, self._empty, self.grounding,
            SectionHeader(tr("Legend")), self.legend, None, gap="m",
        )  # fmt: skip
        self._pages.addWidget(scrolled(panel(home)))
        foot = column(self.taking.bar, add, own, self.out, gap="s")
        aside = panel(column(self._pages, foot, gap="m", edge=(20, 18, 16, 16), wide=0), "aside")
        aside.setFixedWidth(ASIDE)
        self.corner = Corner(look, self.canvas)
        stage = Stage(self.canvas, self.card, self.corner)
        middle = panel(column(stage, self.table, gap="none", wide=0))
        self.asking = Asking(self.canvas, self.card, self.table, self.search)
        self.setLayout(row(aside, middle, gap="none", wide=1))

    def _connect(self) -> None:
        self.list.asked.connect(self.do)
        self.table.closed.connect(self.table.hide)
        self.taking.shown.connect(self._show_page)
        self.taking.finished.connect(self.go_home)
        self.taking.added.connect(self.add)
        self.taking.looked_over.connect(self._look_over)
        self.taking.basemap.connect(self.grounding.take)
        self.grounding.changed.connect(self._grounded)

    # Layers

    @Slot(object)
    def add(self, layer: MapLayer) -> None:
        """Put a layer on top and show it whole."""
        if layer.features.kind == "areas":
            self._hide_sketch()
        self.canvas.layers.append(layer)
        self.changed()
        self.canvas.show_box(layer.features.bounds)

    def _hide_sketch(self) -> None:
        for sketch in self.canvas.layers:
            sketch.visible = sketch.visible and not sketch.schematic

    @Slot()
    def _grounded(self) -> None:
        """A basemap came or went: the sketch would hide it, and stands where there is nothing else."""
        shown = self.canvas.sharp.ground is not None
        for sketch in self.canvas.layers:
            if sketch.schematic:
                sketch.visible = not shown and not any(
                    layer.features.kind == "areas" and layer is not sketch
                    for layer in self.canvas.layers
                )
        self.changed()

    def changed(self) -> None:
        """The layers or how they are drawn changed: list, legend and map follow."""
        layers = [layer for layer in self.canvas.layers if not layer.passing]
        self.list.show_layers(layers)
        self._header.recount(len(layers))
        bare = self.canvas.sharp.ground is None
        self._empty.setVisible(bare and all(layer.schematic for layer in layers))
        self.legend.show_layers(layers)
        self.canvas.redraw()

    @Slot(str, object)
    def do(self, act: str, layer: MapLayer) -> None:
        """Do what was asked of a layer in the list."""
        layers = self.canvas.layers
        at = layers.index(layer)
        if act in {"up", "down"}:
            other = min(max(at + (1 if act == "up" else -1), 0), len(layers) - 1)
            layers[at], layers[other] = layers[other], layers[at]
        elif act == "remove":
            layers.remove(layer)
            if self.table.layer is layer:
                self.table.hide()
        elif act == "erase":
            self._ask_removal(layer)
            return
        elif act == "style":
            styling = Styling(self._look, layer)
            styling.changed.connect(self._restyled)
            styling.closed.connect(self.go_home)
            self._show_page(styling)
            return
        elif act == "table":
            self.table.show_layer(layer, self.canvas.frame_now().box)
            self.table.show()
            self.table.view.setFocus()
            return
        self.changed()

    def _ask_removal(self, layer: MapLayer) -> None:
        """Ask why a layer is to be taken from the whole team."""
        asked = ask.reason(
            self.window(), self._look,
            tr("Remove “{layer}” for the whole team?").format(layer=layer.name),
            tr("No desk will show it any more. Analyses that used it keep what they say of it."),
            tr("Remove it"),
        )  # fmt: skip
        self._going = layer
        asked.answered.connect(self._remove_everywhere)

    @Slot(str)
    def _remove_everywhere(self, why: str) -> None:
        layer = self._going

        def then() -> None:
            if layer in self.canvas.layers:
                self.do("remove", layer)

        if layer is not None:
            self.taking.remove(layer, why, then)

    @Slot(list)
    def _look_over(self, passing: list[MapLayer]) -> None:
        """Show where the layers of a file would fall, under no name yet."""
        self.canvas.layers[:] = [each for each in self.canvas.layers if not each.passing] + passing
        if passing:
            self.canvas.show_all_of(passing)
        self.canvas.redraw()

    @Slot()
    def _show_sources(self) -> None:
        if self._keeper is None:
            return
        page = Sources(self._look, self._tasks, self._keeper, self._today(), self.taking.areas)
        page.added.connect(self.add)
        page.closed.connect(self.go_home)
        self._show_page(page)

    @Slot()
    def _restyled(self) -> None:
        self.legend.show_layers(self.canvas.layers)
        self.canvas.redraw()

    @Slot(object)
    def _show_page(self, page: QWidget) -> None:
        self.go_home()
        self._pages.addWidget(scrolled(page))
        self._pages.setCurrentIndex(1)
        page.setFocus()

    @Slot()
    def go_home(self) -> None:
        """Show the list of layers again."""
        while self._pages.count() > 1:
            page = self._pages.widget(1)
            if page is not None:
                self._pages.removeWidget(page)
                page.deleteLater()
        self.changed()

    def exported(self, kind: str, under: Under | None = None) -> bytes:
        """The map, or its layers, as a file of one kind; with the basemap where it was drawn."""
        return self.leaving.exported(kind, under)

    # Drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls()[:1]:
            if url.isLocalFile():
                self.taking.read(Path(url.toLocalFile()))
