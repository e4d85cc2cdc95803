"""Several processes of one hub that share a listening socket: one that ends by itself is begun again."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

LEAST: Final = 1.0
"""Seconds between two beginnings: a hub that cannot begin does not try in a circle."""


def several(answer: Callable[[], None], count: int) -> None:
    """Run `answer` in so many processes until this one is asked to end, and then end them all.

    Must be called before this process has threads.
    """
    running: set[int] = set()
    try:
        while True:
            while len(running) < count:
                running.add(_begun(answer))
            ended, _ = os.wait()
            running.discard(ended)
            threading.Event().wait(LEAST)
    finally:
        for child in running:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for child in running:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _begun(answer: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        answer()
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # What the parent will do when it ends is not this one's to do.
        os._exit(code)
