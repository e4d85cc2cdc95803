"""A study as plain data for the command, and in words of its own: the screens have theirs."""

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from pscp_desktop.risk.metrics import Interval, Success, calibration
from pscp_desktop.risk.study import Notice, Study

SENTENCES: Final = {
    "events_outside": "{count} events to learn from lie outside the boundary and were left out",
    "test_events_outside": "{count} events to judge by lie outside the boundary and were left out",
    "no_factors": "no factor could be used: there is no risk terrain model",
    "one_neighbourhood": "all events lie in one neighbourhood: no other could tell whether factors help",
    "factor_unused": "the factor {factor} tells no two cells apart and was left out",
    "factors_do_not_help": "the factors do not foretell held-out neighbourhoods: the model is empty",
    "no_dates": "events have no dates: seeded random folds of the events stand for the past and the future",
    "no_better_than_chance": (
        "on held-out events no method is surely better than chance: these events tell no places apart"
    ),
    "few_hits": "fewer than ten events were caught in {percent} % of the area: read the interval",
    "combined_beaten": (
        "in {percent} % of the area {method} caught more of the later events ({theirs:.3f}) "
        "than the combined score ({combined:.3f})"
    ),
}
OF_ONE: Final = {
    "events_outside": "one event to learn from lies outside the boundary and was left out",
    "test_events_outside": "one event to judge by lies outside the boundary and was left out",
}
REASONS: Final = {
    "best_held_out": "it caught most on events of the training data that were held out: {scores}",
    "within_error": (
        "on held-out events of the training data {best} did better by less than the error of the "
        "comparison, and the combined score leans on every method: {scores}"
    ),
}


def said_of(study: Study, methods: Sequence[str], tops: Sequence[str]) -> dict[str, Any]:
    """The object that `evaluate --json` prints. `tops` are the percents as they were asked for."""
    table = {
        method: {top: _success(study.table[method][float(top) / 100]) for top in tops}
        for method in methods
        if method in study.table
    }
    terrain = study.terrain
    settings, results = study.card.settings, study.card.results
    return {
        "methods": table,
        "factors": _factors(study),
        "model": None
        if terrain is None
        else {
            "family": terrain.fit.family,
            "bic": {name: round(value, 2) for name, value in terrain.bic.items()},
            "candidates": terrain.considered,
            "kept_by_elastic_net": terrain.left,
            "highest_score": round(float(terrain.score.max()), 4),
            "intercept": round(float(terrain.fit.coefficients[0]), 6),
        },
        "recommended": {"method": study.recommended, "reason": _reason(study.why)},
        "held_out": {name: round(value, 4) for name, value in study.combined.held_out.items()},
        "combined_less": {
            name: {top: _three(row[float(top) / 100]) for top in tops}
            for name, row in study.differences.items()
        },
        "combined_weights": {
            name: round(weight, 4)
            for name, weight in study.combined.weights.items()
            if weight >= 0.0005
        },
        "calibration": _calibration(study),
        "cells": len(study.grid),
        "area_km2": round(study.grid.area / 1e6, 4),
        "cell_metres": study.grid.cell,
        "bandwidth_metres": settings["bandwidth_metres"],
        "events": {"train": results["events_learnt_from"], "test": results["events_judged_by"]},
        "outside": {
            "train": _count(study, "events_outside"), "test": _count(study, "test_events_outside"),
        },
        "seed": settings["seed"],
        "notes": [_sentence(notice) for notice in study.notices],
        "card": json.loads(study.card.to_json()),
    }  # fmt: skip


def _success(found: Success) -> dict[str, Any]:
    return {
        "hit_rate": _three(found.hit_rate),
        "pai": _three(found.pai),
        "pei": _three(found.pei),
        "hits": round(found.hits, 2),
        "cells": found.cells,
        "flagged_percent": round(100 * found.flagged, 4),
    }


def _factors(study: Study) -> list[dict[str, Any]]:
    if study.terrain is None:
        return []
    return [
        {
            "name": one.candidate.factor,
            "operation": one.candidate.operation,
            "band": one.candidate.band,
            "unit": "share of the area below" if one.candidate.operation == "level" else "metres",
            "direction": "protective" if one.candidate.sign < 0 else "aggravating",
            "rrv": _three((one.rrv, one.low, one.high)),
            "coefficient": round(one.coefficient, 6),
            "error": round(one.error, 6),
            "cells": one.candidate.cells,
            "chosen_again": None if np.isnan(one.stability) else round(one.stability, 3),
        }
        for one in sorted(study.terrain.found, key=lambda one: -abs(one.coefficient))
    ]


def _calibration(study: Study) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, surface in study.surfaces.items():
        judged = calibration(surface * study.grid.areas, study.later)
        found[name] = {
            "slope": None if np.isnan(judged.slope) else round(judged.slope, 4),
            "deviance": round(judged.deviance, 6),
            "expected_and_observed": [[round(e, 2), round(o, 2)] for e, o in judged.bands],
        }
    return found


def _three(found: Interval) -> list[float]:
    return [round(value, 6) for value in found]


def _count(study: Study, code: str) -> int:
    return int(next((float(n.facts["count"] or 0) for n in study.notices if n.code == code), 0))


def _sentence(notice: Notice) -> str:
    facts: dict[str, Any] = dict(notice.facts)
    if isinstance(facts.get("share"), float):
        facts["percent"] = f"{100 * facts['share']:g}"
    one = facts.get("count") == 1
    return (OF_ONE if one else SENTENCES).get(notice.code, SENTENCES[notice.code]).format(**facts)


def _reason(why: Notice) -> str:
    scores = ", ".join(f"{name} {value}" for name, value in why.facts.items() if name != "best")
    return REASONS[why.code].format(best=why.facts["best"], scores=scores)


def printed(found: dict[str, Any]) -> str:
    """Any answer of the command as lines for reading; what is per cell is left to JSON."""
    lines: list[str] = []
    for name, value in found.items():
        if name == "methods":
            lines += list(_table(value))
        elif name == "factors":
            lines += [_factor(one) for one in value]
        elif name == "notes":
            lines += [f"note: {note}" for note in value]
        elif name == "recommended":
            lines.append(f"recommended: {value['method']}: {value['reason']}")
        elif (
            name in {"observed", "expected", "ratio", "p"} and value and isinstance(value[0], list)
        ):
            lines += [name, *("  ".join(f"{cell!s:>10}" for cell in row) for row in value)]
        else:
            lines += _plain(name, value)
    return "\n".join(lines)


def _plain(name: str, value: Any) -> list[str]:
    """A value on one line, bands with it; other lists are per cell."""
    if name in {"distances_metres", "times_days"}:
        value = ", ".join(value)
    return [] if isinstance(value, list | dict) else [f"{name}: {value}"]


def _table(methods: dict[str, Any]) -> list[str]:
    lines = [f"{'method':<10}{'% of area':>10}  {'hit rate':<24}{'PAI':<24}{'PEI':<24}"]
    for method, row in methods.items():
        for top, success in row.items():
            cells = [
                f"{v:.3f} [{low:.3f}, {high:.3f}]"
                for v, low, high in (success["hit_rate"], success["pai"], success["pei"])
            ]
            lines.append(f"{method:<10}{top:>10}  " + "".join(f"{cell:<24}" for cell in cells))
    return lines


def _factor(one: dict[str, Any]) -> str:
    value, low, high = one["rrv"]
    where = f"{one['operation']} {one['band']:g}"
    return f"factor: {one['name']}, {where}: RRV {value:.3f} [{low:.3f}, {high:.3f}]"
