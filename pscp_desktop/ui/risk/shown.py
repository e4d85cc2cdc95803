"""Everything one file of the risk service shows, read in one go and handed to the widgets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from pscp_desktop.domain.dossiers import Dossier, PrintedDocument
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import AdviceRequest, Contestation, ContestState, RiskProfile
from pscp_desktop.domain.risk_analysis import Analysis
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.risk_sara import Hypothesis, SaraIndicator, SaraResponse, SaraSheet
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.risk.documents import RiskPrintable
from pscp_desktop.services.risk.files import Offered, Standing
from pscp_desktop.services.risk.linking import Linked
from pscp_desktop.services.risk.sara import Difference
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.services.risk.timeline import Entry
from pscp_desktop.services.undecided import NOTHING, Undecided, read_undecided
from pscp_desktop.ui.mediation.phrases import Names, Told, bearing
from pscp_desktop.ui.mediation.sheet import Bench
from pscp_desktop.ui.risk.phrases import told

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class RiskBench(Bench):
    """What every form of this place works with."""

    risk: Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskShown:
    """One file, as it stood when it was read."""

    id: UUID
    today: date
    me: UUID
    standing: Standing
    entries: tuple[Entry, ...]
    told: tuple[Told, ...] = ()
    """The entries in words, found where the file was read."""
    papers: RiskPrintable
    documents: tuple[PrintedDocument, ...]
    analyses: tuple[Analysis, ...] = ()
    layers: tuple[Layer, ...] = ()
    sara: SaraSheet | None = None
    hypotheses: tuple[Hypothesis, ...] = ()
    responses: tuple[SaraResponse, ...] = ()
    indicators: tuple[SaraIndicator, ...] = ()
    difference: Difference | None = None
    links: tuple[Linked, ...] = ()
    workers: Mapping[UUID, str] = field(default_factory=dict)
    undecided: Undecided = NOTHING

    @property
    def state(self) -> str:
        """Where the file stands."""
        return self.standing.facts.state

    @property
    def dossier(self) -> Dossier:
        """The head of the file."""
        return self.papers.dossier

    @property
    def process(self) -> Loaded[AdviceRequest] | Loaded[RiskProfile]:
        """What carries the state, as it was shown."""
        return self.standing.process

    @property
    def profile(self) -> bool:
        """Whether it is the profile of an area rather than a request for advice."""
        return self.papers.profile is not None

    @property
    def analysis_undecided(self) -> bool:
        """Whether two values stand in the analysis or in what was kept with it."""
        papers = self.papers
        kept = (*self.analyses, *papers.inputs, *papers.figures, *papers.factors, *papers.card)
        return any(one.id in self.undecided for one in kept)

    @property
    def title(self) -> str:
        """What the file is called."""
        return self.dossier.title or self.dossier.number

    @property
    def names(self) -> Names:
        """Who is who."""
        return Names({}, self.workers)

    @property
    def open_contestations(self) -> tuple[Contestation, ...]:
        """Those that wait for an answer."""
        return tuple(c for c in self.papers.contestations if c.state == ContestState.OPEN)

    def offered(self, act: str) -> Offered | None:
        """An act, if it may be offered in this state to this worker."""
        return next((offered for offered in self.standing.acts if offered.act == act), None)


def read_file(desk: Desk, risk: Risk, dossier: UUID, *, opening: bool) -> RiskShown:
    """Read a file. `opening` writes the look down; a refresh of what is open does not again."""
    if opening:
        desk.open(dossier)
    standing = risk.files.standing(dossier)
    papers = risk.documents.printable(dossier)
    layers = risk.layers.all(dossier)
    difference, links = risk.sara.difference(dossier), risk.links.of(dossier)
    with desk.reading() as session:

        def found(kind: type[R]) -> tuple[R, ...]:
            return tuple(desk.all_in(session, kind, dossier))

        sheets = found(SaraSheet)
        shown = RiskShown(
            id=dossier,
            today=desk.today(),
            me=desk.worker,
            standing=standing,
            entries=risk.timeline.of(dossier),
            papers=papers,
            documents=risk.documents.all_of(dossier),
            analyses=found(Analysis),
            layers=layers,
            sara=sheets[-1] if sheets else None,
            hypotheses=found(Hypothesis),
            responses=found(SaraResponse),
            indicators=found(SaraIndicator),
            difference=difference,
            links=links,
            workers={worker.id: worker.name for worker in desk.workers(session).values()},
            undecided=read_undecided(desk, session),
        )
    names = shown.names
    return replace(
        shown,
        told=tuple(
            bearing(told(entry, names, shown.today), undecided=entry.record in shown.undecided)
            for entry in shown.entries
        ),
    )
