"""The files an analyst brings along in the tour: a city that is made up, written by the project itself."""

import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

CORNER: Final = (439_500.0, 4_473_500.0)
SIDE_M: Final = 1_700.0
CRS: Final = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25830"}}
FIRST_DAY: Final = date(2025, 3, 1)
DAYS: Final = 365
NEAR_M: Final = 90.0

Point = tuple[float, float]


def places_of(count: int, seed: int) -> list[Point]:
    """Places somewhere in the square."""
    chance = random.Random(seed)
    return [(CORNER[0] + chance.random() * SIDE_M, CORNER[1] + chance.random() * SIDE_M)
            for _ in range(count)]  # fmt: skip


def events_around(places: list[Point], count: int, seed: int) -> list[tuple[float, float, date]]:
    """Two of three events lie near one of the places, the others anywhere."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        if chance.random() < 2 / 3:
            x, y = chance.choice(places)
            at = (x + chance.gauss(0, NEAR_M), y + chance.gauss(0, NEAR_M))
        else:
            at = (CORNER[0] + chance.random() * SIDE_M, CORNER[1] + chance.random() * SIDE_M)
        inside = [min(low + SIDE_M, max(low, one)) for low, one in zip(CORNER, at, strict=True)]
        found.append((inside[0], inside[1], FIRST_DAY + timedelta(days=chance.randrange(DAYS))))
    return found


def write_events(path: Path, events: list[tuple[float, float, date]]) -> Path:
    """As a service keeps them: semicolons, commas in numbers, days as they are written in Spain."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(["coordenada_x", "coordenada_y", "fecha"])
        for x, y, day in sorted(events, key=lambda one: one[2]):
            row = [f"{x:.2f}".replace(".", ","), f"{y:.2f}".replace(".", ","), f"{day:%d/%m/%Y}"]
            writer.writerow(row)
    return path


def write_places(path: Path, places: list[Point]) -> Path:
    """As GeoJSON in the official grid."""
    features = [
        {"type": "Feature", "properties": {"nombre": f"Local {number}"},
         "geometry": {"type": "Point", "coordinates": [round(x, 2), round(y, 2)]}}
        for number, (x, y) in enumerate(places, start=1)
    ]  # fmt: skip
    whole = {"type": "FeatureCollection", "crs": CRS, "features": features}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def paint_street(path: Path) -> Path:
    """A photograph of a passage in which somebody stands; nobody ever stood there."""
    image = QImage(1200, 900, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    evening = QLinearGradient(QPointF(0, 0), QPointF(0, 900))
    evening.setColorAt(0, QColor("#22324a"))
    evening.setColorAt(1, QColor("#8a6f5a"))
    painter.fillRect(image.rect(), evening)
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, box in (
        ("#3c3a3d", (0, 120, 380, 700)), ("#46413f", (820, 80, 380, 740)), ("#57504a", (0, 800, 1200, 100)),
        ("#2a2728", (120, 420, 150, 380)), ("#c9a94e", (900, 200, 70, 90)), ("#1f1d1f", (1010, 200, 70, 90)),
        ("#6b625a", (430, 640, 340, 30)), ("#6b625a", (450, 670, 24, 130)), ("#6b625a", (726, 670, 24, 130)),
        ("#29303a", (560, 470, 110, 250)),
    ):  # fmt: skip
        painter.setBrush(QColor(colour))
        painter.drawRect(QRectF(*box))
    painter.setBrush(QColor("#c99a7a"))
    painter.drawEllipse(QRectF(572, 370, 86, 104))
    painter.setBrush(QColor("#3a2a22"))
    painter.drawChord(QRectF(568, 362, 94, 84), 0, 180 * 16)
    for left in (594, 626):
        painter.drawEllipse(QRectF(left, 414, 10, 8))
    painter.drawRect(QRectF(600, 448, 30, 4))
    painter.end()
    image.save(str(path), quality=92)
    return path
