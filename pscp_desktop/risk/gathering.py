"""What the command is given, gathered into a city: boundary, events before and after, factors."""

import hashlib
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from pscp_desktop.risk.arrays import Bools, Floats
from pscp_desktop.risk.card import Input
from pscp_desktop.risk.factors import Direction, Factor
from pscp_desktop.risk.grid import as_points
from pscp_desktop.risk.placing import Plane
from pscp_desktop.risk.reading import Desk, Layer
from pscp_desktop.risk.refusals import FEWEST_EVENTS, UnfitInput, demand_events
from pscp_desktop.risk.study import City
from pscp_desktop.risk.tables import number

MOST_KINDS = 60
LAST_QUARTER = 0.75


@dataclass(eq=False)
class Gathered:
    """The plane, the boundary and the events of a command, before anything is computed."""

    plane: Plane
    boundary: shapely.Geometry
    events: Floats
    times: Floats | None


def gather(desk: Desk, given: Namespace) -> Gathered:
    """Boundary and events; for want of a boundary, the hull of the events is taken and told."""
    if given.boundary:
        plane, boundary = desk.boundary(Path(given.boundary))
    else:
        plane, boundary = desk.hull(Path(given.events))
        if boundary.area <= 0:
            demand_events(len(desk.layer(Path(given.events)).geometries), "in the file")
            raise UnfitInput("the events bound no area: give a --boundary")
        boundary = boundary.buffer(given.cell)
        desk.notes.append("no boundary was given: the hull of the events stands for it")
    events, times = desk.events(Path(given.events), plane, boundary)
    return Gathered(plane, boundary, events, times)


def city_of(desk: Desk, given: Namespace) -> City:
    """Everything `evaluate` needs."""
    held = gather(desk, given)
    if given.test:
        test, days = desk.events(Path(given.test), held.plane, held.boundary)
        learnt = np.ones(len(held.events), dtype=bool)
        _tell_of_known(desk, held, test, days)
    else:
        learnt = _earlier(desk, held, given.seed)
        test = held.events[~learnt]
    factors = [
        *_factors(desk, held.plane, given.factors, "aggravating"),
        *_factors(desk, held.plane, given.protective, "protective"),
    ]
    people = _factors(desk, held.plane, [given.people] if given.people else [], "aggravating")
    if people and len(people) > 1:
        raise UnfitInput("--people needs one column of numbers")
    events = as_points(held.events[learnt])
    times = None if held.times is None else held.times[learnt]
    return City(
        boundary=held.boundary, events=events, test=as_points(test), times=times,
        factors=tuple(_named_apart(factors)), people=people[0] if people else None,
        inputs=tuple(_inputs(given, events, test, factors)),
    )  # fmt: skip


def _earlier(desk: Desk, held: Gathered, seed: int) -> Bools:
    """Which events to learn from where no later ones were given: three quarters by time, else half.

    A quarter that is too small to judge by grows to thirty where as many are left to learn from. An event
    without a date is learnt from: it may be early, and is judged by nobody.
    """
    if held.times is not None:
        later, bound = _later(held.events, held.times, held.boundary)
        learnt = ~(held.times >= bound)
        if learnt.any() and not learnt.all():
            part = "quarter" if later == 1 - LAST_QUARTER else f"{100 * later:.0f} %"
            desk.notes.append(
                f"no --test was given: the last {part} of the events by date is judged"
            )
            return np.asarray(learnt)
    desk.notes.append("no --test and no dates were given: a seeded half of the events is judged")
    drawn = np.random.default_rng(seed).permutation(len(held.events))
    return np.asarray(drawn < len(held.events) // 2)


def _later(events: Floats, times: Floats, boundary: shapely.Geometry) -> tuple[float, float]:
    """How much of the dated events inside is judged (a quarter, or what holds thirty), and from which day."""
    inside = times[np.isfinite(times) & shapely.intersects_xy(boundary, events[:, 0], events[:, 1])]
    later = min(0.5, max(1 - LAST_QUARTER, FEWEST_EVENTS / max(inside.size, 1)))
    return later, float(np.quantile(inside, 1 - later)) if inside.size else np.inf


def _tell_of_known(desk: Desk, held: Gathered, test: Floats, days: Floats | None) -> None:
    """Say where what is judged was known before: the same events, or days before the last one learnt from."""
    before, after, dated = held.events, test, held.times is not None and days is not None
    if held.times is not None and days is not None:
        before, after = np.column_stack((before, held.times)), np.column_stack((after, days))
    seen = set(map(tuple, np.round(before, 3).tolist()))
    again = sum(tuple(row) in seen for row in np.round(after, 3).tolist())
    if again > (0.01 if dated else 0.5) * len(after):
        desk.notes.append(
            f"{again} of {len(after)} events to judge by are also among those learnt from: "
            "what was known before proves nothing"
        )
    elif dated and np.nanmin(after[:, 2]) < np.nanmax(before[:, 2]):
        desk.notes.append("some events to judge by are earlier than the last one learnt from")


def _factors(desk: Desk, plane: Plane, given: list[str], direction: Direction) -> list[Factor]:
    found = []
    for word in given:
        path, column = _parted(word)
        layer = desk.layer(path)
        shapes = plane.shapes(layer.geometries, layer.crs)
        if not len(shapes):
            desk.notes.append(f"{path.name}: nothing is in it")
        found += _of_column(layer, shapes, column, direction)
    return found


def _parted(word: str) -> tuple[Path, str]:
    """FILE, or FILE:COLUMN where no file of the whole name lies there."""
    whole = Path(word)
    name, mark, column = word.rpartition(":")
    if whole.exists() or not mark or len(name) < 2:
        return whole, ""
    return Path(name), column


def _of_column(layer: Layer, shapes: np.ndarray, column: str, direction: Direction) -> list[Factor]:
    """One factor; with a column, an attribute where it holds numbers, else one factor for each word."""
    if not column:
        return [Factor(layer.name, shapes, direction=direction)]
    lower = {name.strip().lower(): name for name in layer.columns}
    if column.strip().lower() not in lower:
        raise UnfitInput(
            f"{layer.name}: no column {column!r}; there are: {', '.join(layer.columns)}"
        )
    cells = layer.columns[lower[column.strip().lower()]]
    values = np.array([number(cell, comma=False) for cell in cells])
    if np.isfinite(values).mean() > 0.5:
        return [Factor(f"{layer.name} {column}", shapes, values, direction)]
    words = np.array([cell.strip() for cell in cells])
    kinds, counts = np.unique(words[words != ""], return_counts=True)
    kept = kinds[np.argsort(-counts, kind="stable")][:MOST_KINDS]
    return [
        Factor(f"{layer.name} {kind}", shapes[words == kind], direction=direction) for kind in kept
    ]


def _named_apart(factors: list[Factor]) -> list[Factor]:
    """Factors with names of their own: the second of a name gets a number."""
    seen: dict[str, int] = {}
    found = []
    for factor in factors:
        seen[factor.name] = seen.get(factor.name, 0) + 1
        times = seen[factor.name]
        name = factor.name if times == 1 else f"{factor.name} ({times})"
        found.append(Factor(name, factor.geometries, factor.values, factor.direction))
    return found


def _inputs(given: Namespace, events: Floats, test: Floats, factors: list[Factor]) -> list[Input]:
    found = [Input("events", "events to learn from", len(events), digest=digest(given.events))]
    found.append(Input("test", "events to judge by", len(test), digest=digest(given.test)))
    found += [Input(one.name, one.direction, len(one.geometries)) for one in factors]
    return found


def digest(name: str | None) -> str:
    """The SHA-256 of a file, empty where there is none."""
    if not name or not Path(name).is_file():
        return ""
    return hashlib.sha256(Path(name).read_bytes()).hexdigest()
