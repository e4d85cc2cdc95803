"""Near repeats: do events follow each other in space and time more often than chance has it (Knox 1964).

Bands are half-open, [from, to), and said as such. The Near Repeat Calculator labels its bands "a to b" but
computes [a − 1, b) (Steenbeek's NearRepeat); with whole days its "0 to 1, 2 to 2, 3 to 3" are [0, 1), [1, 2),
[2, 3) here. The last band of each axis is open: everything farther and later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

from pscp_desktop.risk.arrays import Floats, Ints, Progress, silent
from pscp_desktop.risk.grid import as_points
from pscp_desktop.risk.refusals import UnfitInput

Metric = Literal["manhattan", "euclidean"]
SAME_PLACE = 1e-3
"""Two events under a millimetre apart happened at the same place."""
MOST_PAIRS = 60_000_000


@dataclass(frozen=True)
class NearRepeat:
    """The whole table: rows are bands of distance, columns bands of time, the last of each open.

    `observed` pairs, `expected` their mean over the permutations, `ratio` of both (nan where none were
    expected), `p` the one-sided probability of as many pairs or more: (as many + 1) / (runs + 1).
    """

    distances: tuple[float, ...]
    times: tuple[float, ...]
    observed: Ints
    expected: Floats
    ratio: Floats
    p: Floats
    runs: int
    seed: int
    events: int


def bands(step: float, count: int, *, same_place: bool = False) -> tuple[float, ...]:
    """Edges of `count` bands of `step`, from 0; with a first band of its own for the same place."""
    edges = [step * place for place in range(1, count + 1)]
    return (0.0, SAME_PLACE, *edges) if same_place else (0.0, *edges)


def near_repeat(
    points: Floats,
    times: Floats,
    edges: tuple[Sequence[float], Sequence[float]],
    *,
    metric: Metric = "manhattan",
    runs: int = 99,
    seed: int = 0,
    progress: Progress = silent,
) -> NearRepeat:
    """Count pairs of events by distance and time, and how often chance gives as many.

    `points` (n, 2) in metres, `times` (n) in days, `edges` those of distance (metres) and of time (days),
    each rising from 0. A permutation deals the times out anew among the places. Pairs farther than the last
    edge are never listed: their counts follow from the totals, which no permutation changes. Raises
    `UnfitInput` for edges that do not rise or inputs that do not fit.
    """
    points, times = as_points(points), np.asarray(times, dtype=float)
    far, late = (_edges(given) for given in edges)
    if len(points) != times.size or times.size < 2 or not np.isfinite(times).all():
        raise UnfitInput(
            "near repeats need two events or more, each with a place and a time", "no_times"
        )
    one, other, starts = _near_pairs(points, far, metric)
    totals = _totals(times, late)
    observed = _table(times, (one, other, starts), late, totals)
    above = np.zeros(observed.shape, dtype=np.int64)
    summed = np.zeros(observed.shape, dtype=np.int64)
    random = np.random.default_rng(seed)
    for run in range(runs):
        drawn = _table(random.permutation(times), (one, other, starts), late, totals)
        above += drawn >= observed
        summed += drawn
        progress((run + 1) / runs)
    expected = summed / max(1, runs)
    ratio = np.divide(observed, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
    p = (above + 1) / (runs + 1)
    return NearRepeat(tuple(far), tuple(late), observed, expected, ratio, p, runs, seed, times.size)


def _edges(given: Sequence[float]) -> Floats:
    edges = np.asarray(given, dtype=float)
    if edges.size < 2 or edges[0] != 0 or not (np.diff(edges) > 0).all():
        raise UnfitInput("bands need edges that rise from 0", "odd_bands")
    return edges


def _near_pairs(points: Floats, edges: Floats, metric: Metric) -> tuple[Ints, Ints, Ints]:
    """Pairs nearer than the last edge, sorted by band, and where each band begins among them."""
    power = 1 if metric == "manhattan" else 2
    tree = cKDTree(points)
    expected = (tree.count_neighbors(tree, edges[-1], p=power) - len(points)) // 2
    if expected > MOST_PAIRS:
        raise UnfitInput(
            f"{expected} pairs are too many: take nearer bands", "many_pairs", pairs=expected
        )
    pairs = tree.query_pairs(edges[-1], p=power, output_type="ndarray")
    away = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    distance = away.sum(axis=1) if metric == "manhattan" else np.hypot(away[:, 0], away[:, 1])
    band = np.searchsorted(edges, distance, side="right") - 1
    near = band < edges.size - 1
    order = np.argsort(band[near], kind="stable")
    chosen = pairs[near][order]
    starts = np.searchsorted(band[near][order], np.arange(edges.size))
    return np.ascontiguousarray(chosen[:, 0]), np.ascontiguousarray(chosen[:, 1]), starts


def _totals(times: Floats, edges: Floats) -> Ints:
    """Pairs in each band of time, all distances together; the last is the open one."""
    ordered = np.sort(times)
    nearer = [
        int((np.searchsorted(ordered, ordered + edge, side="left") - np.arange(times.size) - 1)
            .clip(min=0).sum())
        for edge in edges[1:]
    ]  # fmt: skip
    every = times.size * (times.size - 1) // 2
    return np.diff(np.array([0, *nearer, every]))


def _table(times: Floats, pairs: tuple[Ints, Ints, Ints], edges: Floats, totals: Ints) -> Ints:
    one, other, starts = pairs
    apart = np.abs(times[one] - times[other])
    table = np.zeros((starts.size, edges.size), dtype=np.int64)
    for band in range(starts.size - 1):
        part = apart[starts[band] : starts[band + 1]]
        nearer = [int(np.count_nonzero(part < edge)) for edge in edges[1:]]
        table[band] = np.diff(np.array([0, *nearer, part.size]))
    table[-1] = totals - table[:-1].sum(axis=0)
    return table
