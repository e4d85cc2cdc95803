"""What the program itself says of an analysis: kept as codes and values, put into words for each reader.

A kept analysis is read for a year, by people of several languages, on the screen and on paper. So the
sentence is not kept in the language of whoever ran it: `{"say": code, "with": {...}}` is, and the words
are found when it is shown. What older desks kept in words is shown as it stands.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pscp_desktop.domain.risk_analysis import InputRole, Method
from pscp_desktop.domain.risk_layers import Origin
from pscp_desktop.i18n import N_, translated

Part = str | dict[str, Any]
"""Plain words of somebody, or a sentence of ours."""

OPERATIONS: Final = {
    "proximity": N_("within {band} m"),
    "density": N_("many of them within {band} m"),
    "level": N_("among the highest {band} % of the area"),
}
FAMILIES: Final = {
    "poisson": N_("Poisson regression"),
    "nb1": N_("Negative binomial regression, variance in proportion to the mean (NB1)"),
    "nb2": N_("Negative binomial regression, variance with the square of the mean (NB2)"),
}
WARNINGS: Final = {
    "events_outside": N_("{count} events to learn from lie outside the area and are not used."),
    "test_events_outside": N_("{count} events held back lie outside the area and are not used."),
    "no_factors": N_("No factor could be used: there is no terrain model, only the history."),
    "one_neighbourhood": N_("All events lie in one part of the area: no terrain model can be tried out."),
    "factor_unused": N_("A factor tells no two cells apart and was left out: {factor}."),
    "factors_do_not_help": N_("The factors did not help to find events in parts left out."),
    "no_dates": N_("The events have no days: those held back were drawn by chance, not the last ones."),
    "no_better_than_chance": N_(
        "No method is surely better than chance: these events tell no places apart."
    ),
    "few_hits": N_("Fewer than ten events were found in {percent} % of the area: that proves little."),
    "combined_beaten": N_(
        "In the first {percent} % of the area another method found more than the combined score: {other}."
    ),
}  # fmt: skip
OF_ONE: Final = {
    "warning.events_outside": N_("One event to learn from lies outside the area and is not used."),
    "warning.test_events_outside": N_("One event held back lies outside the area and is not used."),
    "card.features": N_("One feature"),
}
"""How the sentences that count are said where their number is one."""
WHY: Final = {
    "best_held_out": N_("It found most of the events that were held back."),
    "within_error": N_("No single method found more than the combined score beyond chance."),
    "beaten": N_("At one share of the area another method found more than the combined score."),
}
NOT_FOR: Final = {
    "persons": N_("Places, never persons: no address, dwelling, household or person is scored."),
    "doing": N_("It says how likely events at places are, not that anybody will do anything."),
    "causes": N_("It says nothing of causes: factors go with events and need not bring them."),
    "recorded": N_("It follows what was recorded; what nobody reports is not in it."),
}
CARD: Final = {
    "cells": N_("Cells"),
    "events": N_("Events learnt from, and held back"),
    "kind": N_("Kind of record"),
    "bandwidth": N_("Bandwidth of the kernel density"),
    "terrain": N_("Terrain model"),
    "validation": N_("Validation"),
    "blocks": N_("Spatial blocks, one left out each time"),
    "recommended": N_("Recommended method"),
    "seed": N_("Seed"),
    "versions": N_("Versions"),
    "careful": N_("Careful"),
    "not_for": N_("Not for"),
    "features": N_("{n} features"),
    "made_up": N_("Made-up figures to practise with"),
}
PARTS: Final = {
    "cell": N_("Cell {cell}"),
    "cells": N_("Cells {cells}"),
    "many": N_("Cells {cells} and {n} more"),
    "others": N_("Other cells: {n}"),
}
"""Cells are numbered by column from the west and by row from the south."""
SURE: Final = {
    "found": N_("In {share} % of the area it found {found} % of the events held back ({low} to {high} %)."),
    "prior": N_("Prior counts found {found} %."),
    "bands": N_(
        "What a part may be takes in what the other methods say and what chance allows with so many events."
    ),
}  # fmt: skip
WORDS: Final[Mapping[str, str]] = {
    f"{group}.{code}": words
    for group, table in (
        ("how", OPERATIONS),
        ("family", FAMILIES),
        ("warning", WARNINGS),
        ("why", WHY),
        ("not", NOT_FOR),
        ("card", CARD),
        ("part", PARTS),
        ("sure", SURE),
        ("method", {one.value: one.label for one in Method}),
        ("role", {one.value: one.label for one in InputRole}),
        ("origin", {one.value: one.label for one in Origin}),
    )
    for code, words in table.items()
}
"""The words of every code. A code is never taken out: an old analysis may hold it."""
MARK: Final = '{"say":'
DEEPEST: Final = 4
UNKNOWN: Final = "—"


def sentence(code: str, **values: "Part | int") -> dict[str, Any]:
    """A sentence of ours by its code; its values are numbers, plain words or sentences."""
    return {"say": code, "with": values} if values else {"say": code}


def decimal(value: float, digits: int) -> dict[str, Any]:
    """A number with that many decimals, written as its reader writes decimals."""
    return {"say": "", "number": round(value, digits), "digits": digits}


def joined(*parts: Part, by: str = " · ") -> dict[str, Any]:
    """Several parts one after the other."""
    return {"say": "", "all": list(parts), "by": by}


def keep(part: Part) -> str:
    """A part as it is kept. Plain words that look like a sentence of ours are kept inside one."""
    if isinstance(part, str) and not part.startswith(MARK):
        return part
    whole = joined(part) if isinstance(part, str) else part
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def told(kept: str, language: str) -> str:
    """What was kept, in the words of `language`; plain words as they stand. Never raises."""
    if not kept.startswith(MARK):
        return kept
    try:
        found = json.loads(kept)
    except (ValueError, RecursionError):
        return kept
    return _said(found, language, 0)


def _said(part: object, language: str, depth: int) -> str:
    if not isinstance(part, dict) or depth > DEEPEST:
        return str(part) if isinstance(part, str | int) else UNKNOWN
    if isinstance(part.get("all"), list):
        return str(part.get("by", " ")).join(_said(one, language, depth + 1) for one in part["all"])
    if isinstance(part.get("number"), int | float):
        return _number(part, language)
    return _sentence(part, language, depth)


def _sentence(part: Mapping[str, Any], language: str, depth: int) -> str:
    given, code = part.get("with"), str(part.get("say", ""))
    values = _Values()
    if isinstance(given, dict):
        values.update((name, _said(one, language, depth + 1)) for name, one in given.items())
    words = WORDS.get(code)
    if words is None:
        # A desk of a later version may say what this one has no words for: its code and values at least.
        return " · ".join((code, *values.values()))
    if "1" in (values.get("count"), values.get("n")):
        words = OF_ONE.get(code, words)
    return translated(language, words).format_map(values)


class _Values(dict[str, str]):
    """The values of a sentence; what is missing is told as missing."""

    def __missing__(self, _: str) -> str:
        return UNKNOWN


def _number(part: Mapping[str, Any], language: str) -> str:
    digits = part.get("digits")
    plain = f"{part['number']:.{digits if isinstance(digits, int) and 0 <= digits < 9 else 0}f}"  # noqa: PLR2004
    return plain.replace(".", ",") if language == "es" else plain


__all__ = ["WARNINGS", "WORDS", "Part", "decimal", "joined", "keep", "sentence", "told"]
