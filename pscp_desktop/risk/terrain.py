"""Risk terrain model: which things of a place go with more events, or fewer, and how sure that is.

Caplan & Kennedy's method as the RTMDx utility reports it (reference: risk §1): candidates of every factor;
an elastic-net Poisson regression, its penalty chosen by predicting held-out neighbourhoods; then stepwise
selection by BIC under Poisson, NB1 and NB2, of which the least BIC wins. A relative risk value is exp(b); the
score of a cell is the product of those it has, 1 at the lowest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from pscp_desktop.risk.arrays import Floats, Progress, part_of, silent
from pscp_desktop.risk.blocks import spatial_blocks, spatial_folds
from pscp_desktop.risk.elastic_net import Problem
from pscp_desktop.risk.factors import Candidate, Columns
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.refusals import UnfitInput, demand_events
from pscp_desktop.risk.regression import FAMILIES, Data, Family, Fit, fit
from pscp_desktop.risk.stepwise import Step, stepwise
from pscp_desktop.risk.surface import Surface, surface_of

Z95 = 1.959964
Bands = Literal["one", "decay"]


@dataclass(frozen=True)
class Found:
    """A factor in the model: relative risk value with its 95 % interval, and how often it is chosen again.

    `stability` is the share of half-samples of neighbourhoods in which the factor was chosen (nan where
    that was not asked). The interval is that of the last fit: it knows nothing of the choosing before it, and
    is too narrow by that.
    """

    candidate: Candidate
    coefficient: float
    error: float
    rrv: float
    low: float
    high: float
    stability: float = field(default=float("nan"))


@dataclass(frozen=True, eq=False)
class Terrain:
    """A model: its factors, the last fit, and the score of each cell (n) with its interval.

    `bic` holds that of the best model of each family; `considered` is how many candidates there were, `left`
    how many the elastic net kept, and `surface` that net. `helps` is whether factors predict held-out
    neighbourhoods at all; without that the model is empty.
    """

    found: tuple[Found, ...]
    fit: Fit
    bic: dict[Family, float]
    considered: int
    left: int
    helps: bool
    surface: Surface
    score: Floats
    low: Floats
    high: Floats
    expected: Floats
    columns: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a model is made. `exposure` (n) is what events are counted per beside area (people, street)."""

    bands: Bands = "one"
    families: tuple[Family, ...] = FAMILIES
    alpha: float = 0.95
    seed: int = 0
    exposure: Floats | None = None
    demand_gain: bool = True


def risk_terrain(
    counts: Floats,
    columns: Columns,
    grid: Grid,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Terrain:
    """Fit the model to events per cell (n).

    Raises `TooFewEvents` under 30 events, `UnfitInput` without candidates. Cells without exposure hold no
    events that could be explained: they are given a thousandth of the mean exposure.
    """
    settings = settings or Settings()
    demand_events(int(counts.sum()), "to learn from")
    if not columns.candidates:
        raise UnfitInput("no factor tells any two cells apart", "no_factor")
    offset = log_exposure(grid, settings.exposure)
    signed = columns.values * np.array([c.sign for c in columns.candidates], dtype=np.float32)
    problem = Problem(counts, np.asfortranarray(signed), offset, settings.alpha)
    blocks = spatial_blocks(grid)
    held = (blocks, spatial_folds(blocks, counts, settings.seed))
    surface = surface_of(problem, held, "bands", part_of(progress, 0, 0.6))
    helps = surface.helps or not settings.demand_gain
    kept = np.flatnonzero(surface.slopes > 1e-9) if helps else np.empty(0, dtype=np.int64)
    data = Data(counts, columns.values[:, kept].astype(float), offset)
    steps = _all_families(data, [columns.candidates[k] for k in kept], settings, progress)
    family = min(steps, key=lambda name: steps[name].fit.bic)
    step = steps[family]
    places = tuple(int(kept[place]) for place in step.chosen)
    present = columns.values[:, list(places)].astype(float)
    last = fit(Data(counts, present, offset), family, step.fit)
    score, low, high = relative_risk(last, present)
    return Terrain(
        found=tuple(
            _found(columns.candidates[place], last, position)
            for position, place in enumerate(places)
        ),
        fit=last,
        bic={name: other.fit.bic for name, other in steps.items()},
        considered=len(columns.candidates),
        left=len(kept),
        helps=helps,
        surface=surface,
        score=score,
        low=low,
        high=high,
        expected=last.expected / grid.areas,
        columns=places,
    )


def log_exposure(grid: Grid, exposure: Floats | None) -> Floats:
    """The logarithm of what each cell offers: its area in whole cells, times an exposure of mean 1."""
    area = np.log(grid.areas / grid.cell**2)
    if exposure is None or float(np.sum(exposure)) <= 0:
        return area
    density = exposure / grid.areas
    offset: Floats = area + np.log(np.maximum(density / density.mean(), 1e-3))
    return offset


def _all_families(
    data: Data, candidates: list[Candidate], settings: Settings, progress: Progress
) -> dict[Family, Step]:
    groups: Sequence[object] = (
        [c.group for c in candidates] if settings.bands == "one" else list(range(len(candidates)))
    )
    signs = [c.sign for c in candidates]
    fewer = data.compressed()
    width = 0.4 / len(settings.families)
    return {
        family: stepwise(
            fewer, groups, signs, family,
            part_of(progress, 0.6 + width * place, 0.6 + width * (place + 1)),
        )
        for place, family in enumerate(settings.families)
    }  # fmt: skip


def _found(candidate: Candidate, last: Fit, position: int) -> Found:
    coefficient = float(last.coefficients[position + 1])
    error = float(last.errors[position + 1])
    ends = np.exp([coefficient, coefficient - Z95 * error, coefficient + Z95 * error])
    return Found(candidate, coefficient, error, *(float(end) for end in ends))


def relative_risk(last: Fit, columns: Floats) -> tuple[Floats, Floats, Floats]:
    """The relative risk score of cells, and its 95 % interval by the delta method, (n) each.

    exp(Σ b x), the lowest cell being 1 where none of its factors is protective.
    """
    coefficients = last.coefficients[1:]
    logs = columns @ coefficients
    base = float(logs.min(initial=0.0)) if logs.size else 0.0
    spread = np.sqrt(np.einsum("ij,jk,ik->i", columns, last.covariance[1:, 1:], columns))
    logs = logs - base
    return np.exp(logs), np.exp(logs - Z95 * spread), np.exp(logs + Z95 * spread)
