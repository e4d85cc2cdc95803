"""The start: be the only one, show the unlock window; everything heavy comes afterwards."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QSocketNotifier, Slot
from PySide6.QtWidgets import QApplication

from pscp_desktop import i18n
from pscp_desktop.app import instance, logs
from pscp_desktop.app.pair.sides import LEFT, RIGHT
from pscp_desktop.app.program import Program, Start
from pscp_desktop.app.sweeping import Sweeper
from pscp_desktop.domain.errors import AlreadyRunning
from pscp_desktop.settings import (
    PRODUCT,
    Preferences,
    data_folder,
    policy_path,
    read_policy,
    read_preferences,
)
from pscp_desktop.ui.ask import Notice, forget_places
from pscp_desktop.ui.look import Look, load_fonts

WHOLE = 100


def main(given: Sequence[str]) -> int:
    """Run the program until it is closed. A lock ends in a new process instead."""
    asked = _asked(given)
    folder = asked.folder or data_folder()
    preferences = read_preferences(folder)
    i18n.use(preferences.language)
    logs.begin(folder / "logs")
    app = _application(preferences)
    try:
        held = instance.claim(folder)
    except AlreadyRunning as error:
        return 0 if error.shown else _already_open(app, preferences, error)
    policy, fault = read_policy(policy_path())
    start = Start(
        folder=folder,
        preferences=preferences,
        policy=policy,
        policy_fault=fault,
        practice=asked.practice,
    )
    program = _seated(app, start, asked.seat) if asked.seat else Program(app, start)
    logs.catch(program.tell)
    why: list[str] = []
    program.ended.connect(why.append)
    program.ended.connect(app.quit)
    program.begin()
    bell = _Bell(held, program)
    app.exec()
    bell.deleteLater()
    held.release()
    if why[-1:] != ["closed"]:
        from pscp_desktop.app import relaunch

        relaunch.again(given)
    return 0


def _seated(app: QApplication, start: Start, side: str) -> Program:
    """The program as one of two desks that practise together."""
    from pscp_desktop.app.pair.seat import MAKING, PairSeat

    seat = PairSeat(app, side, start.folder)
    seated = replace(start, practice=True, making=MAKING, stand=seat.stand)
    program = Program(app, seated, seat.keys)
    program.furnished.connect(seat.shown)
    return program


class _Bell(QObject):
    """Hears a second start of the program and shows the first one's window."""

    def __init__(self, held: instance.Instance, program: Program) -> None:
        super().__init__()
        self._held, self._program = held, program
        if held.listening is not None:
            notifier = QSocketNotifier(held.listening, QSocketNotifier.Type.Read, self)
            notifier.activated.connect(self._answer)

    @Slot()
    def _answer(self) -> None:
        self._held.answer(self._program.show_window)


class _Asked(NamedTuple):
    """What the command line may say."""

    folder: Path | None = None
    practice: bool = False
    seat: str = ""


def _asked(given: Sequence[str]) -> _Asked:
    if not given:
        return _Asked()
    # As a rule nothing is asked, and then nothing need be loaded to understand it.
    from argparse import ArgumentParser

    parser = ArgumentParser(prog=PRODUCT.lower())
    parser.add_argument("--folder", type=Path, help="keep the data here")
    parser.add_argument("--practice", action="store_true", help="open a desk with made-up people")
    parser.add_argument("--seat", choices=(LEFT, RIGHT), default="", help="one of two such desks")
    found = parser.parse_args(list(given))
    return _Asked(found.folder, found.practice, found.seat)


def _application(preferences: Preferences) -> QApplication:
    if preferences.scale != WHOLE:
        os.environ["QT_SCALE_FACTOR"] = str(preferences.scale / WHOLE)
    app = QApplication([PRODUCT])
    Sweeper(app)  # Before there is any other thread.
    app.setApplicationName(PRODUCT)
    app.setApplicationDisplayName(PRODUCT)
    app.setQuitOnLastWindowClosed(False)
    forget_places()
    load_fonts()
    return app


def _already_open(app: QApplication, preferences: Preferences, error: AlreadyRunning) -> int:
    from pscp_desktop.ui.errors import said

    Look(preferences.theme).apply(app)
    notice = Notice(None, *said(error))
    notice.finished.connect(app.quit)
    notice.open()
    app.exec()
    return 1
