"""Looks a vault over while somebody works in it: every page, the chain of the audit, a fresh copy."""

import contextlib
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pscp_desktop.app.compose import Services
from pscp_desktop.domain.errors import DatabaseDamaged, DiskFull, HistoryBroken, PscpError
from pscp_desktop.i18n import tr
from pscp_desktop.store import backup
from pscp_desktop.ui.tasks import Progress, Tasks

LATER_MILLISECONDS: Final = 30_000
"""Whoever has just opened the desk wants to see it first."""
WEEK: Final = 7 * 24 * 3600


class Health(QObject):
    """Some time after the desk was opened, checks it where that is due and tells what it finds."""

    found = Signal(object)
    """One thing that is wrong, as an error with words."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks = services, tasks
        if services.vault.check_due or copy_due(services):
            QTimer.singleShot(LATER_MILLISECONDS, self, self.begin)

    @Slot()
    def begin(self) -> None:
        """Look it over now, in the background."""
        services = self._services

        def job(progress: Progress) -> tuple[PscpError, ...]:
            return looked_over(services, lambda: progress.unwanted)

        # Not in the line of the store: it reads by a connection of its own, and nobody waits for it.
        self._tasks.run(tr("Checking the database"), job, self._say, owner=self, line="network")

    def _say(self, problems: tuple[PscpError, ...]) -> None:
        for problem in problems:
            self.found.emit(problem)


def copy_due(services: Services) -> bool:
    """Whether the newest copy on this laptop is a week old, or there is none."""
    copies = backup.local_copies(services.vault.folder)
    newest = max((copy.taken for copy in copies), default=0.0)
    return services.store.now().timestamp() - newest > WEEK


def looked_over(services: Services, unwanted: Callable[[], bool]) -> tuple[PscpError, ...]:
    """What is wrong with the vault. A sound one is copied where the last copy is old.

    A damaged database never takes the place of a sound copy.
    """
    vault, store = services.vault, services.store
    problems = vault.check(unwanted)
    if problems:
        return (DatabaseDamaged(problems),)
    broken = None if unwanted() else store.check_history()
    if broken is not None:
        return (HistoryBroken(store.mark.count - broken + 1),)
    if not unwanted() and copy_due(services):
        with contextlib.suppress(DiskFull):
            backup.take_copy(vault)
    return ()
