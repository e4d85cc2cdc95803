"""Parts of an area by their likelihood, read off the scores of its cells.

A part is a patch of neighbouring cells of one band. Its band comes from the recommended method; what it may
be comes from the other methods and from what chance alone allows with so many events in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from pscp_desktop.risk.arrays import Floats, Ints
from pscp_desktop.risk.refusals import UnfitInput

BELOW, ALIKE, ABOVE, HIGHEST = range(4)
EDGES: Final = (2 / 3, 3 / 2)
"""How many times the mean a cell holds, between less, as and more likely: the programme's own rule."""
TOP_SHARE: Final = 0.05
"""Share of the cells that may be among the most likely, where they hold more than `EDGES[1]` as well."""
MOST_PATCHES: Final = {HIGHEST: 6, ABOVE: 4}
"""So many patches of a band stand by themselves; the smaller ones are told together."""
TAIL: Final = 0.025


@dataclass(frozen=True, slots=True)
class PartOfArea:
    """A part: its cells (column, row), its band, and the bands it may lie in.

    `share` is of all events, `ratio` against an even spread; `events` were counted in it, or None.
    """

    cells: tuple[tuple[int, int], ...]
    band: int
    lowest: int
    highest: int
    share: float
    ratio: float
    events: int | None
    whole: bool
    """Whether it is one patch; else it is everything else of its band."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a kept result: lower left corners (n) in metres, their side, scores per method (n).

    `counts` (n) are the events in each, where they are known; `events` how many there were in all.
    """

    x: Floats
    y: Floats
    side: float
    scores: Mapping[str, Floats]
    events: int
    counts: Ints | None = None


def numbered(x: Floats, y: Floats, side: float) -> tuple[Ints, Ints]:
    """Column from the west and row from the south of each cell, from 1."""
    columns = np.rint((x - x.min()) / side).astype(np.int64) + 1
    rows = np.rint((y - y.min()) / side).astype(np.int64) + 1
    return columns, rows


def parts_of(cells: Cells, method: str) -> tuple[PartOfArea, ...]:
    """The parts, the most likely first. Raises UnfitInput without cells or without scores of `method`."""
    scores = cells.scores.get(method)
    if scores is None or not scores.size or not np.all(np.isfinite(scores)) or scores.sum() <= 0:
        raise UnfitInput("the result has no scores to tell parts by", "odd_prediction")
    ratios = {
        name: each / each.mean() for name, each in cells.scores.items() if float(each.sum()) > 0
    }
    own = ratios[method]
    columns, rows = numbered(cells.x, cells.y, cells.side)
    edges = (*EDGES, max(EDGES[1], float(np.quantile(own, 1 - TOP_SHARE))))
    field = _Field(cells, columns, rows, ratios, method, np.array(edges))
    bands = field.band_of(own)
    return tuple(
        _part(band, which, field, whole=whole)
        for band in (HIGHEST, ABOVE, ALIKE, BELOW)
        for which, whole in _patches(band, bands, field)
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Field:
    """Cells with their numbers, how many times the mean each method says, and where bands begin."""

    cells: Cells
    columns: Ints
    rows: Ints
    ratios: Mapping[str, Floats]
    method: str
    edges: Floats

    def band_of(self, ratio: Floats | float) -> Ints:
        return np.searchsorted(self.edges, ratio, side="right")


def _patches(band: int, bands: Ints, field: _Field) -> list[tuple[Ints, bool]]:
    """The cells of each part of a band: its greatest patches, then all others together."""
    mine = np.flatnonzero(bands == band)
    most = MOST_PATCHES.get(band, 0)
    if not mine.size or not most:
        return [(mine, False)] if mine.size else []
    from scipy import ndimage

    plan = np.zeros((int(field.columns.max()) + 1, int(field.rows.max()) + 1), dtype=bool)
    plan[field.columns[mine], field.rows[mine]] = True
    labels, count = ndimage.label(plan)
    of = labels[field.columns[mine], field.rows[mine]]
    own = field.ratios[field.method]
    weights = np.bincount(of, weights=own[mine], minlength=count + 1)
    alone = [int(n) for n in np.argsort(-weights, kind="stable") if weights[n] > 0][:most]
    rest = mine[~np.isin(of, alone)]
    found = [(mine[of == number], True) for number in alone]
    return [*found, (rest, False)] if rest.size else found


def _part(band: int, which: Ints, field: _Field, *, whole: bool) -> PartOfArea:
    cells = field.cells
    area = which.size / cells.x.size
    said = {name: float(each[which].mean()) for name, each in field.ratios.items()}
    share = said[field.method] * area
    counted = None if cells.counts is None else int(cells.counts[which].sum())
    total = cells.events if cells.counts is None else int(cells.counts.sum())
    low, high = _by_chance(share * total if counted is None else counted, total * area)
    lowest = int(field.band_of(min(low, *said.values())))
    highest = int(field.band_of(max(high, *said.values())))
    named = sorted(zip(field.columns[which].tolist(), field.rows[which].tolist(), strict=True))
    return PartOfArea(
        cells=tuple(named),
        band=band,
        lowest=min(band, lowest),
        highest=max(band, highest),
        share=share,
        ratio=said[field.method],
        events=counted,
        whole=whole,
    )


def _by_chance(events: float, even: float) -> tuple[float, float]:
    """What so many events may be of an even spread: the exact Poisson interval at 95 % (Garwood 1936)."""
    from scipy.special import gammaincinv

    if even <= 0:
        return 0.0, float("inf")
    low = float(gammaincinv(events, TAIL)) if events > 0 else 0.0
    return low / even, float(gammaincinv(events + 1, 1 - TAIL)) / even


__all__ = ["ABOVE", "ALIKE", "BELOW", "HIGHEST", "Cells", "PartOfArea", "numbered", "parts_of"]
