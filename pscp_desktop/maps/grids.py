"""Coordinate systems: which a name means, where it is used, and the way from one to another."""

from functools import lru_cache
from typing import Any, Final

import pyproj
from pyproj.exceptions import CRSError, ProjError

from pscp_desktop.maps.faults import Unreadable

DEGREES: Final = "EPSG:4326"
LONGEST_NAME: Final = 8_000
"""Characters of a coordinate system written out; a longer one is no name."""


@lru_cache(maxsize=64)
def named(name: str) -> str:
    """The short name ("EPSG:25830") of a coordinate system given by code, URN or WKT."""
    if len(name) > LONGEST_NAME:
        raise Unreadable("bad_crs", {"name": name[:40]})
    try:
        crs = pyproj.CRS.from_user_input(name)
        code = crs.to_epsg(min_confidence=60)
    except (CRSError, ProjError) as error:
        raise Unreadable("bad_crs", {"name": name[:40]}) from error
    if name.strip().upper().endswith("CRS84"):
        return DEGREES
    return f"EPSG:{code}" if code else str(crs.to_wkt())


@lru_cache(maxsize=64)
def system(name: str) -> Any:
    """The coordinate system of a short name."""
    return pyproj.CRS.from_user_input(name)


@lru_cache(maxsize=32)
def transformer(source: str, target: str) -> Any:
    """From one system to another, east before north; the library asks no network unless it is told to."""
    return pyproj.Transformer.from_crs(system(source), system(target), always_xy=True)


def used_in(name: str) -> tuple[float, float, float, float]:
    """West, south, east and north, in degrees, of where a system is used."""
    area = system(name).area_of_use
    return (
        (-180.0, -90.0, 180.0, 90.0)
        if area is None
        else (area.west, area.south, area.east, area.north)
    )
