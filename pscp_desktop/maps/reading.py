"""Reads a file of any kind the map knows. In this process: what comes from others is read apart."""

import io
import zipfile
from pathlib import Path
from typing import Final

from pscp_desktop.maps import geojson, geopackage, markup, mending, shapefiles, tables
from pscp_desktop.maps.bounded import content, demand_size
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.found import Found, ReadLayer, Told, Wanted

TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
NOTHING_ASKED: Final = Wanted()


def read_file(
    path: Path, wanted: Wanted = NOTHING_ASKED, told: Told = lambda _: None
) -> list[ReadLayer]:
    """Every layer in a file, looked over and mended; raises `Unreadable` with one clear reason."""
    demand_size(path)
    told(0.05)
    try:
        found = _found(path, wanted, told)
        told(0.9)
        layers = [layer for each in found for layer in mending.mended(each, wanted)]
    except MemoryError as error:
        raise Unreadable("memory") from error
    except RecursionError as error:
        raise Unreadable("too_deep") from error
    if not layers:
        raise Unreadable("empty")
    told(1.0)
    return layers


def _found(path: Path, wanted: Wanted, told: Told) -> list[Found]:
    """What is in the file, by its suffix and its first bytes."""
    suffix, name = path.suffix.lower(), path.stem
    if suffix == ".gpkg":
        return geopackage.read(path, told)
    if suffix == ".shp":
        return shapefiles.read_beside(path, told)
    given = content(path)
    if given[:4] in TIFF:
        raise Unreadable("geotiff")
    if not given.strip():
        raise Unreadable("empty")
    if suffix in {".zip", ".kmz"} or given[:4] == b"PK\x03\x04":
        return _archive(given, name, told)
    return _plain(suffix, given, name, wanted, told)


def _archive(given: bytes, name: str, told: Told) -> list[Found]:
    try:
        names = zipfile.ZipFile(io.BytesIO(given)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise Unreadable("archive") from error
    if any(each.lower().endswith(".shp") for each in names):
        return shapefiles.read_archive(given, told)
    return markup.read_kmz(given, name, told)


def _plain(suffix: str, given: bytes, name: str, wanted: Wanted, told: Told) -> list[Found]:
    start = given[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix in {".geojson", ".json"} or start[:1] == b"{":
        return geojson.read(given.removeprefix(b"\xef\xbb\xbf"), name, told)
    if suffix == ".gpx" or b"<gpx" in start:
        return markup.read_gpx(given, name, told)
    if suffix == ".kml" or b"<kml" in start:
        return markup.read_kml(given, name, told)
    if suffix in {".csv", ".txt", ".tsv"}:
        return tables.read(given, name, wanted, told)
    raise Unreadable("unknown")
