"""Opens a basemap of either kind and gives its tiles. In this process: others' files are read apart."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from pscp_desktop.maps import databases, vector_tiles
from pscp_desktop.maps.bounded import demand_size
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.mbtiles import Tileset
from pscp_desktop.maps.mending import SPAIN
from pscp_desktop.maps.pmtiles import MAGIC, Archive
from pscp_desktop.maps.pyramids import Key
from pscp_desktop.maps.tiles import Sheet, Tile, demand_picture

SUFFIXES: Final = frozenset({".pmtiles", ".mbtiles"})
MOST_BYTES: Final = 16 * 1024**3


class Basemap(Protocol):
    """What both kinds of file offer."""

    sheet: Sheet

    def tile(self, key: Key) -> bytes:
        """A tile unpacked; empty where there is none."""


@contextmanager
def opened(path: Path, told: Callable[[], None] = lambda: None) -> Iterator[Basemap]:
    """Open a file by its first bytes; raises `Unreadable` with one clear reason."""
    size = demand_size(path, MOST_BYTES)
    with path.open("rb") as file:
        head = file.read(len(databases.MAGIC))
        if head.startswith(MAGIC):
            yield _sound(Archive(file, size, path.stem))
            return
    if head != databases.MAGIC:
        raise Unreadable("unknown")
    with databases.opened(path, told) as database:
        yield _sound(Tileset(database, path.stem))


def _sound(basemap: Basemap) -> Basemap:
    """Refuse a basemap whose box is none, or is right only with north and east exchanged."""
    west, south, east, north = basemap.sheet.box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 (the Earth)
        raise Unreadable("tile_box")
    middle, exchanged = (
        ((west + east) / 2, (south + north) / 2),
        ((south + north) / 2, (west + east) / 2),
    )
    if _in_spain(*exchanged) and not _in_spain(*middle) and east - west < 20:  # noqa: PLR2004 (a country)
        raise Unreadable("tile_axes")
    return basemap


def _in_spain(lon: float, lat: float) -> bool:
    west, south, east, north = SPAIN
    return west <= lon <= east and south <= lat <= north


def tile_of(basemap: Basemap, key: Key) -> Tile:
    """One tile, decoded as far as it is safe to be drawn."""
    content = basemap.tile(key)
    if not content:
        return Tile()
    if basemap.sheet.form == "shapes":
        return vector_tiles.read(content)
    demand_picture(content, basemap.sheet.form)
    return Tile(content)
