"""Takes files onto the map: read apart, previewed, kept by the team; and fetches what it keeps already."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget
from shiboken6 import isValid

from pscp_desktop.domain.risk_layers import Layer, Origin
from pscp_desktop.i18n import N_, tr
from pscp_desktop.maps import geojson as reader
from pscp_desktop.maps import joining, mending, writing
from pscp_desktop.maps.basemaps import SUFFIXES
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.found import ReadLayer, Wanted
from pscp_desktop.maps.importing import read_apart
from pscp_desktop.maps.styles import Style
from pscp_desktop.maps.systems import systems
from pscp_desktop.services.risk.map_desk import Home
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import plain_day
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.bringing import Preview, layer_of
from pscp_desktop.ui.map.keeping import Keeper
from pscp_desktop.ui.map.layer import MapLayer, Said
from pscp_desktop.ui.map.system_choice import Naming
from pscp_desktop.ui.map.undecided import bearing
from pscp_desktop.ui.parts import button, panel, row
from pscp_desktop.ui.tasks import Progress, Task, Tasks

KINDS: Final = N_(
    "Layers (*.geojson *.json *.gpkg *.shp *.zip *.kml *.kmz *.gpx *.csv *.txt *.tsv *.pmtiles *.mbtiles)"
)
WHOLE: Final = 1000
UNPLACED: Final = frozenset({"no_crs", "bad_crs", "outside"})
"""Reasons that a coordinate system named by hand may mend."""


class Taking(QObject):
    """The way of a file onto the map."""

    shown = Signal(object)
    """A page that wants to be seen."""
    finished = Signal()
    added = Signal(object)
    looked_over = Signal(list)
    """Layers to be seen on the map while their file is looked over; none when that is over."""
    basemap = Signal(Path)
    """A file of tiles, which is no layer."""

    def __init__(
        self,
        look: Look,
        tasks: Tasks,
        keeper: Keeper | None,
        layers: list[MapLayer],
        today: Callable[[], date],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._look, self._tasks, self._keeper = look, tasks, keeper
        self._layers, self._board = layers, parent
        self._task: Task | None = None
        self._number = 0
        self._path = Path()
        self.preview: Preview | None = None
        self._progress = QProgressBar()
        self._progress.setRange(0, WHOLE)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Reading the file"))
        stop = button(tr("Cancel"), "quiet")
        stop.clicked.connect(self.cancel)
        self.bar = panel(row(self._progress, stop, wide=0))
        self.bar.hide()
        tasks.progressed.connect(self._told)

    @Slot()
    def ask_file(self) -> None:
        """Ask which file."""
        ask.open_file(self._board.window(), tr("Import a layer"), tr(KINDS), self.read)

    def read(self, path: Path, crs: str = "") -> None:
        """Read a file apart; what is found in it is previewed."""
        if path.suffix.lower() in SUFFIXES:
            self.basemap.emit(path)
            return

        self._path = path

        def job(progress: Progress) -> list[ReadLayer]:
            systems()  # Read now, so that naming one later waits for nothing.
            return read_apart(
                path, Wanted(crs=crs), lambda share: progress(round(share * WHOLE), WHOLE)
            )

        def then(found: list[ReadLayer]) -> None:
            self.bar.hide()
            self._preview(path, found)

        self.bar.show()
        self._task = self._tasks.run(
            tr("Reading the file"), job, then, owner=self, failed=self._failed, line="network"
        )

    @Slot()
    def cancel(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
        self.bar.hide()

    @Slot(object, float)
    def _told(self, task: Task, share: float) -> None:
        if task is self._task:
            self._progress.setValue(round(share * WHOLE))

    def _failed(self, error: Exception) -> None:
        self.bar.hide()
        if isinstance(error, Unreadable) and error.code in UNPLACED:
            self._ask_system(error)
        elif isinstance(error, Unreadable):
            ask.Notice(
                self._board.window(), tr("This file is not taken onto the map."), error.said()
            ).open()
        else:
            show(error, self._board.window())

    def _ask_system(self, error: Unreadable) -> None:
        naming = Naming(self._look, self._path.name, error.said())
        naming.chosen.connect(self._read_again)
        naming.left.connect(self._leave)
        self.shown.emit(naming)

    @Slot(str)
    def _read_again(self, crs: str) -> None:
        self.read(self._path, crs)

    @Slot()
    def _leave(self) -> None:
        self.preview = None
        self.looked_over.emit([])
        self.finished.emit()

    def _preview(self, path: Path, found: Sequence[ReadLayer]) -> None:
        try:
            found = [self._joined(each) for each in found]
        except Unreadable as error:
            self._failed(error)
            return
        keeper, layers = self._keeper, found
        if keeper is None:
            self._look_at(path, layers, ())
            return

        def job(_: Progress) -> Sequence[Home]:
            return keeper.homes()

        def then(homes: Sequence[Home]) -> None:
            self._look_at(path, layers, homes)

        self._tasks.run(tr("Reading the layers"), job, then, owner=self)

    def _look_at(self, path: Path, found: Sequence[ReadLayer], homes: Sequence[Home]) -> None:
        before, self.preview = self.preview, self._made(path, found, homes)
        if before is not None and isValid(before) and before.path == path:
            self.preview.as_before(before)
        self.preview.taken.connect(self._take)
        self.preview.left.connect(self._leave)
        self.preview.system_wanted.connect(self._read_again)
        self.looked_over.emit([_passing(each) for each in found if each.features.kind != "table"])
        self.shown.emit(self.preview)

    def _made(self, path: Path, found: Sequence[ReadLayer], homes: Sequence[Home]) -> Preview:
        return Preview(self._look, path, found, homes, today=self._today())

    def _joined(self, layer: ReadLayer) -> ReadLayer:
        """A table joined to the areas that stand on the map and fit it best."""
        if layer.features.kind != "table":
            return layer
        for areas in self.areas():
            try:
                ours, theirs = joining.matching(areas.features, layer.features)
                joined, notes = joining.joined(areas.features, ours, layer.features, theirs)
            except Unreadable:
                continue
            return ReadLayer(name=layer.name, features=joined, notes=(*layer.notes, *notes))
        raise Unreadable("no_match")

    def areas(self) -> list[MapLayer]:
        """The layers of areas on the map, the highest first, the sketch last."""
        found = [
            layer
            for layer in reversed(self._layers)
            if layer.features.kind == "areas" and not layer.passing
        ]
        return sorted(found, key=lambda layer: layer.schematic)

    @Slot()
    def _take(self) -> None:
        preview = self.preview
        if preview is None:
            return
        said = preview.said()
        self.looked_over.emit([])
        layers = []
        for found in preview.found:
            self._number += 1
            layers.append(layer_of(found, said, self._number))
            self.added.emit(layers[-1])
        if self._keeper is not None:
            self._keep(self._keeper, preview, layers)
        self.preview = None
        self.finished.emit()

    def _keep(self, keeper: Keeper, preview: Preview, layers: list[MapLayer]) -> None:
        records = preview.records()
        pairs = list(zip(records, preview.found, strict=False))

        def then(_: None) -> None:
            for record, layer in zip(records, layers, strict=False):
                layer.kept = record.id

        def job(_: Progress) -> None:
            for record, found in pairs:
                keeper.keep(record, writing.geojson(found.features), f"{found.name}.geojson")

        self._tasks.run(tr("Keeping the layer"), job, then, owner=self)

    def remove(self, layer: MapLayer, why: str, then: Callable[[], None]) -> None:
        """Take a layer from the whole team."""
        keeper, kept = self._keeper, layer.kept
        if keeper is None or kept is None:
            return

        def job(_: Progress) -> None:
            keeper.remove(kept, why)

        self._tasks.run(
            tr("Removing the layer"), job, lambda _: then(), owner=self, failed=self._refused
        )

    def _refused(self, error: Exception) -> None:
        show(error, self._board.window())

    def fetch(self) -> None:
        """Put what the team keeps onto the map."""
        keeper = self._keeper
        if keeper is None:
            return

        def job(_: Progress) -> list[MapLayer]:
            undecided = keeper.undecided()
            return [
                made
                for kept in keeper.all()
                for made in bearing(from_kept(kept, keeper.content(kept.id)), kept, undecided)
            ]

        def then(layers: list[MapLayer]) -> None:
            for layer in layers:
                self.added.emit(layer)

        self._tasks.run(tr("Reading the layers"), job, then, owner=self)


def _passing(found: ReadLayer) -> MapLayer:
    """A layer as it is seen while its file is looked over: in one colour, so that it is seen at all."""
    style = Style(colour="#D55E00", opacity=0.6)
    return MapLayer(found.name, found.features, style, passing=True)


def from_kept(kept: Layer, content: bytes) -> list[MapLayer]:
    """A kept layer as it stands on the map; what came from a colleague's desk is looked over as a file is."""
    found = [each for raw in reader.read(content, kept.title, lambda _: None)
             for each in mending.mended(raw, Wanted(crs=kept.crs))]  # fmt: skip
    origin = tr(Origin(kept.origin).label) if kept.origin else ""
    dated = plain_day(kept.dated_on) if kept.dated_on else ""
    said = Said(source=kept.source, licence=kept.licence, attribution=kept.attribution, dated=dated,
                origin=origin)  # fmt: skip
    layers = [layer_of(each, said, number) for number, each in enumerate(found)]
    for layer in layers:
        layer.kept = kept.id
    return layers
