"""The map as pages hold it: nothing of it is loaded before it is first seen."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.map.keeping import Keeper
from pscp_desktop.ui.parts import EmptyState, column, emptied
from pscp_desktop.ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from pscp_desktop.ui.map.board import MapBoard

HEAVY: Final = (
    "numpy",
    "shapely",
    "pyproj",
    "pscp_desktop.maps.schematic",
    "pscp_desktop.maps.basemap_shelf",
)


class MapView(QWidget):
    """Says that the map opens, loads it aside, and shows it. Out of sight it keeps no pictures."""

    ready = Signal()
    help_wanted = Signal()

    def __init__(
        self,
        look: Look,
        tasks: Tasks,
        today: Callable[[], date],
        keeper: Keeper | None = None,
        *,
        basemaps: Path,
    ) -> None:
        """`basemaps` is the folder of this laptop's basemaps, outside the vault."""
        super().__init__()
        self._basemaps = basemaps
        as_role(self, "page")
        self._look, self._tasks, self._today, self._keeper = look, tasks, today, keeper
        self.board: MapBoard | None = None
        self._begun = False
        self._body = column(
            EmptyState(look, "map", tr("Opening the map")), None, gap="none", edge=(28, 40, 28, 28)
        )
        self.setLayout(self._body)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.board is not None:
            self.board.canvas.redraw()
        elif not self._begun:
            self._begun = True
            self._tasks.run(tr("Opening the map"), load, self._loaded, owner=self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.board is not None:
            self.board.canvas.forget()

    def _loaded(self, _: None) -> None:
        QTimer.singleShot(0, self, self._show)

    @Slot()
    def _show(self) -> None:
        from pscp_desktop.maps.basemap_shelf import BasemapShelf
        from pscp_desktop.ui.map.board import MapBoard

        shelf = BasemapShelf(self._basemaps)
        self.board = MapBoard(self._look, self._tasks, self._keeper, self._today, shelf)
        self.board.help_wanted.connect(self.help_wanted)
        emptied(self._body)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addWidget(self.board)
        self.ready.emit()


def load(_: Progress) -> None:
    """What takes longest to load and knows no windows."""
    for name in HEAVY:
        import_module(name)
