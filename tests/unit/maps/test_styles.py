"""Classes, sizes, gatherings and heat: what the map shows is what the numbers say."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.maps.classes import METHODS, bounds, class_of
from pscp_desktop.maps.features import Features
from pscp_desktop.maps.palettes import KINDS, STOPS, ramp
from pscp_desktop.maps.schematic import centro
from pscp_desktop.maps.styles import Style, classed, clustered, diameters, heat, numbers_in
from pscp_desktop.ui.tokens import RAMPS, contrast

BARRIOS = ("Palacio", "Embajadores", "Cortes", "Justicia", "Universidad", "Sol")


def within(values: list[float], upper: tuple[float, ...]) -> float:
    of = class_of(np.array(values), upper)
    groups = [np.array(values)[of == number] for number in set(of.tolist())]
    return sum(float(((group - group.mean()) ** 2).sum()) for group in groups)


@given(st.lists(st.integers(0, 40).map(float), min_size=4, max_size=10), st.integers(2, 4))
def test_natural_breaks_are_the_best_there_are(values: list[float], classes: int) -> None:
    upper = bounds(np.array(values), "natural", classes)

    inner = sorted(set(values))
    ways = [(*cut, inner[-1]) for cut in combinations(inner[:-1], min(classes, len(inner)) - 1)]
    assert within(values, upper) == pytest.approx(
        min(within(values, way) for way in ways), abs=1e-6
    )


@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=60),
    st.sampled_from(METHODS),
    st.integers(2, 7),
)
def test_every_value_has_one_class_and_no_value_none(
    values: list[float], method: str, classes: int
) -> None:
    given_values = np.array(values)
    upper = bounds(given_values, method, classes, (0.0, 10.0))  # type: ignore[arg-type]
    if not upper:
        assert np.isnan(given_values).all()
        return

    of = class_of(given_values, upper)

    assert list(upper) == sorted(set(upper))
    assert ((of >= 0) == np.isfinite(given_values)).all()
    assert all(
        value <= upper[number] + 1e-9
        for value, number in zip(values, of, strict=True)
        if number >= 0
    )


def test_quantiles_hold_the_same_number() -> None:
    of = class_of(np.arange(100.0), bounds(np.arange(100.0), "quantile", 5))

    assert np.bincount(of).tolist() == [20] * 5


def test_a_layer_is_classed_by_a_column_of_numbers_alone() -> None:
    areas = centro().with_columns({"name": BARRIOS, "n": np.array([1.0, 2, 3, 4, 5, np.nan])})

    found = classed(areas, Style(way="classes", column="n", classes=5))

    assert numbers_in(areas) == ("n",)
    assert found is not None
    assert (found.of.tolist(), found.counts) == ([0, 1, 2, 3, 4, -1], (1, 1, 1, 1, 1))
    assert classed(areas, Style(way="classes", column="name")) is None


def test_a_graduated_point_has_an_area_in_proportion() -> None:
    across = diameters(np.array([100.0, 400.0, 0.0, np.nan]))

    assert (across[1] / across[0]) ** 2 == pytest.approx(4)
    assert across[2:].tolist() == [0, 0]


@given(st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 5000)), min_size=1, max_size=80))
def test_gathering_loses_no_point(places: list[tuple[float, float]]) -> None:
    x, y = np.array([p[0] for p in places]), np.array([p[1] for p in places])

    east, north, counts = clustered(x, y, 500)

    assert counts.sum() == len(x)
    assert float((east * counts).sum()) == pytest.approx(float(x.sum()))
    assert len(north) == len(counts)


def test_heat_adds_up_to_the_events() -> None:
    x, y = np.full(7, 2500.0), np.full(7, 2500.0)

    found = heat(x, y, 150, (0, 0, 5000, 5000))

    assert found.sum() * 25 / found.size == pytest.approx(7, rel=0.02)
    assert np.unravel_index(found.argmax(), found.shape) == (
        found.shape[0] // 2,
        found.shape[1] // 2,
    )


@pytest.mark.parametrize("name", [*STOPS, "house"])
@pytest.mark.parametrize("dark", [True, False])
def test_a_ramp_goes_one_way_from_pale_to_strong(name: str, dark: bool) -> None:
    ground = "#151A18" if dark else "#FFFFFF"
    colours = ramp(name, 5, RAMPS["dark" if dark else "light"], dark=dark)

    against = [contrast(colour, ground) for colour in colours]

    assert against == sorted(against)
    assert len({*ramp(name, 7, RAMPS["light"], dark=dark)}) == 7


def test_colours_of_kinds_differ_in_lightness_too() -> None:
    assert len({round(contrast(colour, "#FFFFFF"), 2) for colour in KINDS}) >= 6


def test_the_sketch_of_centro_has_six_barrios_that_neither_gape_nor_overlap() -> None:
    barrios = centro()
    shapes = barrios.geometries()
    whole = shapely.union_all(shapes)

    assert barrios.words("name") == BARRIOS
    assert float(shapely.area(shapes).sum()) == pytest.approx(whole.area)
    assert whole.geom_type in {"Polygon", "MultiPolygon"}
    assert shapely.get_num_interior_rings(whole) == 0
    x, y = barrios.middles()
    assert all(
        shapely.contains_xy(shape, *place)
        for shape, place in zip(shapes, zip(x, y, strict=True), strict=True)
    )


def test_a_part_of_the_features_is_features_again() -> None:
    barrios = centro()

    some = barrios.chosen(np.array([5, 0]))

    assert some.words("name") == ("Sol", "Palacio")
    assert Features.of(some.geometries(), some.columns, some.crs).bounds == some.bounds
