"""Attacks share their minutes, and one that did nothing is not passed over."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.budget import Budget, Purse
from tests.source import ROOT

ATTACKS = """
import pytest

pytestmark = pytest.mark.attack

def test_d05_loops(budget):
    for cycle in budget:
        assert cycle == budget.cycles

def test_d06_loops_in_two_cases(budget):
    for _ in budget:
        pass

def test_k03_goes_once():
    pass
"""
IDLE = """
import pytest

@pytest.mark.attack
def test_d07_forgets_to_loop(budget):
    pass
"""
ABSENT = """
import pytest

@pytest.mark.attack
def test_l04_needs_a_tool():
    pytest.skip("strace is not installed")
"""
SETTINGS = "[pytest]\nmarkers = attack: slow\n"


def attack(folder: Path, source: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    plugins = ["-p", "tests.budget", "-p", "no:cacheprovider"]
    place = [f"--rootdir={folder}", f"-c{folder / 'pytest.ini'}", str(folder)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *place, "--minutes=0.005"],
        cwd=ROOT,
        env={"PATH": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_attack_runs_and_its_cycles_are_told(tmp_path: Path) -> None:
    done = attack(tmp_path, ATTACKS)

    told = dict(
        line.split() for line in done.stdout.splitlines() if line[:3] in {"D05", "D06", "K03"}
    )
    assert done.returncode == 0, done.stdout
    assert int(told["D05"]) > 1
    assert int(told["D06"]) > 1
    assert told["K03"] == "1"


def test_an_attack_that_forgets_to_loop_fails(tmp_path: Path) -> None:
    done = attack(tmp_path, IDLE)

    assert done.returncode == 1
    assert "ran no cycle" in done.stdout


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_an_attack_that_could_not_run_is_told_and_fails_in_ci(
    environment: dict[str, str], code: int, tmp_path: Path
) -> None:
    done = attack(tmp_path, ABSENT, **environment)

    assert done.returncode == code
    assert "L04            0   Skipped: strace is not installed" in done.stdout


def test_a_share_left_over_goes_to_those_who_follow() -> None:
    purse = Purse(minutes=1)
    purse.waiting = 3

    shares = [purse.share() for _ in range(3)]

    assert shares == pytest.approx([20, 30, 60], abs=1)


def test_whoever_asks_for_four_shares_gets_four_times_as_much() -> None:
    purse = Purse(minutes=1)
    purse.waiting = 6

    shares = [purse.share(), purse.share(4), purse.share()]

    assert shares == pytest.approx([10, 48, 60], abs=1)


def test_a_budget_that_is_spent_still_runs_once() -> None:
    assert list(Budget(0)) == [0]
