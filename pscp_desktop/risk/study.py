"""One study of a city: every method learnt from the past, judged on what came after, side by side.

The risk terrain never stands alone: prior counts, kernel density and chance are always beside it, because a
map that does not beat counting is worth its explanation only (reference: risk §1.4, §5.3).
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy import stats
from shapely.geometry.base import BaseGeometry

from pscp_desktop.risk import metrics
from pscp_desktop.risk.arrays import Floats, Ints, Progress, part_of, silent
from pscp_desktop.risk.blocks import seeded_folds, spatial_blocks, spatial_folds, time_folds
from pscp_desktop.risk.card import Input, ModelCard, Plain, versions_here
from pscp_desktop.risk.combined import Combined, combine
from pscp_desktop.risk.decay import best_surface, decay_columns
from pscp_desktop.risk.elastic_net import Problem
from pscp_desktop.risk.factors import Columns, Factor, candidates, spread_over_cells
from pscp_desktop.risk.grid import Grid, as_points
from pscp_desktop.risk.history import as_density
from pscp_desktop.risk.metrics import Success
from pscp_desktop.risk.refusals import UnfitInput, demand_events, demand_reported
from pscp_desktop.risk.stability import selection_shares
from pscp_desktop.risk.surface import Surface
from pscp_desktop.risk.terrain import Settings, Terrain, log_exposure, risk_terrain

METHODS = ("rtm", "kde", "prior", "combined", "random")
FEWEST_HITS = 10
FEWEST_CELLS = 10
"""Below this a share of the area is no choice of places."""
FOLDS_OF_TIME = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class City:
    """What is known: a boundary, events and later events (n, 2) in projected metres, and factors.

    `times` (n) are days; without them, held-out events are drawn by chance. `people` is a factor whose
    values are what events are counted per (or None for area alone). `inputs` are named in the model card.
    """

    boundary: BaseGeometry
    events: Floats
    test: Floats
    times: Floats | None = None
    factors: tuple[Factor, ...] = ()
    people: Factor | None = None
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How the study is made: cell in metres, shares of area (0 to 1), seed, bands in metres.

    `kind` is how events came to be known; what police discovered is refused as an outcome unless `reason` is
    written. `runs` are those of the bootstrap.
    """

    cell: float
    shares: tuple[float, ...] = (0.01, 0.05, 0.1)
    seed: int = 0
    bands: tuple[float, ...] = ()
    kind: str = "reported"
    reason: str = ""
    runs: int = 999
    stability: bool = True
    form: str = "best"
    """How factors act, one of `decay.FORMS`."""


@dataclass(frozen=True)
class Notice:
    """Something a reader must know, as a code and its facts; the words are made elsewhere."""

    code: str
    facts: dict[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Study:
    """The outcome: maps (n, events per square metre), how each did, the model, and what to use.

    `later` (n) are the events it was judged by. `table` is method → share → success on the later events;
    `differences` the hit rate of the combined score less that of each other method with its paired interval,
    per share. `recommended` was chosen on held-out events of the training data, `why` is its code and facts.
    """

    grid: Grid
    later: Floats
    surfaces: dict[str, Floats]
    table: dict[str, dict[float, Success]]
    differences: dict[str, dict[float, metrics.Interval]]
    terrain: Terrain | None
    combined: Combined
    recommended: str
    why: Notice
    notices: tuple[Notice, ...]
    card: ModelCard


def evaluate(city: City, choices: Choices, progress: Progress = silent) -> Study:
    """Learn from `city.events`, judge on `city.test`.

    Raises `PoliceDiscovered`, `TooFewEvents` (under 30 to learn from or to judge by) and `UnfitInput`.
    """
    demand_reported(choices.kind, choices.reason)
    grid = Grid.over(city.boundary, choices.cell)
    if len(grid) < FEWEST_CELLS:
        raise UnfitInput(
            f"cells of {choices.cell:g} m tell no places apart (there are {len(grid)}): take smaller ones",
            "few_cells",
            cells=len(grid),
            cell=choices.cell,
        )
    counts, outside = grid.counts(city.events)
    later, later_outside = grid.counts(city.test)
    demand_events(int(counts.sum()), "inside the boundary to learn from", code="few_to_learn")
    demand_events(int(later.sum()), "inside the boundary to judge by", code="few_to_judge")
    notices = [
        *_told(outside, "events_outside"), *_told(later_outside, "test_events_outside"),
    ]  # fmt: skip
    terrain, surface, more = _terrain(city, choices, grid, counts, part_of(progress, 0, 0.6))
    points = as_points(city.events)
    folds, dated = folds_of(points, city.times, choices.seed)
    combined = combine(
        points, grid, folds, surface, max(choices.shares), part_of(progress, 0.6, 0.95)
    )
    surfaces = dict(combined.surfaces)
    if surface is not None:
        surfaces["rtm"] = as_density(surface.density(counts, grid), grid)
    table = metrics.table(
        surfaces, later, grid.areas, choices.shares, runs=choices.runs, seed=choices.seed
    )
    chance = {share: metrics.by_chance(later, grid.areas, share) for share in choices.shares}
    table["random"] = chance
    if surface is not None and not surface.slopes.any():
        # A map without any difference flags by chance, and is no worse than that.
        table["rtm"] = chance
    recommended, why = recommend(combined)
    notices += [*more, *([] if dated else [Notice("no_dates")])]
    notices += [*_no_better_than_chance(combined, recommended), *_weaknesses(table)]
    progress(1.0)
    study = Study(
        grid, later, surfaces, table, _differences(surfaces, later, grid, choices), terrain, combined,
        recommended, why, tuple(notices), ModelCard((), {}, {}),
    )  # fmt: skip
    return replace(study, card=_card(city, choices, study, (counts, later)))


def folds_of(points: Floats, times: Floats | None, seed: int) -> tuple[Ints, bool]:
    """The fold of each event (n), and whether folds are stretches of time: five different times at least."""
    known = np.isfinite(np.full(len(points), np.nan) if times is None else times)
    folds = seeded_folds(len(points), seed)
    if times is None or known.mean() < 0.5 or np.unique(times[known]).size < FOLDS_OF_TIME:
        return folds, False
    # The few without a date stay where chance put them.
    folds[known] = time_folds(times[known])
    return folds, bool(np.unique(folds[known]).size > 1)


def _terrain(
    city: City, choices: Choices, grid: Grid, counts: Floats, progress: Progress
) -> tuple[Terrain | None, Surface | None, list[Notice]]:
    """The model and its surface, and what is to be said about the factors."""
    if not city.factors:
        return None, None, [Notice("no_factors")]
    factors = list(city.factors)
    columns = candidates(factors, grid, choices.bands, part_of(progress, 0, 0.1))
    notices = [Notice("factor_unused", {"factor": name}) for name in columns.unused]
    if not columns.candidates:
        return None, None, [*notices, Notice("no_factors")]
    blocks = spatial_blocks(grid)
    folds = spatial_folds(blocks, counts, choices.seed)
    if np.count_nonzero(np.bincount(folds, weights=counts)) < 2:
        return None, None, [*notices, Notice("one_neighbourhood"), Notice("no_factors")]
    exposure = None if city.people is None else exposure_of(city.people, grid)
    settings = Settings(seed=choices.seed, exposure=exposure)
    terrain = risk_terrain(counts, columns, grid, settings, part_of(progress, 0.1, 0.6))
    offset = log_exposure(grid, exposure)
    surface = best_surface(
        terrain.surface, decay_columns(factors, grid), (counts, offset), (blocks, folds),
        part_of(progress, 0.6, 0.85), form=choices.form,
    )  # fmt: skip
    if choices.stability and terrain.found:
        steady = _steady(terrain, columns, blocks, choices.seed, part_of(progress, 0.85, 1))
        terrain = steady
    if not surface.helps:
        notices.append(Notice("factors_do_not_help"))
    return terrain, surface, notices


def exposure_of(people: Factor, grid: Grid) -> Floats:
    """People (or what else) per cell (n): points with their value, areas by the share each cell takes."""
    return spread_over_cells(people.usable(), grid)


def _steady(
    terrain: Terrain, columns: Columns, blocks: Ints, seed: int, progress: Progress
) -> Terrain:
    problem: Problem = terrain.surface.problem
    names = [candidate.factor for candidate in columns.candidates]
    shares = selection_shares(
        problem, float(terrain.surface.penalties[-1]), names, blocks, seed=seed, progress=progress
    )
    return replace(
        terrain,
        found=tuple(replace(one, stability=shares[one.candidate.factor]) for one in terrain.found),
    )


def recommend(combined: Combined) -> tuple[str, Notice]:
    """The method that did best on held-out events; the combined score where it is within one error of it."""
    best = max(combined.held_out, key=lambda name: combined.held_out[name])
    facts: dict[str, Plain] = {name: round(value, 4) for name, value in combined.held_out.items()}
    if best == "combined":
        return best, Notice("best_held_out", {"best": best, **facts})
    lost = combined.folds[best] - combined.folds["combined"]
    error = float(lost.std(ddof=1) / np.sqrt(lost.size)) if lost.size > 1 else 0.0
    if lost.mean() <= error:
        return "combined", Notice("within_error", {"best": best, **facts})
    return best, Notice("best_held_out", {"best": best, **facts})


def _no_better_than_chance(combined: Combined, recommended: str) -> list[Notice]:
    """A notice where the best there is was not surely better than chance on held-out events.

    Student's t over the folds at one in two hundred: the best of a dozen maps is better by luck alone.
    """
    lead = combined.folds[recommended] - combined.chance
    error = float(lead.std(ddof=1) / np.sqrt(lead.size)) if lead.size > 1 else 0.0
    sure = float(stats.t.ppf(0.995, max(lead.size - 1, 1)))
    return [] if lead.mean() > sure * error else [Notice("no_better_than_chance")]


def _differences(
    surfaces: dict[str, Floats], later: Floats, grid: Grid, choices: Choices
) -> dict[str, dict[float, metrics.Interval]]:
    return {
        name: {
            share: metrics.difference(
                surfaces["combined"], surface, later, grid.areas, share,
                runs=choices.runs, seed=choices.seed,
            )
            for share in choices.shares
        }
        for name, surface in surfaces.items()
        if name != "combined"
    }  # fmt: skip


def _told(count: int, code: str) -> list[Notice]:
    return [Notice(code, {"count": count})] if count else []


def _weaknesses(table: dict[str, dict[float, Success]]) -> list[Notice]:
    """Where fewer than ten events were caught, and where a single method beat the combined score."""
    found = []
    for share, mine in table["combined"].items():
        if mine.hits < FEWEST_HITS:
            found.append(Notice("few_hits", {"share": share, "hits": mine.hits}))
        for name, row in table.items():
            if name != "random" and row is table["random"]:
                continue  # an empty terrain, which is chance under another name
            if row[share].hit_rate[0] > mine.hit_rate[0]:
                found.append(
                    Notice(
                        "combined_beaten",
                        {
                            "share": share,
                            "method": name,
                            "theirs": row[share].hit_rate[0],
                            "combined": mine.hit_rate[0],
                        },
                    )
                )
    return found


def _card(city: City, choices: Choices, study: Study, counts: tuple[Floats, Floats]) -> ModelCard:
    learnt, later = (int(part.sum()) for part in counts)
    settings: dict[str, Plain] = {
        "cell_metres": choices.cell,
        "cells": len(study.grid),
        "area_square_metres": study.grid.area,
        "seed": choices.seed,
        "kind_of_record": choices.kind,
        "reason_for_override": choices.reason,
        "factors": len(city.factors),
        "bandwidth_metres": study.combined.bandwidth,
    }
    results: dict[str, Plain] = {
        "events_learnt_from": learnt,
        "events_judged_by": later,
        "recommended": study.recommended,
    }
    for method, row in study.table.items():
        for share, success in row.items():
            results[f"{method}, {share:.0%} of area, hit rate"] = round(success.hit_rate[0], 4)
    if study.terrain is not None:
        settings["family"] = study.terrain.fit.family
        results["factors_found"] = len(study.terrain.found)
    warnings = tuple(one.code for one in study.notices)
    return ModelCard(city.inputs, settings, results, warnings, versions=versions_here())
