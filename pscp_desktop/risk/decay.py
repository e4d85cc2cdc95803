"""The terrain as a surface: how risk falls off with distance from factors, and rises with how many there are.

The bands of the risk terrain model are for reading; a cell 310 metres from a bar is not another place than
one at 290. For predicting, each factor is seen as exp(−d/h) and as log(1 + density/mean) at several reaches
h, and an elastic-net Poisson regression keeps what predicts held-out neighbourhoods. On the cities it was
tried on it ranks places clearly better than 0/1 bands do, mostly because it has no ties (`run.py bench risk`
tells by how much).
"""

import numpy as np
from numpy.typing import NDArray

from pscp_desktop.risk.arrays import Floats, Ints, Progress, silent
from pscp_desktop.risk.density import frame_of, kernel_density
from pscp_desktop.risk.elastic_net import Problem
from pscp_desktop.risk.factors import (
    FEATURE_STEPS,
    Factor,
    attribute_in_cells,
    distances,
    sampled,
)
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.surface import Surface, surface_of

FORMS = ("best", "bands", "decay")
"""How a terrain is seen: by what predicts held-out neighbourhoods better, or as one says."""
REACHES = (1.0, 2.0, 4.0, 8.0)
"""In cells."""


def decay_columns(
    factors: list[Factor], grid: Grid, progress: Progress = silent
) -> NDArray[np.float32]:
    """The columns (n, q) of all factors, single precision; those of protective factors are negative."""
    found: list[Floats] = []
    for place, factor in enumerate(factors):
        sign = -1.0 if factor.direction == "protective" else 1.0
        kept = factor.usable()
        if len(kept.geometries):
            found += [sign * column for column in _of(kept, grid)]
        progress((place + 1) / len(factors))
    columns = [column for column in found if column.std() > 1e-9]
    table = np.empty((len(grid), len(columns)), dtype=np.float32, order="F")
    for place, column in enumerate(columns):
        table[:, place] = column
    return table


def _of(factor: Factor, grid: Grid) -> list[Floats]:
    if factor.values is not None:
        level = attribute_in_cells(factor, grid)
        order = np.argsort(np.argsort(level, kind="stable"), kind="stable")
        return [order / max(1, level.size - 1), _standard(level)]
    away = distances(factor, grid)
    near = [np.exp(-away / (reach * grid.cell)) for reach in REACHES]
    points, weights = sampled(factor, grid.cell / 2)
    frame = frame_of(grid)
    dense = []
    for reach in REACHES:
        surface = kernel_density(points, frame, reach * grid.cell, weights, steps=FEATURE_STEPS)
        inside = surface.ravel()[grid.inside]
        dense.append(np.log1p(inside / max(float(inside.mean()), 1e-300)))
    return near + dense


def _standard(level: Floats) -> Floats:
    spread = float(level.std())
    return np.clip((level - level.mean()) / spread, -3, 3) if spread > 0 else np.zeros(level.size)


def best_surface(
    bands: Surface,
    decay: NDArray[np.float32],
    known: tuple[Floats, Floats],
    held: tuple[Ints, Ints],
    progress: Progress = silent,
    *,
    form: str = "best",
) -> Surface:
    """Bands or decay, whichever predicts held-out neighbourhoods better, or the one that `form` names.

    `known` are the counts and the logarithm of exposure of each cell (n), `held` its block and fold.
    """
    if form == "bands":
        progress(1.0)
        return bands
    counts, offset = known
    smooth = surface_of(Problem(counts, decay, offset), held, "decay", progress)
    if form == "decay":
        return smooth
    useful = [surface for surface in (smooth, bands) if surface.helps]
    return min(useful or [smooth, bands], key=lambda surface: surface.deviance)
