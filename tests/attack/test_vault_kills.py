"""The vault under violence: killed half-way, out of room, and timed."""

import contextlib
import json
import os
import random
import shutil
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pscp_desktop.app.compose import terms
from pscp_desktop.domain.errors import DiskFull, WrongPassphrase
from pscp_desktop.store import backup, migrate, relock, slots
from pscp_desktop.store import header as headers
from pscp_desktop.store.engine import integrity
from pscp_desktop.store.vault import Terms, Vault, create, unlock
from tests import goldens, needs
from tests.budget import Budget
from tests.vaults import (
    ALONE,
    OTHER,
    PASSPHRASE,
    Kept,
    MemorySecrets,
    later,
    quick_terms,
    read_notes,
    write_note,
)

pytestmark = pytest.mark.attack


def _made(folder: Path, notes: int) -> Kept:
    terms = quick_terms()
    with closing(create(folder, PASSPHRASE, terms)) as made:
        for number in range(notes):
            write_note(made.engine, f"nota {number} " * 200)
    with closing(unlock(folder, PASSPHRASE, later(terms))):
        return Kept(folder, later(terms))


def _killed(work: Callable[[], None], after: float) -> bool:
    """Run `work` in a child and kill it without warning; True when it had not ended by itself."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            work()
        os._exit(0)
    ends = time.monotonic() + after
    while time.monotonic() < ends:
        if os.waitpid(child, os.WNOHANG) != (0, 0):
            return False
        os.sched_yield()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def test_d06_killed_in_a_change_or_a_rotation_exactly_one_passphrase_opens(
    tmp_path: Path, budget: Budget
) -> None:
    pattern = _made(tmp_path / "pattern", 40)
    chance, killed = random.Random(6), 0
    for cycle in budget:
        kept = pattern.copied(tmp_path / str(cycle))
        rotating = cycle % 2 == 0

        def work(kept: Kept = kept, rotating: bool = rotating) -> None:
            opened = unlock(kept.folder, PASSPHRASE, kept.terms)
            if rotating:
                relock.rotate(opened, PASSPHRASE, new_passphrase=OTHER).close()
            else:
                relock.change_passphrase(opened, PASSPHRASE, OTHER)
                opened.close()

        killed += _killed(work, chance.uniform(0.05, 0.45 if rotating else 0.30))
        opening = [phrase for phrase in (PASSPHRASE, OTHER) if _opens_whole(kept, phrase, 40)]
        assert len(opening) == 1, f"cycle {cycle}"
        assert len(list(kept.folder.glob("d-*.db*"))) == 1
        assert [path.name for path in kept.folder.glob("*.tmp")] == []
        assert [path.name for path in kept.folder.glob("*.new")] == []
        shutil.rmtree(kept.folder)
    if budget.cycles >= 20:
        assert killed > budget.cycles // 4, "it was hardly ever killed half-way"


def _opens_whole(kept: Kept, passphrase: str, notes: int) -> bool:
    try:
        opened = unlock(kept.folder, passphrase, kept.terms)
    except WrongPassphrase:
        return False
    with closing(opened):
        assert len(read_notes(opened.engine)) == notes
        with opened.connection() as connection:
            assert integrity(connection, opened.path) == ()
    return True


def test_d06_killed_while_it_is_made_it_can_be_made_again_or_opened(
    tmp_path: Path, budget: Budget
) -> None:
    chance = random.Random(66)
    for cycle in budget:
        folder = tmp_path / str(cycle)
        terms = quick_terms(secrets=None)

        def work(folder: Path = folder, terms: Terms = terms) -> None:
            create(folder, ALONE, terms).close()

        _killed(work, chance.uniform(0.0, 0.2))
        if (folder / headers.NAME).exists():
            unlock(folder, ALONE, terms).close()
        elif not any(folder.glob("d-*.db")):
            create(folder, ALONE, terms).close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of six megabytes."""
    with needs.small_disk(tmp_path / "disk", 6) as place:
        yield place


def test_d07_a_full_disk_loses_nothing_and_can_always_be_locked(small_disk: Path) -> None:
    terms = replace(quick_terms(), run="another")
    folder = small_disk / "vault"
    opened = create(folder, PASSPHRASE, terms)
    written = _fill(opened)
    assert written > 3
    for attempt in (
        lambda vault: relock.change_passphrase(vault, PASSPHRASE, OTHER),
        backup.take_copy,
        lambda vault: write_note(vault.engine, "x" * 100_000),
    ):
        with contextlib.suppress(DiskFull):
            attempt(opened)
    opened.mark(1, bytes(32))
    phrase = OTHER if _opens_with(folder, OTHER, terms) else PASSPHRASE
    opened.close()
    again = unlock(folder, phrase, terms)
    assert len(read_notes(again.engine)) >= written
    with pytest.raises(DiskFull):
        relock.rotate(again, phrase)
    (small_disk / "filler").unlink()
    with closing(unlock(folder, phrase, terms)) as last:
        assert len(read_notes(last.engine)) >= written
        with last.connection() as connection:
            assert integrity(connection, last.path) == ()
        write_note(last.engine, "hay sitio")


def test_d07_a_migration_without_room_changes_nothing_and_goes_on_once_there_is(
    small_disk: Path,
) -> None:
    folder = small_disk / "vault"
    shutil.copytree(goldens.FOLDER / "vault-v1", folder)
    expected = json.loads((folder / goldens.EXPECTED).read_text("utf-8"))
    surroundings = terms(MemorySecrets(kept=dict(expected["secrets"])))
    before = {path.name: path.read_bytes() for path in folder.glob("d-*.db")}
    with contextlib.suppress(OSError), (small_disk / "filler").open("ab") as filler:
        while True:
            filler.write(bytes(4096))
            filler.flush()

    with pytest.raises(DiskFull):
        unlock(folder, PASSPHRASE, surroundings)
    assert {path.name: path.read_bytes() for path in folder.glob("d-*.db")} == before

    (small_disk / "filler").unlink()
    with closing(unlock(folder, PASSPHRASE, surroundings)) as opened:
        with opened.engine.connect() as connection:
            assert migrate.version(connection) == migrate.newest()
            told = connection.exec_driver_sql("SELECT text FROM note").scalars().all()
        assert told == [goldens.NOTE]
        assert opened.check() == ()


def _fill(opened: Vault) -> int:
    """Write until it says that the disk is full; the notes that were acknowledged."""
    disk = opened.folder.parent
    (disk / "filler").write_bytes(bytes(3 * 2**20))
    written = 0
    with contextlib.suppress(DiskFull):
        while True:
            write_note(opened.engine, "nota de muestra " * 8_000)
            written += 1
    with contextlib.suppress(OSError), (disk / "filler").open("ab") as filler:
        while True:
            filler.write(bytes(4096))
            filler.flush()
    return written


def _opens_with(folder: Path, passphrase: str, terms: Terms) -> bool:
    header, _ = headers.load(folder)
    try:
        slots.open_root(header, passphrase, terms.secrets)
    except WrongPassphrase:
        return False
    return True


def test_k02_a_wrong_passphrase_takes_as_long_as_the_right_one(tmp_path: Path) -> None:
    kept = _made(tmp_path / "vault", 1)
    header, _ = headers.load(kept.folder)

    def seconds(passphrase: str) -> float:
        start = time.perf_counter()
        with contextlib.suppress(WrongPassphrase):
            slots.open_root(header, passphrase, kept.secrets)
        return time.perf_counter() - start

    pairs = [(seconds(PASSPHRASE), seconds(OTHER)) for _ in range(30)]
    right, wrong = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert abs(right / wrong - 1) < (0.4 if os.environ.get("CI") else 0.2)
