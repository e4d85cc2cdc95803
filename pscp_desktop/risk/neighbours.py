"""Who is near whom: the nearest-neighbour index of points, and neighbours of cells as sparse weights."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats
from scipy.spatial import cKDTree

from pscp_desktop.risk.arrays import Floats, Ints
from pscp_desktop.risk.grid import Grid, as_points
from pscp_desktop.risk.refusals import UnfitInput


@dataclass(frozen=True)
class NearestNeighbour:
    """The index of Clark & Evans 1954: observed over expected mean distance; under 1 is clustered.

    Distances in metres. There is no edge correction: points near the boundary may have their true neighbour
    outside, which makes the observed mean, and the index, slightly too large (towards "dispersed"), most in
    small or ragged areas; the index of Donnelly 1978 corrects for a boundary of known length and is given
    beside it.
    """

    observed: float
    expected: float
    index: float
    z: float
    p: float
    corrected_index: float
    corrected_z: float


def nearest_neighbour(points: Floats, area: float, perimeter: float) -> NearestNeighbour:
    """The index of `points` (m, 2) in an area of so many square metres and metres of boundary.

    Two-sided p. Raises `UnfitInput` for fewer than two points or an area of none.
    """
    points = as_points(points)
    count = len(points)
    if count < 2 or area <= 0:
        raise UnfitInput("a nearest neighbour needs two points and an area", "few_points")
    observed = float(cKDTree(points).query(points, k=2)[0][:, 1].mean())
    expected = 0.5 * np.sqrt(area / count)
    error = 0.26136 / np.sqrt(count * count / area)
    edge = (0.0514 + 0.041 / np.sqrt(count)) * perimeter / count
    donnelly = expected + edge
    error_there = np.sqrt(0.0703 * area / count**2 + 0.037 * perimeter * np.sqrt(area / count**5))
    z = (observed - expected) / error
    return NearestNeighbour(
        observed=observed,
        expected=float(expected),
        index=float(observed / expected),
        z=float(z),
        p=float(2 * stats.norm.sf(abs(z))),
        corrected_index=float(observed / donnelly),
        corrected_z=float((observed - donnelly) / error_there),
    )


def queen(grid: Grid) -> sparse.csr_array:
    """Binary weights of cells that share an edge or a corner, without the cell itself, (n, n)."""
    row, column = np.divmod(grid.inside, grid.columns)
    pairs = []
    for up, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
        fits = (row + up < grid.rows) & (column + right >= 0) & (column + right < grid.columns)
        place = np.where(fits, (row + up) * grid.columns + column + right, 0)
        other = np.where(fits, grid.lookup[place], -1)
        pairs.append(np.column_stack((np.flatnonzero(other >= 0), other[other >= 0])))
    return _symmetric(np.concatenate(pairs), len(grid))


def within(points: Floats, distance: float) -> sparse.csr_array:
    """Binary weights of points at most `distance` metres apart, without the point itself, (n, n)."""
    points = as_points(points)
    pairs = cKDTree(points).query_pairs(distance, output_type="ndarray")
    return _symmetric(pairs.astype(np.int64), len(points))


def with_self(weights: sparse.csr_array) -> sparse.csr_array:
    """The same weights with each place a neighbour of itself, as Gi* wants it."""
    return sparse.csr_array(weights + sparse.eye_array(weights.shape[0], format="csr"))


def _symmetric(pairs: Ints, size: int) -> sparse.csr_array:
    both = np.concatenate((pairs, pairs[:, ::-1])) if len(pairs) else np.empty((0, 2), dtype=int)
    ones = np.ones(len(both))
    return sparse.csr_array((ones, (both[:, 0], both[:, 1])), shape=(size, size))
