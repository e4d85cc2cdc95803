"""A hub that somebody holds: it ends as if asked to when the pipe to its standard input closes.

A pipe closes with the process at its other end, however that one went: no trial hub and no database of
one is left behind by a demonstration that was killed.
"""

import os
import signal
import sys
import threading
from typing import Final

_PIECE: Final = 4096


def hold() -> None:
    """Watch the standard input from now on."""
    threading.Thread(target=_watch, args=(sys.stdin.fileno(),), daemon=True, name="held").start()


def _watch(pipe: int) -> None:
    while os.read(pipe, _PIECE):
        pass
    # Answered on the main thread, as a SIGTERM from outside is, on every system.
    signal.raise_signal(signal.SIGTERM)
