"""How well a map found what happened later: hit rate, PAI, PEI, recapture, calibration, intervals.

Notation of reference: risk §2: n events in the flagged cells of N, a of A square metres flagged, n* the
most events that any cells of that area could have held. Ties are broken against the map: of two cells with
the same prediction the one with fewer events comes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from pscp_desktop.risk.arrays import Bools, Floats, Ints
from pscp_desktop.risk.refusals import UnfitInput

Interval = tuple[float, float, float]
"""A value, and the lower and upper end of its interval."""


@dataclass(frozen=True)
class Success:
    """What a map caught in one share of the area. `share` is asked for, `flagged` is true (0 to 1)."""

    share: float
    flagged: float
    cells: int
    hits: float
    events: float
    hit_rate: Interval
    pai: Interval
    pei: Interval


def ranking(predicted: Floats, observed: Floats) -> Ints:
    """Places of cells, most likely first, the emptier first among equals (ptools, worst case).

    `predicted` (n) is per square metre. Differences under a billionth of the largest are rounding, not
    knowledge, and count as ties.
    """
    top = float(np.max(np.abs(predicted), initial=0.0))
    rounded = np.round(predicted / top, 9) if top > 0 else np.zeros_like(predicted)
    return np.lexsort((observed, -rounded)).astype(np.int64)


def flagged(predicted: Floats, observed: Floats, areas: Floats, share: float) -> Bools:
    """The cells flagged when `share` (0 to 1) of the area may be: as many as fit, at least one."""
    _demand(predicted, observed, areas, share)
    order = ranking(predicted, observed)
    reached = np.cumsum(areas[order])
    count = max(1, int(np.searchsorted(reached, share * areas.sum() * (1 + 1e-9), side="right")))
    chosen = np.zeros(predicted.size, dtype=bool)
    chosen[order[:count]] = True
    return chosen


def hit_rate(hits: float, events: float) -> float:
    """n/N: the share of events in the flagged cells; 0 where there are no events."""
    return hits / events if events else 0.0


def accuracy_index(hits: float, events: float, flagged_area: float, area: float) -> float:
    """PAI, Chainey et al. 2008: (n/N)/(a/A). 1 is what chance catches."""
    return hit_rate(hits, events) / (flagged_area / area)


def most_hits(observed: Floats, areas: Floats, flagged_area: float) -> float:
    """n*: the most events that cells of `flagged_area` could hold; a part of the last cell counts in part."""
    order = np.lexsort((areas, -observed / areas))
    reached = np.cumsum(areas[order])
    events = np.cumsum(observed[order])
    return float(np.interp(flagged_area, reached, events, left=float(events[0])))


def efficiency_index(hits: float, observed: Floats, areas: Floats, flagged_area: float) -> float:
    """PEI: n/n* = PAI/PAI*, 0 to 1; 0 where there are no events."""
    return _at_most_one(hits, most_hits(observed, areas, flagged_area))


def recapture_levine(earlier_hits: float, earlier: float, later_hits: float, later: float) -> float:
    """Recapture rate index of Levine: the later hit rate over the earlier one of the same flagged cells."""
    before = hit_rate(earlier_hits, earlier)
    return hit_rate(later_hits, later) / before if before else 0.0


def recapture_predicted(predicted: Floats, observed: Floats, chosen: Bools) -> float:
    """Recapture index of ptools: predicted over observed events in the flagged cells (1 is right)."""
    seen = float(observed[chosen].sum())
    return float(predicted[chosen].sum()) / seen if seen else float("inf")


def success(
    predicted: Floats, observed: Floats, areas: Floats, share: float, *, runs: int, seed: int
) -> Success:
    """Everything about one share of the area, with 95 % intervals.

    The intervals resample events (percentile bootstrap, `runs` times); where none or all are caught, which a
    bootstrap takes for certainty, they are the exact binomial ones (Clopper & Pearson 1934).
    """
    chosen = flagged(predicted, observed, areas, share)
    hits, events = float(observed[chosen].sum()), float(observed.sum())
    low, high = interval_of_hits(hits, events, runs=runs, seed=seed)
    area, total = float(areas[chosen].sum()), float(areas.sum())
    rate: Interval = (hit_rate(hits, events), low, high)
    best = efficiency_index(hits, observed, areas, area)
    most = most_hits(observed, areas, area)
    return Success(
        share=share,
        flagged=area / total,
        cells=int(chosen.sum()),
        hits=hits,
        events=events,
        hit_rate=rate,
        pai=(accuracy_index(hits, events, area, total), low * total / area, high * total / area),
        pei=(best, _at_most_one(low * events, most), _at_most_one(high * events, most)),
    )


def interval_of_hits(hits: float, events: float, *, runs: int, seed: int) -> tuple[float, float]:
    """The 95 % interval of a hit rate. With no events it is from 0 to 1: nothing is known."""
    if events < 1:
        return 0.0, 1.0
    if 0 < hits < events:
        drawn = np.random.default_rng(seed).binomial(int(events), hits / events, size=runs)
        low, high = np.percentile(drawn / events, (2.5, 97.5))
        return float(low), float(high)
    return exact_interval(hits, events)


def exact_interval(hits: float, events: float, level: float = 0.95) -> tuple[float, float]:
    """The interval of Clopper & Pearson for a share."""
    rest = (1 - level) / 2
    low = stats.beta.ppf(rest, hits, events - hits + 1) if hits > 0 else 0.0
    high = stats.beta.ppf(1 - rest, hits + 1, events - hits) if hits < events else 1.0
    return float(low), float(high)


def difference(
    one: Floats,
    other: Floats,
    observed: Floats,
    areas: Floats,
    share: float,
    *,
    runs: int = 999,
    seed: int = 0,
) -> Interval:
    """Hit rate of map `one` less that of `other` on the same events, with a paired bootstrap interval."""
    mine = flagged(one, observed, areas, share)
    theirs = flagged(other, observed, areas, share)
    events = float(observed.sum())
    if events < 1:
        return 0.0, -1.0, 1.0
    shares = np.array([observed[mine & ~theirs].sum(), observed[theirs & ~mine].sum()], dtype=float)
    rest = max(0.0, events - shares.sum())
    drawn = np.random.default_rng(seed).multinomial(
        int(events), np.append(shares, rest) / events, size=runs
    )
    low, high = np.percentile((drawn[:, 0] - drawn[:, 1]) / events, (2.5, 97.5))
    return float((shares[0] - shares[1]) / events), float(low), float(high)


def bootstrap_over_blocks(
    chosen: Bools, observed: Floats, blocks: Ints, *, runs: int = 999, seed: int = 0
) -> Interval:
    """Hit rate with an interval that resamples whole neighbourhoods (`blocks`, n), not single events."""
    names, place = np.unique(blocks, return_inverse=True)
    hits = np.bincount(place, weights=observed * chosen, minlength=names.size)
    events = np.bincount(place, weights=observed, minlength=names.size)
    drawn = np.random.default_rng(seed).integers(0, names.size, (runs, names.size))
    totals = events[drawn].sum(axis=1)
    rates = np.divide(hits[drawn].sum(axis=1), totals, out=np.zeros(runs), where=totals > 0)
    low, high = np.percentile(rates, (2.5, 97.5))
    return hit_rate(float(hits.sum()), float(events.sum())), float(low), float(high)


def partial_area_under_curve(
    predicted: Floats, observed: Floats, areas: Floats, share: float = 0.1
) -> float:
    """The mean hit rate over all shares of area up to `share`, over what a perfect map would have."""
    best = _caught_up_to(_perfect(observed, areas), observed, areas, share)
    found = _caught_up_to(ranking(predicted, observed), observed, areas, share)
    return found / best if best else 0.0


def partial_area_by_chance(observed: Floats, areas: Floats, share: float = 0.1) -> float:
    """What a map of chance has of `partial_area_under_curve` on average."""
    best = _caught_up_to(_perfect(observed, areas), observed, areas, share)
    return float(observed.sum()) * share / 2 / best if best else 0.0


def _perfect(observed: Floats, areas: Floats) -> Ints:
    return np.lexsort((areas, -observed / areas)).astype(np.int64)


def _caught_up_to(order: Ints, observed: Floats, areas: Floats, share: float) -> float:
    reached = np.concatenate(([0.0], np.cumsum(areas[order]))) / areas.sum()
    caught = np.concatenate(([0.0], np.cumsum(observed[order])))
    return float(np.mean(np.interp(np.linspace(0, share, 201), reached, caught)))


@dataclass(frozen=True)
class Calibration:
    """Whether as much happened as was expected: `bands` are (expected, observed), likeliest tenth first.

    `slope` is that of log observed on log expected (1 is right, under 1 is too sure of itself), `deviance`
    the mean Poisson deviance per cell.
    """

    bands: tuple[tuple[float, float], ...]
    slope: float
    deviance: float


def calibration(expected: Floats, observed: Floats, tenths: int = 10) -> Calibration:
    """Compare expected counts (n), scaled to the observed total, with observed ones."""
    total = float(expected.sum())
    scaled = expected * (observed.sum() / total) if total > 0 else np.zeros_like(expected)
    order = np.argsort(-scaled, kind="stable")
    bands = tuple(
        (float(scaled[part].sum()), float(observed[part].sum()))
        for part in np.array_split(order, min(tenths, order.size))
    )
    known = np.array([pair for pair in bands if pair[0] > 0 and pair[1] > 0])
    slope = _slope(np.log(known)) if len(known) > 1 else float("nan")
    return Calibration(bands, slope, mean_deviance(observed, np.maximum(scaled, 1e-12)))


def mean_deviance(observed: Floats, expected: Floats) -> float:
    """The mean Poisson deviance: 2 (y log(y/μ) − (y − μ))."""
    ratio = np.where(observed > 0, observed, 1.0) / np.where(observed > 0, expected, 1.0)
    return float(np.mean(2 * (observed * np.log(ratio) - (observed - expected))))


def found_over_expected(surface: Floats, observed: Floats, areas: Floats, share: float) -> Interval:
    """Events found in the flagged cells over those the map expected there: 1 is right, less is boasting.

    `surface` (n) is a density per square metre, scaled to the observed total. The interval is the exact one
    of a Poisson count at 95 % (Garwood 1936). Where nothing was expected nothing is known: 1, from 0 on.
    """
    chosen = flagged(surface, observed, areas, share)
    mass = surface * areas
    total = float(mass.sum())
    expected = float(observed.sum()) * float(mass[chosen].sum()) / total if total > 0 else 0.0
    if expected <= 0:
        return 1.0, 0.0, float("inf")
    hits = float(observed[chosen].sum())
    low = float(stats.chi2.ppf(0.025, 2 * hits)) / 2 if hits > 0 else 0.0
    high = float(stats.chi2.ppf(0.975, 2 * (hits + 1))) / 2
    return hits / expected, low / expected, high / expected


def concentration(observed: Floats, areas: Floats) -> float:
    """The Gini coefficient of events over area: 0 evenly spread, towards 1 all in one place."""
    order = np.argsort(observed / areas, kind="stable")
    reached = np.concatenate(([0.0], np.cumsum(areas[order]))) / areas.sum()
    total = observed.sum()
    caught = np.concatenate(([0.0], np.cumsum(observed[order]))) / (total or 1.0)
    return float(1 - 2 * np.trapezoid(caught, reached)) if total else 0.0


def by_chance(observed: Floats, areas: Floats, share: float) -> Success:
    """What a map of chance catches on average: as much as its share of the area; exact binomial interval."""
    events = float(observed.sum())
    hits = share * events
    low, high = stats.binom.ppf((0.025, 0.975), int(events), share) / max(events, 1.0)
    most = most_hits(observed, areas, share * float(areas.sum()))
    return Success(
        share=share,
        flagged=share,
        cells=round(share * areas.size),
        hits=hits,
        events=events,
        hit_rate=(share, float(low), float(high)),
        pai=(1.0, float(low) / share, float(high) / share),
        pei=(
            _at_most_one(hits, most),
            _at_most_one(float(low) * events, most),
            _at_most_one(float(high) * events, most),
        ),
    )


def table(
    surfaces: Mapping[str, Floats],
    observed: Floats,
    areas: Floats,
    shares: Sequence[float],
    *,
    runs: int = 999,
    seed: int = 0,
) -> dict[str, dict[float, Success]]:
    """Each map beside the others, for each share of the area."""
    return {
        name: {
            share: success(surface, observed, areas, share, runs=runs, seed=seed)
            for share in shares
        }
        for name, surface in surfaces.items()
    }


def _at_most_one(hits: float, most: float) -> float:
    return min(1.0, hits / most) if most else 0.0


def _slope(logs: Floats) -> float:
    across = logs[:, 0] - logs[:, 0].mean()
    spread = float(across @ across)
    return float(across @ logs[:, 1]) / spread if spread > 0 else float("nan")


def _demand(predicted: Floats, observed: Floats, areas: Floats, share: float) -> None:
    if not predicted.shape == observed.shape == areas.shape or not predicted.size:
        raise UnfitInput("predictions, events and areas must be of the same cells", "other_cells")
    if not 0 < share <= 1:
        raise UnfitInput(f"a share of the area is above 0 and at most 1, not {share}", "odd_share")
    if not np.isfinite(predicted).all():
        raise UnfitInput("a prediction is not a number", "odd_prediction")
