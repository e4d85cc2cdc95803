"""Finding a place: by the words of a layer, or by coordinates in degrees or in the official grid."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pscp_desktop.maps.features import WORKING_CRS
from pscp_desktop.maps.grids import DEGREES, transformer
from pscp_desktop.maps.joining import folded
from pscp_desktop.maps.mending import SPAIN
from pscp_desktop.ui.map.layer import MapLayer

PAIR: Final = re.compile(r"^\s*([+-]?\d+(?:[.,]\d+)?)\s*(?:[;/ ]|,\s)\s*([+-]?\d+(?:[.,]\d+)?)\s*$")
AROUND: Final = 250.0
FEWEST_SIGNS: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: what it is called, its box in metres, and the feature it is, if any."""

    words: str
    box: tuple[float, float, float, float]
    layer: MapLayer | None = None
    number: int = -1


def coordinates(typed: str) -> Place | None:
    """A pair of numbers as a place: latitude and longitude in either order, or metres east and north."""
    found = PAIR.match(typed)
    if found is None:
        return None
    one, other = (float(part.replace(",", ".")) for part in found.groups())
    west, south, east, north = SPAIN
    for lon, lat in ((other, one), (one, other)):
        if west <= lon <= east and south <= lat <= north:
            x, y = transformer(DEGREES, WORKING_CRS).transform(lon, lat)
            return _around(typed.strip(), x, y)
    if 0 < one < 1_200_000 and 3_000_000 < other < 5_000_000:  # noqa: PLR2004 (the grid's extent)
        return _around(typed.strip(), one, other)
    return None


def _around(words: str, x: float, y: float) -> Place:
    return Place(words, (x - AROUND, y - AROUND, x + AROUND, y + AROUND))


def find(typed: str, layers: Sequence[MapLayer]) -> Place | None:
    """The place that is meant: coordinates, else the feature whose words begin so, else contain it."""
    pair = coordinates(typed)
    if pair is not None:
        return pair
    wanted = folded(typed)
    if len(wanted) < FEWEST_SIGNS:
        return None
    best: tuple[tuple[int, bool, int], Place] | None = None
    for layer in reversed(layers):
        for name, column in layer.features.columns.items():
            if isinstance(column, tuple):
                hit = _hit(column, wanted)
                if hit is None:
                    continue
                # Among equals what the layer is labelled by, then areas: a barrio before a shop in it.
                rank = (
                    hit[0],
                    name != layer.style.labels or layer.features.kind != "areas",
                    hit[1],
                )
                if best is None or rank < best[0]:
                    best = (rank, _place(layer, name, hit[2]))
    return best[1] if best else None


def _hit(column: tuple[str, ...], wanted: str) -> tuple[int, int, int] | None:
    """How well (0 the same, 1 begins, 2 contains), how long, and the number of the best."""
    hits = []
    for number, words in enumerate(column):
        plain = folded(words)
        if wanted in plain:
            quality = 0 if plain == wanted else 1 if plain.startswith(wanted) else 2
            hits.append((quality, len(plain), number))
    return min(hits) if hits else None


def _place(layer: MapLayer, column: str, number: int) -> Place:
    west, south, east, north = (float(side) for side in layer.boxes[number])
    grown = max(AROUND - max(east - west, north - south) / 2, 0)
    box = np.array([west - grown, south - grown, east + grown, north + grown])
    return Place(
        layer.features.words(column)[number], (box[0], box[1], box[2], box[3]), layer, number
    )
