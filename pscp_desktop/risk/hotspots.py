"""Spatial autocorrelation: Moran's I, local Moran, Getis and Ord's Gi*, and which of them are discoveries.

Moran 1950; Cliff & Ord 1981; Anselin 1995; Ord & Getis 1995. Weights are sparse (n, n) and binary for Gi*,
with each place a neighbour of itself. esda with `transform='B'` gives the same numbers
(`tests/unit/risk/test_hotspots.py`).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from pscp_desktop.risk.arrays import Bools, Floats, Ints, Progress, silent
from pscp_desktop.risk.refusals import UnfitInput

NONE: Floats = np.empty(0)


@dataclass(frozen=True)
class Moran:
    """Global autocorrelation: `index`, its expectation, z and p under randomisation (two-sided).

    `p_permuted` is one-sided towards the observed side, (as extreme + 1) / (runs + 1).
    """

    index: float
    expected: float
    z: float
    p: float
    p_permuted: float | None


@dataclass(frozen=True)
class Local:
    """A statistic for each place (n): its standard score, p, and p by permutation (empty without runs)."""

    value: Floats
    z: Floats
    p: Floats
    p_permuted: Floats


def moran(
    values: Floats,
    weights: sparse.csr_array,
    *,
    runs: int = 0,
    seed: int = 0,
    progress: Progress = silent,
) -> Moran:
    """Moran's I of values (n); moments under randomisation (Cliff & Ord 1981, eq. 2.20 to 2.24).

    Raises `UnfitInput` for values that are all alike, weights that are none, or fewer than four places.
    """
    values = _varied(values, weights)
    if values.size < 4:
        raise UnfitInput("autocorrelation needs four places or more", "few_places")
    count = values.size
    away = values - values.mean()
    total = float(weights.sum())
    scale = count / total / float(away @ away)
    index = scale * float(away @ (weights @ away))
    expected = -1 / (count - 1)
    spread = np.sqrt(_variance(away, weights) - expected**2)
    z = (index - expected) / spread
    permuted = None
    if runs:
        drawn = np.empty(runs)
        random = np.random.default_rng(seed)
        for run in range(runs):
            mixed = random.permutation(away)
            drawn[run] = scale * float(mixed @ (weights @ mixed))
            progress((run + 1) / runs)
        above = int((drawn >= index).sum())
        permuted = (min(above, runs - above) + 1) / (runs + 1)
    return Moran(index, expected, float(z), float(2 * stats.norm.sf(abs(z))), permuted)


def gi_star(
    values: Floats,
    weights: sparse.csr_array,
    *,
    runs: int = 0,
    seed: int = 0,
    progress: Progress = silent,
) -> Local:
    """Gi* of Ord & Getis 1995: z = (Σw x − W x̄) / (s √((n Σw² − W²)/(n − 1))), s with n in the denominator.

    `weights` hold the place itself (`neighbours.with_self`). By permutation, the value of the place is held
    and those of its neighbours are drawn without replacement from all others; p is two-sided:
    2 (as extreme on the nearer side + 1) / (runs + 1), at most 1. All places with equally many neighbours
    share the same draws, which are right for each place by itself.
    """
    values = _varied(values, weights)
    count = values.size
    mean, spread = values.mean(), values.std()
    each = np.asarray(weights.sum(axis=1)).ravel()
    squares = np.asarray(weights.power(2).sum(axis=1)).ravel()
    sums = weights @ values
    room = (count * squares - each**2) / (count - 1)
    known = room > 1e-12
    z = np.where(known, (sums - each * mean) / (spread * np.sqrt(np.where(known, room, 1))), 0.0)
    permuted = _permuted_sums(values, weights, sums, (runs, seed), progress) if runs else NONE
    return Local(sums, z, 2 * stats.norm.sf(np.abs(z)), permuted)


def local_moran(
    values: Floats,
    weights: sparse.csr_array,
    *,
    runs: int = 0,
    seed: int = 0,
    progress: Progress = silent,
) -> Local:
    """Local Moran Iᵢ = zᵢ Σ wᵢⱼ zⱼ with row-standardised weights, without the place itself (Anselin 1995).

    z and p under conditional randomisation: the place is held, its neighbours are a draw without replacement
    of the others (mean and variance of a sample mean from a finite population).
    """
    values = _varied(values, weights)
    binary = sparse.csr_array((weights - sparse.diags_array(weights.diagonal())) > 0).astype(float)
    scores = (values - values.mean()) / values.std()
    each = np.asarray(binary.sum(axis=1)).ravel()
    count = values.size
    sums = binary @ scores
    lag = np.divide(sums, each, out=np.zeros(count), where=each > 0)
    rest_mean = -scores / (count - 1)
    rest_spread = np.maximum((count - scores**2) / (count - 1) - rest_mean**2, 0)
    room = np.where(each > 0, (count - 1 - each) / np.maximum(each, 1) / max(1, count - 2), 0)
    error = np.sqrt(rest_spread * room)
    z = np.divide((lag - rest_mean) * np.sign(scores), error, out=np.zeros(count), where=error > 0)
    permuted = _permuted_sums(scores, binary, sums, (runs, seed), progress) if runs else NONE
    return Local(scores * lag, z, 2 * stats.norm.sf(np.abs(z)), permuted)


QUADRANTS = ("high among high", "low among high", "low among low", "high among low")


def quadrants(values: Floats, weights: sparse.csr_array) -> Ints:
    """Where each place stands beside its neighbours: the index into `QUADRANTS`."""
    away = values - values.mean()
    around = weights @ away
    return np.where(away >= 0, np.where(around >= 0, 0, 3), np.where(around >= 0, 1, 2)).astype(
        np.int64
    )


def discoveries(p: Floats, rate: float = 0.05) -> Bools:
    """Which p values are discoveries at a false-discovery rate (Benjamini & Hochberg 1995).

    Holds under the positive dependence of neighbouring places (Benjamini & Yekutieli 2001).
    """
    order = np.argsort(p, kind="stable")
    passed = np.flatnonzero(p[order] <= rate * np.arange(1, p.size + 1) / p.size)
    found = np.zeros(p.size, dtype=bool)
    if passed.size:
        found[order[: passed[-1] + 1]] = True
    return found


def _permuted_sums(
    values: Floats,
    weights: sparse.csr_array,
    observed: Floats,
    chance: tuple[int, int],
    progress: Progress,
) -> Floats:
    """Two-sided p of binary-weighted sums, each place held and its neighbours drawn from the others.

    A draw of k from the others is a draw of k from all that does not hit the place itself: one row of
    places is drawn for all, and where it hits the place itself, a spare that follows in the row stands in.
    """
    runs, seed = chance
    count = values.size
    held = weights.diagonal() * values
    most = int(np.diff(weights.indptr).max(initial=0))
    drawn = _draws(np.random.default_rng(seed), count, (runs, min(count, most + 1)))
    taken = values[drawn]
    reached = np.concatenate((np.zeros((runs, 1)), np.cumsum(taken, axis=1)), axis=1)
    others = (np.diff(weights.indptr) - (weights.diagonal() > 0)).astype(np.int64)
    above = np.zeros(count, dtype=np.int64)
    below = np.zeros(count, dtype=np.int64)
    tolerance = 1e-9 * max(1.0, float(np.abs(values).max()))
    for step, size in enumerate(kinds := np.unique(others)):
        places = np.flatnonzero(others == size)
        sums = np.sort(reached[:, size])
        target = observed[places] - held[places]
        above[places] = runs - np.searchsorted(sums, target - tolerance, side="left")
        below[places] = np.searchsorted(sums, target + tolerance, side="right")
        progress(0.5 * (step + 1) / len(kinds))
    _mend(values, drawn, reached, (others, observed - held, tolerance), (above, below))
    progress(1.0)
    return np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (runs + 1))


def _mend(
    values: Floats,
    drawn: Ints,
    reached: Floats,
    wanted: tuple[Ints, Floats, float],
    tallies: tuple[Ints, Ints],
) -> None:
    """Count anew the draws in which a place was drawn as its own neighbour, with the spare in its stead."""
    others, target, tolerance = wanted
    above, below = tallies
    run, position = np.divmod(np.arange(drawn.size), drawn.shape[1])
    place = drawn.ravel()
    hit = position < others[place]
    run, place = run[hit], place[hit]
    wrong = reached[run, others[place]]
    right = wrong - values[place] + values[drawn[run, others[place]]]
    for tally, sign in ((above, 1.0), (below, -1.0)):
        was = sign * (wrong - target[place]) >= -tolerance
        now = sign * (right - target[place]) >= -tolerance
        np.add.at(tally, place, now.astype(np.int64) - was.astype(np.int64))


def _draws(random: np.random.Generator, count: int, shape: tuple[int, int]) -> Ints:
    """Rows of different places, each row a draw without replacement."""
    runs, size = shape
    return np.array([random.choice(count, size, replace=False) for _ in range(runs)])


def _varied(values: Floats, weights: sparse.csr_array) -> Floats:
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or weights.shape != (values.size, values.size) or not weights.nnz:
        raise UnfitInput(
            "values and weights must be of the same places, some of them neighbours", "other_cells"
        )
    if not np.isfinite(values).all() or values.std() == 0:
        raise UnfitInput("values must be finite and not all alike", "all_alike")
    return values


def _variance(away: Floats, weights: sparse.csr_array) -> float:
    """The second moment of Moran's I under randomisation."""
    count = away.size
    total = float(weights.sum())
    both = weights + weights.T
    first = float(both.power(2).sum()) / 2
    sides = np.asarray(weights.sum(axis=0)).ravel() + np.asarray(weights.sum(axis=1)).ravel()
    second = float(sides @ sides)
    kurtosis = float(np.mean(away**4) / np.mean(away**2) ** 2)
    many = count * ((count**2 - 3 * count + 3) * first - count * second + 3 * total**2)
    few = kurtosis * ((count**2 - count) * first - 2 * count * second + 6 * total**2)
    return (many - few) / ((count - 1) * (count - 2) * (count - 3) * total**2)
