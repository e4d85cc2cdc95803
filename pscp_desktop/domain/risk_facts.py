"""What the rules of this service are asked about: plain facts, gathered from one file's records."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk import AdviceState, ProfileState
from pscp_desktop.domain.risk_analysis import InputRole


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFacts:
    """What the rules ask of one layer that goes into an analysis."""

    name: str
    role: str = InputRole.FACTOR.value
    origin: str = ""
    source: str = ""
    licence: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisFacts:
    """What the rules ask of an analysis, before it is run or after."""

    inputs: tuple[InputFacts, ...] = ()
    cell_m: int = 100
    events: int = 0
    override: str = ""
    """The written reason for using events that police discovered."""
    loop_seen: bool = False
    """The simulation of the feedback loop was shown to whoever overrides."""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionFacts:
    """What the rules ask of what is going to be said, in an opinion or a profile."""

    author: UUID = NAMELESS
    said: str = ""
    """What it finds."""
    everything: str = ""
    """All its words, for what may not stand in any of them."""
    units: tuple[str, ...] = ()
    """The parts of the area it speaks of."""
    limits: str = ""
    uncertainty: str = ""
    against: str = ""
    resources: str = ""
    options: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFacts:
    """Everything the rules of one request for advice may ask, as it is now."""

    state: str = AdviceState.RECEIVED.value
    today: date
    about_person: bool = False
    question: str = ""
    purpose: str = ""
    legal_basis: str = ""
    data_allowed: str = ""
    layers: int = 0
    """Layers with source, licence and date that this file may use."""
    analysis: AnalysisFacts | None = None
    opinion: OpinionFacts | None = None
    reviewer: UUID | None = None
    """Who reviewed what stands there now and lets it go out."""
    issued_on: date | None = None
    feedback: bool = False
    outcome: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """Everything the rules of one risk profile may ask, as it is now."""

    state: str = ProfileState.DRAFT.value
    today: date
    area: str = ""
    layers: int = 0
    analysis: AnalysisFacts | None = None
    opinion: OpinionFacts = OpinionFacts()
    bands: int = 0
    drivers: int = 0
    reviewer: UUID | None = None
    open_contestations: int = 0
    contestations: int = 0


RiskFacts = AdviceFacts | ProfileFacts
