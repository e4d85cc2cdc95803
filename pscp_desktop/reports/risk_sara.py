"""The worksheet of problem solving on paper: the problem, why, what is done about it, what came of it.

It is a working paper: it waits for no review, holds no likelihood, and says so on every page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pscp_desktop.domain.risk_sara import (
    Approach,
    Held,
    Hypothesis,
    LinkKind,
    SaraIndicator,
    SaraResponse,
    SaraSheet,
    Side,
)
from pscp_desktop.domain.suppression import SMALLEST
from pscp_desktop.i18n import N_, right_to_left, translated
from pscp_desktop.reports.contents import IncompleteDocument
from pscp_desktop.reports.document import (
    PREVAILING,
    BilingualPair,
    Block,
    Document,
    FactTable,
    Footer,
    Heading,
    Notice,
    Paragraph,
    Tone,
)
from pscp_desktop.reports.risk import Barred, Telling, letterhead
from pscp_desktop.reports.risk_contents import SHARED
from pscp_desktop.reports.risk_tables import facts
from pscp_desktop.reports.risk_undecided import blocks_of_undecided
from pscp_desktop.reports.wording import clean
from pscp_desktop.services.risk.documents import SHEET, RiskPrintable, bar_of_sheet
from pscp_desktop.services.risk.linking import Linked
from pscp_desktop.services.risk.sara import Difference

TITLE: Final = N_("Problem-solving worksheet")
SCANNED: Final = (
    ("problem", N_("The problem, in one sentence")),
    ("harm", N_("Whom it harms, and how")),
    ("where_when", N_("Where and when it comes back")),
    ("already", N_("What is done already")),
    ("handled_by", N_("Who looks after the place")),
    ("guarded_by", N_("Who protects those it harms")),
    ("objective", N_("What would be better, and by when")),
)
"""What is said of a problem, in the order in which one asks."""
WORKING: Final = N_(
    "A working paper about a problem at a place. It says nothing of any person, family or home and may not"
    " be used to rate one. A hypothesis is a question to the data, not a finding."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaraPapers:
    """The worksheet of one file, and the file itself."""

    papers: RiskPrintable
    sheet: SaraSheet | None
    hypotheses: tuple[Hypothesis, ...] = ()
    responses: tuple[SaraResponse, ...] = ()
    indicators: tuple[SaraIndicator, ...] = ()
    difference: Difference | None = None
    links: tuple[Linked, ...] = ()

    @property
    def small(self) -> bool:
        """Whether a count is too small to be told, and with it whatever is worked out from it."""
        return any(min(one.before, one.after) < SMALLEST for one in self.indicators)


def compose(sara: SaraPapers, language: str = PREVAILING, code: str = "") -> Document:
    """The paper. Raises Barred where nothing is written yet, IncompleteDocument without who issues it."""
    refusal = bar_of_sheet(sara.sheet)
    if refusal is not None:
        raise Barred(refusal)
    issuer = next(one for one in SHARED if one.key == "organisation").missing(sara.papers)
    if issuer is not None:
        raise IncompleteDocument((issuer,))
    telling, papers = Telling(language), sara.papers
    return Document(
        kind=SHEET,
        title=telling.say(TITLE),
        reference=clean(papers.dossier.number),
        letterhead=letterhead(papers),
        blocks=(
            *blocks_of_undecided(SHEET, papers, language),
            Notice(text=telling.say(WORKING), tone=Tone.STRONG),
            *_scanning(telling, sara),
            *_analysis(telling, sara),
            *_response(telling, sara),
            *_assessment(telling, sara),
        ),
        footer=_footer(telling, papers.dossier.number, papers.today, code),
        language=language,
        beside_right_to_left=right_to_left(language),
    )


def _scanning(telling: Telling, sara: SaraPapers) -> Iterator[Block]:
    yield Heading(text=telling.say(N_("Scanning")))
    yield facts(
        *(
            (telling.say(label), telling.written(str(getattr(sara.sheet, name))))
            for name, label in SCANNED
        )
    )


def _analysis(telling: Telling, sara: SaraPapers) -> Iterator[Block]:
    yield Heading(text=telling.say(N_("Analysis")))
    if not sara.hypotheses:
        yield Paragraph(text=telling.say(N_("No hypothesis is written yet.")))
    factors = {factor.id: factor.name for factor in sara.papers.factors}
    for number, one in enumerate(sara.hypotheses, start=1):
        factor = factors.get(one.factor, "") if one.factor else ""
        known = telling.written(factor) if factor else telling.say(N_("None is named"))
        yield _titled(
            telling.written(f"{number}. {one.text}"),
            (telling.say(N_("Factor of the analysis")), known),
            (telling.say(N_("What the data say")), telling.code(Held.label_of(one.held))),
            (telling.say(N_("From what one knows it")), telling.written(one.evidence)),
            *_linked(telling, sara, one.id),
        )


def _response(telling: Telling, sara: SaraPapers) -> Iterator[Block]:
    yield Heading(text=telling.say(N_("Response")))
    if not sara.responses:
        yield Paragraph(text=telling.say(N_("No response is written yet.")))
    numbers = {one.id: number for number, one in enumerate(sara.hypotheses, start=1)}
    for one in sara.responses:
        answered = numbers.get(one.hypothesis, 0) if one.hypothesis else 0
        yield _titled(
            telling.written(one.text),
            (
                telling.say(N_("Answers the hypothesis")),
                telling.written(str(answered) if answered else ""),
            ),
            (telling.say(N_("How it works")), telling.code(Approach.label_of(one.approach))),
            (telling.say(N_("Who does it")), telling.written(one.responsible)),
            (telling.say(N_("By")), telling.day(one.due_on)),
            (telling.say(N_("Done on")), telling.day(one.done_on)),
            *_linked(telling, sara, one.id),
        )


def _linked(
    telling: Telling, sara: SaraPapers, about: UUID
) -> Iterator[tuple[BilingualPair, BilingualPair]]:
    """What a line is tied to. Of a mediation file paper says that there is one, and not which."""
    for one in sara.links:
        if one.about != about:
            continue
        kind = telling.code(LinkKind.label_of(one.target.kind))
        if one.target.kind == LinkKind.LAYER and one.target.known:
            name = telling.written(one.target.name)
            kind = BilingualPair(
                f"{kind.spanish} · {name.spanish}",
                f"{kind.beside} · {name.beside}" if kind.beside else "",
            )
        yield telling.say(N_("Linked with")), kind


def _assessment(telling: Telling, sara: SaraPapers) -> Iterator[Block]:
    yield Heading(text=telling.say(N_("Assessment")))
    learned = sara.sheet.assessment.strip() if sara.sheet is not None else ""
    if not sara.indicators and not learned:
        yield Paragraph(text=telling.say(N_("Nothing has been counted yet.")))
    yield facts(
        *(
            (telling.code(Side.label_of(one.side)), _counted(telling, one))
            for one in sara.indicators
        )
    )
    if sara.difference is not None:
        yield Notice(text=_difference(telling, sara.difference, small=sara.small), tone=Tone.PLAIN)
    if learned:
        yield facts((telling.say(N_("What was learned")), telling.written(learned)))


def _counted(telling: Telling, one: SaraIndicator) -> BilingualPair:
    """Before and after; a count under five is not told."""

    def shown(count: int) -> str:
        return str(count) if count >= SMALLEST else f"< {SMALLEST}"

    return telling.say(
        N_("{before} before, {after} after, in {months} months"),
        before=shown(one.before),
        after=shown(one.after),
        months=str(one.months),
    )


def _difference(telling: Telling, found: Difference, *, small: bool) -> BilingualPair:
    """What changed and how sure it is; nothing that would give away a count too small to be told."""
    if small:
        return telling.say(
            N_("A count is under {k}: too small for a difference to be told."), k=str(SMALLEST)
        )
    if found.told_apart:
        words = N_(
            "Difference: {value} events, give or take {error}. It can be told from chance. {near}"
        )
    else:
        words = N_(
            "Difference: {value} events, give or take {error}. It cannot be told from chance: no effect is"
            " claimed. {near}"
        )
    near = "" if found.near else N_("Displacement next to it was not counted.")
    return telling.say(
        words,
        value=f"{found.value:+.0f}",
        error=f"{1.96 * found.error:.1f}",
        near=lambda voice: translated(voice.language, near),
    )


def _titled(title: BilingualPair, *rows: tuple[BilingualPair, BilingualPair]) -> FactTable:
    return FactTable(rows=facts(*rows).rows, title=title)


def _footer(telling: Telling, number: str, today: date, code: str) -> Footer:
    words = N_("File {number} · code of this paper: {code}") if code else N_("File {number}")
    return Footer(
        number=telling.say(words, number=number, code=code),
        page_of=telling.say(N_("Page {page} of {pages}"), page="{page}", pages="{pages}"),
        remark=telling.say(
            N_("Working paper of {day}. It speaks of a place, never of persons."),
            day=lambda voice: voice.day(today),
        ),
    )


__all__ = ["SCANNED", "SaraPapers", "compose"]
