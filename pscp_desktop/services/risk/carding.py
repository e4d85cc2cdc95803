"""The model card in words: what a map was made of, by what, how sure it is, and what it is not for."""

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_analysis import InputRole, Method, ModelCardLine
from pscp_desktop.domain.risk_layers import Origin
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.risk.analyses import Plan

if TYPE_CHECKING:
    from pscp_desktop.risk.study import Notice, Study

DIGEST: Final = 16
"""Signs of the SHA-256 that are printed: enough to tell two files apart."""
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
    "few_hits": N_("Fewer than ten events were found in {percent} % of the area: that proves little."),
    "combined_beaten": N_(
        "In the first {percent} % of the area another method found more than the combined score: {other}."
    ),
}  # fmt: skip
NOT_FOR: Final = (
    N_("Places, never persons: no address, dwelling, household or person is scored."),
    N_("It says how likely events at places are, not that anybody will do anything."),
    N_("It says nothing of causes: factors go with events and need not bring them."),
    N_("It follows what was recorded; what nobody reports is not in it."),
)


def card_of(
    plan: Plan, study: "Study", content: Callable[[UUID], bytes]
) -> tuple[ModelCardLine, ...]:
    """The lines of the card in the language of the screen, in the order in which they print."""
    told = (*_inputs(plan, content), *_settings(plan, study), *_warnings(study), *_limits())
    return tuple(
        ModelCardLine(analysis=NAMELESS, number=number, name=name, value=value)
        for number, (name, value) in enumerate(told, start=1)
    )


def how_of(operation: str, band: float) -> str:
    """In which way a factor counts: near it, among many of it, or where there is most of it."""
    wide = 100 * (1 - band) if operation == "level" else band
    return tr(OPERATIONS.get(operation, operation)).format(band=f"{wide:g}")


def _inputs(plan: Plan, content: Callable[[UUID], bytes]) -> Iterator[tuple[str, str]]:
    for layer, role in plan.used():
        if layer.content is not None:
            digest = hashlib.sha256(content(layer.content)).hexdigest()[:DIGEST]
            features = tr("{n} features").format(n=layer.features)
            yield tr(InputRole.label_of(role)), f"{layer.title} · {features} · SHA-256 {digest}…"


def _settings(plan: Plan, study: "Study") -> Iterator[tuple[str, str]]:
    results, settings = study.card.results, study.card.settings
    yield tr("Cells"), f"{len(study.grid)} · {plan.cell_m} m · {study.grid.area / 1e6:.2f} km²"
    learnt, judged = results["events_learnt_from"], results["events_judged_by"]
    yield tr("Events learnt from, and held back"), f"{learnt} · {judged}"
    if plan.outcome is not None:
        yield tr("Kind of record"), tr(Origin.label_of(plan.outcome.origin))
    bandwidth = float(settings["bandwidth_metres"] or 0)
    yield tr("Bandwidth of the kernel density"), f"{bandwidth:.0f} m"
    if study.terrain is not None:
        yield tr("Terrain model"), tr(FAMILIES.get(study.terrain.fit.family, ""))
        yield tr("Validation"), tr("Spatial blocks, one left out each time")
    yield tr("Recommended method"), tr(Method.label_of(study.recommended))
    yield tr("Seed"), str(plan.seed)
    versions = study.card.versions.items()
    yield tr("Versions"), ", ".join(f"{name} {number}" for name, number in versions)


def _warnings(study: "Study") -> Iterator[tuple[str, str]]:
    """Each warning once; what beat the combined score at one share is told in one sentence."""
    said: dict[tuple[str, str], list[str]] = {}
    for notice in study.notices:
        facts = {**notice.facts, "percent": _percent(notice)}
        other = str(facts.pop("method", ""))
        words = tr(WARNINGS.get(notice.code, notice.code))
        filled = words.format_map({"other": "{other}", **facts})
        said.setdefault((notice.code, filled), []).extend(
            [tr(Method.label_of(other))] if other else []
        )
    for (_, words), others in said.items():
        yield tr("Careful"), words.replace("{other}", ", ".join(others))


def _percent(notice: "Notice") -> str:
    share: Any = notice.facts.get("share")
    return f"{100 * share:g}" if isinstance(share, float) else ""


def _limits() -> Iterator[tuple[str, str]]:
    yield from ((tr("Not for"), tr(words)) for words in NOT_FOR)
