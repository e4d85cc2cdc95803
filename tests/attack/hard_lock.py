"""The real program with a pair of hands in it: opens the desk, types, and presses the panic key.

`python -m tests.attack.hard_lock FOLDER`; the passphrase and the words to type are the first lines of its
input. What comes after the lock is the program alone, as it starts itself anew.
"""

import os
import sys
from collections.abc import Callable, Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from tests.guarding import as_the_parent

PASSPHRASE, WORDS = sys.stdin.readline().rstrip("\n"), sys.stdin.readline().rstrip("\n")


def _hands() -> Iterator[Callable[[], bool]]:
    """What is done, in order; each is tried again until it could be done."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

    from pscp_desktop.ui.unlock import UnlockPage
    from pscp_desktop.ui.window import DeskWindow

    held = Qt.KeyboardModifier.ControlModifier

    def shown(kind: type[QWidget]) -> QWidget | None:
        windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        every = [inner for window in windows for inner in (window, *window.findChildren(QWidget))]
        return next((one for one in every if isinstance(one, kind)), None)

    def opens() -> bool:
        page = shown(UnlockPage)
        if not isinstance(page, UnlockPage):
            return False
        field = page.first
        assert isinstance(field, QLineEdit)
        field.setText(PASSPHRASE)
        QTest.keyClick(field, Qt.Key.Key_Return)
        return True

    def begins() -> bool:
        window = shown(DeskWindow)
        if not isinstance(window, DeskWindow) or not window.isActiveWindow():
            return False
        window.go_to("mediation")
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_N, held)
        return True

    def types() -> bool:
        focused = QApplication.focusWidget()
        if not isinstance(focused, QLineEdit):
            return False
        focused.insert(WORDS)
        return True

    def waits() -> bool:
        print("open", flush=True)
        sys.stdin.readline()
        return True

    def panics() -> bool:
        print("pressed", flush=True)
        QTest.keyClick(
            QApplication.focusWindow(), Qt.Key.Key_L, held | Qt.KeyboardModifier.ShiftModifier
        )
        return True

    yield from (opens, begins, types, waits, panics)


def main(folder: str) -> int:
    from PySide6.QtCore import QTimer

    from pscp_desktop.__main__ import run

    todo = list(_hands())

    def next_() -> None:
        if todo and todo[0]():
            todo.pop(0)

    timer = QTimer()
    timer.setInterval(150)
    timer.timeout.connect(next_)
    # Started before there is an application: it runs as soon as the program's own loop does.
    from pscp_desktop.app import main as start

    made = start._application

    def with_hands(preferences: object) -> object:
        app = made(preferences)  # type: ignore[arg-type]
        timer.start()
        return app

    start._application = with_hands  # type: ignore[assignment]
    return run(["--folder", folder])


if __name__ == "__main__":
    with as_the_parent():
        sys.exit(main(sys.argv[1]))
