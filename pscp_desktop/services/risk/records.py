"""Everything kept in one file of the risk service, and the facts its rules are asked about."""

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache, cached_property
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from pscp_desktop.domain.dossiers import Dossier
from pscp_desktop.domain.errors import NotFound
from pscp_desktop.domain.record import Record, cells_of
from pscp_desktop.domain.risk import (
    Advice,
    AdviceFeedback,
    AdviceRequest,
    Contestation,
    ContestState,
    OutcomeReview,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    RiskChange,
    RiskProfile,
    Target,
    Verdict,
)
from pscp_desktop.domain.risk_analysis import (
    Analysis,
    AnalysisFactor,
    AnalysisFigure,
    AnalysisInput,
    ModelCardLine,
)
from pscp_desktop.domain.risk_facts import (
    AdviceFacts,
    AnalysisFacts,
    InputFacts,
    OpinionFacts,
    ProfileFacts,
    RiskFacts,
)
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.risk_sara import Hypothesis, SaraIndicator, SaraResponse, SaraSheet

R = TypeVar("R", bound=Record)

MOVED_BY_ACTS: Final = frozenset({"state", "reason", "published_on"})
"""What of a profile is not said by anybody."""


@cache
def _in_file(kind: type[R]) -> SelectOfScalar[R]:
    """Built once for each type: building it costs more than running it."""
    return (
        select(kind)
        .where(col(kind.dossier) == bindparam("file"), col(kind.removed).is_(False))
        .order_by(col(kind.recorded_at), col(kind.id))
    )


class FileRecords:
    """One file as a session sees it. It holds a request for advice or the profile of an area."""

    def __init__(self, session: Session, dossier: UUID) -> None:
        self.id = dossier
        self._session = session

    def all_of(self, kind: type[R]) -> list[R]:
        """The records of one type, in the order they were made."""
        return list(self._session.exec(_in_file(kind), params={"file": self.id}))

    def last_of(self, kind: type[R]) -> R | None:
        """The newest record of one type."""
        found = self.all_of(kind)
        return found[-1] if found else None

    @cached_property
    def dossier(self) -> Dossier:
        """The head of the file."""
        found = self._session.get(Dossier, self.id)
        if found is None or found.removed:
            raise NotFound(self.id)
        return found

    @cached_property
    def request(self) -> AdviceRequest | None:
        """What was asked, where it is a file of advice."""
        return self.last_of(AdviceRequest)

    @cached_property
    def profile(self) -> RiskProfile | None:
        """The profile, where it is one of an area."""
        return self.last_of(RiskProfile)

    @property
    def process(self) -> AdviceRequest | RiskProfile:
        """What carries the state. NotFound where the file is neither."""
        found = self.request or self.profile
        if found is None:
            raise NotFound(self.id)
        return found

    @cached_property
    def advice(self) -> Advice | None:
        """The opinion as it stands."""
        return self.last_of(Advice)

    @cached_property
    def analyses(self) -> list[Analysis]:
        """The analyses that were kept, oldest first."""
        return self.all_of(Analysis)

    @cached_property
    def analysis(self) -> Analysis | None:
        """The analysis the opinion or the profile rests on; else the newest."""
        said = self.advice if self.request is not None else self.profile
        chosen = said.analysis if said is not None else None
        named = next((one for one in self.analyses if one.id == chosen), None)
        return named or (self.analyses[-1] if self.analyses else None)

    def of_analysis(self, kind: type[R]) -> list[R]:
        """The rows of one type that belong to that analysis."""
        if self.analysis is None:
            return []
        return [
            one for one in self.all_of(kind) if getattr(one, "analysis", None) == self.analysis.id
        ]

    def inputs_of(self, analysis: Analysis) -> list[AnalysisInput]:
        """The layers that went into one analysis."""
        return [one for one in self.all_of(AnalysisInput) if one.analysis == analysis.id]

    def figures_of(self, analysis: Analysis) -> list[AnalysisFigure]:
        """How well each method did in one analysis."""
        return [one for one in self.all_of(AnalysisFigure) if one.analysis == analysis.id]

    @cached_property
    def inputs(self) -> list[AnalysisInput]:
        """The layers that went into the analysis."""
        return self.of_analysis(AnalysisInput)

    @cached_property
    def figures(self) -> list[AnalysisFigure]:
        """How well each method did."""
        return self.of_analysis(AnalysisFigure)

    @cached_property
    def factors(self) -> list[AnalysisFactor]:
        """What each factor did."""
        return self.of_analysis(AnalysisFactor)

    @cached_property
    def card(self) -> list[ModelCardLine]:
        """The model card, line by line."""
        return sorted(self.of_analysis(ModelCardLine), key=lambda line: line.number)

    @cached_property
    def bands(self) -> list[ProfileBand]:
        """The parts of the area with their bands."""
        return sorted(self.all_of(ProfileBand), key=lambda band: band.number)

    @cached_property
    def drivers(self) -> list[ProfileDriver]:
        """What the likelihood goes with."""
        return self.all_of(ProfileDriver)

    @cached_property
    def contestations(self) -> list[Contestation]:
        """Who contested it, and the answers."""
        return self.all_of(Contestation)

    @cached_property
    def reviews(self) -> list[PeerReview]:
        """What second persons said."""
        return self.all_of(PeerReview)

    @cached_property
    def feedback(self) -> list[AdviceFeedback]:
        """What whoever asked said of it."""
        return self.all_of(AdviceFeedback)

    @cached_property
    def outcomes(self) -> list[OutcomeReview]:
        """What was found when somebody looked back."""
        return self.all_of(OutcomeReview)

    @cached_property
    def changes(self) -> list[RiskChange]:
        """The acts that were done."""
        return self.all_of(RiskChange)

    @cached_property
    def sara(self) -> SaraSheet | None:
        """The worksheet."""
        return self.last_of(SaraSheet)

    @cached_property
    def hypotheses(self) -> list[Hypothesis]:
        """Why it may come back."""
        return self.all_of(Hypothesis)

    @cached_property
    def responses(self) -> list[SaraResponse]:
        """What is done about it."""
        return self.all_of(SaraResponse)

    @cached_property
    def indicators(self) -> list[SaraIndicator]:
        """What is counted before and after."""
        return self.all_of(SaraIndicator)

    def let_out_by(self) -> UUID | None:
        """Who let go out what stands there now: a review older than the last writing counts no more."""
        last = self.reviews[-1] if self.reviews else None
        if last is None or last.verdict != Verdict.APPROVES or last.seen != self.said_now():
            return None
        return last.reviewer

    def said_now(self) -> bytes:
        """A digest of everything that is said here now, its analysis included."""
        told: list[Record] = [*self.bands, *self.drivers]
        told += [one for one in (self.advice, self.profile) if one is not None]
        lines = [
            f"{record.id} {name} {getattr(record, name)!r}"
            for record in told
            for name in cells_of(type(record))
            if name not in MOVED_BY_ACTS
        ]
        return hashlib.sha256("\n".join(lines).encode()).digest()


def facts_of(records: FileRecords, today: date, layers: int) -> RiskFacts:
    """What the rules may ask; `layers` is how many known ones the file may use."""
    if records.request is not None:
        return _advice_facts(records, records.request, today, layers)
    return _profile_facts(records, today, layers)


def _advice_facts(
    records: FileRecords, request: AdviceRequest, today: date, layers: int
) -> AdviceFacts:
    return AdviceFacts(
        state=request.state,
        today=today,
        about_person=request.target == Target.PERSON,
        question=request.question,
        purpose=request.purpose,
        legal_basis=request.legal_basis,
        data_allowed=request.data_allowed,
        layers=layers,
        analysis=analysis_facts(records),
        opinion=_opinion_of(records.advice) if records.advice else None,
        reviewer=records.let_out_by(),
        issued_on=request.issued_on,
        feedback=bool(records.feedback),
        outcome=bool(records.outcomes),
    )


def _opinion_of(advice: Advice) -> OpinionFacts:
    words = (
        advice.findings, advice.options, advice.expected, advice.side_effects, advice.rights,
        advice.against, advice.resources, advice.limits,
    )  # fmt: skip
    return OpinionFacts(
        author=advice.author,
        said=advice.findings,
        everything="\n".join(words),
        limits=advice.limits,
        against=advice.against,
        resources=advice.resources,
        options=advice.options,
        valid_until=advice.valid_until,
    )


def _profile_facts(records: FileRecords, today: date, layers: int) -> ProfileFacts:
    profile = records.profile
    if profile is None:
        raise NotFound(records.id)
    drivers = [f"{driver.factor} {driver.words}" for driver in records.drivers]
    words = (profile.statement, profile.uncertainty, profile.limits, profile.resources, *drivers)
    return ProfileFacts(
        state=profile.state,
        today=today,
        area=profile.area,
        layers=layers,
        analysis=analysis_facts(records),
        opinion=OpinionFacts(
            author=profile.author,
            said=profile.statement,
            everything="\n".join(words),
            units=tuple(band.unit for band in records.bands),
            limits=profile.limits,
            uncertainty=profile.uncertainty,
            resources=profile.resources,
            valid_until=profile.valid_until,
        ),
        bands=len(records.bands),
        drivers=len(records.drivers),
        reviewer=records.let_out_by(),
        open_contestations=sum(c.state == ContestState.OPEN for c in records.contestations),
        contestations=len(records.contestations),
    )


def analysis_facts(records: FileRecords) -> AnalysisFacts | None:
    """What the rules ask of the analysis a file rests on."""
    analysis = records.analysis
    if analysis is None:
        return None
    return AnalysisFacts(
        inputs=tuple(
            InputFacts(
                name=one.title,
                role=one.role,
                origin=one.origin,
                source=one.source,
                licence=one.licence,
                dated_on=one.dated_on,
            )
            for one in records.inputs
        ),
        cell_m=analysis.cell_m,
        events=analysis.events,
        override=analysis.override,
        # It was kept only because it had been shown: `Analyses.keep` asks for it.
        loop_seen=bool(analysis.override),
        expires_on=analysis.expires_on,
    )


def input_facts(layers: Sequence[tuple[Layer, str]]) -> tuple[InputFacts, ...]:
    """What the rules ask of layers that are about to be used, each with its role."""
    return tuple(
        InputFacts(
            name=layer.title,
            role=role,
            origin=layer.origin,
            source=layer.source,
            licence=layer.licence,
            dated_on=layer.dated_on,
        )
        for layer, role in layers
    )


__all__ = ["FileRecords", "analysis_facts", "facts_of", "input_facts"]
