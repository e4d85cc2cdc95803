"""The command for analysts and for checks: `python -m pscp_desktop.risk evaluate|kde|gistar|nearrepeat`.

Further: `localmoran`, `nearest` (neighbour index) and `displacement` (before and after with a control).
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NoReturn

import numpy as np
from pyproj.exceptions import ProjError

from pscp_desktop.risk import density, further, hotspots, neighbours
from pscp_desktop.risk.blocks import FOLDS
from pscp_desktop.risk.decay import FORMS
from pscp_desktop.risk.gathering import city_of, gather
from pscp_desktop.risk.grid import Grid
from pscp_desktop.risk.near_repeat import bands, near_repeat
from pscp_desktop.risk.reading import Columns, Desk, Others
from pscp_desktop.risk.refusals import KINDS, RiskRefused, UnfitInput, demand_events
from pscp_desktop.risk.study import METHODS, Choices, evaluate, folds_of
from pscp_desktop.risk.telling import printed, said_of

BESIDE = ("prior", "kde", "random")
"""Always shown beside a model."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and ends with 2."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}\n")
        sys.exit(2)


def main(given: Sequence[str], others: Others | None = None) -> int:
    """Do what was asked and print it; 2 where the input does not allow it, with one line that says why."""
    options = _parser().parse_args(given)
    columns = Columns(options.x, options.y, options.date)
    desk = Desk(options.crs, columns, others)
    began = time.perf_counter()
    try:
        found = options.run(desk, options)
    except RiskRefused as refused:
        sys.stderr.write(f"{_one_line(refused.reason)}\n")
        return 2
    except ProjError as reason:
        sys.stderr.write(f"coordinates cannot be placed: {_one_line(str(reason))}\n")
        return 2
    except MemoryError:
        sys.stderr.write("there is not enough memory for so many cells: take larger ones\n")
        return 2
    found["notes"] = [*desk.notes, *found.get("notes", [])]
    found["seconds"] = round(time.perf_counter() - began, 3)
    text = (
        json.dumps(found, ensure_ascii=False, allow_nan=False) if options.json else printed(found)
    )
    sys.stdout.write(f"{text}\n")
    return 0


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m pscp_desktop.risk", description=__doc__)
    commands = parser.add_subparsers(required=True, parser_class=_Parser)
    _evaluate_options(_shared(commands.add_parser("evaluate", help="methods side by side")))
    kernel = _shared(commands.add_parser("kde", help="kernel density of events"))
    kernel.add_argument("--bandwidth", type=_length, default=0.0, help="metres; else it is chosen")
    kernel.set_defaults(run=_kde)
    hot = _shared(commands.add_parser("gistar", help="hot and cold spots (Getis and Ord's Gi*)"))
    hot.add_argument("--runs", type=_count, default=999)
    hot.set_defaults(run=_gistar)
    near = _shared(commands.add_parser("nearrepeat", help="near repeats (Knox)"), cell=False)
    near.add_argument("--distance", type=_length, default=100.0, help="metres of a band")
    near.add_argument("--bands", type=_count, default=6)
    near.add_argument("--days", type=_length, default=7.0, help="days of a band")
    near.add_argument("--periods", type=_count, default=4)
    near.add_argument("--runs", type=_count, default=99)
    near.add_argument("--metric", choices=("manhattan", "euclidean"), default="manhattan")
    near.set_defaults(run=_nearrepeat)
    local = _shared(commands.add_parser("localmoran", help="local Moran of the cells"))
    local.add_argument("--runs", type=_count, default=999)
    local.set_defaults(run=further.local_moran)
    index = commands.add_parser("nearest", help="nearest-neighbour index (Clark and Evans)")
    _shared(index, cell=False).set_defaults(run=further.nearest)
    further.displacement_options(
        commands.add_parser("displacement", help="weighted displacement difference of counts")
    )
    return parser


def _shared(parser: argparse.ArgumentParser, *, cell: bool = True) -> argparse.ArgumentParser:
    parser.add_argument("--events", required=True, metavar="FILE")
    parser.add_argument("--boundary", metavar="FILE")
    parser.add_argument("--crs", default="EPSG:4326", help="system of what names none")
    parser.add_argument("--cell", type=_length, required=cell, default=100.0, metavar="METRES")
    parser.add_argument("--x", default="", metavar="COLUMN")
    parser.add_argument("--y", default="", metavar="COLUMN")
    parser.add_argument("--date", default="", metavar="COLUMN")
    parser.add_argument("--seed", type=_seed, default=0)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def _evaluate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--test", metavar="FILE", help="later events; else the last quarter")
    parser.add_argument(
        "--factors", nargs="+", action="extend", default=[], metavar="FILE[:COLUMN]"
    )
    parser.add_argument(
        "--protective", nargs="+", action="extend", default=[], metavar="FILE[:COLUMN]"
    )
    parser.add_argument("--people", metavar="FILE[:COLUMN]", help="what events are counted per")
    parser.add_argument(
        "--method", choices=("rtm", "kde", "prior", "combined", "all"), default="all"
    )
    parser.add_argument(
        "--form", choices=FORMS, default="best",
        help="how factors act: by bands, falling off with distance, or what foretells better",
    )  # fmt: skip
    parser.add_argument("--top", type=_shares, default="1,5,10", metavar="PERCENT,…")
    parser.add_argument(
        "--kind", choices=KINDS, default="reported", help="how events came to be known"
    )
    parser.add_argument("--reason", default="", help="why events discovered by police are used")
    parser.set_defaults(run=_evaluate)


def _length(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value) or value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is no length")
    return value


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 0 on")
    return int(text)


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if not 1 <= value <= 100_000:
        raise argparse.ArgumentTypeError(f"{text} is no such number")
    return value


def _shares(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    try:
        good = all(0 < float(part) <= 100 for part in parts)
    except ValueError:
        good = False
    if not parts or not good:
        raise argparse.ArgumentTypeError(f"{text} are no percents of the area")
    return list(dict.fromkeys(parts))


def _evaluate(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    if options.method == "rtm" and not (options.factors or options.protective):
        raise UnfitInput("a risk terrain model needs --factors")
    city = city_of(desk, options)
    choices = Choices(
        cell=options.cell, shares=tuple(float(share) / 100 for share in options.top),
        seed=options.seed, kind=options.kind, reason=options.reason, form=options.form,
    )  # fmt: skip
    study = evaluate(city, choices)
    wanted = METHODS if options.method == "all" else (options.method, *BESIDE)
    return said_of(study, [name for name in METHODS if name in wanted], options.top)


def _kde(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    held = gather(desk, options)
    grid = Grid.over(held.boundary, options.cell)
    counts, outside = grid.counts(held.events)
    demand_events(int(counts.sum()), "inside the boundary")
    bandwidth = options.bandwidth
    if bandwidth > max(grid.rows, grid.columns) * grid.cell:
        raise UnfitInput(f"a bandwidth of {bandwidth:g} m is wider than the whole area")
    if not bandwidth:
        folds, _ = folds_of(held.events, held.times, options.seed)
        tried = options.cell * np.array((0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 9, 14))
        bandwidth, _ = density.best_bandwidth(held.events, grid, tried, folds)
    surface = density.edge_corrected(held.events, grid, bandwidth)
    return {
        "bandwidth": bandwidth,
        "bandwidth_chosen_by": "given" if options.bandwidth else f"{FOLDS} held-out folds",
        "events": int(counts.sum()),
        "outside": outside,
        **_cells(grid, held.plane.name),
        "per_square_kilometre": [round(float(value) * 1e6, 6) for value in surface],
    }


def _gistar(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    held = gather(desk, options)
    grid = Grid.over(held.boundary, options.cell)
    counts, outside = grid.counts(held.events)
    demand_events(int(counts.sum()), "inside the boundary")
    weights = neighbours.with_self(neighbours.queen(grid))
    found = hotspots.gi_star(counts, weights, runs=options.runs, seed=options.seed)
    whole = hotspots.moran(counts, neighbours.queen(grid), runs=options.runs, seed=options.seed)
    discovered = hotspots.discoveries(found.p)
    return {
        "events": int(counts.sum()),
        "outside": outside,
        "moran": {"index": whole.index, "z": whole.z, "p": whole.p, "p_permuted": whole.p_permuted},
        "hot": int((discovered & (found.z > 0)).sum()),
        "cold": int((discovered & (found.z < 0)).sum()),
        **_cells(grid, held.plane.name),
        "counts": [int(value) for value in counts],
        "z": [round(float(value), 6) for value in found.z],
        "p": [float(value) for value in found.p],
        "p_permuted": [round(float(value), 6) for value in found.p_permuted],
        "discovered": [bool(value) for value in discovered],
    }


def _nearrepeat(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    held = gather(desk, options)
    if held.times is None:
        raise UnfitInput("near repeats need dates: name their column by --date")
    dated = np.isfinite(held.times) & (held.events > -1e11).all(axis=1)
    demand_events(int(dated.sum()), "with a date")
    edges = (
        bands(options.distance, options.bands, same_place=True),
        bands(options.days, options.periods),
    )
    found = near_repeat(
        held.events[dated], held.times[dated], edges, metric=options.metric, runs=options.runs,
        seed=options.seed,
    )  # fmt: skip
    return {
        "events": found.events,
        "without_date": int((~dated).sum()),
        "metric": options.metric,
        "runs": found.runs,
        "distances_metres": ["same place", *_half_open(found.distances[1:], 0.0)],
        "times_days": _half_open(found.times),
        "observed": found.observed.tolist(),
        "expected": np.round(found.expected, 3).tolist(),
        "ratio": [
            [None if np.isnan(r) else round(float(r), 4) for r in row] for row in found.ratio
        ],
        "p": np.round(found.p, 6).tolist(),
    }


def _half_open(edges: Sequence[float], first: float | None = None) -> list[str]:
    """Bands as they truly are; the first one after the same place begins above 0."""
    said = [f"[{low:g}, {high:g})" for low, high in pairwise(edges)]
    if first is not None:
        said[0] = f"({first:g}, {edges[1]:g})"
    return [*said, f"[{edges[-1]:g}, ∞)"]


def _cells(grid: Grid, system: str) -> dict[str, Any]:
    return {
        "crs": system,
        "grid": {
            "west": grid.west, "south": grid.south, "cell": grid.cell, "rows": grid.rows,
            "columns": grid.columns,
        },
        "inside": grid.inside.tolist(),
    }  # fmt: skip
