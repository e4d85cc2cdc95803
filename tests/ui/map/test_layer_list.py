"""The list of layers beside the map: what has no room is cut with an ellipsis and whole for readers."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.risk_layers import Layer, Origin
from pscp_desktop.i18n import use
from pscp_desktop.maps.features import Features
from pscp_desktop.maps.styles import Style
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.layer import MapLayer, Said
from pscp_desktop.ui.map.layer_list import LayerRow
from pscp_desktop.ui.map.taking import from_kept
from pscp_desktop.ui.words import Line
from tests.map_files import EAST, NORTH
from tests.ui.map.conftest import DAY
from tests.ui.map.test_map import a_grid, colour_at

LONG = "Denuncias por robo con fuerza en locales & viviendas de uso turístico, 2024 a 2026"
SOURCE = "Oficina Ficticia de Datos de Ejemplo del Ayuntamiento de Ninguna Parte"
ONE_PLACE = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
    b'"geometry":{"type":"Point","coordinates":[-3.705,40.415]}}]}'
)


def the_row(board: MapBoard, layer: MapLayer, qtbot: QtBot) -> LayerRow:
    def rows() -> list[LayerRow]:
        found = board.findChildren(LayerRow)
        return [each for each in found if each.layer is layer and each.isVisible()]

    qtbot.waitUntil(lambda: bool(rows()))
    return rows()[0]


def test_a_row_never_grows_past_the_list_and_tells_the_rest(board: MapBoard, qtbot: QtBot) -> None:
    layer = MapLayer(LONG, a_grid(), said=Said(source=SOURCE, dated="2 mar 2026"))
    board.add(layer)
    row = the_row(board, layer, qtbot)
    qtbot.waitUntil(lambda: bool(row.shown.toolTip()), timeout=2_000)
    (caption,) = row.findChildren(Line)
    area = next(each for each in board.findChildren(QScrollArea) if each.isAncestorOf(row))

    # It never scrolls sideways: what is wider than its area is lost.
    assert row.mapTo(area, row.rect().topRight()).x() < area.viewport().width()
    assert caption.toolTip()
    assert SOURCE in caption.text()
    assert row.shown.accessibleName() == LONG
    assert SOURCE in row.shown.accessibleDescription()
    assert "&amp; viviendas" in row.shown.toolTip()


def test_what_has_room_is_not_told_twice(board: MapBoard, qtbot: QtBot) -> None:
    layer = MapLayer("Zonas", a_grid())
    board.add(layer)
    row = the_row(board, layer, qtbot)
    qtbot.waitUntil(lambda: row.shown.width() > 0 and row.shown.visibleRegion().isEmpty() is False)
    row.shown.repaint()

    assert row.shown.toolTip() == ""


def test_the_day_of_a_kept_layer_is_written_as_its_reader_writes_days() -> None:
    kept = Layer(title="Avisos", origin=Origin.REPORTED.value, dated_on=DAY, crs="EPSG:4326")
    (spanish,) = from_kept(kept, ONE_PLACE)
    use("en")
    (english,) = from_kept(kept, ONE_PLACE)

    assert spanish.said.dated == "2 mar 2026"
    assert english.said.dated == "2 Mar 2026"
    assert (spanish.said.origin, english.said.origin) == (
        "Denunciado por la ciudadanía",
        "Reported by the public",
    )


def test_a_card_is_as_high_as_what_it_says(board: MapBoard, qtbot: QtBot) -> None:
    board.card.show_words("Selección", [f"{LONG}: 190 elementos", f"{SOURCE}: 3 elementos"])

    def whole() -> bool:
        lines = [each for each in board.card.findChildren(QLabel) if each.wordWrap()]
        return all(each.height() >= each.heightForWidth(each.width()) > 0 for each in lines)

    qtbot.waitUntil(whole, timeout=2_000)


def test_what_was_measured_stays_in_sight_until_its_number_goes(board: MapBoard) -> None:
    board.canvas.use("measure")
    for x in (0.3, 0.6):
        at = QPointF(board.canvas.viewport().width() * x, 200)
        board.canvas._touch(at)
    board.canvas.finish()

    assert len(board.canvas.shown_line) == 2
    board.card.closed.emit()
    assert board.canvas.shown_line == []


def test_the_end_of_a_bar_that_is_next_to_nothing_is_told_as_nothing(board: MapBoard) -> None:
    score = np.array([8.63e-8, *(0.1 * n for n in range(1, 9))])
    cells = Features.of(a_grid().geometries(), {"score": score}, "EPSG:25830")
    board.add(MapLayer("Rejilla", cells, Style(way="raster", column="score")))

    (bar,) = [key for key in board.legend.keys if key.sign == "scale"]
    assert bar.ticks[0] == "0"
    assert bar.ticks[2].startswith("≥ 0,7")


def test_dark_areas_have_an_outline_that_shows_on_dark_ground(
    board: MapBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two classes next to one another, both of them the darkest ones.
    monkeypatch.setattr(board.canvas.look, "theme", "dark")
    board.add(MapLayer("Zonas", a_grid(), Style(way="classes", column="avisos", classes=3)))
    middle = QColor(colour_at(board, EAST + 500, NORTH + 500))
    edge = max(
        (QColor(colour_at(board, EAST + 1000 + by, NORTH + 500)) for by in range(-20, 21, 2)),
        key=QColor.lightness,
    )

    assert edge.lightness() > middle.lightness() + 25
