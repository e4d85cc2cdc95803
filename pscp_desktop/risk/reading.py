"""Files of the command: events, factors and boundaries from GeoJSON and tables; other formats by who can.

Whatever is odd and can be mended is mended and told; what cannot is refused in one line.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from pscp_desktop.risk.arrays import Bools, Floats
from pscp_desktop.risk.placing import Plane, Shapes, are_degrees, system_of
from pscp_desktop.risk.refusals import UnfitInput
from pscp_desktop.risk.tables import (
    DATE_NAMES,
    X_NAMES,
    Y_NAMES,
    Table,
    days_of,
    read_table,
    read_text,
)

TABLES = {".csv", ".txt", ".tsv", ""}
JSONS = {".geojson", ".json"}
FARTHEST = 1e9
"""A number of any unit beyond which nothing lies on the earth."""


@dataclass(frozen=True)
class Columns:
    """The names of columns, empty where the usual ones will do."""

    x: str = ""
    y: str = ""
    date: str = ""


@dataclass(eq=False)
class Layer:
    """What a file holds: geometries in the system `crs` (empty: not said), and its columns as text."""

    name: str
    geometries: Shapes
    columns: dict[str, list[str]] = field(default_factory=dict)
    crs: str = ""
    unreadable: int = 0

    @property
    def points(self) -> Floats:
        return np.asarray(shapely.get_coordinates(self.geometries), dtype=float)


Others = Callable[[Path, str], Layer]
"""Reads a file of another kind; the system is for one that names none."""


def read_layer(path: Path, columns: Columns, crs: str, others: Others | None = None) -> Layer:
    """Read a file by its ending; `others` reads what is neither GeoJSON nor a table."""
    ending = path.suffix.lower()
    if not path.exists():
        raise UnfitInput(f"{path}: there is no such file")
    if ending in JSONS:
        return _read_geojson(path)
    if ending in TABLES:
        return _read_points(path, columns)
    if others is None:
        raise UnfitInput(f"{path.name}: this kind of file cannot be read here")
    return others(path, crs)


def _read_points(path: Path, columns: Columns) -> Layer:
    table = read_table(path)
    across, along = _axes(table, columns)
    points = np.column_stack((table.numbers(across), table.numbers(along)))
    near = (np.isfinite(points) & (np.abs(points) < FARTHEST)).all(axis=1)
    known: Bools = np.asarray(near)
    if not known.any():
        raise UnfitInput(f"{path.name}: no row has coordinates in {table.names[across]!r}")
    held = {
        name: list(compress(table.text(place), known))
        for place, name in enumerate(table.names)
        if place not in {across, along}
    }
    return Layer(path.stem, shapely.points(points[known]), held, "", int((~known).sum()))


def _axes(table: Table, columns: Columns) -> tuple[int, int]:
    across = table.column(columns.x, X_NAMES, 0)
    along = table.column(columns.y, Y_NAMES, 1)
    if across is None or along is None:
        raise UnfitInput(
            f"{table.path.name}: which columns are the coordinates? name them by --x and --y; "
            f"there are: {', '.join(table.names)}"
        )
    return across, along


def _read_geojson(path: Path) -> Layer:
    try:
        whole = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError):
        raise UnfitInput(f"{path.name}: this is no GeoJSON") from None
    features = _features(whole, path)
    geometries: list[shapely.Geometry] = []
    rows: list[dict[str, Any]] = []
    unreadable = 0
    for feature in features:
        try:
            with np.errstate(invalid="ignore"):
                # What has no number is told apart below, and not by a warning beside the answer.
                geometry = shape(feature["geometry"])
        except (KeyError, TypeError, ValueError, AttributeError, ShapelyError):
            unreadable += 1
            continue
        if geometry.is_empty or not _placed(geometry):
            unreadable += 1
            continue
        geometries.append(geometry)
        told = feature.get("properties")
        rows.append(told if isinstance(told, dict) else {})
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = {
        name: ["" if row.get(name) is None else str(row[name]) for row in rows] for name in names
    }
    found = np.empty(len(geometries), dtype=object)
    found[:] = geometries
    return Layer(path.stem, found, texts, _said(whole), unreadable)


def _placed(geometry: shapely.Geometry) -> bool:
    """Whether every corner has numbers that may lie on the earth, whatever the system."""
    corners = shapely.get_coordinates(geometry)
    return bool(np.isfinite(corners).all() and np.abs(corners).max(initial=0.0) < FARTHEST)


def _features(whole: Any, path: Path) -> list[dict[str, Any]]:
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        return [feature for feature in whole["features"] if isinstance(feature, dict)]
    if kind == "Feature":
        return [whole]
    if isinstance(kind, str) and ("coordinates" in whole or "geometries" in whole):
        return [{"geometry": whole}]
    raise UnfitInput(f"{path.name}: this is no GeoJSON")


def _said(whole: dict[str, Any]) -> str:
    """The system a GeoJSON names, as EPSG:n where it can be told."""
    try:
        name = str(whole["crs"]["properties"]["name"])
    except (KeyError, TypeError):
        return ""
    last = name.rstrip("/").replace("/", ":").split(":")[-1]
    if last.upper() in {"CRS84", "CRS84H"}:
        return "EPSG:4326"
    return f"EPSG:{last}" if last.isdigit() else name


@dataclass(eq=False)
class Desk:
    """One run of the command: the plane, what was mended, and how files are read."""

    named: str
    columns: Columns
    others: Others | None = None
    notes: list[str] = field(default_factory=list)

    def layer(self, path: Path) -> Layer:
        """A file with its system settled."""
        layer = read_layer(path, self.columns, self.named, self.others)
        layer.crs, note = system_of(layer.points, layer.crs, self.named, path.name)
        self._tell(note)
        if layer.unreadable:
            self._tell(f"{path.name}: {layer.unreadable} rows without coordinates were left out")
        return layer

    def boundary(self, path: Path) -> tuple[Plane, shapely.Geometry]:
        """The plane of the study and the boundary on it; raises `UnfitInput` where it holds no area."""
        layer = self.layer(path)
        areas = shapely.make_valid(shapely.force_2d(layer.geometries))
        held = areas[shapely.area(areas) > 0]
        if not held.size:
            raise UnfitInput(f"{path.name}: a boundary needs an area, and there is none in it")
        plane = Plane.for_city(self.named, held, layer.crs)
        if plane.name != self.named:
            self._tell(f"distances and areas are measured in {plane.name}")
        return plane, shapely.union_all(shapely.make_valid(plane.shapes(held, layer.crs)))

    def hull(self, path: Path) -> tuple[Plane, shapely.Geometry]:
        """For want of a boundary, the plane and hull of the events."""
        layer = self.layer(path)
        hull = np.array([shapely.union_all(layer.geometries).convex_hull], dtype=object)
        plane = Plane.for_city(self.named, hull, layer.crs)
        return plane, plane.shapes(hull, layer.crs)[0]

    def events(
        self, path: Path, plane: Plane, boundary: shapely.Geometry
    ) -> tuple[Floats, Floats | None]:
        """Events (n, 2) in metres and their days, or none where there are no dates."""
        layer = self.layer(path)
        if not np.all(shapely.get_type_id(layer.geometries) == 0):
            kinds = shapely.get_type_id(layer.geometries)
            layer.geometries = np.where(
                kinds == 0, layer.geometries, shapely.point_on_surface(layer.geometries)
            )
            self._tell(f"{path.name}: what is no point counts as one point on it")
        points = self._upright(layer, plane, boundary, path)
        return points, self._days(layer, path)

    def _upright(
        self, layer: Layer, plane: Plane, boundary: shapely.Geometry, path: Path
    ) -> Floats:
        """Points on the plane; turned where x and y were plainly exchanged."""
        points = plane.coordinates(layer.points, layer.crs)
        if _inside(points, boundary) >= 0.1:
            return _finite(points)
        crs = "EPSG:4326" if are_degrees(layer.points[:, ::-1]) else layer.crs
        turned = plane.coordinates(layer.points[:, ::-1], crs)
        if _inside(turned, boundary) >= 0.5:
            self._tell(f"{path.name}: x and y were exchanged, and have been put right")
            return _finite(turned)
        return _finite(points)

    def _days(self, layer: Layer, path: Path) -> Floats | None:
        lower = {name.strip().lower(): name for name in layer.columns}
        if self.columns.date and self.columns.date.strip().lower() not in lower:
            raise UnfitInput(
                f"{path.name}: no column {self.columns.date!r}; there are: {', '.join(layer.columns)}"
            )
        usual = (self.columns.date.strip().lower(), *DATE_NAMES)
        name = next((lower[one] for one in usual if one in lower), None)
        if name is None and "3" in lower and not self.columns.date:
            name = "3"  # x, y, date in a table without names
        if name is None:
            return None
        days, told = days_of(layer.columns[name])
        if np.isfinite(days).mean() < 0.5:
            self._tell(f"{path.name}: the column {name!r} holds no dates that can be read")
            return None
        if not told:
            self._tell(f"{path.name}: no day over 12 tells day from month; read as day/month/year")
        return days

    def _tell(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)


def _inside(points: Floats, boundary: shapely.Geometry) -> float:
    finite = points[np.isfinite(points).all(axis=1)]
    if not finite.size:
        return 0.0
    shapely.prepare(boundary)
    return float(np.mean(shapely.intersects_xy(boundary, finite[:, 0], finite[:, 1])))


def _finite(points: Floats) -> Floats:
    """Points that the plane cannot show lie outside every boundary."""
    return np.where(np.isfinite(points), points, -1e12)
