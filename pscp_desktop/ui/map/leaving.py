"""Ways out of the map: which one is asked, where to, and what is drawn for it beforehand."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QPushButton

from pscp_desktop.i18n import tr
from pscp_desktop.maps.features import WORKING_CRS
from pscp_desktop.ui import ask
from pscp_desktop.ui.days import plain_day
from pscp_desktop.ui.map import outlets, printing
from pscp_desktop.ui.map.act import Act
from pscp_desktop.ui.map.canvas import MapCanvas
from pscp_desktop.ui.map.ground import Under
from pscp_desktop.ui.tasks import Progress, Tasks


class Leaving(QObject):
    """What the button "Print or export" does."""

    def __init__(
        self, out: QPushButton, tasks: Tasks, canvas: MapCanvas, today: Callable[[], date]
    ) -> None:
        super().__init__(out)
        self._out, self._tasks, self._canvas, self._today = out, tasks, canvas, today
        out.clicked.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        menu = QMenu(self._out)
        for kind, filter_, words in outlets.EXPORTS:
            menu.addAction(tr(words)).triggered.connect(Act(menu, self._save, kind, filter_).run)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._out.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _save(self, kind: str, filter_: str) -> None:
        """Ask where to; a basemap is drawn for the page beforehand, aside."""
        ground = self._canvas.sharp.ground
        if ground is None or kind not in outlets.PICTURES:
            self._save_with(kind, filter_, None)
            return
        frame = printing.ground_frame(self._canvas)

        def job(progress: Progress) -> Under:
            return ground.under(frame, "light", lambda: progress(0, 1))

        def then(under: Under) -> None:
            self._save_with(kind, filter_, under)

        self._tasks.run(tr("Drawing the map"), job, then, owner=self, line="drawing")

    def _save_with(self, kind: str, filter_: str, under: Under | None) -> None:
        def write(path: Path) -> None:
            path.write_bytes(self.exported(kind, under))

        ask.save_file(self._out.window(), tr("Export the map"), f"mapa.{kind}", filter_, write)

    def exported(self, kind: str, under: Under | None = None) -> bytes:
        """The map, or its layers, as a file of one kind; with the basemap where it was drawn."""
        when = f"{plain_day(self._today())} · {WORKING_CRS}"
        return outlets.content(kind, self._canvas, tr("Risk map"), when, under)
