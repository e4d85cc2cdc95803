"""Small files of every kind the map reads, made here; and where the real data lies that tests may try."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapefile

DATA = Path(__file__).parents[2] / "shared" / "data"
SQUARE = [[0, 0], [1000, 0], [1000, 1000], [0, 1000], [0, 0]]
EAST, NORTH = 440_000.0, 4_474_000.0
"""A place in the middle of Madrid, in the official grid."""


def shared(name: str) -> Path:
    """A file of the data that stands beside the project; without it the test is skipped, and says so."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name}: the shared data is not beside the project")
    return path


def square(east: float = 0, north: float = 0) -> dict[str, Any]:
    ring = [[EAST + east + x, NORTH + north + y] for x, y in SQUARE]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(
    *shapes: Any, crs: str = "EPSG:25830", **columns: Sequence[object]
) -> dict[str, Any]:
    features = [
        {"type": "Feature", "geometry": shape, "properties": {k: v[n] for k, v in columns.items()}}
        for n, shape in enumerate(shapes)
    ]
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        whole["crs"] = {"type": "name", "properties": {"name": crs}}
    return whole


def kept(folder: Path, name: str, content: object) -> Path:
    """A file of this content: bytes, text, or anything JSON can say."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(
            content if isinstance(content, str) else json.dumps(content), encoding="utf-8"
        )
    return path


def archive(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name), content, method)
    return held.getvalue()


def shapefile_parts(points: Sequence[tuple[float, float]], prj: str = "") -> dict[str, bytes]:
    streams = {part: io.BytesIO() for part in ("shp", "shx", "dbf")}
    with shapefile.Writer(**streams, shapeType=shapefile.POINT, encoding="utf-8") as writer:
        writer.field("nombre", "C", 40)
        for number, (x, y) in enumerate(points):
            writer.point(x, y)
            writer.record(f"Plaza nº {number}")
    parts = {f"plazas.{part}": stream.getvalue() for part, stream in streams.items()}
    return {**parts, "plazas.prj": prj.encode(), "plazas.cpg": b"UTF-8"}


def database(path: Path, *statements: str) -> Path:
    """A GeoPackage's frame with whatever else these statements make."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization,"
            " organization_coordsys_id, definition);"
            "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 25830, 'EPSG', 25830, '');"
            "CREATE TABLE gpkg_contents (table_name);"
            "CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id);"
        )
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path
