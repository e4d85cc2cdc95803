"""The tables of a paper of the risk service: bands, factors, methods side by side, layers, model card."""

from collections.abc import Iterator
from datetime import date
from typing import Final, Protocol

from pscp_desktop.domain.risk import Band, ProfileBand
from pscp_desktop.domain.risk_analysis import InputRole, Method
from pscp_desktop.domain.risk_layers import Origin
from pscp_desktop.domain.risk_words import NAME_CHECK_LIMITS
from pscp_desktop.domain.suppression import SMALLEST, beside_each_other
from pscp_desktop.i18n import N_
from pscp_desktop.reports.document import (
    BilingualPair,
    Block,
    Fact,
    FactTable,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Tone,
)
from pscp_desktop.services.risk.documents import RiskPrintable

OF_POLICE: Final = N_(
    "The events were discovered by police. Such records show where police looked as much as what"
    " happened there. The reason for using them all the same: {reason}"
)
MEASURES: Final = {
    "hit_rate": N_("events found"),
    "pai": N_("accuracy index (PAI)"),
    "pei": N_("efficiency index (PEI)"),
    "calibration": N_("found over expected"),
}


MEASURED: Final = tuple(method.value for method in Method)
"""The order in which methods stand side by side."""


class Says(Protocol):
    """Says sentences in the languages of a document."""

    def say(self, message: str, **values: str) -> BilingualPair:
        """A marked sentence with its values."""

    def code(self, label: str) -> BilingualPair:
        """The marked words of a code."""

    def written(self, words: str) -> BilingualPair:
        """Words that somebody wrote."""

    def kept(self, words: str) -> BilingualPair:
        """What the program said of an analysis."""

    def interval(self, value: float, low: float | None, high: float | None) -> BilingualPair:
        """A figure with what it may be."""

    def day(self, on: date | None) -> BilingualPair:
        """A day in full."""

    def range(self, message: str, low: str, high: str) -> BilingualPair:
        """A marked sentence about two marked words, `{low}` and `{high}`."""


def facts(*rows: tuple[BilingualPair, BilingualPair]) -> FactTable:
    """A table of what is known; a line with nothing to say is left out."""
    return FactTable(rows=tuple(Fact(label=label, value=value) for label, value in rows if value))


def interval(value: float, low: float | None, high: float | None, language: str = "es") -> str:
    """A figure with what it may be, two decimals, as `language` writes them: papers are in Spanish."""
    told = f"{value:.2f}" if low is None or high is None else f"{value:.2f} ({low:.2f}–{high:.2f})"
    return told.replace(".", ",") if language == "es" else told


def blocks_of_bands(telling: Says, papers: RiskPrintable) -> Iterator[Block]:
    """Each part of the area with its band and what it may be; then what the likelihood goes with."""
    yield Heading(text=telling.say(N_("Likelihood by part of the area")))
    rows = []
    counts = beside_each_other([band.events for band in papers.bands])
    for band, events in zip(papers.bands, counts, strict=True):
        told = telling.code(Band.label_of(band.band))
        if (band.lowest, band.highest) != (band.band, band.band):
            lowest, highest = (Band.label_of(one) for one in (band.lowest, band.highest))
            between = telling.range(
                N_("it may be anything from “{low}” to “{high}”"), lowest, highest
            )
            told = _joined(told, between)
        few = telling.say(N_("fewer than {k} events or not told"), k=str(SMALLEST))
        count = few if events is None else telling.say(N_("{n} events"), n=str(events))
        rows.append((telling.kept(band.unit), _joined(told, count, _decided(telling, band))))
    yield facts(*rows)
    yield Heading(text=telling.say(N_("What the likelihood goes with")))
    drivers = []
    for driver in papers.drivers:
        figure = (
            telling.written("")
            if driver.value is None
            else telling.interval(driver.value, driver.low, driver.high)
        )
        said = _joined(telling.kept(driver.words), figure)
        drivers.append((telling.written(driver.factor), said or telling.written("—")))
    yield facts(*drivers)


def _decided(telling: Says, band: ProfileBand) -> BilingualPair:
    """Where a band comes from: the analysis, as it stands or changed with a reason; or by hand."""
    if band.analysis is None:
        return telling.written("")
    if band.band == band.proposed:
        return telling.say(N_("proposed by the analysis, confirmed by whoever wrote this"))
    proposed = Band.label_of(band.proposed)
    changed = telling.range(N_("the analysis proposed “{low}”"), proposed, proposed)
    return _joined(changed, telling.say(N_("changed because: {reason}"), reason=band.reason))


def blocks_of_analysis(telling: Says, papers: RiskPrintable, image: bytes) -> Iterator[Block]:
    """Map, methods side by side, factors, layers with their sources, and the model card."""
    analysis = papers.analysis
    assert analysis is not None  # noqa: S101 (its contents were asked for)
    yield Heading(text=telling.say(N_("The analysis")))
    if image:
        caption = telling.say(
            N_("Cells of {metres} m. Sources: {sources}"),
            metres=str(analysis.cell_m),
            sources="; ".join(papers.attributions),
        )
        yield Picture(image=image, caption=caption)
    if analysis.override:
        yield Notice(text=telling.say(OF_POLICE, reason=analysis.override), tone=Tone.STRONG)
    yield facts(
        (
            telling.say(N_("Recommended method")),
            telling.code(Method.label_of(analysis.recommended)),
        ),
        (telling.say(N_("Why this method")), telling.kept(analysis.because)),
        (telling.say(N_("Events")), telling.written(str(analysis.events))),
        (telling.say(N_("Cells")), telling.written(f"{analysis.cells} · {analysis.cell_m} m")),
        (telling.say(N_("Seed")), telling.written(str(analysis.seed))),
        (telling.say(N_("Versions")), telling.written(analysis.versions)),
    )
    yield Heading(text=telling.say(N_("The methods side by side")))
    yield facts(*_methods(telling, papers))
    if papers.factors:
        yield Heading(text=telling.say(N_("Relative risk of each factor, with its interval")))
        yield facts(
            *(
                (
                    telling.written(f.name),
                    _joined(telling.kept(f.how), telling.interval(f.value, f.low, f.high)),
                )
                for f in papers.factors
            )
        )
    yield Heading(text=telling.say(N_("Layers and their sources")))
    yield facts(*_layers(telling, papers))
    yield Paragraph(text=telling.say(NAME_CHECK_LIMITS))
    yield Heading(text=telling.say(N_("Model card")))
    yield facts(*((telling.kept(c.name), telling.kept(c.value)) for c in papers.card))


def _methods(telling: Says, papers: RiskPrintable) -> Iterator[tuple[BilingualPair, BilingualPair]]:
    """One line per method and share of the area, its measures joined."""
    lines: dict[tuple[str, float], list[BilingualPair]] = {}
    for figure in sorted(papers.figures, key=lambda one: _place(one.measure)):
        measure = telling.code(MEASURES.get(figure.measure, figure.measure))
        value = telling.interval(figure.value, figure.low, figure.high)
        said = BilingualPair(*(f"{m} {v}".strip() for m, v in _columns(measure, value)))
        lines.setdefault((figure.method, figure.share), []).append(said)
    order = [*MEASURED, *{method for method, _ in lines}.difference(MEASURED)]
    for (method, share), said_of in sorted(
        lines.items(), key=lambda one: (one[0][1], order.index(one[0][0]))
    ):
        name = telling.code(Method.label_of(method))
        label = BilingualPair(*(f"{n}, {share:g} %" if n else "" for (n,) in _columns(name)))
        yield label, _joined(*said_of)


def _place(measure: str) -> int:
    """Events found first, then the indices made of them."""
    known = list(MEASURES)
    return known.index(measure) if measure in known else len(known)


def _layers(telling: Says, papers: RiskPrintable) -> Iterator[tuple[BilingualPair, BilingualPair]]:
    for one in papers.inputs:
        source = _joined(
            telling.written(one.source), telling.written(one.licence), telling.day(one.dated_on)
        )
        role = telling.code(InputRole.label_of(one.role))
        yield (
            telling.written(one.title),
            _joined(role, telling.code(Origin.label_of(one.origin)), source),
        )


def _columns(*pairs: BilingualPair) -> Iterator[tuple[str, ...]]:
    yield tuple(pair.spanish for pair in pairs)
    yield tuple(pair.beside for pair in pairs)


def _joined(*pairs: BilingualPair) -> BilingualPair:
    return BilingualPair(*(" · ".join(filter(None, told)) for told in _columns(*pairs)))
