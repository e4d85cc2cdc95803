"""A layer taken from the whole team through the map's own dialog, over a real vault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.workers import RoleCode
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.ui.ask import TypedQuestion
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.layer_list import LayerRow
from pscp_desktop.ui.map.view import MapView
from pscp_desktop.ui.tasks import Tasks
from tests.protections import guards
from tests.ui.map.conftest import DAY
from tests.unit.services.risk_way import a_layer
from tests.unit.services.test_risk_running import geojson
from tests.world import INES, LIA, a_desk, joins

WHY = "Se importó dos veces."


@pytest.fixture
def risk(tmp_path: Path) -> Risk:
    """Inés's desk; Lía belongs to her team."""
    desk = a_desk(tmp_path, INES, RoleCode.ANALYST)
    joins(desk, LIA, RoleCode.ANALYST)
    risk = Risk(desk, Attaching(desk, tmp_path))
    risk.layers.keep(a_layer(title="Farolas"), geojson([(440_100.0, 4_474_100.0)]), "capa.geojson")
    return risk


def theirs(risk: Risk, tmp_path: Path) -> Risk:
    other = Desk(risk.desk.store, LIA)
    return Risk(other, Attaching(other, tmp_path))


def opened(
    risk: Risk, look: Look, tasks: Tasks, qtbot: QtBot, folder: Path
) -> tuple[MapView, MapBoard]:
    view = MapView(look, tasks, lambda: DAY, risk.map, basemaps=folder / "basemaps")
    qtbot.addWidget(view)
    view.resize(1142, 768)
    with qtbot.waitSignal(view.ready):
        view.show()
    assert view.board is not None
    board = view.board
    qtbot.waitUntil(lambda: bool(rows(board)), timeout=10_000)
    return view, board


def rows(board: MapBoard) -> list[LayerRow]:
    found = board.findChildren(LayerRow)
    return [each for each in found if each.isVisible() and each.layer.kept is not None]


def asked_why(view: MapView, board: MapBoard, qtbot: QtBot) -> TypedQuestion:
    (row,) = rows(board)
    next(b for b in row.findChildren(type(board.out)) if b.objectName() == "layer.erase").click()
    qtbot.waitUntil(lambda: bool(view.window().findChildren(TypedQuestion)))
    return view.window().findChildren(TypedQuestion)[-1]


def answer(question: TypedQuestion, why: str) -> None:
    question.findChildren(QPlainTextEdit)[-1].setPlainText(why)
    question._act.click()


@pytest.fixture
def errors() -> Iterator[list[Exception]]:
    """Nothing goes wrong unnoticed."""
    found: list[Exception] = []
    yield found
    assert found == []


def test_with_a_reason_it_is_gone_from_the_map_the_vault_and_a_colleagues_desk(
    risk: Risk, look: Look, tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    view, board = opened(risk, look, tasks, qtbot, tmp_path)
    question = asked_why(view, board, qtbot)
    said = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "«Farolas»" in said
    assert not question._act.isEnabled(), "without a reason nothing is taken"

    answer(question, WHY)

    qtbot.waitUntil(lambda: all(each.schematic for each in board.canvas.layers), timeout=10_000)
    assert risk.layers.all() == ()
    assert theirs(risk, tmp_path).layers.all() == ()


@guards("risk.layers.removal")
def test_a_colleague_who_did_not_bring_it_is_told_so_and_it_stays(
    risk: Risk, look: Look, tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    view, board = opened(theirs(risk, tmp_path), look, tasks, qtbot, tmp_path)
    answer(asked_why(view, board, qtbot), WHY)

    qtbot.waitUntil(lambda: not tasks.busy, timeout=10_000)
    qtbot.wait(100)
    assert [layer.title for layer in risk.layers.all()] == ["Farolas"]
    assert any(each.kept is not None for each in board.canvas.layers)
