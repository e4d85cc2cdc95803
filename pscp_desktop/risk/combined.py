"""The combined score: history at several scales and the terrain, weighed by how well each foretold.

A stacked density estimate (Smyth & Wolpert 1999): the weights are those under which held-out events of the
training data are likeliest, found by expectation maximisation. Folds are stretches of time where events have
dates, so that what is foretold lies outside what was known; else chance makes them. Nothing of the test data
is seen. The same held-out events choose the bandwidth of the kernel density and tell which method to
recommend.
"""

from dataclasses import dataclass

import numpy as np

from pscp_desktop.risk.arrays import Floats, Ints, Progress, silent
from pscp_desktop.risk.density import density_in_cells
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.history import History, as_density, prior_counts
from pscp_desktop.risk.metrics import partial_area_by_chance, partial_area_under_curve
from pscp_desktop.risk.surface import Surface

ROUNDS = 200
FITTED_OVER = (2.0, 4.0, 8.0, 16.0)
"""Cells over which the terrain is fitted to the level of its surroundings."""


@dataclass(frozen=True, eq=False)
class Combined:
    """The maps that were learnt, as densities (n) summing to one, and how each did on held-out events.

    `weights` name the parts of the combined score and what each weighs; `held_out` is, per method, the mean
    hit rate over all shares of area up to the largest asked for, over that of a perfect map (1), and `folds`
    the same per fold; `chance` is what a map of chance has of it per fold. `bandwidth` is that of
    the kernel density, metres.
    """

    surfaces: dict[str, Floats]
    weights: dict[str, float]
    held_out: dict[str, float]
    folds: dict[str, Floats]
    chance: Floats
    bandwidth: float


class Parts:
    """Everything that is mixed: counts, kernel densities, an even map, the terrain and its local fit."""

    def __init__(self, grid: Grid, terrain: Surface | None) -> None:
        self.grid = grid
        self.history = History(grid)
        known = terrain is not None and bool(terrain.slopes.any())
        self.terrain = terrain if known else None
        self._even = np.full((1, len(grid)), 1 / grid.area)

    @property
    def names(self) -> tuple[str, ...]:
        kernels = [f"kernel density {bandwidth:.0f} m" for bandwidth in self.history.bandwidths]
        fitted = [f"terrain, fitted over {scale * self.grid.cell:.0f} m" for scale in FITTED_OVER]
        terrain = [*fitted, "terrain"] if self.terrain else []
        return ("prior counts", *kernels, "even", *terrain)

    def learn(self, points: Floats) -> Floats:
        """All parts learnt from `points`, (k, n)."""
        found = [self.history.surfaces(points), self._even]
        if self.terrain is not None:
            counts, _ = self.grid.counts(points)
            terrain = self.terrain.density(counts, self.grid)
            fitted = [
                terrain * _level(points, terrain, self.grid, scale * self.grid.cell)
                for scale in FITTED_OVER
            ]
            found.append(np.array([as_density(part, self.grid) for part in (*fitted, terrain)]))
        return np.concatenate(found)


def _level(points: Floats, terrain: Floats, grid: Grid, reach: float) -> Floats:
    """How much more happens around a cell than the terrain says, from 1/e² to e² times."""
    seen = density_in_cells(points, grid, reach)
    expected = density_in_cells(grid.centres, grid, reach, terrain * grid.areas)
    few = 1.0 / (2 * np.pi * reach**2)  # as if one more event of each had been seen
    return np.clip((seen + few) / (expected + few), np.exp(-2), np.exp(2))


def combine(
    points: Floats,
    grid: Grid,
    folds: Ints,
    terrain: Surface | None = None,
    share: float = 0.1,
    progress: Progress = silent,
) -> Combined:
    """Learn all maps from `points` (m, 2) with the fold of each, and weigh them."""
    parts = Parts(grid, terrain)
    held, tests = [], []
    names = np.unique(folds)
    for place, name in enumerate(names):
        held.append(parts.learn(points[folds != name]))
        tests.append(grid.cells_of(points[folds == name]))
        progress((place + 1) / (len(names) + 1))
    tests = [cells[cells >= 0] for cells in tests]
    # Events of one cell are alike: each cell stands once, with how many it holds.
    places, counts = zip(*(np.unique(cells, return_counts=True) for cells in tests), strict=True)
    likely = [surfaces[:, cells] for surfaces, cells in zip(held, places, strict=True)]
    kernels = range(1, 1 + len(parts.history.bandwidths))

    def judged(maps: list[Floats]) -> Floats:
        pairs = zip(maps, tests, strict=True)
        return np.array([_caught(surface, cells, grid, share) for surface, cells in pairs])

    by_kernel = {kernel: judged([part[kernel] for part in held]) for kernel in kernels}
    kernel = max(kernels, key=lambda k: by_kernel[k].mean())
    others = [
        mixture_weights(
            np.concatenate([part for p, part in enumerate(likely) if p != place], axis=1),
            np.concatenate([part for p, part in enumerate(counts) if p != place]),
        )
        for place in range(len(names))
    ]
    found = {
        "prior": judged([part[0] for part in held]),
        "kde": by_kernel[kernel],
        "combined": judged([mix @ part for mix, part in zip(others, held, strict=True)]),
    }
    if parts.terrain is not None:
        found["rtm"] = judged([part[-1] for part in held])
    weights = mixture_weights(np.concatenate(likely, axis=1), np.concatenate(counts))
    learnt = parts.learn(points)
    surfaces = {
        "prior": prior_counts(points, grid),
        "kde": learnt[kernel],
        "combined": weights @ learnt,
    }
    progress(1.0)
    return Combined(
        surfaces=surfaces,
        weights=dict(zip(parts.names, (float(weight) for weight in weights), strict=True)),
        held_out={name: float(values.mean()) for name, values in found.items()},
        folds=found,
        chance=np.array([partial_area_by_chance(_seen(c, grid), grid.areas, share) for c in tests]),
        bandwidth=parts.history.bandwidths[kernel - 1],
    )


def mixture_weights(densities: Floats, counts: Ints | None = None, rounds: int = ROUNDS) -> Floats:
    """The weights (k), summing to one, under which events with `densities` (k, m) are likeliest.

    `counts` (m) is how many events have each of the densities; without them one each.
    """
    count, events = densities.shape
    weights = np.full(count, 1 / count)
    if not events:
        return weights
    each = np.ones(events) if counts is None else counts.astype(float)
    kept = densities + densities[densities > 0].min(initial=1.0) * 1e-12
    for _ in range(rounds):
        weights = weights * (kept @ (each / (weights @ kept))) / each.sum()
    return np.asarray(weights / weights.sum())


def _caught(surface: Floats, cells: Ints, grid: Grid, share: float) -> float:
    return partial_area_under_curve(surface, _seen(cells, grid), grid.areas, share)


def _seen(cells: Ints, grid: Grid) -> Floats:
    return np.bincount(cells, minlength=len(grid)).astype(float)
