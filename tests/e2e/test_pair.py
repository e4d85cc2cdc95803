"""`python3 run.py` as it is: a hub and two desks are shown, a conflict waits on both, nothing stays."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pscp_desktop.app import practice
from pscp_desktop.app.compose import compose, terms
from pscp_desktop.app.pair.sides import LEFT, RIGHT
from pscp_desktop.settings import PRODUCT
from pscp_desktop.store import vault
from tests.source import ROOT

OPEN = "está abierto"
SHOWN_SECONDS = 120
GONE_SECONDS = 60


class Demo:
    """The real thing in processes of its own, over an empty home."""

    def __init__(self, home: Path, **around: str) -> None:
        surroundings = {
            **os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "TMPDIR": str(home),
            "QT_QPA_PLATFORM": "offscreen", **around,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pscp_desktop.app.pair"], cwd=ROOT, env=surroundings,
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self.said: list[str] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)

    def shows(self, desks: int) -> None:
        """Wait until so many desks are open."""
        until = time.monotonic() + SHOWN_SECONDS
        while sum(OPEN in line for line in self.said) < desks:
            try:
                self.said.append(self._lines.get(timeout=until - time.monotonic()))
            except (queue.Empty, ValueError):
                pytest.fail(f"{desks} desks in time; it said {self.said}")

    def living(self) -> list[psutil.Process]:
        """Every process of it, with those of the database, which left the family."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        folders = [
            one.environ().get("PSCP_HUB_FOLDER") for one in family if _is(one, "sync.server")
        ]
        data = f"{next(filter(None, folders))}/postgresql/data" if any(folders) else "no hub"
        return [*family, *(one for one in psutil.process_iter() if _is(one, data))]

    def ends(self) -> int:
        """Wait for its end; the exit code."""
        code = self.process.wait(GONE_SECONDS)
        self._reader.join(GONE_SECONDS)
        return code


def _is(process: psutil.Process, word: str) -> bool:
    try:
        return word in process.cmdline()
    except psutil.Error:
        return False


def _desks(living: list[psutil.Process]) -> dict[str, psutil.Process]:
    return {side: one for one in living for side in (LEFT, RIGHT) if _is(one, side)}


def _gone(living: list[psutil.Process]) -> list[str]:
    """Those that are still there when all should be gone."""
    until = time.monotonic() + GONE_SECONDS
    while left := [one for one in living if _lives(one)]:
        if time.monotonic() > until:
            return [str(one) for one in left]
        threading.Event().wait(0.1)
    return []


def _lives(process: psutil.Process) -> bool:
    # A process whose parent is gone may wait for somebody to take notice of its end.
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _conflicts(home: Path, side: str) -> int:
    folder = home / "data" / PRODUCT / "pair" / side / practice.FOLDER
    services = compose(vault.unlock(folder, practice.WORDS, terms(None)))
    try:
        assert services.reconciling.state().unsent == 0
        return len(services.conflicts.waiting().conflicts)
    finally:
        services.close()


@pytest.fixture
def home() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="pair-"))
    # The database of the hub runs as another user where this one is root.
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.mark.timeout(400)
@pytest.mark.skipif(os.name == "nt", reason="there a signal asks nobody")
def test_two_desks_are_shown_with_one_conflict_and_nothing_is_left_behind(home: Path) -> None:
    demo = Demo(home)
    demo.shows(2)
    living = demo.living()
    assert set(_desks(living)) == {LEFT, RIGHT}
    assert any(_is(one, "sync.server") for one in living)
    assert any("postgres" in one.name() for one in living)
    demo.process.send_signal(signal.SIGTERM)
    assert demo.ends() == 0
    assert _gone(living) == []
    assert [_conflicts(home, side) for side in (LEFT, RIGHT)] == [1, 1]

    again = Demo(home)
    again.shows(2)
    living = again.living()
    desks = _desks(living)
    desks[LEFT].terminate()
    assert _gone([desks[LEFT]]) == []
    others = [one for one in living if one != desks[LEFT]]
    assert all(_lives(one) for one in others)
    again.process.kill()
    again.ends()
    assert _gone(living) == []

    last = Demo(home)
    last.shows(2)
    living = last.living()
    for desk in _desks(living).values():
        desk.terminate()
    assert last.ends() == 0
    assert _gone(living) == []


@pytest.mark.timeout(200)
@pytest.mark.skipif(os.name == "nt", reason="there a signal asks nobody")
def test_where_no_hub_can_be_started_one_desk_opens_and_it_is_said(home: Path) -> None:
    far = home / ("so-far-away-that-no-socket-has-such-a-long-name-" * 3)
    far.mkdir()

    demo = Demo(home, TMPDIR=str(far), XDG_DATA_HOME=str(far))
    demo.shows(1)
    living = demo.living()

    assert any("too long for a socket" in line for line in demo.said)
    assert any("un solo escritorio" in line for line in demo.said)
    assert set(_desks(living)) == {LEFT}
    demo.process.send_signal(signal.SIGTERM)
    assert demo.ends() == 0
    assert _gone(living) == []
