"""Cities of other shapes and sizes: an island, a lagoon, a strip, a village, many events."""

import time
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyproj
import pytest
import shapely

from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.command import main
from pscp_desktop.risk.reading import Columns, read_layer
from tests.unit.risk.written import MADRID, ORIGIN, City, refused, run

Area: TypeAlias = shapely.Geometry


def _at(east: float, north: float) -> tuple[float, float]:
    return float(ORIGIN[0]) + east, float(ORIGIN[1]) + north


def _disc(east: float, north: float, radius: float) -> Area:
    return shapely.Point(*_at(east, north)).buffer(radius)


SHAPES: dict[str, Area] = {
    "an island with a lagoon": _disc(0, 0, 2500).difference(_disc(600, 0, 700)),
    "an archipelago": shapely.union_all(
        [_disc(0, 0, 1500), _disc(4000, 3000, 1200), _disc(-4000, 2500, 700), _disc(9000, 0, 1000)]
    ),
    "a strip": shapely.LineString([_at(0, 0), _at(6000, 2000), _at(12_000, 0)]).buffer(250),
}


def inside(area: Area, count: int, random: np.random.Generator) -> Floats:
    """Points anywhere in an area."""
    west, south, east, north = area.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        drawn = random.random((4 * count, 2)) * (east - west, north - south) + (west, south)
        held = drawn[shapely.contains_xy(area, drawn[:, 0], drawn[:, 1])]
        found = np.concatenate((found, held))
    return found[:count]


class Town(City):
    """Any area in which two of three events lie near bars, one of three anywhere."""

    def __init__(self, folder: Path, area: Area, count: int, *, bars: int = 40) -> None:
        self.folder, self.area = folder, area
        random = np.random.default_rng(7)
        self.places = inside(area, bars, random)
        near = 2 * count // 3
        drawn = self.places[random.integers(0, bars, near)] + random.normal(0, 70, (near, 2))
        self.events = random.permutation(
            np.concatenate((drawn, inside(area, count - near, random)))
        )
        self.days = [f"2025-{1 + n * 12 // count:02}-{1 + n % 28:02}" for n in range(count)]
        self.table("events.csv", self.events, fecha=self.days)
        self.table("bars.csv", self.places)
        self.shapes("boundary.geojson", [area], crs=MADRID)

    def asked(self, *more: str, crs: str = MADRID) -> list[str]:
        return ["evaluate", "--events", self.path("events.csv"), "--factors", self.path("bars.csv"),
                "--boundary", self.path("boundary.geojson"), "--crs", crs, "--cell", "100", "--json",
                *more]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_city_of_any_shape_is_understood_and_the_combined_score_keeps_up(
    tmp_path: Path, capsys: Any, shape: str
) -> None:
    town = Town(tmp_path, SHAPES[shape], 2000)

    found = run(capsys, town.asked())

    assert found["area_km2"] == pytest.approx(town.area.area / 1e6, rel=1e-4)
    assert {one["name"] for one in found["factors"]} == {"bars"}
    assert found["recommended"]["method"] in {"rtm", "combined"}
    best = max(
        row["10"]["hit_rate"][0] for name, row in found["methods"].items() if name != "combined"
    )
    mine = found["methods"]["combined"]["10"]["hit_rate"][0]
    assert mine >= 0.93 * best
    assert mine >= best or any("than the combined score" in note for note in found["notes"])


def test_a_boundary_in_degrees_gives_the_same_city(tmp_path: Path, capsys: Any) -> None:
    town = Town(tmp_path, SHAPES["an island with a lagoon"], 1500)
    flat = run(capsys, town.asked("--method", "kde"))
    degrees = pyproj.Transformer.from_crs(MADRID, "EPSG:4326", always_xy=True)

    def turned(points: Floats) -> Floats:
        return np.column_stack(degrees.transform(points[:, 0], points[:, 1]))

    town.shapes("boundary.geojson", [shapely.transform(town.area, turned)])
    town.table("events.csv", turned(town.events), fecha=town.days)
    town.table("bars.csv", turned(town.places))

    round_ = run(capsys, town.asked("--method", "kde"))

    assert round_["cells"] == flat["cells"]
    for share in ("5", "10"):
        assert round_["methods"]["kde"][share]["hit_rate"] == pytest.approx(
            flat["methods"]["kde"][share]["hit_rate"], abs=0.01
        )


def test_forty_events_are_too_few_and_eighty_are_judged_by_thirty(
    tmp_path: Path, capsys: Any
) -> None:
    village = _disc(0, 0, 800)
    few, enough = tmp_path / "few", tmp_path / "enough"
    few.mkdir()
    enough.mkdir()

    line = refused(capsys, Town(few, village, 40, bars=5).asked())
    found = run(capsys, Town(enough, village, 84, bars=5).asked())

    assert "at least 30 are needed" in line
    assert found["events"]["test"] >= 30
    assert found["events"]["train"] >= 30
    assert any("by date is judged" in note for note in found["notes"])


def test_an_event_without_a_day_is_learnt_from_and_never_judged(
    tmp_path: Path, capsys: Any
) -> None:
    town = Town(tmp_path, _disc(0, 0, 2000), 600)
    days = [day if n >= 150 else "" for n, day in enumerate(town.days)]
    town.table("events.csv", town.events, fecha=days)

    found = run(capsys, town.asked("--method", "prior"))

    assert found["events"]["test"] == pytest.approx(450 / 4, rel=0.1)


def test_what_is_judged_and_was_known_before_is_told(tmp_path: Path, capsys: Any) -> None:
    town = Town(tmp_path, _disc(0, 0, 2000), 600)
    later = town.table("later.csv", town.events[300:], fecha=town.days[300:])
    town.table("events.csv", town.events[:300], fecha=town.days[:300])

    honest = run(capsys, town.asked("--method", "prior", "--test", str(later)))
    same = run(capsys, town.asked("--method", "prior", "--test", town.path("events.csv")))
    swapped = town.asked("--method", "prior", "--test", town.path("events.csv"))
    swapped[swapped.index("--events") + 1] = str(later)
    turned = run(capsys, swapped)

    assert not any("learnt from" in note for note in honest["notes"])
    assert any("300 of 300" in note for note in same["notes"])
    assert any("earlier than the last one" in note for note in turned["notes"])


def test_where_nothing_is_better_than_chance_it_is_said(tmp_path: Path, capsys: Any) -> None:
    chance, planted = tmp_path / "chance", tmp_path / "planted"
    chance.mkdir()
    planted.mkdir()
    null, city = City(chance, 5, null=True), City(planted)

    said = run(capsys, null.given())
    other = run(capsys, city.given())

    assert any("no method is surely better than chance" in note for note in said["notes"])
    assert not any("better than chance" in note for note in other["notes"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["kde", "--bandwidth", "1e12"], "wider than the whole area"),
        (["kde", "--bandwidth", "1e6"], "wider than the whole area"),
        (["nearrepeat", "--bands", "99999", "--periods", "99999"], "memory"),
    ],
)
def test_lengths_beyond_the_city_are_refused(
    tmp_path: Path, capsys: Any, given: list[str], said: str
) -> None:
    town = Town(tmp_path, _disc(0, 0, 2000), 300)
    more = ["--events", town.path("events.csv"), "--crs", MADRID]
    more += ["--cell", "100"] if given[0] == "kde" else []

    assert said in refused(capsys, [*given, *more])


def test_one_event_without_a_boundary_is_one_event(tmp_path: Path, capsys: Any) -> None:
    lone = tmp_path / "uno.csv"
    lone.write_text("x,y\n-3.7,40.4\n", encoding="utf-8")

    line = refused(capsys, ["kde", "--events", str(lone), "--crs", MADRID, "--cell", "100"])

    assert "too few events: 1" in line


def test_two_hundred_thousand_rows_are_read_in_time_that_grows_with_them(tmp_path: Path) -> None:
    laps = {}
    for count in (20_000, 200_000):
        path = tmp_path / f"{count}.csv"
        lines = "".join(f"{440_000 + n % 4000},{4_474_000 + n % 3000},2025-01-01,robo\n"
                        for n in range(count))  # fmt: skip
        path.write_text("x,y,fecha,clase\n" + lines, encoding="utf-8")
        began = time.process_time()
        layer = read_layer(path, Columns(), MADRID)
        laps[count] = time.process_time() - began
        assert len(layer.columns["clase"]) == count
    assert laps[200_000] < 40 * max(laps[20_000], 0.02)


def test_near_repeats_are_printed_with_their_bands(tmp_path: Path, capsys: Any) -> None:
    town = Town(tmp_path, _disc(0, 0, 2000), 300)

    given = ["nearrepeat", "--events", town.path("events.csv"), "--crs", MADRID, "--bands", "2"]
    assert main(given) == 0

    lines = capsys.readouterr().out.splitlines()
    assert "distances_metres: same place, (0, 100), [100, 200), [200, ∞)" in lines
    assert any(line.startswith("times_days: [0, 7)") for line in lines)
