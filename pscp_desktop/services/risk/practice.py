"""The practice files of the risk service: plainly fictional requests, layers, a walk, one profile.

The stories lie in `resources/demo/risk.toml`. Each is a walk that says how many days pass between its
steps, so that it can be lived through together with those of other services. The figures of its one
analysis are made up and say so.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.calendar import at
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk import (
    AdviceFeedback,
    AdviceRequest,
    Contestation,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    RiskProfile,
)
from pscp_desktop.domain.risk_analysis import AnalysisFactor, AnalysisFigure, ModelCardLine
from pscp_desktop.domain.risk_field import ExploratoryWalk, FieldObservation
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.risk_sara import Hypothesis, SaraIndicator, SaraResponse
from pscp_desktop.i18n import resources
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.analyses import Outcome, Plan
from pscp_desktop.services.risk.carding import how_of
from pscp_desktop.services.risk.layers import Keeping
from pscp_desktop.services.risk.saying import keep, sentence
from pscp_desktop.services.risk.service import Risk

Days = Iterator[int]
CORNER: Final = (439_500.0, 4_473_500.0)
SIDE_M: Final = 1_700.0
"""A square of the district, in EPSG:25830, in which the made-up points lie."""
CLUSTERS: Final = ((0.3, 0.25), (0.55, 0.6), (0.75, 0.35), (0.4, 0.8))
SPREAD: Final = 0.09
VALID_DAYS: Final = 330
OPINION: Final = (
    "findings", "confidence", "resources", "limits", "options", "expected", "side_effects", "rights",
    "against",
)  # fmt: skip
FIGURES: Final = (
    ("prior", "calibration", 0.71, 0.55, 0.90), ("kde", "calibration", 0.86, 0.66, 1.10),
    ("rtm", "calibration", 0.97, 0.73, 1.26), ("combined", "calibration", 0.95, 0.74, 1.20),
    ("prior", "hit_rate", 0.27, 0.21, 0.34), ("prior", "pai", 5.4, 4.2, 6.8),
    ("kde", "hit_rate", 0.26, 0.20, 0.33), ("kde", "pai", 5.2, 4.0, 6.6),
    ("rtm", "hit_rate", 0.24, 0.18, 0.31), ("rtm", "pai", 4.8, 3.6, 6.2),
    ("combined", "hit_rate", 0.29, 0.22, 0.36), ("combined", "pai", 5.8, 4.4, 7.2),
    ("random", "hit_rate", 0.05, 0.03, 0.09), ("random", "pai", 1.0, 0.6, 1.8),
)  # fmt: skip
FACTORS: Final = (
    ("Locales de ocio, muestra", 2.1, 1.5, 2.9), ("Paradas de transporte, muestra", 1.6, 1.1, 2.3),
)  # fmt: skip


def stories() -> dict[str, list[dict[str, Any]]]:
    """The stories as they were written."""
    text = (resources() / "demo" / "risk.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def chance(*parts: object) -> float:
    """A steady number from 0 to 1 for some words: the same vault every time."""
    drawn = hashlib.sha256(" ".join(map(str, parts)).encode()).digest()
    return int.from_bytes(drawn[:6], "big") / 2**48


def points_of(title: str, count: int) -> bytes:
    """Made-up points, gathered around some places of the district, as GeoJSON."""
    features = []
    for number in range(count):
        cluster = CLUSTERS[int(chance(title, number, "which") * len(CLUSTERS))]
        place = [
            sum(chance(title, number, axis, draw) - 0.5 for draw in range(4)) * SPREAD
            + cluster[axis]
            for axis in (0, 1)
        ]
        x, y = (CORNER[axis] + SIDE_M * min(0.99, max(0.01, place[axis])) for axis in (0, 1))
        geometry = {"type": "Point", "coordinates": [round(x, 1), round(y, 1)]}
        features.append({"type": "Feature", "properties": {}, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25830"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}).encode()


@dataclass
class Practice:
    """Lives through the stories at two desks: whoever writes, and whoever reviews."""

    desk: Desk
    keeping: Keeping
    colleague: UUID
    today: date

    def walks(self) -> Sequence[tuple[datetime, Days]]:
        """When each story begins, and its steps."""
        told = stories()
        early = max(story["days_ago"] for story in told["advice"]) + 2
        found = [(self._morning(early), self._layers(told["layer"]))]
        found += [(self._morning(one["days_ago"]), self._walk(one)) for one in told["walk"]]
        found += [(self._morning(one["days_ago"]), self._advice(one)) for one in told["advice"]]
        found += [(self._morning(one["days_ago"]), self._profile(one)) for one in told["profile"]]
        return found

    def _morning(self, days_ago: int) -> datetime:
        return at(self.today - timedelta(days=days_ago), 9, 40)

    def _risk(self, *, theirs: bool = False) -> Risk:
        desk = Desk(self.desk.store, self.colleague) if theirs else self.desk
        return Risk(desk, self.keeping)

    def _layers(self, told: list[dict[str, Any]]) -> Days:
        risk = self._risk()
        for one in told:
            layer = {k: v for k, v in one.items() if k != "days_old"}
            dated = self.today - timedelta(days=one["days_old"])
            content = points_of(one["title"], one["features"])
            risk.layers.keep(Layer(**layer, dated_on=dated), content, "capa.geojson")
            yield 0

    def _walk(self, told: dict[str, Any]) -> Days:
        risk = self._risk()
        known = {k: v for k, v in told.items() if k not in {"days_ago", "seen"}}
        walk = risk.field.walk(ExploratoryWalk(**known))
        yield 0
        for text, dimension, finding, light in told["seen"]:
            risk.field.observe(
                FieldObservation(
                    text=text, dimension=dimension, finding=finding, light=light,
                    district=told["district"], walk=walk.id,
                )
            )  # fmt: skip
            yield 0

    def _advice(self, told: dict[str, Any]) -> Days:
        risk = self._risk()
        fields = (
            "requester",
            "body",
            "question",
            "target",
            "purpose",
            "legal_basis",
            "data_allowed",
        )
        asked = {name: told[name] for name in fields if name in told}
        due = self.today + timedelta(days=told["due_in"]) if "due_in" in told else None
        request = AdviceRequest(**asked, deadline=due)
        dossier = risk.files.request(request, told["title"], told["district"]).id
        yield 2
        if told["until"] == "declined":
            risk.files.perform(dossier, "decline", told["reason"])
        if told["until"] in {"declined", "received"}:
            return
        risk.files.perform(dossier, "accept_scope")
        yield 1
        risk.files.perform(dossier, "check_data")
        yield 3
        if told["until"] == "data_check":
            return
        risk.files.perform(dossier, "begin_analysis")
        self._analyse(risk, dossier)
        yield 2
        yield from self._issue(risk, dossier, told)

    def _issue(self, risk: Risk, dossier: UUID, told: dict[str, Any]) -> Days:
        words = {name: told[name] for name in OPINION}
        until = self.today + timedelta(days=told.get("valid_in", VALID_DAYS))
        risk.opinions.write(dossier, {**words, "valid_until": until}, None)
        self._solve(risk, dossier)
        yield 1
        risk.files.perform(dossier, "ask_review")
        yield 2
        self._risk(theirs=True).opinions.review(
            PeerReview(dossier=dossier, about=NAMELESS, verdict="approves",
                       remarks="Los factores miden lo que dicen. Se entiende sin ayuda.")
        )  # fmt: skip
        yield 1
        risk.files.perform(dossier, "issue")
        yield 30
        risk.opinions.feedback(
            AdviceFeedback(dossier=dossier, use=told["feedback"], words=told["feedback_words"])
        )

    def _solve(self, risk: Risk, dossier: UUID) -> None:
        """A worksheet with a hypothesis, a response and counts on both sides."""
        problem = {
            "problem": "Robos en el pasaje de la Muestra, de noche y en fin de semana",
            "harm": "A quien vuelve del trabajo tarde y a los comercios de la esquina",
            "where_when": "Pasaje y esquina del mercado, de 22 a 2 h, viernes y sábado",
            "objective": "Un tercio menos en seis meses, sin que suba la calle paralela",
        }
        risk.sara.write(dossier, problem, None)
        factor = next(iter(risk.documents.printable(dossier).factors), None)
        why = risk.sara.suppose(
            Hypothesis(
                dossier=dossier, text="Cuando cierra el mercado nadie mira el pasaje.", held="supported",
                factor=factor.id if factor else None, evidence="Marcha exploratoria y modelo.",
            )
        )  # fmt: skip
        risk.sara.respond(
            SaraResponse(
                dossier=dossier, hypothesis=why.id, text="Renovar las farolas del pasaje",
                approach="risk", responsible="Alumbrado de ejemplo",
                due_on=self.today + timedelta(days=11),
            )
        )  # fmt: skip
        for side, before, after in (("treated", 41, 22), ("control", 38, 37)):
            risk.sara.count(SaraIndicator(dossier=dossier, side=side, before=before, after=after))

    def _analyse(self, risk: Risk, dossier: UUID) -> None:
        by_title = {layer.title: layer for layer in risk.layers.all(dossier)}
        outcome = by_title["Denuncias por robo, muestra"]
        factors = tuple(by_title[name] for name, *_ in FACTORS)
        protective = by_title["Centros juveniles y de mayores, muestra"]
        plan = Plan(
            outcome=outcome, factors=(*factors, protective), title="Robos denunciados, celdas de 100 m",
            period="El último año", seed=7,
        )  # fmt: skip
        risk.analyses.keep(dossier, plan, made_up(outcome.features))

    def _profile(self, told: dict[str, Any]) -> Days:
        risk, reviewer = self._risk(theirs=True), self._risk()
        said = {
            k: v for k, v in told.items() if k not in {"days_ago", "drivers", "bands", "contest"}
        }
        until = self.today + timedelta(days=VALID_DAYS - told["days_ago"])
        dossier = risk.files.profile(RiskProfile(**said, valid_until=until)).id
        yield 2
        for number, (unit, band, lowest, highest, events) in enumerate(told["bands"], start=1):
            risk.opinions.band(
                ProfileBand(dossier=dossier, number=number, unit=unit, band=band, lowest=lowest,
                            highest=highest, events=events)
            )  # fmt: skip
        for factor, words in told["drivers"]:
            known = next((row for row in FACTORS if row[0].startswith(factor)), None)
            value, low, high = known[1:] if known else (None, None, None)
            risk.opinions.driver(
                ProfileDriver(dossier=dossier, factor=factor, words=words, value=value, low=low,
                              high=high)
            )  # fmt: skip
        risk.files.perform(dossier, "check_data")
        yield 3
        self._analyse(risk, dossier)
        risk.files.perform(dossier, "take_analysis")
        yield 2
        reviewer.opinions.review(
            PeerReview(dossier=dossier, about=NAMELESS, verdict="approves", remarks="De acuerdo.")
        )
        reviewer.files.perform(dossier, "pass_review")
        yield 1
        risk.files.perform(dossier, "publish")
        yield 62
        council, words = told["contest"]
        reviewer.opinions.contest(Contestation(dossier=dossier, council=council, words=words))


def made_up(events: int) -> Outcome:
    """An outcome to practise with. Every figure in it is invented, and its card says so first."""
    lines = (
        (keep(sentence("card.made_up")), "Ninguna de estas cifras sale de datos."),
        ("Uso previsto", "Practicar. No se toma ninguna decisión con esto."),
        ("Semilla", "7"),
        ("Validación", "Bloques espaciales, un barrio fuera cada vez"),
        ("No dice", "Nada de personas, familias ni viviendas"),
    )
    return Outcome(
        events=events,
        cells=289,
        figures=tuple(
            AnalysisFigure(analysis=NAMELESS, method=method, share=5.0, measure=measure, value=value,
                           low=low, high=high)
            for method, measure, value, low, high in FIGURES
        ),
        factors=tuple(
            AnalysisFactor(analysis=NAMELESS, name=name, how=how_of("proximity", 200), value=value, low=low,
                           high=high)
            for name, value, low, high in FACTORS
        ),
        card=tuple(
            ModelCardLine(analysis=NAMELESS, number=number, name=name, value=value)
            for number, (name, value) in enumerate(lines, start=1)
        ),
        recommended="combined",
        because="Encuentra al menos tanto como el mejor de los otros. Cifras inventadas.",
        versions="práctica",
    )  # fmt: skip
