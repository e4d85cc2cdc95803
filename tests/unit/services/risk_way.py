"""A file of the risk service walked through the front door, as far as a test wants it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk import (
    Advice,
    AdviceRequest,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    RiskProfile,
)
from pscp_desktop.domain.risk_analysis import (
    AnalysisFactor,
    AnalysisFigure,
    ModelCardLine,
)
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.risk.analyses import Outcome, Plan
from pscp_desktop.services.risk.service import Risk
from tests.world import LIA, shown

VALID = date(2026, 12, 1)
SAID = "Robos más probables junto a los locales de ocio, de noche."
OPINION: dict[str, Any] = {
    "findings": SAID,
    "options": "Luz en el pasaje; abrir el centro juvenil los viernes.",
    "expected": "Menos sucesos en seis meses.",
    "side_effects": "Puede moverse a la plaza vecina.",
    "rights": "No trata datos de nadie.",
    "against": "La serie es corta.",
    "resources": "Dos centros juveniles abren de tarde.",
    "limits": "Solo lo denunciado.",
    "confidence": "medium",
    "valid_until": VALID,
}


def a_layer(**changes: Any) -> Layer:
    """A layer of reported events, plainly made up, that says all it must."""
    told: dict[str, Any] = {
        "title": "Robos de muestra",
        "origin": "reported",
        "source": "Oficina de ejemplo",
        "licence": "CC BY 4.0",
        "attribution": "© Oficina de ejemplo",
        "dated_on": date(2026, 1, 31),
        "features": 120,
    }
    return Layer(**{**told, **changes})


def an_outcome(events: int = 120) -> Outcome:
    """What an analysis came to, with a figure, a factor and a line of its card."""
    return Outcome(
        events=events,
        cells=400,
        figures=(
            AnalysisFigure(analysis=NAMELESS, method="prior", share=5.0, measure="pai", value=6.2,
                           low=4.1, high=8.0),
        ),
        factors=(AnalysisFactor(analysis=NAMELESS, name="Locales de ocio", value=2.1, low=1.4, high=3.0),),
        card=(ModelCardLine(analysis=NAMELESS, number=1, part="data", name="seed", value="7"),),
        recommended="prior",
        because="The simplest that finds as many.",
        versions="muestra 1",
        surface=b'{"type": "FeatureCollection", "features": []}',
    )  # fmt: skip


def risk_at(desk: Desk, attaching: Attaching) -> Risk:
    """The service at a desk, keeping what is attached where another desk of the vault keeps it."""
    return Risk(desk, Attaching(desk, attaching.folder))


@dataclass
class Way:
    """One file, moved on step by step. Lía reviews what Inés writes."""

    risk: Risk
    attaching: Attaching
    dossier: UUID
    layers: list[Layer] = field(default_factory=list)

    def act(self, act: str, reason: str = "") -> str:
        return self.risk.files.perform(self.dossier, act, reason)

    def to_analysis(self) -> "Way":
        for act in ("accept_scope", "check_data", "begin_analysis"):
            self.act(act)
        return self

    def analysed(self) -> "Way":
        outcome, factor = self.layers
        plan = Plan(outcome=outcome, factors=(factor,), title="Análisis de muestra", seed=7)
        self.risk.analyses.keep(self.dossier, plan, an_outcome())
        return self

    def written(self, **changes: Any) -> "Way":
        self.risk.opinions.write(self.dossier, {**OPINION, **changes}, None)
        return self

    def opinion(self) -> Loaded[Advice]:
        with self.risk.desk.reading() as session:
            (found,) = self.risk.desk.all_in(session, Advice, self.dossier)
        loaded: Loaded[Advice] = shown(self.risk.desk, Advice, found.id)
        return loaded

    def reviewed(self, verdict: str = "approves") -> "Way":
        colleague = Desk(self.risk.desk.store, LIA)
        risk_at(colleague, self.attaching).opinions.review(
            PeerReview(
                dossier=self.dossier, about=NAMELESS, verdict=verdict, remarks="Se entiende."
            )
        )
        return self

    def issued(self) -> "Way":
        self.to_analysis().analysed().written().act("ask_review")
        self.reviewed().act("issue")
        return self


def asked(risk: Risk, attaching: Attaching, **changes: Any) -> Way:
    """A request for advice with two layers at hand: events and a factor."""
    told: dict[str, Any] = {
        "requester": "Omar Muestra",
        "body": "Junta de ejemplo",
        "question": "¿Dónde poner la luz?",
        "purpose": "Ordenar las obras del año.",
        "legal_basis": "public_task",
        "data_allowed": "Denuncias por celda y mes.",
    }
    layers = two_layers(risk)
    dossier = risk.files.request(AdviceRequest(**{**told, **changes}), "Luz en el pasaje")
    return Way(risk, attaching, dossier.id, layers)


def two_layers(risk: Risk) -> list[Layer]:
    """Events and a factor on the team's shelf."""
    bars = a_layer(title="Locales de ocio", origin="land_use", features=40)
    return [risk.layers.keep(one, b"{}", "capa.geojson") for one in (a_layer(), bars)]


def profiled(risk: Risk, attaching: Attaching) -> Way:
    """A profile with everything in it, rested on its analysis, before its review."""
    layers = two_layers(risk)
    dossier = risk.files.profile(
        RiskProfile(area="Barrio de muestra", period="2025", statement=SAID,
                    uncertainty="Entre la mitad y el doble.", limits="Solo lo denunciado.",
                    resources="Dos centros juveniles.", valid_until=VALID)
    )  # fmt: skip
    way = Way(risk, attaching, dossier.id, layers)
    risk.opinions.band(ProfileBand(dossier=way.dossier, unit="Celda 12-7", band="above"))
    risk.opinions.driver(ProfileDriver(dossier=way.dossier, factor="Locales de ocio", value=2.1))
    way.act("check_data")
    way.analysed().act("take_analysis")
    return way
