"""The page of laptops by hand: what was on one, its end with a reason, and what waits for whom."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.laptops import ContactWay
from pscp_desktop.domain.workers import Worker
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.day import Day
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.reconciling import reports
from pscp_desktop.services.reconciling.ending import LastWord
from pscp_desktop.services.reconciling.laptops import laptops, pending
from pscp_desktop.services.reconciling.told import Laptop, Stage
from pscp_desktop.services.visits import Visits
from pscp_desktop.ui.pages.today import TodayPage
from pscp_desktop.ui.reconciling.laptop_lines import LaptopLine, PendingLine
from pscp_desktop.ui.reconciling.laptops_section import LaptopsSection
from pscp_desktop.ui.reconciling.manifest_view import ManifestView
from pscp_desktop.ui.reconciling.stick_section import StickSection
from tests.linked import Linked, Office
from tests.protections import guards
from tests.ui.test_sync_sections import Seat, Seated, office, seated
from tests.world import ALBA, OMAR, a_case, shown

__all__ = ["office", "seated"]
Pair = tuple[Linked, Linked]


@pytest.fixture
def two(office: Office) -> Pair:
    alba = office.first(ALBA)
    omar = office.newcomer(OMAR, alba)
    a_case(alba.desk, "Ruido de la Muestra")
    office.meet()
    reports.tell(omar.reconciling, ContactWay.HUB)
    office.meet()
    return alba, omar


def key(seat: Seat, control: Any, pressed: Qt.Key) -> None:
    control.setFocus()
    seat.qtbot.keyClick(control, pressed)
    seat.settle()


def theirs(seat: Seat) -> LaptopLine:
    """The line of somebody else's laptop, as it stands last."""
    seat.go(LaptopsSection)
    return [one for one in seat.page.findChildren(LaptopLine) if not one.laptop.mine][-1]


def views(seat: Seat) -> list[ManifestView]:
    return seat.page.findChildren(ManifestView)


def put_out(seat: Seat, reason: int = 0) -> None:
    """By the keyboard: the line's act, a reason, the act."""
    key(seat, theirs(seat).act, Qt.Key.Key_Space)
    question = seat.page.section.ends.question  # type: ignore[union-attr]
    seat.qtbot.keyClick(question.choice._group.button(reason), Qt.Key.Key_Space)
    seat.press(question._act)


def test_a_line_tells_how_the_laptop_stood_and_opens_what_was_on_it(
    seated: Seated, two: Pair
) -> None:
    alba = seated(two[0])
    line = theirs(alba)
    assert "tiene 1 expediente · 0 cambios sin enviar" in alba.said()
    assert "por la central" in alba.said()
    assert "Plazo hasta el" in alba.said()

    key(alba, line.entry, Qt.Key.Key_Return)

    assert "Lo que tiene el portátil de Omar Muestra" in alba.said()
    assert "M/2026/001 · Ruido de la Muestra" in alba.said()
    (view,) = views(alba)
    assert view.back.hasFocus()
    key(alba, view.back, Qt.Key.Key_Escape)
    assert views(alba) == []


@guards("laptops.reason")
def test_nobody_is_put_out_without_a_reason_and_the_warning_says_what_is_on_it(
    seated: Seated, two: Pair
) -> None:
    alba = seated(two[0])
    alba.press(theirs(alba).act)
    question = alba.page.section.ends.question  # type: ignore[union-attr]
    assert "Puede tener 1 expediente." in question._full_text.text()
    assert "tenía 0 cambios sin enviar" in question._full_text.text()

    assert not question._act.isEnabled()
    question.choice._group.button(1).click()
    assert question._act.isEnabled()
    alba.press(question._act)

    found = next(one for one in laptops(two[0].reconciling) if not one.mine)
    assert (found.stage, found.end.reason, found.stolen) == (Stage.ASKED, "stolen", True)


def test_a_wipe_waits_until_the_laptop_says_so_and_then_says_what_was_lost(
    seated: Seated, two: Pair
) -> None:
    first, second = two
    alba = seated(first)
    put_out(alba)
    assert "Omar Muestra: el portátil no ha dicho que haya destruido su bóveda" in alba.said()
    assert "Sin confirmar" in alba.said()
    first.round()
    a_case(second.desk)
    second.round()
    word = LastWord(second.reconciling)
    assert word.say(second.peer())
    first.round()

    alba.go(LaptopsSection)

    assert "Destruido" in alba.said()
    assert "1 cambio suyo no estaba en ningún registro" in alba.said()
    assert "No hay nada pendiente" in alba.said()


def test_what_never_confirms_is_told_with_what_to_do_and_closed_with_what_was_done(
    seated: Seated, two: Pair
) -> None:
    alba = seated(two[0])
    put_out(alba)
    (line,) = alba.page.findChildren(PendingLine)
    key(alba, line.entry, Qt.Key.Key_Return)
    assert "RGPD, artículos 33 y 34" in alba.said()
    alba.page.reload()  # as it is where a merge changed something
    alba.settle()
    (view,) = views(alba)
    assert alba.page.focusWidget() is view.back

    key(alba, view.settle, Qt.Key.Key_Space)
    question = alba.page.section.ends.question  # type: ignore[union-attr]
    question.choice._group.button(1).click()
    alba.press(question._act)

    assert pending(two[0].reconciling) == ()
    assert "posible brecha" in alba.said()


@guards("laptops.order_by_stick")
def test_the_order_goes_by_stick_and_only_the_laptop_it_is_for_reads_it(
    seated: Seated, two: Pair, tmp_path: Path
) -> None:
    alba, omar = seated(two[0]), seated(two[1])
    put_out(alba)
    path = tmp_path / "order.sbundle"
    section = alba.page.section
    assert isinstance(section, LaptopsSection)
    section.ends.carry_to(path)
    alba.settle()
    ended: list[bool] = []
    omar.rounds.wiped.connect(lambda: ended.append(True))

    omar.go(StickSection).read_from(path)
    omar.settle()
    omar.qtbot.waitUntil(lambda: bool(ended), timeout=10_000)

    assert two[1].reconciling.wiped


def test_the_laptop_of_who_left_waits_for_whoever_coordinates_and_for_nobody_else(
    office: Office, seated: Seated, two: Pair
) -> None:
    first, second = two
    first.desk.save(shown(first.desk, Worker, OMAR), {"left_on": first.desk.today()})
    office.meet()

    alba, omar = seated(first), seated(second)
    alba.go(LaptopsSection)
    omar.go(LaptopsSection)

    assert "Omar Muestra ya no trabaja aquí y su portátil sigue admitido" in alba.said()
    assert "Pendiente de usted" not in omar.said()


@guards("laptops.acts_right")
def test_who_does_not_coordinate_is_offered_no_end_of_a_colleagues_laptop(
    seated: Seated, two: Pair
) -> None:
    omar = seated(two[1])
    omar.go(LaptopsSection)

    assert "Dar de baja" not in [one.text() for one in omar.page.findChildren(QPushButton)]


def test_today_tells_whoever_coordinates_of_laptops_that_wait_and_leads_to_them(
    seated: Seated, two: Pair, qtbot: QtBot
) -> None:
    alba = seated(two[0])
    put_out(alba)
    desk, tools = two[0].desk, alba.tools
    page = TodayPage(
        look=tools.look, tasks=tools.tasks, changes=tools.changes, mediation=Mediation(desk),
        day=Day(desk), conflicts=Conflicts(desk), visits=Visits(desk), new_request=lambda: None,
        laptops=lambda: two[0].reconciling.contact.pending,
    )  # fmt: skip
    qtbot.addWidget(page)
    page.show()
    page.reload()
    alba.settle()
    (line,) = [one for one in page.lines if isinstance(one._about, Laptop)]
    assert "Omar Muestra: el portátil no ha dicho" in line.accessibleName()
    asked: list[str] = []
    page.sync_wanted.connect(asked.append)

    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert asked == ["laptops"]
