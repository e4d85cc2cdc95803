"""The map with real widgets: layers come, are drawn, asked, selected, measured, found, printed."""

from threading import get_ident

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pscp_desktop.maps.features import Features
from pscp_desktop.maps.styles import WAYS, Style
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.clusters import circles
from pscp_desktop.ui.map.drawing import Drawing
from pscp_desktop.ui.map.finding import coordinates
from pscp_desktop.ui.map.furniture import draw, name_sides, scale_of
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.layer_list import LayerRow
from pscp_desktop.ui.map.styling import Styling
from pscp_desktop.ui.map.table import WIDEST
from tests.map_files import EAST, NORTH
from tests.protections import guards

SIDE = 1000.0


def a_grid(count: int = 9) -> Features:
    """Squares of one kilometre, three in a row, named and numbered."""
    shapes = [shapely.box(EAST + SIDE * (n % 3), NORTH + SIDE * (n // 3), EAST + SIDE * (n % 3 + 1),
                          NORTH + SIDE * (n // 3 + 1)) for n in range(count)]  # fmt: skip
    names = tuple(f"Zona {n}" for n in range(count))
    return Features.of(
        np.array(shapes), {"name": names, "avisos": np.arange(1.0, count + 1)}, "EPSG:25830"
    )


def some_points() -> Features:
    x, y = EAST + np.array([100.0, 1500, 2500]), NORTH + np.array([100.0, 1500, 2500])
    return Features.points(
        x, y, {"que": ("farola", "banco", "solar"), "n": np.array([1.0, 4, 9])}, "EPSG:25830"
    )


def colour_at(board: MapBoard, x: float, y: float) -> str:
    """The colour that is painted at a place."""
    frame = board.canvas.frame_now()
    image = board.canvas.rendered(frame)
    across, down = int((x - frame.west) / frame.metres), int((frame.north - y) / frame.metres)
    return image.pixelColor(across, down).name()


def pixel(board: MapBoard, x: float, y: float) -> QPointF:
    frame = board.canvas.frame_now()
    return QPointF((x - frame.west) / frame.metres, (frame.north - y) / frame.metres)


def press(board: MapBoard, x: float, y: float) -> None:
    QTest.mouseClick(
        board.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(board, x, y).toPoint()
    )


def test_an_empty_map_shows_the_sketch_and_says_what_to_do(board: MapBoard) -> None:
    said = " ".join(label.text() for label in board.findChildren(QLabel) if label.isVisible())

    assert [layer.schematic for layer in board.canvas.layers] == [True]
    assert "esquema" in said
    assert board._empty.isVisible()
    board.add(MapLayer("Zonas", a_grid()))
    assert not board._empty.isVisible()
    assert not board.canvas.layers[0].visible


def test_a_choropleth_paints_each_area_in_the_colour_of_its_class(
    board: MapBoard, look: Look
) -> None:
    board.add(
        MapLayer(
            "Zonas", a_grid(), Style(way="classes", column="avisos", method="quantile", classes=3)
        )
    )

    seen = [
        colour_at(board, EAST + SIDE * (n % 3 + 0.5), NORTH + SIDE * (n // 3 + 0.5))
        for n in range(9)
    ]

    pale, middle, strong = (look.ramp[place].lower() for place in (0, 2, 4))
    assert seen == [pale] * 3 + [middle] * 3 + [strong] * 3
    assert [key.words for key in board.legend.keys] == [
        "Zonas",
        "1 – 3  (3)",
        "3 – 6  (3)",
        "6 – 9  (3)",
    ]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_drawing_points_puts_something_where_they_are(
    way: str, board: MapBoard
) -> None:
    bare = colour_at(board, EAST + 1500, NORTH + 1500)
    board.add(MapLayer("Cosas", some_points(), Style(way=way, column="n", opacity=1)))  # type: ignore[arg-type]

    assert colour_at(board, EAST + 1500, NORTH + 1500) != bare
    assert len(board.legend.keys) > 1


def test_areas_that_overlap_stay_filled_and_holes_stay_open(board: MapBoard, look: Look) -> None:
    ring = shapely.box(EAST, NORTH, EAST + 3000, NORTH + 3000) - shapely.box(
        EAST + 1000, NORTH + 1000, EAST + 2000, NORTH + 2000
    )
    over = shapely.box(EAST - 500, NORTH - 500, EAST + 500, NORTH + 500)
    board.add(
        MapLayer(
            "Zonas", Features.of(np.array([ring, over]), {}, "EPSG:25830"), Style(colour="#009E73")
        )
    )

    assert colour_at(board, EAST + 250, NORTH + 250) == "#009e73"
    assert colour_at(board, EAST + 1500, NORTH + 1500) != "#009e73"


def test_labels_keep_apart(board: MapBoard) -> None:
    many = Features.points(
        np.full(50, EAST),
        np.full(50, NORTH),
        {"n": tuple(f"Etiqueta {n}" for n in range(50))},
        "EPSG:25830",
    )
    board.add(MapLayer("Cosas", many, Style(labels="n")))
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawing = Drawing(painter, board.canvas.frame_now(), board._look)
    drawing.layers(board.canvas.layers)
    painter.end()

    assert len(drawing.labels.taken) == 1


def test_a_click_says_what_is_there(board: MapBoard) -> None:
    board.add(MapLayer("Zonas", a_grid(), Style(labels="name")))

    press(board, EAST + 1500, NORTH + 500)

    assert board.card.words[:2] == ("Zona 1", "avisos: 2")
    assert board.canvas.layers[-1].chosen.tolist() == [1]


def test_keys_move_zoom_and_ask(board: MapBoard, qtbot: QtBot) -> None:
    board.add(MapLayer("Zonas", a_grid(), Style(labels="name")))
    board.canvas.setFocus()
    before = board.canvas.frame_now()

    QTest.keyClick(board.canvas, Qt.Key.Key_Plus)
    QTest.keyClick(board.canvas, Qt.Key.Key_Right)
    nearer = board.canvas.frame_now()
    QTest.keyClick(board.canvas, Qt.Key.Key_Home)
    QTest.keyClick(board.canvas, Qt.Key.Key_Space)

    assert nearer.metres < before.metres
    assert nearer.west > before.west
    assert board.card.words[0] == "Zona 4"


def test_a_drawn_area_selects_what_lies_in_it(board: MapBoard) -> None:
    board.add(MapLayer("Cosas", some_points()))
    board.corner.use("select")

    for x, y in ((0, 0), (1800, 0), (1800, 1800), (0, 1800)):
        press(board, EAST + x, NORTH + y)
    QTest.keyClick(board.canvas, Qt.Key.Key_Return)

    assert board.canvas.layers[-1].chosen.tolist() == [0, 1]
    assert "2" in board.card.words[1]


def test_a_kilometre_measures_a_kilometre(board: MapBoard) -> None:
    board.add(MapLayer("Zonas", a_grid()))
    board.corner.use("measure")
    board.canvas._line = [
        QPointF(EAST, NORTH),
        QPointF(EAST + 1000, NORTH),
        QPointF(EAST + 1000, NORTH + 500),
    ]
    board.canvas.finish()

    assert "1,5 km" in board.card.words[1]
    assert "0,25 km²" in board.card.words[2]


def test_before_and_after_are_divided_by_the_line(board: MapBoard) -> None:
    board.add(MapLayer("Antes", a_grid(), Style(colour="#0072B2")))
    board.add(MapLayer("Después", a_grid(), Style(colour="#D55E00")))
    board.corner.use("swipe")

    left, right = (colour_at(board, EAST + 1500 + step, NORTH + 1600) for step in (-800, 800))

    assert (left, right) == ("#0072b2", "#d55e00")
    board.canvas.slide(0.0)
    assert colour_at(board, EAST + 700, NORTH + 1600) == "#d55e00"


@pytest.mark.parametrize(
    ("typed", "title"),
    [("zona 7", "Zona 7"), ("Palacio", "Palacio"), ("ninguna parte", "No se encuentra")],
)
def test_a_place_is_found_by_its_words(typed: str, title: str, board: MapBoard) -> None:
    board.add(MapLayer("Zonas", a_grid(), Style(labels="name")))

    board.search.setText(typed)
    QTest.keyClick(board.search, Qt.Key.Key_Return)

    assert board.card.words[0] == title


@pytest.mark.parametrize("typed", ["40.4168, -3.7038", "-3,7038 40,4168", "440291 4474254"])
def test_a_place_is_found_by_its_coordinates(typed: str) -> None:
    place = coordinates(typed)

    assert place is not None
    west, south, east, north = place.box
    assert (west + east) / 2 == pytest.approx(440_291, abs=5)
    assert (south + north) / 2 == pytest.approx(4_474_254, abs=5)


def test_the_table_says_what_the_map_shows(board: MapBoard) -> None:
    layer = MapLayer("Zonas", a_grid(), Style(labels="name"))
    board.add(layer)
    board.do("table", layer)
    model = board.table.view.model()

    assert model.rowCount() == 9
    board.canvas.show_box((EAST + 100, NORTH + 100, EAST + 500, NORTH + 500))
    board.canvas.redraw()
    model = board.table.view.model()
    seen = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert "Zona 0" in seen
    assert "Zona 8" not in seen
    board.table.view.selectRow(0)
    board.asking._stand_on(layer, 0)
    assert board.card.words[0] == "Zona 0"


def test_layers_change_their_order_are_hidden_and_taken_away(board: MapBoard, qtbot: QtBot) -> None:
    one, other = MapLayer("Una", a_grid()), MapLayer("Otra", some_points())
    board.add(one)
    board.add(other)

    board.do("down", other)
    assert board.canvas.layers[1:] == [other, one]
    qtbot.wait(50)
    row = next(
        each for each in board.findChildren(LayerRow) if each.layer is one and not each.isHidden()
    )
    row.shown.click()
    qtbot.waitUntil(lambda: "Una" not in [key.words for key in board.legend.keys])
    board.do("remove", one)
    assert "Una" not in [layer.name for layer in board.canvas.layers]


def upper_of(layer: MapLayer) -> tuple[float, ...]:
    return layer.classes.upper if layer.classes else ()


def test_a_style_is_chosen_by_hand_and_the_map_follows(board: MapBoard) -> None:
    layer = MapLayer("Zonas", a_grid())
    board.add(layer)
    board.do("style", layer)
    styling = next(each for each in board.findChildren(Styling))

    styling.way.setCurrentIndex(styling.way.findData("classes"))
    styling.method.setCurrentIndex(styling.method.findData("manual"))
    styling.manual.setText("3,5; 6")
    styling.manual.editingFinished.emit()

    assert upper_of(layer) == (3.5, 6, 9)
    assert [styling._fields[name].isHidden() for name in ("manual", "colour")] == [False, True]


def test_out_of_sight_the_map_keeps_no_picture(board: MapBoard, qtbot: QtBot) -> None:
    board.canvas.redraw()
    qtbot.waitUntil(lambda: board.canvas.sharp.picture is not None)

    board.window().hide()

    assert board.canvas.sharp.picture is None


@guards("maps.drawing.aside")
def test_the_picture_is_drawn_aside_and_what_is_outdated_is_not_finished(
    board: MapBoard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    strokes: list[int] = []
    true = Drawing._outlines

    def outlines(drawing: Drawing, *given: object) -> None:
        strokes.append(get_ident())
        true(drawing, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Drawing, "_outlines", outlines)
    board.add(MapLayer("Zonas", a_grid()))
    qtbot.waitUntil(lambda: not board.canvas.sharp.busy and bool(strokes))
    picture = board.canvas.sharp.picture

    board.canvas.redraw()
    board.canvas.redraw()
    qtbot.waitUntil(lambda: board.canvas.sharp.picture is not picture)

    assert get_ident() not in strokes
    assert picture is not None


def test_what_changes_while_a_picture_is_drawn_is_in_the_next_one(board: MapBoard) -> None:
    layer = MapLayer("Zonas", a_grid(), Style(colour="#0072B2"))
    before = layer.as_it_is()

    layer.restyle(Style(colour="#D55E00"))
    layer.chosen = np.array([1], np.int64)

    assert before.style.colour == "#0072B2"
    assert not len(before.chosen)


def test_a_scale_is_a_round_distance() -> None:
    assert scale_of(4.0) == (125.0, "500 m")
    assert scale_of(20.0)[1] == "2 km"


def test_every_word_of_the_furniture_is_drawn_north_too(look: Look) -> None:
    blank, drawn = (QImage(400, 300, QImage.Format.Format_RGB32) for _ in range(2))
    for image in (blank, drawn):
        image.fill(look.colour("canvas"))
    painter = QPainter(drawn)
    draw(painter, QRectF(drawn.rect()), 10.0, "", look)
    painter.end()
    # Above the tip of the arrow, which lies 64 above the foot, there is nothing but the letter.
    letter = QRect(368, 198, 24, 20)
    assert drawn.copy(letter) != blank.copy(letter)


def test_words_keep_off_the_circles_of_clusters(board: MapBoard) -> None:
    x, y = np.full(12, EAST + 1500), np.full(12, NORTH + 1500)
    gathered = MapLayer("Cosas", Features.points(x, y, {}, "EPSG:25830"), Style(way="clusters"))
    named = MapLayer("Zonas", a_grid(), Style(labels="name"))
    board.add(gathered)
    board.add(named)
    board.canvas.show_all()
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    frame = board.canvas.frame_now()
    drawing = Drawing(painter, frame, board._look)
    drawing.layers([named, gathered])
    painter.end()

    places = [place for place, count in circles(gathered, frame, board._look) if count > 1]
    assert places
    assert len(drawing.labels.taken) > 1
    assert not any(one.intersects(other) for one in places for other in drawing.labels.taken)


def test_the_line_between_before_and_after_says_which_is_which(board: MapBoard, look: Look) -> None:
    image = QImage(900, 200, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    one, other = MapLayer("Antes", a_grid()), MapLayer("Después", a_grid())

    two = name_sides(painter, 450, [one, other], look)
    alone = name_sides(painter, 450, [other], look)
    painter.end()

    assert two == ("Antes", "Después")
    assert alone == ("Muestre dos capas para compararlas", "Después")


def test_the_table_is_as_wide_as_its_words(board: MapBoard) -> None:
    words = ("Jardines del Buen Retiro", "Plaza", "x" * 200)
    x = EAST + np.array([100.0, 200, 300])
    layer = MapLayer("Parques", Features.points(x, x * 0 + NORTH, {"nombre": words}, "EPSG:25830"))
    board.add(layer)
    board.do("table", layer)

    table = board.table.view
    assert table.columnWidth(0) >= table.fontMetrics().horizontalAdvance(words[0])
    assert table.columnWidth(0) <= WIDEST
