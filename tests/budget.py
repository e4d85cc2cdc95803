"""Shares the minutes of an attack among its tests, and says how many cycles each of them ran.

    @pytest.mark.attack
    def test_d05_a_killed_process_loses_nothing_acknowledged(budget: Budget) -> None:
        for cycle in budget:
            ...

The loop runs at least once and ends when the test's share is spent; `@pytest.mark.share(4)` asks for
four times what another one gets. What a test leaves over goes to the ones after it. A test that asks for a
budget and runs no cycle fails; so does, in CI, an attack that did not run at all.
"""

import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

SLACK: Final = 600
"""Seconds an attack may take over all the minutes, for what it does once."""


class Budget:
    """The share of one test: iterate over it, and count."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.cycles = 0

    def __iter__(self) -> Iterator[int]:
        ends = time.monotonic() + self.seconds
        while not self.cycles or time.monotonic() < ends:
            yield self.cycles
            self.cycles += 1


class Purse:
    """The minutes of a whole run, and what they bought."""

    def __init__(self, minutes: float) -> None:
        self._seconds = minutes * 60
        self._ends: float | None = None
        self.waiting = 0
        """Shares that were not given yet."""
        self.ran: Counter[str] = Counter()
        self.idle: dict[str, str] = {}

    def share(self, times: int = 1) -> float:
        """The part of what is left for a test that asks for `times` as much as a plain one."""
        now = time.monotonic()
        self._ends = self._ends or now + self._seconds
        share = max(0.0, self._ends - now) * times / max(times, self.waiting)
        self.waiting -= times
        return share


PURSE: Final = pytest.StashKey[Purse]()


def id_of(item: pytest.Item) -> str:
    """`D05` for `test_d05_…`, else the test's own name."""
    name = item.name.split("[", 1)[0]
    found = re.match(r"test_([a-z]{1,2}\d{1,3})_", name)
    return found[1].upper() if found else name.removeprefix("test_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--minutes", type=float, default=12, help="shared by the attacks that loop")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[PURSE] = Purse(config.getoption("--minutes"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    longest = int(config.getoption("--minutes") * 60) + SLACK
    for item in items:
        if item.get_closest_marker("attack") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(longest))


def pytest_collection_finish(session: pytest.Session) -> None:
    purse = session.config.stash[PURSE]
    purse.waiting = sum(
        shares_of(item) for item in session.items if "budget" in getattr(item, "fixturenames", ())
    )


def shares_of(item: pytest.Item) -> int:
    """How many times a plain share this test asks for."""
    mark = item.get_closest_marker("share")
    return int(mark.args[0]) if mark else 1


@pytest.fixture
def budget(request: pytest.FixtureRequest) -> Iterator[Budget]:
    """The time this test may spend on its cycles."""
    purse = request.config.stash[PURSE]
    mine = Budget(purse.share(shares_of(request.node)))
    yield mine
    purse.ran[id_of(request.node)] += mine.cycles
    assert mine.cycles, "it asked for a budget and ran no cycle"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined] # pluggy's result, untyped here
    if not item.get_closest_marker("attack"):
        return
    purse = item.config.stash[PURSE]
    if report.when == "call" and "budget" not in getattr(item, "fixturenames", ()):
        purse.ran[id_of(item)] += not report.skipped
    if report.skipped:
        purse.idle[id_of(item)] = str(report.longrepr[-1])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    purse = config.stash[PURSE]
    if not purse.ran and not purse.idle:
        return
    terminalreporter.section("cycles run")
    for identity in sorted({*purse.ran, *purse.idle}):
        line = f"{identity:<8} {purse.ran[identity]:>7}"
        terminalreporter.line(f"{line}   {purse.idle.get(identity, '')}".rstrip())


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    purse = session.config.stash[PURSE]
    idle = [identity for identity in purse.idle if not purse.ran[identity]]
    if idle and not exitstatus and os.environ.get("CI"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
