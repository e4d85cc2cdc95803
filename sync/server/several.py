"""Several processes of one hub that share a listening socket: one that ends by itself is begun again."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

LOOK: Final = 0.2
"""Seconds between two looks: a signal that comes just before a wait without end would be heard by nobody."""
LEAST: Final = 1.0
"""Seconds between two beginnings: a hub that cannot begin does not try in a circle."""
_ENDING: Final = (signal.SIGTERM, signal.SIGINT)


def several(answer: Callable[[], None], count: int, grace: float = 25.0) -> None:
    """Run `answer` in so many processes until this one is asked to end, and then end them all.

    Whoever has not ended after `grace` seconds is made to. Must be called before this process has threads.
    """
    running: set[int] = set()
    try:
        while True:
            while len(running) < count:
                _begin(answer, running)
            threading.Event().wait(LEAST if _reaped(running) else LOOK)
    finally:
        ends = time.monotonic() + grace
        while running and time.monotonic() < ends:
            # Again and again: one that was just begun may have heard it too early to keep it.
            _tell(running, signal.SIGTERM)
            threading.Event().wait(LOOK)
            _reaped(running)
        _tell(running, signal.SIGKILL)


def _tell(running: set[int], what: int) -> None:
    for child in running:
        with suppress(ProcessLookupError):
            os.kill(child, what)


def _reaped(running: set[int]) -> bool:
    """Forget the processes that have ended; whether there were any."""
    before = len(running)
    for child in tuple(running):
        try:
            done, _ = os.waitpid(child, os.WNOHANG)
        except ChildProcessError:
            done = child
        if done:
            running.discard(child)
    return len(running) < before


def _begin(answer: Callable[[], None], running: set[int]) -> None:
    """Begin one; nobody is asked to end between its birth and its being known."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    child = os.fork()
    if child:
        running.add(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        return
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        answer()
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # What the parent will do when it ends is not this one's to do.
        os._exit(code)
