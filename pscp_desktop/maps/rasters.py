"""Areas that are the squares of one grid, as the grid they are: results drawn with a colour bar."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pscp_desktop.maps.features import Features, Floats

CORNERS: Final = 5
MOST_CELLS: Final = 4_000_000
SLACK: Final = 0.02
"""How far from its place a corner may lie, in shares of a cell: files round coordinates."""
TOP: Final = 0.98
"""The share of cells below the last colour: a few very high values do not pale all others."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A grid: its west and north, the side of a cell in metres, and values from north to south."""

    west: float
    north: float
    cell: float
    values: Floats

    @property
    def range(self) -> tuple[float, float]:
        """What the first and the last colour stand for."""
        known = self.values[np.isfinite(self.values)]
        if not len(known):
            return 0.0, 0.0
        low, high = float(known.min()), float(np.quantile(known, TOP))
        return low, high if high > low else float(known.max())

    def shares(self) -> Floats:
        """Each value from nought to one between the first colour and the last; NaN where there is none."""
        low, high = self.range
        wide = high - low or 1.0
        return np.clip((self.values - low) / wide, 0, 1)


def raster_of(features: Features, column: str) -> Raster | None:
    """The grid that the areas are; none where they are no squares of one grid, or hold no such numbers."""
    values = features.columns.get(column)
    if not gridded(features) or values is None or isinstance(values, tuple):
        return None
    x, y = features.x.reshape(-1, CORNERS), features.y.reshape(-1, CORNERS)
    west, south, cell = float(x.min()), float(y.min()), float(x[0].max() - x[0].min())
    across = np.rint((x.min(axis=1) - west) / cell).astype(np.int64)
    up = np.rint((y.min(axis=1) - south) / cell).astype(np.int64)
    wide, high = int(across.max()) + 1, int(up.max()) + 1
    grid = np.full((high, wide), np.nan)
    grid[high - 1 - up, across] = values
    return Raster(west, south + high * cell, cell, grid)


def gridded(features: Features) -> bool:
    """Whether the areas are squares of one grid, each once."""
    lengths = np.diff(features.parts)
    if features.kind != "areas" or len(lengths) != len(features) or (lengths != CORNERS).any():
        return False
    x, y = features.x.reshape(-1, CORNERS), features.y.reshape(-1, CORNERS)
    wide, high = np.ptp(x, axis=1), np.ptp(y, axis=1)
    cell = float(wide[0])
    if cell <= 0 or max(np.ptp(wide), np.ptp(high), abs(float(high[0]) - cell)) > SLACK * cell:
        return False
    steps = np.column_stack([x.min(axis=1) - x.min(), y.min(axis=1) - y.min()]) / cell
    whole = np.rint(steps)
    if np.abs(steps - whole).max() > SLACK or np.prod(whole.max(axis=0) + 1) > MOST_CELLS:
        return False
    return len(np.unique(whole, axis=0)) == len(features)
