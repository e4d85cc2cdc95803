"""Running an analysis: from the layers of a plan to figures, factors, a model card and a surface.

The numbers are made in `pscp_desktop.risk`; here their layers are read and their outcome is put into the
records of the service. Everything in it may take long: it reports progress and can be stopped.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_analysis import AnalysisFactor, AnalysisFigure
from pscp_desktop.domain.risk_layers import Layer, Origin
from pscp_desktop.services.risk.analyses import Outcome, Plan
from pscp_desktop.services.risk.carding import because_of, card_of, how_of
from pscp_desktop.services.risk.refused import unfit

if TYPE_CHECKING:
    from pscp_desktop.risk.study import City, Study

Content = Callable[[UUID], bytes]
Progress = Callable[[float], None]

LATER_SHARE: Final = 0.3
"""How much of the events is held back: the last ones where they have dates, else some drawn by seed."""
LIKELY: Final = ("date", "fecha")
"""What stands in the name of a column that may hold days, beside the usual names."""
MOST_DATED: Final = 0.5
"""Share of the events that must have a day, so that one speaks of earlier and later."""
KINDS: Final = {
    Origin.REPORTED: "reported",
    Origin.SURVEYED: "surveyed",
    Origin.DISCOVERED: "police",
}
WORKING_CRS: Final = "EPSG:25830"
LOOP_ROUNDS: Final = 40
METHODS_KEPT: Final = ("kde", "rtm", "combined", "prior")
"""Whose scores are kept beside those of the recommended method, so that the map can show them."""


@dataclass(frozen=True, slots=True)
class Loop:
    """What became of a map that fed on what it found: shares of one, after forty rounds."""

    kept: float
    """Of the first flagged cells, how many are flagged still."""
    believed: float
    truth: float
    """Of all events, those the map believes to be in its cells, and those that are."""


def read_ahead(plan: Plan, content: Content) -> Content:
    """The features of every layer of a plan, read now; gives what finds them again without the vault."""
    used = {layer.content for layer, _ in plan.used() if layer.content is not None}
    held = {one: content(one) for one in used}
    return held.__getitem__


def run(plan: Plan, content: Content, progress: Progress) -> Outcome:
    """Make the analysis. Raises Forbidden where the data cannot carry one."""
    from pscp_desktop.risk.refusals import RiskRefused
    from pscp_desktop.risk.study import Choices, evaluate

    outcome = plan.outcome
    if outcome is None:
        raise Forbidden("no_outcome")
    city = city_of(plan, content)
    choices = Choices(
        cell=float(plan.cell_m),
        seed=plan.seed,
        kind=KINDS.get(Origin(outcome.origin), "reported"),
        reason=plan.override,
    )
    try:
        study = evaluate(city, choices, progress)
    except RiskRefused as refused:
        raise unfit(refused.code, refused.facts) from refused
    return outcome_of(plan, study, content)


def loop_of(plan: Plan, content: Content) -> Loop:
    """What would follow if the events of a plan were discovered where its map sends people.

    Raises Forbidden where the area or the cells cannot carry it.
    """
    from pscp_desktop.risk.feedback import World, simulate
    from pscp_desktop.risk.grid import Grid
    from pscp_desktop.risk.refusals import RiskRefused

    city = city_of(plan, content)
    try:
        counts, _ = Grid.over(city.boundary, float(plan.cell_m)).counts(city.events)
        # What is true is not known: even everywhere is the fairest guess, so that any drift is the map's own.
        world = World(rates=counts * 0 + max(0.2, float(counts.mean())))
        drift = simulate(world, counts, rounds=LOOP_ROUNDS, seed=plan.seed)
    except RiskRefused as refused:
        raise unfit(refused.code, refused.facts) from refused
    return Loop(float(drift.kept[-1]), float(drift.believed[-1]), float(drift.truth[-1]))


def city_of(plan: Plan, content: Content) -> "City":
    """The layers of a plan as the methods take them, in projected metres."""
    import numpy as np
    import shapely

    from pscp_desktop.risk.factors import Factor
    from pscp_desktop.risk.study import City

    if plan.outcome is None or plan.outcome.content is None:
        raise Forbidden("no_outcome")
    shapes, told = read(plan.outcome, content)
    points = shapely.get_coordinates(shapely.centroid(shapes))
    days = days_in(told)
    learnt, later = _split(days, plan.seed)
    factors = []
    for layer in plan.factors:
        geometries, _ = read(layer, content)
        direction: Any = "protective" if layer.origin == Origin.PROTECTIVE else "aggravating"
        factors.append(Factor(layer.title, geometries, direction=direction))
    if plan.boundary is not None:
        boundary = shapely.union_all(read(plan.boundary, content)[0])
    else:
        hull = shapely.convex_hull(shapely.multipoints(points))
        boundary = shapely.buffer(hull, float(plan.cell_m))
    dated = bool(np.isfinite(days).any())
    return City(
        boundary=boundary,
        events=points[learnt],
        test=points[later],
        times=days[learnt] if dated else None,
        factors=tuple(factors),
    )


def read(layer: Layer, content: Content) -> tuple[Any, list[dict[str, Any]]]:
    """The geometries of a layer in projected metres, and what each feature says."""
    import numpy as np
    import shapely

    if layer.content is None:
        raise Forbidden("no_layer")
    found = json.loads(content(layer.content))["features"]
    shapes = np.array(
        [shapely.from_geojson(json.dumps(f["geometry"])) for f in found], dtype=object
    )
    if layer.crs != WORKING_CRS:
        from pyproj import Transformer

        turn = Transformer.from_crs(layer.crs, WORKING_CRS, always_xy=True)
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(turn.transform(*xy.T)))
    return shapes, [dict(feature.get("properties") or {}) for feature in found]


def days_in(told: Sequence[dict[str, Any]]) -> Any:
    """The day of each feature as a number, from the first column that holds days; NaN where there is none."""
    import numpy as np

    from pscp_desktop.risk.tables import DATE_NAMES, days_of

    names = dict.fromkeys(name for one in told for name in one)
    usual = [name for name in names if name.strip().casefold() in DATE_NAMES]
    likely = [name for name in names if any(part in name.casefold() for part in LIKELY)]
    for name in dict.fromkeys((*usual, *likely)):
        found, _ = days_of(["" if one.get(name) is None else str(one[name]) for one in told])
        if np.isfinite(found).mean() >= MOST_DATED:
            return found
    return np.full(len(told), np.nan)


def _split(days: Any, seed: int) -> tuple[Any, Any]:
    """Which events are learnt from and which are held back: the last ones where they have days."""
    import numpy as np

    count = max(1, round(len(days) * LATER_SHARE))
    known = np.isfinite(days)
    if known.any() and len(set(days[known].tolist())) > 1:
        # Of what has no day nobody can say that it came later.
        order = np.argsort(np.where(known, days, -np.inf), kind="stable")
    else:
        order = np.random.default_rng(seed).permutation(len(days))
    return np.sort(order[:-count]), np.sort(order[-count:])


def outcome_of(plan: Plan, study: "Study", content: Content) -> Outcome:
    """A study in the records of the service."""
    figures = [
        AnalysisFigure(
            analysis=NAMELESS, method=method, share=round(100 * share, 2), measure=measure,
            value=float(value), low=float(low), high=float(high),
        )
        for method, row in study.table.items()
        for share, success in row.items()
        for measure, (value, low, high) in (
            ("hit_rate", success.hit_rate), ("pai", success.pai), ("pei", success.pei),
        )
    ]  # fmt: skip
    figures += _calibration(study)
    found = study.terrain.found if study.terrain is not None else ()
    factors = [
        AnalysisFactor(
            analysis=NAMELESS, name=one.candidate.factor,
            how=how_of(one.candidate.operation, one.candidate.band),
            protective=one.candidate.sign < 0,
            value=float(one.rrv), low=float(one.low), high=float(one.high),
        )
        for one in found
    ]  # fmt: skip
    notices = tuple(dict.fromkeys(notice.code for notice in study.notices))
    return Outcome(
        events=round(float(study.later.sum())) + int(study.card.results["events_learnt_from"] or 0),
        cells=len(study.grid),
        figures=tuple(figures),
        factors=tuple(factors),
        card=card_of(plan, study, content),
        recommended=study.recommended,
        because=because_of(study),
        versions=_versions(),
        surface=surface_of(study, plan.cell_m),
        notes=notices,
    )


def _calibration(study: "Study") -> list[AnalysisFigure]:
    """How many events each map found over how many it expected, share by share; nothing where none were."""
    import math

    from pscp_desktop.risk.metrics import found_over_expected

    said = [
        (method, share, found_over_expected(surface, study.later, study.grid.areas, share))
        for method, surface in study.surfaces.items()
        for share in study.table[method]
    ]
    return [
        AnalysisFigure(
            analysis=NAMELESS, method=method, share=round(100 * share, 2), measure="calibration",
            value=value, low=low, high=high,
        )
        for method, share, (value, low, high) in said
        if math.isfinite(high)
    ]  # fmt: skip


def _versions() -> str:
    import numpy as np
    import scipy

    return f"numpy {np.__version__}, scipy {scipy.__version__}"


def surface_of(study: "Study", cell_m: int) -> bytes:
    """The cells with the score of the recommended method and of each, as GeoJSON in projected metres.

    Scores are shares of all events, per square kilometre.
    """
    import numpy as np

    half = cell_m / 2
    score = study.surfaces.get(study.recommended)
    if score is None:
        return b""
    features = []
    rows = np.column_stack(
        [score, *(study.surfaces[name] for name in METHODS_KEPT if name in study.surfaces)]
    )
    names = ("score", *(name for name in METHODS_KEPT if name in study.surfaces))
    for (x, y), values in zip(study.grid.centres.tolist(), rows.tolist(), strict=True):
        corners = [
            (x - half, y - half),
            (x + half, y - half),
            (x + half, y + half),
            (x - half, y + half),
        ]
        ring = [[round(a, 1), round(b, 1)] for a, b in (*corners, corners[0])]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        told = {name: round(value * 1e6, 4) for name, value in zip(names, values, strict=True)}
        features.append({"type": "Feature", "properties": told, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25830"}}
    whole = {"type": "FeatureCollection", "crs": crs, "features": features}
    return json.dumps(whole, separators=(",", ":")).encode()
