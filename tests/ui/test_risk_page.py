"""The working side of the risk service, through its real page: what leads on and what is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.mediation import MediationProcess, Party
from pscp_desktop.domain.risk import Advice, AdviceRequest
from pscp_desktop.domain.risk_field import FieldObservation
from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.mediation.process import Request
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.risk.practice import points_of
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.ui.ask import TypedQuestion
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.pages.risk import RiskPage
from pscp_desktop.ui.risk.analysis_panel import AnalysisPanel
from pscp_desktop.ui.risk.documents import DocumentsPanel
from pscp_desktop.ui.risk.dues import RiskDues
from pscp_desktop.ui.risk.panels import LayersPanel, ResultPanel
from pscp_desktop.ui.risk.sara_panel import SaraPanel
from pscp_desktop.ui.risk.sheet import RecordSheet
from pscp_desktop.ui.risk.shown import RiskBench
from pscp_desktop.ui.risk.steps import Step
from pscp_desktop.ui.tasks import Tasks
from tests.protections import guards
from tests.unit.services.risk_way import a_layer, asked, profiled
from tests.world import INES, LIA, Moment, a_desk, joins


@dataclass
class Place:
    """The page over a real vault, and whoever sits at it."""

    page: RiskPage
    risk: Risk
    attaching: Attaching
    moment: Moment
    tasks: Tasks
    failures: list[Exception]
    qtbot: QtBot

    def quiet(self) -> None:
        self.qtbot.wait(70)
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=10000)
        self.qtbot.wait(30)

    def open(self, dossier: UUID) -> None:
        self.page.open_file(dossier)
        self.quiet()

    def form(self, name: str, about: UUID | None = None) -> Any:
        self.page.show_form(name, about)
        self.quiet()
        return self.page.instead

    def fill(self, sheet: RecordSheet, **values: Any) -> None:
        for name, value in values.items():
            form = next(one for one in sheet.forms if name in one.fields)
            form.put(name, value)
        sheet.save()
        self.quiet()

    def said(self) -> str:
        return " ".join(
            label.text() for label in self.page.findChildren(QLabel) if label.isVisible()
        )

    def state(self, dossier: UUID) -> str:
        return self.risk.files.standing(dossier).facts.state

    def all_of(self, kind: type[Any], dossier: UUID) -> list[Any]:
        with self.risk.desk.reading() as session:
            return self.risk.desk.all_in(session, kind, dossier)


@pytest.fixture
def place(tmp_path: Path, look: Look, qtbot: QtBot) -> Iterator[Place]:
    moment = Moment()
    (tmp_path / "a").mkdir()
    desk = a_desk(tmp_path, INES, RoleCode.ANALYST, now=moment)
    joins(desk, LIA, RoleCode.ANALYST)
    attaching = Attaching(desk, tmp_path)
    risk, failures = Risk(desk, attaching), list[Exception]()
    tasks, changes = Tasks(failures.append), Changes()
    tools = FormTools(look, desk, tasks, changes)
    page = RiskPage(bench=RiskBench(tools, Mediation(desk), risk))
    qtbot.addWidget(page)
    page.resize(1142, 768)
    page.show()
    found = Place(page, risk, attaching, moment, tasks, failures, qtbot)
    found.quiet()
    yield found
    tasks.close()
    assert failures == []


def test_a_request_is_taken_and_opens_with_the_one_thing_to_do_next(place: Place) -> None:
    place.page.begin("new_request")
    sheet = place.page.instead
    assert isinstance(sheet, RecordSheet)
    place.fill(sheet, body="Junta de ejemplo", question="¿Dónde poner la luz?")

    shown = place.page.view.shown
    assert shown is not None
    assert shown.state == "received"
    assert place.page.view.next is not None
    # What is missing is led to first: purpose and legal basis.
    assert place.page.view.next.text().strip() == "Completar la pregunta"


def test_without_a_question_nothing_is_kept_and_the_field_is_marked(place: Place) -> None:
    place.page.begin("new_request")
    sheet = place.page.instead
    assert isinstance(sheet, RecordSheet)

    place.fill(sheet, body="Junta de ejemplo")

    assert sheet.forms[0].field("question").wrong
    assert place.risk.boards.page() == ()


def test_a_request_is_completed_and_moved_by_the_filled_button(place: Place) -> None:
    way = asked(place.risk, place.attaching, purpose="", legal_basis="")
    place.open(way.dossier)
    sheet = place.form("request")
    place.fill(sheet, purpose="Ordenar las obras.", legal_basis="public_task")

    assert place.page.view.next is not None
    place.page.view.next.click()
    place.quiet()

    assert place.state(way.dossier) == "scoped"


def test_a_question_about_a_person_offers_no_way_on(place: Place) -> None:
    way = asked(place.risk, place.attaching, target="person")
    place.open(way.dossier)

    assert place.page.view.next is None
    assert "Nunca califica a una persona" in place.said()


def test_an_act_that_wants_a_reason_is_done_with_it(place: Place) -> None:
    way = asked(place.risk, place.attaching)
    place.open(way.dossier)
    place.page.do(Step(label="Decline with the reason", act="decline"))

    question = place.page.window().findChild(TypedQuestion)
    assert question is not None
    question.findChildren(QPlainTextEdit)[-1].setPlainText("No respondemos sobre esto.")
    question._act.click()
    place.quiet()

    assert place.state(way.dossier) == "declined"


def test_an_opinion_is_written_and_stands_in_the_timeline(place: Place) -> None:
    way = asked(place.risk, place.attaching).to_analysis().analysed()
    place.open(way.dossier)
    place.fill(place.form("opinion"), findings="Más probables de noche.", limits="Lo denunciado.")

    (advice,) = place.all_of(Advice, way.dossier)
    assert advice.author == INES
    titles = [entry.title for entry in place.page.view.timeline.entries._entries]
    assert "Opinion written" in titles


def test_an_observation_needs_one_sentence_and_a_neighbourhood(place: Place) -> None:
    place.page.begin("observation")
    sheet = place.page.instead
    assert isinstance(sheet, RecordSheet)
    place.fill(sheet, text="Farola rota en la esquina", district="sol")

    (seen,) = place.risk.field.observations()
    assert (seen.text, seen.district, seen.part_of_day) == (
        "Farola rota en la esquina",
        "sol",
        "morning",
    )


def test_a_point_is_typed_with_a_comma_or_a_stop_and_nonsense_is_told(place: Place) -> None:
    place.page.begin("observation")
    sheet = place.page.instead
    assert isinstance(sheet, RecordSheet)
    line = sheet.forms[1].field("latitude")
    sheet.forms[0].put("text", "Soportal oscuro")
    latitude, longitude = (
        sheet.forms[1].field(name).findChildren(QLineEdit)[0] for name in ("latitude", "longitude")
    )
    latitude.setText("cuarenta")
    sheet.save()
    place.quiet()
    assert line.wrong
    assert place.risk.field.observations() == ()

    latitude.setText("40,4154")
    longitude.setText("-3.7074")
    sheet.save()
    place.quiet()
    (seen,) = place.risk.field.observations()
    assert (seen.latitude, seen.longitude) == (40.4154, -3.7074)


def test_the_worksheet_shows_what_was_written_and_leads_to_each_form(place: Place) -> None:
    way = asked(place.risk, place.attaching)
    place.open(way.dossier)
    place.fill(place.form("sheet"), problem="Robos en el pasaje")
    place.fill(place.form("hypothesis"), text="Nadie mira al cerrar")
    place.fill(place.form("response"), text="Luz nueva", due_on=date(2026, 3, 10))
    place.fill(place.form("indicator"), side="treated", before=40, after=20)

    panel = place.form("sara")
    assert isinstance(panel, SaraPanel)
    words = place.said()
    for said in ("Robos en el pasaje", "Nadie mira al cerrar", "Luz nueva", "40 antes, 20 después"):
        assert said in words, said
    assert [item.due.code for item in RiskDues(place.risk).of(place.risk.desk.today())] == [
        "response"
    ]


@pytest.mark.parametrize(("form", "kind"), [("layers", LayersPanel), ("result", ResultPanel)])
def test_layers_and_results_are_read_in_words(place: Place, form: str, kind: type[Any]) -> None:
    way = asked(place.risk, place.attaching).to_analysis().analysed()
    place.open(way.dossier)

    assert isinstance(place.form(form), kind)
    wanted = "Oficina de ejemplo" if form == "layers" else "6,20 (4,10–8,00)"
    assert wanted in place.said()


def test_beside_the_layers_stand_walks_and_our_own_files_with_small_counts_hidden(
    place: Place,
) -> None:
    place.risk.field.observe(FieldObservation(text="Farola rota", district="sol"))
    for district, many in (("sol", 2), ("cortes", 4), ("palacio", 9)):
        for _ in range(many):
            Mediation(place.risk.desk).files.request(
                Request(process=MediationProcess(), requester=Party(name="Alba Ejemplo", role="requesting"),
                        district=district)
            )  # fmt: skip
    place.moment.passes(days=40)
    place.page.begin("layers")
    place.quiet()

    words = place.said()
    assert "Farola rota" in words
    assert "9 expedientes" in words
    assert "6 expedientes" in words
    assert "2 expedientes" not in words
    assert "4 expedientes" not in words


def test_a_paper_is_not_offered_before_its_review_and_says_why(place: Place) -> None:
    way = profiled(place.risk, place.attaching)
    place.open(way.dossier)

    panel = place.form("documents")

    assert isinstance(panel, DocumentsPanel)
    assert panel.document is None
    assert not panel.print.isEnabled()
    assert "No se imprime nada antes" in place.said()


def test_a_paper_is_saved_outside_with_its_reason(place: Place, tmp_path: Path) -> None:
    way = profiled(place.risk, place.attaching).reviewed()
    _furnish(place)
    way.act("pass_review")
    way.act("publish")
    place.open(way.dossier)
    panel = place.form("documents")
    assert isinstance(panel, DocumentsPanel)
    assert panel.document is not None

    panel._reason = "Para la sesión del consejo de ejemplo"
    panel.export(tmp_path / "perfil.pdf")
    place.quiet()

    assert (tmp_path / "perfil.pdf").read_bytes().startswith(b"%PDF")
    assert [one.issued for one in place.risk.documents.all_of(way.dossier)] == ["saved"]


def _furnish(place: Place) -> None:
    from pscp_desktop.services.profile import Profile

    profile = Profile(place.risk.desk)
    told = {"name": "Servicio de Muestra", "address": "Plaza de la Muestra 1",
            "protection_officer": "dpd@ejemplo.example"}  # fmt: skip
    profile.save_organisation(profile.organisation(), told)


def in_place(place: Place, **changes: Any) -> AnalysisPanel:
    """The analysis of a file, with events and a factor at hand."""
    way = asked(place.risk, place.attaching).to_analysis()
    told = {"title": "Robos de verdad", "features": 220, **changes}
    place.risk.layers.keep(a_layer(**told), points_of("Robos", 220), "capa.geojson")
    bars = a_layer(title="Bares de verdad", origin="land_use", features=40)
    place.risk.layers.keep(bars, points_of("Bares", 40), "capa.geojson")
    place.open(way.dossier)
    panel = place.form("analysis")
    assert isinstance(panel, AnalysisPanel)
    chosen = next(key for key, layer in panel._layers.items() if layer.title == told["title"])
    panel.outcome.show_value(chosen)
    panel._weigh()
    return panel


def test_an_analysis_is_run_compared_and_kept_from_its_panel(place: Place) -> None:
    panel = in_place(place)
    assert panel.factors is not None
    bars = next(key for key, layer in panel._layers.items() if layer.title == "Bares de verdad")
    panel.factors.show_value(bars)
    panel._weigh()
    assert panel.run.isEnabled()

    panel.run.click()
    place.qtbot.waitUntil(lambda: "Recomendado" in place.said(), timeout=30000)
    assert panel.keep.isVisible()
    panel.keep.click()
    place.quiet()

    shown = place.page.view.shown
    assert shown is not None
    (analysis,) = shown.analyses
    assert analysis.events == 220
    assert {one.role for one in shown.papers.inputs} == {"outcome", "factor"}


def test_an_analysis_can_be_cancelled_and_then_nothing_is_kept(place: Place) -> None:
    panel = in_place(place)

    panel.run.click()
    panel.cancel.click()
    place.quiet()

    assert panel.run.isVisible()
    assert not panel.keep.isVisible()


@guards("domain.risk.discovered")
def test_events_of_police_want_a_reason_after_the_loop_was_shown(place: Place) -> None:
    panel = in_place(place, title="Actuaciones", origin="discovered")

    assert not panel.run.isEnabled()
    place.quiet()
    assert "Se confirma a sí mismo" in place.said()
    panel.override.show_value("La comisión pregunta dónde trabajó la policía, y para nada más.")
    panel._weigh()

    assert panel.run.isEnabled()


def test_a_factor_that_stands_for_what_people_are_is_refused_in_words(place: Place) -> None:
    bad = a_layer(title="Población extranjera", origin="land_use", features=40)
    place.risk.layers.keep(bad, points_of("Otra", 40), "capa.geojson")
    panel = in_place(place)
    assert panel.factors is not None
    factor = next(key for key, layer in panel._layers.items() if layer.title == bad.title)
    panel.factors.show_value(factor)
    panel._weigh()

    place.quiet()
    assert not panel.run.isEnabled()
    assert "nacionalidad" in place.said()


def test_a_draft_of_a_form_is_taken_up_again(place: Place) -> None:
    way = asked(place.risk, place.attaching)
    place.open(way.dossier)
    sheet = place.form("request")
    sheet.forms[1].put("data_allowed", "Solo recuentos por barrio")
    sheet._edited()
    place.qtbot.wait(1200)
    place.quiet()
    place.page.leave()
    place.quiet()

    place.page.go_on("request", way.dossier, UUID(int=0))
    place.quiet()

    again = place.page.instead
    assert isinstance(again, RecordSheet)
    assert again.forms[1].value("data_allowed") == "Solo recuentos por barrio"
    assert place.all_of(AdviceRequest, way.dossier)[0].data_allowed != "Solo recuentos por barrio"
    assert place.all_of(FieldObservation, way.dossier) == []
