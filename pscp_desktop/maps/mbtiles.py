"""MBTiles 1.3: tiles in an SQLite file. Views, which many files have for tables, are never run."""

from typing import Final

from pscp_desktop.maps.databases import ForeignDatabase
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.pmtiles import inflated
from pscp_desktop.maps.pyramids import DEEPEST, Key
from pscp_desktop.maps.tiles import TILE_BYTES, Form, Sheet, plain_words

PLAIN: Final = ("tiles", "")
SHARED: Final = (
    ("map", "images", "tile_id"),
    ("tiles_shallow", "tiles_data", "tile_data_id"),
)
"""Tables behind the view that tools make of tiles which are the same in many places."""
FORMS: Final[dict[str, Form]] = {
    "pbf": "shapes", "mvt": "shapes", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "webp": "webp",
}  # fmt: skip
WORLD: Final = (-180.0, -85.0, 180.0, 85.0)
GZIP: Final = b"\x1f\x8b"
ZLIB: Final = b"\x78"
WHERE: Final = "zoom_level = ? AND tile_column = ? AND tile_row = ?"


class Tileset:
    """An opened file."""

    def __init__(self, database: ForeignDatabase, name: str) -> None:
        self._database = database
        database.demand("metadata")
        levels, self._sized, self._asked = self._queries()
        said = {
            str(key)[:40]: value
            for key, value in database.rows("SELECT name, value FROM metadata LIMIT 200")
        }
        least, most = next(database.rows(levels))
        if not (isinstance(least, int) and isinstance(most, int) and 0 <= least <= most <= DEEPEST):
            raise Unreadable("empty" if least is None else "tiles")
        form = FORMS.get(str(said.get("format", "png")).lower())
        if form is None:
            raise Unreadable("tile_kind")
        self.sheet = Sheet(
            name=plain_words(said.get("name"), 120) or name, form=form, least=least, most=most,
            attribution=plain_words(said.get("attribution"), 240), box=_box(said.get("bounds")),
        )  # fmt: skip

    def _queries(self) -> tuple[str, str, str]:
        """How levels, the length of a tile and a tile are asked of the plain tables this file has."""
        tables = self._database.tables
        if "tiles" in tables:
            return queries("tiles", f"tiles WHERE {WHERE} LIMIT 1")
        for places, data, link in SHARED:
            if tables >= {places, data}:
                held = f"(SELECT {link} FROM {places} WHERE {WHERE} LIMIT 1)"  # noqa: S608 (our own names)
                return queries(places, f"{data} WHERE {link} = {held} LIMIT 1")
        raise Unreadable("database")

    def tile(self, key: Key) -> bytes:
        """A tile unpacked; empty where there is none."""
        level, x, y = key
        where = (level, x, 2**level - 1 - y)
        size, kind = next(self._database.rows(self._sized, *where), (0, "blob"))
        if not size:
            return b""
        if kind != "blob":
            raise Unreadable("tiles")
        if size > TILE_BYTES:
            raise Unreadable("tile_size")
        ((found,),) = self._database.rows(self._asked, *where)
        content = bytes(found)
        if self.sheet.form == "shapes" and content.startswith((GZIP, ZLIB)):
            return inflated(content, TILE_BYTES)
        return content


def _box(said: object) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in str(said).split(","))
    except ValueError:
        return WORLD
    return (west, south, east, north)


def queries(places: str, found: str) -> tuple[str, str, str]:
    """How the levels, and the length and content of one tile, are asked for. All names are our own."""
    return (
        f"SELECT min(zoom_level), max(zoom_level) FROM {places}",  # noqa: S608
        f"SELECT length(tile_data), typeof(tile_data) FROM {found}",  # noqa: S608
        f"SELECT tile_data FROM {found}",  # noqa: S608
    )
