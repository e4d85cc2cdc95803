"""Results on the map: grids cell by cell, with a bar of colours that says what they mean."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from pscp_desktop.maps.features import Features
from pscp_desktop.maps.styles import Style, ways_of
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.canvas import MapCanvas
from pscp_desktop.ui.map.drawing import NO_VALUE, filling
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.legend import faded, keys
from pscp_desktop.ui.map.styling import Styling
from pscp_desktop.ui.tasks import Tasks
from tests.map_files import EAST, NORTH
from tests.protections import guards
from tests.ui.map.test_map import colour_at, some_points


def a_surface(hole: int = -1) -> Features:
    """A grid of ten by ten cells of 100 m with a score from west to east, one of them missing."""
    shapes = [
        shapely.box(EAST + 100 * (n % 10), NORTH + 100 * (n // 10), EAST + 100 * (n % 10 + 1),
                    NORTH + 100 * (n // 10 + 1)) for n in range(100) if n != hole
    ]  # fmt: skip
    scores = np.array([float(n % 10) for n in range(100) if n != hole])
    return Features.of(np.array(shapes), {"score": scores}, "EPSG:25830")


def test_a_result_is_drawn_cell_by_cell_with_a_bar_of_its_numbers(board: MapBoard) -> None:
    layer = MapLayer(
        "Resultado", a_surface(hole=55), Style(way="raster", column="score", palette="cividis")
    )
    bare = board._look.colour("sunken").name()
    board.add(layer)

    seen = [colour_at(board, EAST + 100 * n + 50, NORTH + 50) for n in range(10)]
    lightness = [QColor(each).lightness() for each in seen]
    assert lightness == sorted(lightness, reverse=True)
    assert len(set(seen)) == 10
    assert colour_at(board, EAST + 20, NORTH + 980) == seen[0]
    assert colour_at(board, EAST + 550, NORTH + 550) == bare
    scale = next(key for key in board.legend.keys if key.sign == "scale")
    assert scale.ticks == ("0", "4,5", "9")
    assert "0 4,5 9" in board.legend.accessibleDescription()
    assert len(Styling(board._look, layer).findChildren(QComboBox)) > 0


def test_areas_that_are_no_grid_have_no_bar() -> None:
    uneven = Features.of(
        np.array([shapely.box(0, 0, 100, 100), shapely.box(150, 0, 250, 100)]),
        {"n": np.array([1.0, 2.0])}, "EPSG:25830",
    )  # fmt: skip

    assert "raster" not in ways_of(uneven)
    assert "raster" in ways_of(a_surface())
    assert "raster" not in ways_of(some_points())


def test_heat_means_the_same_wherever_one_looks(board: MapBoard) -> None:
    layer = MapLayer("Cosas", some_points(), Style(way="heat", radius=200))
    board.add(layer)
    scale = next(key for key in board.legend.keys if key.sign == "scale")
    before = colour_at(board, EAST + 1500, NORTH + 1500)

    board.canvas.show_box((EAST + 1000, NORTH + 1000, EAST + 2000, NORTH + 2000))

    assert float(scale.ticks[2].replace(",", ".")) == pytest.approx(
        1e6 / (2 * np.pi * 200**2), rel=0.1
    )
    near = QColor(colour_at(board, EAST + 1500, NORTH + 1500))
    assert abs(near.lightness() - QColor(before).lightness()) < 12


@guards("maps.contrast.outlines")
def test_in_high_contrast_the_palest_class_has_an_outline(
    tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    strict = Look("contrast")
    canvas = MapCanvas(strict, tasks)
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    square = Features.of(
        np.array([shapely.box(EAST, NORTH + up, EAST + 1000, NORTH + up + 1000) for up in (0, 1000)]),
        {"n": np.array([1.0, 2.0])}, "EPSG:25830",
    )  # fmt: skip
    canvas.layers.append(MapLayer("Zonas", square, Style(way="classes", column="n", classes=2)))
    frame = Frame(EAST - 100, NORTH + 2100, 10, 120, 220)

    image = canvas.rendered(frame)

    row = [image.pixelColor(x, 160).lightness() for x in range(5, 16)]
    assert min(row) < 100
    assert row[0] == row[-1] == 255


def test_the_legend_is_as_strong_as_the_map(look: Look) -> None:
    layer = MapLayer("Zonas", a_surface(), Style(opacity=0.5, colour="#000000"))

    (_, key) = keys([layer], look)

    assert key.opacity == 0.5
    assert faded(key.colours[0], key.opacity, look).lightness() == pytest.approx(128, abs=2)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_an_area_without_a_value_is_hatched_and_looks_like_no_class(theme: str) -> None:
    strict = Look(theme)

    brush = filling(strict.colour(NO_VALUE), strict)

    assert brush.style() == Qt.BrushStyle.BDiagPattern
    assert filling(QColor("#123456"), strict).style() == Qt.BrushStyle.SolidPattern
