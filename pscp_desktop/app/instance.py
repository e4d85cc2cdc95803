"""One program per data folder. A second start shows the first one's window and ends.

The lock is the system's, on an open file: it goes with the process however that ends, and it does
not know process ids, which stay the same when the hard lock starts the program anew in its place.
"""

import contextlib
import importlib
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pscp_desktop.domain.errors import AlreadyRunning
from pscp_desktop.store.files import explained

LOCK: Final = "app.lock"
SOCKET: Final = "app.sock"
_SHOW: Final = b"show\n"
_SHOWN: Final = b"shown\n"
_PATIENCE: Final = 2.0
"""Seconds a start waits for a process that is just ending, as after a hard lock on Windows."""
_PAUSE: Final = 0.05
_pause = threading.Event().wait


class Instance:
    """Holds the lock of a data folder, and hears second starts, while it is kept."""

    def __init__(self, folder: Path, lock: int, listener: socket.socket | None) -> None:
        self._folder = folder
        self._lock = lock
        self._listener = listener

    @property
    def listening(self) -> int | None:
        """The descriptor to watch for second starts; None where the system has no such sockets."""
        return None if self._listener is None else self._listener.fileno()

    def answer(self, show: Callable[[], None]) -> bool:
        """Call when `listening` is ready: shows the window if a second start asks for it."""
        if self._listener is None:
            return False
        with contextlib.suppress(OSError):
            caller, _ = self._listener.accept()
            with caller:
                caller.settimeout(0.2)
                if caller.recv(len(_SHOW)) == _SHOW:
                    show()
                    caller.sendall(_SHOWN)
                    return True
        return False

    def release(self) -> None:
        """Let go, at the end or just before starting anew."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
            (self._folder / SOCKET).unlink(missing_ok=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def claim(folder: Path, *, patience: float = _PATIENCE) -> Instance:
    """Become the one program of this data folder. Raises AlreadyRunning after showing the other."""
    with explained():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(handle, folder, patience)
    except BaseException:
        os.close(handle)
        raise
    return Instance(folder, handle, _listen(folder))


def _wait_for(handle: int, folder: Path, patience: float) -> None:
    ends = time.monotonic() + patience
    while not _locked(handle):
        if _asked_to_show(folder):
            raise AlreadyRunning(shown=True)
        if time.monotonic() >= ends:
            raise AlreadyRunning(shown=False)
        _pause(_PAUSE)


def _locked(handle: int) -> bool:
    try:
        if os.name == "nt":
            msvcrt: Any = importlib.import_module("msvcrt")
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl: Any = importlib.import_module("fcntl")
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _listen(folder: Path) -> socket.socket | None:
    """A socket beside the lock. Without one a second start is refused without being shown."""
    path = folder / SOCKET
    family = getattr(socket, "AF_UNIX", None)
    if family is None:
        return None
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Left by a process that was killed: the lock is ours, so nobody listens there.
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        listener.listen(4)
        listener.settimeout(0)
    except OSError:  # a path too long for a socket, a file system without them
        listener.close()
        return None
    return listener


def _asked_to_show(folder: Path) -> bool:
    family = getattr(socket, "AF_UNIX", None)
    if family is None:
        return False
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as caller:
        caller.settimeout(1.0)
        caller.connect(str(folder / SOCKET))
        caller.sendall(_SHOW)
        return caller.recv(len(_SHOWN)) == _SHOWN
    return False
