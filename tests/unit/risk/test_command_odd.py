"""Whatever people hand the command: one clear line and 2, or an answer that makes sense."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pscp_desktop.risk.command import main
from tests.unit.risk.written import MADRID, ORIGIN, SIDE, City, refused, run

WEST, SOUTH = (float(value) for value in ORIGIN)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(tmp_path_factory.mktemp("city"))


def square(side: float, west: float = WEST, south: float = SOUTH) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: Any, properties: Any = None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


TABLES = {
    "nothing": "",
    "names alone": "x,y,date\n",
    "words": "x,y,date\n" + "a,b,c\n" * 50,
    "no number": "x,y,date\n" + "nan,nan,2025-01-01\n" * 50,
    "without end": "x,y,date\n" + "inf,1,2025-01-01\n" * 50,
    "out of this world": "x,y,date\n" + "1e300,1e300,2025-01-01\n" * 50,
    "one event": f"x,y,date\n{WEST + 10},{SOUTH + 10},2025-01-01\n",
    "elsewhere": "x,y\n" + "".join(f"{WEST + 1e5 + n},{SOUTH}\n" for n in range(60)),
    "no known names": "a,b\n" + "".join(f"{WEST + n},{SOUTH + n}\n" for n in range(60)),
    "one column": "x\n" + "1\n" * 60,
    "blank lines": "\n \n\t\n",
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("as_what", ["--events", "--test"])
def test_a_table_that_tells_nothing_is_refused_in_one_line(
    city: City, tmp_path: Path, capsys: Any, name: str, as_what: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(TABLES[name], encoding="utf-8")
    given = city.given(factors=())
    given[given.index(as_what) + 1] = str(path)

    assert len(refused(capsys, given)) > 20


OUTLINES: dict[str, str] = {
    "nothing": "",
    "a list": "[]",
    "half of it": '{"type": "FeatureCollection", "features": [',
    "deep": "[" * 100_000,
    "no feature": json.dumps({"type": "FeatureCollection", "features": []}),
    "no geometry": json.dumps({"type": "FeatureCollection", "features": [feature(None)] * 3}),
    "a point": json.dumps(feature({"type": "Point", "coordinates": [WEST, SOUTH]})),
    "no area": json.dumps(feature(square(0))),
    "words for numbers": json.dumps(feature({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]})),
    "no number": json.dumps(feature(square(float("nan")))),
    "without end": json.dumps(feature(square(1000))).replace(str(WEST), "1e999"),
    "another world": json.dumps(feature(square(1e300))),
    "an unknown system": json.dumps(
        {"type": "FeatureCollection", "features": [feature(square(1000))],
         "crs": {"type": "name", "properties": {"name": "EPSG:999999"}}}
    ),
    "smaller than a cell": json.dumps(feature(square(40))),
    "half the earth": json.dumps(feature(square(1e7, 0, 0))),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTLINES)
def test_an_outline_that_bounds_nothing_is_refused_in_one_line(
    city: City, tmp_path: Path, capsys: Any, name: str
) -> None:
    path = tmp_path / "odd.geojson"
    path.write_text(OUTLINES[name], encoding="utf-8")
    given = city.given(factors=())
    given[given.index("--boundary") + 1] = str(path)

    assert len(refused(capsys, given)) > 15


@pytest.mark.parametrize("properties", [None, [1, 2], "words"])
def test_properties_of_any_shape_do_no_harm(
    city: City, tmp_path: Path, capsys: Any, properties: Any
) -> None:
    path = tmp_path / "odd.geojson"
    path.write_text(json.dumps(feature(square(SIDE), properties)), encoding="utf-8")
    given = city.given("--method", "prior", factors=())
    given[given.index("--boundary") + 1] = str(path)

    assert run(capsys, given)["cells"] == round((SIDE / 100) ** 2)


@pytest.mark.parametrize(
    ("option", "said"),
    [("--cell", "-5"), ("--cell", "0"), ("--cell", "nan"), ("--cell", "inf"), ("--cell", "abc"),
     ("--cell", ""), ("--cell", "1e-9"), ("--cell", "5000"), ("--cell", "1e9"), ("--seed", "-3"),
     ("--seed", "a"), ("--top", "0"), ("--top", "101"), ("--top", "5,nan"), ("--top", ""),
     ("--crs", "EPSG:0"), ("--crs", "feet"), ("--crs", "EPSG:4978"), ("--crs", "EPSG:4326"),
     ("--form", "round"), ("--x", "este"), ("--date", "cuando"), ("--kind", "police")],
)  # fmt: skip
def test_an_option_that_cannot_be_is_refused_in_one_line(
    city: City, capsys: Any, option: str, said: str
) -> None:
    line = refused(capsys, [*city.given(factors=()), f"{option}={said}"])

    assert len(line) < 300


def test_factors_without_a_place_are_told_and_the_rest_goes_on(
    city: City, tmp_path: Path, capsys: Any
) -> None:
    empty = tmp_path / "nada.geojson"
    empty.write_text(json.dumps({"type": "FeatureCollection", "features": []}), encoding="utf-8")
    table = tmp_path / "lejos.csv"
    table.write_text("x,y\n1e300,1e300\n1,2\n", encoding="utf-8")

    found = run(capsys, [*city.given(factors=("bars.csv",)), "--factors", str(empty), str(table)])

    assert {one["name"] for one in found["factors"]} == {"bars"}
    assert any("nada" in note for note in found["notes"])


@pytest.mark.parametrize("form", ["bands", "decay", "best"])
def test_each_form_of_the_terrain_finds_what_brings_events(
    city: City, capsys: Any, form: str
) -> None:
    found = run(capsys, [*city.given(), "--form", form])

    assert found["methods"]["rtm"]["10"]["pai"][0] > 1.5


def test_points_in_a_lattice_are_dispersed_and_gathered_ones_clustered(
    city: City, tmp_path: Path, capsys: Any
) -> None:
    across = np.linspace(50, SIDE - 50, 12)
    lattice = np.array([(WEST + x, SOUTH + y) for x in across for y in across])
    drawn = np.random.default_rng(3)
    gathered = np.array([WEST, SOUTH]) + SIDE / 2 + drawn.normal(0, 40, (144, 2))
    found = []
    for name, points in (("a.csv", lattice), ("b.csv", gathered)):
        rows = "".join(f"{x},{y}\n" for x, y in points)
        (tmp_path / name).write_text(f"x,y\n{rows}", encoding="utf-8")
        given = [
            "nearest",
            "--events",
            str(tmp_path / name),
            "--boundary",
            city.path("boundary.geojson"),
        ]
        found.append(run(capsys, [*given, "--crs", MADRID, "--json"]))

    assert found[0]["index"] > 1.5
    assert found[0]["z"] > 5
    assert found[1]["index"] < 0.5
    assert found[1]["z"] < -5


def test_local_moran_finds_the_middle_of_a_cluster(city: City, tmp_path: Path, capsys: Any) -> None:
    drawn = np.random.default_rng(4)
    points = np.array([WEST, SOUTH]) + SIDE / 2 + drawn.normal(0, 120, (200, 2))
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{x},{y}\n" for x, y in points), encoding="utf-8")
    given = ["localmoran", "--events", str(path), "--boundary", city.path("boundary.geojson")]

    found = run(capsys, [*given, "--crs", MADRID, "--cell", "100", "--runs", "99", "--json"])

    assert found["discovered_kinds"]["high among high"] >= 4
    assert len(found["z"]) == found["cells"] == len(found["quadrant"])


def test_before_and_after_with_a_control_is_the_published_arithmetic(capsys: Any) -> None:
    """Wheeler and Ratcliffe 2018: the change beyond that of the control, its variance the sum of counts."""
    given = ["displacement", "--treated", "20,10", "--control", "15,12", "--near-treated", "8,9",
             "--near-control", "7,8", "--json"]  # fmt: skip

    found = run(capsys, given)

    assert found["difference"] == -7
    assert found["standard_error"] == pytest.approx(
        (20 + 10 + 15 + 12 + 8 + 9 + 7 + 8) ** 0.5, abs=1e-5
    )
    assert (found["local"], found["displaced"]) == (-7, 0)
    assert found["told_apart_from_chance"] is False


@pytest.mark.parametrize(
    "given",
    [["--treated", "1"], ["--treated", "1,2,3"], ["--treated", "-1,2"], ["--treated", "a,b"],
     ["--treated", "nan,2"], ["--treated", "4,5", "--near-treated", "1,2"],
     ["--treated", "4,5", "--periods", "0,1"]],
)  # fmt: skip
def test_counts_that_are_none_are_refused(capsys: Any, given: list[str]) -> None:
    refused(capsys, ["displacement", "--control", "4,5", *given])


def test_without_a_command_the_line_says_which_there_are(capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])

    assert ended.value.code == 2
    assert "displacement" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("x", "y"),
    [("stop_lon", "stop_lat"), ("coordenada_x_utm", "coordenada_y_utm"), ("x_utm", "y_utm")],
)
def test_columns_as_official_files_name_them_are_known(
    city: City, tmp_path: Path, capsys: Any, x: str, y: str
) -> None:
    rows = "".join(f"{WEST + 10 + n * 7},{SOUTH + 10 + n * 5}\n" for n in range(60))
    (tmp_path / "a.csv").write_text(f"{x},{y}\n{rows}", encoding="utf-8")
    given = [
        "nearest",
        "--events",
        str(tmp_path / "a.csv"),
        "--boundary",
        city.path("boundary.geojson"),
    ]

    assert run(capsys, [*given, "--crs", MADRID, "--json"])["events"] == 60
