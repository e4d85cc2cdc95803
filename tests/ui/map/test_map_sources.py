"""Files without a system, results of analyses and own records on the map; layers taken from all."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_analysis import Analysis
from pscp_desktop.maps.features import Features
from pscp_desktop.maps.reading import read_file
from pscp_desktop.maps.schematic import centro
from pscp_desktop.maps.systems import SUGGESTED, lying, search
from pscp_desktop.maps.writing import geojson
from pscp_desktop.services.risk.map_desk import Home, Noticed, Tally
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.bringing import Preview
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.layer_list import LayerRow
from pscp_desktop.ui.map.legend import keys
from pscp_desktop.ui.map.outlets import content
from pscp_desktop.ui.map.sources import counted_layer, noticed_layer, result_layer
from pscp_desktop.ui.map.system_choice import Naming
from tests.map_files import EAST, NORTH, kept
from tests.protections import guards

DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _nothing_went_wrong(errors: list[Exception]) -> Iterator[None]:
    yield
    assert errors == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [("", "EPSG:25830"), ("23030", "EPSG:23030"), ("epsg:4258", "EPSG:4258"), ("ED50 UTM 30", "EPSG:23030"),
     ("pseudo-mercator", "EPSG:3857"), ("etrs89 utm zone 30n", "EPSG:25830")],
)  # fmt: skip
def test_a_system_is_found_by_number_or_name_and_the_usual_ones_first(
    typed: str, first: str
) -> None:
    found = search(typed)

    assert found[0].code == first
    assert len({each.code for each in found}) == len(found)
    if not typed:
        assert tuple(each.code for each in found) == SUGGESTED


def test_no_system_is_found_for_nonsense() -> None:
    assert search("esto no es nada") == ()


def test_where_a_layer_lies_is_told_from_the_middle_of_madrid() -> None:
    there = lying(centro())

    assert there.kilometres < 2
    assert (there.lon, there.lat) == pytest.approx((-3.705, 40.415), abs=0.02)


def test_a_file_in_an_unknown_system_is_asked_shown_where_it_falls_and_taken(
    board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    # Metres of the web, of which nothing in the table says so.
    lines = "\n".join(f"{-412_000 + n * 100};{4_926_000 + n * 50};uno" for n in range(20))
    path = kept(tmp_path, "avisos.csv", f"x;y;que\n{lines}\n")
    board.taking.read(path)
    qtbot.waitUntil(lambda: bool(board.findChildren(Naming)), timeout=20_000)
    naming = board.findChildren(Naming)[0]

    QTest.keyClicks(naming.choice.typed, "3857")
    QTest.keyClick(naming.choice.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: board.taking.preview is not None, timeout=20_000)
    preview = board.taking.preview
    assert preview is not None
    passing = [layer for layer in board.canvas.layers if layer.passing]
    assert len(passing) == 1
    assert lying(passing[0].features).kilometres < 10
    # A line that was just put in is shown, and one taken out is gone, when the loop comes round.
    qtbot.waitUntil(
        lambda: [one.isHidden() for one in board.list.findChildren(LayerRow)] == [False]
    )
    assert preview.said().dated == "2 mar 2026", "the day is that of the desk's clock"
    assert {record.dated_on for record in preview.records()} == {DAY}

    preview.source.setText("Oficina Ficticia")
    preview.system_wanted.emit("EPSG:25830")
    qtbot.waitUntil(lambda: bool(board.findChildren(Naming)), timeout=20_000)
    board.findChildren(Naming)[-1].chosen.emit("EPSG:3857")
    qtbot.waitUntil(lambda: board.taking.preview not in {None, preview}, timeout=20_000)
    again = board.taking.preview
    assert again is not None
    again.source.setText("Oficina Ficticia")
    again._take()

    assert not any(layer.passing for layer in board.canvas.layers)
    assert board.canvas.layers[-1].name == "avisos"


def test_a_file_that_is_left_leaves_nothing_on_the_map(
    board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    board.taking.read(kept(tmp_path, "a.csv", "lon,lat\n-3.7,40.41\n-3.71,40.42\n"))
    qtbot.waitUntil(lambda: board.taking.preview is not None, timeout=20_000)
    assert any(layer.passing for layer in board.canvas.layers)

    assert board.taking.preview is not None
    board.taking.preview.left.emit()

    assert [layer.schematic for layer in board.canvas.layers] == [True]


def test_the_surface_of_an_analysis_becomes_a_grid_with_its_day_and_a_bar(look: Look) -> None:
    shapes = [shapely.box(EAST + 100 * (n % 3), NORTH + 100 * (n // 3), EAST + 100 * (n % 3 + 1),
                          NORTH + 100 * (n // 3 + 1)) for n in range(9)]  # fmt: skip
    scores = np.arange(9.0)
    cells = Features.of(np.array(shapes), {"score": scores, "kde": 2 * scores}, "EPSG:25830")
    made = Analysis(title="Portales", expires_on=date(2027, 3, 1))

    layer = result_layer(made, geojson(cells))

    raster = layer.raster()
    assert raster is not None
    assert raster.values.tolist() == [[6, 7, 8], [3, 4, 5], [0, 1, 2]]
    assert "1 mar 2027" in layer.said.attribution
    assert layer.features.words("celda") == (
        "1-1",
        "2-1",
        "3-1",
        "1-2",
        "2-2",
        "3-2",
        "1-3",
        "2-3",
        "3-3",
    )
    assert [key.sign for key in keys([layer], look)] == ["", "scale"]


@guards("maps.own.hidden")
def test_small_counts_are_not_on_the_map_nor_in_what_leaves_it(board: MapBoard) -> None:
    tallies = [
        Tally(("sol",), 12, whole=True), Tally(("cortes", "justicia"), 7, whole=True),
        Tally(("palacio",), None, whole=False), Tally(("universidad",), 0, whole=True),
        Tally(("embajadores",), 9, whole=False),
    ]  # fmt: skip
    layer = counted_layer(tallies, [MapLayer("Centro", centro())], "2026-01 – 2026-02")
    assert layer is not None
    board.add(layer)

    counts = layer.features.columns["expedientes"]
    assert np.array_equal(np.asarray(counts), [12, 7, np.nan, 0, 9], equal_nan=True)
    assert layer.features.words("barrios")[1] == "Cortes + Justicia"
    assert layer.features.words("nota")[2:] == ("no se dice: menos de cinco", "0", "al menos 9")
    assert [key.words for key in keys([layer], board._look)][-1] == "sin valor  (1)"
    table = content("csv", board.canvas, "", "").decode()
    assert "no se dice" in table
    assert "Palacio" in table


def test_without_the_neighbourhoods_there_is_no_count_layer() -> None:
    assert counted_layer([Tally(("sol",), 9, whole=True)], [], "") is None


@guards("maps.own.outside")
def test_what_is_given_away_is_blurred_further_than_what_is_seen(board: MapBoard) -> None:
    near = Noticed(EAST + 25, NORTH + 25, "lighting", "worry", 2)
    far = Noticed(EAST + 50, NORTH + 50, "lighting", "worry", 2)
    layer = noticed_layer([near], [far])
    assert layer is not None
    board.add(layer)

    assert layer.features.x.tolist() == [EAST + 25]
    written = content("geojson", board.canvas, "", "").decode()
    assert f"{EAST + 50:.1f}" in written
    assert f"{EAST + 25:.1f}" not in written
    assert noticed_layer([], []) is None


def test_a_layer_of_the_team_can_be_asked_to_go_with_a_reason(board: MapBoard) -> None:
    board._ask_removal(board.canvas.layers[0])
    (question,) = [d for d in board.window().findChildren(QDialog) if d.isVisible()]
    question.close()

    assert len(board.canvas.layers) == 1


def test_a_restricted_layer_names_its_file_and_says_who_sees_it(
    look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    path = kept(tmp_path, "a.csv", "lon,lat\n-3.7,40.41\n")
    file = Home(uuid4(), "RI-0001 Portales", ("Inés Muestra",))
    team = Home(NAMELESS, "", ("Inés Muestra", "Lía Ejemplo"))
    preview = Preview(look, path, read_file(path), (team, file), today=DAY)
    qtbot.addWidget(preview)
    preview.source.setText("Oficina Ficticia")

    preview.sensitivity.setCurrentIndex(preview.sensitivity.findData("internal"))
    assert "Lía Ejemplo" in preview.seers.text()
    assert preview.records()[0].dossier == NAMELESS
    preview.sensitivity.setCurrentIndex(preview.sensitivity.findData("restricted"))
    assert "Lía Ejemplo" not in preview.seers.text()
    assert preview.records()[0].dossier == file.dossier

    bare = Preview(look, path, read_file(path), (team,), today=DAY)
    qtbot.addWidget(bare)
    bare.source.setText("Oficina Ficticia")
    bare.sensitivity.setCurrentIndex(bare.sensitivity.findData("restricted"))
    with qtbot.assertNotEmitted(bare.taken):
        bare._take()
