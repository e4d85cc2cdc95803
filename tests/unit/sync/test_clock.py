"""The hybrid clock: its stamps only grow, it refuses nobody and believes nobody too far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import AHEAD_TOLERATED, MOST_COUNT, Clock, milliseconds
from tests.protections import guards

WALLS = st.integers(min_value=-(10**15), max_value=10**14)
STAMPS = st.integers(min_value=0, max_value=(1 << 63) - 1)


@guards("sync.clock.monotone")
@given(st.lists(WALLS, min_size=2, max_size=60))
def test_t32_stamps_only_grow_whatever_the_wall_clock_does(walls: list[int]) -> None:
    told = iter(walls)
    clock = Clock(lambda: next(told))

    stamps = [clock.tick() for _ in walls]

    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    "jump",
    [3_600_000, -3_600_000, 2 * 365 * 86_400_000, -2 * 365 * 86_400_000, -1_767_000_000_000],
    ids=["an hour on", "an hour back", "two years on", "two years back", "1970"],
)
def test_t32_a_clock_that_jumps_locks_nobody_out(jump: int) -> None:
    wall = [1_767_000_000_000]
    clock = Clock(lambda: wall[0])
    before = clock.tick()
    wall[0] += jump

    after = [clock.tick() for _ in range(10)]

    assert before < after[0]
    assert after == sorted(set(after))


def test_a_count_that_is_full_borrows_the_next_millisecond() -> None:
    clock = Clock(lambda: 5, last=(5 << 16) | MOST_COUNT)

    assert clock.tick() == 6 << 16


@guards("sync.clock.believable")
@given(st.lists(STAMPS, max_size=20))
def test_t34_a_stamp_from_the_far_future_does_not_pull_the_clock_along(met: list[int]) -> None:
    clock = Clock(lambda: 1_767_000_000_000)

    for stamp in met:
        clock.meet(stamp)

    assert milliseconds(clock.tick()) <= 1_767_000_000_000 + AHEAD_TOLERATED + 1


@given(STAMPS)
def test_a_believable_stamp_comes_before_all_that_is_written_after_it(stamp: int) -> None:
    clock = Clock(lambda: milliseconds(stamp) - AHEAD_TOLERATED + 1)

    clock.meet(stamp)

    assert clock.tick() > stamp
