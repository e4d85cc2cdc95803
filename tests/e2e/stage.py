"""The program on a stage: the practice people in a vault of its own, at a fixed moment of a fixed day."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from pscp_desktop import i18n
from pscp_desktop.app import practice
from pscp_desktop.app.compose import compose, terms
from pscp_desktop.app.entrance import Keys
from pscp_desktop.app.later import later
from pscp_desktop.app.program import Program, Start
from pscp_desktop.app.vaults import Opened, introduced
from pscp_desktop.settings import Policy, Preferences, read_preferences
from pscp_desktop.store import vault
from pscp_desktop.store.folder import new_vault_folder, write_label
from tests.world import Moment

TUESDAY: Final = datetime(2026, 3, 17, 8, 10, tzinfo=UTC)
"""Ten past nine in Madrid."""
LABEL: Final = "Inés"
PASSPHRASE: Final = practice.WORDS


@dataclass(slots=True)
class Stage:
    """Starts the program as often as it ends: where the real one becomes a new process.

    `clock` dates the records. The lock reads `unattended`, the seconds for which nobody is at the
    desk: they stand still however slow the machine is, so that it covers itself only where a
    chapter says that time passes.
    """

    app: QApplication
    folder: Path
    clock: Moment = field(default_factory=lambda: Moment(TUESDAY))
    unattended: float = 0.0
    language: str = "es"
    program: Program | None = None
    ended: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """Make the vault of the practice people, as it stands on that day."""
        i18n.use("es")
        made = new_vault_folder(self.folder)
        made.rmdir()
        practice.make(made, self.clock).close()
        write_label(made, LABEL)

    def start(self, preferences: Preferences | None = None) -> Program:
        """The program from its first window on."""
        chosen = preferences or read_preferences(self.folder)
        chosen = replace(chosen, language=self.language) if preferences is None else chosen
        i18n.use(chosen.language)
        start = Start(
            folder=self.folder, preferences=chosen, policy=Policy(),
            monotonic=self._seconds, wall=self._seconds,
        )  # fmt: skip
        program = Program(self.app, start, self._keys())
        program.ended.connect(self.ended.append)
        program.begin()
        self.program = program
        return program

    def busy(self) -> bool:
        """Whether the program still works on something."""
        return self.program is not None and self.program._tasks.busy

    def close(self) -> None:
        """Close every window, and with them the vault."""
        for window in self.app.topLevelWidgets():
            if window.isVisible():
                window.close()
        if self.program is not None:
            self.program._tasks.close()

    def _seconds(self) -> float:
        return self.unattended

    def _keys(self) -> Keys:
        """The real acts; only the clock is another, and no key store of this machine is asked."""
        return replace(later(self.folder), unlock=_unlocking(self.clock))


def _unlocking(clock: Callable[[], datetime]) -> Callable[[Path, str], Opened]:
    def unlock(folder: Path, passphrase: str) -> Opened:
        return introduced(compose(vault.unlock(folder, passphrase, terms(None)), now=clock))

    return unlock
