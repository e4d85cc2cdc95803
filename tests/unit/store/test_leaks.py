"""What the database writes besides itself: nothing, and the search that says so can find something."""

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from pscp_desktop.store.engine import DriverError, RawKey, connect, open_bare
from tests.protections import guards
from tests.vaults import CANARY

KEY = RawKey.parse("1a" * 48)
DESCRIPTORS = Path("/proc/self/fd")

pytestmark = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="looks at open files by /proc")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "d-00000000.db"
    with closing(connect(where, KEY, create=True)) as connection:
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
        connection.executemany(
            "INSERT INTO note (words) VALUES (?)",
            [(f"{number * 7919 % 100_000:06d} {CANARY}" * 20,) for number in range(4_000)],
        )
    return where


def _leaks(folder: Path) -> Iterator[str]:
    """Open files outside the folder of the vault in which the canary can be read."""
    for descriptor in DESCRIPTORS.iterdir():
        try:
            target = str(descriptor.readlink())
            if target.startswith("/") and not target.startswith((str(folder), "/dev", "/proc")):
                with descriptor.open("rb") as file:
                    if CANARY.encode() in file.read(64 * 2**20):
                        yield target
        except OSError:
            continue


def _sorting(connection: object) -> object:
    cursor = connection.execute(  # type: ignore[attr-defined] # the driver has no types
        "SELECT a.words FROM note a ORDER BY substr(a.words, 3) || a.words"
    )
    cursor.fetchone()
    return cursor


@guards("store.engine.authorizer")
def test_l04_a_large_sort_leaves_no_plain_file_even_when_told_to(path: Path) -> None:
    with closing(connect(path, KEY)) as connection:
        with suppress(DriverError):
            connection.execute("PRAGMA temp_store = FILE")
        connection.execute("PRAGMA cache_size = 10")
        running = _sorting(connection)
        assert list(_leaks(path.parent)) == []
        del running


def test_l05_the_search_for_leaks_finds_one_where_there_is_one(path: Path) -> None:
    with closing(open_bare(path, KEY)) as connection:
        connection.execute("PRAGMA temp_store = FILE")
        connection.execute("PRAGMA cache_size = 10")
        running = _sorting(connection)
        found = list(_leaks(path.parent))
        del running
    assert ["etilqs" in name for name in found] == [True] * len(found) != []
