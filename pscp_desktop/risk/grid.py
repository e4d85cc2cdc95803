"""Square cells over an area: none lost, none counted twice, each with the area it truly has."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from pscp_desktop.risk.arrays import Floats, Ints
from pscp_desktop.risk.refusals import UnfitInput

MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of `cell` metres that touch the boundary, in rows from the south-west corner.

    `inside` (n) are the places of the cells in the full raster of `rows` × `columns`; `areas` (n) are
    square metres within the boundary. A cell owns its west and south edge (half-open), so that every point
    belongs to one cell. `boundary` is the union it was cut from.
    """

    west: float
    south: float
    cell: float
    rows: int
    columns: int
    inside: Ints
    areas: Floats
    boundary: BaseGeometry
    lookup: Ints = field(repr=False)

    @classmethod
    def over(cls, boundary: BaseGeometry, cell: float) -> Self:
        """Cut the boundary (a polygon or several, projected metres) into cells.

        The raster is anchored to whole multiples of `cell`, so that two grids of one city agree.
        Raises `UnfitInput` where the boundary has no area, the cell no size, or there would be more than
        four million cells.
        """
        if not np.isfinite(cell) or cell <= 0:
            raise UnfitInput(f"a cell needs a size in metres, not {cell}", "cell_size", cell=cell)
        area = _polygons(boundary)
        west, south, east, north = shapely.bounds(area)
        first_column, first_row = np.floor(west / cell), np.floor(south / cell)
        columns = int(np.floor(east / cell) - first_column) + 1
        rows = int(np.floor(north / cell) - first_row) + 1
        if rows * columns > MOST_CELLS:
            raise UnfitInput(
                f"{rows * columns} cells are too many: take larger ones",
                "many_cells",
                cells=rows * columns,
                cell=cell,
            )
        corner = (float(first_column * cell), float(first_row * cell))
        areas = _areas(area, corner, (rows, columns), cell)
        inside = np.flatnonzero(areas > 0)
        lookup = np.full(rows * columns, -1, dtype=np.int64)
        lookup[inside] = np.arange(inside.size)
        return cls(*corner, float(cell), rows, columns, inside, areas[inside], area, lookup)

    def __len__(self) -> int:
        return int(self.inside.size)

    @property
    def centres(self) -> Floats:
        """The middle of each cell, (n, 2) metres; that of a cut cell may lie outside the boundary."""
        row, column = np.divmod(self.inside, self.columns)
        return np.column_stack(
            (self.west + (column + 0.5) * self.cell, self.south + (row + 0.5) * self.cell)
        )

    @property
    def area(self) -> float:
        """The area of all cells, square metres: that of the boundary."""
        return float(self.areas.sum())

    def cells_of(self, points: Floats) -> Ints:
        """The cell of each point (m, 2), −1 for one outside the boundary.

        A point on the very edge of the boundary is inside. Raises `UnfitInput` for a number that is none.
        """
        points = as_points(points)
        if not points.size:
            return np.empty(0, dtype=np.int64)
        column = np.floor((points[:, 0] - self.west) / self.cell).astype(np.int64)
        row = np.floor((points[:, 1] - self.south) / self.cell).astype(np.int64)
        known = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        cells = np.where(known, self.lookup[np.where(known, row * self.columns + column, 0)], -1)
        cut = (cells >= 0) & (self.areas[cells] < self.cell**2 * (1 - 1e-9))
        cut |= cells < 0
        cells[cut] = self._beside_the_edge(points[cut], cells[cut])
        return cells

    def counts(self, points: Floats) -> tuple[Floats, int]:
        """Events per cell (n), and how many points lie outside the boundary."""
        cells = self.cells_of(points)
        held = cells[cells >= 0]
        return np.bincount(held, minlength=len(self)).astype(float), int(cells.size - held.size)

    def raster(self, values: Floats, elsewhere: float = np.nan) -> Floats:
        """Values of cells (n) laid out as (rows, columns), `elsewhere` outside the boundary."""
        full = np.full(self.rows * self.columns, elsewhere)
        full[self.inside] = values
        return full.reshape(self.rows, self.columns)

    def _beside_the_edge(self, points: Floats, cells: Ints) -> Ints:
        """Points of cut cells are asked of the boundary itself.

        One on an edge whose cell has no area inside (the outermost east or north edge) goes to the
        neighbouring cell that has: it is in the city, and no point is lost.
        """
        shapely.prepare(self.boundary)
        there = shapely.intersects_xy(self.boundary, points[:, 0], points[:, 1])
        found = np.where(there, cells, -1)
        for stray in np.flatnonzero(there & (cells < 0)):
            found[stray] = self._nearest_cell(points[stray])
        return found

    def _nearest_cell(self, point: Floats) -> int:
        column, row = np.floor((point - (self.west, self.south)) / self.cell).astype(int)
        near = [
            self.lookup[y * self.columns + x]
            for y in range(max(0, row - 1), min(self.rows, row + 2))
            for x in range(max(0, column - 1), min(self.columns, column + 2))
        ]
        held = np.array([cell for cell in near if cell >= 0], dtype=np.int64)
        if not held.size:
            return -1
        row_of, column_of = np.divmod(self.inside[held], self.columns)
        middle = np.column_stack((column_of + 0.5, row_of + 0.5)) * self.cell
        away = np.abs(middle + np.array((self.west, self.south)) - point).max(axis=1)
        return int(held[np.argmin(away)])


def as_points(points: Floats) -> Floats:
    """Points as (m, 2) finite floats; raises `UnfitInput` for anything else."""
    points = np.asarray(points, dtype=float)
    if points.size == 0:
        return np.empty((0, 2))
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise UnfitInput("points must be pairs of finite numbers", "odd_points")
    return points


def _polygons(boundary: BaseGeometry) -> BaseGeometry:
    """The boundary as one valid area; raises `UnfitInput` where it has none."""
    whole = boundary if shapely.is_valid(boundary) else shapely.make_valid(boundary)
    parts = shapely.get_parts(whole)
    if np.any(shapely.get_type_id(parts) == 7):
        parts = shapely.get_parts(parts)
    flat = [part for part in parts if shapely.get_type_id(part) in {3, 6}]
    area = shapely.force_2d(shapely.union_all(flat))
    if not flat or not np.isfinite(area.area) or area.area <= 0:
        raise UnfitInput("the boundary has no area", "no_area")
    return area


def _areas(
    area: BaseGeometry, corner: tuple[float, float], shape: tuple[int, int], cell: float
) -> Floats:
    """The area of each cell of the raster inside `area`.

    Rows are cut as strips first: a cell then meets a strip of the boundary, not all of its vertices.
    """
    rows, columns = shape
    west, south = corner
    found = np.zeros((rows, columns))
    edges: Floats = np.asarray(west + cell * np.arange(columns + 1), dtype=float)
    low = south + cell * np.arange(rows)
    strips = shapely.intersection(
        area, shapely.box(edges[0] - cell, low, edges[-1] + cell, low + cell)
    )
    for row, strip in enumerate(strips):
        if not shapely.is_empty(strip):
            found[row] = _cut(strip, edges, float(low[row]), cell)
    return found.ravel()


def _cut(strip: BaseGeometry, edges: Floats, low: float, cell: float) -> Floats:
    boxes = shapely.box(edges[:-1], low, edges[1:], low + cell)
    shapely.prepare(strip)
    whole = shapely.covers(strip, boxes)
    areas = np.where(whole, cell * cell, 0.0)
    touched = ~whole & shapely.intersects(strip, boxes)
    areas[touched] = shapely.area(shapely.intersection(strip, boxes[touched]))
    return areas
