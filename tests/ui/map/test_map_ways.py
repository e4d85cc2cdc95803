"""Files come onto the map and leave it: dropped, previewed, kept by the team, printed, written."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pscp_desktop.maps.styles import Style
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.ui.ask import Notice
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.canvas import MapCanvas
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.picking import PlacePicker
from pscp_desktop.ui.map.view import MapView
from pscp_desktop.ui.tasks import Tasks
from tests.map_files import collection, kept, square
from tests.ui.map.test_map import a_grid


def dropped(board: MapBoard, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                      Qt.KeyboardModifier.NoModifier)  # fmt: skip
    board.dropEvent(drop)


def test_a_dropped_file_is_previewed_and_taken_only_with_its_source(
    board: MapBoard, tmp_path: Path, qtbot: QtBot
) -> None:
    dropped(board, kept(tmp_path, "zonas.geojson", collection(square(), name=["Uno"])))
    qtbot.waitUntil(lambda: board.taking.preview is not None, timeout=20_000)
    preview = board.taking.preview
    assert preview is not None
    take = next(
        each for each in preview.findChildren(QPushButton) if each.property("role") == "primary"
    )

    take.click()
    assert [layer.passing for layer in board.canvas.layers] == [False, True]
    preview.source.setText("Oficina Ficticia")
    take.click()

    assert [layer.name for layer in board.canvas.layers[1:]] == ["zonas"]
    from pscp_desktop.ui.map.furniture import credited

    assert "Oficina Ficticia" in credited(board.canvas.layers)


def test_a_file_that_is_refused_is_said_in_the_language_of_the_screen(
    board: MapBoard, tmp_path: Path, qtbot: QtBot
) -> None:
    board.taking.read(kept(tmp_path, "foto.tif", b"II*\0" + bytes(50)))
    qtbot.waitUntil(lambda: board.window().findChild(Notice) is not None, timeout=20_000)
    notice = board.window().findChild(Notice)

    assert isinstance(notice, Notice)
    assert any("GeoTIFF" in label.text() for label in notice.findChildren(QLabel))
    notice.close()


def test_what_leaves_the_map_carries_legend_and_attribution(
    board: MapBoard, tmp_path: Path
) -> None:
    layer = MapLayer("Zonas", a_grid(), Style(way="classes", column="avisos"))
    from pscp_desktop.ui.map.layer import Said

    layer.said = Said(attribution="Oficina Ficticia")
    board.add(layer)

    pdf = pypdfium2.PdfDocument(board.exported("pdf"))
    words = pdf[0].get_textpage().get_text_range()
    package = kept(tmp_path, "a.gpkg", board.exported("gpkg"))

    wanted = ("Mapa de riesgo", "Zonas", "Oficina Ficticia", "EPSG:25830", " m")
    assert [said for said in wanted if said not in words] == []
    assert board.exported("png")[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(json.loads(board.exported("geojson"))["features"]) == 9
    assert board.exported("csv").count(b"\n") == 10
    with closing(sqlite3.connect(package)) as read:
        assert read.execute('SELECT count(*) FROM "Zonas"').fetchone() == (9,)


def test_a_place_is_picked_by_key_and_told_in_degrees(
    look: Look, tasks: Tasks, qtbot: QtBot
) -> None:
    picker = PlacePicker(look, tasks)
    qtbot.addWidget(picker)
    picker.resize(500, 400)
    with qtbot.waitSignal(picker.ready):
        picker.show()
    canvas = picker.findChild(MapCanvas)
    assert isinstance(canvas, MapCanvas)

    with qtbot.waitSignal(picker.picked) as told:
        QTest.keyClick(canvas, Qt.Key.Key_Space)

    lon, lat = told.args
    assert lon == pytest.approx(-3.70, abs=0.02)
    assert lat == pytest.approx(40.415, abs=0.02)


def test_a_layer_is_kept_by_the_team_and_comes_back(
    tools: FormTools, look: Look, tmp_path: Path, qtbot: QtBot
) -> None:
    layers = Risk(tools.desk, Attaching(tools.desk, tmp_path)).map
    view = MapView(look, tools.tasks, tools.desk.today, layers, basemaps=tmp_path / "basemaps")
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.ready):
        view.show()
    board = view.board
    assert board is not None
    board.taking.read(kept(tmp_path, "zonas.geojson", collection(square(), name=["Uno"])))
    qtbot.waitUntil(lambda: board.taking.preview is not None, timeout=20_000)
    preview = board.taking.preview
    assert preview is not None
    for field in (preview.source, preview.licence):
        field.setText("Oficina Ficticia")
    preview._take()
    qtbot.waitUntil(lambda: not tools.tasks.busy and len(layers.all()) == 1)

    again = MapView(look, tools.tasks, tools.desk.today, layers, basemaps=tmp_path / "basemaps")
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(
        lambda: again.board is not None and len(again.board.canvas.layers) == 2, timeout=10_000
    )
    assert again.board is not None
    assert again.board.canvas.layers[1].features.words("name") == ("Uno",)
