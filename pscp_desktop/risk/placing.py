"""Coordinates in any reference system brought to metres on one plane that keeps areas true.

The system that was named is kept where it is one: a projected one, its feet turned to metres. Degrees, and
planes that stretch the city by over two percent (web Mercator), give way to an equal-area plane about its
middle.
"""

from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.refusals import UnfitInput

DEGREES = "EPSG:4326"
STRETCHED = 0.02

Shapes = NDArray[np.object_]


def system(name: str) -> pyproj.CRS:
    """A reference system by any name it goes by; raises `UnfitInput` where nobody knows it."""
    try:
        found = pyproj.CRS.from_user_input(name)
    except CRSError:
        raise UnfitInput(f"{name}: no such reference system") from None
    if not (found.is_geographic or found.is_projected):
        raise UnfitInput(f"{name}: this system does not tell places on the ground")
    return found


@dataclass(frozen=True)
class Plane:
    """The plane of one study: a projected system, how many metres its unit has, and its name."""

    crs: pyproj.CRS
    metres: float
    name: str
    _known: dict[str, pyproj.Transformer] = field(default_factory=dict, compare=False)

    @classmethod
    def for_city(cls, named: str, boundary: Shapes, boundary_crs: str) -> "Plane":
        """The plane for a city, from the system that was named and its boundary."""
        crs = system(named)
        if crs.is_projected:
            plane = cls(crs, _metres(crs), named)
            if not plane._stretches(boundary, boundary_crs):
                return plane
        middle = Plane._middle(boundary, boundary_crs)
        local = f"+proj=laea +lat_0={middle[1]:.4f} +lon_0={middle[0]:.4f} +datum=WGS84 +units=m"
        return cls(pyproj.CRS.from_proj4(local), 1.0, local)

    def coordinates(self, points: Floats, crs: str) -> Floats:
        """Points (m, 2) of a system, x before y whatever the system says, in metres of the plane."""
        moved = np.column_stack(self._transformer(crs).transform(points[:, 0], points[:, 1]))
        return np.asarray(moved * self.metres, dtype=float)

    def shapes(self, geometries: Shapes, crs: str) -> Shapes:
        """Geometries of a system on the plane; those that it cannot show become empty."""
        flat = shapely.force_2d(geometries)
        moved = shapely.transform(flat, lambda points: self.coordinates(points, crs))
        finite = np.isfinite(shapely.bounds(moved)).all(axis=1) | shapely.is_empty(moved)
        shown: Shapes = np.where(finite, moved, shapely.Point()).astype(object)
        return shown

    def _transformer(self, crs: str) -> pyproj.Transformer:
        if crs not in self._known:
            self._known[crs] = pyproj.Transformer.from_crs(system(crs), self.crs, always_xy=True)
        return self._known[crs]

    def _stretches(self, boundary: Shapes, crs: str) -> bool:
        area = shapely.union_all(shapely.make_valid(self.shapes(boundary, crs)))
        if not np.isfinite(area.area) or area.area <= 0:
            return True
        try:
            back = pyproj.Transformer.from_crs(self.crs, DEGREES, always_xy=True)
            degrees = shapely.transform(
                area, lambda c: np.column_stack(back.transform(*(c / self.metres).T))
            )
            true = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(_oriented(degrees))[0])
        except (ProjError, ValueError):
            return False
        return not true or abs(area.area / true - 1) > STRETCHED

    @staticmethod
    def _middle(boundary: Shapes, crs: str) -> Floats:
        to_degrees = pyproj.Transformer.from_crs(system(crs), DEGREES, always_xy=True)
        bounds = shapely.total_bounds(boundary)
        corners = np.array([(bounds[0], bounds[1]), (bounds[2], bounds[3])])
        middle = np.mean(np.column_stack(to_degrees.transform(*corners.T)), axis=0)
        if not np.isfinite(middle).all():
            raise UnfitInput(f"the boundary does not lie where {crs} is defined")
        return np.asarray(middle)


def _oriented(area: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon([shapely.geometry.polygon.orient(part) for part in parts])


def _metres(crs: pyproj.CRS) -> float:
    return float(crs.axis_info[0].unit_conversion_factor or 1.0)


def are_degrees(points: Floats) -> bool:
    """Whether coordinates could be longitude and latitude."""
    if not points.size:
        return False
    away = np.abs(points).max(axis=0)
    return bool(away[0] <= 180 and away[1] <= 90)


def system_of(points: Floats, said: str, named: str, name: str) -> tuple[str, str]:
    """The system of a file: what it says itself, else degrees where its numbers are, else the one named.

    Gives the system and, where that is not what was said, a sentence about it. Raises `UnfitInput` for
    numbers that are no degrees in a file that nothing else is known of.
    """
    degrees = are_degrees(points)
    if said and not (system(said).is_geographic and not degrees):
        return said, ""
    if system(named).is_geographic:
        if not degrees and points.size:
            raise UnfitInput(f"{name}: its coordinates are no degrees; name their system by --crs")
        return named, ""
    if degrees:
        return DEGREES, f"{name}: read as longitude and latitude, since its numbers are degrees"
    return named, f"{name}: said to be degrees, and is not; read as {named}" if said else ""
