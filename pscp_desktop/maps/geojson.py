"""GeoJSON (RFC 7946), and the coordinate system that the format of 2008 may name."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, NoReturn, TypeAlias

import numpy as np
import shapely

from pscp_desktop.maps.bounded import COLUMNS, FEATURES, VERTICES, demand_count
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.features import Column, Floats, Geometries, column_of
from pscp_desktop.maps.found import Found, Told

DEEPEST: Final = 64
SIMPLE: Final = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
)
Json: TypeAlias = dict[str, Any]


def read(content: bytes, name: str, told: Told) -> list[Found]:
    """The features of one file. Members said twice, NaN, and nesting beyond reason are refused."""
    whole = parsed(content)
    told(0.4)
    features = _features(whole)
    demand_count(len(features), FEATURES, "features")
    columns = _columns(features)
    told(0.6)
    shapes: list[Any] = [feature.get("geometry") for feature in features]
    crs = _crs(whole)
    if shapes and all(type(each) is dict and each.get("type") == "Point" for each in shapes):
        return [
            Found(name=name, points=_points(shapes), columns=columns, count=len(shapes), crs=crs)
        ]
    return [
        Found(
            name=name, geometries=_geometries(shapes), columns=columns, count=len(shapes), crs=crs
        )
    ]


def parsed(content: bytes) -> Json:
    """The JSON object in `content`, read strictly."""
    try:
        whole = json.loads(content, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as error:
        raise Unreadable("too_deep") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise Unreadable("damaged") from error
    if not isinstance(whole, dict):
        raise Unreadable("unknown")
    return whole


def _once(pairs: list[tuple[str, Any]]) -> Json:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable("duplicate", {"name": twice[:40]})
    return made


def _no_number(_: str) -> NoReturn:
    raise Unreadable("not_numbers")


def _features(whole: Json) -> list[Json]:
    kind = whole.get("type")
    if kind == "FeatureCollection":
        found = whole.get("features")
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise Unreadable("damaged")
        return found
    if kind == "Feature":
        return [whole]
    if kind in SIMPLE or kind == "GeometryCollection":
        return [{"geometry": whole, "properties": {}}]
    raise Unreadable("unknown")


def _crs(whole: Json) -> str:
    """The named system of the format of 2008. Without one it should be WGS84, which is looked at later."""
    crs = whole.get("crs")
    if isinstance(crs, dict) and isinstance(crs.get("properties"), dict):
        return str(crs["properties"].get("name", ""))[:8000]
    return ""


def _columns(features: list[Json]) -> dict[str, Column]:
    names: dict[str, None] = {}
    rows = [each.get("properties") or {} for each in features]
    for row in rows:
        if not isinstance(row, dict):
            raise Unreadable("damaged")
        if row.keys() != names.keys():
            names.update(dict.fromkeys(row))
    demand_count(len(names), COLUMNS, "columns")
    return {name: column_of([_plain(row.get(name)) for row in rows]) for name in names}


def _plain(value: object) -> object:
    """A value of one word or number; anything built of parts is written out."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)[:1000]
    return value


def _points(shapes: list[Json]) -> tuple[Floats, Floats]:
    try:
        pairs = [(shape["coordinates"][0], shape["coordinates"][1]) for shape in shapes]
        coords = np.array(pairs, dtype=np.float64)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable("not_numbers") from error
    return np.ascontiguousarray(coords[:, 0]), np.ascontiguousarray(coords[:, 1])


def _geometries(shapes: list[Any]) -> Geometries:
    made = np.empty(len(shapes), dtype=object)
    vertices = 0
    for number, shape in enumerate(shapes):
        if shape is not None:
            made[number] = _geometry(shape, 0)
            vertices += shapely.count_coordinates(made[number])
            demand_count(vertices, VERTICES, "vertices")
    return made


def _geometry(shape: Any, depth: int) -> Any:
    if not isinstance(shape, dict):
        raise Unreadable("damaged")
    kind = shape.get("type")
    if kind == "GeometryCollection":
        if depth > DEEPEST:
            raise Unreadable("too_deep")
        return shapely.geometrycollections(
            [_geometry(each, depth + 1) for each in shape.get("geometries") or []]
        )
    if kind not in SIMPLE:
        raise Unreadable("damaged")
    coords = shape.get("coordinates")
    if not coords:
        return None
    try:
        return _built(kind, coords)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise Unreadable("not_numbers") from error
    except shapely.errors.GEOSException as error:
        raise Unreadable("damaged") from error


def _built(kind: str, coords: Any) -> Any:
    makers: dict[str, Callable[[], Any]] = {
        "Point": lambda: shapely.points(coords[0], coords[1]),
        "MultiPoint": lambda: shapely.multipoints(_pairs(coords)),
        "LineString": lambda: shapely.linestrings(_pairs(coords)),
        "MultiLineString": lambda: shapely.multilinestrings(
            [shapely.linestrings(_pairs(each)) for each in coords]
        ),
        "Polygon": lambda: _polygon(coords),
        "MultiPolygon": lambda: shapely.multipolygons([_polygon(each) for each in coords if each]),
    }
    return makers[kind]()


def _polygon(rings: Any) -> Any:
    outline, *holes = [shapely.linearrings(_pairs(ring)) for ring in rings]
    return shapely.polygons(outline, holes or None)


def _pairs(coords: Any) -> Floats:
    pairs = np.array([(each[0], each[1]) for each in coords], dtype=np.float64)
    if not np.isfinite(pairs).all():
        raise Unreadable("not_numbers")
    return pairs


def exploded(geometry: Any) -> Iterator[Any]:
    """The simple parts of a collection of any depth."""
    if shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION:
        for part in shapely.get_parts(geometry):
            yield from exploded(part)
    else:
        yield geometry
