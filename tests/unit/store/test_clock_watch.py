"""What was done to the clock stands in the audit, whose order is its own."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.store.clock_watch import ClockWatch, passed, zone
from pscp_desktop.store.store import CLOCK, Store, Surroundings
from tests.protections import guards
from tests.world import ALBA, AUDIT_KEY, Moment, SteadyChance, a_database, an_engine, sql

HOUR = 3600


@dataclass
class Laptop:
    """A clock somebody sets, the time that passes whatever it says, and a zone."""

    moment: Moment = field(default_factory=Moment)
    lived: float = 1000.0
    ahead: int = HOUR

    def now(self) -> datetime:
        return self.moment()

    def lives(self, seconds: float) -> None:
        """Time passes and the clock goes with it."""
        self.lived += seconds
        self.moment.passes(seconds=seconds)

    def watch(self) -> ClockWatch:
        return ClockWatch(self.now, lambda: self.lived, lambda: self.ahead)

    def store(self, path: Path) -> Store:
        engine = an_engine(path) if path.exists() else a_database(path)
        return Store(
            engine, user=ALBA, stream=(ALBA.bytes, 1), audit_key=AUDIT_KEY,
            surroundings=Surroundings(
                now=self.now, entropy=SteadyChance("clock"), watch=self.watch()),
        )  # fmt: skip


def act(store: Store, name: str) -> None:
    with store.writing() as unit:
        unit.note(name, NAMELESS)


def told(store: Store) -> list[str]:
    rows = sql(store, "SELECT act, detail FROM audit ORDER BY n")
    return [f"{name} {detail}".strip() for name, detail in rows]


@guards("audit.clock")
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (HOUR, "forward:3600"),
        (-HOUR, "back:3600"),
        (-365 * 24 * HOUR, "back:31536000"),
        (61, "forward:61"),
    ],
)
def test_g05_a_clock_that_was_set_is_a_line_before_whatever_is_written_next(
    tmp_path: Path, seconds: int, code: str
) -> None:
    laptop = Laptop()
    store = laptop.store(tmp_path / "one.db")
    act(store, "before")
    laptop.moment.passes(seconds=seconds)
    act(store, "after")
    act(store, "later")

    assert told(store) == ["before", f"clock {code}", "after", "later"]
    numbers = [n for (n,) in sql(store, "SELECT n FROM audit ORDER BY n")]
    assert numbers == [1, 2, 3, 4]
    assert store.check_history() is None
    times = [at for (at,) in sql(store, "SELECT at FROM audit ORDER BY n")]
    assert (times == sorted(times)) == (seconds > 0), "the number is the order, not the clock"


def test_g05_time_that_passes_asleep_or_awake_is_no_change(tmp_path: Path) -> None:
    laptop = Laptop()
    store = laptop.store(tmp_path / "one.db")
    for seconds in (1, 59, 8 * HOUR, 30 * 24 * HOUR):
        laptop.lives(seconds)
        act(store, "save")
    laptop.moment.passes(seconds=59)  # what a time server corrects
    act(store, "save")

    assert told(store) == ["save"] * 5


def test_g05_another_time_zone_is_a_line_and_so_is_a_clock_found_set_back_at_the_start(
    tmp_path: Path,
) -> None:
    laptop = Laptop()
    store = laptop.store(tmp_path / "one.db")
    act(store, "before")
    laptop.ahead = 0
    act(store, "elsewhere")
    laptop.moment.passes(days=-2)
    again = laptop.store(tmp_path / "one.db")
    act(again, "after")

    assert told(again) == [
        "before", "clock zone:-3600", "elsewhere", "clock back:172800", "after"
    ]  # fmt: skip
    assert again.check_history() is None


def test_g05_a_line_about_the_clock_is_not_lost_with_the_unit_that_failed(tmp_path: Path) -> None:
    laptop = Laptop()
    store = laptop.store(tmp_path / "one.db")
    laptop.moment.passes(hours=2)
    with pytest.raises(ZeroDivisionError), store.writing():
        raise ZeroDivisionError

    assert told(store) == [f"{CLOCK} forward:7200"]


def test_what_this_machine_tells_passes_and_has_a_zone() -> None:
    assert passed() <= passed()
    assert abs(zone()) <= 14 * HOUR
