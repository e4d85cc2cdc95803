"""The start: harden, be the only one, show the unlock window; everything heavy comes afterwards."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pscp_desktop import i18n
from pscp_desktop.app import hardening, instance, logs, relaunch
from pscp_desktop.app.program import Program, Start
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
    hardening.harden()
    asked = _asked(given)
    folder = asked.folder or data_folder()
    preferences = read_preferences(folder)
    i18n.use(preferences.language)
    logs.begin(folder / "logs")
    app = _application(preferences)
    try:
        held = instance.take(folder)
    except AlreadyRunning:
        return _already_open(app, preferences)
    policy, fault = read_policy(policy_path())
    start = Start(
        folder=folder,
        preferences=preferences,
        policy=policy,
        policy_fault=fault,
        practice=asked.practice,
    )
    program = Program(app, start)
    logs.catch(program.tell)
    why: list[str] = []
    program.ended.connect(why.append)
    program.ended.connect(app.quit)
    program.begin()
    app.exec()
    held.release()
    if why[-1:] != ["closed"]:
        relaunch.again(given)
    return 0


def _asked(given: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog=PRODUCT.lower())
    parser.add_argument("--folder", type=Path, help="keep the data here")
    parser.add_argument("--practice", action="store_true", help="open a desk with made-up people")
    return parser.parse_args(list(given))


def _application(preferences: Preferences) -> QApplication:
    if preferences.scale != WHOLE:
        os.environ["QT_SCALE_FACTOR"] = str(preferences.scale / WHOLE)
    app = QApplication([PRODUCT])
    app.setApplicationName(PRODUCT)
    app.setApplicationDisplayName(PRODUCT)
    app.setQuitOnLastWindowClosed(False)
    forget_places()
    load_fonts()
    return app


def _already_open(app: QApplication, preferences: Preferences) -> int:
    from pscp_desktop.ui.errors import said

    Look(preferences.theme).apply(app)
    notice = Notice(None, *said(AlreadyRunning()))
    notice.finished.connect(app.quit)
    notice.open()
    app.exec()
    return 1
