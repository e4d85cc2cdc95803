"""What a printed profile or opinion must say, by which rule, and whether its file gives it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pscp_desktop.domain.risk_analysis import InputRole
from pscp_desktop.i18n import N_
from pscp_desktop.reports.contents import Missing
from pscp_desktop.services.risk.documents import RiskPrintable

GDPR: Final = "Regulation (EU) 2016/679"
AI_ACT: Final = "Regulation (EU) 2024/1689"
PROGRAMME: Final = "Rules of the programme"


@dataclass(frozen=True, slots=True)
class Needed:
    """One content: its key, where it is asked for, its words, and how to see that the file gives it."""

    key: str
    article: str
    label: str
    given: Callable[[RiskPrintable], bool]

    def missing(self, papers: RiskPrintable) -> Missing | None:
        """This content, reported as missing, or nothing."""
        return None if self.given(papers) else Missing(self.key, self.article, self.label)


def _says(*values: str) -> bool:
    return all(value.strip() for value in values)


def _inputs_known(papers: RiskPrintable) -> bool:
    roles = {one.role for one in papers.inputs}
    return InputRole.OUTCOME in roles and all(
        _says(one.source, one.licence, one.origin) and one.dated_on for one in papers.inputs
    )


SHARED: Final = (
    Needed(
        "organisation", f"{GDPR} art. 13.1 a)", N_("Who issues it, and where they are reached"),
        lambda p: _says(p.organisation.name, p.organisation.address),
    ),
    Needed(
        "officer", f"{GDPR} art. 13.1 b)", N_("Contact of the data protection officer"),
        lambda p: _says(p.organisation.protection_officer),
    ),
    Needed(
        "author", f"{AI_ACT} art. 14", N_("Who wrote it"),
        lambda p: p.author is not None and _says(p.author.name),
    ),
    Needed(
        "analysis", f"{AI_ACT} art. 13", N_("The analysis it rests on, with seed and versions"),
        lambda p: p.analysis is not None and _says(p.analysis.versions, p.analysis.recommended),
    ),
    Needed(
        "card", f"{AI_ACT} art. 11", N_("The model card"), lambda p: bool(p.card),
    ),
    Needed(
        "comparison", PROGRAMME, N_("The methods side by side, with their intervals"),
        lambda p: bool(p.figures),
    ),
    Needed(
        "inputs", f"{AI_ACT} art. 10", N_("Every layer with its source, licence, date and kind"),
        _inputs_known,
    ),
)  # fmt: skip

OF_PROFILE: Final = (
    Needed(
        "statement", PROGRAMME, N_("What it says"),
        lambda p: p.profile is not None and _says(p.profile.statement, p.profile.area),
    ),
    Needed(
        "bands", PROGRAMME, N_("Bands, each with what it may be"),
        lambda p: bool(p.bands) and all(_says(b.band, b.lowest, b.highest) for b in p.bands),
    ),
    Needed(
        "uncertainty", f"{AI_ACT} art. 15", N_("How uncertain it is"),
        lambda p: p.profile is not None and _says(p.profile.uncertainty),
    ),
    Needed("drivers", PROGRAMME, N_("What the likelihood goes with"), lambda p: bool(p.drivers)),
    Needed(
        "resources", PROGRAMME, N_("What protects the place"),
        lambda p: p.profile is not None and _says(p.profile.resources),
    ),
    Needed(
        "limits", f"{AI_ACT} art. 13.3", N_("Limits of the data and the method"),
        lambda p: p.profile is not None and _says(p.profile.limits),
    ),
    Needed(
        "expiry", PROGRAMME, N_("Until when it is valid"),
        lambda p: p.profile is not None and p.profile.valid_until is not None,
    ),
)  # fmt: skip

OF_ADVICE: Final = (
    Needed(
        "question", PROGRAMME, N_("The question, its purpose and its legal basis"),
        lambda p: p.request is not None
        and _says(p.request.question, p.request.purpose, p.request.legal_basis),
    ),
    Needed(
        "findings", PROGRAMME, N_("What is found"),
        lambda p: p.advice is not None and _says(p.advice.findings),
    ),
    Needed(
        "options", PROGRAMME, N_("What may be done, and what is expected of it"),
        lambda p: p.advice is not None and _says(p.advice.options, p.advice.expected),
    ),
    Needed(
        "side_effects", PROGRAMME, N_("Side effects and displacement"),
        lambda p: p.advice is not None and _says(p.advice.side_effects),
    ),
    Needed(
        "rights", f"{AI_ACT} art. 27", N_("What it means for people's rights"),
        lambda p: p.advice is not None and _says(p.advice.rights),
    ),
    Needed(
        "against", f"{AI_ACT} art. 14.4", N_("Reasons against using it"),
        lambda p: p.advice is not None and _says(p.advice.against),
    ),
    Needed(
        "resources", PROGRAMME, N_("What protects the place"),
        lambda p: p.advice is not None and _says(p.advice.resources),
    ),
    Needed(
        "limits", f"{AI_ACT} art. 13.3", N_("Limits of the data and the method"),
        lambda p: p.advice is not None and _says(p.advice.limits),
    ),
    Needed(
        "expiry", PROGRAMME, N_("Until when it is valid"),
        lambda p: p.advice is not None and p.advice.valid_until is not None,
    ),
)  # fmt: skip

REVIEWED: Final = Needed(
    "review", f"{AI_ACT} art. 14", N_("A second person's review"),
    lambda p: p.draft or (p.reviewer is not None and p.review is not None),
)  # fmt: skip


def missing_of(kind: str, papers: RiskPrintable) -> tuple[Missing, ...]:
    """Every content a document of this kind would lack."""
    own = OF_PROFILE if kind == "risk_profile" else OF_ADVICE
    found = (one.missing(papers) for one in (*own, *SHARED, REVIEWED))
    return tuple(one for one in found if one is not None)
