"""Waiting in a test that drives a window: in a loop of events, as the program itself waits.

`QTest.qWait` holds Python's lock while it waits: the job of another thread then crawls, and what
takes a second takes half a minute.
"""

from PySide6.QtCore import QEventLoop, QTimer


def let_pass(milliseconds: int) -> None:
    """Let the program and all of its threads go on for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
