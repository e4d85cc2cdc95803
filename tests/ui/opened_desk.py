"""A desk that was really opened: a real vault, a real window, and clocks that the test sets."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pscp_desktop.app.compose import Newcomer, Services, compose, furnish, terms
from pscp_desktop.app.session import Fittings, Session
from pscp_desktop.app.vaults import introduced
from pscp_desktop.settings import Policy, Preferences
from pscp_desktop.store import keys, vault
from pscp_desktop.ui.covers import Cover
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Tasks
from pscp_desktop.ui.window import DeskWindow
from tests.vaults import ALONE

TICK = 5.0
BEGUN = 5_000.0
ALBA = Newcomer(name="Alba Ejemplo", roles="mediator", team="Equipo Ficticio")


@dataclass
class Hands:
    """A desk that was opened, the clocks it looks at, and what was heard of its end."""

    qtbot: QtBot
    session: Session
    services: Services
    tasks: Tasks
    folder: Path
    clocks: dict[str, float]
    ended: list[str] = field(default_factory=list)

    @property
    def window(self) -> DeskWindow:
        return self.session.window

    def covered(self) -> bool:
        """Whether the cover stands before the desk."""
        cover = self.window.findChild(Cover)
        return cover is not None and cover.isVisible()

    def pass_(self, seconds: float) -> None:
        """Let both clocks go on, and the desk look at them every five seconds."""
        for _ in range(int(seconds / TICK)):
            self.jump(TICK)
            if not self.ended:
                self.session._idle.tick()

    def jump(self, seconds: float) -> None:
        """Both clocks go on, and nobody looks."""
        self.clocks["monotonic"] += seconds
        self.clocks["wall"] += seconds

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key as the window system would deliver it: to the window that has the keyboard."""
        focused: Any = QApplication.focusWindow()
        QTest.keyClick(focused or self.window.windowHandle(), key, held)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=10_000)
        self.qtbot.wait(30)


Opened = Callable[[], Hands]


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locking") / "vault"
    furnish(vault.create(folder, ALONE, terms(None, cost=keys.SMALLEST)), ALBA).close()
    return folder


@pytest.fixture
def opened(
    qtbot: QtBot, qapp: QApplication, look: Look, lived_in: Path, tmp_path: Path
) -> Iterator[Opened]:
    folder = tmp_path / "vault"
    shutil.copytree(lived_in, folder)
    made: list[Hands] = []

    def open_() -> Hands:
        services = compose(vault.unlock(folder, ALONE, terms(None)))
        tasks = Tasks(_told)

        clocks = {"monotonic": BEGUN, "wall": 1_900_000_000.0}
        fittings = Fittings(
            app=qapp, tasks=tasks, folder=tmp_path, policy=Policy(), policy_fault="",
            preferences=Preferences, change=_unchanged,
            monotonic=lambda: clocks["monotonic"], wall=lambda: clocks["wall"],
        )  # fmt: skip
        session = Session(fittings, look, introduced(services))
        hands = Hands(qtbot, session, services, tasks, folder, clocks)
        made.append(hands)
        session.ended.connect(hands.ended.append)
        session.window.activateWindow()
        qtbot.waitUntil(session.window.isActiveWindow)
        hands.settle()
        return hands

    yield open_
    for hands in made:
        if not hands.ended:
            hands.session._idle.lock("end")
        hands.window.deleteLater()
    qapp.clipboard().clear()


@pytest.fixture
def hands(opened: Opened) -> Hands:
    return opened()


def _told(error: Exception) -> None:
    raise error


def _unchanged(_: Preferences) -> None:
    """Nothing is preferred differently here."""
