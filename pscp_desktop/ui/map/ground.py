"""The basemap under the layers: its tiles drawn, kept, put together and bent onto the official grid."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QTransform

from pscp_desktop.maps import pyramids
from pscp_desktop.maps.faults import Unreadable
from pscp_desktop.maps.features import WORKING_CRS
from pscp_desktop.maps.grids import DEGREES, transformer
from pscp_desktop.maps.pyramids import MERCATOR, Box, Key
from pscp_desktop.maps.tile_reader import TileReader
from pscp_desktop.maps.tiles import MOST_PIXELS, Sheet, Tile
from pscp_desktop.ui.map import plain
from pscp_desktop.ui.map.frame import Frame

KEPT: Final = 64
"""Drawn tiles of one megabyte each that stay in memory while the map is in sight."""
DEEPER: Final = 5
"""Levels below the last one to which shapes are still drawn, larger."""
PATCH: Final = 256
"""Pixels of a side over which the way from one grid to the other is taken for straight."""
RASTER: Final = 256
Told = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Word:
    """Words of the basemap, where they stand in the picture."""

    words: str
    at: QPointF
    rank: int


@dataclass(frozen=True, slots=True)
class Under:
    """What lies under the layers over a frame."""

    frame: Frame
    image: QImage
    words: tuple[Word, ...] = ()
    fault: str = ""
    """Why some tiles are missing, in words."""


class Ground:
    """One basemap that is shown. `under` and `sheet` are called on one thread, the drawing one."""

    def __init__(self, path: Path, reader: TileReader | None = None) -> None:
        self.path = path
        self.told: Sheet | None = None
        """What it says of itself, once it was opened."""
        self._reader = reader or TileReader(path)
        self._tiles: OrderedDict[Key, Tile] = OrderedDict()
        self._images: OrderedDict[tuple[Key, str], QImage | None] = OrderedDict()
        self._side = RASTER
        self._fault = ""

    def sheet(self, told: Told = lambda: None) -> Sheet:
        """What the basemap says of itself; raises `Unreadable`."""
        self.told = self._reader.sheet(told)
        return self.told

    def under(self, frame: Frame, theme: str, told: Told = lambda: None) -> Under:
        """The picture over a frame. `told` is called between the strokes; what it raises ends it."""
        sheet = self.sheet(told)
        image = QImage(frame.width, frame.height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        self._fault = ""
        box = transformer(WORKING_CRS, MERCATOR).transform_bounds(*frame.box)
        keys = self._keys(sheet, box, (box[2] - box[0]) / frame.width)
        if not keys:
            return Under(frame, image)
        mosaic = self._mosaic(keys, theme, told)
        self._bend(image, frame, mosaic, keys, told)
        return Under(frame, image, tuple(self._words(frame, keys)), self._fault)

    def _keys(self, sheet: Sheet, box: Box, metres: float) -> list[Key]:
        """The tiles over a box that the basemap may have."""
        shapes = sheet.form == "shapes"
        pixels = plain.PIXELS if shapes else self._side
        level = pyramids.level_for(metres, pixels, sheet.least, sheet.most + DEEPER * shapes)
        west, south, east, north = sheet.box
        south, north = max(south, -85.0), min(north, 85.0)
        mine = transformer(DEGREES, MERCATOR).transform_bounds(west, south, east, north)
        there = (
            max(box[0], mine[0]),
            max(box[1], mine[1]),
            min(box[2], mine[2]),
            min(box[3], mine[3]),
        )
        if there[0] >= there[2] or there[1] >= there[3]:
            return []
        return pyramids.over(there, level)

    # Tiles

    def _mosaic(self, keys: Sequence[Key], theme: str, told: Told) -> QImage:
        images = {key: self._image(key, theme, told) for key in keys}
        side = max((image.width() for image in images.values() if image is not None), default=1)
        left, top = min(key[1] for key in keys), min(key[2] for key in keys)
        wide = max(key[1] for key in keys) - left + 1
        high = max(key[2] for key in keys) - top + 1
        mosaic = QImage(wide * side, high * side, QImage.Format.Format_ARGB32_Premultiplied)
        mosaic.fill(Qt.GlobalColor.transparent)
        painter = QPainter(mosaic)
        for (_, x, y), image in images.items():
            if image is not None:
                painter.drawImage(QRect((x - left) * side, (y - top) * side, side, side), image)
        painter.end()
        return mosaic

    def _image(self, key: Key, theme: str, told: Told) -> QImage | None:
        """A tile as it is drawn; none where the basemap has nothing there or it cannot be read."""
        told()
        if (key, theme) in self._images:
            self._images.move_to_end((key, theme))
            return self._images[key, theme]
        try:
            found = self._made(key, theme, told)
        except Unreadable as error:
            self._fault, found = error.said(), None
        self._images[key, theme] = found
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        return found

    def _made(self, key: Key, theme: str, told: Told) -> QImage | None:
        sheet = self.sheet(told)
        if sheet.form != "shapes":
            picture = self._reader.tile(key, told).picture
            return self._decoded(picture, sheet.form) if picture else None
        held, left, top, share = pyramids.above(key, sheet.most)
        tile = self._tile(held, told)
        return plain.drawn(tile, theme, (left, top, share), told) if tile.runs else None

    def _tile(self, key: Key, told: Told) -> Tile:
        if key not in self._tiles:
            self._tiles[key] = self._reader.tile(key, told)
            while len(self._tiles) > KEPT:
                self._tiles.popitem(last=False)
        return self._tiles[key]

    def _decoded(self, picture: bytes, form: str) -> QImage:
        """A picture's pixels: of the form that was promised, and no larger than a tile is."""
        buffer = QBuffer()
        buffer.setData(QByteArray(picture))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, QByteArray(form.encode()))
        reader.setAutoDetectImageFormat(False)
        size = reader.size()
        if not size.isValid() or max(size.width(), size.height()) > MOST_PIXELS:
            raise Unreadable("tiles")
        image = reader.read()
        if image.isNull():
            raise Unreadable("tiles")
        self._side = image.width()
        return image

    # From one grid to the other

    def _bend(
        self, image: QImage, frame: Frame, mosaic: QImage, keys: Sequence[Key], told: Told
    ) -> None:
        """Put the mosaic into the picture, patch by patch."""
        level = keys[0][0]
        left, top = min(key[1] for key in keys), min(key[2] for key in keys)
        wide = max(key[1] for key in keys) - left + 1
        scale = mosaic.width() / wide / pyramids.side(level)
        west = left * pyramids.side(level) - pyramids.HALF
        north = pyramids.HALF - top * pyramids.side(level)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        try:
            for patch, inside in _patches(frame, (west, north, scale)):
                painter.resetTransform()
                painter.setClipRect(patch)
                painter.setTransform(inside)
                painter.drawImage(QPointF(0, 0), mosaic)
                told()
        finally:
            painter.end()

    def _words(self, frame: Frame, keys: Sequence[Key]) -> Iterator[Word]:
        """The words of the tiles, the weightiest first, none twice near itself."""
        sheet = self.told
        if sheet is None or sheet.form != "shapes":
            return
        found = []
        for level, x, y in dict.fromkeys(pyramids.above(key, sheet.most)[0] for key in keys):
            wide = pyramids.side(level)
            for words, right, down, rank in self._tiles.get((level, x, y), Tile()).labels:
                place = ((x + right) * wide - pyramids.HALF, pyramids.HALF - (y + down) * wide)
                found.append((rank, words, place))
        if not found:
            return
        places = np.array([place for _, _, place in found])
        east, north = transformer(MERCATOR, WORKING_CRS).transform(places[:, 0], places[:, 1])
        across, down_ = frame.across(np.asarray(east)), frame.down(np.asarray(north))
        seen: set[tuple[str, int, int]] = set()
        for number in sorted(range(len(found)), key=lambda n: (found[n][0], found[n][1])):
            rank, words, _ = found[number]
            at = QPointF(float(across[number]), float(down_[number]))
            near = (words, int(at.x() // 400), int(at.y() // 400))
            if near not in seen and 0 < at.x() < frame.width and 0 < at.y() < frame.height:
                seen.add(near)
                yield Word(words, at, rank)

    def forget(self) -> None:
        """Let go of the tiles and end their reader: the map is out of sight."""
        self._tiles.clear()
        self._images.clear()
        self._reader.close()


def _patches(
    frame: Frame, ground: tuple[float, float, float]
) -> Iterator[tuple[QRect, QTransform]]:
    """Parts of the picture, and how the mosaic (its west, north and pixels a metre) lies in each."""
    west, north, scale = ground
    to_mercator = transformer(WORKING_CRS, MERCATOR)
    for top in range(0, frame.height, PATCH):
        for left in range(0, frame.width, PATCH):
            wide, high = min(PATCH, frame.width - left), min(PATCH, frame.height - top)
            right, foot = left + wide, top + high
            corners = np.array([(left, top), (right, top), (left, foot), (right, foot)], float)
            x, y = to_mercator.transform(
                frame.west + corners[:, 0] * frame.metres,
                frame.north - corners[:, 1] * frame.metres,
            )
            inside = np.column_stack([(x - west) * scale, (north - y) * scale, np.ones(4)])
            found, *_ = np.linalg.lstsq(inside, corners, rcond=None)
            yield QRect(left, top, wide, high), QTransform(*(float(each) for each in found.ravel()))
