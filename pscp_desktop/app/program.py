"""The program between its start and its end: the entrance, then a session, then a new process."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from pscp_desktop import i18n
from pscp_desktop.app.entrance import MAKING, Entrance, Keys
from pscp_desktop.app.later import later
from pscp_desktop.settings import Policy, Preferences, write_preferences
from pscp_desktop.ui.emergency import EmergencyCard, Numbers
from pscp_desktop.ui.look import Look, load_fonts
from pscp_desktop.ui.qt_words import QtWords
from pscp_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from pscp_desktop.app.awaiting import Awaiting
    from pscp_desktop.app.vaults import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What was known before the first window: where, how, and with which arguments."""

    folder: Path
    preferences: Preferences
    policy: Policy
    policy_fault: str = ""
    practice: bool = False
    making: str = MAKING
    """What the first window says while what is practised with is made; marked, not yet translated."""
    stand: Callable[[QWidget], None] | None = None
    """Puts the first window where it belongs."""
    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


class Program(QObject):
    """Leads from window to window. `ended` says why: "closed" by hand, or what locked the desk.

    `furnished` says that the desk is shown.
    """

    ended = Signal(str)
    furnished = Signal()

    def __init__(self, app: QApplication, start: Start, keys: Keys | None = None) -> None:
        super().__init__()
        self._app, self._start = app, start
        self._preferences = start.preferences
        self._keys = keys or later(start.folder)
        self._tasks = Tasks(self._show)
        self._words = QtWords(app)
        self._words.speak(start.preferences.language)
        self._look = Look(start.preferences.theme, start.preferences.density)
        self._look.apply(app)
        self._entrance: Entrance | None = None
        self._waiting: Awaiting | None = None
        self._session: QObject | None = None
        self._refurnish: Callable[[Look], None] | None = None
        self._desk: Callable[[], QWidget] | None = None

    def begin(self) -> None:
        """Show the first window."""
        entrance = Entrance(self._app, self._look, self._tasks, self._start.folder, self._keys)
        entrance.opened.connect(self._opened)
        entrance.language_chosen.connect(self._speak)
        entrance.emergency_asked.connect(self._emergency)
        entrance.closed.connect(self._left)
        before, self._entrance = self._entrance, entrance
        if before is not None:
            entrance.setGeometry(before.geometry())
            before.closed.disconnect(self._left)
            before.close()
            before.deleteLater()
        elif self._start.stand is not None:
            self._start.stand(entrance)
        entrance.begin(self._preferences)
        if self._start.practice and before is None:
            entrance.practise(self._start.making)

    @property
    def window(self) -> QWidget | None:
        """The window in sight."""
        if self._app.activeWindow() is not None:
            return self._app.activeWindow()
        return self._entrance if self._desk is None else self._desk()

    def show_window(self) -> None:
        """Bring the program's window to the front."""
        window = self.window
        if window is not None:
            window.show()
            window.raise_()
            window.activateWindow()

    def _show(self, error: Exception) -> None:
        from pscp_desktop.ui.errors import show

        show(error, self.window)

    def tell(self, error: Exception) -> None:
        """Show an error that nobody caught."""
        self._show(error)

    @Slot(str)
    def _speak(self, language: str) -> None:
        self.change(replace(self._preferences, language=language))
        self.begin()

    def change(self, preferences: Preferences) -> None:
        """Use and keep other preferences; what shows them is built anew."""
        before, self._preferences = self._preferences, preferences
        write_preferences(self._start.folder, preferences)
        i18n.use(preferences.language)
        if before.language != preferences.language:
            self._words.speak(preferences.language)
        if (before.theme, before.density) != (preferences.theme, preferences.density):
            self._look = Look(preferences.theme, preferences.density)
            self._look.apply(self._app)
        shown = (before.language, before.theme, before.density)
        if self._refurnish and shown != (
            preferences.language,
            preferences.theme,
            preferences.density,
        ):
            self._refurnish(self._look)

    @Slot()
    def _emergency(self) -> None:
        if self._entrance is not None:
            numbers = self._preferences.local_numbers
            EmergencyCard(self._entrance, self._look, numbers, self._save_numbers).open()

    def _save_numbers(self, numbers: Numbers) -> None:
        self.change(replace(self._preferences, local_numbers=tuple(numbers)))

    @Slot(object)
    def _opened(self, opened: object) -> None:
        # By now the entrance has been seen and the store is loaded.
        from pscp_desktop.app.vaults import Opened
        from pscp_desktop.services.reconciling.inviting import awaiting

        if not isinstance(opened, Opened) or self._entrance is None:
            return
        load_fonts("fontpkg_ibm_plex_sans_arabic")
        last = opened.services.vault.folder.name
        self._preferences = replace(self._preferences, last_vault=last)
        write_preferences(self._start.folder, self._preferences)
        if awaiting(opened.services.reconciling) is not None:
            self._await(opened, self._entrance)
        else:
            self._furnish(opened, self._entrance)

    def _await(self, opened: "Opened", entrance: Entrance) -> None:
        """Wait with an open vault until somebody lets it in; closing the window locks it."""
        from pscp_desktop.app.awaiting import Awaiting
        from pscp_desktop.ui.lock_clock import HOUR, Limits, LockClock

        policy = self._start.policy
        # There is nothing to cover: what stands here is there to be read aloud.
        limits = Limits(
            cover=policy.lock_after_seconds,
            lock=policy.lock_after_seconds,
            longest=policy.longest_session_hours * HOUR,
        )
        clock = LockClock(limits, monotonic=self._start.monotonic, wall=self._start.wall)
        waiting = Awaiting(self._app, self._look, self._tasks, opened, clock)
        waiting.entered.connect(self._let_in)
        waiting.ended.connect(self.ended)
        entrance.closed.disconnect(self._left)
        entrance.closed.connect(waiting.leave)
        self._waiting = waiting
        entrance.wait(waiting.page, waiting.page.first)

    @Slot(object)
    def _let_in(self, opened: "Opened") -> None:
        waiting, entrance = self._waiting, self._entrance
        if waiting is None or entrance is None:
            return
        entrance.closed.disconnect(waiting.leave)
        entrance.closed.connect(self._left)
        self._waiting = None
        waiting.deleteLater()
        self._furnish(opened, entrance)

    def _furnish(self, opened: "Opened", entrance: Entrance) -> None:
        from pscp_desktop.app.session import Fittings, Session

        fittings = Fittings(
            app=self._app,
            tasks=self._tasks,
            folder=self._start.folder,
            policy=self._start.policy,
            policy_fault=self._start.policy_fault,
            preferences=self._known,
            change=self.change,
            monotonic=self._start.monotonic,
            wall=self._start.wall,
        )
        session = Session(fittings, self._look, opened)
        session.ended.connect(self.ended)
        session.window.setGeometry(entrance.geometry())
        self._session, self._refurnish = session, session.refurnish
        self._desk = session.in_sight
        entrance.closed.disconnect(self._left)
        entrance.close()
        # Nothing of the page on which the passphrase was typed is kept.
        entrance.deleteLater()
        self._entrance = None
        self.furnished.emit()

    def _known(self) -> Preferences:
        return self._preferences

    @Slot()
    def _left(self) -> None:
        self._tasks.close()
        self.ended.emit("closed")
