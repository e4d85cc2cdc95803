"""Layers as files for others: GeoJSON and CSV, as bytes. `geopackage.write` makes a GeoPackage."""

import csv
import io
import json
import math
from collections.abc import Sequence
from typing import Any, Final

import shapely

from pscp_desktop.domain.sheet_cells import guarded
from pscp_desktop.maps.features import Column, Features
from pscp_desktop.maps.grids import DEGREES

PLACES: Final = {True: 7, False: 2}
"""Decimals of degrees and of metres: a centimetre either way."""


def geojson(features: Features) -> bytes:
    """The features with their properties; another system than WGS84 is named as in 2008."""
    degrees = features.crs == DEGREES
    shapes = json_shapes(features, PLACES[degrees])
    rows = _rows(features)
    names = list(features.columns)
    parts = [
        {"type": "Feature", "geometry": shape, "properties": dict(zip(names, row, strict=True))}
        for shape, row in zip(shapes, rows, strict=True)
    ]
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": parts}
    if not degrees:
        code = features.crs.replace("EPSG:", "urn:ogc:def:crs:EPSG::")
        whole["crs"] = {"type": "name", "properties": {"name": code}}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def json_shapes(features: Features, places: int) -> list[Any]:
    """The geometry of each feature as GeoJSON has it."""
    if features.kind == "points" and len(features.x) == features.count:
        pairs = zip(
            features.x.round(places).tolist(), features.y.round(places).tolist(), strict=True
        )
        return [{"type": "Point", "coordinates": pair} for pair in pairs]
    if features.kind == "table":
        return [None] * features.count
    return [
        _rounded(json.loads(text), places) for text in shapely.to_geojson(features.geometries())
    ]


def _rounded(shape: dict[str, Any], places: int) -> dict[str, Any]:
    def cut(coords: Any) -> Any:
        return (
            round(coords, places) if isinstance(coords, float) else [cut(each) for each in coords]
        )

    return {"type": shape["type"], "coordinates": cut(shape["coordinates"])}


def _rows(features: Features) -> list[tuple[Any, ...]]:
    columns = [_cells(column) for column in features.columns.values()]
    return list(zip(*columns, strict=True)) if columns else [()] * features.count


def _cells(column: Column) -> Sequence[Any]:
    if isinstance(column, tuple):
        return column
    return [None if math.isnan(value) else value for value in column.tolist()]


def table(features: Features) -> bytes:
    """The lines with a place for each (of an area, a point inside it); no cell is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    placed = features.kind != "table"
    writer.writerow([*(("x", "y") if placed else ()), *map(guarded, features.columns)])
    x, y = features.middles() if placed else ((), ())
    for number, row in enumerate(_rows(features)):
        place = (round(float(x[number]), 7), round(float(y[number]), 7)) if placed else ()
        writer.writerow([*place, *map(guarded, row)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
