"""Shapefiles, in a folder or in an archive, one layer for each."""

import io
import struct
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapefile
import shapely

from pscp_desktop.maps.bounded import (
    COLUMNS,
    FEATURES,
    VERTICES,
    content,
    demand_count,
    unpacked,
)
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.features import Column, Geometries, column_of
from pscp_desktop.maps.found import Found, Told

PARTS: Final = ("shp", "shx", "dbf", "prj", "cpg")
MOST_LAYERS: Final = 16
LONGEST_SYSTEM: Final = 8_000
NO_DATA: Final = -1e38
"""Anything below is no number (ESRI Shapefile Technical Description, 1998)."""
SHAPES: Final = frozenset({1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28})


def read_archive(given: bytes, told: Told) -> list[Found]:
    """Every shapefile in an archive."""
    parts = unpacked(given)
    stems = sorted({name[:-4] for name in parts if name.lower().endswith(".shp")})
    if not stems:
        raise Unreadable("unknown")
    demand_count(len(stems), MOST_LAYERS, "layers")
    by_lower = {name.lower(): each for name, each in parts.items()}
    found = []
    for number, stem in enumerate(stems):
        of_one = {part: by_lower.get(f"{stem}.{part}".lower(), b"") for part in PARTS}
        found.append(_layer(of_one, Path(stem).name))
        told((number + 1) / len(stems))
    return found


def read_beside(path: Path, told: Told) -> list[Found]:
    """The shapefile whose parts stand beside `path` under the same name."""
    beside = {
        each.suffix.lower()[1:]: each for each in path.parent.iterdir() if each.stem == path.stem
    }
    parts = {part: content(beside[part]) if part in beside else b"" for part in PARTS}
    told(0.3)
    return [_layer(parts, path.stem)]


def _layer(parts: dict[str, bytes], name: str) -> Found:
    for needed in ("shp", "dbf"):
        if not parts[needed]:
            raise Unreadable("incomplete", {"name": f"{name}.{needed}"[:80]})
    try:
        with warnings.catch_warnings(action="ignore"), _reader(parts) as reader:
            return Found(name=name, geometries=_geometries(reader), columns=_columns(reader),
                         count=len(reader), crs=_crs(parts["prj"]))  # fmt: skip
    except (shapefile.ShapefileException, struct.error, ValueError, IndexError, KeyError, TypeError,
            AttributeError, OSError, EOFError, AssertionError) as error:  # fmt: skip
        raise Unreadable("damaged") from error


def _reader(parts: dict[str, bytes]) -> Any:
    streams = {part: io.BytesIO(parts[part]) for part in ("shp", "shx", "dbf") if parts[part]}
    return shapefile.Reader(**streams, encoding=_encoding(parts["cpg"]), encodingErrors="replace")


def _encoding(page: bytes) -> str:
    """The code page the file names, by one of the few names that are used; else Western European."""
    named = page[:40].decode("ascii", "replace").strip().lower()
    if named in {"utf-8", "utf8", "65001"}:
        return "utf-8"
    return "iso-8859-1" if named in {"iso-8859-1", "88591"} else "cp1252"


def _crs(prj: bytes) -> str:
    return prj[:LONGEST_SYSTEM].decode("utf-8", "replace").strip()


def _geometries(reader: Any) -> Geometries:
    demand_count(len(reader), FEATURES, "features")
    made = np.empty(len(reader), dtype=object)
    vertices = 0
    for number, shape in enumerate(reader.iterShapes()):
        if shape.shapeType not in SHAPES:
            continue
        vertices += len(shape.points)
        demand_count(vertices, VERTICES, "vertices")
        made[number] = _geometry(shape)
    return made


def _geometry(shape: Any) -> Any:
    if not shape.points or min(shape.points[0]) < NO_DATA:
        return None
    if shape.shapeType % 10 == 1:
        return shapely.points(shape.points[0][0], shape.points[0][1])
    return shapely.force_2d(shapely.geometry.shape(shape.__geo_interface__))


def _columns(reader: Any) -> dict[str, Column]:
    names = [str(field[0]) for field in reader.fields if field[0] != "DeletionFlag"]
    demand_count(len(names), COLUMNS, "columns")
    rows = [list(record) for record in reader.iterRecords()]
    return {name: column_of([_plain(row[at]) for row in rows]) for at, name in enumerate(names)}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | float) else str(value)
