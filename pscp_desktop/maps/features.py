"""Places as arrays: what a layer is once it was read, ready to be measured and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import shapely

from pscp_desktop.maps.grids import transformer

Kind: TypeAlias = Literal["points", "lines", "areas", "table"]
Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Column: TypeAlias = Floats | tuple[str, ...]
"""Numbers (NaN where there is none) or words."""
Geometries: TypeAlias = npt.NDArray[Any]

WORKING_CRS: Final = "EPSG:25830"
"""ETRS89 / UTM zone 30N: metres, the official grid of mainland Spain."""
KINDS: Final[dict[int, Kind]] = {0: "points", 1: "lines", 2: "lines", 3: "areas", 4: "points", 5: "lines",
                                 6: "areas"}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Features of one kind. `x` and `y` hold every vertex in `crs`, as east and north.

    Part `p` (a point, a line, a ring) is the vertices `parts[p]` up to `parts[p + 1]` and belongs to
    feature `owners[p]`; of an area, `outer[p]` says whether the ring is an outline or a hole.
    A table has columns and no vertices.
    """

    kind: Kind
    count: int
    x: Floats
    y: Floats
    parts: Whole
    owners: Whole
    outer: npt.NDArray[np.bool_]
    columns: Mapping[str, Column] = field(default_factory=dict)
    crs: str = WORKING_CRS

    def __len__(self) -> int:
        return self.count

    @staticmethod
    def of(geometries: Geometries, columns: Mapping[str, Column], crs: str) -> "Features":
        """Features from shapely geometries of one kind, none of them missing or empty."""
        found = {
            KINDS.get(int(each), "table") for each in np.unique(shapely.get_type_id(geometries))
        }
        if len(found) != 1 or found == {"table"}:
            raise ValueError(f"one kind of geometry is wanted, not {sorted(found)}")
        count = len(geometries)
        kind, coords, parts, owners, outer = _ragged(geometries, found.pop())
        return Features(kind, count, np.ascontiguousarray(coords[:, 0]), np.ascontiguousarray(coords[:, 1]),
                        parts, owners, outer, columns, crs)  # fmt: skip

    @staticmethod
    def points(x: Floats, y: Floats, columns: Mapping[str, Column], crs: str) -> "Features":
        """One point per line of the columns."""
        steps = np.arange(len(x) + 1, dtype=np.int64)
        return Features(
            "points", len(x), x, y, steps, steps[:-1], np.ones(len(x), np.bool_), columns, crs
        )

    @staticmethod
    def table(columns: Mapping[str, Column], count: int) -> "Features":
        """Lines without places, to be joined to areas by their codes."""
        none, whole = np.empty(0), np.empty(0, np.int64)
        return Features("table", count, none, none, np.zeros(1, np.int64), whole,
                        np.empty(0, np.bool_), columns, "")  # fmt: skip

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in the units of `crs`."""
        return (
            float(self.x.min()), float(self.y.min()), float(self.x.max()), float(self.y.max()),
        )  # fmt: skip

    def geometries(self) -> Geometries:
        """One shapely geometry per feature; points are points where each feature has one."""
        coords = np.column_stack([self.x, self.y])
        if self.kind == "points" and len(self.x) == self.count:
            return cast("Geometries", shapely.points(coords))
        per_feature = np.searchsorted(self.owners, np.arange(self.count + 1))
        if self.kind == "points":
            offsets: tuple[npt.NDArray[Any], ...] = (per_feature,)
            kind = shapely.GeometryType.MULTIPOINT
        elif self.kind == "lines":
            offsets, kind = (self.parts, per_feature), shapely.GeometryType.MULTILINESTRING
        else:
            polygons = np.append(np.flatnonzero(self.outer), len(self.owners))
            multi = np.searchsorted(self.owners[self.outer], np.arange(self.count + 1))
            offsets = (self.parts, polygons, multi)
            kind = shapely.GeometryType.MULTIPOLYGON
        return cast("Geometries", shapely.from_ragged_array(kind, coords, offsets))

    def projected(self, crs: str = WORKING_CRS) -> "Features":
        """The same features in another coordinate system."""
        if crs == self.crs or self.kind == "table":
            return self
        x, y = transformer(self.crs, crs).transform(self.x, self.y)
        return self.moved(np.asarray(x, np.float64), np.asarray(y, np.float64), crs)

    def moved(self, x: Floats, y: Floats, crs: str) -> "Features":
        """The same features with other coordinates."""
        return Features(
            self.kind, self.count, x, y, self.parts, self.owners, self.outer, self.columns, crs
        )

    def chosen(self, which: npt.NDArray[Any]) -> "Features":
        """The features of these numbers, or where a mask is true."""
        numbers = np.flatnonzero(which) if which.dtype == np.bool_ else which
        columns = {name: picked(column, numbers) for name, column in self.columns.items()}
        if self.kind == "table":
            return Features.table(columns, len(numbers))
        return Features.of(self.geometries()[numbers], columns, self.crs)

    def with_columns(self, columns: Mapping[str, Column]) -> "Features":
        """The same places with these columns instead."""
        return Features(self.kind, self.count, self.x, self.y, self.parts, self.owners, self.outer,
                        columns, self.crs)  # fmt: skip

    def middles(self) -> tuple[Floats, Floats]:
        """A point for each feature, inside it where it is an area: where its label stands."""
        if self.kind == "points" and len(self.x) == self.count:
            return self.x, self.y
        inside = shapely.point_on_surface(self.geometries())
        return shapely.get_x(inside), shapely.get_y(inside)

    def words(self, name: str) -> tuple[str, ...]:
        """A column as words, whatever it holds."""
        column = self.columns[name]
        if isinstance(column, tuple):
            return column
        return tuple("" if np.isnan(value) else f"{value:g}" if value != int(value) else str(int(value))
                     for value in column)  # fmt: skip


def picked(column: Column, numbers: npt.NDArray[Any]) -> Column:
    """The values of a column at these numbers."""
    if isinstance(column, tuple):
        return tuple(column[number] for number in numbers)
    return cast("Floats", column[numbers])


def column_of(values: Sequence[object]) -> Column:
    """Numbers where every value that is there is one, else words."""
    try:
        if all(value is None or (isinstance(value, int | float) and not isinstance(value, bool))
               for value in values):  # fmt: skip
            return np.array(
                [np.nan if value is None else value for value in values], dtype=np.float64
            )
    except OverflowError:
        pass
    return tuple("" if value is None else str(value) for value in values)


def _ragged(
    geometries: Geometries, kind: Kind
) -> tuple[Kind, Floats, Whole, Whole, npt.NDArray[np.bool_]]:
    coords = shapely.get_coordinates(geometries)
    if kind == "areas":
        polygons, owner_of = shapely.get_parts(geometries, return_index=True)
        rings, polygon_of = shapely.get_rings(polygons, return_index=True)
        lengths, owners = shapely.get_num_coordinates(rings), owner_of[polygon_of]
        outer = np.diff(polygon_of, prepend=-1) > 0
    else:
        parts_of, owners = shapely.get_parts(geometries, return_index=True)
        lengths, outer = shapely.get_num_coordinates(parts_of), np.ones(len(owners), np.bool_)
    parts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return kind, coords, parts, owners.astype(np.int64), outer
