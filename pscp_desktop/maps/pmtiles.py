"""PMTiles, version 3: one file, a header, directories and tiles. Read by range, nothing of it believed."""

import json
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO, Final

from pmtiles.tile import Compression, Entry, TileType, deserialize_header, find_tile, zxy_to_tileid

from pscp_desktop.maps.bounded import MIB
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.pyramids import DEEPEST, Key
from pscp_desktop.maps.tiles import TILE_BYTES, Form, Sheet, plain_words

MAGIC: Final = b"PMTiles"
HEADER: Final = 127
DIRECTORY_BYTES: Final = 4 * MIB
"""A directory as it is unpacked; packed it is no larger than a quarter of that."""
MOST_ENTRIES: Final = 400_000
MOST_STEPS: Final = 4
"""Directories from the root to a tile: a file that leads on and on, or in a circle, is refused."""
KEPT: Final = 16
FORMS: Final[dict[TileType, Form]] = {
    TileType.MVT: "shapes", TileType.PNG: "png", TileType.JPEG: "jpeg", TileType.WEBP: "webp",
}  # fmt: skip
DEGREE: Final = 1e7


def inflated(content: bytes, most: int) -> bytes:
    """What was packed by gzip or zlib, never more than `most` of it."""
    machine = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        found = machine.decompress(content, most + 1)
    except zlib.error as error:
        raise Unreadable("tiles") from error
    if len(found) > most:
        raise Unreadable("tile_size")
    if not machine.eof:
        raise Unreadable("tiles")
    return found


def directory(content: bytes) -> list[Entry]:
    """The entries of an unpacked directory (specification 3, section 4.2)."""
    numbers = _Numbers(content)
    count = numbers.next()
    if count > min(MOST_ENTRIES, len(content)):
        raise Unreadable("tiles")
    entries, last = [], 0
    for _ in range(count):
        last += numbers.next()
        entries.append(Entry(last, 0, 0, 0))
    for entry in entries:
        entry.run_length = numbers.next()
    for entry in entries:
        entry.length = numbers.next()
    end = 0
    for entry in entries:
        step = numbers.next()
        entry.offset = step - 1 if step else end
        end = entry.offset + entry.length
    return entries


class _Numbers:
    """Numbers of variable length, one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def next(self) -> int:
        found = shift = 0
        while True:
            if self._at >= len(self._content) or shift > 63:  # noqa: PLR2004 (bits of a number)
                raise Unreadable("tiles")
            byte = self._content[self._at]
            self._at += 1
            found |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 (the last byte of a number)
                return found
            shift += 7


@dataclass(eq=False)
class Archive:
    """An opened file."""

    file: BinaryIO
    size: int
    name: str = ""

    def __post_init__(self) -> None:
        self._header: Any = self._head()
        self._packed = self._header["internal_compression"] == Compression.GZIP
        self._leaf = lru_cache(maxsize=KEPT)(self._directory)
        self.sheet = self._sheet()

    def _head(self) -> Any:
        try:
            head = deserialize_header(self._bytes(0, HEADER, HEADER))
        except Unreadable:
            raise
        except Exception as error:
            # The library raises of its own, of Python's and of its enumerations.
            raise Unreadable("tiles") from error
        readable = {Compression.NONE, Compression.GZIP}
        if not {head["internal_compression"], head["tile_compression"]} <= readable:
            raise Unreadable("tile_packing")
        if head["tile_type"] not in FORMS:
            raise Unreadable("tile_kind")
        return head

    def _sheet(self) -> Sheet:
        head = self._header
        least, most = int(head["min_zoom"]), int(head["max_zoom"])
        if not 0 <= least <= most <= DEEPEST:
            raise Unreadable("tiles")
        said = self._metadata()
        box = tuple(
            head[side] / DEGREE for side in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
        )
        return Sheet(
            name=plain_words(said.get("name"), 120) or self.name, form=FORMS[head["tile_type"]],
            attribution=plain_words(said.get("attribution"), 240), least=least, most=most,
            box=(box[0], box[1], box[2], box[3]),
        )  # fmt: skip

    def _metadata(self) -> dict[str, Any]:
        raw = self._bytes(self._header["metadata_offset"], self._header["metadata_length"], MIB)
        if not raw:
            return {}
        try:
            found = json.loads(inflated(raw, MIB) if self._packed else raw)
        except (ValueError, RecursionError) as error:
            raise Unreadable("tiles") from error
        return found if isinstance(found, dict) else {}

    def tile(self, key: Key) -> bytes:
        """A tile unpacked; empty where there is none."""
        head = self._header
        wanted = zxy_to_tileid(*key)
        offset, length = head["root_offset"], head["root_length"]
        for _ in range(MOST_STEPS):
            entry = find_tile(self._leaf(offset, length), wanted)
            if entry is None:
                return b""
            if entry.run_length:
                raw = self._bytes(head["tile_data_offset"] + entry.offset, entry.length, TILE_BYTES)
                packed = head["tile_compression"] == Compression.GZIP
                return inflated(raw, TILE_BYTES) if packed else raw
            offset, length = head["leaf_directory_offset"] + entry.offset, entry.length
        raise Unreadable("tile_circle")

    def _directory(self, offset: int, length: int) -> list[Entry]:
        raw = self._bytes(offset, length, DIRECTORY_BYTES // 4)
        return directory(inflated(raw, DIRECTORY_BYTES) if self._packed else raw)

    def _bytes(self, offset: int, length: int, most: int) -> bytes:
        if length > most:
            raise Unreadable("tile_size")
        if offset + length > self.size:
            raise Unreadable("damaged")
        self.file.seek(offset)
        found = self.file.read(length)
        if len(found) < length:
            raise Unreadable("damaged")
        return found
