"""Tiles of a basemap as they come out of a file: what the file is, a picture, or shapes by role."""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from pscp_desktop.maps.bounded import MIB
from pscp_desktop.maps.faults import Unreadable

Form: TypeAlias = Literal["png", "jpeg", "webp", "shapes"]
FORMS: Final = frozenset({"png", "jpeg", "webp", "shapes"})
TILE_BYTES: Final = 2 * MIB
"""A tile as it lies in the file, and as it comes out of its packing, is no larger."""
MOST_PIXELS: Final = 1024
"""A tile is no wider and no higher: a picture's promise to be larger is refused before it is unpacked."""
MOST_CORNERS: Final = 400_000
MOST_LABELS: Final = 500
LONGEST_LABEL: Final = 80
ROLES: Final = (
    "green", "water", "stream", "building", "border", "path", "road", "rail", "main", "area",
)  # fmt: skip
"""What a shape is drawn as, from the lowest to the highest."""
AREAS: Final = frozenset({"green", "water", "building", "area"})
Floats32: TypeAlias = npt.NDArray[np.float32]
Label: TypeAlias = tuple[str, float, float, int]
"""Words, where in the tile (nought to one, right and down), and their rank: the lowest first."""
MARKS: Final = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}
TAGS: Final = re.compile(r"<[^<>]{0,500}>")
FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG that say how large it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a basemap says of itself, looked over."""

    name: str
    attribution: str = ""
    form: Form = "png"
    least: int = 0
    most: int = 14
    box: tuple[float, float, float, float] = (-180.0, -85.0, 180.0, 85.0)
    """West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Run:
    """Lines or outlines of one role: corners in shares of the tile, and how many each part has."""

    x: Floats32
    y: Floats32
    lengths: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: a picture's bytes, or shapes and words; neither where the pyramid has nothing."""

    picture: bytes = b""
    runs: Mapping[str, Run] = field(default_factory=dict)
    labels: tuple[Label, ...] = ()


def plain_words(given: object, longest: int) -> str:
    """What a file says in words, without the markup some put there, on one line and cut short."""
    return " ".join(TAGS.sub("", str(given or "")[: 20 * longest]).split())[:longest]


def demand_picture(content: bytes, form: str) -> None:
    """Refuse what is no picture of this form, or promises more pixels than a tile has."""
    if not content.startswith(MARKS[form]):
        raise Unreadable("tiles")
    try:
        wide, high = SIZES[form](content)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable("tiles") from error
    if not (0 < wide <= MOST_PIXELS and 0 < high <= MOST_PIXELS):
        raise Unreadable("tiles")


def _png(content: bytes) -> tuple[int, int]:
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:  # noqa: PLR2004 (what every marker begins with)
        if content[at + 1] in FRAMES:
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return wide, high
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    raise ValueError


def _webp(content: bytes) -> tuple[int, int]:
    kind, part = content[12:16], content[16:30]
    if kind == b"VP8X":
        return 1 + int.from_bytes(part[8:11], "little"), 1 + int.from_bytes(part[11:14], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(part[5:9], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    wide, high = struct.unpack("<HH", part[10:14])
    return wide & 0x3FFF, high & 0x3FFF


SIZES: Final = {"png": _png, "jpeg": _jpeg, "webp": _webp}


def packed(tile: Tile) -> tuple[dict[str, Any], bytes]:
    """A tile as a message and what belongs to it."""
    runs = [[role, len(run.x), len(run.lengths)] for role, run in tile.runs.items()]
    pieces = [
        np.ascontiguousarray(array, kind).tobytes()
        for run in tile.runs.values()
        for array, kind in ((run.x, "<f4"), (run.y, "<f4"), (run.lengths, "<i4"))
    ]
    head = {"picture": len(tile.picture), "runs": runs, "labels": list(tile.labels)}
    return {"tile": head}, tile.picture + b"".join(pieces)


def unpacked(head: Any, body: bytes, form: str) -> Tile:
    """A tile of an answer, each length and number looked at; raises `Unreadable` otherwise."""
    try:
        size = int(head["picture"])
        if not 0 <= size <= min(TILE_BYTES, len(body)) or (size and form == "shapes"):
            raise Unreadable("ended")
        runs = dict(_runs(head["runs"], memoryview(body)[size:]))
        labels = tuple(_label(each) for each in head["labels"][:MOST_LABELS])
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise Unreadable("ended") from error
    if size:
        demand_picture(body[:size], form)
    return Tile(body[:size], runs, labels)


def _runs(heads: list[Any], body: memoryview) -> Iterator[tuple[str, Run]]:
    at = 0
    for role, corners, parts in heads:
        end = at + 8 * int(corners) + 4 * int(parts)
        if role not in ROLES or not 0 < parts <= corners <= MOST_CORNERS or end > len(body):
            raise Unreadable("ended")
        x, y = (np.frombuffer(body, "<f4", corners, at + 4 * n * corners) for n in (0, 1))
        lengths = np.frombuffer(body, "<i4", parts, at + 8 * corners)
        good = (lengths > 0).all() and lengths.sum(dtype=np.int64) == corners
        if not (good and np.isfinite(x).all() and np.isfinite(y).all()):
            raise Unreadable("ended")
        yield role, Run(x.copy(), y.copy(), lengths.copy())
        at = end


def _label(given: list[Any]) -> Label:
    words, x, y, rank = given
    if not (abs(float(x)) <= 2 and abs(float(y)) <= 2):  # noqa: PLR2004 (a tile and what laps over it)
        raise Unreadable("ended")
    return str(words)[:LONGEST_LABEL], float(x), float(y), int(rank)


def told_of(sheet: Sheet) -> dict[str, Any]:
    """A sheet as a message."""
    said = [sheet.name, sheet.attribution, sheet.form, sheet.least, sheet.most, list(sheet.box)]
    return {"sheet": said}


def heard(given: Any) -> Sheet:
    """A sheet of an answer, looked over."""
    try:
        name, attribution, form, least, most, (west, south, east, north) = given
        box = float(west), float(south), float(east), float(north)
        sheet = Sheet(name=str(name)[:120], attribution=str(attribution)[:240], form=form,
                      least=int(least), most=int(most), box=box)  # fmt: skip
    except (TypeError, ValueError) as error:
        raise Unreadable("ended") from error
    if form not in FORMS:
        raise Unreadable("ended")
    return sheet
