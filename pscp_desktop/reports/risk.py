"""The papers of the risk service: the profile of an area and the opinion for whoever asked.

Every page says until when it holds, what its limits are, and that it speaks of places. The model card
and the sources of every layer stand at its end.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pscp_desktop.domain.risk import Confidence, LegalBasis
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_, PRINTED, right_to_left, translated
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import (
    PREVAILING,
    BilingualPair,
    Block,
    Document,
    Footer,
    Heading,
    Letterhead,
    Notice,
    Paragraph,
    Tone,
)
from pscp_desktop.reports.risk_contents import missing_of
from pscp_desktop.reports.risk_tables import blocks_of_analysis, blocks_of_bands, facts, interval
from pscp_desktop.reports.risk_undecided import blocks_of_undecided
from pscp_desktop.reports.wording import Voice, clean
from pscp_desktop.services.risk.documents import RiskPrintable
from pscp_desktop.services.risk.saying import told

PROFILE: Final = "risk_profile"
ADVICE: Final = "risk_advice"
TITLES: Final = {PROFILE: N_("Risk profile of an area"), ADVICE: N_("Opinion on risk at places")}
SHORT_LIMITS: Final = 150
"""Letters of the limits that every page repeats; the whole stands in its own part."""
PLACES: Final = N_(
    "This paper tells how likely events are at places. It says nothing of any person, family or home and"
    " may not be used to rate one. What is likely is not certain; whoever acts on it decides, and answers"
    " for it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What the file itself does not hold: a map as PNG, and the code of this paper."""

    map_image: bytes = b""
    code: str = ""


class Barred(Exception):
    """Nothing is printed of this file now; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Telling:
    """Says sentences in Spanish and in the second language of a document, if it has one."""

    def __init__(self, language: str) -> None:
        spoken = [PREVAILING] if language == PREVAILING else [PREVAILING, language]
        self.voices = tuple(Voice(one) for one in spoken)

    def say(self, message: str, **values: str | Callable[[Voice], str]) -> BilingualPair:
        """A marked sentence with its values; a value may differ by language."""

        def told(voice: Voice) -> str:
            filled = {n: v if isinstance(v, str) else v(voice) for n, v in values.items()}
            return clean(translated(voice.language, message).format(**filled))

        return BilingualPair(*(told(voice) for voice in self.voices))

    def code(self, label: str) -> BilingualPair:
        """The marked words of a code."""
        return self.say(label) if label else BilingualPair("")

    def range(self, message: str, low: str, high: str) -> BilingualPair:
        """A marked sentence about two marked words, `{low}` and `{high}`."""
        return self.say(
            message,
            low=lambda voice: translated(voice.language, low),
            high=lambda voice: translated(voice.language, high),
        )

    def written(self, words: str) -> BilingualPair:
        """Words that somebody wrote, the same in every language."""
        return BilingualPair(*(clean(words) for _ in self.voices))

    def kept(self, words: str) -> BilingualPair:
        """What the program said of an analysis, in each language."""
        return BilingualPair(*(clean(told(words, voice.language)) for voice in self.voices))

    def interval(self, value: float, low: float | None, high: float | None) -> BilingualPair:
        """A figure with what it may be, as each language writes decimals."""
        return BilingualPair(*(interval(value, low, high, voice.language) for voice in self.voices))

    def day(self, on: date | None) -> BilingualPair:
        """A day in full."""
        return BilingualPair(*(voice.day(on) for voice in self.voices))


def compose(
    kind: str, papers: RiskPrintable, language: str = PREVAILING, extras: Extras | None = None
) -> Document:
    """The document. Raises Barred where nothing is printed now, IncompleteDocument naming what lacks."""
    if language not in PRINTED:
        raise ValueError(language)
    _demand_open(papers)
    if gaps := missing_of(kind, papers):
        raise IncompleteDocument(gaps)
    telling, more = Telling(language), extras or Extras()
    return Document(
        kind=kind,
        title=telling.say(TITLES[kind]),
        reference=clean(papers.dossier.number),
        letterhead=letterhead(papers),
        blocks=(
            *blocks_of_undecided(kind, papers, language),
            *(_profile(telling, papers) if kind == PROFILE else _advice(telling, papers)),
            *blocks_of_analysis(telling, papers, more.map_image),
        ),
        footer=_footer(telling, kind, papers, more.code),
        language=language,
        beside_right_to_left=right_to_left(language),
    )


def _demand_open(papers: RiskPrintable) -> None:
    """Nothing is made of a file that is unfinished or past its day."""
    if papers.bar is not None:
        raise Barred(papers.bar)


def _profile(telling: Telling, papers: RiskPrintable) -> Iterator[Block]:
    profile = papers.profile
    assert profile is not None  # noqa: S101 (its contents were asked for)
    yield Notice(text=telling.say(PLACES), tone=Tone.STRONG)
    yield facts(
        (telling.say(N_("Area")), telling.written(profile.area)),
        (telling.say(N_("Which events it is about")), telling.written(profile.events)),
        (telling.say(N_("Period")), telling.written(profile.period)),
        *_who(telling, papers, profile.valid_until),
    )
    yield from _part(telling, N_("What it says"), profile.statement)
    yield from blocks_of_bands(telling, papers)
    yield from _part(telling, N_("How uncertain it is"), profile.uncertainty)
    yield from _part(telling, N_("What protects the place"), profile.resources)
    yield from _part(telling, N_("Limits of the data and the method"), profile.limits)
    for one in papers.contestations:
        yield Heading(text=telling.say(N_("Contested by {council}"), council=one.council))
        yield Paragraph(text=telling.written(one.words))
        if one.answer.strip():
            yield Paragraph(text=telling.say(N_("Answer: {answer}"), answer=one.answer))


def _advice(telling: Telling, papers: RiskPrintable) -> Iterator[Block]:
    request, advice = papers.request, papers.advice
    assert request is not None  # noqa: S101 (its contents were asked for)
    assert advice is not None  # noqa: S101 (its contents were asked for)
    yield Notice(text=telling.say(PLACES), tone=Tone.STRONG)
    yield facts(
        (telling.say(N_("For")), telling.written(f"{request.requester} · {request.body}")),
        (telling.say(N_("The question")), telling.written(request.question)),
        (telling.say(N_("What the answer will be used for")), telling.written(request.purpose)),
        (telling.say(N_("Legal basis")), telling.code(LegalBasis.label_of(request.legal_basis))),
        *_who(telling, papers, advice.valid_until),
    )
    yield from _part(telling, N_("What is found"), advice.findings)
    sure = telling.code(Confidence.label_of(advice.confidence))
    yield facts((telling.say(N_("How sure it is")), sure))
    for label, words in (
        (N_("What protects the place"), advice.resources),
        (N_("What may be done"), advice.options),
        (N_("What is expected of it"), advice.expected),
        (N_("Side effects and displacement"), advice.side_effects),
        (N_("What it means for people's rights"), advice.rights),
        (N_("Reasons against using it"), advice.against),
        (N_("Limits of the data and the method"), advice.limits),
    ):
        yield from _part(telling, label, words)


def _who(
    telling: Telling, papers: RiskPrintable, until: date | None
) -> tuple[tuple[BilingualPair, BilingualPair], ...]:
    found = [
        (telling.say(N_("Valid until")), telling.day(until)),
        (telling.say(N_("Author")), telling.written(papers.author.name if papers.author else "")),
    ]
    if papers.reviewer is not None and papers.review is not None:
        said = telling.say(
            N_("{name}, on {day}"),
            name=papers.reviewer.name,
            day=lambda voice: voice.day(papers.review.on if papers.review else None),
        )
        found.append((telling.say(N_("Reviewed by")), said))
    return tuple(found)


def _part(telling: Telling, label: str, words: str) -> Iterator[Block]:
    if not words.strip():
        return
    yield Heading(text=telling.say(label))
    for paragraph in filter(None, map(str.strip, words.split("\n"))):
        yield Paragraph(text=telling.written(paragraph))


def letterhead(papers: RiskPrintable) -> Letterhead:
    """Who issues a paper, and where they are reached."""
    body = papers.organisation
    contact = " · ".join(clean(part) for part in (body.telephone, body.email) if part.strip())
    lines = (clean(body.institution), clean(body.address).replace("\n", ", "), contact)
    name = clean(body.name)
    return Letterhead(name=name, lines=tuple(line for line in lines if line and line != name))


def _footer(telling: Telling, kind: str, papers: RiskPrintable, code: str) -> Footer:
    """What every page repeats: until when it holds, its limits, and that it is about places."""
    said = papers.profile if kind == PROFILE else papers.advice
    assert said is not None  # noqa: S101 (its contents were asked for)
    limits = " ".join(said.limits.split())
    if len(limits) > SHORT_LIMITS:
        limits = f"{limits[:SHORT_LIMITS].rsplit(' ', 1)[0]}…"
    remark = telling.say(
        N_("Valid until {day}. Events at places, never persons. Limits: {limits}"),
        day=lambda voice: voice.day(said.valid_until),
        limits=limits,
    )
    number = telling.say(N_("File {number}"), number=papers.dossier.number)
    if code:
        number = telling.say(
            N_("File {number} · code of this paper: {code}"),
            number=papers.dossier.number,
            code=code,
        )
    return Footer(
        number=number,
        page_of=BilingualPair(
            *(translated(voice.language, N_("Page {page} of {pages}")) for voice in telling.voices)
        ),
        watermark=telling.say(N_("DRAFT")) if papers.draft else BilingualPair(""),
        remark=remark,
    )


__all__ = ["ADVICE", "PROFILE", "Barred", "Extras", "Telling", "compose", "letterhead"]
