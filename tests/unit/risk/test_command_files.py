"""Files of every kind and system, mended where it is safe and refused in one line where not."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapefile
import shapely

from pscp_desktop.risk.__main__ import read_other
from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.command import main
from pscp_desktop.risk.refusals import UnfitInput
from tests.unit.risk.cities import real, scattered
from tests.unit.risk.written import MADRID, ORIGIN, SIDE, City, refused, run


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(tmp_path_factory.mktemp("city"))


def test_the_same_city_in_degrees_and_in_feet_says_the_same(
    city: City, tmp_path: Path, capsys: Any
) -> None:
    here = run(capsys, city.given())

    degrees = pyproj.Transformer.from_crs(MADRID, 4326, always_xy=True)
    other = City(tmp_path)
    for name, points in (("train.csv", other.train), ("test.csv", other.test)):
        other.table(name, np.column_stack(degrees.transform(*points.T)))
    for thing in (other.bars, other.stations, other.shops):
        points = shapely.get_coordinates(thing.geometries)
        other.table(f"{thing.name}.csv", np.column_stack(degrees.transform(*points.T)))
    outline = shapely.transform(
        other.grid.boundary, lambda c: np.column_stack(degrees.transform(*c.T))
    )
    other.shapes("boundary.geojson", [outline])
    given = [word if word != MADRID else "EPSG:4326" for word in other.given()]

    there = run(capsys, given)

    assert {one["name"] for one in there["factors"]} >= {"bars", "stations"}
    assert there["area_km2"] == pytest.approx(here["area_km2"], rel=0.003)
    assert there["methods"]["kde"]["10"]["pai"][0] == pytest.approx(
        here["methods"]["kde"]["10"]["pai"][0], rel=0.15
    )
    assert any("laea" in note for note in there["notes"])


def test_feet_are_turned_to_metres(tmp_path: Path, capsys: Any) -> None:
    """The same shapes laid out in the feet of Illinois: EPSG:3435."""
    feet = City(tmp_path)

    def moved(points: Floats) -> Floats:
        laid: Floats = np.array((1_150_000.0, 1_880_000.0)) + (points - ORIGIN) / 0.3048006096
        return laid

    for name, points in (("train.csv", feet.train), ("test.csv", feet.test)):
        feet.table(name, moved(points))
    for thing in (feet.bars, feet.stations, feet.shops):
        feet.table(f"{thing.name}.csv", moved(shapely.get_coordinates(thing.geometries)))
    feet.shapes("boundary.geojson", [shapely.transform(feet.grid.boundary, moved)])

    found = run(capsys, [word if word != MADRID else "EPSG:3435" for word in feet.given()])

    assert found["area_km2"] == pytest.approx(16, rel=0.001)
    assert {"bars", "stations"} <= {one["name"] for one in found["factors"]}


def test_oddities_of_files_are_mended_and_told(city: City, tmp_path: Path, capsys: Any) -> None:
    lines = ["Fecha;Latitud;Longitud;Tipo"]
    to_degrees = pyproj.Transformer.from_crs(MADRID, 4326, always_xy=True)
    for place, (x, y) in enumerate(city.train):
        lon, lat = to_degrees.transform(x, y)
        lines.append(
            f"{1 + place % 28}/{1 + place % 12}/2025 10:30;{lat:.6f};{lon:.6f};a".replace(".", ",")
        )
    lines += [
        "1/1/2025;;;a",
        "1/1/2025;nada;-3,7;b",
        "3/1/2025;41,9;-3,1;c",
        "4/2/2025;41,9;-3,1;c",
    ]
    events = tmp_path / "sucesos.csv"
    events.write_bytes("\n".join(lines).encode("latin-1"))
    given = city.given("--top", "10", factors=("bars.csv",))
    given[given.index("--events") + 1] = str(events)

    found = run(capsys, given)

    assert found["outside"]["train"] == 2
    notes = " ".join(found["notes"])
    assert "2 rows without coordinates" in notes
    assert "longitude and latitude" in notes
    assert "no dates" not in notes
    assert set(found["methods"]["prior"]) == {"10"}


def test_lines_areas_attributes_and_kinds_are_factors(city: City, capsys: Any) -> None:
    random = np.random.default_rng(1)
    starts = scattered(city.grid, 12, 5)
    city.shapes(
        "roads.geojson",
        [shapely.LineString([a, a + random.normal(0, 400, 2)]) for a in starts],
        crs=MADRID,
    )
    west, south = ORIGIN
    tracts = [
        shapely.box(west + 1000 * i, south, west + 1000 * (i + 1), south + SIDE) for i in range(4)
    ]
    city.shapes("tracts.geojson", tracts, crs=MADRID, rent=[10, 30, 20, None])
    places = scattered(city.grid, 60, 8)
    city.table("places.csv", places, kind=["bank", "café", "school"] * 20)
    city.shapes("nothing.geojson", [])

    layers = ("roads.geojson", "park.geojson", "tracts.geojson:rent", "places.csv:kind")
    people = ("--people", city.path("tracts.geojson") + ":rent")
    found = run(capsys, city.given(*people, factors=(*layers, "nothing.geojson")))

    inputs = [one["name"] for one in found["card"]["inputs"]]
    assert {"roads", "park", "tracts rent", "places bank", "places café", "places school"} <= set(
        inputs
    )
    assert any("nothing" in note and "left out" in note for note in found["notes"])


def test_exchanged_axes_and_duplicates_do_no_harm(city: City, tmp_path: Path, capsys: Any) -> None:
    other = City(tmp_path)
    other.table("train.csv", np.concatenate((other.train, other.train))[:, ::-1])

    found = run(capsys, other.given("--method", "kde", factors=()))

    assert any("exchanged" in note for note in found["notes"])
    assert found["events"]["train"] == 2 * len(other.train)
    assert set(found["methods"]) == {"kde", "prior", "random"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("--events", "missing.csv"), "no such file"),
        (("--events", "empty.csv"), "empty"),
        (("--events", "words.csv"), "--x and --y"),
        (("--boundary", "bars.csv"), "area"),
        (("--boundary", "broken.geojson"), "no GeoJSON"),
        (("--boundary", "list.json"), "no GeoJSON"),
        (("--crs", "EPSG:999999"), "no such reference system"),
        (("--crs", "EPSG:4326"), "--crs"),
        (("--crs", "EPSG:5703"), "places on the ground"),
        (("--cell", "0"), "length"),
        (("--cell", "ten"), "--cell"),
        (("--cell", "0.5"), "cells"),
        (("--top", "0,5"), "percent"),
        (("--top", "a"), "percent"),
        (("--method", "magic"), "--method"),
        (("--x", "nowhere"), "nowhere"),
        (("--date", "nowhere"), "nowhere"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    change: tuple[str, str], words: str, city: City, capsys: Any
) -> None:
    (city.folder / "empty.csv").write_text("", encoding="utf-8")
    (city.folder / "words.csv").write_text("a,b\nc,d\n", encoding="utf-8")
    (city.folder / "broken.geojson").write_text('{"type": "FeatureColl', encoding="utf-8")
    (city.folder / "list.json").write_text("[1, 2]", encoding="utf-8")
    option, value = change
    given = city.given(factors=())
    value = city.path(value) if option in {"--events", "--boundary"} else value
    given = [*given, option, value]

    assert words in refused(capsys, given)


def test_an_unknown_column_of_a_factor_and_a_model_without_any_are_refused(
    city: City, capsys: Any
) -> None:
    assert "nothing" in refused(capsys, city.given(factors=("bars.csv:nothing",)))
    assert "--factors" in refused(capsys, city.given("--method", "rtm", factors=()))


def test_what_the_map_reads_the_command_reads(city: City, capsys: Any) -> None:
    """A shapefile of bars beside its .prj, and a KML of stations."""
    with shapefile.Writer(city.path("bars_shape.shp"), shapeType=shapefile.POINT) as out:
        out.field("kind", "C")
        for x, y in shapely.get_coordinates(city.bars.geometries):
            out.point(x, y)
            out.record("bar")
    Path(city.path("bars_shape.prj")).write_text(pyproj.CRS(MADRID).to_wkt("WKT1_ESRI"), "utf-8")
    to_degrees = pyproj.Transformer.from_crs(MADRID, 4326, always_xy=True)
    marks = "".join(
        "<Placemark><Point><coordinates>{:.7f},{:.7f}</coordinates></Point></Placemark>".format(
            *to_degrees.transform(*place)
        )
        for place in shapely.get_coordinates(city.stations.geometries)
    )
    Path(city.path("stations_marks.kml")).write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>', "utf-8"
    )
    given = city.given(factors=("bars_shape.shp:kind", "stations_marks.kml"))

    code = main(given, read_other)
    out, err = capsys.readouterr()

    assert code == 0, err
    named = {one["name"]: one for one in json.loads(out)["factors"]}
    assert {"bars_shape bar", "stations_marks"} <= set(named)
    assert named["bars_shape bar"]["band"] == 200


def test_a_file_that_is_none_of_these_is_refused_in_one_line(city: City, capsys: Any) -> None:
    Path(city.path("broken.gpkg")).write_bytes(b"SQLite format 3\0 and no more")
    for name in ("broken.gpkg", "picture.bin"):
        Path(city.path(name)).touch()
        with pytest.raises(UnfitInput) as refusal:
            read_other(Path(city.path(name)), MADRID)
        assert len(str(refusal.value).splitlines()) == 1
    assert "cannot be read here" in refused(capsys, city.given(factors=("broken.gpkg",)))


def test_the_barrios_of_madrid_are_a_boundary(city: City, capsys: Any) -> None:
    given = [
        "gistar",
        "--events",
        city.path("train.csv"),
        "--crs",
        MADRID,
        "--cell",
        "500",
        "--json",
    ]

    code = main([*given, "--boundary", str(real("madrid/cityseer_madrid_nbhds.gpkg"))], read_other)
    out, err = capsys.readouterr()

    assert code == 0, err
    found = json.loads(out)
    assert found["events"] == len(city.train)
    assert 600e6 < len(found["inside"]) * 500**2 < 700e6


def test_a_city_where_all_happens_at_one_corner_is_still_judged(
    tmp_path: Path, capsys: Any
) -> None:
    corner = City(tmp_path)
    corner.table("train.csv", np.tile(ORIGIN + 2050.5, (80, 1)))

    found = run(capsys, corner.given())

    assert found["factors"] == []
    assert any("one neighbourhood" in note for note in found["notes"])
    assert "rtm" not in found["methods"]


def test_a_map_without_any_difference_is_no_worse_than_chance(tmp_path: Path, capsys: Any) -> None:
    few = City(tmp_path, 8, null=True)
    few.table("train.csv", few.train[:40])

    methods = run(capsys, few.given(factors=("shops.csv",)))["methods"]

    assert methods["rtm"]["10"]["hit_rate"][0] > 0


def test_too_few_places_for_autocorrelation_are_refused(city: City, capsys: Any) -> None:
    given = ["gistar", "--events", city.path("train.csv"), "--crs", MADRID, "--cell", "2500"]
    west, south = ORIGIN
    city.shapes("half.geojson", [shapely.box(west, south, west + SIDE, south + 400)], crs=MADRID)

    refusal = refused(capsys, [*given, "--boundary", city.path("half.geojson")])

    assert "four places" in refusal
