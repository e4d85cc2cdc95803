"""The window before the desk: unlock page and first run. Nothing heavy is imported until it is seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from pscp_desktop import i18n
from pscp_desktop.domain.access import Role
from pscp_desktop.i18n import N_, tr
from pscp_desktop.settings import PRODUCT, Preferences
from pscp_desktop.store.folder import vaults
from pscp_desktop.ui.look import Look, hold_on_screen
from pscp_desktop.ui.parts import column, panel, row, text
from pscp_desktop.ui.ring import FocusRing
from pscp_desktop.ui.tasks import Progress, Tasks
from pscp_desktop.ui.unlock import Door, Opening, UnlockPage

if TYPE_CHECKING:
    from pscp_desktop.ui.wizard import NewDesk
    from pscp_desktop.ui.wizard_parts import Invited

USUAL = (1366, 768)
MAKING = N_("Making a desk to practise. This takes about ten seconds.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What can be done with vaults. Each loads what it needs, off the main thread."""

    ready: Callable[[], None]
    unlock: Callable[[Path, str], object]
    erase: Callable[[Path], object]
    create: "Callable[[NewDesk], object]"
    practise: Callable[[], object]
    keeper: Callable[[], str]
    generate: Callable[[int], Sequence[str]]
    organisation: Callable[[Path], tuple[str, object]]
    invitation: "Callable[[Path], Invited]"
    recover: Callable[[Path, Sequence[str], str], object]
    restore: Callable[[Path, str], object]


class Entrance(QMainWindow):
    """Shows the unlock page where there is a vault, the first run where there is none."""

    opened = Signal(object)
    language_chosen = Signal(str)
    emergency_asked = Signal()
    closed = Signal()

    def __init__(
        self, app: QApplication, look: Look, tasks: Tasks, folder: Path, keys: Keys
    ) -> None:
        super().__init__()
        self.setWindowTitle(PRODUCT)
        self.setObjectName("window")
        hold_on_screen(self)
        self.resize(*USUAL)
        self._look, self._tasks, self._folder, self._keys = look, tasks, folder, keys
        self._seen = False
        FocusRing(look, self, app)

    def begin(self, preferences: Preferences) -> None:
        """Show what fits, and load the rest once it is seen."""
        doors = [Door(each.path, each.label) for each in vaults(self._folder)]
        if doors:
            self._unlock(doors, preferences)
        else:
            self.first_run()
        self.show()
        self.activateWindow()

    def _unlock(self, doors: Sequence[Door], preferences: Preferences) -> None:
        page = UnlockPage(
            self._look,
            self._tasks,
            Opening(
                doors=doors,
                last=preferences.last_vault,
                hour=_hour,
                unlock=self._keys.unlock,
                erase=self._keys.erase,
                restore=self._keys.restore,
            ),
        )
        page.opened.connect(self.opened)
        page.language_chosen.connect(self.language_chosen)
        page.emergency_asked.connect(self.emergency_asked)
        page.new_asked.connect(self.first_run)
        page.practice_asked.connect(self.practise)
        page.erased.connect(self.closed)
        page.recovery_asked.connect(self._recover)
        self._put(page, page.first)

    @Slot()
    def first_run(self) -> None:
        """Show the wizard."""
        # Part of the first paint only where there is no vault yet.
        from pscp_desktop.ui.wizard import Founding, Wizard

        page = Wizard(
            self._look,
            self._tasks,
            Founding(
                roles=[(role.value, role.label) for role in Role],
                keeper=self._keys.keeper,
                generate=self._keys.generate,
                organisation=self._keys.organisation,
                invitation=self._keys.invitation,
                create=self._keys.create,
                positions=_positions,
            ),
        )
        page.made.connect(self.opened)
        page.language_chosen.connect(self.language_chosen)
        page.practice_asked.connect(self.practise)
        page.left.connect(self._leave_first_run)
        self._put(page, page.first)

    @Slot()
    def practise(self, making: str = MAKING) -> None:
        """Open a desk with made-up people, which takes the time that `making` tells."""
        waiting = text(tr(making), "section")
        self.setCentralWidget(panel(column(None, row(None, waiting, None), None), "page"))

        def job(_: Progress) -> object:
            return self._keys.practise()

        self._tasks.run(tr("Making a desk to practise"), job, self.opened.emit, owner=self)

    @Slot()
    def _leave_first_run(self) -> None:
        doors = [Door(each.path, each.label) for each in vaults(self._folder)]
        if doors:
            self._unlock(doors, Preferences(language=i18n.language()))
        else:
            self.close()

    @Slot(object)
    def _recover(self, door: Door) -> None:
        from pscp_desktop.ui.recovering import RecoveryPage

        page = RecoveryPage(
            self._look, self._tasks, door.folder, self._keys.recover, self._keys.generate
        )
        page.opened.connect(self.opened)
        page.left.connect(self._leave_first_run)
        self._put(page, page.first)

    def wait(self, page: QWidget, first: QWidget) -> None:
        """Show a page of somebody whose vault is open and who is not in yet."""
        self._put(page, first)

    def _put(self, page: QWidget, first: QWidget) -> None:
        self.setCentralWidget(page)
        first.setFocus()

    @Slot()
    def _load(self) -> None:
        def job(_: Progress) -> None:
            self._keys.ready()

        self._tasks.run("", job, _nothing, owner=self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Only what has been seen may be followed by what is slow to load.
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self._load)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


def _nothing(_: object) -> None:
    """Ready; nobody waits for it."""


def _positions(count: int) -> tuple[int, int]:
    """Two different places among `count`."""
    import secrets

    first, second = secrets.SystemRandom().sample(range(count), 2)
    return first, second


def _hour() -> int:
    return datetime.now().astimezone().hour
