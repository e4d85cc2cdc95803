"""Analyses: what stands against one before it is run, and what is kept of it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from pscp_desktop.domain.blurring import SMALLEST_INSIDE_M
from pscp_desktop.domain.calendar import months_after
from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.risk_analysis import (
    Analysis,
    AnalysisFactor,
    AnalysisFigure,
    AnalysisInput,
    InputRole,
    Method,
    ModelCardLine,
)
from pscp_desktop.domain.risk_facts import AnalysisFacts
from pscp_desktop.domain.risk_guards import analysis_refusals
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.states import Refusal
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.layers import Keeping
from pscp_desktop.services.risk.records import FileRecords, input_facts
from pscp_desktop.services.risk.work import at_work, forbidden

VALID_MONTHS: Final = 12
"""How long an analysis holds: places change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What somebody wants analysed, before anything is computed."""

    outcome: Layer | None
    factors: tuple[Layer, ...] = ()
    boundary: Layer | None = None
    cell_m: int = 100
    method: str = "all"
    seed: int = 1
    title: str = ""
    period: str = ""
    district: str = ""
    override: str = ""
    """Why events that police discovered are used all the same."""
    loop_seen: bool = False

    def used(self) -> tuple[tuple[Layer, str], ...]:
        """Every layer with the role it has."""
        named = [(self.outcome, InputRole.OUTCOME), (self.boundary, InputRole.BOUNDARY)]
        found = [(layer, role.value) for layer, role in named if layer is not None]
        for layer in self.factors:
            protective = layer.origin == "protective"
            role = InputRole.PROTECTIVE if protective else InputRole.FACTOR
            found.append((layer, role.value))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an analysis, in plain values, ready to be shown and kept."""

    events: int
    cells: int
    figures: tuple[AnalysisFigure, ...] = ()
    factors: tuple[AnalysisFactor, ...] = ()
    card: tuple[ModelCardLine, ...] = ()
    recommended: str = Method.PRIOR.value
    because: str = ""
    versions: str = ""
    surface: bytes = b""
    """The cells with their scores, as GeoJSON in the coordinate system of the analysis."""
    notes: tuple[str, ...] = field(default=())


class Analyses:
    """The analyses of a file."""

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        self._desk, self._keeping = desk, keeping

    def refusals(self, plan: Plan) -> tuple[Refusal, ...]:
        """Everything that stands against a plan, in words, before any time is spent on it."""
        return tuple(dict.fromkeys(analysis_refusals(_facts_of(plan, _events_of(plan)))))

    def keep(self, dossier: UUID, plan: Plan, outcome: Outcome) -> Analysis:
        """Keep an analysis with its inputs, figures and model card. Raises Forbidden against the rules."""
        for refusal in analysis_refusals(_facts_of(plan, outcome.events)):
            raise forbidden(refusal)
        desk = self._desk
        analysis = Analysis(
            dossier=dossier,
            title=plan.title,
            district=plan.district,
            period=plan.period,
            cell_m=max(plan.cell_m, SMALLEST_INSIDE_M),
            cells=outcome.cells,
            events=outcome.events,
            seed=plan.seed,
            versions=outcome.versions,
            recommended=outcome.recommended,
            because=outcome.because,
            override=plan.override,
            expires_on=months_after(desk.today(), VALID_MONTHS),
        )
        if outcome.surface:
            kept = self._keeping.attach_bytes(dossier, outcome.surface, "superficie.geojson")
            analysis.result = kept.id
        with at_work(desk, dossier, plan.override, undoable=False) as unit:
            unit.create(analysis)
            rows = (*_inputs_of(plan), *outcome.figures, *outcome.factors, *outcome.card)
            for row in rows:
                row.dossier, row.analysis = dossier, analysis.id
                unit.create(row)
            unit.note("analysis", dossier, detail=plan.method)
        return analysis

    def content(self, attachment: UUID) -> bytes:
        """The features of a layer; that somebody looked is written down."""
        return self._keeping.content(attachment)

    def all_of(self, dossier: UUID) -> tuple[Analysis, ...]:
        """The analyses of a file, oldest first."""
        with self._desk.reading() as session:
            return tuple(FileRecords(session, dossier).analyses)

    def expired(self, analysis: Analysis, today: date) -> bool:
        """Whether the day of an analysis has passed."""
        return analysis.expires_on is not None and analysis.expires_on < today

    def result(self, analysis: Analysis) -> bytes:
        """The cells with their scores. Raises Forbidden once it has expired."""
        if self.expired(analysis, self._desk.today()):
            raise Forbidden("expired")
        return b"" if analysis.result is None else self._keeping.content(analysis.result)


def _events_of(plan: Plan) -> int:
    return plan.outcome.features if plan.outcome is not None else 0


def _facts_of(plan: Plan, events: int) -> AnalysisFacts:
    return AnalysisFacts(
        inputs=input_facts(plan.used()),
        cell_m=plan.cell_m,
        events=events,
        override=plan.override,
        loop_seen=plan.loop_seen,
    )


def _inputs_of(plan: Plan) -> Sequence[AnalysisInput]:
    return [
        AnalysisInput(
            analysis=layer.id,
            layer=layer.id,
            role=role,
            title=layer.title,
            origin=layer.origin,
            source=layer.source,
            licence=layer.licence,
            dated_on=layer.dated_on,
            features=layer.features,
        )
        for layer, role in plan.used()
    ]
