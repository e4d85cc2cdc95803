"""Before and after with a control area: the weighted displacement difference.

Wheeler & Ratcliffe 2018, Crime Science 7:11; `wdd` of the R package ptools. With an area of displacement and
its own control, what moved round the corner is counted against what was gained.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from pscp_desktop.risk.refusals import UnfitInput

Change = tuple[float, float]
"""Events before and after."""


@dataclass(frozen=True)
class Displacement:
    """The change in the treated area beyond that of its control (negative is fewer events).

    `local` and `displaced` are the two parts; the 95 % interval and two-sided p take each count as Poisson,
    with the counts themselves as variances. Under about five events a count that is no good.
    """

    difference: float
    error: float
    low: float
    high: float
    z: float
    p: float
    local: float
    displaced: float


def weighted_displacement_difference(
    treated: Change,
    control: Change,
    displaced: Change = (0, 0),
    displaced_control: Change = (0, 0),
    weights: tuple[float, float] = (1.0, 1.0),
) -> Displacement:
    """(T₁ − T₀) − (C₁ − C₀) + (D₁ − D₀) − (E₁ − E₀); its variance is the sum of the eight counts.

    `weights` are the lengths of the periods before and after (or any units of exposure): counts are divided
    by them, and their variances by their squares. Raises `UnfitInput` for counts that are negative.
    """
    counts = np.array([treated, control, displaced, displaced_control], dtype=float)
    periods = np.array(weights, dtype=float)
    if (counts < 0).any() or not np.isfinite(counts).all() or (periods <= 0).any():
        raise UnfitInput("counts are not negative, and periods have a length", "odd_counts")
    rates = counts / periods
    changes = rates[:, 1] - rates[:, 0]
    local, moved = float(changes[0] - changes[1]), float(changes[2] - changes[3])
    error = float(np.sqrt((counts / periods**2).sum()))
    total = local + moved
    z = total / error if error else 0.0
    reach = float(stats.norm.ppf(0.975)) * error
    p = float(2 * stats.norm.sf(abs(z)))
    return Displacement(total, error, total - reach, total + reach, z, p, local, moved)


def same_rate(before: float, after: float, periods: tuple[float, float] = (1.0, 1.0)) -> float:
    """Two-sided p that two Poisson counts have one rate: the E-test of Krishnamoorthy & Thomson 2004."""
    total = before + after
    if min(before, after) < 0 or min(periods) <= 0:
        raise UnfitInput("counts are not negative, and periods have a length", "odd_counts")
    if total == 0:
        return 1.0
    first, second = periods
    rate = total / (first + second)

    def statistic(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        spread = np.sqrt(one / first**2 + other / second**2)
        away = np.abs(one / first - other / second)
        return np.divide(away, spread, out=np.zeros_like(spread), where=spread > 0)

    seen = statistic(np.array([before]), np.array([after]))[0]
    reach = int(total + 10 * np.sqrt(total) + 20)
    one, other = np.meshgrid(np.arange(reach + 1.0), np.arange(reach + 1.0), indexing="ij")
    chance = stats.poisson.pmf(one, rate * first) * stats.poisson.pmf(other, rate * second)
    return float(min(1.0, chance[statistic(one, other) >= seen - 1e-12].sum()))
