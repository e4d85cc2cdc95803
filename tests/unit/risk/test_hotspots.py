"""Moran, local Moran and Gi*: the numbers of libpysal and esda, and chance that keeps its word."""

import warnings
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.hotspots import (
    QUADRANTS,
    discoveries,
    gi_star,
    local_moran,
    moran,
    quadrants,
)
from pscp_desktop.risk.neighbours import nearest_neighbour, queen, with_self, within
from pscp_desktop.risk.refusals import UnfitInput
from tests.unit.risk.cities import square


@pytest.fixture(scope="module")
def columbus() -> Any:
    """Crime in 49 neighbourhoods of Columbus, Ohio, 1980, and who borders whom."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from libpysal import examples, io, weights

        table = io.open(examples.get_path("columbus.dbf"))
        crime = np.array(table.by_col["CRIME"])
        table.close()
        peer = weights.Queen.from_shapefile(examples.get_path("columbus.shp"))
    return crime, peer


def test_gi_star_has_the_published_numbers(columbus: Any) -> None:
    crime, peer = columbus

    z = gi_star(crime, with_self(sparse.csr_array(peer.sparse))).z

    np.testing.assert_allclose(
        z[:5], [-1.43278, -1.340008, -0.771999, -0.131733, 1.285363], atol=1e-6
    )
    assert z.max() == pytest.approx(3.4751, abs=1e-4)


def test_gi_star_is_that_of_esda_with_binary_weights() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.getisord import G_Local
        from libpysal import weights

        peer = weights.lat2W(30, 30, rook=False)
        values = np.random.default_rng(0).gamma(1, 3, 900)
        wanted = G_Local(values, peer, transform="B", star=True, permutations=0).Zs
    grid = square(3000, 100)

    found = gi_star(values, with_self(queen(grid)))

    np.testing.assert_allclose(found.z, wanted, atol=1e-12)


def test_moran_is_that_of_esda(columbus: Any) -> None:
    crime, peer = columbus
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda import Moran

        peer.transform = "r"
        wanted = Moran(crime, peer, permutations=0)

    found = moran(crime, sparse.csr_array(peer.sparse), runs=199, seed=1)
    peer.transform = "o"

    assert found.index == pytest.approx(0.500189, abs=1e-6)
    assert found.z == pytest.approx(wanted.z_rand)
    assert found.p == pytest.approx(wanted.p_rand)
    assert found.p_permuted == pytest.approx(1 / 200)


def test_local_moran_is_that_of_esda(columbus: Any) -> None:
    crime, peer = columbus
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda import Moran_Local

        wanted = Moran_Local(crime, peer, permutations=9999, seed=1, n_jobs=1)
        peer.transform = "o"

    found = local_moran(crime, sparse.csr_array(peer.sparse), runs=9999, seed=1)

    # esda divides by n − 1, Anselin by n.
    np.testing.assert_allclose(found.value * 48 / 49, wanted.Is, atol=1e-9)
    np.testing.assert_allclose(found.z, wanted.z_sim, atol=0.12)
    np.testing.assert_allclose(found.p_permuted / 2, wanted.p_sim, atol=0.02)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        around = quadrants(crime, sparse.csr_array(peer.sparse))
    assert set(around) <= set(range(len(QUADRANTS)))


def test_p_by_permutation_is_that_of_counting_every_draw() -> None:
    """On five places in a row every draw can be listed."""
    from itertools import combinations

    grid = Grid.over(shapely.box(0, 0, 500, 100), 100)
    values = np.array([1.0, 5, 2, 9, 4])
    weights = with_self(queen(grid))

    found = gi_star(values, weights, runs=20_000, seed=3)

    for place, (inner, reach) in enumerate(zip(values, (1, 2, 2, 2, 1), strict=True)):
        others = np.delete(values, place)
        sums = np.array([inner + sum(drawn) for drawn in combinations(others, reach)])
        above, below = np.mean(sums >= found.value[place]), np.mean(sums <= found.value[place])
        assert found.p_permuted[place] == pytest.approx(min(1, 2 * min(above, below)), abs=0.02)


@given(seed=st.integers(0, 50))
def test_where_nothing_is_there_p_is_even_and_hardly_anything_is_discovered(seed: int) -> None:
    grid = square(2000, 100)
    values = np.random.default_rng(seed).normal(size=len(grid))

    found = gi_star(values, with_self(queen(grid)), runs=199, seed=seed)

    assert found.p_permuted.min() >= 0.005
    assert 0.35 < np.mean(found.p_permuted) < 0.68
    assert np.mean(found.p < 0.05) < 0.12
    assert discoveries(found.p).sum() <= 12


def test_a_planted_hot_spot_is_discovered_by_both_ways() -> None:
    grid = square(3000, 100)
    values = np.random.default_rng(1).poisson(2.0, len(grid)).astype(float)
    hot = (np.abs(grid.centres - 1500) < 250).all(axis=1)
    values[hot] += 8
    core = (np.abs(grid.centres - 1500) < 150).all(axis=1)

    found = gi_star(values, with_self(queen(grid)), runs=999, seed=1)

    assert discoveries(found.p)[hot].all()
    assert (found.p_permuted[core] <= 0.002).all()
    assert discoveries(found.p)[~hot].mean() < 0.05
    assert discoveries(local_moran(values, queen(grid)).p)[core].all()


@given(scale=st.floats(0.01, 1000), shift=st.floats(-100, 100))
def test_the_unit_of_the_values_does_not_matter(scale: float, shift: float) -> None:
    grid = square(1000, 100)
    values = np.random.default_rng(1).gamma(1, 2, len(grid))
    weights = with_self(queen(grid))

    there = gi_star(values * scale + shift, weights)

    np.testing.assert_allclose(there.z, gi_star(values, weights).z, atol=1e-6)


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    grid = square(1000, 100)
    values = np.random.default_rng(1).gamma(1, 2, len(grid))
    weights = with_self(queen(grid))

    one, same, other = (
        gi_star(values, weights, runs=99, seed=seed).p_permuted for seed in (1, 1, 2)
    )

    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_a_callback_that_raises_ends_the_work() -> None:
    class Enough(Exception):
        pass

    def stop(_share: float) -> None:
        raise Enough

    grid = square(1000, 100)
    values = np.random.default_rng(1).gamma(1, 2, len(grid))

    with pytest.raises(Enough):
        moran(values, queen(grid), runs=99, progress=stop)
    with pytest.raises(Enough):
        gi_star(values, with_self(queen(grid)), runs=99, progress=stop)


def test_false_discoveries_are_held_down_as_benjamini_and_hochberg_have_it() -> None:
    p = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216])

    assert discoveries(p).tolist() == [True, True] + [False] * 8
    assert not discoveries(np.array([0.9, 0.5])).any()


@pytest.mark.parametrize("values", [np.ones(100), np.full(100, np.nan), np.ones(99)])
def test_values_that_say_nothing_are_refused(values: Any) -> None:
    with pytest.raises(UnfitInput):
        gi_star(values, with_self(queen(square(1000, 100))))


def test_a_lattice_is_dispersed_and_a_cluster_is_not() -> None:
    lattice = np.stack(np.meshgrid(np.arange(20.0), np.arange(20.0)), -1).reshape(-1, 2) * 100
    heap = np.random.default_rng(0).normal(1000, 60, (400, 2))
    scattered = np.random.default_rng(0).uniform(0, 2000, (400, 2))

    far, near, chance = (nearest_neighbour(p, 4e6, 8000) for p in (lattice, heap, scattered))

    assert far.index == pytest.approx(2.0)
    assert near.index < 0.2
    assert near.p < 1e-10
    assert abs(chance.corrected_z) < 2
    assert chance.corrected_index < chance.index
    with pytest.raises(UnfitInput):
        nearest_neighbour(lattice[:1], 1, 1)


def test_points_within_reach_are_neighbours_of_each_other() -> None:
    weights = within(np.array([(0.0, 0.0), (3.0, 4.0), (30.0, 0.0)]), 5.0)

    assert weights.toarray().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
