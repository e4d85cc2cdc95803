"""Lists: a page at a time, painted, gone through with the keys, and never mute when empty."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.ui.lists.delegate import HEADING, LINE
from pscp_desktop.ui.lists.filters import Chip
from pscp_desktop.ui.lists.model import RowsModel, spoken
from pscp_desktop.ui.lists.rows import PAGE, Query
from pscp_desktop.ui.lists.view import RowList
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tasks import Tasks
from tests.ui.lists_hand import Files, a_list, said


@pytest.fixture
def shown(look: Look, qtbot: QtBot) -> Iterator[tuple[RowList, Files]]:
    files = Files(250)
    made = a_list(look, files)
    qtbot.addWidget(made)
    made.resize(332, 640)
    made.show()
    made.reload()
    yield made, files
    made.hide()


def test_whoever_scrolls_keeps_the_place_when_more_lines_come(
    shown: tuple[RowList, Files], qtbot: QtBot
) -> None:
    made, _ = shown
    bar, places = made.view.verticalScrollBar(), [0]

    while not made.model.whole or bar.value() < bar.maximum():
        bar.setValue(bar.value() + bar.pageStep())
        qtbot.wait(1)
        places.append(bar.value())

    assert made.model.rowCount() == 250
    assert places == sorted(set(places))


def test_the_model_keeps_what_models_promise(look: Look, qtmodeltester: ModelTester) -> None:
    model = RowsModel(Files(250))

    qtmodeltester.check(model)
    assert model.rowCount() >= PAGE
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    qtmodeltester.check(model)

    assert model.rowCount() == 250


def test_lines_are_fetched_a_hundred_at_a_time_and_only_when_they_are_wanted(
    shown: tuple[RowList, Files], qtbot: QtBot
) -> None:
    made, files = shown
    assert made.model.rowCount() == PAGE

    def at_the_end() -> bool:
        made.view.scrollToBottom()
        return made.model.whole

    qtbot.waitUntil(at_the_end)

    assert [(query.offset, query.limit) for query in files.asked] == [
        (0, PAGE), (100, PAGE), (200, PAGE),
    ]  # fmt: skip
    assert made.model.whole


def test_in_the_background_an_older_answer_never_follows_a_newer_question(
    look: Look, qtbot: QtBot
) -> None:
    failures: list[Exception] = []
    tasks = Tasks(failures.append)
    made = a_list(look, Files(250), tasks)
    qtbot.addWidget(made)
    for words in ("", "patio 1", "patio 24"):
        made.model.ask(Query(text=words))
    qtbot.waitUntil(lambda: not tasks.busy)
    tasks.close()

    assert made.model.rowCount() == 11  # 24 and 240 to 249
    assert failures == []


def test_enter_opens_the_line_the_arrows_have_come_to(
    shown: tuple[RowList, Files], qtbot: QtBot
) -> None:
    made, files = shown
    made.view.setFocus()
    made.view.setCurrentIndex(made.model.index(0))

    qtbot.keyClick(made.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(made.opened) as opened:
        qtbot.keyClick(made.view, Qt.Key.Key_Return)

    assert opened.args == [files.rows[1]]
    made.choose(files.rows[1].id)
    assert made.view.chosen == files.rows[1].id


def test_a_click_opens_a_line(shown: tuple[RowList, Files], qtbot: QtBot) -> None:
    made, files = shown
    place = made.view.visualRect(made.model.index(2)).center()

    with qtbot.waitSignal(made.opened) as opened:
        qtbot.mouseClick(made.view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert opened.args == [files.rows[2]]


def test_reloading_keeps_the_place_and_the_line(shown: tuple[RowList, Files], qtbot: QtBot) -> None:
    made, files = shown
    made.view.setCurrentIndex(made.model.index(40))
    bar = made.view.verticalScrollBar()
    bar.setValue(900)
    files.rows[40] = replace(files.rows[40], what="Otro título")

    made.reload()

    assert made.view.currentIndex().row() == 40
    assert bar.value() == 900
    assert made.rows[40].what == "Otro título"


def test_words_filters_and_order_go_into_one_question(
    shown: tuple[RowList, Files], qtbot: QtBot
) -> None:
    made, files = shown
    made.filters.choose("district", "sol")
    made.filters.order_by("number", descending=True)
    qtbot.keyClicks(made.filters.words, "patio 2")
    qtbot.waitUntil(lambda: files.asked[-1].text == "patio 2")

    asked = files.asked[-1]
    assert (asked.of("district"), asked.order, asked.descending) == ("sol", "number", True)
    assert asked.offset == 0
    made.filters.clear()
    assert not files.asked[-1].narrowed
    assert files.asked[-1].order == "number"
    assert made.model.rowCount() == PAGE


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_filter_is_chosen_with_the_keys_and_stands_as_a_chip_until_it_is_taken_off(
    shown: tuple[RowList, Files], qtbot: QtBot
) -> None:
    made, files = shown
    i18n.use("es")
    made.filters.narrow.setFocus()
    qtbot.keyClick(made.filters.narrow, Qt.Key.Key_Space)
    menu = _menu()
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert files.asked[-1].of("late") == "yes"

    made.filters.choose("district", "sol")
    qtbot.waitUntil(lambda: len(_chips(made)) == 2)
    chips = _chips(made)
    assert [chip.text().strip() for chip in chips] == ["Con retraso", "Sol"]
    assert chips[1].accessibleName() == "Quitar el filtro: Sol"

    qtbot.mouseClick(chips[1], Qt.MouseButton.LeftButton)
    assert files.asked[-1].chosen == (("late", "yes"),)
    everything = next(
        one for one in made.findChildren(QPushButton) if one.text() == "Quitar filtros"
    )
    qtbot.mouseClick(everything, Qt.MouseButton.LeftButton)
    assert not files.asked[-1].narrowed


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_order_is_chosen_in_a_menu_and_said_on_its_button(
    shown: tuple[RowList, Files], qtbot: QtBot
) -> None:
    made, files = shown
    i18n.use("es")
    qtbot.mouseClick(made.filters.sort, Qt.MouseButton.LeftButton)
    entries = {action.text(): action for action in _menu().actions()}
    assert entries["Por plazo"].isChecked()
    entries["Descendente"].trigger()
    _menu().close()

    assert files.asked[-1].descending
    assert made.rows[0] == files.rows[-1]
    assert made.filters.sort.accessibleName() == "Orden: Por plazo, descendente"


def test_a_filter_that_says_nothing_of_what_is_shown_rests_meanwhile(
    shown: tuple[RowList, Files],
) -> None:
    made, files = shown
    made.filters.choose("late", "yes")
    made.filters.ways.choose(1)
    made.filters.ways.picked.emit(1)

    assert (files.asked[-1].way, files.asked[-1].chosen) == ("closed", ())
    assert not _chips(made)
    made.filters.ways.choose(0)
    made.filters.ways.picked.emit(0)
    assert files.asked[-1].of("late") == "yes"


def test_the_keyboard_goes_from_the_field_to_the_lines(
    shown: tuple[RowList, Files], qtbot: QtBot
) -> None:
    made, _ = shown
    made.activateWindow()
    made.seek()
    qtbot.keyClick(made.filters.words, Qt.Key.Key_Down)

    assert made.window().focusWidget() is made.view
    assert made.view.currentIndex().row() == 0


def test_an_empty_list_says_what_will_fill_it_and_a_narrow_one_how_to_see_all(
    look: Look, qtbot: QtBot
) -> None:
    i18n.use("es")
    made = a_list(look, Files(0))
    qtbot.addWidget(made)
    made.show()
    made.reload()
    qtbot.waitUntil(lambda: said(made) == "Llegan con cada solicitud.")

    made.filters.choose("district", "sol")
    qtbot.waitUntil(lambda: said(made) == "Nada cumple estos filtros. Quitar filtros")
    made.hide()


def test_a_list_that_cannot_be_read_says_so_and_can_be_asked_again(
    look: Look, qtbot: QtBot
) -> None:
    i18n.use("es")
    failures: list[Exception] = []
    tasks, files = Tasks(failures.append), Files(3)
    made = a_list(look, files, tasks)
    qtbot.addWidget(made)
    made.show()
    files.broken = True
    made.reload()
    qtbot.waitUntil(lambda: "Volver a intentarlo" in said(made))
    assert "disco" in said(made)

    files.broken = False
    again = next(one for one in made.findChildren(QPushButton) if "Volver" in one.text())
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.model.rowCount() == 3)
    tasks.close()

    assert made.view.isVisible()
    assert failures == []
    made.hide()


def _chips(made: RowList) -> list[Chip]:
    return [chip for chip in made.findChildren(Chip) if chip.isVisible()]


def _menu() -> QMenu:
    [menu] = [
        one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()
    ]
    return menu


def test_a_line_that_is_shut_is_fainter_and_a_padlock_is_told_apart(
    look: Look, qtbot: QtBot
) -> None:
    files = Files(1)
    made = a_list(look, files)
    qtbot.addWidget(made)
    made.resize(332, 300)
    made.reload()
    open_ = _painted(made)
    files.rows[0] = replace(files.rows[0], shut=True, icon="lock")
    made.reload()

    assert _painted(made) != open_


def test_a_line_is_read_aloud_with_all_it_shows(shown: tuple[RowList, Files]) -> None:
    made, files = shown
    aloud = made.model.data(made.model.index(0), Qt.ItemDataRole.AccessibleTextRole)

    assert aloud == "Esta semana. Ruido en el patio 0. Invitación · MC-0000. hoy"
    i18n.use("es")
    assert spoken(replace(files.rows[0], disputed=True)).endswith("dos versiones")
    assert made.view.accessibleName() == "Expedientes"


def test_a_heading_stands_above_the_first_line_of_its_group_only(
    shown: tuple[RowList, Files],
) -> None:
    made, _ = shown
    heights = [made.view.visualRect(made.model.index(n)).height() for n in range(5)]

    assert heights == [LINE + HEADING, LINE, LINE, LINE + HEADING, LINE]


def test_markup_in_a_title_is_painted_as_it_is(look: Look, qtbot: QtBot) -> None:
    files = Files(1)
    files.rows[0] = replace(files.rows[0], what="<b>Alba</b><img src='file:///x'>")
    made = a_list(look, files)
    qtbot.addWidget(made)
    made.reload()
    made.resize(332, 400)
    marked = _painted(made)
    assert marked == _painted(made)
    files.rows[0] = replace(files.rows[0], what="Alba")
    made.reload()

    assert _painted(made) != marked


def _painted(made: RowList) -> QImage:
    return made.view.grab().toImage()
