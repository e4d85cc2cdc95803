"""Several processes of one hub that share a listening socket: one that ends by itself is begun again."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

LEAST: Final = 1.0
"""Seconds between two beginnings: a hub that cannot begin does not try in a circle."""
GRACE: Final = 15.0
"""Seconds in which they may end what they have under way."""
AGAIN: Final = 0.25
"""Seconds after which one that still runs is asked to end once more."""
ASKED: Final = (signal.SIGTERM, signal.SIGINT)


def several(answer: Callable[[], None], count: int) -> None:
    """Run `answer` in so many processes until this one is asked to end, and then end them all.

    Must be called before this process has threads.
    """
    running: set[int] = set()
    try:
        while True:
            while len(running) < count:
                # Asked to end in between, this one would forget a child it has just begun.
                with _unheard() as before:
                    running.add(_begun(answer, before))
            ended, _ = os.wait()
            running.discard(ended)
            threading.Event().wait(LEAST)
    finally:
        _end(running)


def _end(running: set[int]) -> None:
    """Ask all of them to end, again and again, and make an end of those that do not hear."""
    for _ in range(int(GRACE / AGAIN)):
        running -= {child for child in running if not _asked(child)}
        if not running:
            return
        threading.Event().wait(AGAIN)
    for child in running:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


def _asked(child: int) -> bool:
    """Whether it still runs; then it was asked to end."""
    try:
        ended, _ = os.waitpid(child, os.WNOHANG)
    except ChildProcessError:
        return False
    if not ended:
        os.kill(child, signal.SIGTERM)
    return not ended


@contextmanager
def _unheard() -> Iterator[set[signal.Signals]]:
    """Hear that it should end only after the block; gives what else was not heard before it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASKED)
    try:
        yield {signal.Signals(number) for number in before}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begun(answer: Callable[[], None], before: set[signal.Signals]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        # Not before: heard in the hooks that Python runs after a fork, it would be lost.
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        answer()
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # What the parent will do when it ends is not this one's to do.
        os._exit(code)
