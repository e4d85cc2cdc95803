"""Basemaps under the layers: brought here, drawn where they belong, said, printed, and gone when hidden."""

import gzip
import math
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pypdfium2
import pytest
import shapely
from pmtiles.tile import Compression, TileType
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from pscp_desktop.maps.features import Features
from pscp_desktop.maps.grids import transformer
from pscp_desktop.maps.styles import Style
from pscp_desktop.ui.map import plain
from pscp_desktop.ui.map.board import MapBoard
from pscp_desktop.ui.map.ground import Ground, Under
from pscp_desktop.ui.map.layer import MapLayer
from pscp_desktop.ui.map.printing import ground_frame
from pscp_desktop.ui.map.sharp import worded
from pscp_desktop.ui.map.view import MapView
from tests.basemap_files import MADRID, pmtiles, png, vector_pmtiles
from tests.map_files import EAST, NORTH
from tests.protections import guards

BLUE, RED = (0, 114, 178), (213, 94, 0)


def laid(board: MapBoard, path: Path, qtbot: QtBot) -> None:
    """Bring a basemap and wait until it lies there."""
    board.taking.read(path)
    sharp = board.canvas.sharp
    qtbot.waitUntil(lambda: sharp.under is not None and not sharp.busy, timeout=10_000)


def dialogs(board: MapBoard) -> list[QDialog]:
    return [each for each in board.window().findChildren(QDialog) if each.isVisible()]


def colour(board: MapBoard, x: float, y: float) -> str:
    """What is painted on the window at a place."""
    frame = board.canvas.frame_now()
    image: QImage = board.canvas.viewport().grab().toImage()
    return image.pixelColor(
        int((x - frame.west) / frame.metres), int((frame.north - y) / frame.metres)
    ).name()


def test_pictures_lie_where_they_belong(board: MapBoard, qtbot: QtBot, tmp_path: Path) -> None:
    # Two tiles that meet at a meridian: on the official grid that line leans, and is where it should be.
    level, x, y = 16, 32_098, 24_692
    west, east = png(BLUE), png(RED)
    path = pmtiles(
        tmp_path / "a.pmtiles",
        {(level, x + dx, y + dy): west if dx < 0 else east for dx in range(-2, 2) for dy in range(-2, 3)},
    )  # fmt: skip
    edge = x / 2**level * 360 - 180
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.5) / 2**level))))
    to_metres = transformer("EPSG:4326", "EPSG:25830")
    middle = to_metres.transform(edge, lat)
    board.canvas.show_box((middle[0] - 500, middle[1] - 500, middle[0] + 500, middle[1] + 500))
    laid(board, path, qtbot)

    near = 3 * board.canvas.frame_now().metres / 111_000 / math.cos(math.radians(lat))
    for north in (-0.003, 0, 0.003):
        for side, expected in ((-near, BLUE), (near, RED)):
            place = to_metres.transform(edge + side, lat + north)
            assert colour(board, *place) == QColor(*expected).name()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_vector_tiles_are_drawn_plainly_far_below_their_last_level(
    theme: str, tmp_path: Path
) -> None:
    level, x, y = MADRID
    ground = Ground(vector_pmtiles(tmp_path / "a.pmtiles"))
    try:
        whole = plain.drawn(ground._reader.tile(MADRID), theme, (0, 0, 1), lambda: None)
        part = ground._image((level + 2, 4 * x, 4 * y), theme, lambda: None)
    finally:
        ground.forget()

    water, paper = (QColor(plain.COLOURS[theme][role]).name() for role in ("water", plain.PAPER))
    assert whole.pixelColor(100, 100).name() == water
    assert whole.pixelColor(400, 60).name() == paper
    assert part is not None
    assert {part.pixelColor(at, at).name() for at in (5, 500)} == {water}


def test_a_basemap_is_kept_chosen_credited_and_taken_away(
    board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    laid(board, vector_pmtiles(tmp_path / "Centro.pmtiles"), qtbot)

    assert [path.name for path in board.grounding._shelf.all()] == ["Centro.pmtiles"]
    assert board.grounding.choice.currentText() == "Centro"
    assert "© Autores ficticios" in board.canvas.credits()
    assert [layer.visible for layer in board.canvas.layers] == [False]
    assert board.grounding._shelf.chosen() == tmp_path / "basemaps" / "Centro.pmtiles"

    board.grounding._ask_removal()
    (question,) = dialogs(board)
    question.answered.emit("")  # type: ignore[attr-defined]
    question.close()
    qtbot.waitUntil(lambda: not board.canvas.sharp.busy)

    assert board.grounding._shelf.all() == ()
    assert [layer.visible for layer in board.canvas.layers] == [True]
    assert "ficticios" not in board.canvas.credits()


def test_words_of_the_basemap_give_way_to_those_of_the_layers(
    board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    level = 14
    to_mercator = transformer("EPSG:25830", "EPSG:3857")
    x, y = to_mercator.transform(EAST + 500, NORTH + 500)
    wide = 2 * math.pi * 6_378_137 / 2**level
    column, row = (x + wide * 2**level / 2) / wide, (wide * 2**level / 2 - y) / wide
    place = f"POINT ({(column % 1) * 4096} {(1 - row % 1) * 4096})"
    tile = mapbox_vector_tile.encode([
        {"name": "place", "features": [
            {"geometry": place, "properties": {"class": "suburb", "name": "Debajo"}}]},
        {"name": "water", "features": [
            {"geometry": "POLYGON ((0 0, 9 0, 9 9, 0 0))", "properties": {}}]},
    ])  # fmt: skip
    path = pmtiles(
        tmp_path / "a.pmtiles", {(level, int(column), int(row)): gzip.compress(tile)},
        TileType.MVT, Compression.GZIP,
    )  # fmt: skip
    area = Features.of(
        np.array([shapely.box(EAST, NORTH, EAST + 1000, NORTH + 1000)]), {"n": ("Encima",)}, "EPSG:25830"
    )  # fmt: skip
    board.canvas.show_box((EAST, NORTH, EAST + 1000, NORTH + 1000))
    laid(board, path, qtbot)
    held = board.canvas.sharp.under
    assert held is not None
    under, alone = held
    assert [word.words for word in under.words] == ["Debajo"]

    layer = MapLayer("Zona", area, Style(labels="n"))
    both = worded([layer], under, board._look)
    assert both == worded([layer], Under(under.frame, alone), board._look)
    assert both != alone


@guards("maps.ground.refused")
def test_a_file_that_is_no_basemap_is_refused_and_not_kept(
    board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "malo.pmtiles"
    bad.write_bytes(b"PMTiles\x03" + bytes(200))

    board.grounding.take(bad)
    shelf = board.grounding._shelf
    qtbot.waitUntil(lambda: bool(dialogs(board) or shelf.all()), timeout=10_000)
    refusals = dialogs(board)
    for each in refusals:
        each.close()

    assert refusals
    assert board.grounding._shelf.all() == ()
    assert not (tmp_path / "basemaps").exists()
    assert board.canvas.sharp.ground is None


def test_tiles_that_cannot_be_read_are_said_and_the_layers_stay(
    board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    path = pmtiles(tmp_path / "a.pmtiles", {MADRID: b"no picture"})
    laid(board, path, qtbot)

    assert "teselas" in board.grounding.said.text()
    assert board.canvas.sharp.picture is not None


def test_hidden_the_map_ends_the_reader_and_shown_again_it_reads_on(
    view: MapView, board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    laid(board, vector_pmtiles(tmp_path / "a.pmtiles"), qtbot)
    ground = board.canvas.sharp.ground
    assert ground is not None

    view.hide()
    qtbot.waitUntil(lambda: ground._reader._process is None)
    assert not ground._images
    assert board.canvas.sharp.under is None
    view.show()
    qtbot.waitUntil(lambda: board.canvas.sharp.under is not None, timeout=10_000)


def test_the_printed_page_shows_the_basemap_and_whose_it_is(
    board: MapBoard, qtbot: QtBot, tmp_path: Path
) -> None:
    level, x, y = MADRID
    many = {(level, x + dx, y + dy): png(RED) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    laid(board, pmtiles(tmp_path / "a.pmtiles", many), qtbot)
    ground = board.canvas.sharp.ground
    assert ground is not None

    under = ground.under(ground_frame(board.canvas), "light")
    pdf = pypdfium2.PdfDocument(board.exported("pdf", under))
    image = QImage.fromData(board.exported("png", under))

    assert "© Autores ficticios" in pdf[0].get_textpage().get_text_range()
    assert image.pixelColor(500, 500).name() == QColor(*RED).name()


def test_a_copy_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    from pscp_desktop.maps.basemap_shelf import BasemapShelf

    shelf = BasemapShelf(tmp_path / "basemaps")
    source = vector_pmtiles(tmp_path / "a.pmtiles")

    def told(_: float) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        shelf.take(source, told)
    assert list((tmp_path / "basemaps").iterdir()) == []
