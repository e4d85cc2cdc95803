"""A fitted elastic net as a map: expected events per square metre, and how it did where it had not looked."""

from dataclasses import dataclass, replace

import numpy as np

from pscp_desktop.risk.arrays import Floats, Ints, Progress, silent
from pscp_desktop.risk.elastic_net import Problem, cross_validated, path
from pscp_desktop.risk.grid import Grid


@dataclass(frozen=True, eq=False)
class Surface:
    """A net with the penalty that predicts held-out neighbourhoods best, ready for other events of the city.

    `helps` is whether it surely predicts held-out neighbourhoods better than no factor does; `deviance` is
    their mean deviance, `kind` whether it is made of bands or of decay. `slopes` (p) are the coefficients.
    """

    problem: Problem
    penalties: Floats
    helps: bool
    deviance: float
    kind: str
    slopes: Floats

    def density(self, counts: Floats, grid: Grid, weights: Floats | None = None) -> Floats:
        """Expected events per square metre (n), learnt from `counts` at the penalty that was chosen.

        `weights` (n) of 0 hold cells out of the learning; they are predicted all the same.
        """
        problem = replace(self.problem, counts=counts)
        last = path(problem, self.penalties[-1:], weights)[0]
        means = np.exp(np.clip(problem.offset + last[0] + problem.columns @ last[1:], -30, 30))
        return np.asarray(means, dtype=float) / grid.areas

    def elsewhere(self, grid: Grid, folds: Ints) -> Floats:
        """The density (n) of each cell as learnt from the other folds alone: places without a history."""
        found = np.zeros(len(grid))
        for fold in np.unique(folds):
            held = folds == fold
            found[held] = self.density(self.problem.counts, grid, (~held).astype(float))[held]
        return found


def surface_of(
    problem: Problem, held: tuple[Ints, Ints], kind: str, progress: Progress = silent
) -> Surface:
    """Choose the penalty by what is held out: the block and the fold of each cell (n)."""
    blocks, folds = held
    chosen = cross_validated(problem, folds, blocks, progress=progress)
    return Surface(
        problem=problem,
        penalties=chosen.penalties[: chosen.best + 1],
        helps=chosen.better_than_none,
        deviance=float(chosen.deviances[chosen.best]),
        kind=kind,
        slopes=chosen.coefficients[chosen.best][1:],
    )
