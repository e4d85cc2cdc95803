"""What is wrong with a file somebody wants to see on the map, and what was mended in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pscp_desktop.domain.errors import PscpError
from pscp_desktop.i18n import N_, tr, trn

REASONS: Final[Mapping[str, str]] = {
    "unknown": N_("This is not one of the kinds of file the map reads."),
    "geotiff": N_(
        "This is a picture with coordinates (GeoTIFF). The map reads points, lines and areas, "
        "and tiles from MBTiles or PMTiles; turn the picture into one of these first."
    ),
    "damaged": N_("The file is damaged or was cut short."),
    "too_large": N_("The file is too large: at most {limit} {unit}."),
    "too_many": N_("The file holds too many {what}: at most {limit}."),
    "too_deep": N_("The file is nested too deeply to be a map."),
    "too_long": N_("A line of the table is too long to be one."),
    "not_text": N_("The table holds bytes that are not text."),
    "not_numbers": N_("Some coordinates are not numbers."),
    "duplicate": N_("The file says the same thing twice with different values: {name}."),
    "archive": N_("The archive was refused, because it could write outside its place or fill the memory."),
    "markup": N_("The file declares things of its own (a DTD or entities), which maps never need."),
    "database": N_("The database in the file is not built as the format says."),
    "empty": N_("The file holds no places."),
    "no_crs": N_("The file does not say in which coordinate system it is. Choose one."),
    "bad_crs": N_("The coordinate system “{name}” is not known."),
    "outside": N_("The coordinates lie outside of where “{crs}” is used: the system or the axes are wrong."),
    "no_columns": N_("No columns with coordinates or with codes of areas were found."),
    "no_match": N_("No line of the table fits an area of that layer."),
    "incomplete": N_("A part of the shapefile is missing: {name}."),
    "memory": N_("Reading the file would take more memory than a file may."),
    "stuck": N_("Reading the file took too long without getting on, and was ended."),
    "ended": N_("Reading the file ended unexpectedly. Nothing was imported."),
    "tiles": N_("The tiles in the file cannot be read."),
    "tile_size": N_("A tile of the basemap is far too large, or would become so when unpacked."),
    "tile_packing": N_(
        "The tiles are packed in a way the map does not read: it reads gzip and unpacked tiles."
    ),
    "tile_kind": N_(
        "The tiles are of a kind the map does not read: it reads PNG, JPEG, WebP and vector tiles."
    ),
    "tile_circle": N_("The directory of the basemap leads in a circle."),
    "tile_box": N_("The basemap says that it covers a part of the Earth that does not exist."),
    "tile_axes": N_("North and east are exchanged in the basemap: its tiles show another country."),
    "tile_room": N_("There is not enough room on this laptop for the basemap."),
}  # fmt: skip
NOTES: Final[Mapping[str, Callable[[int], str]]] = {
    "axes": lambda _: tr("North and east were exchanged in the file; they were put right."),
    "assumed": lambda _: tr("The file names no coordinate system; {crs} fits and was assumed."),
    "abroad": lambda _: tr("These places are not in Spain. Check that this is what you expect."),
    "mixed": lambda _: tr(
        "The file mixes points, lines and areas; each kind is a layer of its own."
    ),
    "encoding": lambda _: tr(
        "The table is not written in UTF-8; it was read as Western European text."
    ),
    "links": lambda count: trn(
        "{count} link to somewhere else was not followed.",
        "{count} links to somewhere else were not followed.",
        count,
    ),
    "invalid": lambda count: trn(
        "{count} outline that crosses itself was mended.",
        "{count} outlines that cross themselves were mended.",
        count,
    ),
    "nowhere": lambda count: trn(
        "{count} line without a place was left out.",
        "{count} lines without a place were left out.",
        count,
    ),
    "unmatched": lambda count: trn(
        "{count} line of the table fits no area.",
        "{count} lines of the table fit no area.",
        count,
    ),
}


@dataclass(eq=False)
class Unreadable(PscpError):
    """A file that is not taken, with the code of the reason and what the words need."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return REASONS[self.code].format(**self.facts)

    def said(self) -> str:
        """The reason in the language in use."""
        return tr(REASONS[self.code]).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Note:
    """Something found in a file and mended, or to be known before it is used."""

    code: str
    count: int = 1
    facts: Mapping[str, str] = field(default_factory=dict)

    def said(self) -> str:
        """The note in the language in use."""
        return NOTES[self.code](self.count).format(count=self.count, **self.facts)
