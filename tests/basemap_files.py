"""Basemaps made here: pictures of one colour and vector tiles, in both kinds of file."""

import gzip
import struct
import zlib
from collections.abc import Mapping
from contextlib import closing
from io import BytesIO
from pathlib import Path
from sqlite3 import connect
from typing import Any

import mapbox_vector_tile
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

WRITER: Any = Writer
MADRID = (8, 125, 96)
"""The tile of level 8 in which the middle of Madrid lies."""
BOX = (-4.2, 40.0, -3.2, 40.9)


def png(colour: tuple[int, int, int] = (0, 114, 178), side: int = 256, promised: int = 0) -> bytes:
    """A picture of one colour; `promised` is the side its header claims."""
    rows = (b"\0" + bytes(colour) * side) * side
    head = struct.pack(">IIBBBBB", promised or side, promised or side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def shapes() -> bytes:
    """A tile with a lake in its upper left quarter, a street through its middle, and two names."""
    lake = "POLYGON ((0 2048, 0 4096, 2048 4096, 2048 2048, 0 2048))"
    layers: list[dict[str, Any]] = [
        {"name": "water", "features": [{"geometry": lake, "properties": {"class": "lake"}}]},
        {"name": "transportation", "features": [
            {"geometry": "LINESTRING (0 1000, 4096 1000)", "properties": {"class": "primary"}}]},
        {"name": "place", "features": [
            {"geometry": "POINT (3000 3000)",
             "properties": {"class": "city", "name": "Ciudad <b>Ficticia</b>"}}]},
        {"name": "poi", "features": [{"geometry": "POINT (1 1)", "properties": {"name": "Bar"}}]},
    ]  # fmt: skip
    return bytes(mapbox_vector_tile.encode(layers))


def pmtiles(
    path: Path, tiles: Mapping[tuple[int, int, int], bytes], kind: TileType = TileType.PNG,
    packing: Compression = Compression.NONE, **head: Any,
) -> Path:  # fmt: skip
    """A PMTiles file of these tiles."""
    held = BytesIO()
    writer: Any = WRITER(held)
    for key in sorted(tiles, key=lambda key: zxy_to_tileid(*key)):
        writer.write_tile(zxy_to_tileid(*key), tiles[key])
    west, south, east, north = head.pop("box", BOX)
    said = {"name": "Ficticia", "attribution": '<a href="http://localhost">© Autores ficticios</a>'}
    levels = [key[0] for key in tiles]
    writer.finalize(
        {"tile_type": kind, "tile_compression": packing, "min_zoom": min(levels), "max_zoom": max(levels),
         "min_lon_e7": int(west * 1e7), "min_lat_e7": int(south * 1e7), "max_lon_e7": int(east * 1e7),
         "max_lat_e7": int(north * 1e7), **head}, said)  # fmt: skip
    path.write_bytes(held.getvalue())
    return path


def vector_pmtiles(path: Path, key: tuple[int, int, int] = MADRID) -> Path:
    return pmtiles(path, {key: gzip.compress(shapes())}, TileType.MVT, Compression.GZIP)


def mbtiles(path: Path, *statements: str, form: str = "png", tile: bytes = b"") -> Path:
    """An MBTiles file with one tile, and whatever else these statements make."""
    level, x, y = MADRID
    with closing(connect(path)) as made:
        made.execute("CREATE TABLE metadata (name text, value text)")
        said = {"name": "Ficticia", "format": form, "attribution": "© Ficticios"}
        said["bounds"] = ",".join(map(str, BOX))
        made.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
        made.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        row = (level, x, 2**level - 1 - y, tile or png())
        made.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", row)
        for statement in statements:
            made.execute(statement)
        made.commit()
    return path
