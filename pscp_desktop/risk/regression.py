"""Regression of counts by maximum likelihood: Poisson, NB1 (Var = μ(1 + σ)) and NB2 (Var = μ + αμ²).

Cameron & Trivedi 2013, ch. 3. NB1 is the family that `gamlss` calls NBII, and RTMDx fits. The same
coefficients, errors and likelihoods as statsmodels (`tests/unit/risk/test_regression.py`).
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import special

from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.refusals import UnfitInput

Family = Literal["poisson", "nb1", "nb2"]
FAMILIES: Final[tuple[Family, ...]] = ("poisson", "nb1", "nb2")
LARGEST: Final = 30.0
"""A logarithm of a mean beyond this is held there: e³⁰ events are no cell's."""
SMALLEST_DISPERSION: Final = -12.0
"""The logarithm under which a dispersion is as good as none."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model: `coefficients` (intercept first), their covariance, log-likelihood and BIC.

    `dispersion` is σ or α, 0 for Poisson; it counts as a parameter of the BIC. `expected` (n) are the means.
    """

    family: Family
    coefficients: Floats
    covariance: Floats
    dispersion: float
    log_likelihood: float
    bic: float
    expected: Floats
    converged: bool

    @property
    def errors(self) -> Floats:
        """Standard errors of the coefficients."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0))


@dataclass(frozen=True, eq=False)
class Data:
    """Counts (n), columns (n, p) without the intercept, and the logarithm of exposure (n).

    `times` (n) says how many cells a row stands for; without it, each stands for one.
    """

    counts: Floats
    columns: Floats
    offset: Floats
    times: Floats | None = None

    @property
    def design(self) -> Floats:
        return np.column_stack((np.ones(self.counts.size), self.columns))

    def take(self, chosen: list[int]) -> "Data":
        """The same cells with some of the columns."""
        return Data(self.counts, self.columns[:, chosen], self.offset, self.times)

    @property
    def weights(self) -> Floats:
        return np.ones(self.counts.size) if self.times is None else self.times

    def compressed(self) -> "Data":
        """Cells that are alike in everything, as one row: the same likelihood from fewer rows."""
        rows = np.column_stack((self.counts, np.round(self.offset, 6), self.columns))
        _, first, times = np.unique(rows, axis=0, return_index=True, return_counts=True)
        return Data(
            self.counts[first], self.columns[first], self.offset[first], times.astype(float)
        )


def fit(data: Data, family: Family = "poisson", start: Fit | None = None) -> Fit:
    """Fit by Fisher scoring, the dispersion by Newton steps in its logarithm between.

    Raises `UnfitInput` where there are no events or more columns than cells. A fit that did not settle in
    60 rounds says so by `converged`.
    """
    weights = data.weights
    if data.counts.sum() <= 0 or data.columns.shape[1] >= weights.sum():
        raise UnfitInput(
            "a regression needs events, and more cells than columns", "small_regression"
        )
    design = data.design
    beta = _begin(data, design.shape[1], start)
    spread = np.log(max(start.dispersion, 1e-3)) if start is not None else np.log(0.5)
    if family == "poisson":
        spread = SMALLEST_DISPERSION
    value, converged = -np.inf, False
    for _ in range(60):
        beta = _step(data, design, beta, spread, family)
        if family != "poisson":
            spread = _spread_step(data, _means(data, design, beta), spread, family)
        after = log_likelihood(data, _means(data, design, beta), spread, family)
        if abs(after - value) < 1e-9 * (abs(after) + 1):
            converged = True
            break
        value = after
    return _finish(data, design, beta, spread, family, converged=converged)


def log_likelihood(data: Data, means: Floats, spread: float, family: Family) -> float:
    """The log-likelihood of counts under means (n) and exp(spread) as dispersion."""
    counts, weights = data.counts, data.weights
    always = float(weights @ special.gammaln(counts + 1))
    if family == "poisson":
        return float(weights @ (special.xlogy(counts, means) - means)) - always
    dispersion = np.exp(spread)
    if family == "nb2":
        size = 1 / dispersion
        kinds, times = _kinds(counts, weights)
        head = float(times @ (special.gammaln(kinds + size) - special.gammaln(size)))
        tail = special.xlogy(counts, dispersion * means) - (counts + size) * np.log1p(
            dispersion * means
        )
        return head + float(weights @ tail) - always
    sizes = means / dispersion
    each = special.gammaln(counts + sizes) - special.gammaln(sizes)
    each += counts * (spread - np.log1p(dispersion)) - sizes * np.log1p(dispersion)
    return float(weights @ each) - always


def _kinds(counts: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The different counts, and how many cells have each."""
    kinds, place = np.unique(counts, return_inverse=True)
    return kinds, np.bincount(place, weights=weights).astype(float)


def _begin(data: Data, size: int, start: Fit | None) -> Floats:
    if start is not None and start.coefficients.size == size:
        return start.coefficients.copy()
    beta = np.zeros(size)
    beta[0] = np.log((data.weights @ data.counts) / (data.weights @ np.exp(data.offset)))
    if start is not None and start.coefficients.size < size:
        beta[: start.coefficients.size] = start.coefficients
    return beta


def _means(data: Data, design: Floats, beta: Floats) -> Floats:
    means: Floats = np.exp(np.clip(design @ beta + data.offset, -LARGEST, LARGEST))
    return means


def _slopes(counts: Floats, means: Floats, spread: float, family: Family) -> tuple[Floats, Floats]:
    """The derivative of the log-likelihood in the linear predictor, and weights for scoring."""
    if family == "poisson":
        return counts - means, means
    dispersion = np.exp(spread)
    if family == "nb2":
        room = 1 + dispersion * means
        return (counts - means) / room, means / room
    sizes = means / dispersion
    slope = sizes * (special.psi(counts + sizes) - special.psi(sizes) - np.log1p(dispersion))
    bend = sizes**2 * (special.polygamma(1, sizes) - special.polygamma(1, counts + sizes))
    return slope, np.maximum(bend, 1e-10)


def _step(data: Data, design: Floats, beta: Floats, spread: float, family: Family) -> Floats:
    """One scoring step, halved until the likelihood does not fall."""
    means = _means(data, design, beta)
    now = log_likelihood(data, means, spread, family)
    slope, weight = (part * data.weights for part in _slopes(data.counts, means, spread, family))
    bend = design.T @ (design * weight[:, None])
    bend[np.diag_indices_from(bend)] += 1e-9 * max(1.0, float(np.trace(bend)) / len(bend))
    move = np.linalg.solve(bend, design.T @ slope)
    for _ in range(12):
        there = beta + move
        after = log_likelihood(data, _means(data, design, there), spread, family)
        if after >= now - 1e-10 * abs(now):
            return there
        move = move / 2
    return beta


def _spread_slope(data: Data, means: Floats, spread: float, family: Family) -> float:
    """The derivative of the log-likelihood in the logarithm of the dispersion."""
    counts, weights = data.counts, data.weights
    dispersion = np.exp(spread)
    if family == "nb2":
        size = 1 / dispersion
        kinds, times = _kinds(counts, weights)
        head = float(times @ (special.psi(kinds + size) - special.psi(size)))
        room = 1 + dispersion * means
        tail = weights @ (size * np.log(room) + (counts - means) / room)
        return float(tail - size * head)
    sizes = means / dispersion
    head = sizes * (special.psi(counts + sizes) - special.psi(sizes) - np.log1p(dispersion))
    tail = (counts - means) / (1 + dispersion)
    return float(weights @ (tail - head))


def _spread_step(data: Data, means: Floats, spread: float, family: Family) -> float:
    """Two safeguarded secant steps towards the likeliest dispersion."""
    for _ in range(2):
        slope = _spread_slope(data, means, spread, family)
        near = _spread_slope(data, means, spread + 1e-4, family)
        bend = (near - slope) / 1e-4
        move = -slope / bend if bend < 0 else np.sign(slope)
        spread = float(np.clip(spread + np.clip(move, -1.5, 1.5), SMALLEST_DISPERSION, 8.0))
    return spread


def _finish(
    data: Data, design: Floats, beta: Floats, spread: float, family: Family, *, converged: bool
) -> Fit:
    means = _means(data, design, beta)
    value = log_likelihood(data, means, spread, family)
    parameters = beta.size + (family != "poisson")
    return Fit(
        family=family,
        coefficients=beta,
        covariance=_covariance(data, design, beta, spread, family),
        dispersion=0.0 if family == "poisson" else float(np.exp(spread)),
        log_likelihood=value,
        bic=parameters * float(np.log(data.weights.sum())) - 2 * value,
        expected=means,
        converged=converged,
    )


def _covariance(data: Data, design: Floats, beta: Floats, spread: float, family: Family) -> Floats:
    """The inverse of the observed information, with the dispersion among the parameters."""
    means = _means(data, design, beta)
    slope, weight = _slopes(data.counts, means, spread, family)
    if family == "poisson":
        return _inverse(design.T @ (design * (data.weights * weight)[:, None]))
    dispersion = np.exp(spread)
    if family == "nb2":
        weight = means * (1 + dispersion * data.counts) / (1 + dispersion * means) ** 2
    else:
        weight = weight - slope
    step = 1e-5
    above, _ = _slopes(data.counts, means, spread + step, family)
    below, _ = _slopes(data.counts, means, spread - step, family)
    cross = -design.T @ (data.weights * (above - below) / (2 * step))
    corner = -(
        _spread_slope(data, means, spread + step, family)
        - _spread_slope(data, means, spread - step, family)
    ) / (2 * step)
    size = beta.size
    information = np.empty((size + 1, size + 1))
    information[:size, :size] = design.T @ (design * (data.weights * weight)[:, None])
    information[:size, size] = information[size, :size] = cross
    information[size, size] = max(corner, 1e-9)
    return _inverse(information)[:size, :size]


def _inverse(information: Floats) -> Floats:
    return np.asarray(np.linalg.pinv(information, hermitian=True), dtype=float)
