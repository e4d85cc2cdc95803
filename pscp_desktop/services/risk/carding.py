"""The model card: what a map was made of, by what, how sure it is, and what it is not for."""

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_analysis import ModelCardLine
from pscp_desktop.services.risk.analyses import Plan
from pscp_desktop.services.risk.saying import NOT_FOR, Part, decimal, joined, keep, sentence

if TYPE_CHECKING:
    from pscp_desktop.risk.study import Notice, Study

Pair = tuple[Part, Part]
DIGEST: Final = 16
"""Signs of the SHA-256 that are printed: enough to tell two files apart."""


def card_of(
    plan: Plan, study: "Study", content: Callable[[UUID], bytes]
) -> tuple[ModelCardLine, ...]:
    """The lines of the card as codes and values, in the order in which they print."""
    parts = (*_inputs(plan, content), *_settings(plan, study), *_warnings(study), *_limits())
    return tuple(
        ModelCardLine(analysis=NAMELESS, number=number, name=keep(name), value=keep(value))
        for number, (name, value) in enumerate(parts, start=1)
    )


def how_of(operation: str, band: float) -> str:
    """In which way a factor counts: near it, among many of it, or where there is most of it."""
    wide = 100 * (1 - band) if operation == "level" else band
    return keep(sentence(f"how.{operation}", band=f"{wide:g}"))


def because_of(study: "Study") -> str:
    """Why its method is recommended, and whether it was beaten anywhere."""
    said = [sentence(f"why.{study.why.code}")]
    if any(notice.code == "combined_beaten" for notice in study.notices):
        said.append(sentence("why.beaten"))
    return keep(joined(*said, by=" "))


def _inputs(plan: Plan, content: Callable[[UUID], bytes]) -> Iterator[Pair]:
    for layer, role in plan.used():
        if layer.content is not None:
            digest = hashlib.sha256(content(layer.content)).hexdigest()[:DIGEST]
            features = sentence("card.features", n=layer.features)
            told = joined(layer.title, features, f"SHA-256 {digest}…")
            yield sentence(f"role.{role}"), told


def _settings(plan: Plan, study: "Study") -> Iterator[Pair]:
    results, settings = study.card.results, study.card.settings
    area = joined(decimal(study.grid.area / 1e6, 2), "km²", by=" ")
    yield sentence("card.cells"), joined(str(len(study.grid)), f"{plan.cell_m} m", area)
    learnt, judged = results["events_learnt_from"], results["events_judged_by"]
    yield sentence("card.events"), f"{learnt} · {judged}"
    if plan.outcome is not None:
        yield sentence("card.kind"), sentence(f"origin.{plan.outcome.origin}")
    bandwidth = float(settings["bandwidth_metres"] or 0)
    yield sentence("card.bandwidth"), f"{bandwidth:.0f} m"
    if study.terrain is not None:
        yield sentence("card.terrain"), sentence(f"family.{study.terrain.fit.family}")
        yield sentence("card.validation"), sentence("card.blocks")
    yield sentence("card.recommended"), sentence(f"method.{study.recommended}")
    yield sentence("card.seed"), str(plan.seed)
    versions = study.card.versions.items()
    yield sentence("card.versions"), ", ".join(f"{name} {number}" for name, number in versions)


def _warnings(study: "Study") -> Iterator[Pair]:
    """Each warning once; what beat the combined score at one share is told in one sentence."""
    beaten: dict[str, list[Part]] = {}
    for notice in study.notices:
        if "method" in notice.facts:
            method = sentence(f"method.{notice.facts['method']}")
            beaten.setdefault(_percent(notice), []).append(method)
    said: list[dict[str, Any]] = []
    for notice in study.notices:
        values: dict[str, Any] = {n: v for n, v in notice.facts.items() if n in {"count", "factor"}}
        if percent := _percent(notice):
            values["percent"] = percent
        if "method" in notice.facts:
            values["other"] = joined(*beaten[percent], by=", ")
        told = sentence(f"warning.{notice.code}", **values)
        if told not in said:
            said.append(told)
    yield from ((sentence("card.careful"), one) for one in said)


def _percent(notice: "Notice") -> str:
    share: Any = notice.facts.get("share")
    return f"{100 * share:g}" if isinstance(share, float) else ""


def _limits() -> Iterator[Pair]:
    yield from ((sentence("card.not_for"), sentence(f"not.{code}")) for code in NOT_FOR)
