"""T-26 in the risk service: on screen, on paper, on the map, and with every value in what leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import Advice, AdviceRequest, ProfileBand, RiskProfile
from pscp_desktop.domain.risk_analysis import Analysis, AnalysisFigure
from pscp_desktop.domain.risk_field import ExploratoryWalk, FieldObservation
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.risk_sara import Hypothesis, SaraIndicator, SaraResponse, SaraSheet
from pscp_desktop.domain.workers import Organisation, RoleCode
from pscp_desktop.reports import risk as papers_of
from pscp_desktop.reports import risk_indicators, risk_sara
from pscp_desktop.reports.document import texts_of
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.profile import Profile
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.ui.lists.model import spoken
from pscp_desktop.ui.lists.rows import Query
from pscp_desktop.ui.map import outlets
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.sources import noticed_layer, result_layer
from pscp_desktop.ui.map.taking import from_kept
from pscp_desktop.ui.map.undecided import bearing
from pscp_desktop.ui.risk.board_pane import Board
from pscp_desktop.ui.risk.file_aside import FileAside
from pscp_desktop.ui.risk.file_view import FileView
from pscp_desktop.ui.risk.indicators_panel import IndicatorsPanel
from pscp_desktop.ui.risk.panels import LayersPanel, ResultPanel
from pscp_desktop.ui.risk.proposal_panel import ProposalPanel
from pscp_desktop.ui.risk.sara_panel import SaraPanel
from pscp_desktop.ui.risk.seen_panel import SeenPanel
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown, read_file
from tests.protections import guards
from tests.ui.conftest import Furnish
from tests.ui.marked import Outlet, Pair, bears, heard, show_the_mark
from tests.unit.services.conftest import PassingMoment
from tests.unit.services.risk_way import asked
from tests.unit.services.test_risk_proposing import an_analysed_profile
from tests.world import INES, LIA, OMAR, a_desk, a_store, exchange, joins

A, B = "Uno de muestra", "Otro de muestra"
World = tuple[Desk, Desk, dict[str, Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two vaults with an opinion and a profile; every test puts back what it disputed."""
    tmp_path, moment = tmp_path_factory.mktemp("world"), PassingMoment()
    desk = a_desk(tmp_path, INES, RoleCode.ANALYST, now=moment)
    joins(desk, LIA, RoleCode.ANALYST)
    joins(desk, OMAR, RoleCode.ANALYST)
    attaching = Attaching(desk, tmp_path)
    risk = Risk(desk, attaching)
    advice = asked(risk, attaching).issued().dossier
    profile = an_analysed_profile(risk, attaching).dossier
    organisation = Profile(desk).organisation()
    with desk.store.writing() as unit:
        unit.set(
            organisation.record,
            {
                "name": "Servicio de muestra",
                "protection_officer": "dpd@ejemplo.es",
                "address": "Calle de la Muestra, 1",
            },
            shown=organisation.heads,
        )
    made: dict[str, UUID] = {}
    for record in (
        SaraSheet(dossier=profile, problem="Ruido de noche."),
        Hypothesis(dossier=profile, text="Por la luz."),
        SaraResponse(dossier=profile, text="Farolas."),
        SaraIndicator(dossier=profile, side="treated", before=20, after=10, months=6),
        ProfileBand(dossier=profile, unit="Barrio", band="above", reason="Lo dicen los datos."),
    ):
        with desk.store.writing() as unit:
            made[type(record).__name__] = unit.create(record).id
    seen = risk.field.observe(
        FieldObservation(
            text="Farola rota", latitude=40.4168, longitude=-3.7038, accuracy_m=8,
            dimension="lighting", finding="worry",
        )
    )  # fmt: skip
    made["FieldObservation"] = seen.id
    made["ExploratoryWalk"] = risk.field.walk(ExploratoryWalk(title="Paseo de muestra")).id
    with desk.reading() as session:
        made["AdviceRequest"] = desk.all_in(session, AdviceRequest, advice)[0].id
        made["Advice"] = desk.all_in(session, Advice, advice)[0].id
        made["RiskProfile"] = desk.all_in(session, RiskProfile, profile)[0].id
        made["Analysis"] = desk.all_in(session, Analysis, profile)[0].id
        figures = desk.all_in(session, AnalysisFigure, profile)
        made["AnalysisFigure"] = next(
            one.id for one in figures if (one.method, one.measure) == ("kde", "hit_rate")
        )
        made["Organisation"] = organisation.id
        made["Layer"] = next(one.id for one in risk.map.all() if one.features == 43)
    other = Desk(a_store(tmp_path, OMAR, now=moment), OMAR)
    exchange(desk, other)
    return desk, other, {"advice": advice, "profile": profile, "risk": risk, **made}


@pytest.fixture
def pair(world: World, furnish: Furnish, qtbot: QtBot) -> Iterator[Pair]:
    desk, other, made = world
    found = Pair(desk, other, furnish(desk), qtbot, made)
    yield found
    found.decide()


def bench(pair: Pair) -> RiskBench:
    return RiskBench(pair.tools, Mediation(pair.desk), pair.made["risk"])


def read(pair: Pair, which: str) -> RiskShown:
    return read_file(pair.desk, pair.made["risk"], pair.made[which], opening=False)


def board(pair: Pair) -> list[str]:
    return [spoken(row) for row in Board(pair.tools, pair.made["risk"])(Query()).rows]


@dataclass(frozen=True)
class OfFile:
    """What the parts of one file say."""

    which: str

    def head(self, pair: Pair) -> list[str]:
        view = FileView(pair.tools)
        pair.kept(view)
        view.show_file(read(pair, self.which))
        return heard(view._notice_box)

    def timeline(self, pair: Pair) -> list[str]:
        return [line.spoken for line in read(pair, self.which).told]

    def aside(self, pair: Pair) -> list[str]:
        beside = FileAside(pair.tools.look)
        pair.kept(beside)
        beside.show_file(read(pair, self.which))
        return heard(beside)

    def result(self, pair: Pair) -> list[str]:
        return panel(pair, ResultPanel(bench(pair), read(pair, self.which)))

    def proposal(self, pair: Pair) -> list[str]:
        return panel(pair, ProposalPanel(bench(pair), read(pair, self.which)))

    def sara(self, pair: Pair) -> list[str]:
        return panel(pair, SaraPanel(bench(pair), read(pair, self.which)))

    def layers(self, pair: Pair) -> list[str]:
        return panel(pair, LayersPanel(bench(pair), read(pair, self.which)))

    def worksheet(self, pair: Pair) -> list[str]:
        shown = read(pair, self.which)
        told = risk_sara.SaraPapers(
            papers=shown.papers, sheet=shown.sara, hypotheses=shown.hypotheses,
            responses=shown.responses, indicators=shown.indicators,
            difference=shown.difference, links=shown.links,
        )  # fmt: skip
        return [both.spanish for both in texts_of(risk_sara.compose(told))]


OPINION, PROFILE = OfFile("advice"), OfFile("profile")


def panel(pair: Pair, made: Any) -> list[str]:
    pair.kept(made)
    pair.settle()
    return heard(made)


def seen(pair: Pair) -> list[str]:
    return panel(pair, SeenPanel(bench(pair), pair.made["FieldObservation"]))


def indicators(pair: Pair) -> list[str]:
    return panel(pair, IndicatorsPanel(bench(pair)))


def paper(pair: Pair) -> list[str]:
    made = papers_of.compose("risk_advice", read(pair, "advice").papers)
    said = [text.spanish for text in texts_of(made)]
    # On paper it is a sentence of its own.
    return ["Dos versiones" if words.startswith("Sin decidir") else words for words in said]


def year(pair: Pair) -> Any:
    service = pair.made["risk"].indicators
    return service.of(service.years()[0])


def sheet(pair: Pair) -> list[str]:
    return [risk_indicators.sheet(year(pair), "es").decode("utf-8-sig")]


def page(pair: Pair) -> list[str]:
    made = risk_indicators.document(year(pair), pair.made["risk"].indicators.issuer())
    return [text.spanish for text in texts_of(made)]


def noticed(pair: Pair) -> MapLayer:
    desk = pair.made["risk"].map
    made = noticed_layer(desk.noticed(leaves=False), desk.noticed(leaves=True))
    assert made is not None
    return made


def result_on_map(pair: Pair) -> MapLayer:
    desk = pair.made["risk"].map
    (analysis,) = (one for one in desk.results() if one.id == pair.made["Analysis"])
    (made,) = bearing([result_layer(analysis, desk.result(analysis))], analysis, desk.undecided())
    return made


def layer_on_map(pair: Pair) -> MapLayer:
    desk = pair.made["risk"].map
    (layer,) = (one for one in desk.all() if one.id == pair.made["Layer"])
    return bearing(from_kept(layer, desk.content(layer.id)), layer, desk.undecided())[0]


def on_map(made: Callable[[Pair], MapLayer]) -> Outlet:
    def said(pair: Pair) -> list[str]:
        layer = made(pair)
        return [layer.name, layer.said.source]

    said.__name__ = f"map-{made.__name__}"
    return said


WHERE: list[tuple[Outlet, type[Record], str, tuple[Any, Any]]] = [
    (board, AdviceRequest, "question", (A, B)),
    (board, RiskProfile, "statement", (A, B)),
    (OPINION.head, Advice, "findings", (A, B)),
    (OPINION.timeline, Advice, "findings", (A, B)),
    (PROFILE.timeline, ProfileBand, "reason", (A, B)),
    (PROFILE.aside, Analysis, "title", (A, B)),
    (PROFILE.result, AnalysisFigure, "value", (0.2, 0.6)),
    (PROFILE.proposal, Analysis, "title", (A, B)),
    (PROFILE.sara, SaraSheet, "problem", (A, B)),
    (PROFILE.sara, Hypothesis, "text", (A, B)),
    (PROFILE.sara, SaraResponse, "text", (A, B)),
    (PROFILE.sara, SaraIndicator, "before", (30, 40)),
    (PROFILE.layers, Layer, "title", (A, B)),
    (PROFILE.layers, FieldObservation, "text", (A, B)),
    (PROFILE.layers, ExploratoryWalk, "title", (A, B)),
    (seen, FieldObservation, "finding", ("strength", "serious")),
    (indicators, AnalysisFigure, "value", (0.2, 0.6)),
    (indicators, Analysis, "title", (A, B)),
    (paper, AdviceRequest, "purpose", (A, B)),
    (paper, Organisation, "name", (A, B)),
    (on_map(noticed), FieldObservation, "finding", ("strength", "serious")),
    (on_map(result_on_map), Analysis, "title", (A, B)),
    (on_map(layer_on_map), Layer, "title", (A, B)),
]  # fmt: skip


@guards("marks.read")
@pytest.mark.parametrize(
    ("outlet", "kind", "name", "values"),
    WHERE,
    ids=[f"{outlet.__name__}-{kind.__name__}-{name}" for outlet, kind, name, _ in WHERE],
)
def test_t26_the_mark_stands_wherever_it_is_shown_until_it_is_decided(
    pair: Pair, outlet: Outlet, kind: type[Record], name: str, values: tuple[Any, Any]
) -> None:
    show_the_mark(pair, outlet, kind, pair.made[kind.__name__], name, values)


@guards("marks.read")
@pytest.mark.parametrize("name", ["problem", "harm"])
def test_t26_the_worksheet_on_paper_names_what_is_undecided(pair: Pair, name: str) -> None:
    outlet = PROFILE.worksheet
    assert not any(words.startswith("Sin decidir") for words in outlet(pair))

    pair.apart(SaraSheet, pair.made["SaraSheet"], name, A, B)

    assert any(words.startswith("Sin decidir") for words in outlet(pair))


class Canvas:
    """As much of a map as a way out asks for."""

    def __init__(self, layer: MapLayer) -> None:
        self.layers = [layer]


@guards("marks.values")
@pytest.mark.parametrize("way_out", ["geojson", "csv", "gpkg"])
@pytest.mark.parametrize(
    ("made", "dispute", "written"),
    [
        (
            noticed,
            (FieldObservation, "finding", "strength", "serious"),
            ("Ayuda", "Preocupa mucho"),
        ),
        (layer_on_map, (Layer, "title", A, B), (A, B)),
        (result_on_map, (Analysis, "title", A, B), (A, B)),
    ],
)
def test_t26_what_leaves_the_map_holds_every_value(
    pair: Pair,
    made: Callable[[Pair], MapLayer],
    dispute: Any,
    written: tuple[str, str],
    way_out: str,
) -> None:
    kind, name, *values = dispute
    pair.apart(kind, pair.made[kind.__name__], name, *values)

    content = outlets.content(way_out, Canvas(made(pair)), "", "")  # type: ignore[arg-type] # (see `Canvas`)

    for value in written:
        assert value.encode() in content


@guards("marks.values")
@pytest.mark.parametrize("outlet", [sheet, page])
def test_t26_the_indicators_leave_with_every_value(pair: Pair, outlet: Outlet) -> None:
    assert not bears(outlet(pair))
    pair.apart(Analysis, pair.made["Analysis"], "title", A, B)
    pair.apart(AnalysisFigure, pair.made["AnalysisFigure"], "value", 0.21, 0.61)

    said = " ".join(outlet(pair))

    for value in (A, B, "0,21", "0,61"):
        assert value in said
    assert "Dos versiones" in said


@guards("marks.values")
def test_t26_a_share_that_would_be_another_says_that_it_is_not_decided(pair: Pair) -> None:
    pair.apart(
        AnalysisFigure, pair.made["AnalysisFigure"], "value", 0.05, 0.61
    )  # at least as good as prior counts, or not

    assert "sin decidir todavía" in " ".join(sheet(pair))
    told = {one.definition.code: one.undecided for one in year(pair).indicators}
    assert told == {code: code == "as_good" for code in told}


def test_a_place_in_dispute_is_told_as_blurred_as_any_other(pair: Pair) -> None:
    observation = pair.made["FieldObservation"]
    pair.apart(FieldObservation, observation, "latitude", 40.41681, 40.42)

    layer = noticed(pair)

    assert bears([layer.name])
    content = outlets.content("geojson", Canvas(layer), "", "")  # type: ignore[arg-type] # (see `Canvas`)
    assert b"40.41681" not in content
    assert b"40.42" not in content
    assert np.isfinite(layer.features.x).all()
