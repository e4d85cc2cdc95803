"""Further commands for analysts: nearest-neighbour index, local Moran, before and after with a control."""

import argparse
from typing import Any

import numpy as np

from pscp_desktop.risk import hotspots, neighbours
from pscp_desktop.risk.displacement import Change, same_rate, weighted_displacement_difference
from pscp_desktop.risk.gathering import gather
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.reading import Desk
from pscp_desktop.risk.refusals import UnfitInput, demand_events


def nearest(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    """The index of Clark and Evans with Donnelly's correction, of the events inside the boundary."""
    held = gather(desk, options)
    grid = Grid.over(held.boundary, max(1.0, float(np.sqrt(held.boundary.area)) / 50))
    cells = grid.cells_of(held.events)
    inside = held.events[cells >= 0]
    demand_events(len(inside), "inside the boundary")
    found = neighbours.nearest_neighbour(inside, held.boundary.area, held.boundary.length)
    same = len(inside) - len(np.unique(inside, axis=0))
    return {
        "events": len(inside),
        "outside": int((cells < 0).sum()),
        "at_the_place_of_another": int(same),
        "crs": held.plane.name,
        "observed_metres": round(found.observed, 4),
        "expected_metres": round(found.expected, 4),
        "index": round(found.index, 6),
        "z": round(found.z, 4),
        "p": found.p,
        "corrected_index": round(found.corrected_index, 6),
        "corrected_z": round(found.corrected_z, 4),
    }


def local_moran(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    """Local Moran of the counts of the cells, with false discoveries held at five in a hundred."""
    held = gather(desk, options)
    grid = Grid.over(held.boundary, options.cell)
    counts, outside = grid.counts(held.events)
    demand_events(int(counts.sum()), "inside the boundary")
    weights = neighbours.queen(grid)
    found = hotspots.local_moran(counts, weights, runs=options.runs, seed=options.seed)
    kinds = hotspots.quadrants(counts, weights)
    discovered = hotspots.discoveries(found.p)
    return {
        "events": int(counts.sum()),
        "outside": outside,
        "cells": len(grid),
        "crs": held.plane.name,
        "discovered_kinds": {
            name: int((discovered & (kinds == place)).sum())
            for place, name in enumerate(hotspots.QUADRANTS)
        },
        "inside": grid.inside.tolist(),
        "index": [round(float(value), 6) for value in found.value],
        "z": [round(float(value), 6) for value in found.z],
        "p": [float(value) for value in found.p],
        "p_permuted": [round(float(value), 6) for value in found.p_permuted],
        "quadrant": [hotspots.QUADRANTS[kind] for kind in kinds],
        "discovered": [bool(value) for value in discovered],
    }


def displacement(_: Desk, options: argparse.Namespace) -> dict[str, Any]:
    """The weighted displacement difference of counts before and after, with its standard error."""
    if (options.near_treated is None) != (options.near_control is None):
        raise UnfitInput("what lies beside is counted at both: --near-treated and --near-control")
    found = weighted_displacement_difference(
        options.treated, options.control, options.near_treated or (0.0, 0.0),
        options.near_control or (0.0, 0.0), options.periods,
    )  # fmt: skip
    before, after = options.treated
    counts = [before, after, *options.control]
    few = min(counts) < FEW
    return {
        "difference": round(found.difference, 6),
        "standard_error": round(found.error, 6),
        "interval": [round(found.low, 6), round(found.high, 6)],
        "z": round(found.z, 4),
        "p": found.p,
        "local": round(found.local, 6),
        "displaced": round(found.displaced, 6),
        "treated_same_rate_p": round(same_rate(before, after, options.periods), 6),
        "told_apart_from_chance": bool(found.low > 0 or found.high < 0),
        "notes": ["a count under five: the standard error is too small to be trusted"] if few else [],
    }  # fmt: skip


FEW = 5
"""Events under which a count is no good estimate of its own variance."""


def pair(text: str) -> Change:
    """BEFORE,AFTER: two counts."""
    try:
        before, after = (float(part) for part in text.split(","))
    except ValueError:
        before = after = -1.0
    if not (0 <= before < np.inf and 0 <= after < np.inf):
        raise argparse.ArgumentTypeError(f"{text} are not two counts, before and after")
    return before, after


def lengths(text: str) -> Change:
    """BEFORE,AFTER: two lengths of time."""
    before, after = pair(text)
    if not before or not after:
        raise argparse.ArgumentTypeError(f"{text} are not two lengths of time")
    return before, after


def displacement_options(parser: argparse.ArgumentParser) -> None:
    """Counts before and after where something was done, where not, and beside both."""
    parser.add_argument("--treated", type=pair, required=True, metavar="BEFORE,AFTER")
    parser.add_argument("--control", type=pair, required=True, metavar="BEFORE,AFTER")
    parser.add_argument("--near-treated", type=pair, metavar="BEFORE,AFTER")
    parser.add_argument("--near-control", type=pair, metavar="BEFORE,AFTER")
    parser.add_argument(
        "--periods", type=lengths, default=(1.0, 1.0), metavar="BEFORE,AFTER",
        help="how long each period was, in any unit",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=displacement, crs="EPSG:4326", x="", y="", date="")
