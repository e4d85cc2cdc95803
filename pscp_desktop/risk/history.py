"""What happened before as a prediction: counts of each cell, and kernel densities at several bandwidths."""

import numpy as np

from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.density import density_in_cells, mass_inside
from pscp_desktop.risk.grid import Grid

SCALES = (0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0, 14.0)
"""Bandwidths in cells."""
LARGE = 150_000
"""From so many cells of the raster on, the two smallest bandwidths are left to the counts."""


def prior_counts(points: Floats, grid: Grid) -> Floats:
    """Events per square metre of each cell (n) in the past.

    A sliver at the boundary counts as half a cell: one event on ten square metres is no hot spot.
    """
    return grid.counts(points)[0] / np.maximum(grid.areas, grid.cell**2 / 2)


class History:
    """Past events of one grid as densities, each of which sums to one over the area."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        large = grid.rows * grid.columns > LARGE
        self.bandwidths = tuple(scale * grid.cell for scale in SCALES[2 if large else 0 :])
        self._inside = [mass_inside(grid, bandwidth) for bandwidth in self.bandwidths]

    def surfaces(self, points: Floats) -> Floats:
        """Counts first, then kernel densities with edge correction, (k + 1, n)."""
        found = [prior_counts(points, self.grid)]
        for bandwidth, inside in zip(self.bandwidths, self._inside, strict=True):
            found.append(density_in_cells(points, self.grid, bandwidth) / inside)
        return np.array([as_density(surface, self.grid) for surface in found])


def as_density(surface: Floats, grid: Grid) -> Floats:
    """A surface per square metre made to sum to one over the area; one of nothing becomes even."""
    total = float(surface @ grid.areas)
    return surface / total if total > 0 else np.full(len(grid), 1 / grid.area)
