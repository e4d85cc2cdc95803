"""The indicators of the risk service as a page and as a sheet: share, interval, definition."""

import csv
import io
from collections.abc import Iterator

from pscp_desktop.domain.risk_analysis import Method
from pscp_desktop.domain.sheet_cells import guarded
from pscp_desktop.domain.suppression import SMALLEST
from pscp_desktop.domain.workers import Organisation
from pscp_desktop.i18n import N_, right_to_left, translated
from pscp_desktop.reports.document import (
    PREVAILING,
    BilingualPair,
    Block,
    Document,
    Fact,
    FactTable,
    Footer,
    Heading,
    Letterhead,
    Notice,
    Paragraph,
)
from pscp_desktop.reports.risk import Telling
from pscp_desktop.reports.risk_tables import interval
from pscp_desktop.reports.wording import clean
from pscp_desktop.services.risk.indicators import Forecast, Indicator, Year

FEW = N_("not told: fewer than {k} on one side")
NONE = N_("nothing to count yet")
OPEN = N_("not decided yet")
BOTH = N_("Two versions, {what}: {values}")
"""What stands in a field in which two people wrote apart; every value is written."""
PARTS = {
    "title": N_("title"),
    "found": N_("share found"),
    "prior": N_("share by prior counts"),
    "pai": N_("PAI"),
    "calibration": N_("found over expected"),
}
COUNTED = N_(
    "Counted over the files whoever printed it may read. A share is not told where fewer than {k} files stand"
    " on one side of it. The interval is that of Wilson at 95 %."
)


def share_said(one: Indicator, language: str) -> str:
    """A share with its interval and what it is of, or why it is not told."""
    if one.undecided:
        return f"{translated(language, OPEN)}: {_share_said(one, language)}"
    return _share_said(one, language)


def _share_said(one: Indicator, language: str) -> str:
    if one.hidden:
        return translated(language, FEW).format(k=SMALLEST)
    if not one.whole:
        return translated(language, NONE)
    low, high = one.interval
    words = N_("{share} % ({low} to {high} %), {part} of {whole}")
    return translated(language, words).format(
        share=round(100 * one.share), low=round(100 * low), high=round(100 * high),
        part=one.part, whole=one.whole,
    )  # fmt: skip


def forecast_said(one: Forecast, language: str) -> str:
    """How an analysis did beside prior counts, in 5 % of the area."""
    found, prior = one.found, one.prior
    words = N_("{method}: {found} of the events held back; prior counts: {prior}")
    said = translated(language, words).format(
        method=translated(language, Method.label_of(one.method)),
        found=interval(found.value, found.low, found.high, language),
        prior=interval(prior.value, prior.low, prior.high, language),
    )
    if one.pai is not None:
        said += f"; PAI {interval(one.pai.value, one.pai.low, one.pai.high, language)}"
    if one.calibration is not None:
        kept = one.calibration
        words = translated(language, N_("found over expected: {ratio}"))
        said += "; " + words.format(ratio=interval(kept.value, kept.low, kept.high, language))
    return ". ".join((said, *_both(one, language)))


def _both(one: Forecast, language: str) -> Iterator[str]:
    """Every value of what nobody has decided yet."""
    for name, values in one.undecided.items():
        told = (
            value if isinstance(value, str) else interval(value, None, None, language)
            for value in values
        )
        yield translated(language, BOTH).format(
            what=translated(language, PARTS[name]), values=" / ".join(told)
        )


def document(year: Year, organisation: Organisation, language: str = PREVAILING) -> Document:
    """The page. Definitions stand under what they define."""
    telling = Telling(language)

    def both(words: str) -> BilingualPair:
        return telling.say(words)

    lines = (clean(organisation.institution), clean(organisation.address).replace("\n", ", "))
    return Document(
        kind="risk_indicators",
        title=telling.say(N_("Indicators of the risk service, {year}"), year=str(year.year)),
        reference=str(year.year),
        letterhead=Letterhead(
            name=clean(organisation.name), lines=tuple(line for line in lines if line)
        ),
        blocks=tuple(_blocks(telling, year)),
        footer=Footer(
            number=telling.say(N_("Until {day}"), day=lambda voice: voice.day(year.until)),
            page_of=BilingualPair(*(
                translated(v.language, N_("Page {page} of {pages}")) for v in telling.voices
            )),
            remark=both(N_("Figures of files, never of persons.")),
        ),
        language=language,
        beside_right_to_left=right_to_left(language),
    )  # fmt: skip


def _blocks(telling: Telling, year: Year) -> Iterator[Block]:
    rows = [
        Fact(
            label=telling.say(one.definition.label),
            value=BilingualPair(*(
                f"{share_said(one, voice.language)}. "
                f"{translated(voice.language, one.definition.meaning)}"
                for voice in telling.voices
            )),
        )
        for one in year.indicators
    ]  # fmt: skip
    yield FactTable(rows=tuple(rows))
    yield Notice(text=telling.say(COUNTED, k=str(SMALLEST)))
    yield Heading(text=telling.say(N_("Forecasts beside prior counts, in 5 % of the area")))
    if not year.forecasts:
        yield Paragraph(text=telling.say(NONE))
        return
    yield FactTable(
        rows=tuple(
            Fact(
                label=telling.written(one.title or str(one.on.year)),
                value=BilingualPair(*(forecast_said(one, v.language) for v in telling.voices)),
            )
            for one in year.forecasts
        )
    )


def sheet(year: Year, language: str) -> bytes:
    """The indicators as CSV for a sheet: semicolons, UTF-8 with its mark, no formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    heads = (N_("Indicator"), N_("Share, in percent"), N_("From"), N_("To"), N_("Counted"),
             N_("Of"), N_("Definition"))  # fmt: skip
    writer.writerow([translated(language, head) for head in heads])
    for one in year.indicators:
        told: tuple[object, ...] = ("", "", "", "", "")
        if one.told:
            low, high = one.interval
            told = (*(_percent(value, language) for value in (one.share, low, high)),
                    one.part, one.whole)  # fmt: skip
        meaning = translated(language, one.definition.meaning)
        why = "" if one.told and not one.undecided else f" ({share_said(one, language)})"
        row = (translated(language, one.definition.label), *told, f"{meaning}{why}")
        writer.writerow([guarded(value) for value in row])
    for forecast in year.forecasts:
        row = (forecast.title, "", "", "", "", "", forecast_said(forecast, language))
        writer.writerow([guarded(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _percent(value: float, language: str) -> str:
    said = f"{100 * value:.1f}"
    return said.replace(".", ",") if language == "es" else said
