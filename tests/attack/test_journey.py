"""A whole day at the real desk with one word in everything: nothing a stranger can read has it."""

import os
import secrets
import shutil
import signal
import sqlite3
import string
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from sync.server.embedded import Embedded, temporary_folder
from tests.budget import Budget
from tests.leaks import found_in, leaks, written
from tests.needs import tool
from tests.protections import guards

ROOT = Path(__file__).parents[2]
OUTSIDE = [Path(place) for place in ("/var/tmp", "/dev/shm", "/tmp") if Path(place).is_dir()]  # noqa: S108
FILES, MANY = 6, 50


def a_word() -> str:
    """A word that stands nowhere else on this machine."""
    return "Zq" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(14))


@dataclass
class Day:
    """The process, where it may write, and the word it writes."""

    word: str
    home: Path
    process: "subprocess.Popen[str]"
    begun: float

    def said(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "it ended: " + (self.process.stderr.read() if self.process.stderr else "")
        return line.strip()

    def goes_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def found(self) -> dict[str, set[str]]:
        """Everything under its home, and what is new in the places all programs share."""
        shared = [
            path
            for place in OUTSIDE
            for path in place.iterdir()
            if path.name not in {"pytest-of-root", self.home.name} and _newer(path, self.begun)
        ]
        return leaks([self.home, *_files(shared)], self.word, since=0)


def _newer(path: Path, moment: float) -> bool:
    try:
        return path.lstat().st_mtime >= moment
    except OSError:
        return False


def _files(paths: Sequence[Path]) -> list[Path]:
    """Files themselves; whole folders of other programs are theirs."""
    return [path for path in paths if path.is_file()]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    yield from _a_day(tmp_path, FILES)


@pytest.fixture
def long_day(tmp_path: Path) -> Iterator[Day]:
    yield from _a_day(tmp_path, MANY)


def _a_day(tmp_path: Path, files: int) -> Iterator[Day]:
    made = _began(tmp_path, files)
    yield made
    made.process.kill()
    made.process.communicate()


def _began(
    home: Path, files: int, word: str = "", through: Sequence[str] = (), hub: Path | None = None
) -> Day:
    """Start a day, under a program that watches it if one is named, and with a hub if it has a folder."""
    places = {name: home / name.lower() for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR")}
    places |= {name: home / name.lower() for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    places |= {name: home / name.lower() for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME")}
    for place in places.values():
        place.mkdir(mode=0o700)
    data = home / "data"
    data.mkdir()
    word, begun = word or a_word(), time.time()
    life = ("tests.attack.journey_synced" if hub else "tests.attack.journey", str(data))
    process = subprocess.Popen(
        [*through, sys.executable, "-m", *life, str(files), *([str(hub)] if hub else [])],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **{name: str(place) for name, place in places.items()}},
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    return Day(word, home, process, begun)


def lived(day: Day) -> Iterator[str]:
    """Each step once it is done."""
    while not (line := day.said()).startswith("titles "):
        if line.startswith("did "):
            yield line.removeprefix("did ")
            day.goes_on()
    _, proof, titles = line.split(" ", 2)
    assert zlib.crc32(titles.encode()) == int(proof)
    assert day.word.lower() not in titles.lower()


def told_by_the_system(word: str) -> list[str]:
    """The processes in whose line or surroundings the word stands."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        for part in ("cmdline", "environ", "comm"):
            try:
                if found_in((process / part).read_bytes(), word):
                    found.append(f"{process.name}/{part}")
            except OSError:
                continue
    return found


@guards("app.logs.allow_list")
@pytest.mark.timeout(120)
def test_l01_and_l11_a_whole_day_leaves_the_word_in_no_file_and_shows_it_to_nobody(
    day: Day,
) -> None:
    steps = []
    for step in lived(day):
        steps.append(step)
        if step in {"attaches", "types", "fails", "locks"}:
            assert told_by_the_system(day.word) == []
        if step in {"types", "sees_a_document"}:
            assert day.found() == {}, "while the desk is open"
    assert steps[-1] == "renews_the_key"
    day.process.communicate()
    assert day.process.returncode == 0

    assert day.found() == {}
    log = (day.home / "data" / "logs" / "events.log").read_text()
    assert log.count("uncaught builtins.ValueError") == 2, "of the window and of a thread"


@pytest.fixture
def hubs_place() -> Iterator[Path]:
    """A folder for a hub and its database, which runs as another user; named without a word of anybody."""
    place = temporary_folder()
    place.chmod(0o711)
    yield place
    shutil.rmtree(place, ignore_errors=True)  # (its database may still be ending)


def _with_a_hub(home: Path, hub: Path, files: int) -> None:
    """The whole day with sync; then the word is put into the hub's database, where it must be found."""
    day = _began(home, files, hub=hub)
    try:
        for step in lived(day):
            if step in {"meets", "decides", "carries_a_stick", "meets_again"}:
                assert told_by_the_system(day.word) == [], step
                assert day.found() | leaks([hub], day.word) == {}, step
        day.process.communicate()
        assert day.process.returncode == 0
        assert day.found() | leaks([hub], day.word) == {}
        assert {"postgresql", "blobs"} <= {path.name for path in hub.iterdir()}

        server = Embedded(hub / "postgresql")
        url = server.start()
        try:
            with psycopg.connect(url, autocommit=True) as owner:
                held = owner.execute("SELECT count(*), sum(size) FROM envelope").fetchone()
                assert held is not None
                assert held[0] >= files, "what was scanned is the hub that was met"
                owner.execute("CREATE TABLE control (words text)")
                owner.execute("INSERT INTO control VALUES (%s)", (day.word,))
                owner.execute("CHECKPOINT")
            assert len(leaks([hub], day.word)) >= 2, "in the table and in the write-ahead log"
        finally:
            server.stop()
    finally:
        day.process.kill()
        day.process.communicate()


@guards("app.logs.allow_list")
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_l01_and_s01_a_day_with_a_hub_leaves_the_word_neither_here_nor_there(
    tmp_path: Path, hubs_place: Path
) -> None:
    _with_a_hub(tmp_path, hubs_place, FILES)


@pytest.mark.attack
@pytest.mark.timeout(900)
def test_l01_and_s01_fifty_files_and_a_hub_leave_the_word_neither_here_nor_there(
    tmp_path: Path, hubs_place: Path
) -> None:
    _with_a_hub(tmp_path, hubs_place, MANY)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_l02_killed_at_its_work_it_leaves_the_word_in_no_file(tmp_path: Path) -> None:
    _killed_in(tmp_path, "types", after=0.4)


def _killed_in(home: Path, step: str, after: float) -> None:
    day = _began(home, FILES)
    try:
        while (line := day.said()) != f"begins {step}":
            if line.startswith("did "):
                day.goes_on()
        time.sleep(after)
        day.process.send_signal(signal.SIGKILL)
        day.process.communicate()
        assert day.found() == {}, step
    finally:
        day.process.kill()
        day.process.communicate()


@pytest.mark.attack
def test_l01_fifty_files_leave_the_word_in_no_file(long_day: Day) -> None:
    for _ in lived(long_day):
        assert long_day.found() == {}


STEPS = (
    "moves_in", "takes_requests", "writes", "attaches", "finds", "opens_the_window", "types",
    "looks_for_it", "asks_where_to_save", "sees_a_document", "fails", "copies", "locks",
    "comes_back", "renews_the_key",
)  # fmt: skip


@pytest.mark.attack
def test_l02_killed_in_the_middle_of_each_step_it_leaves_the_word_in_no_file(
    tmp_path: Path, budget: Budget
) -> None:
    chance = secrets.SystemRandom()
    for cycle in budget:
        step = STEPS[cycle % len(STEPS)]
        _killed_in(_made(tmp_path / str(cycle)), step, after=chance.uniform(0, 0.6))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_l05_the_search_finds_the_word_however_it_is_written(tmp_path: Path) -> None:
    word = a_word()
    for number, needle in enumerate(written(word).values()):
        (tmp_path / str(number)).write_bytes(secrets.token_bytes(100) + needle + b"\0")
    (tmp_path / "packed").write_bytes(b"PK" + zlib.compress(b"a" * 50 + word.encode() + b"b" * 50))
    (tmp_path / f"name {word}").touch()
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE note (words TEXT)")
    plain.execute("INSERT INTO note VALUES (?)", (word,))
    plain.commit()
    plain.close()

    found = leaks([tmp_path], word)

    assert len(found) == len(list(tmp_path.iterdir()))
    assert leaks([tmp_path], a_word()) == {}
    with tempfile.TemporaryFile() as nothing:
        assert found_in(nothing.read(), word) == set()


@pytest.mark.attack
def test_q02_a_picture_named_in_every_text_is_never_opened(tmp_path: Path) -> None:
    """The whole day again, with markup for a word, under the eyes of strace."""
    eyes = tool("strace")
    probe, seen = tmp_path / "probe.png", tmp_path / "seen"
    probe.write_bytes(b"\x89PNG\r\n\x1a\n")
    word = f'<img src="{probe}">'
    watching = [eyes, "-f", "-qq", "-e", "trace=file", "-s", "400", "-o", str(seen)]
    home = _made(tmp_path / "home")
    day = _began(home, 2, word=word, through=watching)
    try:
        steps = list(lived(day))
    finally:
        day.process.kill()
        day.process.communicate()
    assert "sees_a_document" in steps
    traced = seen.read_text(errors="replace")
    assert "header.json" in traced, "strace sees what the desk opens"
    assert "probe.png" not in traced
