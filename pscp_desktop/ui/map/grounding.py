"""The basemap in the list of layers: chosen, brought to this laptop, and removed from it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QProgressBar, QWidget

from pscp_desktop.i18n import N_, tr
from pscp_desktop.maps.basemap_shelf import BasemapShelf
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.mending import SPAIN
from pscp_desktop.maps.tile_reader import TileReader
from pscp_desktop.maps.tiles import Sheet
from pscp_desktop.ui import ask
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.ground import Ground
from pscp_desktop.ui.map.sharp import Sharp
from pscp_desktop.ui.parts import Line, button, column, icon_button, panel, row, say, text
from pscp_desktop.ui.tasks import Progress, Task, Tasks

KINDS: Final = N_("Basemaps (*.pmtiles *.mbtiles)")
WHOLE: Final = 1000


class Grounding(QWidget):
    """Which basemap lies under the layers. The files are this laptop's, outside the vault."""

    changed = Signal()
    """Another basemap is shown, or none."""

    def __init__(self, look: Look, tasks: Tasks, shelf: BasemapShelf, sharp: Sharp) -> None:
        super().__init__()
        self._look, self._tasks, self._shelf, self._sharp = look, tasks, shelf, sharp
        self._task: Task | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Basemap"))
        self.choice.activated.connect(self._chosen)
        add = icon_button(look, "plus", tr("Add a basemap from a file"))
        add.clicked.connect(self.ask_file)
        self._remove = icon_button(look, "erase", tr("Remove this basemap from the laptop"))
        self._remove.clicked.connect(self._ask_removal)
        self.said = text("", "caption", wrap=True)
        self._progress = QProgressBar()
        self._progress.setRange(0, WHOLE)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Copying the basemap"))
        stop = button(tr("Cancel"), "quiet")
        stop.clicked.connect(self.cancel)
        self._bar = panel(row(self._progress, stop, wide=0))
        self._bar.hide()
        self.setLayout(
            column(
                Line(tr("Basemap"), "label"), row(self.choice, add, self._remove, wide=0),
                self._bar, self.said, gap="xs",
            )
        )  # fmt: skip
        tasks.progressed.connect(self._told)
        sharp.faulty.connect(self._show_fault)
        self._list(shelf.chosen())

    def begin(self) -> None:
        """Show the basemap that was shown last."""
        chosen = self._shelf.chosen()
        if chosen is not None:
            self.show_basemap(chosen)

    def _list(self, chosen: Path | None) -> None:
        self.choice.clear()
        self.choice.addItem(tr("No basemap"), "")
        for path in self._shelf.all():
            self.choice.addItem(path.stem, str(path))
        self.choice.setCurrentIndex(max(self.choice.findData(str(chosen or "")), 0))
        self._remove.setEnabled(self._path() is not None)

    def _path(self) -> Path | None:
        """The basemap that is chosen in the list."""
        found = str(self.choice.currentData() or "")
        return Path(found) if found else None

    @Slot()
    def _chosen(self) -> None:
        self.show_basemap(self._path())

    def show_basemap(self, path: Path | None) -> None:
        """Lay this one under the layers; none for none."""
        self._sharp.forget()
        self._sharp.ground = Ground(path) if path is not None else None
        self._shelf.choose(path)
        self._list(path)
        self._say("")
        self.changed.emit()

    # Bringing one here

    @Slot()
    def ask_file(self) -> None:
        """Ask which file."""
        ask.open_file(self.window(), tr("Add a basemap"), tr(KINDS), self.take)

    def take(self, path: Path) -> None:
        """Look a file over, apart, and copy it to where the basemaps lie."""
        shelf = self._shelf

        def job(progress: Progress) -> Path:
            reader = TileReader(path)
            try:
                reader.sheet(lambda: progress(0, WHOLE))
            finally:
                reader.close()
            return shelf.take(path, lambda share: progress(round(share * WHOLE), WHOLE))

        def then(kept: Path) -> None:
            self._bar.hide()
            self.show_basemap(kept)

        self._bar.show()
        self._task = self._tasks.run(
            tr("Copying the basemap"), job, then, owner=self, failed=self._failed, line="network"
        )

    @Slot()
    def cancel(self) -> None:
        """Stop copying."""
        if self._task is not None:
            self._task.cancel()
        self._bar.hide()

    @Slot(object, float)
    def _told(self, task: Task, share: float) -> None:
        if task is self._task:
            self._progress.setValue(round(share * WHOLE))

    def _failed(self, error: Exception) -> None:
        self._bar.hide()
        if isinstance(error, Unreadable):
            ask.Notice(
                self.window(), tr("This file is not taken as a basemap."), error.said()
            ).open()
        else:
            show(error, self.window())

    # Removing one

    @Slot()
    def _ask_removal(self) -> None:
        path = self._path()
        if path is None:
            return
        question = ask.Question(
            self.window(), self._look,
            tr("Remove the basemap “{name}” from this laptop?").format(name=path.stem),
            tr("Only the file on this laptop is deleted. No layer and no record changes."),
            tr("Remove it"), harm=True,
        )  # fmt: skip
        question.answered.connect(self._removed)
        question.open()

    @Slot()
    def _removed(self) -> None:
        path = self._path()
        if path is not None:
            self._shelf.remove(path)
            self.show_basemap(None)

    # What is said of it

    @Slot(str)
    def _show_fault(self, fault: str) -> None:
        ground = self._sharp.ground
        sheet = ground.told if ground is not None else None
        if fault:
            self._say(tr("Some tiles are missing: {reason}").format(reason=fault))
        elif sheet is not None and not in_spain(sheet):
            self._say(tr("This basemap does not show Spain."))
        else:
            self._say("")

    def _say(self, words: str) -> None:
        say(self.said, words)
        self.said.setVisible(bool(words))


def in_spain(sheet: Sheet) -> bool:
    """Whether a basemap shows any of it."""
    west, south, east, north = sheet.box
    mine = SPAIN
    return west < mine[2] and east > mine[0] and south < mine[3] and north > mine[1]
