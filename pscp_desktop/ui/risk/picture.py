"""The picture of an analysis for paper: its cells by likelihood, with key, scale and north."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPolygonF

from pscp_desktop.i18n import N_, translated
from pscp_desktop.reports.document import PREVAILING

WIDE, TALL, EDGE = 1500, 1060, 40
KEY_ROOM: Final = 430
PARTS: Final = (0.5, 0.75, 0.9, 0.95)
"""Shares of the cells below each step of the key."""
INKS: Final = ("#F2EFE9", "#CFE1DC", "#8FBFB5", "#3F8C80", "#0B4F46")
"""From pale to dark in one hue: told apart in grey and by those who see colours otherwise."""
STEPS: Final = (
    N_("Lower half"), N_("Upper half"), N_("Highest quarter"), N_("Highest tenth"),
    N_("Highest twentieth"),
)  # fmt: skip
SCALES_M: Final = (100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its lower left corner and side in metres, and its score."""

    x: float
    y: float
    side: float
    score: float


def cells_of(content: bytes) -> tuple[Cell, ...]:
    """The cells of a kept surface."""
    found = []
    for feature in json.loads(content)["features"] if content else ():
        ring = feature["geometry"]["coordinates"][0]
        (x, y), (right, _) = ring[0], ring[1]
        found.append(Cell(x, y, right - x, float(feature["properties"]["score"])))
    return tuple(found)


def drawn(cells: Sequence[Cell], language: str = PREVAILING) -> bytes:
    """The cells as a PNG; nothing where there are none."""
    if not cells:
        return b""
    image = QImage(WIDE, TALL, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    scale = _draw_cells(painter, cells)
    _draw_key(painter, scale, language)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload] # Qt takes text here
    return bytes(buffer.data().data())


def _draw_cells(painter: QPainter, cells: Sequence[Cell]) -> float:
    """Paint the cells to fill the room; gives pixels per metre."""
    left, right = min(c.x for c in cells), max(c.x + c.side for c in cells)
    low, high = min(c.y for c in cells), max(c.y + c.side for c in cells)
    room_wide, room_tall = WIDE - KEY_ROOM - 2 * EDGE, TALL - 2 * EDGE
    scale = min(room_wide / (right - left), room_tall / (high - low))
    steps = _steps(sorted(cell.score for cell in cells))
    for cell in cells:
        ink = INKS[bisect_right(steps, cell.score)]
        top = EDGE + (high - cell.y - cell.side) * scale
        # A hair larger, so that no seam shows between two cells.
        area = QRectF(
            EDGE + (cell.x - left) * scale, top, cell.side * scale + 1, cell.side * scale + 1
        )
        painter.fillRect(area, QColor(ink))
    return scale


def _steps(scores: Sequence[float]) -> list[float]:
    """The scores at which each step of the key begins."""
    return [scores[min(len(scores) - 1, int(part * len(scores)))] for part in PARTS]


def _draw_key(painter: QPainter, scale: float, language: str) -> None:
    font = QFont("IBM Plex Sans")
    font.setPixelSize(30)
    painter.setFont(font)
    left, top = WIDE - KEY_ROOM + 30, EDGE + 110
    _draw_north(painter, left)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, words in zip(reversed(INKS), reversed(STEPS), strict=True):
        painter.fillRect(QRectF(left, top, 48, 34), QColor(ink))
        painter.setPen(QColor("#5A5F5B"))
        painter.drawRect(QRectF(left, top, 48, 34))
        painter.drawText(QPointF(left + 64, top + 28), translated(language, words))
        top += 52
    metres = max((one for one in SCALES_M if one * scale <= KEY_ROOM - 120), default=SCALES_M[0])
    bottom = TALL - EDGE - 30
    painter.fillRect(QRectF(left, bottom, metres * scale, 6), QColor("#1B1F1D"))
    painter.setPen(QColor("#1B1F1D"))
    painter.drawText(QPointF(left, bottom - 14), f"{metres} m")


def _draw_north(painter: QPainter, left: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("#1B1F1D"))
    painter.setPen(Qt.PenStyle.NoPen)
    tip = QPointF(left + 20, EDGE)
    painter.drawPolygon(
        QPolygonF([tip, QPointF(left + 4, EDGE + 50), QPointF(left + 36, EDGE + 50)])
    )
    painter.setPen(QColor("#1B1F1D"))
    painter.drawText(QPointF(left + 50, EDGE + 42), "N")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
