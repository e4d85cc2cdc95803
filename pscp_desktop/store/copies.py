"""The copies of a vault's database beside it: which there are, and taking one more."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pscp_desktop.store import keys, rotation
from pscp_desktop.store.engine import Connection, translated
from pscp_desktop.store.files import explained
from pscp_desktop.store.folder import COPIES

MOST_COPIES: Final = 3
NAME: Final = re.compile(r"c-([0-9a-f]{8})-([0-9]{6})\.db")


@dataclass(frozen=True, slots=True)
class LocalCopy:
    """One copy, newest first in a list. `taken` is seconds since 1970."""

    name: str
    taken: float
    size: int


@contextlib.contextmanager
def _one_state(source: Connection) -> Iterator[None]:
    """What is saved meanwhile is neither in the copy nor in what the copy is compared with."""
    with translated():
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        yield
    finally:
        source.execute("ROLLBACK")


def local_copies(folder: Path) -> tuple[LocalCopy, ...]:
    found = []
    for path in (folder / COPIES).glob("c-*.db"):
        if NAME.fullmatch(path.name):
            about = path.stat()
            found.append(LocalCopy(path.name, about.st_mtime, about.st_size))
    return tuple(sorted(found, key=lambda copy: copy.name[-9:], reverse=True))


def take(folder: Path, key_id: str, copies: bytes, source: Connection) -> LocalCopy:
    """Copy a database, prove the copy, and let go of the oldest over three."""
    place = folder / COPIES
    with explained():
        place.mkdir(mode=0o700, exist_ok=True)
    newest = max((int(copy.name[-9:-3]) for copy in local_copies(folder)), default=0)
    name = f"c-{key_id}-{newest + 1:06d}.db"
    with _one_state(source):
        rotation.new_database(folder, source, place / name, keys.copy_key(copies, name), 0)
    for old in local_copies(folder)[MOST_COPIES:]:
        (place / old.name).unlink(missing_ok=True)
    return next(copy for copy in local_copies(folder) if copy.name == name)
