"""The risk terrain model in cities whose truth is known, and what a cell can know of a factor."""

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.risk.blocks import seeded_folds, spatial_blocks, spatial_folds, time_folds
from pscp_desktop.risk.factors import (
    Factor,
    attribute_in_cells,
    candidates,
    default_bands,
    distances,
    sampled,
)
from pscp_desktop.risk.refusals import UnfitInput
from pscp_desktop.risk.terrain import Settings, relative_risk, risk_terrain
from tests.unit.risk.cities import factor, near, square


def planted(grid: Any, seed: int = 1, *, protective: bool = False) -> Any:
    """A city with three factors that matter, or two and a protective one, and five that do not."""
    things = [factor(grid, f"thing {place}", 25 + 5 * place, 40 + place) for place in range(8)]
    logs = -1.6 + 1.0 * near(grid, things[0], 300) + 0.7 * near(grid, things[1], 200)
    if protective:
        things[2] = Factor(things[2].name, things[2].geometries, direction="protective")
    logs = logs + (-0.9 if protective else 0.8) * near(grid, things[2], 400)
    random = np.random.default_rng(seed)
    return things, random.poisson(np.exp(logs) * random.gamma(2, 0.5, len(grid))).astype(float)


def test_planted_factors_are_recovered_with_their_weight() -> None:
    grid = square(6000, 100)
    things, counts = planted(grid)

    found = risk_terrain(counts, candidates(things, grid), grid)

    named = {one.candidate.factor: one for one in found.found}
    assert {"thing 0", "thing 1", "thing 2"} <= set(named)
    assert len(named) <= 4
    assert named["thing 0"].candidate.band == 300
    assert named["thing 0"].low < np.exp(1.0) < named["thing 0"].high
    assert found.helps
    assert found.fit.family in {"nb1", "nb2"}
    assert found.score.min() >= 1 - 1e-9
    assert (found.low <= found.score).all()


def test_a_protective_factor_stands_apart() -> None:
    grid = square(6000, 100)
    things, counts = planted(grid, protective=True)

    found = risk_terrain(counts, candidates(things, grid), grid)

    named = {one.candidate.factor: one for one in found.found}
    assert named["thing 2"].high < 1
    assert named["thing 2"].candidate.sign == -1
    assert named["thing 0"].low > 1


@pytest.mark.parametrize("seed", range(4))
def test_a_city_of_chance_has_no_factor(seed: int) -> None:
    grid = square(4000, 100)
    things = [factor(grid, f"thing {place}", 30, 70 + place) for place in range(10)]
    random = np.random.default_rng(seed)
    counts = random.poisson(0.4 * random.gamma(1, 1, len(grid))).astype(float)

    found = risk_terrain(counts, candidates(things, grid), grid)

    assert found.found == ()
    assert not found.helps
    assert (found.score == 1).all()


def test_at_most_one_band_of_a_factor_and_operation_or_all_of_its_decay() -> None:
    grid = square(5000, 100)
    thing = factor(grid, "bar", 25, 3)
    away = distances(thing, grid)
    random = np.random.default_rng(2)
    counts = random.poisson(0.2 + 1.5 * np.exp(-away / 250)).astype(float)
    columns = candidates([thing], grid)

    one = risk_terrain(counts, columns, grid)
    decay = risk_terrain(counts, columns, grid, Settings(bands="decay"))

    groups = [found.candidate.group for found in one.found]
    assert len(groups) == len(set(groups))
    assert len(decay.found) > len(one.found)
    assert decay.fit.bic < one.fit.bic


def test_people_as_exposure_explain_what_is_only_people() -> None:
    grid = square(5000, 100)
    homes = factor(grid, "homes", 30, 3)
    people = grid.areas * (1 + 8 * np.exp(-distances(homes, grid) / 300))
    counts = np.random.default_rng(2).poisson(0.5 * people / people.mean()).astype(float)
    columns = candidates([homes], grid)

    assert risk_terrain(counts, columns, grid).found
    assert not risk_terrain(counts, columns, grid, Settings(exposure=people)).found


def test_the_score_is_the_product_of_the_values_of_a_cell() -> None:
    grid = square(6000, 100)
    things, counts = planted(grid)
    columns = candidates(things, grid)

    found = risk_terrain(counts, columns, grid)

    values = np.array([one.rrv for one in found.found])
    present = columns.values[:, list(found.columns)] > 0
    np.testing.assert_allclose(
        found.score, np.prod(np.where(present, values, 1.0), axis=1), rtol=1e-9
    )
    score, _, _ = relative_risk(found.fit, present.astype(float))
    np.testing.assert_allclose(score, found.score)


def test_a_line_and_an_area_are_measured_as_what_they_are() -> None:
    grid = square(1000, 100)
    road = Factor("road", np.array([shapely.LineString([(0, 500), (1000, 500)])]))
    park = Factor("park", np.array([shapely.box(200, 200, 400, 400)]))

    np.testing.assert_allclose(distances(road, grid), np.abs(grid.centres[:, 1] - 500))
    assert distances(park, grid)[grid.cells_of(np.array([(250.0, 250.0)]))[0]] == 0
    assert sampled(road, 50)[1].sum() == pytest.approx(1000)
    assert sampled(park, 50)[1].sum() == pytest.approx(40_000)


def test_an_attribute_of_areas_is_shared_by_how_much_of_a_cell_each_covers() -> None:
    grid = square(400, 200)
    areas = np.array([shapely.box(0, 0, 300, 400), shapely.box(300, 0, 400, 400)])

    found = attribute_in_cells(Factor("income", areas, np.array([10.0, 30.0])), grid)

    np.testing.assert_allclose(found, [10, 20, 10, 20])


def test_a_factor_of_nothing_is_named_and_left_out() -> None:
    grid = square(1000, 100)
    nothing = Factor("nothing", np.array([], dtype=object))
    everywhere = Factor("everywhere", np.array([shapely.box(-1, -1, 2000, 2000)]))

    found = candidates([nothing, everywhere, factor(grid, "some", 3, 1)], grid)

    assert found.unused == ("nothing", "everywhere")
    assert {one.factor for one in found.candidates} == {"some"}


def test_sixty_factors_are_accepted_and_two_of_one_name_are_not() -> None:
    grid = square(2000, 100)
    things = [factor(grid, f"f{place}", 10, place) for place in range(60)]

    assert len({c.factor for c in candidates(things, grid).candidates}) == 60
    with pytest.raises(UnfitInput):
        candidates([things[0], things[0]], grid)


def test_bands_are_half_blocks_of_two_cells() -> None:
    assert default_bands(square(1000, 100), 1.5) == (100, 200, 300)


@given(seed=st.integers(0, 50))
def test_folds_hold_whole_blocks_and_about_as_many_events(seed: int) -> None:
    grid = square(3000, 100)
    counts = np.random.default_rng(seed).poisson(1.0, len(grid)).astype(float)
    blocks = spatial_blocks(grid)

    folds = spatial_folds(blocks, counts, seed)

    assert all(len(set(folds[blocks == name])) == 1 for name in np.unique(blocks))
    held = np.bincount(folds, weights=counts)
    assert held.size == 5
    assert held.min() > 0.5 * held.max()


def test_folds_of_time_are_stretches_and_keep_a_day_whole() -> None:
    days = np.random.default_rng(0).integers(0, 50, 400).astype(float)

    folds = time_folds(days)

    assert all(len(set(folds[days == day])) == 1 for day in np.unique(days))
    assert all(np.diff(folds[np.argsort(days)]) >= 0)
    assert np.bincount(folds).min() > 50
    assert sorted(np.bincount(seeded_folds(102, 1))) == [20, 20, 20, 21, 21]


def test_the_same_seed_gives_the_same_model() -> None:
    grid = square(4000, 100)
    things, counts = planted(grid)
    columns = candidates(things, grid)

    one, same = (risk_terrain(counts, columns, grid, Settings(seed=5)) for _ in range(2))

    assert one.found == same.found
    np.testing.assert_array_equal(one.surface.slopes, same.surface.slopes)
