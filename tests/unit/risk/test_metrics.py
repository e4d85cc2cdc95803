"""Hit rate, PAI, PEI and their relatives, against what was published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.risk import metrics
from pscp_desktop.risk.refusals import UnfitInput
from tests.protections import guards

# The example of the `ptools` documentation.
OBSERVED = np.array([6.0, 7, 3, 2, 1, 0])
PREDICTED = np.array([8.0, 4, 4, 2, 1, 0])
EVEN = np.ones(6)

counts = st.lists(st.integers(0, 20), min_size=3, max_size=30)


@pytest.mark.parametrize(
    ("cells", "pai", "pei", "recapture"),
    [(1, 1.894737, 6 / 7, 8 / 6), (2, 1.421053, 9 / 13, 12 / 9), (3, 1.684211, 1, 1)],
)
def test_the_published_example_of_ptools(
    cells: int, pai: float, pei: float, recapture: float
) -> None:
    found = metrics.success(PREDICTED, OBSERVED, EVEN, cells / 6, runs=99, seed=0)
    chosen = metrics.flagged(PREDICTED, OBSERVED, EVEN, cells / 6)

    assert found.pai[0] == pytest.approx(pai, abs=1e-6)
    assert found.pei[0] == pytest.approx(pei)
    assert metrics.recapture_predicted(PREDICTED, OBSERVED, chosen) == pytest.approx(recapture)


@guards("risk.metrics.worst_ties")
def test_of_two_cells_with_one_prediction_the_emptier_is_taken_first() -> None:
    chosen = metrics.flagged(np.array([4.0, 4.0]), np.array([7.0, 3.0]), np.ones(2), 0.5)

    assert chosen.tolist() == [False, True]


def test_a_difference_that_is_rounding_is_a_tie() -> None:
    third = np.array([0.1 + 0.2, 0.3, 0.0])

    assert metrics.ranking(third, np.array([5.0, 1.0, 9.0])).tolist() == [1, 0, 2]


@given(seen=counts, seed=st.integers(0, 99))
def test_no_map_is_better_than_the_best_one(seen: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    observed = np.array(seen, dtype=float)
    areas = random.uniform(0.1, 1, observed.size)
    predicted = random.random(observed.size)
    for share in (0.1, 0.4, 1.0):
        found = metrics.success(predicted, observed, areas, share, runs=19, seed=1)
        assert 0 <= found.hit_rate[1] <= found.hit_rate[0] <= found.hit_rate[2] <= 1
        assert found.pei[0] <= 1
        assert found.flagged <= max(share, areas.max() / areas.sum()) + 1e-9


@given(seen=counts, factor=st.floats(1e-6, 1e6), seed=st.integers(0, 99))
def test_no_unit_of_prediction_or_area_matters(seen: list[int], factor: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    observed = np.array(seen, dtype=float)
    areas, predicted = random.uniform(0.1, 1, (2, observed.size))

    here = metrics.success(predicted, observed, areas, 0.3, runs=19, seed=1)
    there = metrics.success(predicted * factor, observed, areas * factor, 0.3, runs=19, seed=1)

    assert there.pai == pytest.approx(here.pai)
    assert there.pei == pytest.approx(here.pei)


@given(seen=counts, seed=st.integers(0, 99))
def test_the_names_of_the_cells_do_not_matter(seen: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    observed = np.array(seen, dtype=float)
    areas = random.choice([0.5, 1.0], observed.size)
    predicted = random.integers(0, 4, observed.size).astype(float)
    mixed = random.permutation(observed.size)

    here = metrics.success(predicted, observed, np.ones(observed.size), 0.3, runs=9, seed=1)
    there = metrics.success(
        predicted[mixed], observed[mixed], np.ones(observed.size), 0.3, runs=9, seed=1
    )

    assert there.hits == here.hits
    assert metrics.most_hits(observed, areas, 1.0) == pytest.approx(
        metrics.most_hits(observed[mixed], areas[mixed], 1.0)
    )


def test_what_caught_nothing_is_not_said_to_catch_nothing_for_sure() -> None:
    found = metrics.success(PREDICTED[::-1].copy(), OBSERVED, EVEN, 1 / 6, runs=99, seed=0)

    assert found.hit_rate[0] == 0
    assert found.hit_rate[2] == pytest.approx(1 - 0.025 ** (1 / 19))


def test_without_events_nothing_is_known() -> None:
    found = metrics.success(PREDICTED, OBSERVED * 0, EVEN, 0.5, runs=9, seed=0)

    assert list(found.hit_rate) == [0, 0, 1]
    assert found.pei[0] == 0


def test_the_intervals_cover_the_truth_as_often_as_they_say() -> None:
    random = np.random.default_rng(0)
    inside = 0
    for run in range(300):
        hits = random.binomial(200, 0.3)
        low, high = metrics.interval_of_hits(hits, 200, runs=400, seed=run)
        inside += low <= 0.3 <= high

    assert 0.91 <= inside / 300 <= 0.98


def test_recapture_by_levine_is_the_ratio_of_two_hit_rates() -> None:
    assert metrics.recapture_levine(30, 100, 18, 90) == pytest.approx(0.2 / 0.3)
    assert metrics.recapture_levine(0, 100, 18, 90) == 0


def test_two_maps_are_compared_on_the_same_events() -> None:
    observed = np.array([50.0, 10, 5, 5, 0, 0])
    same = metrics.difference(observed, observed, observed, EVEN, 1 / 6)
    better = metrics.difference(observed, observed[::-1].copy(), observed, EVEN, 1 / 6)

    assert list(same) == [0, 0, 0]
    assert better[0] == pytest.approx(50 / 70)
    assert better[1] > 0.5


def test_neighbourhoods_as_units_make_the_interval_wider() -> None:
    random = np.random.default_rng(0)
    blocks = np.repeat(np.arange(20), 20)
    observed = random.poisson(np.repeat(random.gamma(0.3, 3, 20), 20)).astype(float)
    chosen = metrics.flagged(observed + random.random(400), observed, np.ones(400), 0.1)

    rate, low, high = metrics.bootstrap_over_blocks(chosen, observed, blocks)
    events = metrics.interval_of_hits(rate * observed.sum(), observed.sum(), runs=999, seed=0)

    assert low <= rate <= high
    assert high - low > events[1] - events[0]


def test_what_is_right_is_calibrated_and_what_boasts_is_not() -> None:
    random = np.random.default_rng(0)
    means = random.gamma(0.5, 4, 5000)
    observed = random.poisson(means).astype(float)

    right, boasting = (metrics.calibration(m, observed) for m in (means, means**2))

    assert right.slope == pytest.approx(1, abs=0.05)
    assert boasting.slope < 0.8
    assert sum(e for e, _ in right.bands) == pytest.approx(observed.sum())
    assert right.deviance < boasting.deviance


def test_partial_area_and_concentration_know_their_ends() -> None:
    even = np.ones(1000)
    one = np.eye(1, 1000)[0]

    assert metrics.partial_area_under_curve(one, one, even) == pytest.approx(1)
    assert metrics.partial_area_under_curve(-one, one, even) == 0
    assert metrics.concentration(even, even) == pytest.approx(0, abs=1e-9)
    assert metrics.concentration(one, even) == pytest.approx(0.999)


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(UnfitInput):
        metrics.flagged(PREDICTED, OBSERVED, EVEN, share)


def test_a_prediction_that_is_no_number_is_refused() -> None:
    with pytest.raises(UnfitInput):
        metrics.flagged(PREDICTED * np.nan, OBSERVED, EVEN, 0.5)


def test_what_was_found_over_what_was_expected_is_one_where_the_map_is_right() -> None:
    random = np.random.default_rng(3)
    areas = np.full(400, 1e4)
    rates = random.gamma(0.5, 2, 400)
    held = 0
    for _ in range(200):
        _, low, high = metrics.found_over_expected(
            rates / areas, random.poisson(rates).astype(float), areas, 0.05
        )
        held += low <= 1 <= high
    boast, even = rates**2 / areas, np.full(400, 1e-4)
    observed = random.poisson(rates).astype(float)

    # The total is known, so the interval of Poisson is a little wide.
    assert held / 200 >= 0.93
    assert metrics.found_over_expected(boast, observed, areas, 0.05)[2] < 1
    assert metrics.found_over_expected(even, observed, areas, 0.5)[0] < 1
    assert metrics.found_over_expected(np.zeros(400), observed, areas, 0.05) == (1.0, 0.0, np.inf)
