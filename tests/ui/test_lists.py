"""Lists: a page at a time, painted, gone through with the keys, and never mute when empty."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pscp_desktop import i18n
from pscp_desktop.ui.lists.delegate import HEADING, LINE
from pscp_desktop.ui.lists.model import RowsModel, spoken
from pscp_desktop.ui.lists.rows import PAGE, Filter, Query, Row
from pscp_desktop.ui.lists.view import ENOUGH_TO_FILTER, RowList
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import EmptyState
from pscp_desktop.ui.tasks import Tasks

DISTRICTS = Filter(name="district", label="Barrio", answers=[("sol", "Sol"), ("cortes", "Cortes")])


class Files:
    """Somebody's files, fetched as a service would; it remembers what it was asked."""

    def __init__(self, count: int) -> None:
        self.rows = [
            Row(
                id=UUID(int=number + 1),
                what=f"Ruido en el patio {number}",
                detail=f"Invitación · MC-{number:04}",
                when="hoy",
                group="Esta semana" if number < 3 else "Más adelante",
            )
            for number in range(count)
        ]
        self.asked: list[Query] = []

    def __call__(self, query: Query) -> list[Row]:
        self.asked.append(query)
        fit = [row for row in self.rows if query.text in row.what]
        fit = [row for row in fit if not query.of("district") or row.id.int % 2]
        if query.order == "back":
            fit.reverse()
        return fit[query.offset : query.offset + query.limit]


def a_list(look: Look, files: Files, tasks: Tasks | None = None) -> RowList:
    empty = EmptyState(look, "mediation", "Ningún expediente todavía. Llegan con cada solicitud.")
    return RowList(
        look, files, name="Expedientes", empty=empty, filters=[DISTRICTS],
        orders=[("", "Por plazo"), ("back", "Al revés")], tasks=tasks,
    )  # fmt: skip


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

    assert opened.args == [files.rows[1].id]
    assert made.view.chosen == files.rows[1].id


def test_a_click_opens_a_line(shown: tuple[RowList, Files], qtbot: QtBot) -> None:
    made, files = shown
    place = made.view.visualRect(made.model.index(2)).center()

    with qtbot.waitSignal(made.opened) as opened:
        qtbot.mouseClick(made.view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert opened.args == [files.rows[2].id]


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
    made.filters.boxes[0].setCurrentIndex(1)
    qtbot.keyClicks(made.filters.words, "patio 2")
    qtbot.waitUntil(lambda: files.asked[-1].text == "patio 2")

    assert files.asked[-1].of("district") == "sol"
    assert files.asked[-1].offset == 0
    made.filters.clear()
    assert not files.asked[-1].narrowed
    assert made.model.rowCount() == PAGE


def test_an_empty_list_says_what_will_fill_it_and_a_narrow_one_how_to_see_all(
    look: Look, qtbot: QtBot
) -> None:
    i18n.use("es")
    made = a_list(look, Files(0))
    qtbot.addWidget(made)
    made.show()
    made.reload()
    assert _said(made) == "Ningún expediente todavía. Llegan con cada solicitud."

    made.model.ask(Query(text="nadie"))
    assert _said(made) == "Nada coincide. Pida menos o muestre todo."
    made.hide()


def _said(made: RowList) -> str:
    page = made._stack.currentWidget()
    labels = page.findChildren(QLabel) if page else []
    return " ".join(label.text() for label in labels if label.text())


def test_there_is_no_filter_where_there_is_little_to_filter(look: Look, qtbot: QtBot) -> None:
    for count in (1, ENOUGH_TO_FILTER):
        made = RowList(look, Files(count), name="x", empty=EmptyState(look, "mediation", "x"))
        qtbot.addWidget(made)
        made.show()
        made.reload()
        assert made.filters.isVisible() is (count >= ENOUGH_TO_FILTER)
        made.hide()


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
    made.resize(332, 200)
    marked = _painted(made)
    assert marked == _painted(made)
    files.rows[0] = replace(files.rows[0], what="Alba")
    made.reload()

    assert _painted(made) != marked


def _painted(made: RowList) -> QImage:
    return made.view.grab().toImage()
