"""The first page: the day in its order, and every line leads somewhere."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.dossiers import Visit
from pscp_desktop.domain.mediation import Party
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.day import Day
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.visits import Visits
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.pages.today import MOST, TodayPage, _Line
from tests.ui.conftest import Furnish
from tests.unit.services.journey import request
from tests.world import ALBA, Moment, a_case, exchange, shown, two_desks


@dataclass
class Morning:
    """The page over Alba's desk; Omar works at his."""

    desk: Desk
    other: Desk
    tools: FormTools
    page: TodayPage
    moment: Moment
    asked: list[str]

    def said(self) -> str:
        return " | ".join(label.text() for label in self.page.findChildren(QLabel))

    def lines(self) -> list[_Line]:
        return self.page.lines


@pytest.fixture
def morning(tmp_path: Path, furnish: Furnish, qtbot: QtBot) -> Morning:
    moment = Moment()
    desk, other = two_desks(tmp_path, now=moment)
    tools = furnish(desk)
    asked: list[str] = []
    page = TodayPage(
        look=tools.look,
        tasks=tools.tasks,
        changes=tools.changes,
        mediation=Mediation(desk),
        day=Day(desk),
        conflicts=Conflicts(desk),
        visits=Visits(desk),
        new_request=lambda: asked.append("request"),
    )
    qtbot.addWidget(page)
    page.resize(1142, 768)
    return Morning(desk, other, tools, page, moment, asked)


def asked_for(morning: Morning, files: int) -> list[UUID]:
    """So many files whose first time limit ends within the two weeks ahead."""
    made = [request(Mediation(morning.desk)).dossier for _ in range(files)]
    morning.moment.passes(days=3)
    return made


def read(morning: Morning, qtbot: QtBot) -> None:
    morning.page.show()
    morning.page.activateWindow()
    qtbot.waitUntil(morning.page.isActiveWindow)
    morning.page.reload()
    qtbot.wait(80)
    qtbot.waitUntil(lambda: not morning.tools.tasks.busy)


def test_an_empty_day_says_what_will_fill_it(morning: Morning, qtbot: QtBot) -> None:
    read(morning, qtbot)

    assert "Lunes, 2 de marzo" in morning.said()
    assert "Hoy no hay nada previsto" in morning.said()
    assert "Hasta que se envíe, todo está guardado" in morning.said()


def test_a_time_limit_leads_to_its_file(morning: Morning, qtbot: QtBot) -> None:
    (dossier,) = asked_for(morning, 1)
    read(morning, qtbot)

    with qtbot.waitSignal(morning.page.file_wanted) as wanted:
        morning.lines()[0].opened.emit()

    assert wanted.args == [dossier]


def test_more_than_fits_is_one_press_away(morning: Morning, qtbot: QtBot) -> None:
    asked_for(morning, MOST + 3)
    read(morning, qtbot)
    assert len(morning.lines()) == MOST
    rest = [b for b in morning.page.findChildren(QPushButton) if "3 más" in b.text()]

    with qtbot.waitSignal(morning.page.list_wanted):
        rest[0].click()


def test_a_draft_leads_back_to_its_form(morning: Morning, qtbot: QtBot) -> None:
    case = a_case(morning.desk)
    morning.desk.drafts.keep(
        case.session, "mediation.session", {"place": "Sala"}, dossier=case.dossier
    )
    read(morning, qtbot)
    line = next(one for one in morning.lines() if "Sesión" in one.accessibleName())

    with qtbot.waitSignal(morning.page.draft_wanted) as wanted:
        line.opened.emit()

    assert wanted.args is not None
    assert wanted.args[0].dossier == case.dossier


def test_two_versions_of_a_field_wait_for_a_decision(morning: Morning, qtbot: QtBot) -> None:
    case = a_case(morning.desk)
    party = morning.desk.add(Party(dossier=case.dossier, role="requesting", name="Alba Ejemplo"))
    exchange(morning.desk, morning.other)
    for desk, number in ((morning.desk, "600 000 000"), (morning.other, "600 111 111")):
        desk.save(shown(desk, Party, party.id), {"telephone": number})
    exchange(morning.desk, morning.other)
    read(morning, qtbot)
    line = next(one for one in morning.lines() if "Dos versiones" in one.accessibleName())

    with qtbot.waitSignal(morning.page.dispute_wanted) as wanted:
        line.opened.emit()

    assert wanted.args is not None
    conflict = wanted.args[0]
    assert (conflict.place.record, conflict.field.name) == (party.id, "telephone")


def test_somebody_who_is_not_back_stands_first(morning: Morning, qtbot: QtBot) -> None:
    visits = Visits(morning.desk)
    team: Any = visits.team()
    back = morning.desk.now() + timedelta(minutes=10)
    visits.leave(Visit(dossier=team, worker=ALBA, place="plaza Ficticia 3", back_at=back))
    morning.moment.passes(minutes=30)
    read(morning, qtbot)

    assert "Alba Ejemplo debía haber vuelto a las 10:10." in morning.said()
    see = next(b for b in morning.page.findChildren(QPushButton) if "visitas" in b.text())
    with qtbot.waitSignal(morning.page.visits_wanted):
        see.click()


def test_a_new_request_is_one_press_away(morning: Morning, qtbot: QtBot) -> None:
    read(morning, qtbot)

    press = next(b for b in morning.page.findChildren(QPushButton) if "solicitud" in b.text())
    press.click()

    assert morning.asked == ["request"]


def test_the_keyboard_stays_on_its_line_when_the_day_is_read_again(
    morning: Morning, qtbot: QtBot
) -> None:
    asked_for(morning, 3)
    read(morning, qtbot)
    morning.lines()[1].setFocus()
    qtbot.keyClick(morning.lines()[1], Qt.Key.Key_Down)
    assert morning.lines()[2].hasFocus()

    read(morning, qtbot)

    assert morning.page._held() == 2


def test_what_is_saved_elsewhere_is_shown_without_being_asked(
    morning: Morning, qtbot: QtBot
) -> None:
    read(morning, qtbot)
    visits = Visits(morning.desk)
    team: Any = visits.team()
    now = morning.desk.now()

    visits.leave(
        Visit(
            dossier=team,
            worker=ALBA,
            place="plaza Ficticia 3",
            leaves_at=now - timedelta(hours=2),
            back_at=now - timedelta(hours=1),
        )
    )

    qtbot.waitUntil(lambda: "debía haber vuelto" in morning.said())
