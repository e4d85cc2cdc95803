"""Where the tiles of a pyramid lie: squares of the web's Mercator, four in place of one at each level."""

import math
from typing import Final, TypeAlias

MERCATOR: Final = "EPSG:3857"
HALF: Final = math.pi * 6_378_137
"""Metres from the middle of the pyramid to its edge (WGS 84 Pseudo-Mercator, EPSG 3857)."""
DEEPEST: Final = 24
MOST_TILES: Final = 80
"""So many tiles are put together for one picture and no more."""
Key: TypeAlias = tuple[int, int, int]
"""Level, column from the west, row from the north."""
Box: TypeAlias = tuple[float, float, float, float]


def side(level: int) -> float:
    """Metres of Mercator across one tile of a level."""
    return 2 * HALF / float(2**level)


def level_for(metres: float, pixels: int, least: int, most: int) -> int:
    """The level whose pixels are nearest to `metres` of Mercator, not much coarser, within what there is."""
    wanted = math.log2(2 * HALF / (pixels * metres)) - 0.4
    return min(max(math.ceil(wanted), least), most)


def over(box: Box, level: int) -> list[Key]:
    """The tiles of a level that touch a box of Mercator; none where they would be too many."""
    west, south, east, north = box
    last, wide = 2**level - 1, side(level)
    first = max(0, math.floor((west + HALF) / wide)), max(0, math.floor((HALF - north) / wide))
    end = min(last, math.floor((east + HALF) / wide)), min(last, math.floor((HALF - south) / wide))
    across, down = end[0] - first[0] + 1, end[1] - first[1] + 1
    if across <= 0 or down <= 0 or across * down > MOST_TILES:
        return []
    return [(level, x, y) for y in range(first[1], end[1] + 1) for x in range(first[0], end[0] + 1)]


def above(key: Key, most: int) -> tuple[Key, float, float, float]:
    """The tile at level `most` or above that holds another, and where: left, top, share of a side."""
    level, x, y = key
    up = max(0, level - most)
    share = 1 / 2**up
    held = (level - up, x >> up, y >> up)
    return held, (x - (held[1] << up)) * share, (y - (held[2] << up)) * share, share
