"""The lock as a machine: covers, locks, and the one way back from each."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.ui.lock_clock import Level, Limits, LockClock, Pin, well_formed
from tests.protections import guards

TICK = 5.0
PIN = "480159"


class Clocks:
    """Two clocks that go forward together until one is told to jump."""

    def __init__(self) -> None:
        self.monotonic, self.wall = 1000.0, 1_900_000_000.0

    def pass_(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def lock(clocks: Clocks) -> LockClock:
    return made(clocks)


def made(clocks: Clocks) -> LockClock:
    return LockClock(Limits(), monotonic=lambda: clocks.monotonic, wall=lambda: clocks.wall)


def ticked(lock: LockClock, clocks: Clocks, seconds: float) -> Iterator[Level]:
    for _ in range(int(seconds / TICK)):
        clocks.pass_(TICK)
        yield lock.tick()


def after(lock: LockClock, clocks: Clocks, seconds: float) -> Level:
    return list(ticked(lock, clocks, seconds))[-1]


@guards("ui.lock.idle")
def test_u01_nobody_there_covers_after_three_minutes_and_locks_after_ten(
    lock: LockClock, clocks: Clocks
) -> None:
    assert after(lock, clocks, 175) is Level.OPEN
    assert after(lock, clocks, 5) is Level.COVERED
    assert after(lock, clocks, 415) is Level.COVERED
    assert after(lock, clocks, 5) is Level.LOCKED
    assert lock.why == "idle"


def test_u01_typing_starts_the_time_again(lock: LockClock, clocks: Clocks) -> None:
    for _ in range(20):
        assert after(lock, clocks, 170) is Level.OPEN
        lock.touched()


def test_u01_typing_under_a_cover_does_not_lift_it(lock: LockClock, clocks: Clocks) -> None:
    after(lock, clocks, 180)

    lock.touched()

    assert after(lock, clocks, 415) is Level.COVERED
    assert after(lock, clocks, 5) is Level.LOCKED


@guards("ui.lock.pin_tries")
def test_u03_three_wrong_pins_lock(lock: LockClock) -> None:
    lock.take_pin(PIN)
    lock.cover()

    assert lock.uncover("111112") is Level.COVERED
    assert lock.uncover("111113") is Level.COVERED
    assert lock.tries_left == 1
    assert lock.uncover("111114") is Level.LOCKED
    assert lock.uncover(PIN) is Level.LOCKED


def test_the_right_pin_opens_a_cover_and_forgives_the_wrong_ones(lock: LockClock) -> None:
    lock.take_pin(PIN)
    lock.cover()
    lock.uncover("000001")

    assert lock.uncover(PIN) is Level.OPEN
    assert lock.tries_left == 3


def test_without_a_pin_a_cover_is_not_lifted(lock: LockClock) -> None:
    lock.cover()

    assert lock.uncover(PIN) is Level.COVERED


def test_a_pin_is_worth_nothing_ten_minutes_after_the_last_act(
    lock: LockClock, clocks: Clocks
) -> None:
    lock.take_pin(PIN)
    lock.cover()
    after(lock, clocks, 595)
    clocks.pass_(5)

    assert lock.uncover(PIN) is Level.LOCKED


def test_a_pin_cannot_be_set_under_a_cover(lock: LockClock) -> None:
    lock.cover()
    lock.take_pin(PIN)

    assert not lock.has_pin


@guards("ui.lock.clock_jump")
@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_u04_a_clock_set_forward_or_back_locks(
    lock: LockClock, clocks: Clocks, jump: float
) -> None:
    clocks.pass_(TICK)
    clocks.wall += jump

    assert lock.tick() is Level.LOCKED
    assert lock.why == "clock"


def test_u04_a_tick_that_comes_a_minute_late_locks(lock: LockClock, clocks: Clocks) -> None:
    clocks.pass_(61)

    assert lock.tick() is Level.LOCKED


def test_u04_waking_by_a_key_is_no_way_round_the_clocks(lock: LockClock, clocks: Clocks) -> None:
    clocks.wall += 3600

    lock.touched()

    assert lock.level is Level.LOCKED


@guards("ui.lock.longest")
def test_u08_twelve_hours_of_steady_work_lock(lock: LockClock, clocks: Clocks) -> None:
    reached = Level.OPEN
    for level in ticked(lock, clocks, 12 * 3600):
        reached = level
        lock.touched()

    assert reached is Level.LOCKED
    assert lock.why == "longest"


def test_u10_panic_locks_from_open_and_from_covered(clocks: Clocks) -> None:
    for covered in (False, True):
        lock = made(clocks)
        if covered:
            lock.cover()

        assert lock.lock("panic") is Level.LOCKED


@given(st.text(max_size=8))
def test_a_pin_is_six_figures_that_are_not_all_one(said: str) -> None:
    good = len(said) == 6 and all(one in "0123456789" for one in said) and len(set(said)) > 1

    assert well_formed(said) is good
    if not good:
        with pytest.raises(ValueError, match="six digits"):
            Pin(said)


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.floats(0, 50)),
        st.tuples(st.sampled_from(["touched", "tick", "cover", "wrong", "right"]), st.just(0.0)),
        st.tuples(st.sampled_from(["lock", "jump"]), st.just(0.0)),
    ),
    max_size=30,
)


@given(ACTS)
def test_a_locked_desk_never_opens_and_a_cover_only_by_the_pin(
    acts: list[tuple[str, float]],
) -> None:
    clocks = Clocks()
    lock = made(clocks)
    lock.take_pin(PIN)
    for act, seconds in acts:
        before = lock.level
        if act == "pass":
            clocks.pass_(seconds)
            lock.tick()
        elif act == "jump":
            clocks.wall += 100
            lock.tick()
        elif act in {"wrong", "right"}:
            lock.uncover(PIN if act == "right" else "123456")
        elif act == "lock":
            lock.lock("panic")
        else:
            getattr(lock, act)()
        if lock.level < before:
            assert (before, act) == (Level.COVERED, "right")
