"""The page of visits: who is out, who is late, and that nobody leaves without knowing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.dossiers import AddressWarning, Contact, Visit
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.profile import Profile
from pscp_desktop.services.visits import Visits
from pscp_desktop.ui.ask import TypedQuestion
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.pages.visits import VisitsPage
from pscp_desktop.ui.visits.lateness import left_said, span
from pscp_desktop.ui.visits.lines import OutLine, WarningLine
from pscp_desktop.ui.visits.returning import UNSAFE, Returning
from pscp_desktop.ui.visits.sheet import LeaveForm
from tests.ui.conftest import Furnish
from tests.world import INES, OMAR, Moment, a_desk, joins


@dataclass
class Street:
    """The page over a desk in the team of which nobody leads."""

    desk: Desk
    tools: FormTools
    visits: Visits
    page: VisitsPage
    moment: Moment
    team: UUID

    def goes(self, place: str = "calle de la Muestra 8", minutes: int = 60) -> Visit:
        back = self.desk.now() + timedelta(minutes=minutes)
        return self.visits.leave(Visit(dossier=self.team, worker=INES, place=place, back_at=back))

    def warns(self, place: str, *, two: bool) -> AddressWarning:
        return self.visits.warn(
            AddressWarning(dossier=self.team, place=place, warning="Perro suelto.", two_people=two)
        )

    def said(self) -> str:
        return " | ".join(label.text() for label in self.page.findChildren(QLabel))


@pytest.fixture
def street(tmp_path: Path, furnish: Furnish, qtbot: QtBot) -> Iterator[Street]:
    moment = Moment()
    desk = a_desk(tmp_path, INES, now=moment)
    joins(desk, OMAR)
    tools = furnish(desk)
    visits = Visits(desk)
    page = VisitsPage(tools=tools, visits=visits, mediation=Mediation(desk), profile=Profile(desk))
    qtbot.addWidget(page)
    page.resize(1142, 768)
    page.show()
    team = visits.team()
    assert team is not None
    yield Street(desk, tools, visits, page, moment, team)
    page.rest()


def settled(street: Street, qtbot: QtBot) -> None:
    """Everything that was under way has been read and shown."""
    qtbot.wait(120)
    qtbot.waitUntil(lambda: not street.tools.tasks.busy)


def lines(street: Street) -> list[OutLine]:
    return [line for line in street.page.findChildren(OutLine) if not line.isHidden()]


@pytest.mark.parametrize(
    ("minutes", "tone"), [(40, "info"), (0, "info"), (-1, "warn"), (-14, "warn"), (-15, "danger")]
)
def test_being_late_is_amber_first_and_red_after_a_quarter_of_an_hour(
    minutes: int, tone: str
) -> None:
    assert left_said(minutes)[1] == tone


def test_a_span_is_said_in_hours_and_minutes() -> None:
    assert [span(minutes) for minutes in (5, 60, 80)] == ["5 min", "1 h", "1 h y 20 min"]


def test_an_empty_page_says_what_it_is_for(street: Street, qtbot: QtBot) -> None:
    settled(street, qtbot)

    assert "Nadie está de visita" in street.said()
    assert "No hay ningún aviso" in street.said()


def test_whoever_is_late_is_counted_even_out_of_sight(street: Street, qtbot: QtBot) -> None:
    street.goes(minutes=30)
    settled(street, qtbot)
    assert street.page.overdue() == 0
    street.page.hide()

    street.moment.passes(minutes=50)
    with qtbot.waitSignal(street.page.recounted):
        street.page._tick()

    assert street.page.overdue() == 1


def test_somebody_very_late_stands_in_red_with_the_address(street: Street, qtbot: QtBot) -> None:
    street.goes("plaza Ficticia 3", minutes=10)
    street.moment.passes(minutes=40)

    street.page.reload()
    settled(street, qtbot)

    assert "112 con esta dirección: plaza Ficticia 3" in street.said()


def test_leaving_takes_a_place_and_writes_who_and_until_when(street: Street, qtbot: QtBot) -> None:
    street.page.leave()
    qtbot.waitUntil(lambda: street.page.form is not None)
    form = street.page.form
    assert isinstance(form, LeaveForm)
    qtbot.keyClicks(form.form.field("place").editor.control, "calle de la Muestra 8")

    form.save()
    qtbot.waitUntil(lambda: street.page.form is None)

    (away,) = street.visits.away()
    assert (away.who, away.visit.place, away.visit.dossier) == (
        "Inés Modelo",
        "calle de la Muestra 8",
        street.team,
    )
    assert away.visit.back_at == street.desk.now() + timedelta(hours=1)


def test_what_is_known_of_an_address_is_said_before_leaving(street: Street, qtbot: QtBot) -> None:
    street.warns("calle de la Muestra, 14", two=False)
    street.page.leave()
    qtbot.waitUntil(lambda: street.page.form is not None)
    assert street.page.form is not None

    qtbot.keyClicks(street.page.form.form.field("place").editor.control, "C/ Muestra nº 14, 2.º")

    qtbot.waitUntil(lambda: "Perro suelto." in street.said())


def test_nobody_leaves_alone_for_an_address_where_two_must_go(street: Street, qtbot: QtBot) -> None:
    street.warns("calle de la Muestra 14", two=True)
    street.page.leave()
    qtbot.waitUntil(lambda: street.page.form is not None)
    form = street.page.form
    assert form is not None
    qtbot.keyClicks(form.form.field("place").editor.control, "calle Muestra 14")

    form.save()
    qtbot.waitUntil(lambda: bool(form.form.field("companion").wrong))
    assert street.visits.away() == ()
    assert "Escriba quién acompaña" in form.form.field("companion").wrong

    qtbot.keyClicks(form.form.field("companion").editor.control, "Omar Muestra")
    form.save()
    qtbot.waitUntil(lambda: len(street.visits.away()) == 1)


def test_what_was_typed_waits_as_a_draft(street: Street, qtbot: QtBot) -> None:
    street.page.leave()
    qtbot.waitUntil(lambda: street.page.form is not None)
    assert street.page.form is not None
    qtbot.keyClicks(street.page.form.form.field("place").editor.control, "calle del Ejemplo 21")
    street.tools.flush_drafts()
    with qtbot.waitSignal(street.page.form.left):
        qtbot.keyClick(street.page.form, Qt.Key.Key_Escape)

    street.page.show_part("leave")
    qtbot.waitUntil(lambda: street.page.form is not None)

    assert street.page.form.form.value("place") == "calle del Ejemplo 21"


def test_coming_back_takes_two_presses(street: Street, qtbot: QtBot) -> None:
    street.goes()
    settled(street, qtbot)

    lines(street)[0].act.click()
    question = street.page.window().findChild(Returning)
    assert isinstance(question, Returning)
    question._act.click()

    qtbot.waitUntil(lambda: street.visits.away() == ())
    settled(street, qtbot)
    assert "Volvió a las" in street.said()


def test_an_unsafe_visit_is_not_recorded_without_what_happened(
    street: Street, qtbot: QtBot
) -> None:
    street.goes()
    settled(street, qtbot)
    lines(street)[0].act.click()
    question = street.page.window().findChild(Returning)
    assert isinstance(question, Returning)
    question.how.choose(UNSAFE)
    question._weigh()
    assert not question._act.isEnabled()

    question.told.setPlainText("Gritos en el rellano.")
    question._act.click()

    qtbot.waitUntil(lambda: street.visits.away() == ())
    with street.desk.reading() as session:
        (contact,) = street.desk.all_in(session, Contact, street.team)
    assert (contact.outcome, contact.summary) == ("unsafe", "Gritos en el rellano.")


def test_half_an_hour_more_counts_from_now(street: Street, qtbot: QtBot) -> None:
    street.goes(minutes=10)
    street.moment.passes(minutes=40)
    street.page.reload()
    settled(street, qtbot)

    more = [b for b in lines(street)[0].findChildren(QPushButton) if "30 min" in b.text()]
    more[0].click()

    qtbot.waitUntil(lambda: not street.visits.away()[0].overdue)


def test_a_warning_is_lifted_with_a_reason(street: Street, qtbot: QtBot) -> None:
    street.warns("plaza Ficticia 3", two=False)
    settled(street, qtbot)

    street.page.findChildren(WarningLine)[0].opened.emit()
    question = street.page.window().findChild(TypedQuestion)
    assert isinstance(question, TypedQuestion)
    assert not question._act.isEnabled()
    reason = question.findChild(QPlainTextEdit)
    assert reason is not None
    reason.setPlainText("Arreglaron el escalón.")
    question._act.click()

    qtbot.waitUntil(lambda: street.visits.warnings() == ())
