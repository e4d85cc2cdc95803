"""Parts of an area read off the cells of a result: nothing lost, bands in order, uncertainty never hidden."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from pscp_desktop.risk.parts import ALIKE, BELOW, HIGHEST, Cells, numbered, parts_of
from pscp_desktop.risk.refusals import UnfitInput


def a_city(scores: np.ndarray, counts: np.ndarray | None = None, **others: np.ndarray) -> Cells:
    """Cells of 100 m in rows of ten, from the west and from the south."""
    number = np.arange(scores.size)
    x, y = (np.asarray(each, np.float64) for each in (number % 10, number // 10))
    return Cells(
        440_000.0 + 100 * x, 4_474_000.0 + 100 * y, 100.0,
        {"kde": scores, **others}, events=200, counts=counts,
    )  # fmt: skip


def a_hot_corner() -> np.ndarray:
    scores = np.ones(100)
    scores[[0, 1, 10, 99]] = 12.0
    return scores


def test_cells_are_numbered_from_the_west_and_from_the_south() -> None:
    city = a_city(np.ones(100))
    columns, rows = numbered(city.x, city.y, city.side)

    assert (columns[0], rows[0]) == (1, 1)
    assert (columns[99], rows[99]) == (10, 10)
    assert (columns[13], rows[13]) == (4, 2)


def test_neighbouring_cells_of_one_band_are_one_part() -> None:
    first, second, *others = parts_of(a_city(a_hot_corner()), "kde")

    assert (first.band, second.band) == (HIGHEST, HIGHEST)
    assert first.cells == ((1, 1), (1, 2), (2, 1))
    assert second.cells == ((10, 10),)
    assert first.whole
    assert [one.band for one in others] == [ALIKE]
    assert first.ratio == pytest.approx(12 / 1.44)


def test_a_result_that_tells_no_places_apart_is_one_part() -> None:
    (only,) = parts_of(a_city(np.full(100, 3.0)), "kde")

    assert (only.band, len(only.cells)) == (ALIKE, 100)


def test_what_another_method_says_widens_what_a_part_may_be() -> None:
    alone = parts_of(a_city(a_hot_corner()), "kde")[0]
    cold = a_hot_corner()
    cold[[0, 1, 10]] = 0.01
    beside = parts_of(a_city(a_hot_corner(), prior=cold), "kde")[0]

    assert alone.lowest == HIGHEST
    assert (beside.lowest, beside.band, beside.highest) == (BELOW, HIGHEST, HIGHEST)


def test_what_chance_allows_widens_it_too() -> None:
    few = np.zeros(100, np.int64)
    few[0] = 2
    many = few * 100
    # A hundred times as many events everywhere say the same of places and leave chance less room.
    scores = np.ones(100)
    scores[0] = 2.5
    few[50:60], many[50:60] = 10, 1000
    little, much = (parts_of(a_city(scores, counts), "kde")[0] for counts in (few, many))

    assert little.cells == much.cells == ((1, 1),)
    assert (little.events, much.events) == (2, 200)
    assert little.lowest < much.lowest or little.highest > much.highest


def test_a_result_without_scores_is_refused() -> None:
    for scores in (np.zeros(100), np.full(100, np.nan), np.empty(0)):
        with pytest.raises(UnfitInput):
            parts_of(Cells(scores, scores, 100.0, {"kde": scores}, 10), "kde")
    with pytest.raises(UnfitInput):
        parts_of(a_city(np.ones(100)), "rtm")


@given(
    some.lists(some.floats(0, 1e3), min_size=20, max_size=120).filter(lambda s: sum(s) > 1e-3),
    some.integers(0, 2**32 - 1),
)
def test_every_cell_and_every_event_is_in_one_part_and_bands_hold_their_interval(
    scores: list[float], seed: int
) -> None:
    counts = np.random.default_rng(seed).integers(0, 9, len(scores))
    found = parts_of(a_city(np.array(scores), counts, prior=counts + 0.5), "kde")

    cells = [cell for part in found for cell in part.cells]
    assert len(cells) == len(set(cells)) == len(scores)
    assert sum(part.events or 0 for part in found) == counts.sum()
    assert sum(part.share for part in found) == pytest.approx(1.0)
    assert all(BELOW <= p.lowest <= p.band <= p.highest <= HIGHEST for p in found)
    assert [part.band for part in found] == sorted((p.band for p in found), reverse=True)
    assert len(found) <= 7 + 5 + 2
