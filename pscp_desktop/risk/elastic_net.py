"""Elastic-net Poisson regression with coefficients that are not negative, its penalty by cross-validation.

Minimises −ℓ(b)/n + λ(α Σ b + (1 − α)/2 Σ b²) over b ≥ 0, the intercept free (Friedman, Hastie & Tibshirani
2010; the sign bound as RTMDx has it). Each quadratic step is solved exactly by active sets (Lawson & Hanson
1974). Same coefficients as glum with a lower bound of 0 (`tests/unit/risk/test_elastic_net.py`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pscp_desktop.risk.arrays import Floats, Ints, Progress, silent
from pscp_desktop.risk.refusals import UnfitInput

Columns = NDArray[np.float32]

PENALTIES = 30
FOOT = 0.01
"""The smallest penalty of a path, as a share of the one that leaves nothing in."""
SURE = 1.64
PATIENCE = 4
"""A path ends after so many penalties that predict held-out cells worse than the best before."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Counts (n), columns (n, p; single precision, by column), exposure offset (n), α of the net.

    With `scaled` the penalty of a column is that of its standardised form, as in glmnet.
    """

    counts: Floats
    columns: Columns
    offset: Floats
    alpha: float = 0.95
    scaled: bool = True

    def scales(self) -> Floats:
        """What each coefficient is multiplied by in the penalty."""
        if not self.scaled:
            return np.ones(self.columns.shape[1])
        scales: Floats = np.maximum(self.columns.std(axis=0, dtype=np.float64), 1e-6)
        return scales


@dataclass(frozen=True, eq=False)
class Chosen:
    """The path: penalties, mean deviance of held-out cells, coefficients (up to the best, p + 1).

    `best` is the place of the penalty that predicts best; `better_than_none` whether its gain over the model
    without factors is surer than chance: 1.64 standard errors of the mean gain of a block.
    """

    penalties: Floats
    deviances: Floats
    coefficients: Floats
    best: int
    better_than_none: bool


def path(
    problem: Problem,
    penalties: Floats,
    weights: Floats | None = None,
    progress: Progress = silent,
) -> Floats:
    """Coefficients (k, p + 1), intercept first, for falling penalties; `weights` (n) leave cells out by 0."""
    state = _State(problem, np.ones(problem.counts.size) if weights is None else weights)
    found = np.zeros((len(penalties), problem.columns.shape[1] + 1))
    for place, penalty in enumerate(penalties):
        found[place] = state.solve(float(penalty))
        progress((place + 1) / len(penalties))
    return found


def penalties_of(problem: Problem, count: int = PENALTIES) -> Floats:
    """Falling penalties from the smallest that leaves nothing in."""
    state = _State(problem, np.ones(problem.counts.size))
    most = float((state.pull() / state.scales).max(initial=0.0)) / problem.alpha
    if most <= 0:
        return np.array([1.0])
    return most * np.geomspace(1, FOOT, count)


def cross_validated(
    problem: Problem,
    folds: Ints,
    units: Ints | None = None,
    count: int = PENALTIES,
    progress: Progress = silent,
) -> Chosen:
    """Choose the penalty by the deviance of held-out folds, and fit all cells down to it.

    `folds` (n) are best whole neighbourhoods (`blocks.spatial_folds`): cells beside each other know each
    other's answer. `units` (n, by default the folds) are the blocks whose gains are compared when it is asked
    whether factors help at all. Raises `UnfitInput` where there are fewer than two folds with events.
    """
    names = np.unique(folds)
    held = [folds == name for name in names]
    if sum(problem.counts[part].sum() > 0 for part in held) < 2:
        raise UnfitInput("cross-validation needs events in two folds", "one_fold")
    penalties = penalties_of(problem, count)
    states = [_State(problem, (~part).astype(float)) for part in held]
    judged = np.unique(folds if units is None else units, return_inverse=True)[1]
    losses: list[Floats] = []
    for penalty in penalties:
        eta = np.empty(problem.counts.size)
        for state, part in zip(states, held, strict=True):
            state.solve(float(penalty))
            eta[part] = state.eta[part]
        losses.append(np.bincount(judged, weights=_deviances(problem.counts, eta)).astype(float))
        progress(len(losses) / (len(penalties) + 4))
        if len(losses) - 1 - _best(losses) >= PATIENCE:
            break
    return _choose(problem, penalties[: len(losses)], np.array(losses), progress)


def _choose(problem: Problem, penalties: Floats, losses: Floats, progress: Progress) -> Chosen:
    best = int(np.argmin(losses.sum(axis=1)))
    gains = losses[0] - losses[best]
    error = float(gains.std(ddof=1) / np.sqrt(gains.size)) if best else 0.0
    coefficients = path(problem, penalties[: best + 1])
    progress(1.0)
    helps = bool(best and gains.mean() > SURE * error)
    return Chosen(penalties, losses.sum(axis=1) / problem.counts.size, coefficients, best, helps)


def _best(losses: list[Floats]) -> int:
    return int(np.argmin([loss.sum() for loss in losses]))


def _deviances(counts: Floats, eta: Floats) -> Floats:
    """The Poisson deviance of each cell (n)."""
    means = np.exp(np.clip(eta, -30, 30))
    ratio = np.where(counts > 0, counts, 1) / np.where(counts > 0, means, 1)
    return np.asarray(2 * (counts * np.log(ratio) - (counts - means)))


class _State:
    """One path on its way down: where it stands is where the next penalty begins."""

    def __init__(self, problem: Problem, weights: Floats) -> None:
        self.problem = problem
        self.weights = weights / weights.sum()
        self.scales = problem.scales()
        self.beta = np.zeros(problem.columns.shape[1])
        exposure = float(self.weights @ np.exp(problem.offset))
        mean = float(self.weights @ problem.counts)
        self.intercept = float(np.log(max(mean, 1e-12) / exposure))
        self.eta = problem.offset + self.intercept
        self.last = np.inf

    def pull(self) -> Floats:
        """How much each column would raise the log-likelihood per cell."""
        rest = self.weights * (self.problem.counts - np.exp(self.eta))
        pulls: Floats = (rest.astype(np.float32) @ self.problem.columns).astype(float)
        return pulls

    def solve(self, penalty: float) -> Floats:
        """Coefficients at `penalty`, intercept first."""
        bound = penalty * self.problem.alpha * self.scales
        pulls = self.pull()
        threshold = (
            bound
            if np.isinf(self.last)
            else (np.maximum(2 * penalty - self.last, 0) * self.problem.alpha * self.scales)
        )
        active = (self.beta > 0) | (pulls > threshold * (1 + 1e-9))
        for _ in range(20):
            self._descend(np.flatnonzero(active), penalty)
            missing = ~active & (self.pull() > bound * (1 + 1e-4) + 1e-9)
            if not missing.any():
                break
            active |= missing
        self.last = penalty
        return np.concatenate(([self.intercept], self.beta))

    def _descend(self, active: Ints, penalty: float) -> None:
        """Newton steps on the active columns, each a quadratic problem with bounds."""
        columns = np.asfortranarray(self.problem.columns[:, active])
        linear = np.concatenate(([0.0], penalty * self.problem.alpha * self.scales[active]))
        ridge = np.concatenate(
            ([0.0], penalty * (1 - self.problem.alpha) * self.scales[active] ** 2)
        )
        current = np.concatenate(([self.intercept], self.beta[active]))
        value = self._objective(current, linear, ridge)
        for _ in range(30):
            bend, slope = self._local(columns)
            bend[np.diag_indices_from(bend)] += ridge + 1e-10
            target = slope - linear + (bend @ current - ridge * current)
            there = bounded_quadratic(bend, target, current)
            current, after = self._line(columns, current, there, (value, linear, ridge))
            if value - after < 1e-8 * abs(value):
                break
            value = after
        self.beta[active] = current[1:]

    def _local(self, columns: Columns) -> tuple[Floats, Floats]:
        means = np.exp(np.clip(self.eta, -30, 30))
        rest = self.weights * (self.problem.counts - means)
        weighted = (self.weights * means).astype(np.float32)
        size = columns.shape[1] + 1
        bend = np.empty((size, size))
        scaled = columns * weighted[:, None]
        bend[1:, 1:] = columns.T @ scaled
        bend[0, 0] = float(self.weights @ means)
        bend[0, 1:] = bend[1:, 0] = scaled.sum(axis=0, dtype=np.float64)
        # By `dot` in double precision: where this is zero is where the answer lies.
        slope = np.concatenate(([rest.sum()], rest @ columns))
        return bend, slope

    def _line(
        self,
        columns: Columns,
        current: Floats,
        there: Floats,
        before: tuple[float, Floats, Floats],
    ) -> tuple[Floats, float]:
        """Go to `there`, or as far towards it as makes the objective smaller."""
        value, linear, ridge = before
        move = there - current
        along = columns @ move[1:] + move[0]
        eta = self.eta
        after = value
        for halving in range(12):
            share = 0.5**halving
            self.eta = eta + share * along
            after = self._objective(current + share * move, linear, ridge)
            if after <= value + 1e-12 * abs(value):
                self.intercept = float(current[0] + share * move[0])
                return current + share * move, after
        self.eta = eta
        return current, value

    def _objective(self, current: Floats, linear: Floats, ridge: Floats) -> float:
        eta = np.clip(self.eta, -30, 30)
        fit = float(self.weights @ (np.exp(eta) - self.problem.counts * eta))
        return fit + float(linear @ current) + 0.5 * float(ridge @ current**2)


def bounded_quadratic(bend: Floats, target: Floats, start: Floats) -> Floats:
    """The b that minimises ½ b'Bb − t'b with all but the first at least 0, from a feasible `start`."""
    current = start.copy()
    free = current > 0
    free[0] = True
    tolerance = 1e-10 * max(1.0, float(np.abs(target).max()))
    for _ in range(10 * current.size + 10):
        wanted = np.zeros_like(current)
        wanted[free] = np.linalg.solve(bend[np.ix_(free, free)], target[free])
        below = free & (wanted <= 0)
        below[0] = False
        if below.any():
            room = current[below] / np.maximum(current[below] - wanted[below], 1e-300)
            share = float(room.min(initial=1.0))
            current = current + share * (wanted - current)
            free[np.flatnonzero(below)[room <= share + 1e-12]] = False
            current[~free] = 0.0
            continue
        current = wanted
        pulls = np.where(free, 0.0, target - bend @ current)
        most = int(np.argmax(pulls))
        if pulls[most] <= tolerance:
            break
        free[most] = True
    return current
