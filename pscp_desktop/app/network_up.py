"""Notices that a network has come, without asking anybody: no packet leaves the laptop for it.

The system is asked which of its own addresses it would speak from to a place far away. Without a way
out it has none; another network gives another address. The places are those set apart for documents
(RFC 5737 and RFC 3849), and a datagram socket that is only connected sends nothing.
"""

import socket
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

LOOK_SECONDS: Final = 10
FAR: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
_DISCARD: Final = 9


def own_addresses() -> tuple[str, ...]:
    """The addresses this laptop would speak from, of each kind that has a way out; none without one."""
    found = []
    for family, place in FAR:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asking:
                asking.connect((place, _DISCARD))
                found.append(str(asking.getsockname()[0]))
        except OSError:
            continue
    return tuple(found)


class NetworkUp(QObject):
    """Says `came` when there is a way out where there was none, or another one than before."""

    came = Signal()

    def __init__(self, addresses: Callable[[], tuple[str, ...]] = own_addresses) -> None:
        super().__init__()
        self._addresses = addresses
        self._last = addresses()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_SECONDS * 1000)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now and then."""
        self._timer.start()

    def rest(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look now."""
        before, self._last = self._last, self._addresses()
        if self._last and self._last != before:
            self.came.emit()
