"""A city written to files, whose truth is known, and how the command is asked about it."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.command import main
from pscp_desktop.risk.factors import Factor
from pscp_desktop.risk.grid import Grid
from tests.unit.risk.cities import factor, happening, near

MADRID = "EPSG:25830"
ORIGIN = np.array((440_000.0, 4_474_000.0))
SIDE = 4000.0


class City:
    """A square of Madrid with bars and stations that matter, parks that protect, and shops that do not."""

    def __init__(self, folder: Path, seed: int = 1, *, null: bool = False) -> None:
        self.folder = folder
        self.grid = Grid.over(shapely.box(*ORIGIN, *(ORIGIN + SIDE)), 100)
        self.bars = factor(self.grid, "bars", 30, 11)
        self.stations = factor(self.grid, "stations", 12, 12)
        self.shops = factor(self.grid, "shops", 60, 13)
        self.park = shapely.box(*(ORIGIN + 2500), *(ORIGIN + 3700))
        logs = 1.5 * near(self.grid, self.bars, 200) + 1.1 * near(self.grid, self.stations, 300)
        logs -= 1.4 * near(self.grid, Factor("park", np.array([self.park])), 1)
        random = np.random.default_rng(seed)
        rates = np.exp(-1.4 + (0 if null else 1) * logs)
        self.rates = rates * (1 if null else random.gamma(3, 1 / 3, len(self.grid)))
        self.train = happening(self.rates, self.grid, seed + 100)
        self.test = happening(self.rates, self.grid, seed + 200)
        days = np.random.default_rng(seed).integers(0, 365, len(self.train))
        self.table(
            "train.csv", self.train, fecha=[f"2025-{1 + d // 31:02}-{1 + d % 28:02}" for d in days]
        )
        self.table("test.csv", self.test)
        self.shapes("boundary.geojson", [self.grid.boundary], crs="urn:ogc:def:crs:EPSG::25830")
        self.table("bars.csv", shapely.get_coordinates(self.bars.geometries))
        self.table("stations.csv", shapely.get_coordinates(self.stations.geometries))
        self.table("shops.csv", shapely.get_coordinates(self.shops.geometries))
        self.shapes("park.geojson", [self.park], crs=MADRID)

    def table(self, name: str, points: Floats, **columns: Any) -> Path:
        with (self.folder / name).open("w", newline="", encoding="utf-8") as out:
            write = csv.writer(out)
            write.writerow(("x", "y", *columns))
            write.writerows(zip(*points.T.tolist(), *columns.values(), strict=True))
        return self.folder / name

    def shapes(self, name: str, geometries: list[Any], *, crs: str = "", **columns: Any) -> Path:
        features = [
            {
                "type": "Feature",
                "properties": {column: values[place] for column, values in columns.items()},
                "geometry": json.loads(shapely.to_geojson(geometry)),
            }
            for place, geometry in enumerate(geometries)
        ]
        whole: dict[str, Any] = {"type": "FeatureCollection", "features": features}
        if crs:
            whole["crs"] = {"type": "name", "properties": {"name": crs}}
        (self.folder / name).write_text(json.dumps(whole), encoding="utf-8")
        return self.folder / name

    def given(
        self, *more: str, factors: tuple[str, ...] = ("bars.csv", "stations.csv", "shops.csv")
    ) -> list[str]:
        found = ["evaluate", "--events", self.path("train.csv"), "--test", self.path("test.csv")]
        found += [
            "--boundary",
            self.path("boundary.geojson"),
            "--crs",
            MADRID,
            "--cell",
            "100",
            "--json",
        ]
        if factors:
            found += ["--factors", *(self.path(name) for name in factors)]
        return [*found, *more]

    def path(self, name: str) -> str:
        return str(self.folder / name)


def run(capsys: pytest.CaptureFixture[str], given: list[str]) -> Any:
    code = main(given)
    out, err = capsys.readouterr()
    assert code == 0, err
    return json.loads(out)


def refused(capsys: pytest.CaptureFixture[str], given: list[str]) -> str:
    try:
        code = main(given)
    except SystemExit as ended:
        code = int(str(ended.code))
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    return err
