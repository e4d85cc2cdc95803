"""Writing files so that after a power cut there is the old one or the new one, never a half."""

import contextlib
import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pscp_desktop.domain.errors import DiskFull, ReadOnlyFolder

_WINDOWS = os.name == "nt"
_BINARY: int = getattr(os, "O_BINARY", 0)
_REPLACE_TRIES = 10
_REPLACE_PAUSE = 0.2
_pause = threading.Event().wait


@contextmanager
def explained() -> Iterator[None]:
    """Errors of the system raised inside leave as ours where a person can act on them."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull from None
        if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            raise ReadOnlyFolder from None
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, make it durable, and put it in its place in one step."""
    beside = path.with_name(path.name + ".tmp")
    with explained():
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            replace(beside, path)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise


def replace(source: Path, target: Path, pause: Callable[[float], object] = _pause) -> None:
    """`os.replace` made durable; a scanner that holds the file on Windows is waited for."""
    for attempt in range(_REPLACE_TRIES):
        try:
            source.replace(target)
            break
        except PermissionError:
            if not _WINDOWS or attempt == _REPLACE_TRIES - 1:
                raise
            pause(_REPLACE_PAUSE)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if _WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
