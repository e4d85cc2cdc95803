"""Kernel density: the promised error, what scales and what does not move, and the peer."""

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import KernelDensity

from pscp_desktop.risk.density import (
    Frame,
    best_bandwidth,
    density_in_cells,
    edge_corrected,
    kernel_density,
)
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.refusals import UnfitInput
from tests.unit.risk.cities import square

FRAME = Frame(0, 0, 20, 80, 80)


def exact(points: Any, places: Any, bandwidth: float) -> Any:
    away = ((places[:, None, :] - points[None]) ** 2).sum(axis=2)
    return np.exp(-away / (2 * bandwidth**2)).sum(axis=1) / (2 * np.pi * bandwidth**2)


def middles(frame: Any) -> Any:
    x = frame.west + frame.step * (np.arange(frame.columns) + 0.5)
    y = frame.south + frame.step * (np.arange(frame.rows) + 0.5)
    return np.column_stack([part.ravel() for part in np.meshgrid(x, y)])


@pytest.mark.parametrize("bandwidth", [12, 33, 60, 150])
def test_the_error_is_as_promised(bandwidth: float) -> None:
    random = np.random.default_rng(7)
    points = np.concatenate(
        [random.normal((900, 1000), 200, (800, 2)), random.uniform(-200, 2500, (400, 2))]
    )

    found = kernel_density(points, FRAME, bandwidth).ravel()

    true = exact(points, middles(FRAME), bandwidth)
    shown = true > true.max() / 100
    if bandwidth >= 1.5 * FRAME.step:
        assert np.abs(found / true - 1)[shown].max() < 0.005
    assert np.abs(found - true).max() < 0.001 * true.max()


def test_scikit_learn_says_the_same() -> None:
    points = np.random.default_rng(3).uniform(0, 2000, (400, 2))
    peer = KernelDensity(bandwidth=90, kernel="gaussian", rtol=1e-6).fit(points)

    found = kernel_density(points, FRAME, 90).ravel()

    true = 400 * np.exp(peer.score_samples(middles(FRAME)))
    np.testing.assert_allclose(found, true, rtol=0.005, atol=true.max() / 2000)


@given(seed=st.integers(0, 100), across=st.floats(-1e5, 1e6), up=st.floats(-1e5, 5e6))
def test_moving_points_and_frame_together_changes_nothing(
    seed: int, across: float, up: float
) -> None:
    points = np.random.default_rng(seed).uniform(0, 2000, (50, 2))
    moved = Frame(across, up, FRAME.step, FRAME.rows, FRAME.columns)

    here = kernel_density(points, FRAME, 100)
    there = kernel_density(points + np.array((across, up)), moved, 100)

    np.testing.assert_allclose(there, here, rtol=1e-5, atol=1e-12)


@given(factor=st.floats(0.01, 100))
def test_another_unit_of_length_only_changes_the_unit(factor: float) -> None:
    points = np.random.default_rng(1).uniform(0, 2000, (50, 2))
    scaled = Frame(0, 0, FRAME.step * factor, FRAME.rows, FRAME.columns)

    there = kernel_density(points * factor, scaled, 100 * factor)

    here = kernel_density(points, FRAME, 100)
    np.testing.assert_allclose(there * factor**2, here, rtol=1e-6, atol=here.max() / 1e5)


def test_a_quarter_turn_turns_the_surface() -> None:
    frame = Frame(-1000, -1000, 20, 100, 100)
    points = np.random.default_rng(1).uniform(-900, 900, (80, 2))
    turned = np.column_stack((-points[:, 1], points[:, 0]))

    here, there = kernel_density(points, frame, 120), kernel_density(turned, frame, 120)

    # A turn to the left: what lay to the east lies to the north.
    np.testing.assert_allclose(there, here.T[:, ::-1], rtol=1e-6, atol=1e-15)


def test_all_of_it_together_is_the_number_of_events() -> None:
    points = np.random.default_rng(1).uniform(800, 1200, (321, 2))

    assert kernel_density(points, FRAME, 60).sum() * 20**2 == pytest.approx(321, rel=1e-4)


def test_weights_count_as_points() -> None:
    points = np.array([(500.0, 500.0), (900.0, 700.0)])

    once = kernel_density(points, FRAME, 60, np.array([3.0, 1.0]))

    np.testing.assert_allclose(once, kernel_density(points[[0, 0, 0, 1]], FRAME, 60), rtol=1e-9)


def test_an_even_city_stays_even_at_its_edge() -> None:
    grid = square(2000, 50)
    points = grid.centres

    plain, corrected = (f(points, grid, 200) for f in (density_in_cells, edge_corrected))

    assert plain.min() < 0.4 * plain.max()
    assert corrected.min() > 0.97 * corrected.max()


def test_the_bandwidth_that_made_the_points_is_found() -> None:
    grid = Grid.over(shapely.box(0, 0, 6000, 6000), 100)
    random = np.random.default_rng(2)
    homes = random.uniform(0, 6000, (40, 2))
    points = homes[random.integers(0, 40, 4000)] + random.normal(0, 300, (4000, 2))
    folds = random.integers(0, 5, 4000)

    best, scores = best_bandwidth(points, grid, np.array([30.0, 100, 200, 800, 2000]), folds)

    assert best in {100, 200}
    assert scores.argmax() not in {0, 4}


@pytest.mark.parametrize("bandwidth", [0, -1, float("nan"), float("inf")])
def test_a_bandwidth_that_is_no_length_is_refused(bandwidth: float) -> None:
    with pytest.raises(UnfitInput):
        kernel_density(np.zeros((1, 2)), FRAME, bandwidth)
