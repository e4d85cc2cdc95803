"""Shapes out of a vector tile (Mapbox Vector Tile specification 2.1), by their role in a plain style.

Three public schemas are understood by the names of their layers: OpenMapTiles, Protomaps and Shortbread.
Areas and lines of any other layer are drawn plainly too.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from google.protobuf.message import DecodeError
from mapbox_vector_tile.Mapbox import vector_tile_pb2

from pscp_desktop.maps.bounded import demand_count
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.tiles import (
    LONGEST_LABEL,
    MOST_CORNERS,
    MOST_LABELS,
    Floats32,
    Label,
    Run,
    Tile,
    plain_words,
)

POINT, AREA = 1, 3
Whole: TypeAlias = npt.NDArray[np.int64]
MOVE, DRAW, CLOSE = 1, 2, 7
MOST_LAYERS: Final = 64
MOST_EXTENT: Final = 65_536
FARTHEST: Final = 2.0
"""Tiles away from its own that a corner may lie."""
KINDS: Final = ("kind_detail", "kind", "class", "subclass", "type", "pmap:kind", "highway", "place")
NAMES: Final = ("name:es", "name_es", "name")
GREEN: Final = frozenset({
    "park", "grass", "grassland", "wood", "forest", "meadow", "garden", "cemetery", "nature_reserve",
    "scrub", "golf_course", "pitch", "recreation_ground", "village_green", "allotments", "orchard",
    "vineyard", "farmland", "national_park", "playground", "zoo",
})  # fmt: skip
MAIN: Final = frozenset({"motorway", "trunk", "primary", "secondary", "highway", "major_road"})
NARROW: Final = frozenset(
    {"path", "track", "footway", "pedestrian", "steps", "cycleway", "bridleway"}
)
RAILS: Final = frozenset(
    {"rail", "transit", "subway", "tram", "light_rail", "railway", "narrow_gauge"}
)
WATER: Final = ("water", "ocean", "river", "lake")
ROADS: Final = ("transport", "road", "street", "highway")
LAND: Final = ("landcover", "landuse", "land", "park", "green", "natural", "sites")
LINES: Final = (("rail", RAILS), ("main", MAIN), ("path", NARROW))
AREAS: Final = (
    ("building", ("building",)), ("water", WATER),
    ("", (*ROADS, "earth", "bound", "place", "poi", "pier", "aero", "admin")),
)  # fmt: skip
"""What the areas of a layer are drawn as whose name has one of these words in it."""
PLACES: Final = ("city", "town", "village", "suburb", "quarter", "neighbourhood", "hamlet")
PLACE_RANK, STREET_RANK, OTHER_RANK = 0, 20, 40


def read(content: bytes) -> Tile:
    """The shapes and words of a tile; raises `Unreadable` for what is none or is beyond reason."""
    found: Any = vector_tile_pb2.tile()
    try:
        found.ParseFromString(content)
    except (DecodeError, RuntimeError, UnicodeDecodeError) as error:
        raise Unreadable("tiles") from error
    demand_count(len(found.layers), MOST_LAYERS, "layers")
    gathered = _Gathered()
    try:
        for layer in found.layers:
            gathered.take(layer)
    except (IndexError, ValueError, OverflowError, UnicodeDecodeError) as error:
        raise Unreadable("tiles") from error
    labels = sorted(gathered.labels, key=lambda label: (label[3], label[0]))[:MOST_LABELS]
    return Tile(b"", dict(gathered.runs()), tuple(labels))


class _Gathered:
    """What the layers of one tile held so far."""

    def __init__(self) -> None:
        self.labels: list[Label] = []
        self._corners = 0
        self._parts: dict[str, list[Floats32]] = {}

    def take(self, layer: Any) -> None:
        """Take the features of one layer."""
        extent = int(layer.extent)
        if not 1 <= extent <= MOST_EXTENT:
            raise Unreadable("tiles")
        names, keys = layer.name.lower()[:LONGEST_LABEL], list(layer.keys)
        for feature in layer.features:
            said = _said(feature.tags, keys, layer.values)
            kinds = frozenset(said[name].lower() for name in KINDS if name in said)
            role = role_of(names, kinds, feature.type)
            words = next((said[name] for name in NAMES if said.get(name)), "")
            if not role and not words:
                continue
            parts = list(_parts(feature, extent))
            if role:
                self._keep(role, parts)
            if words and parts:
                self._name(names, kinds, words, parts)

    def _keep(self, role: str, parts: list[Floats32]) -> None:
        self._corners += sum(len(part) for part in parts)
        demand_count(self._corners, MOST_CORNERS, "corners")
        self._parts.setdefault(role, []).extend(part for part in parts if len(part) > 1)

    def _name(self, layer: str, kinds: frozenset[str], words: str, parts: list[Floats32]) -> None:
        rank = _rank(layer, kinds)
        part = max(parts, key=len)
        middle = part[(len(part) - 1) // 2 : len(part) // 2 + 1].mean(axis=0)
        x, y = float(middle[0]), float(middle[1])
        if rank is not None and 0 <= x < 1 and 0 <= y < 1 and len(self.labels) < 20 * MOST_LABELS:
            self.labels.append((plain_words(words, LONGEST_LABEL), x, y, rank))

    def runs(self) -> Iterator[tuple[str, Run]]:
        """What was gathered, role by role."""
        for role, parts in self._parts.items():
            if parts:
                corners = np.concatenate(parts)
                lengths = np.array([len(part) for part in parts], np.int32)
                yield role, Run(corners[:, 0].copy(), corners[:, 1].copy(), lengths)


def _said(tags: Any, keys: list[str], values: Any) -> dict[str, str]:
    """What a feature says of itself, of the things that are asked here; words alone."""
    found = {}
    for at in range(0, len(tags) - 1, 2):
        key = keys[tags[at]]
        if key in KINDS or key in NAMES:
            found[key] = values[tags[at + 1]].string_value[: 20 * LONGEST_LABEL]
    return found


def role_of(layer: str, kinds: frozenset[str], shape: int) -> str:
    """What a feature is drawn as, by its layer and kind; empty for what is not drawn."""
    if shape == POINT:
        return ""
    if shape == AREA:
        return _area(layer, kinds)
    if any(word in layer for word in WATER):
        return "stream"
    if "bound" in layer or "admin" in layer:
        return "border"
    return next((role for role, named in LINES if kinds & named), "road")


def _area(layer: str, kinds: frozenset[str]) -> str:
    if any(word in layer for word in LAND):
        return "green" if kinds & GREEN or layer == "park" else ""
    drawn = next((role for role, words in AREAS if any(word in layer for word in words)), None)
    return "area" if drawn is None else drawn


def _rank(layer: str, kinds: frozenset[str]) -> int | None:
    """How early words are put down; none for those that are not."""
    if "place" in layer:
        return PLACE_RANK + next((n for n, kind in enumerate(PLACES) if kind in kinds), len(PLACES))
    if any(word in layer for word in ROADS):
        return STREET_RANK - 5 * bool(kinds & MAIN)
    return None if "poi" in layer or layer.startswith("building") else OTHER_RANK


def _parts(feature: Any, extent: int) -> Iterator[Floats32]:
    """The points, lines or rings of a feature in shares of the tile, rings closed."""
    given = np.array(feature.geometry, np.int64)
    starts, steps = _steps(given)
    if not len(steps):
        return
    corners = (np.cumsum(steps, axis=0) / extent).astype(np.float32)
    if np.abs(corners).max() > FARTHEST:
        raise Unreadable("tiles")
    for part in np.split(corners, starts[1:]):
        if feature.type == AREA and len(part) > 2:  # noqa: PLR2004 (fewer enclose nothing)
            yield np.concatenate([part, part[:1]])
        elif feature.type != AREA:
            yield part


def _steps(given: Whole) -> tuple[list[int], Whole]:
    """The steps from corner to corner (section 4.3), and at which of them a part begins."""
    found: list[Any] = []
    starts: list[int] = []
    at = count = 0
    while at < len(given):
        act, many = int(given[at] & 7), int(given[at] >> 3)
        at += 1
        if act == CLOSE:
            continue
        end = at + 2 * many
        if act not in {MOVE, DRAW} or end > len(given) or (act == DRAW and not starts):
            raise Unreadable("tiles")
        found.append(given[at:end].reshape(-1, 2))
        starts += range(count, count + many) if act == MOVE else ()
        at, count = end, count + many
    if not found:
        return [], np.empty((0, 2), np.int64)
    steps = np.concatenate(found)
    return starts, (steps >> 1) ^ -(steps & 1)
