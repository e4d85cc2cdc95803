"""Near repeats: the tables of the Near Repeat Calculator, pointpats, and what no permutation may change."""

import csv
import warnings
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.risk.near_repeat import bands, near_repeat
from pscp_desktop.risk.refusals import UnfitInput
from tests.unit.risk.cities import real


def events(name: str) -> Any:
    with real(f"near_repeat/{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    points = np.array([(float(x), float(y)) for x, y, _ in rows])
    return points, np.array([date.fromisoformat(day).toordinal() for *_, day in rows], dtype=float)


def calculated(name: str) -> Any:
    """The tables of ratios, p and observed pairs that the calculator wrote."""
    lines = real(f"near_repeat/{name}").read_text("latin-1").splitlines()
    rows = [line.rstrip(",").split(",") for line in lines]
    tables = []
    for title in ("Observed over", "Statistical", "Observed freq"):
        begin = next(place for place, row in enumerate(rows) if row[0].startswith(title))
        body = [(row + [""] * 6)[2:6] for row in rows[begin + 3 : begin + 8]]
        tables.append(np.array([[float(cell or 0) for cell in row] for row in body]))
    return tables


def test_burglaries_in_chicago_pair_by_pair() -> None:
    points, days = events("chicago_be_month1")
    ratio, p, observed = calculated("chicago_be_month1_NRverbose_2019-09-23_143005.csv")

    found = near_repeat(points, days, (bands(100, 3, same_place=True), bands(7, 3)), runs=499)

    np.testing.assert_array_equal(found.observed, observed)
    # The calculator ran 19 permutations: its ratios are as rough as that.
    np.testing.assert_allclose(found.ratio[1:], ratio[1:], atol=0.25)
    assert (found.p[:3, 0] <= 0.01).all()
    assert (p[:3, 0] == 0.05).all()


def test_arsons_in_chicago_pair_by_pair() -> None:
    points, days = events("chicago_arson")
    ratio, p, observed = calculated("chicago_arson_NRverbose_2019-09-23_145637.csv")

    # The calculator reads coordinates to a tenth of a metre.
    found = near_repeat(
        np.round(points, 1), days, (bands(200, 3, same_place=True), bands(1, 3)), runs=999
    )

    np.testing.assert_array_equal(found.observed, observed)
    assert np.array_equal(found.p <= 0.02, p <= 0.02)
    np.testing.assert_allclose(found.ratio[4], ratio[4], atol=0.05)


def test_pointpats_counts_the_same_pairs() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pointpats import Knox

        random = np.random.default_rng(0)
        points, days = random.uniform(0, 2000, (300, 2)), random.integers(0, 60, 300).astype(float)
        wanted = Knox(points, days[:, None], delta=99.99999, tau=6.99999, permutations=0).statistic_

    found = near_repeat(points, days, ((0, 100), (0, 7)), metric="euclidean", runs=0)

    assert found.observed[0, 0] == wanted


@given(seed=st.integers(0, 200), metric=st.sampled_from(["manhattan", "euclidean"]))
def test_the_table_is_that_of_all_pairs(seed: int, metric: Any) -> None:
    random = np.random.default_rng(seed)
    points = random.integers(0, 12, (40, 2)).astype(float)
    days = random.integers(0, 9, 40).astype(float)
    far, late = (0.0, 0.001, 2.0, 5.0), (0.0, 1.0, 3.0)

    found = near_repeat(points, days, (far, late), metric=metric, runs=3)

    one, other = np.triu_indices(40, 1)
    away = np.abs(points[one] - points[other])
    distance = away.sum(axis=1) if metric == "manhattan" else np.hypot(*away.T)
    wanted, *_ = np.histogram2d(
        distance, np.abs(days[one] - days[other]), [[*far, 99], [*late, 99]]
    )
    np.testing.assert_array_equal(found.observed, wanted)
    np.testing.assert_allclose(found.expected.sum(axis=1), found.observed.sum(axis=1))
    np.testing.assert_allclose(found.expected.sum(axis=0), found.observed.sum(axis=0))
    assert (found.p >= 1 / 4).all()
    assert (found.p <= 1).all()


@given(move=st.floats(-1e6, 1e6), later=st.floats(-1e4, 1e4))
def test_where_and_when_the_origin_lies_does_not_matter(move: float, later: float) -> None:
    random = np.random.default_rng(4)
    points: Any = random.integers(0, 64, (60, 2)) * 16.0
    days = random.integers(0, 30, 60).astype(float)
    edges = (bands(100, 3), bands(7, 2))

    there = near_repeat(points + float(round(move)), days + float(round(later)), edges, runs=9)

    here = near_repeat(points, days, edges, runs=9)
    np.testing.assert_array_equal(there.observed, here.observed)
    np.testing.assert_array_equal(there.p, here.p)


def test_bands_are_half_open() -> None:
    points = np.array([(0.0, 0.0), (100.0, 0.0)])

    found = near_repeat(points, np.array([0.0, 7.0]), (bands(100, 2), bands(7, 2)), runs=0)

    assert found.observed.tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_chance_is_not_taken_for_a_pattern_more_often_than_said() -> None:
    random = np.random.default_rng(0)
    found = [
        near_repeat(
            random.uniform(0, 2000, (80, 2)), random.uniform(0, 90, 80), ((0, 300), (0, 10)),
            runs=19, seed=run,
        ).p[0, 0]
        for run in range(300)
    ]  # fmt: skip

    assert np.mean(np.array(found) <= 0.05) < 0.09
    assert 0.4 < np.mean(found) < 0.62


@pytest.mark.parametrize("edges", [((0,), (0, 1)), ((1, 2), (0, 1)), ((0, 2, 1), (0, 1))])
def test_edges_that_do_not_rise_are_refused(edges: Any) -> None:
    with pytest.raises(UnfitInput):
        near_repeat(np.zeros((3, 2)), np.arange(3.0), edges)


def test_events_without_a_time_are_refused() -> None:
    with pytest.raises(UnfitInput):
        near_repeat(np.zeros((3, 2)), np.array([0, 1, np.nan]), ((0, 1), (0, 1)))
