"""The real program with a pair of hands in it: opens the desk, types, and presses the panic key.

`python -m tests.attack.hard_lock FOLDER`; the passphrase and the words to type are the first lines of its
input. What comes after the lock is the program alone, as it starts itself anew.
"""

import os
import sys
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from tests.guarding import as_the_parent

PASSPHRASE, WORDS = sys.stdin.readline().rstrip("\n"), sys.stdin.readline().rstrip("\n")


class Hands:
    """What is done, in order; each act is tried again until it could be done."""

    def __init__(self) -> None:
        self.todo = [self.opens, self.begins, self.types, self.waits, self.panics]

    def act(self) -> None:
        """Try the next act."""
        if self.todo and self.todo[0]():
            self.todo.pop(0)

    def opens(self) -> bool:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from pscp_desktop.ui.unlock import UnlockPage

        page = _shown(UnlockPage)
        if page is None:
            return False
        page.first.setText(PASSPHRASE)
        QTest.keyClick(page.first, Qt.Key.Key_Return)
        return True

    def begins(self) -> bool:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from pscp_desktop.ui.window import DeskWindow

        window = _shown(DeskWindow)
        if window is None or not window.isActiveWindow():
            return False
        window.go_to("mediation")
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        return True

    def types(self) -> bool:
        from PySide6.QtWidgets import QApplication, QLineEdit

        focused = QApplication.focusWidget()
        if not isinstance(focused, QLineEdit):
            return False
        focused.insert(WORDS)
        return True

    def waits(self) -> bool:
        print("open", flush=True)
        sys.stdin.readline()
        return True

    def panics(self) -> bool:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        print("pressed", flush=True)
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(QApplication.focusWindow(), Qt.Key.Key_L, held)
        return True


def _shown(kind: type[Any]) -> Any:
    """The first widget of a kind that is in sight."""
    from PySide6.QtWidgets import QApplication, QWidget

    for window in QApplication.topLevelWidgets():
        for one in (window, *window.findChildren(QWidget)):
            if isinstance(one, kind) and one.isVisible():
                return one
    return None


def main(folder: str) -> int:
    from PySide6.QtCore import QTimer

    from pscp_desktop.__main__ import run
    from pscp_desktop.app import main as start

    hands, timer, made = Hands(), QTimer(), start._application
    timer.setInterval(150)
    timer.timeout.connect(hands.act)

    def with_hands(preferences: Any) -> Any:
        app = made(preferences)
        timer.start()
        return app

    start._application = with_hands
    return run(["--folder", folder])


if __name__ == "__main__":
    with as_the_parent():
        sys.exit(main(sys.argv[1]))
