"""The mark on a paper of the risk service: what two people wrote apart, named by its fields."""

from collections.abc import Iterator
from typing import Final

from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import (
    Advice,
    AdviceRequest,
    Contestation,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    RiskProfile,
)
from pscp_desktop.domain.risk_analysis import (
    Analysis,
    AnalysisFactor,
    AnalysisFigure,
    AnalysisInput,
    ModelCardLine,
)
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.risk_sara import (
    Hypothesis,
    ResponseLink,
    SaraIndicator,
    SaraResponse,
    SaraSheet,
)
from pscp_desktop.domain.workers import Organisation, Worker
from pscp_desktop.i18n import translated
from pscp_desktop.reports.composing import UNDECIDED
from pscp_desktop.reports.document import PREVAILING, BilingualPair, Block, Notice, Tone
from pscp_desktop.services.risk.documents import SHEET, RiskPrintable

Types = frozenset[type[Record]]

_ANALYSED: Final[Types] = frozenset(
    {Analysis, AnalysisInput, AnalysisFigure, AnalysisFactor, ModelCardLine, Layer}
)
_ISSUED: Final[Types] = frozenset({Dossier, Organisation, Worker})
TOLD: Final[dict[str, Types]] = {
    "risk_profile": _ISSUED
    | _ANALYSED
    | {RiskProfile, ProfileBand, ProfileDriver, Contestation, PeerReview},
    "risk_advice": _ISSUED | _ANALYSED | {AdviceRequest, Advice, PeerReview},
    SHEET: _ISSUED
    | {SaraSheet, Hypothesis, SaraResponse, SaraIndicator, ResponseLink, Layer, AnalysisFactor},
}
"""By kind of paper, the types of record it speaks of."""


def blocks_of_undecided(kind: str, papers: RiskPrintable, language: str) -> Iterator[Block]:
    """The notice at the head of a paper; nothing where all is decided."""
    labels = [
        declared.spec.label
        for told, name in papers.undecided
        if told in TOLD[kind]
        for declared in fields_of(told)
        if declared.name == name
    ]
    if labels:
        voices = (PREVAILING,) if language == PREVAILING else (PREVAILING, language)
        said = (_listed(voice, tuple(dict.fromkeys(labels))) for voice in voices)
        yield Notice(text=BilingualPair(*said), tone=Tone.STRONG)


def _listed(language: str, labels: tuple[str, ...]) -> str:
    named = " · ".join(translated(language, label) for label in labels)
    return f"{translated(language, UNDECIDED)} {named}."


__all__ = ["TOLD", "blocks_of_undecided"]
