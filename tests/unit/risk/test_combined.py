"""The combined score and the study around it: weights, held-out choice, and what is always shown beside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.risk.blocks import seeded_folds
from pscp_desktop.risk.combined import combine, mixture_weights
from pscp_desktop.risk.history import History, as_density, prior_counts
from pscp_desktop.risk.metrics import by_chance
from pscp_desktop.risk.refusals import PoliceDiscovered, TooFewEvents
from pscp_desktop.risk.study import Choices, City, evaluate, folds_of, recommend
from tests.protections import guards
from tests.unit.risk.cities import factor, happening, near, square


@given(seed=st.integers(0, 100))
def test_the_weights_are_those_of_greatest_likelihood(seed: int) -> None:
    random = np.random.default_rng(seed)
    densities = random.gamma(1, 1, (4, 200))

    weights = mixture_weights(densities, rounds=2000)

    assert weights.sum() == pytest.approx(1)
    best = np.log(weights @ densities).mean()
    for _ in range(20):
        other = random.dirichlet(np.ones(4))
        assert np.log(other @ densities).mean() <= best + 1e-6


def test_a_part_that_knows_better_weighs_more() -> None:
    grid = square(3000, 100)
    hot = (np.abs(grid.centres - 1500) < 400).all(axis=1)
    points = happening(np.where(hot, 3.0, 0.05), grid, 1)

    found = combine(points, grid, seeded_folds(len(points), 0))

    assert found.weights["even"] < 0.3
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.held_out["combined"] > 0.9 * max(found.held_out.values())
    assert found.surfaces["combined"] @ grid.areas == pytest.approx(1)


def test_surfaces_sum_to_one_and_slivers_are_no_hot_spots() -> None:
    grid = square(1030, 100)
    sliver = int(np.argmin(grid.areas))
    points = np.array([grid.boundary.bounds[2:], (550.0, 550.0), (551.0, 551.0)])

    np.testing.assert_allclose(History(grid).surfaces(points) @ grid.areas, 1)
    assert prior_counts(points, grid)[sliver] <= 2 / grid.cell**2
    np.testing.assert_allclose(as_density(np.zeros(len(grid)), grid) @ grid.areas, 1)


def test_folds_follow_time_and_the_undated_stay_where_chance_put_them() -> None:
    points = np.zeros((100, 2))
    times = np.arange(100.0)
    times[::10] = np.nan

    folds, dated = folds_of(points, times, 1)
    by_chance_only, undated = folds_of(points, None, 1)

    known = np.isfinite(times)
    assert dated
    assert not undated
    assert (np.diff(folds[known]) >= 0).all()
    np.testing.assert_array_equal(folds[~known], by_chance_only[~known])


def test_chance_catches_its_share() -> None:
    found = by_chance(np.array([5.0, 5, 0, 0]), np.ones(4), 0.5)

    assert found.hit_rate[0] == 0.5
    assert found.pai[0] == 1
    assert found.pei[0] == 0.5
    assert found.hit_rate[1] < 0.5 < found.hit_rate[2]


def planted(seed: int = 1) -> City:
    grid = square(4000, 100)
    bars = factor(grid, "bars", 20, 3)
    rates = np.exp(-1.5 + 1.4 * near(grid, bars, 200))
    train, test = happening(rates, grid, seed), happening(rates, grid, seed + 1)
    return City(boundary=grid.boundary, events=train, test=test, factors=(bars,))


def test_prior_counts_kernel_density_and_chance_stand_beside_every_model() -> None:
    study = evaluate(planted(), Choices(cell=100, runs=99))

    assert set(study.table) == {"rtm", "kde", "prior", "combined", "random"}
    assert set(study.differences) == {"rtm", "kde", "prior"}
    assert study.recommended in study.table
    assert study.terrain is not None
    assert study.terrain.found[0].stability == 1
    codes = {notice.code for notice in study.notices}
    assert "no_dates" in codes
    beaten = any(
        row[share].hit_rate[0] > study.table["combined"][share].hit_rate[0]
        for row in study.table.values()
        for share in row
    )
    assert ("combined_beaten" in codes) == beaten


def test_a_terrain_that_made_the_events_beats_their_thin_history() -> None:
    city = planted()
    few = City(
        boundary=city.boundary, events=city.events[:150], test=city.test, factors=city.factors
    )

    study = evaluate(few, Choices(cell=100, runs=99))

    rates = {name: row[0.1].hit_rate[0] for name, row in study.table.items()}
    assert rates["rtm"] > rates["prior"]
    assert rates["combined"] >= rates["kde"]


def test_the_recommendation_comes_from_held_out_events() -> None:
    study = evaluate(planted(), Choices(cell=100, runs=99))

    method, why = recommend(study.combined)

    best = max(study.combined.held_out, key=lambda name: study.combined.held_out[name])
    assert method in {best, "combined"}
    assert why.facts["best"] == best


def test_progress_is_told_and_may_end_the_study() -> None:
    told: list[float] = []
    evaluate(planted(), Choices(cell=200, runs=9), told.append)

    class Enough(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.3:
            raise Enough

    assert told[-1] == 1
    assert told == sorted(told)
    with pytest.raises(Enough):
        evaluate(planted(), Choices(cell=200, runs=9), stop)


@guards("risk.refusals.police")
def test_a_study_refuses_what_police_found() -> None:
    with pytest.raises(PoliceDiscovered):
        evaluate(planted(), Choices(cell=200, kind="police"))


@guards("risk.refusals.too_few")
def test_a_study_refuses_a_handful() -> None:
    city = planted()

    with pytest.raises(TooFewEvents):
        evaluate(
            City(boundary=city.boundary, events=city.events[:29], test=city.test), Choices(cell=100)
        )
