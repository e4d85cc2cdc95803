"""One of two practice desks: where its window stands, and how it hears what it may open.

It asks on its standard output and is answered on its standard input; when that closes, whoever started
both is gone, and the desk closes as if by hand.
"""

import json
import os
import queue
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from pscp_desktop.app.entrance import Keys
from pscp_desktop.app.later import later
from pscp_desktop.app.pair.sides import FAILED, RIGHT, SHOWN, WAITING
from pscp_desktop.domain.errors import NoPractice, NoTrialHub, PscpError
from pscp_desktop.i18n import N_
from pscp_desktop.ui.tokens import SMALLEST

MAKING: Final = N_("Two desks and a hub are being prepared. The first time takes half a minute.")
WAIT_SECONDS: Final = 300.0
CLOSE_SECONDS: Final = 10.0
TITLE: Final = 32
"""What the frame of a window takes at its top, where there is one."""
STEP: Final = QSize(64, 40)
_PIECE: Final = 4096


def place(screen: QRect, side: str) -> QRect:
    """Where the window of a side stands: half of the screen where it is wide enough, else cascaded."""
    below = screen.adjusted(0, TITLE, 0, 0)
    right = side == RIGHT
    if screen.width() >= 2 * SMALLEST[0]:
        half = screen.width() // 2
        return QRect(below.x() + right * half, below.y(), half, below.height())
    size = (below.size() - STEP).expandedTo(QSize(*SMALLEST)).boundedTo(below.size())
    left_over = below.size() - size
    corner = QPoint(right * left_over.width(), right * left_over.height())
    return QRect(below.topLeft() + corner, size)


class PairSeat(QObject):
    """Hears on a thread of its own, because a pipe that closes must be heard whatever is under way."""

    _over = Signal()

    def __init__(self, app: QApplication, side: str, folder: Path) -> None:
        super().__init__()
        self._app, self._side, self._folder = app, side, folder
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._over.connect(self._close, Qt.ConnectionType.QueuedConnection)
        self.keys: Keys = replace(later(folder), practise=self._practise)
        hears = threading.Thread(target=self._hear, daemon=True, name="seat")
        hears.start()

    def stand(self, window: QWidget) -> None:
        """Put the first window where it belongs."""
        window.setGeometry(place(QGuiApplication.primaryScreen().availableGeometry(), self._side))

    @Slot()
    def shown(self) -> None:
        """Say that the desk is in sight."""
        # The window is asked for; it stands on the screen once what waits has been done.
        QTimer.singleShot(0, self, lambda: _say(SHOWN))

    @Slot()
    def _close(self) -> None:
        for window in self._app.topLevelWidgets():
            if window.isVisible():
                window.close()

    def _hear(self) -> None:
        kept = b""
        while piece := _read(sys.stdin.fileno()):
            *lines, kept = (kept + piece).split(b"\n")
            for line in lines:
                self._answers.put(json.loads(line))
        self._answers.put(None)
        with suppress(RuntimeError):  # the program is ending by itself
            self._over.emit()
        threading.Event().wait(CLOSE_SECONDS)
        os._exit(0)

    def _practise(self) -> object:
        """Ask what to open, wait for it, open it. Raises NoPractice where nobody answers."""
        _say(WAITING)
        try:
            answer = self._answers.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            answer = None
        if answer is None:
            raise NoPractice
        try:
            return opened(self._folder, answer)
        except PscpError:
            _say(FAILED)
            raise


def opened(folder: Path, answer: dict[str, Any]) -> object:
    """The practice desk in `folder`: with the hub of the answer, or alone where it names none."""
    from pscp_desktop.app import practice
    from pscp_desktop.app.compose import compose, terms
    from pscp_desktop.app.vaults import introduced
    from pscp_desktop.services.reconciling.identity import Hub, set_hub
    from pscp_desktop.store import vault

    if "url" not in answer:
        opened = practice.practise(folder)
        return replace(opened, services=replace(opened.services, alarms=(NoTrialHub(),)))
    services = compose(vault.unlock(folder / practice.FOLDER, practice.WORDS, terms(None)))
    # Whatever port was free today, it is the hub this desk knows by its certificate.
    set_hub(services.store, Hub(answer["url"], answer["anchors"]))
    return introduced(services)


def _say(word: str) -> None:
    with suppress(OSError, ValueError):
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()


def _read(pipe: int) -> bytes:
    with suppress(OSError):
        return os.read(pipe, _PIECE)
    return b""
