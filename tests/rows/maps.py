"""Layers from other people's files: archives, markup, databases, tables, and the process that reads them."""

# ruff: noqa: FBT003 (truth is a value here)

from collections.abc import Callable
from typing import Any

from tests.replacing import Replacements, always, does_nothing, value


def _believes_sizes(_original: object) -> Callable[..., Any]:
    """Reads each part of an archive for as long as it goes on."""

    def read(archive: Any, entries: Any) -> Any:
        for entry in entries:
            entry.file_size = max(entry.file_size, 1 << 30)
            yield entry, _without_check(archive, entry)

    return read


def _without_check(archive: Any, entry: Any) -> bytes:
    import zlib

    raw = archive.fp
    raw.seek(entry.header_offset + 30 + len(entry.filename) + len(entry.extra))
    data: bytes = raw.read(entry.compress_size)
    return zlib.decompress(data, -15) if entry.compress_type else data


def _any_declaration(original: Callable[..., Any]) -> Callable[..., Any]:
    def iterparse(source: Any, events: Any, **_: Any) -> Any:
        from xml.etree.ElementTree import iterparse as plain

        return plain(source, events)  # noqa: S314 (what the protection is for)

    return iterparse


def _plain_json(_original: object) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    return dict


def _at_once(_original: object) -> Callable[..., None]:
    """Draws where it is asked to, on the thread of the window."""

    def draw(sharp: Any, layers: Any, frame: Any, *, compared: bool = False) -> None:
        from pscp_desktop.ui.map.sharp import pictured

        shown = [layer for layer in layers if layer.visible]
        sharp._drawn(pictured(shown, frame, sharp._look, compared=compared))

    return draw


def _without_rims(_original: object) -> Callable[..., None]:
    """Fills areas and draws no outline."""

    def areas(drawing: Any, layer: Any) -> None:
        from PySide6.QtCore import Qt

        drawing._painter.setPen(Qt.PenStyle.NoPen)
        for colour, which in drawing._by_class(layer):
            drawing._painter.setBrush(colour)
            drawing._outlines(layer.simple(drawing._frame.metres), which)

    return areas


def _tells_all(_original: object) -> Callable[[Any], str]:
    """Says how many, whatever they are."""
    return lambda tally: str(tally.count or 3)


def _asks_any_view(_original: object) -> Callable[[Any], tuple[str, str, str]]:
    """Asks `tiles`, whatever it is."""
    where = "FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"

    def queries(_: Any) -> tuple[str, str, str]:
        levels = "SELECT 8, 8"
        return levels, f"SELECT 9, 'blob' {where}", f"SELECT CAST(tile_data AS BLOB) {where}"

    return queries


def _round_and_round(_original: object) -> Callable[..., bytes]:
    """Follows directories for a long while, and finds nothing."""
    return lambda _archive, _key: b""


def _any_range(_original: object) -> Callable[..., bytes]:
    """Reads whatever there is."""

    def read(archive: Any, offset: int, length: int, _most: int) -> bytes:
        archive.file.seek(min(offset, 1 << 40))
        found: bytes = archive.file.read(min(length, 1 << 24))
        return found

    return read


ROWS: dict[str, Replacements] = {
    "maps.ground.refused": {"pscp_desktop.maps.tile_reader.TileReader.sheet": always(None)},
    "maps.own.hidden": {"pscp_desktop.ui.map.sources._told": _tells_all},
    "maps.own.outside": {
        "pscp_desktop.ui.map.layer.MapLayer.as_it_leaves": lambda _: lambda layer: layer
    },
    "maps.contrast.outlines": {"pscp_desktop.ui.map.drawing.Drawing._areas": _without_rims},
    "maps.drawing.aside": {"pscp_desktop.ui.map.sharp.Sharp.draw": _at_once},
    "maps.archive.names": {"pscp_desktop.maps.bounded._plain": always(True)},
    "maps.archive.entries": {"pscp_desktop.maps.bounded.demand_entries": does_nothing},
    "maps.archive.bomb": {
        "pscp_desktop.maps.bounded.demand_entries": does_nothing,
        "pscp_desktop.maps.bounded.UNPACKED_BYTES": value(1 << 30),
    },
    "maps.archive.counted": {"pscp_desktop.maps.bounded._read": _believes_sizes},
    "maps.markup.dtd": {"pscp_desktop.maps.markup.iterparse": _any_declaration},
    "maps.markup.depth": {"pscp_desktop.maps.markup.DEEPEST": value(10**9)},
    "maps.json.numbers": {"pscp_desktop.maps.geojson._no_number": lambda _: float},
    "maps.json.once": {"pscp_desktop.maps.geojson._once": _plain_json},
    "maps.counts": {"pscp_desktop.maps.bounded.demand_count": does_nothing},
    "maps.database.plain": {
        "pscp_desktop.maps.databases.ForeignDatabase.demand": does_nothing,
        "pscp_desktop.maps.databases.allowed": always(0),
    },
    "maps.database.authorizer": {"pscp_desktop.maps.databases.confine": does_nothing},
    "maps.database.values": {"pscp_desktop.maps.databases.LONGEST_VALUE": value(1 << 30)},
    "maps.sizes": {"pscp_desktop.maps.bounded.demand_size": always(0)},
    "maps.table.lines": {"pscp_desktop.maps.tables.LONGEST_LINE": value(1 << 26)},
    "maps.tiles.view": {
        "pscp_desktop.maps.databases.allowed": always(0),
        "pscp_desktop.maps.mbtiles.Tileset._queries": _asks_any_view,
    },
    "maps.tiles.size": {"pscp_desktop.maps.mbtiles.TILE_BYTES": value(1 << 30)},
    "maps.tiles.bomb": {
        "pscp_desktop.maps.pmtiles.TILE_BYTES": value(1 << 30),
        "pscp_desktop.maps.mbtiles.TILE_BYTES": value(1 << 30),
    },
    "maps.tiles.pixels": {"pscp_desktop.maps.basemaps.demand_picture": does_nothing},
    "maps.tiles.circle": {"pscp_desktop.maps.pmtiles.Archive.tile": _round_and_round},
    "maps.tiles.range": {"pscp_desktop.maps.pmtiles.Archive._bytes": _any_range},
    "maps.tiles.axes": {"pscp_desktop.maps.basemaps._in_spain": always(False)},
    "maps.tiles.corners": {"pscp_desktop.maps.vector_tiles.demand_count": does_nothing},
    "maps.tiles.unbelieved": {"pscp_desktop.maps.tiles._runs": lambda _: lambda *_: ()},
    "maps.child.audit": {"pscp_desktop.maps.child.refuse": does_nothing},
    "maps.child.network": {"pscp_desktop.maps.child.leave_network": does_nothing},
    "maps.child.bounds": {"pscp_desktop.maps.child.bound": does_nothing},
    "maps.child.patience": {"pscp_desktop.maps.apart.Stream._wait": does_nothing},
}
