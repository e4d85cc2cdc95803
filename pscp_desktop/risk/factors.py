"""Factors of a place and what a cell can know of them: how near, how many, how much.

Caplan & Kennedy's operationalisations with the weaknesses of point-only tools removed: lines and areas are
measured as lines and areas, attributes of areas by the share of the cell they cover.
"""

from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from pscp_desktop.risk.arrays import Floats, Progress, silent
from pscp_desktop.risk.density import Frame, frame_of, kernel_density
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.refusals import UnfitInput

Operation = Literal["proximity", "density", "level"]
Direction = Literal["aggravating", "protective"]
MOST_FACTORS: Final = 400
POINTS_AT_LEAST: Final = 1
DENSE: Final = 2.0
"""A cell is dense where the density is above its mean and so many standard deviations."""
LEVELS: Final = (0.5, 0.75, 0.9)
"""An attribute is high in the upper half, quarter and tenth of the area."""
FEWEST_CELLS: Final = 10
FEATURE_STEPS: Final = 1.0


@dataclass(frozen=True, eq=False)
class Factor:
    """A layer of one kind of thing: shapely geometries (m) in projected metres.

    With `values` (m) it is an attribute of areas (polygons). A protective factor is expected to go with fewer
    events. `nearest` (metres) may hold the bands it is tried at, else those of the model are.
    """

    name: str
    geometries: NDArray[np.object_]
    values: Floats | None = None
    direction: Direction = "aggravating"
    bands: tuple[float, ...] = ()

    @classmethod
    def of_points(cls, name: str, points: Floats, direction: Direction = "aggravating") -> "Factor":
        """A factor of points (m, 2)."""
        return cls(name, shapely.points(np.asarray(points, dtype=float)), direction=direction)

    def usable(self) -> "Factor":
        """Without geometries that are empty or missing, and values that are none."""
        kept = ~(shapely.is_missing(self.geometries) | shapely.is_empty(self.geometries))
        if self.values is not None:
            kept &= np.isfinite(self.values)
            return replace(self, geometries=self.geometries[kept], values=self.values[kept])
        return replace(self, geometries=self.geometries[kept])


@dataclass(frozen=True)
class Candidate:
    """One column: a factor, how it is seen, and within how many metres (or above what level).

    `sign` is −1 where the factor is protective; `cells` says how many cells are within.
    """

    factor: str
    operation: Operation
    band: float
    sign: int
    cells: int

    @property
    def group(self) -> tuple[str, str]:
        """At most one band of a group may stand in a model."""
        return self.factor, self.operation


@dataclass(frozen=True, eq=False)
class Columns:
    """Candidates and their 0/1 columns (n, p), single precision, by column; `unused` names empty factors."""

    candidates: tuple[Candidate, ...]
    values: NDArray[np.float32]
    unused: tuple[str, ...] = field(default=())


def default_bands(grid: Grid, blocks: float = 4.0) -> tuple[float, ...]:
    """Half-block steps up to `blocks` blocks, a block being two cells (RTMDx): 1, 2, … cells."""
    return tuple(grid.cell * step for step in range(1, round(blocks * 2) + 1))


def candidates(
    factors: list[Factor],
    grid: Grid,
    bands: tuple[float, ...] = (),
    progress: Progress = silent,
) -> Columns:
    """All columns worth trying.

    One that is the same as another of its factor, or that fewer than ten cells (or all but ten) have, tells
    nothing and is left out; a factor of which nothing is left is named in `unused`. Raises
    `UnfitInput` for two factors of one name, or more than 400.
    """
    names = [factor.name for factor in factors]
    if len(set(names)) < len(names) or len(names) > MOST_FACTORS:
        raise UnfitInput(
            "factors need names of their own, and there may be 400 of them",
            "factor_names",
            most=MOST_FACTORS,
        )
    chosen = bands or default_bands(grid)
    found: list[Candidate] = []
    values: list[NDArray[np.bool_]] = []
    for place, factor in enumerate(factors):
        seen: set[bytes] = set()
        for candidate, column in _columns_of(factor.usable(), grid, factor.bands or chosen):
            key = np.packbits(column).tobytes()
            if FEWEST_CELLS <= candidate.cells <= len(grid) - FEWEST_CELLS and key not in seen:
                seen.add(key)
                found.append(candidate)
                values.append(column)
        progress((place + 1) / len(factors))
    table = np.empty((len(grid), len(values)), dtype=np.float32, order="F")
    for place, column in enumerate(values):
        table[:, place] = column
    left = {candidate.factor for candidate in found}
    return Columns(tuple(found), table, tuple(name for name in names if name not in left))


def _columns_of(
    factor: Factor, grid: Grid, bands: tuple[float, ...]
) -> list[tuple[Candidate, NDArray[np.bool_]]]:
    if len(factor.geometries) < POINTS_AT_LEAST:
        return []
    sign = -1 if factor.direction == "protective" else 1

    def said(
        operation: Operation, band: float, column: NDArray[np.bool_]
    ) -> tuple[Candidate, NDArray[np.bool_]]:
        return Candidate(factor.name, operation, band, sign, int(column.sum())), column

    if factor.values is not None:
        level = attribute_in_cells(factor, grid)
        return [said("level", part, _high(level, grid, part)) for part in LEVELS]
    away = distances(factor, grid)
    near = [said("proximity", band, away <= band) for band in bands]
    density = _Density(factor, grid)
    dense = []
    for band in bands:
        surface = density.at(band)
        dense.append(said("density", band, surface > surface.mean() + DENSE * surface.std()))
    return near + dense


def distances(factor: Factor, grid: Grid) -> Floats:
    """Metres from the middle of each cell (n) to the nearest point, line or area (0 inside)."""
    kinds = shapely.get_type_id(factor.geometries)
    if np.all(kinds == 0):
        return np.asarray(
            cKDTree(shapely.get_coordinates(factor.geometries)).query(grid.centres)[0]
        )
    tree = shapely.STRtree(factor.geometries)
    middle = shapely.points(grid.centres)
    pairs, away = tree.query_nearest(middle, return_distance=True, all_matches=False)
    found = np.full(len(grid), np.inf)
    found[pairs[0]] = away
    return found


class _Density:
    """The density of a factor at several bandwidths, from points that stand for it."""

    def __init__(self, factor: Factor, grid: Grid) -> None:
        self._grid = grid
        self._points, self._weights = sampled(factor, grid.cell / 2)

    def at(self, bandwidth: float) -> Floats:
        frame: Frame = frame_of(self._grid)
        surface = kernel_density(self._points, frame, bandwidth, self._weights, steps=FEATURE_STEPS)
        return surface.ravel()[self._grid.inside]


def sampled(factor: Factor, step: float) -> tuple[Floats, Floats]:
    """Points (m, 2) that stand for a factor, and what each weighs: one, metres of line, or square metres.

    Lines are sampled every `step` metres, areas on a lattice of `step`; what is smaller is one point.
    """
    parts = shapely.get_parts(factor.geometries)
    parts = shapely.get_parts(parts)  # collections may hold several of a kind
    kinds = shapely.get_type_id(parts)
    dots = shapely.get_coordinates(parts[kinds == 0])
    pieces = [(dots, np.ones(len(dots)))]
    pieces += [_along(line, step) for line in parts[(kinds == 1) | (kinds == 2)]]
    pieces += [_over(area, step) for area in parts[kinds == 3]]
    points = np.concatenate([piece[0].reshape(-1, 2) for piece in pieces])
    return points, np.concatenate([piece[1] for piece in pieces])


def _along(line: shapely.Geometry, step: float) -> tuple[Floats, Floats]:
    length = float(line.length)
    count = max(1, int(np.ceil(length / step)))
    where = (np.arange(count) + 0.5) * length / count
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, where))
    return points, np.full(count, max(length, 1e-6) / count)


def _over(area: shapely.Geometry, step: float) -> tuple[Floats, Floats]:
    west, south, east, north = area.bounds
    across = np.arange(west + step / 2, east, step)
    along = np.arange(south + step / 2, north, step)
    if across.size * along.size < 4 or across.size * along.size > 4_000_000:
        return shapely.get_coordinates(shapely.point_on_surface(area)), np.array([area.area])
    x, y = (part.ravel() for part in np.meshgrid(across, along))
    shapely.prepare(area)
    inside = shapely.contains_xy(area, x, y)
    if not inside.any():
        return shapely.get_coordinates(shapely.point_on_surface(area)), np.array([area.area])
    points = np.column_stack((x[inside], y[inside]))
    return points, np.full(len(points), area.area / len(points))


def attribute_in_cells(factor: Factor, grid: Grid) -> Floats:
    """The value of each cell (n): that of the areas it lies in, weighted by how much of it each covers.

    A cell that no area covers takes the mean of the others.
    """
    values = np.asarray(factor.values, dtype=float)
    valid = shapely.make_valid(factor.geometries)
    west, south = (grid.centres - grid.cell / 2).T
    boxes = shapely.box(west, south, west + grid.cell, south + grid.cell)
    tree = shapely.STRtree(valid)
    cell, area = tree.query(boxes, predicate="intersects")
    shapely.prepare(valid)
    whole = shapely.covers(valid[area], boxes[cell])
    covered = np.full(cell.size, grid.cell**2)
    covered[~whole] = shapely.area(shapely.intersection(valid[area[~whole]], boxes[cell[~whole]]))
    total = np.bincount(cell, weights=covered, minlength=len(grid))
    summed = np.bincount(cell, weights=covered * values[area], minlength=len(grid))
    known = total > 0
    if not known.any():
        return np.zeros(len(grid))
    found = np.divide(summed, total, out=np.zeros(len(grid)), where=known)
    found[~known] = found[known].mean()
    return found


def spread_over_cells(factor: Factor, grid: Grid) -> Floats:
    """How much of a factor's values falls to each cell (n): points where they lie, areas by their share.

    A point or area without a value counts one. What lies outside the boundary is left out.
    """
    each = np.ones(len(factor.geometries)) if factor.values is None else factor.values
    total = np.zeros(len(grid))
    for geometry, value in zip(factor.geometries, each, strict=True):
        points, weights = sampled(Factor(factor.name, np.array([geometry])), grid.cell / 2)
        cells = grid.cells_of(points)
        shares = weights / weights.sum() * value
        total += np.bincount(cells[cells >= 0], weights=shares[cells >= 0], minlength=len(grid))
    return total


def _high(level: Floats, grid: Grid, part: float) -> NDArray[np.bool_]:
    """The cells above the value under which `part` of the area lies."""
    order = np.argsort(level, kind="stable")
    reached = np.cumsum(grid.areas[order]) / grid.area
    bound = level[order[min(int(np.searchsorted(reached, part)), level.size - 1)]]
    found: NDArray[np.bool_] = level > bound
    return found
