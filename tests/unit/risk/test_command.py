"""The command on cities whose truth is known, in every form files come in, and on files that are none."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pscp_desktop.risk.command import main
from tests.protections import guards
from tests.source import ROOT
from tests.unit.risk.written import MADRID, ORIGIN, SIDE, City, refused, run


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(tmp_path_factory.mktemp("city"))


def test_a_planted_city_is_understood_and_foretold(city: City, capsys: Any) -> None:
    found = run(capsys, city.given("--protective", city.path("park.geojson")))

    named = {one["name"]: one for one in found["factors"]}
    assert {"bars", "stations", "park"} <= set(named)
    assert "shops" not in named
    assert named["bars"]["band"] == 200
    assert named["bars"]["rrv"][1] < np.exp(1.5) < named["bars"]["rrv"][2]
    assert named["park"]["rrv"][2] < 1
    assert named["park"]["direction"] == "protective"
    assert named["bars"]["chosen_again"] > 0.8
    methods = found["methods"]
    assert set(methods) == {"rtm", "kde", "prior", "combined", "random"}
    for row in methods.values():
        assert set(row) == {"1", "5", "10"}
        for success in row.values():
            for metric in ("hit_rate", "pai", "pei"):
                value, low, high = success[metric]
                assert low <= value <= high
    assert methods["combined"]["10"]["pai"][0] > 2
    assert methods["combined"]["10"]["hit_rate"][0] >= 0.95 * max(
        row["10"]["hit_rate"][0] for row in methods.values()
    )
    assert found["recommended"]["method"] in methods
    assert found["recommended"]["reason"]
    assert found["seconds"] > 0
    assert found["card"]["settings"]["seed"] == 0
    assert len(found["card"]["inputs"][0]["digest"]) == 64


def test_a_city_of_chance_has_no_factor_and_no_method_above_chance(
    tmp_path: Path, capsys: Any
) -> None:
    null = City(tmp_path, 5, null=True)

    found = run(capsys, null.given())

    assert found["factors"] == []
    for method in ("rtm", "combined"):
        low = found["methods"][method]["10"]["pai"][1]
        assert low < 1.15
    assert any("do not foretell" in note for note in found["notes"])


def test_without_a_test_file_the_last_quarter_is_judged(city: City, capsys: Any) -> None:
    given = city.given("--method", "prior", factors=())
    place = given.index("--test")

    found = run(capsys, given[:place] + given[place + 2 :])

    assert found["events"]["test"] == pytest.approx(len(city.train) / 4, rel=0.15)
    assert any("last quarter" in note for note in found["notes"])


def test_the_same_seed_gives_the_same_words(city: City, capsys: Any) -> None:
    given = city.given("--seed", "3", factors=("bars.csv",))

    one, same = (run(capsys, given) for _ in range(2))

    one.pop("seconds"), same.pop("seconds")
    assert one == same


@guards("risk.refusals.too_few")
def test_too_few_events_are_refused(city: City, tmp_path: Path, capsys: Any) -> None:
    other = City(tmp_path)
    other.table("test.csv", other.test[:29])

    assert "too few events: 29" in refused(capsys, other.given(factors=()))


@guards("risk.refusals.police")
def test_what_police_found_needs_a_written_reason(city: City, capsys: Any) -> None:
    given = city.given("--kind", "police", factors=())

    assert "police" in refused(capsys, given)
    assert run(capsys, [*given, "--reason", "a study of the police itself"])["card"]["settings"][
        "reason_for_override"
    ]


def test_near_repeats_that_were_planted_are_found(tmp_path: Path, capsys: Any) -> None:
    random = np.random.default_rng(3)
    first = ORIGIN + random.uniform(0, SIDE, (300, 2))
    days = random.integers(0, 365, 300)
    again = first[:60] + random.normal(0, 40, (60, 2))
    points = np.concatenate((first, again))
    dates = np.concatenate((days, days[:60] + random.integers(0, 5, 60)))
    stamps = [str(np.datetime64("2025-01-01") + int(day)) for day in dates]
    path = tmp_path / "events.csv"
    path.write_text(
        "\n".join(f"{x},{y},{day}" for (x, y), day in zip(points, stamps, strict=True)),
        encoding="utf-8",
    )

    found = run(
        capsys,
        ["nearrepeat", "--events", str(path), "--crs", MADRID, "--json", "--distance", "200"],
    )

    assert found["times_days"][0] == "[0, 7)"
    assert found["distances_metres"][:2] == ["same place", "(0, 200)"]
    assert found["p"][1][0] == 0.01
    assert found["ratio"][1][0] > 3
    assert found["p"][4][2] > 0.01
    assert sum(map(sum, found["observed"])) == 360 * 359 // 2


def test_kernel_density_and_hot_spots_of_the_command(city: City, capsys: Any) -> None:
    shared = ["--events", city.path("train.csv"), "--boundary", city.path("boundary.geojson")]
    shared += ["--crs", MADRID, "--cell", "100", "--json"]

    kernel = run(capsys, ["kde", *shared])
    hot = run(capsys, ["gistar", *shared, "--runs", "199"])

    total = sum(kernel["per_square_kilometre"]) * 0.01
    assert total == pytest.approx(len(city.train), rel=0.05)
    assert 50 <= kernel["bandwidth"] <= 1400
    assert len(hot["z"]) == len(hot["inside"]) == 1600
    assert hot["hot"] > 5
    assert hot["moran"]["p"] < 0.001
    assert all(0 < p <= 1 for p in hot["p_permuted"])


def test_without_json_it_can_be_read(city: City, capsys: Any) -> None:
    given = [word for word in city.given(factors=("bars.csv",)) if word != "--json"]

    assert main(given) == 0
    out = capsys.readouterr().out

    assert "hit rate" in out
    assert "factor: bars, proximity 200: RRV" in out
    assert "recommended: " in out


def test_it_starts_as_a_module_and_knows_no_window(city: City) -> None:
    shared = ["--events", city.path("train.csv"), "--crs", MADRID, "--cell", "200"]

    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-m",
            "pscp_desktop.risk",
            "gistar",
            *shared,
            "--runs",
            "9",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "PySide6" not in done.stderr
    assert "sqlmodel" not in done.stderr
    assert "no boundary was given" in done.stdout
