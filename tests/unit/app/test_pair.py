"""Two practice desks: where their windows stand, what is opened again, and processes held by a pipe."""

import json
import os
import signal
import time
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QRect

from pscp_desktop.app import held, trial_hub
from pscp_desktop.app.held import Held, NoAnswer
from pscp_desktop.app.pair import __main__ as pair_up
from pscp_desktop.app.pair import made
from pscp_desktop.app.pair.__main__ import Pair
from pscp_desktop.app.pair.seat import place
from pscp_desktop.app.pair.sides import LEFT, RIGHT
from pscp_desktop.app.practice import STALE_SECONDS
from pscp_desktop.domain.errors import NoTrialHub
from pscp_desktop.services.reconciling.identity import Hub
from sync.protocol import Unreachable
from sync.server import held as hub_held
from tests.protections import guards

TALKS = """
import sys
sys.stderr.write("a line of the log\\n" * 40_000)
sys.stdout.write("whole\\n")
sys.stdout.flush()
sys.stdin.read()
"""
"""More than any pipe takes, before the one word that is waited for."""
STAYS = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
time.sleep(60)
"""
REFUSES = "import sys; sys.exit('There is no database here.')"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "type[_Programs]":
    monkeypatch.setattr(held, "ROOT", tmp_path)
    _Programs.folder = tmp_path
    return _Programs


class _Programs:
    """Modules that are written for a test."""

    folder: Path

    @classmethod
    def started(cls, text: str) -> Held:
        (cls.folder / "talker.py").write_text(text, encoding="utf-8")
        return Held("talker")


@pytest.mark.parametrize(
    ("screen", "left", "right"),
    [
        (QRect(0, 0, 1920, 1080), QRect(0, 32, 960, 1048), QRect(960, 32, 960, 1048)),
        (QRect(0, 0, 1366, 768), QRect(0, 32, 1302, 696), QRect(64, 72, 1302, 696)),
        (QRect(1366, 40, 2560, 1400), QRect(1366, 72, 1280, 1368), QRect(2646, 72, 1280, 1368)),
    ],
)
def test_windows_stand_beside_each_other_or_where_that_is_too_narrow_cascaded(
    screen: QRect, left: QRect, right: QRect
) -> None:
    assert (place(screen, LEFT), place(screen, RIGHT)) == (left, right)
    assert screen.contains(left)
    assert screen.contains(right)


def test_a_pair_is_opened_again_while_it_is_whole_young_and_of_this_form(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    assert made.fresh(tmp_path) is None
    made.stamped(tmp_path, hub)
    assert made.fresh(tmp_path) is None
    hub.mkdir()
    assert made.fresh(tmp_path) == hub

    stamp = tmp_path / made.STAMP
    old = time.time() - STALE_SECONDS - 1
    os.utime(stamp, (old, old))
    assert made.fresh(tmp_path) is None
    stamp.write_text(json.dumps({"form": made.FORM + 1, "hub": str(hub)}), encoding="utf-8")
    assert made.fresh(tmp_path) is None
    made.forget(tmp_path)
    assert not hub.exists()
    stamp.write_text("[", encoding="utf-8")
    assert made.fresh(tmp_path) is None


@guards("pair.drained")
def test_a_process_that_writes_much_is_never_stopped_by_a_full_pipe(
    program: type[_Programs],
) -> None:
    with program.started(TALKS) as talker:
        assert talker.line(10) == "whole"


def test_a_process_ends_with_its_pipe_and_one_that_does_not_is_ended(
    program: type[_Programs], monkeypatch: pytest.MonkeyPatch
) -> None:
    with program.started(TALKS) as talker:
        talker.line(10)
    assert talker._process.returncode == 0

    monkeypatch.setattr(held, "GRACE_SECONDS", 0.3)
    with program.started(STAYS) as deaf:
        deaf.line(10)
    assert deaf._process.returncode == -signal.SIGKILL


def test_a_process_that_ends_or_stays_silent_is_not_waited_for_without_end(
    program: type[_Programs],
) -> None:
    with program.started(REFUSES) as gone, pytest.raises(NoAnswer):
        gone.line(10)
    with program.started("import sys; sys.stdin.read()") as silent, pytest.raises(NoAnswer):
        silent.line(0.2)


def test_a_hub_that_cannot_start_says_why_in_its_own_words(program: type[_Programs]) -> None:
    with program.started(REFUSES) as hub, pytest.raises(NoTrialHub, match="no database here"):
        trial_hub.answering(hub)


@guards("hub.held")
def test_a_held_hub_is_asked_to_end_when_its_pipe_closes() -> None:
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    reading, writing = os.pipe()
    try:
        os.write(writing, b"anything")
        os.close(writing)
        hub_held._watch(reading)
    finally:
        os.close(reading)
        signal.signal(signal.SIGTERM, before)

    assert asked == [signal.SIGTERM]


class Seats(Pair):
    """A pair whose windows are only written down."""

    said: ClassVar[list[str]] = []

    def seat(self, side: str) -> None:
        self.said.append(f"seat {side}")

    def leave(self, side: str) -> None:
        self.said.append(f"leave {side}")

    def stay(self, answer: dict[str, object], *, spoilt: Path) -> None:
        self.said.append(f"stay {answer} {spoilt.exists()}")


class Closes:
    """A desk that is only closed."""

    def close(self) -> None:
        Seats.said.append("closed")


@guards("pair.failed")
def test_a_pairing_that_fails_is_told_in_words_and_one_desk_opens_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise Unreachable("ConnectError")

    monkeypatch.setattr(trial_hub, "started", lambda _: nullcontext())
    monkeypatch.setattr(trial_hub, "answering", lambda _: Hub("https://hub.invalid", []))
    monkeypatch.setattr(made, "first_desk", lambda _: Closes())
    monkeypatch.setattr(made, "pair_up", fails)
    Seats.said.clear()
    with ExitStack() as stack:
        pair = Seats(tmp_path, stack)
        for side in (LEFT, RIGHT):
            pair.vault(side).mkdir(parents=True)
        pair_up._play(pair, anew=True)

    assert Seats.said == [
        f"seat {LEFT}", f"seat {RIGHT}", "closed", f"leave {RIGHT}", "stay {'alone': True} False"
    ]  # fmt: skip
    assert not pair.vault(LEFT).exists()
    told = capsys.readouterr().out
    assert "No se pudieron preparar los dos escritorios: Unreachable." in told
    assert "arranque otra vez" in told
    assert "Traceback" not in told
