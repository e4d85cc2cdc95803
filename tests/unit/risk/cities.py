"""Cities that do not exist, with a truth that is known, and the folder of real ones where it lies."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.factors import Factor, distances
from pscp_desktop.risk.grid import Grid
from tests.source import ROOT

DATA = ROOT.parent / "shared" / "data"


def real(name: str) -> Path:
    """A file of the folder of real data. Without it the test is skipped aloud."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no real data: {name} is not beside the project")
    return path


def square(side: float = 4000.0, cell: float = 100.0) -> Grid:
    return Grid.over(shapely.box(0, 0, side, side), cell)


def scattered(grid: Grid, count: int, seed: int) -> Floats:
    """Points anywhere in the bounds of a grid."""
    west, south, east, north = grid.boundary.bounds
    drawn = np.random.default_rng(seed).random((count, 2))
    scaled: Floats = np.array((west, south)) + drawn * np.array((east - west, north - south))
    return scaled


def factor(grid: Grid, name: str, count: int, seed: int) -> Factor:
    return Factor.of_points(name, scattered(grid, count, seed))


def near(grid: Grid, thing: Factor, metres: float) -> Floats:
    """1 for the cells within so many metres of a factor."""
    return np.asarray(distances(thing, grid) <= metres, dtype=float)


def happening(rates: Floats, grid: Grid, seed: int) -> Floats:
    """Events (m, 2) by chance: in each cell as its rate has it, anywhere in the cell."""
    random = np.random.default_rng(seed)
    cells = np.repeat(np.arange(len(grid)), random.poisson(rates))
    jitter = (random.random((cells.size, 2)) - 0.5) * grid.cell * 0.999
    return np.asarray(random.permutation(grid.centres[cells] + jitter))
