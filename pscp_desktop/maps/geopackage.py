"""GeoPackage (OGC 12-128): features of every table, read and written without any other library."""

import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from pscp_desktop.maps import databases
from pscp_desktop.maps.bounded import COLUMNS, FEATURES, demand_count, demand_size
from pscp_desktop.maps.databases import ForeignDatabase, quoted
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.features import Column, Features, Geometries, column_of
from pscp_desktop.maps.found import Found, Told
from pscp_desktop.maps.grids import system

MOST_TABLES: Final = 64
ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes of the envelope by its kind in the flags of a geometry's header (12-128, 2.1.3)."""
HEADER: Final = 8
APPLICATION: Final = 0x47504B47
VERSION: Final = 10300
SYSTEMS: Final = """CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)"""
CONTENTS: Final = """CREATE TABLE gpkg_contents (
  table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id))"""
GEOMETRIES: Final = """CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name))"""
SYSTEM: Final = "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)"
LISTED: Final = """INSERT INTO gpkg_contents
  (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id)
  VALUES (?, 'features', ?, ?, ?, ?, ?, ?)"""
SHAPED: Final = "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)"
KINDS: Final = {"points": "POINT", "lines": "MULTILINESTRING", "areas": "MULTIPOLYGON"}


def read(path: Path, told: Told) -> list[Found]:
    """Every table of features in the file."""
    demand_size(path)
    with databases.opened(path, lambda: told(0.5)) as database:
        database.demand("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
        listed = list(
            database.rows(
                "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns LIMIT ?",
                MOST_TABLES + 1,
            )
        )
        demand_count(len(listed), MOST_TABLES, "layers")
        return [
            _layer(database, str(table), str(column), int(srs)) for table, column, srs in listed
        ]


def _layer(database: ForeignDatabase, table: str, column: str, srs: int) -> Found:
    names = database.columns(table)
    if column not in names:
        raise Unreadable("database")
    demand_count(len(names), COLUMNS, "columns")
    plain = [name for name in names if name != column]
    asked = ", ".join([quoted(column), *map(quoted, plain)])
    query = f"SELECT {asked} FROM {quoted(table)} LIMIT {FEATURES + 1}"  # noqa: S608 (quoted)
    rows = list(database.rows(query))
    demand_count(len(rows), FEATURES, "features")
    columns: dict[str, Column] = {
        name: column_of([_plain(row[at]) for row in rows]) for at, name in enumerate(plain, 1)
    }
    blobs = [row[0] for row in rows]
    return Found(name=table, geometries=_geometries(blobs), columns=columns, count=len(rows),
                 crs=_crs(database, srs))  # fmt: skip


def _plain(value: object) -> object:
    return None if isinstance(value, bytes) else value


def _crs(database: ForeignDatabase, srs: int) -> str:
    found = list(
        database.rows(
            "SELECT organization, organization_coordsys_id, definition"
            " FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
            srs,
        )
    )
    if not found or srs in {0, -1}:
        return ""
    organisation, code, definition = found[0]
    if re.fullmatch("epsg", str(organisation), re.IGNORECASE):
        return f"EPSG:{int(code)}"
    return str(definition)


def _geometries(blobs: list[object]) -> Geometries:
    bodies = [None if blob is None else _body(blob) for blob in blobs]
    try:
        made: Geometries = shapely.force_2d(shapely.from_wkb(np.array(bodies, dtype=object)))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        raise Unreadable("damaged") from error
    return made


def _body(blob: object) -> bytes | None:
    """The well-known binary after a geometry's header; None where it says that it is empty."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < HEADER:
        raise Unreadable("damaged")
    flags = blob[3]
    envelope = ENVELOPES.get(flags >> 1 & 7)
    if envelope is None:
        raise Unreadable("damaged")
    return None if flags & 0x10 else blob[HEADER + envelope :]


def write(layers: dict[str, Features]) -> bytes:
    """A GeoPackage that holds these layers by name, as the bytes of the file."""
    systems = sorted({layer.crs for layer in layers.values()})
    numbers = {crs: _number(crs, at) for at, crs in enumerate(systems)}
    statements = [*_frame(), *(_system_row(crs, number) for crs, number in numbers.items())]
    for name, layer in layers.items():
        statements += _table(name, layer, numbers[layer.crs])
    pragmas = [f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {VERSION}"]
    return databases.written(statements, pragmas)


def _number(crs: str, at: int) -> int:
    code = crs.removeprefix("EPSG:")
    return int(code) if code.isdigit() else 100_000 + at


def _frame() -> list[tuple[str, list[tuple[Any, ...]]]]:
    undefined = [
        ("Undefined Cartesian", -1, "NONE", -1, "undefined"),
        ("Undefined geographic", 0, "NONE", 0, "undefined"),
    ]
    return [(SYSTEMS, []), (CONTENTS, []), (GEOMETRIES, []), (SYSTEM, undefined)]


def _system_row(crs: str, number: int) -> tuple[str, list[tuple[Any, ...]]]:
    known = system(crs)
    organisation = "EPSG" if crs.startswith("EPSG:") else "NONE"
    row = (known.name, number, organisation, number, known.to_wkt("WKT1_GDAL") or known.to_wkt())
    return SYSTEM, [row]


def _table(name: str, layer: Features, srs: int) -> list[tuple[str, list[tuple[Any, ...]]]]:
    titles = _titles(list(layer.columns))
    types = ["TEXT" if isinstance(column, tuple) else "REAL" for column in layer.columns.values()]
    declared = "".join(
        f", {quoted(title)} {kind}" for title, kind in zip(titles, types, strict=True)
    )
    shapes = layer.geometries()
    if layer.kind == "points":
        kind = "POINT" if len(layer.x) == layer.count else "MULTIPOINT"
    else:
        kind = KINDS[layer.kind]
    header = b"GP\x00\x01" + srs.to_bytes(4, "little", signed=True)
    blobs = [header + body for body in shapely.to_wkb(shapes, byte_order=1)]
    values = [column if isinstance(column, tuple) else [None if np.isnan(v) else float(v) for v in column]
              for column in layer.columns.values()]  # fmt: skip
    signs = ", ".join("?" * (2 + len(titles)))
    numbers = range(1, layer.count + 1)
    made = (
        f"CREATE TABLE {quoted(name)} (fid INTEGER PRIMARY KEY AUTOINCREMENT, geom BLOB{declared})"
    )
    filled = f"INSERT INTO {quoted(name)} VALUES ({signs})"  # noqa: S608 (quoted)
    return [
        (made, []),
        (LISTED, [(name, name, *layer.bounds, srs)]),
        (SHAPED, [(name, kind, srs)]),
        (filled, list(zip(numbers, blobs, *values, strict=True))),
    ]


def _titles(names: list[str]) -> list[str]:
    """The names of the columns, none twice in whatever case and none that of the key or the geometry."""
    used = {"fid", "geom"}
    titles: list[str] = []
    for name in names:
        title = name
        while title.lower() in used:
            title += "_"
        used.add(title.lower())
        titles.append(title)
    return titles
