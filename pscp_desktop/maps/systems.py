"""Coordinate systems by number or name, with the few that files about Madrid use; and where a layer lies."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from pscp_desktop.maps.features import WORKING_CRS, Features
from pscp_desktop.maps.grids import DEGREES, transformer
from pscp_desktop.maps.joining import folded

SUGGESTED: Final = ("EPSG:25830", "EPSG:4326", "EPSG:4258", "EPSG:3857", "EPSG:23030")
"""ETRS89 / UTM 30N, WGS 84, ETRS89, the web's Mercator, and ED50 / UTM 30N of older files."""
MOST: Final = 40
SOL: Final = (440_291.0, 4_474_254.0)
"""The middle of Madrid in the official grid: from where distances are told."""
KILOMETRE: Final = 1000.0


@dataclass(frozen=True, slots=True)
class System:
    """One coordinate system."""

    code: str
    name: str
    area: str
    folded: str
    """Name and area without case and accents, to be searched."""

    @property
    def words(self) -> str:
        """Its number and name."""
        return f"{self.code} · {self.name}"


def named(code: str) -> str:
    """The number and name of a system, or its code where the list has none."""
    return next((each.words for each in systems() if each.code == code), code[:40])


@lru_cache(maxsize=1)
def systems() -> tuple[System, ...]:
    """All that are in use, from the library's own list; the first call takes a fifth of a second."""
    kinds = [PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS]
    found: dict[str, System] = {}
    for each in query_crs_info("EPSG", kinds):
        area = str(each.area_of_use.name or "") if each.area_of_use else ""
        plain = " " + folded(f"{each.name} {area}")
        found[each.code] = System(f"EPSG:{each.code}", each.name, area, plain)
    return tuple(found[code] for code in sorted(found, key=int))


def search(typed: str) -> tuple[System, ...]:
    """The systems of a number, or whose name or area has all the words; what is usual here comes first."""
    by_code = {each.code: each for each in systems()}
    usual = [by_code[code] for code in SUGGESTED]
    digits = typed.upper().replace("EPSG", "").strip(" :")
    if digits.isdigit():
        hits = [each for each in by_code.values() if each.code.partition(":")[2].startswith(digits)]
        return tuple(sorted(hits, key=lambda each: len(each.code))[:MOST])
    words = folded(typed).split()
    if not words:
        return tuple(usual)
    hits = [each for each in systems() if all(f" {word}" in each.folded for word in words)]
    ordered = [
        *(each for each in usual if each in hits),
        *(each for each in hits if each not in usual),
    ]
    return tuple(ordered[:MOST])


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a layer lies: degrees of its middle, and how far that is from the middle of Madrid."""

    lon: float
    lat: float
    kilometres: float


def lying(features: Features) -> Lying:
    """Where the middle of a layer lies."""
    x = float(np.median(features.x))
    y = float(np.median(features.y))
    lon, lat = transformer(features.crs, DEGREES).transform(x, y)
    east, north = transformer(features.crs, WORKING_CRS).transform(x, y)
    away = math.hypot(east - SOL[0], north - SOL[1]) / KILOMETRE
    return Lying(lon, lat, away if math.isfinite(away) else math.inf)
