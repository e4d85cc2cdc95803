"""`run.py`: what it asks of the system, what it runs, and how soon it is out of the way."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

import run
from tests.source import ROOT


def _run(*given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "run.py", *given]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("given", [["dance"], [""], ["--atack"]])
def test_an_unknown_command_is_answered_with_all_that_there_are(given: list[str]) -> None:
    answer = _run(*given)

    assert answer.returncode == 2
    assert all(f"run.py {name}" in answer.stderr for name in run.COMMANDS)


def test_help_is_no_error() -> None:
    answer = _run("--help")

    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_interpreter_is_that_of_the_environment() -> None:
    answer = _run("python", "-c", "import sys; print(sys.prefix)")

    assert Path(answer.stdout.strip()) == ROOT / ".venv"


def test_bytecode_is_kept_whatever_the_shell_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    answer = _run("python", "-c", "import sys; print(sys.dont_write_bytecode)")

    assert answer.stdout.strip() == "False"


def test_the_exit_code_of_what_ran_is_handed_on() -> None:
    assert _run("python", "-c", "raise SystemExit(7)").returncode == 7


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings it all")
def test_a_missing_library_is_named_with_the_line_that_installs_it() -> None:
    wanted = {"libc.so.6": "libc6", "libof-nobody.so.1": "libof-nobody1", "liba.so.9": "liba9"}

    said = run.how_to_install(run.missing_libraries(wanted))

    assert "libof-nobody.so.1, liba.so.9" in said
    assert said.endswith("sudo apt-get install -y liba9 libof-nobody1")


@pytest.mark.parametrize(
    ("environment", "window", "needed", "spared"),
    [
        ({}, True, "libxcb-cursor.so.0", "libwayland-cursor.so.0"),
        ({}, False, "libEGL.so.1", "libxcb-cursor.so.0"),
        ({"QT_QPA_PLATFORM": "offscreen"}, True, "libEGL.so.1", "libxcb-cursor.so.0"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, "libwayland-cursor.so.0", "libxcb-cursor.so.0"),
    ],
)
def test_only_the_libraries_of_the_screen_at_hand_are_asked_for(
    environment: Mapping[str, str], window: bool, needed: str, spared: str
) -> None:
    wanted = run.libraries_for(environment, window=window)

    assert needed in wanted
    assert spared not in wanted


def test_a_folder_given_as_out_is_meant_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    (line,) = run.COMMANDS["found"].lines(["--out=here"])
    (tour,) = run.COMMANDS["tour"].lines(["--out", "there", "--lang", "es"])

    assert line[-2:] == ["--out", str(tmp_path / "here")]
    assert tour[-4:] == ["--out", str(tmp_path / "there"), "--lang", "es"]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ([], ["-m", "pytest", "-n", "logical", "--dist", "loadfile"]),
        (["-k", "keys"], ["-m", "pytest", "-k", "keys"]),
        (["--attack", "--minutes", "3"], ["-m", "pytest", "-m", "attack", "--minutes", "3"]),
        (["--unguarded", "store"], ["-m", "tests.unguarded", "store"]),
    ],
)
def test_each_kind_of_test_run_is_one_line(given: list[str], line: list[str]) -> None:
    assert list(run.COMMANDS["test"].lines(given)) == [line]


def test_a_command_that_lacks_what_it_needs_says_so() -> None:
    with pytest.raises(run.CannotRun, match="--out DIR"):
        list(run.COMMANDS["package"].lines([]))


@pytest.mark.attack
def test_a_second_start_is_out_of_the_way_in_half_a_second() -> None:
    def seconds(command: list[str]) -> float:
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True)
        return time.perf_counter() - began

    python = [str(run.PYTHON), "-c", "pass"]
    most = 1.0 if os.environ.get("CI") else 0.5
    extra = [
        seconds([sys.executable, "run.py", "python", *python[1:]]) - seconds(python)
        for _ in range(9)
    ]

    assert statistics.median(extra) < most
