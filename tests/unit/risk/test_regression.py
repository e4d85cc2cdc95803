"""Regression of counts: statsmodels' numbers, the Leeds report's arithmetic, glum's elastic net."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.risk.elastic_net import (
    Problem,
    bounded_quadratic,
    cross_validated,
    path,
    penalties_of,
)
from pscp_desktop.risk.refusals import UnfitInput
from pscp_desktop.risk.regression import Data, fit
from pscp_desktop.risk.stepwise import stepwise


def made(cells: int = 4000, columns: int = 6, seed: int = 3) -> Any:
    random = np.random.default_rng(seed)
    table = (random.random((cells, columns)) < 0.2).astype(float)
    offset = np.log(random.uniform(0.3, 1, cells))
    slopes = np.array([0.8, 0.5, 0, 0.3, 1.0, 0.1, 0, 0])[:columns]
    means = np.exp(-1 + table @ slopes + offset) * random.gamma(1 / 0.7, 0.7, cells)
    return Data(random.poisson(means).astype(float), table, offset)


@pytest.mark.parametrize("family", ["poisson", "nb1", "nb2"])
def test_statsmodels_finds_the_same(family: Any) -> None:
    data = made()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.discrete.discrete_model import NegativeBinomial, Poisson

        kind = {} if family == "poisson" else {"loglike_method": family}
        model = (Poisson if family == "poisson" else NegativeBinomial)(
            data.counts, data.design, offset=data.offset, **kind
        )
        wanted = model.fit(disp=0, maxiter=300, gtol=1e-8)

    found = fit(data, family)

    assert found.converged
    np.testing.assert_allclose(found.coefficients, wanted.params[:7], atol=1e-3)
    np.testing.assert_allclose(found.errors, wanted.bse[:7], rtol=2e-3)
    assert found.log_likelihood == pytest.approx(wanted.llf, abs=1e-3)
    assert found.log_likelihood >= wanted.llf - 1e-5
    assert found.bic == pytest.approx(wanted.bic, abs=2e-3)


def test_the_report_of_leeds_adds_up() -> None:
    """Published: n 9,199, deviance 18,288.17, 4 parameters; RRV 21.3638 and 8.6521; RRS up to 184.8."""
    deviance, parameters, cells = 18288.17, 4, 9199

    assert deviance + 2 * parameters == pytest.approx(18296.17)
    assert deviance + parameters * np.log(cells) == pytest.approx(18324.68, abs=0.01)
    assert np.exp([3.0617, 2.1578]) == pytest.approx([21.3638, 8.6521], rel=1e-4)
    assert np.exp(3.0617 + 2.1578) == pytest.approx(184.84, abs=0.01)
    assert np.exp(1.69852) == pytest.approx(5.466, abs=0.001)


def test_our_bic_is_the_one_of_the_report() -> None:
    data = made()
    found = fit(data, "nb1")

    assert found.bic == pytest.approx(-2 * found.log_likelihood + 8 * np.log(4000))


@given(scale=st.floats(0.01, 100))
def test_another_unit_of_exposure_moves_only_the_intercept(scale: float) -> None:
    data = made(800, 3)
    moved = Data(data.counts, data.columns, data.offset + np.log(scale))

    here, there = fit(data, "nb2"), fit(moved, "nb2")

    np.testing.assert_allclose(there.coefficients[1:], here.coefficients[1:], atol=1e-4)
    assert there.coefficients[0] == pytest.approx(here.coefficients[0] - np.log(scale), abs=1e-3)


def test_a_regression_without_events_is_refused() -> None:
    with pytest.raises(UnfitInput):
        fit(Data(np.zeros(50), np.ones((50, 1)), np.zeros(50)))


def test_glum_finds_the_same_net() -> None:
    data = made(3000, 8)
    columns = np.asfortranarray(data.columns.astype(np.float32))
    problem = Problem(data.counts, columns, np.zeros(3000), alpha=0.9, scaled=False)
    penalties = penalties_of(problem)[:12]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from glum import GeneralizedLinearRegressor

        peer = GeneralizedLinearRegressor(
            family="poisson", alpha=penalties[-1], l1_ratio=0.9, lower_bounds=np.zeros(8),
            gradient_tol=1e-9, max_iter=1000,
        ).fit(data.columns, data.counts)  # fmt: skip

    found = path(problem, penalties)[-1]

    np.testing.assert_allclose(found[1:], peer.coef_, atol=1e-5)
    assert found[0] == pytest.approx(peer.intercept_, abs=1e-5)
    assert 0 < (found[1:] > 0).sum() < 8


def test_no_coefficient_is_negative_and_at_the_first_penalty_all_are_none() -> None:
    data = made(1500, 6)
    signed = np.asfortranarray(np.column_stack((data.columns, 1 - data.columns)), dtype=np.float32)
    problem = Problem(data.counts, signed, data.offset)

    found = path(problem, penalties_of(problem))

    assert (found[:, 1:] >= 0).all()
    assert (found[0, 1:] < 1e-6).all()
    assert (found[-1, 1:] > 0).sum() > (found[5, 1:] > 0).sum()


def test_cross_validation_tells_what_helps_from_what_does_not() -> None:
    data = made(4000, 6)
    columns = np.asfortranarray(data.columns.astype(np.float32))
    folds = np.arange(4000) % 5
    null = np.random.default_rng(0).poisson(0.4, 4000).astype(float)

    real = cross_validated(Problem(data.counts, columns, data.offset), folds)
    none = cross_validated(Problem(null, columns, np.zeros(4000)), folds)

    assert real.better_than_none
    assert real.deviances[real.best] < real.deviances[0]
    assert set(np.flatnonzero(real.coefficients[real.best][1:] > 0.05)) >= {0, 1, 4}
    assert not none.better_than_none


@given(seed=st.integers(0, 300), size=st.integers(2, 12))
def test_the_bounded_quadratic_is_solved_to_the_end(seed: int, size: int) -> None:
    random = np.random.default_rng(seed)
    root = random.normal(size=(size + 3, size))
    bend, target = root.T @ root + 1e-3 * np.eye(size), random.normal(size=size) * 3

    found = bounded_quadratic(bend, target, np.zeros(size))

    slope = target - bend @ found
    assert (found[1:] >= 0).all()
    assert abs(slope[0]) < 1e-6
    assert (slope[1:] < 1e-6).all()
    assert (np.abs(slope[1:][found[1:] > 0]) < 1e-6).all()


def test_stepwise_finds_what_trying_everything_finds() -> None:
    from itertools import combinations

    data = made(1200, 5)
    best = min(
        (
            (fit(data.take(list(chosen))), chosen)
            for size in range(6)
            for chosen in combinations(range(5), size)
        ),
        key=lambda pair: pair[0].bic,
    )

    found = stepwise(data, range(5), [1] * 5)

    assert set(found.chosen) == set(best[1])
    assert found.fit.bic == pytest.approx(best[0].bic)


def test_of_one_group_only_one_column_stands() -> None:
    data = made(3000, 6)
    nested = np.column_stack(
        (data.columns[:, 0], np.maximum(data.columns[:, 0], data.columns[:, 2]))
    )
    both = Data(data.counts, np.column_stack((nested, data.columns[:, 4])), data.offset)

    found = stepwise(both, ["shop", "shop", "bar"], [1, 1, 1], "nb2")

    assert set(found.chosen) == {0, 2}


def test_a_coefficient_of_the_wrong_sign_does_not_stand() -> None:
    data = made(3000, 6)

    found = stepwise(data, range(6), [-1, 1, 1, 1, 1, 1])

    assert 0 not in found.chosen
    assert {1, 4} <= set(found.chosen)
