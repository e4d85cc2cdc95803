"""Cells over an area: areas sum, no point is lost, and nothing depends on where the origin lies."""

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.refusals import UnfitInput
from tests.unit.risk.cities import real

corner = st.floats(-5e5, 5e6)
ragged = st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=4, max_size=12)


def polygon(points: list[tuple[float, float]]) -> shapely.Geometry:
    """A star-shaped area around the middle of its points."""
    middle = np.mean(points, axis=0)
    around = sorted(points, key=lambda p: np.arctan2(p[1] - middle[1], p[0] - middle[0]))
    return shapely.make_valid(shapely.Polygon(around))


@given(points=ragged, cell=st.floats(17, 400), west=corner, south=corner)
def test_the_areas_of_the_cells_are_the_area(
    points: Any, cell: float, west: float, south: float
) -> None:
    area = shapely.transform(polygon(points), lambda c: c + np.array((west, south)))
    if area.area < 1:
        return

    grid = Grid.over(area, cell)

    assert grid.area == pytest.approx(area.area, rel=1e-6, abs=1e-3)
    assert (grid.areas <= cell * cell * (1 + 1e-9)).all()


@given(points=ragged, cell=st.floats(30, 400), seed=st.integers(0, 1000))
def test_no_point_is_lost_and_none_is_counted_twice(points: Any, cell: float, seed: int) -> None:
    area = polygon(points)
    if area.area < 1:
        return
    grid = Grid.over(area, cell)
    drawn = np.random.default_rng(seed).uniform(-200, 1200, (300, 2))
    corners = shapely.get_coordinates(area)  # on the very edge
    inside = shapely.intersects_xy(grid.boundary, drawn[:, 0], drawn[:, 1])

    counts, outside = grid.counts(drawn)
    at_corners, lost = grid.counts(corners)

    assert counts.sum() == inside.sum()
    assert outside == (~inside).sum()
    assert at_corners.sum() + lost == len(corners)
    held = shapely.intersects_xy(grid.boundary, corners[:, 0], corners[:, 1]).sum()
    assert at_corners.sum() == held


@given(across=st.integers(-40, 40), up=st.integers(-40, 40))
def test_moving_everything_by_whole_cells_changes_nothing(across: float, up: float) -> None:
    area = shapely.Polygon([(0, 0), (990, 40), (1010, 700), (300, 1200)])
    move = np.array((across * 100.0, up * 100.0))
    points = np.random.default_rng(5).uniform(0, 1000, (200, 2))

    here = Grid.over(area, 100)
    there = Grid.over(shapely.transform(area, lambda c: c + move), 100)

    np.testing.assert_allclose(there.areas, here.areas, rtol=1e-9, atol=1e-6)
    np.testing.assert_array_equal(there.counts(points + move)[0], here.counts(points)[0])


def test_a_point_on_the_east_edge_belongs_to_the_city() -> None:
    grid = Grid.over(shapely.box(0, 0, 300, 300), 100)

    counts, outside = grid.counts(np.array([(300.0, 150.0), (300.0, 300.0), (300.01, 10.0)]))

    assert (counts.sum(), outside) == (2, 1)


def test_cells_lie_where_the_raster_says() -> None:
    grid = Grid.over(shapely.box(100, 200, 400, 400), 100)

    raster = grid.raster(np.arange(len(grid), dtype=float))

    assert np.nanmax(raster) == len(grid) - 1 == 5
    assert grid.centres[0].tolist() == [150, 250]


@pytest.mark.parametrize(
    ("area", "cell"),
    [
        (shapely.Point(0, 0), 100),
        (shapely.LineString([(0, 0), (1, 1)]), 100),
        (shapely.Polygon(), 100),
        (shapely.box(0, 0, 1e6, 1e6), 10),
        (shapely.box(0, 0, 10, 10), 0),
        (shapely.box(0, 0, 10, 10), float("nan")),
    ],
)
def test_what_makes_no_grid_is_refused(area: Any, cell: float) -> None:
    with pytest.raises(UnfitInput):
        Grid.over(area, cell)


def test_a_bow_tie_is_mended() -> None:
    grid = Grid.over(shapely.Polygon([(0, 0), (200, 200), (200, 0), (0, 200)]), 50)

    assert grid.area == pytest.approx(20_000)


def test_numbers_that_are_none_are_refused() -> None:
    grid = Grid.over(shapely.box(0, 0, 300, 300), 100)

    with pytest.raises(UnfitInput):
        grid.counts(np.array([(float("nan"), 0.0)]))


def test_six_barrios_of_madrid_have_their_official_area() -> None:
    collection = json.loads(real("madrid/centro_6_barrios_4326.geojson").read_text("utf-8"))
    import pyproj

    to_metres = pyproj.Transformer.from_crs(4326, 25830, always_xy=True)
    barrios = shapely.union_all([shape(each["geometry"]) for each in collection["features"]])
    metres = shapely.transform(barrios, lambda c: np.column_stack(to_metres.transform(*c.T)))

    assert Grid.over(metres, 50).area == pytest.approx(5.228e6, rel=0.002)
