"""Looks over what was found in a file: coordinate system, axes, bounds, empty, invalid and mixed shapes.

What can be put right without guessing is put right and noted; anything else is refused with its reason.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj.exceptions import ProjError

from pscp_desktop.maps.bounded import VERTICES, demand_count
from pscp_desktop.maps.faults import Note, Unreadable
from pscp_desktop.maps.features import (
    KINDS,
    WORKING_CRS,
    Features,
    Floats,
    Geometries,
    Kind,
    picked,
)
from pscp_desktop.maps.found import Found, ReadLayer, Wanted
from pscp_desktop.maps.geojson import exploded
from pscp_desktop.maps.grids import DEGREES, named, transformer, used_in

SPAIN: Final = (-18.5, 27.3, 4.8, 44.2)
"""West, south, east, north in degrees, the Canary Islands included."""
MARGIN: Final = 1.0
"""Degrees around where a system is used in which its coordinates are still believed."""
IN_SPAIN, USED, NOWHERE = 3, 2, 0
"""How well coordinates fit a system."""
HALF_TURN: Final = 180.0
SAMPLE: Final = 2_000
MOSTLY: Final = 0.9


def mended(found: Found, wanted: Wanted) -> Iterator[ReadLayer]:
    """The layers in what was found, one for each kind of shape."""
    if found.geometries is None and found.points is None:
        if not found.count:
            raise Unreadable("empty")
        yield ReadLayer(name=found.name, features=Features.table(found.columns, found.count),
                        notes=found.notes)  # fmt: skip
        return
    layers = list(_points(found) if found.points is not None else _by_kind(found))
    if not layers:
        raise Unreadable("empty")
    mixed = (Note("mixed"),) if len(layers) > 1 else ()
    for features, notes in layers:
        demand_count(len(features.x), VERTICES, "vertices")
        placed, more = _placed(features, found.crs, wanted.crs)
        yield ReadLayer(
            name=found.name, features=placed, notes=(*found.notes, *mixed, *notes, *more)
        )


def _points(found: Found) -> Iterator[tuple[Features, list[Note]]]:
    x, y = found.points or (np.empty(0), np.empty(0))
    if np.isinf(x).any() or np.isinf(y).any():
        raise Unreadable("not_numbers")
    there = ~(np.isnan(x) | np.isnan(y) | ((x == 0) & (y == 0)))
    missing = int(len(x) - there.sum())
    if not there.any():
        return
    columns, notes = found.columns, []
    if missing:
        numbers = np.flatnonzero(there)
        x, y = x[numbers], y[numbers]
        columns = {name: picked(column, numbers) for name, column in columns.items()}
        notes.append(Note("nowhere", missing))
    yield Features.points(x, y, columns, found.crs), notes


def _by_kind(found: Found) -> Iterator[tuple[Features, list[Note]]]:
    shapes = found.geometries
    assert shapes is not None  # noqa: S101 (said by the caller)
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise Unreadable("not_numbers")
    shapes, numbers, missing = _whole(shapes)
    kinds = np.array([KINDS[int(each)] for each in shapely.get_type_id(shapes)])
    for kind in dict.fromkeys(kinds.tolist()):
        which = kinds == kind
        sound, repaired = _valid(shapes[which], kind)
        left = ~shapely.is_empty(sound)
        lost = missing + int(len(left) - left.sum())
        if not left.any():
            continue
        notes = [Note("nowhere", lost)] if lost else []
        notes += [Note("invalid", repaired)] if repaired else []
        missing = 0
        columns = {name: picked(col, numbers[which][left]) for name, col in found.columns.items()}
        yield Features.of(sound[left], columns, found.crs), notes


def _whole(shapes: Geometries) -> tuple[Geometries, npt.NDArray[np.int64], int]:
    """Shapes that are there, collections taken apart; with the numbers they had, and how many missed."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    numbers = np.flatnonzero(there)
    missing = len(shapes) - len(numbers)
    shapes = shapely.force_2d(shapes[there])
    collections = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    if not collections.any():
        return shapes, numbers, missing
    parts = [(part, number) for shape, number in zip(shapes, numbers, strict=True)
             for part in _one_per_kind(exploded(shape))]  # fmt: skip
    made = np.empty(len(parts), dtype=object)
    made[:] = [part for part, _ in parts]
    return made, np.array([number for _, number in parts], dtype=np.int64), missing


def _one_per_kind(parts: Iterable[Any]) -> Iterator[Any]:
    """The parts of one feature, gathered so that each kind is one shape."""
    by_kind: dict[Kind, list[Any]] = {}
    for part in parts:
        if not shapely.is_empty(part):
            by_kind.setdefault(KINDS[int(shapely.get_type_id(part))], []).extend(
                shapely.get_parts(part)
            )
    makers = {"points": shapely.multipoints, "lines": shapely.multilinestrings,
              "areas": shapely.multipolygons}  # fmt: skip
    for kind, found in by_kind.items():
        yield found[0] if len(found) == 1 else makers[kind](found)


def _valid(shapes: Geometries, kind: str) -> tuple[Geometries, int]:
    """Areas whose outlines cross themselves, mended; with their number."""
    if kind != "areas":
        return shapes, 0
    wrong = ~shapely.is_valid(shapes)
    if not wrong.any():
        return shapes, 0
    shapes = shapes.copy()
    whole = shapely.make_valid(shapes[wrong], method="structure", keep_collapsed=False)
    shapes[wrong] = [_areas_of(each) for each in whole]
    return shapes, int(wrong.sum())


def _areas_of(shape: Any) -> Any:
    parts = [p for part in exploded(shape) for p in shapely.get_parts(part)
             if shapely.get_type_id(p) == shapely.GeometryType.POLYGON]  # fmt: skip
    return shapely.multipolygons(parts)


def _placed(features: Features, said: str, wanted: str) -> tuple[Features, list[Note]]:
    """The features in a known system with east before north, or the reason why not."""
    notes: list[Note] = []
    name = wanted or said
    if not name:
        name = _assumed(features)
        if name != DEGREES:
            notes.append(Note("assumed", 1, {"crs": name}))
    crs = named(name)
    as_given, exchanged = _fits(features.x, features.y, crs), _fits(features.y, features.x, crs)
    if exchanged > as_given and exchanged >= USED:
        features = features.moved(features.y, features.x, crs)
        notes.append(Note("axes"))
    elif not as_given:
        raise Unreadable("outside", {"crs": crs[:60]})
    elif as_given < IN_SPAIN:
        notes.append(Note("abroad"))
    return features.moved(features.x, features.y, crs), notes


def _assumed(features: Features) -> str:
    """The system that fits where none is named: degrees, or the official grid; else it is asked."""
    if max(np.abs(features.x).max(), np.abs(features.y).max()) <= HALF_TURN:
        return DEGREES
    if (
        max(_fits(features.x, features.y, WORKING_CRS), _fits(features.y, features.x, WORKING_CRS))
        >= IN_SPAIN
    ):
        return WORKING_CRS
    raise Unreadable("no_crs")


def _fits(x: Floats, y: Floats, crs: str) -> int:
    """How well coordinates fit a system: in Spain, at least where it is used, or not even there."""
    step = max(1, len(x) // SAMPLE)
    x, y = np.append(x[::step], [x.min(), x.max()]), np.append(y[::step], [y.min(), y.max()])
    try:
        lon, lat = transformer(crs, DEGREES).transform(x, y)
    except ProjError as error:
        raise Unreadable("bad_crs", {"name": crs[:40]}) from error
    lon, lat = np.asarray(lon), np.asarray(lat)
    if not _within(lon, lat, used_in(crs), MARGIN).all():
        return NOWHERE
    return IN_SPAIN if _within(lon, lat, SPAIN, 0).mean() >= MOSTLY else USED


def _within(
    lon: Floats, lat: Floats, box: tuple[float, float, float, float], margin: float
) -> npt.NDArray[np.bool_]:
    west, south, east, north = box
    inside: npt.NDArray[np.bool_] = np.isfinite(lon) & np.isfinite(lat)
    inside &= (lon >= west - margin) & (lon <= east + margin)
    if west == -HALF_TURN:
        inside = np.isfinite(lon) & (np.abs(lon) <= HALF_TURN)
    return (
        inside & (lat >= south - margin) & (lat <= north + margin) & (np.abs(lat) <= HALF_TURN / 2)
    )
