"""KML, KMZ and GPX: read without ever following a link, an entity or a declaration of the file's own."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

import defusedxml
import numpy as np
import shapely
from defusedxml.ElementTree import iterparse

from pscp_desktop.maps.bounded import COLUMNS, FEATURES, VERTICES, demand_count, unpacked
from pscp_desktop.maps.faults import Note, Unreadable
from pscp_desktop.maps.features import Column, Floats, column_of
from pscp_desktop.maps.found import Found, Told
from pscp_desktop.maps.grids import DEGREES

CORNERS: Final = 3
DEEPEST: Final = 48
LINKS: Final = frozenset({"NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay", "Model"})
LONGEST_WORDS: Final = 1000
TAG: Final = re.compile(r"<[^>]{0,10000}>")
Row = dict[str, object]


def read_kmz(content: bytes, name: str, told: Told) -> list[Found]:
    """The first document of a KMZ; its pictures are left where they are."""
    parts = unpacked(content)
    documents = sorted((each for each in parts if each.lower().endswith(".kml")), key=_depth)
    if not documents:
        raise Unreadable("unknown")
    return read_kml(parts[documents[0]], name, told)


def _depth(name: str) -> tuple[int, bool, str]:
    return name.count("/"), not name.lower().endswith("doc.kml"), name


def read_kml(content: bytes, name: str, told: Told) -> list[Found]:
    """The placemarks of a KML file: name, words, data and shape. Balloons become plain text."""
    shapes: list[Any] = []
    rows: list[Row] = []
    links = 0
    for element in _elements(content, {"Placemark", *LINKS}):
        if _local(element) in LINKS:
            links += 1
        else:
            shapes.append(_placemark_shape(element))
            rows.append(_placemark_row(element))
            demand_count(len(rows), FEATURES, "features")
        element.clear()
    told(0.8)
    notes = (Note("links", links),) if links else ()
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return [Found(name=name, geometries=made, columns=_columns(rows), count=len(rows), crs=DEGREES,
                  notes=notes)]  # fmt: skip


def read_gpx(content: bytes, name: str, told: Told) -> list[Found]:
    """Waypoints, and each track and route as a line."""
    shapes: list[Any] = []
    rows: list[Row] = []
    for element in _elements(content, {"wpt", "trk", "rte"}):
        kind = _local(element)
        if kind == "wpt":
            shapes.append(shapely.points(*_gpx_place(element)))
        else:
            shapes.append(_gpx_line(element))
        rows.append({"kind": kind, **_gpx_words(element)})
        demand_count(len(rows), FEATURES, "features")
        element.clear()
    told(0.8)
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return [Found(name=name, geometries=made, columns=_columns(rows), count=len(rows), crs=DEGREES)]


def _elements(content: bytes, names: set[str]) -> Iterator[Element]:
    """The finished elements of these names; DTDs, entities and depth beyond reason are refused."""
    depth = 0
    try:
        for event, element in iterparse(io.BytesIO(content), ("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise Unreadable("too_deep")
            if event == "end" and _local(element) in names:
                yield element
    except defusedxml.DefusedXmlException as error:
        raise Unreadable("markup") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable("damaged") from error


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if _local(each) == name)


def _child(element: Element, name: str) -> str:
    found = next((each for each in element if _local(each) == name), None)
    return "" if found is None else _words("".join(found.itertext()))


def _words(given: str) -> str:
    """Plain text of what may be HTML."""
    return " ".join(TAG.sub(" ", given[: LONGEST_WORDS * 4]).split())[:LONGEST_WORDS]


def _placemark_row(element: Element) -> Row:
    row: Row = {"name": _child(element, "name"), "description": _child(element, "description")}
    for data in _all(element, "Data"):
        row[str(data.get("name", ""))[:80] or "data"] = _child(data, "value")
    for data in _all(element, "SimpleData"):
        row[str(data.get("name", ""))[:80] or "data"] = _words("".join(data.itertext()))
    demand_count(len(row), COLUMNS, "columns")
    return row


def _placemark_shape(element: Element) -> Any:
    parts: list[Any] = []
    for kind, build in (("Point", _kml_point), ("LineString", _kml_line), ("Polygon", _kml_area)):
        for shape in _all(element, kind):
            made = build(shape)
            if made is not None:
                parts.append(made)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.geometrycollections(parts)


def _kml_point(shape: Element) -> Any:
    coords = _kml_coords(shape)
    return shapely.points(coords[0]) if len(coords) else None


def _kml_line(shape: Element) -> Any:
    coords = _kml_coords(shape)
    return shapely.linestrings(coords) if len(coords) > 1 else None


def _kml_area(shape: Element) -> Any:
    outlines = [_kml_coords(each) for each in _all(shape, "outerBoundaryIs")]
    holes = [_kml_coords(each) for each in _all(shape, "innerBoundaryIs")]
    if not outlines or len(outlines[0]) < CORNERS:
        return None
    return shapely.polygons(outlines[0], [hole for hole in holes if len(hole) >= CORNERS] or None)


def _kml_coords(shape: Element) -> Floats:
    text = "".join("".join(each.itertext()) for each in _all(shape, "coordinates"))
    tuples = text.split()
    demand_count(len(tuples), VERTICES, "vertices")
    try:
        pairs = [tuple(map(float, each.split(",")[:2])) for each in tuples]
        return _finite(np.array(pairs, dtype=np.float64).reshape(-1, 2))
    except ValueError as error:
        raise Unreadable("not_numbers") from error


def _finite(coords: Floats) -> Floats:
    if not np.isfinite(coords).all():
        raise Unreadable("not_numbers")
    return coords


def _gpx_place(element: Element) -> tuple[float, float]:
    try:
        place = float(element.get("lon", "")), float(element.get("lat", ""))
    except ValueError as error:
        raise Unreadable("not_numbers") from error
    _finite(np.array(place))
    return place


def _gpx_line(element: Element) -> Any:
    lines = []
    groups = [*_all(element, "trkseg")] or [element]
    for group in groups:
        points = [each for each in group.iter() if _local(each) in {"trkpt", "rtept"}]
        demand_count(len(points), VERTICES, "vertices")
        if len(points) > 1:
            lines.append(shapely.linestrings([_gpx_place(each) for each in points]))
    return shapely.multilinestrings(lines) if lines else None


def _gpx_words(element: Element) -> Row:
    names = ("name", "time", "ele", "desc", "type")
    return {name: _child(element, name) for name in names}


def _columns(rows: list[Row]) -> dict[str, Column]:
    names = dict.fromkeys(name for row in rows for name in row)
    demand_count(len(names), COLUMNS, "columns")
    columns = {name: column_of([row.get(name, "") for row in rows]) for name in names}
    return {name: column for name, column in columns.items() if any(column)}
