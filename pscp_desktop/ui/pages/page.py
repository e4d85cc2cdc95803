"""What every place of the desk has: a name, what can be asked of it, and news it reads itself."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.store.store import Committed
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.tasks import Progress, Task, Tasks

T = TypeVar("T")

SETTLE_MILLISECONDS: Final = 60
"""A burst of commits, as of a merge, is read once."""


class Page(QWidget):
    """A place of the desk. It reads what it shows when it comes into sight, and again on news.

    A page out of sight only remembers that it is behind; nothing is read for nobody.
    """

    name: str = ""
    """What the place is called, marked with `N_`."""

    def __init__(self, *, look: Look, tasks: Tasks, changes: Changes) -> None:
        super().__init__()
        as_role(self, "page")
        self.look, self.tasks = look, tasks
        self._behind = True
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MILLISECONDS)
        self._settle.timeout.connect(self._catch_up)
        changes.happened.connect(self._heard)

    def commands(self) -> tuple[Command, ...]:
        """What can be asked for here; the palette, the shortcuts and the help read it."""
        return ()

    def concerned(self, committed: Committed) -> bool:
        """Whether what was committed can change what is shown here."""
        return bool(committed.records)

    def reload(self) -> None:
        """Read again what is shown; called only while the page is in sight."""

    def work(
        self,
        title: str,
        job: Callable[[Progress], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run `job` off the main thread in the name of this page."""
        return self.tasks.run(title, job, then, owner=self, failed=failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._behind:
            self._catch_up()

    @Slot(object)
    def _heard(self, committed: object) -> None:
        if isinstance(committed, Committed) and self.concerned(committed):
            self._behind = True
            if self.isVisible():
                self._settle.start()

    @Slot()
    def _catch_up(self) -> None:
        if self.isVisible():
            self._behind = False
            self.reload()


def has_keyboard(part: QWidget) -> bool:
    """Whether the keyboard is somewhere in `part`, so that it is given back after a redrawing."""
    return part.isAncestorOf(part.window().focusWidget())
