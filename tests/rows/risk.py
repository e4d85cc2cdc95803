"""The risk service: places and never persons, small counts hidden, a second person, an end to validity."""

from collections.abc import Callable
from typing import Any

from pscp_desktop.domain.risk import AdviceState, ProfileState
from tests.replacing import Replacements, always, does_nothing, value


def _all_alone(_original: object) -> Callable[..., Any]:
    """Every count is told as it is, each part of the area by itself."""
    from pscp_desktop.domain.suppression import Block

    return lambda counts, _told=(), _k=5: tuple(
        Block(frozenset({atom}), n) for atom, n in counts.items()
    )


def _the_newest(_original: object) -> Callable[..., int]:
    """A block is told with whatever count it has now."""
    return lambda block, counts, _k: sum(counts.get(atom, 0) for atom in block.atoms)


def _as_it_is(_original: object) -> Callable[..., tuple[float, float]]:
    """A place is shown where it is."""
    return lambda x, y, _cell: (x, y)


def _removes(_original: object) -> Callable[[Any, Any, str], None]:
    """Takes a layer from all for whoever may write."""

    def remove(map_desk: Any, layer: Any, why: str) -> None:
        shown = map_desk._layers.load(layer)
        with map_desk._desk.writing(why) as unit:
            unit.remove(shown.record, shown=shown.heads)

    return remove


def _in_spanish(original: Any) -> Callable[[str, str], str]:
    """Whoever reads it, it speaks the language of the desk that kept it."""
    return lambda kept, _language: str(original(kept, "es"))


def _by_its_title(original: Any) -> Callable[[Any], Any]:
    """A mediation file is named to whoever may open it."""

    def named(card: Any) -> Any:
        from dataclasses import replace

        return replace(original(card), name="Ruido en el tercero de ejemplo")

    return named


def _none_wrong(_original: object) -> Callable[..., dict[str, str]]:
    """What was judged is kept, and what was not is left out."""
    return lambda _proposal, _judged: {}


ROWS: dict[str, Replacements] = {
    "risk.links.card": {"pscp_desktop.services.risk.linking._card_of": _by_its_title},
    "risk.links.lies": {"pscp_desktop.services.risk.linking.lies_in": always(answer=True)},
    "risk.indicators.small": {"pscp_desktop.services.risk.indicators.SMALLEST": value(0)},
    "risk.proposals.reason": {
        "pscp_desktop.services.risk.proposing.Judged.reason_wanted": always(answer=False)
    },
    "risk.proposals.whole": {"pscp_desktop.services.risk.proposing._wrong": _none_wrong},
    "risk.proposals.writable": {
        "pscp_desktop.services.risk.proposing.WRITABLE": value(
            frozenset({*AdviceState, *ProfileState})
        )
    },
    "risk.analysis.language": {"pscp_desktop.services.risk.saying.told": _in_spanish},
    "risk.layers.removal": {"pscp_desktop.services.risk.map_desk.MapDesk.remove": _removes},
    "risk.map.blurred": {
        "pscp_desktop.services.risk.map_desk.blurred": lambda _: lambda x, y, _: (x, y)
    },
    "domain.risk.persons": {
        "pscp_desktop.domain.risk_guards.NEVER_PERSONS": value(None),
    },
    "domain.risk.homes": {
        "pscp_desktop.domain.risk_guards.NO_HOMES": value(None),
    },
    "domain.risk.traits": {
        "pscp_desktop.domain.risk_words.traits_in": always(()),
    },
    "domain.risk.discovered": {
        "pscp_desktop.domain.risk_guards._overridden": always(answer=True),
    },
    "domain.risk.psychosocial": {
        "pscp_desktop.domain.risk_layers.NEVER_FACTORS": value(frozenset()),
    },
    "domain.risk.cell": {
        "pscp_desktop.domain.risk_guards.SMALLEST_INSIDE_M": value(0),
    },
    "domain.risk.few": {
        "pscp_desktop.domain.risk_guards.FEWEST_EVENTS": value(0),
    },
    "domain.risk.wording": {
        "pscp_desktop.domain.risk_words.overclaims": always(()),
    },
    "domain.risk.expiry": {
        "pscp_desktop.domain.risk_guards.not_expired": always(None),
    },
    "domain.risk.second_person": {
        "pscp_desktop.domain.risk_guards.second_person": always(None),
    },
    "domain.risk.resources": {
        "pscp_desktop.domain.risk_guards.opinion_complete": always(None),
    },
    "domain.suppression.blocks": {
        "pscp_desktop.domain.suppression.gather": _all_alone,
    },
    "domain.suppression.once": {
        "pscp_desktop.domain.suppression._may_be_told": _the_newest,
    },
    "domain.suppression.beside": {
        "pscp_desktop.domain.suppression.beside_each_other": lambda _original: (
            lambda counts: counts
        ),
    },
    "services.risk.band_count": {
        "pscp_desktop.services.risk.opinions.SMALLEST": value(0),
    },
    "domain.blurring.places": {
        "pscp_desktop.domain.blurring.blurred": _as_it_is,
    },
    "domain.blurring.cell": {
        "pscp_desktop.domain.blurring.SMALLEST_OUTSIDE_M": value(1),
    },
    "services.risk.state_by_acts": {
        "pscp_desktop.services.risk.files.BY_ACTS": value(frozenset()),
    },
    "services.risk.own_review": {
        "pscp_desktop.services.risk.opinions._own": always(answer=False),
    },
    "services.risk.review_of_these_words": {
        "pscp_desktop.services.risk.records.FileRecords.said_now": always(b""),
    },
    "services.risk.under_review": {
        "pscp_desktop.services.risk.opinions.Opinions._demand_writable": does_nothing,
    },
    "services.risk.unit": {
        "pscp_desktop.domain.risk_words.names_a_home": always(answer=False),
    },
    "services.risk.keep_lawful": {
        "pscp_desktop.domain.risk_guards.analysis_refusals": always(()),
    },
    "services.risk.expired_paper": {
        "pscp_desktop.services.risk.documents.barred": always(None),
    },
    "services.risk.faces": {
        "pscp_desktop.services.risk.field.WITHOUT_FACES": value(frozenset({"", "nobody"})),
    },
    "services.risk.blurred": {
        "pscp_desktop.services.risk.field._untouched": always(answer=False),
    },
    "store.photographs.gone": {
        "pscp_desktop.store.photographs.MOST_BLOCKS": value(10_000),
        "pscp_desktop.store.photographs.SMALLEST_BLOCK": value(1),
        "pscp_desktop.store.photographs.COLOUR_STEP": value(1),
    },
    "ui.risk.faces": {
        "pscp_desktop.ui.risk.photo.PhotoField.taken": lambda _original: lambda field: field.photo,
        "pscp_desktop.services.risk.field.WITHOUT_FACES": value(frozenset({"", "nobody"})),
    },
    "services.risk.counts": {
        "pscp_desktop.domain.suppression.gather": _all_alone,
    },
    "reports.risk.contents": {
        "pscp_desktop.reports.risk_contents.missing_of": always(()),
    },
    "reports.sara.small": {
        "pscp_desktop.reports.risk_sara.SMALLEST": value(0),
    },
    "services.sara.empty": {
        "pscp_desktop.reports.risk_sara.bar_of_sheet": always(None),
    },
    "reports.risk.barred": {
        "pscp_desktop.reports.risk._demand_open": does_nothing,
    },
}
