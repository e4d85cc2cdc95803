"""The map on paper and as a picture: title, map, legend, attribution, scale and north. In memory alone."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map import furniture
from pscp_desktop.ui.map.canvas import MapCanvas
from pscp_desktop.ui.map.drawing import Drawing
from pscp_desktop.ui.map.frame import Frame
from pscp_desktop.ui.map.ground import Under, Word
from pscp_desktop.ui.map.legend import draw_key, keys
from pscp_desktop.ui.map.sharp import put_words

WIDTH, HEIGHT = 1560, 1103
"""A page of A4 lying on its side, in points of the drawing."""
MARGIN: Final = 56.0
LEGEND: Final = 300.0
HEAD: Final = 64.0
DOTS_PER_INCH: Final = 300
NEUTRAL_TITLE: Final = "Mapa"


PLACE: Final = QRectF(
    MARGIN, MARGIN + HEAD, WIDTH - 2 * MARGIN - LEGEND, HEIGHT - 2 * MARGIN - HEAD
)
FINER: Final = 2
"""Pixels of the basemap's picture for a point of the page."""


def page(
    painter: QPainter, canvas: MapCanvas, title: str, when: str, under: Under | None = None
) -> None:
    """Draw the page: what is in sight, at the same middle and scale as far as the page allows.

    `under` is the basemap over `ground_frame`, where one is shown.
    """
    look, place = Look("light"), PLACE
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), Qt.GlobalColor.white)
    painter.setPen(look.colour("ink"))
    painter.setFont(look.font("title"))
    painter.drawText(
        QRectF(MARGIN, MARGIN - 8, WIDTH - 2 * MARGIN, 36), Qt.AlignmentFlag.AlignLeft, title
    )
    painter.setFont(look.font("caption"))
    painter.drawText(
        QRectF(MARGIN, MARGIN + 28, WIDTH - 2 * MARGIN, 24), Qt.AlignmentFlag.AlignLeft, when
    )
    metres = _map(painter, canvas, under, look)
    furniture.draw(painter, place, metres, canvas.credits(), look)
    painter.setPen(QPen(look.colour("edge"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
    top = place.top()
    for key in keys(canvas.layers, look):
        draw_key(painter, key, place.right() + 20, top, LEGEND - 20, look)
        top += key.height


def page_frame(canvas: MapCanvas, finer: int = 1) -> Frame:
    """The ground that the page shows, in its points or in finer ones."""
    now, place = canvas.frame_now(), PLACE
    metres = max(now.width * now.metres / place.width(), now.height * now.metres / place.height())
    x, y = now.west + now.width * now.metres / 2, now.north - now.height * now.metres / 2
    wide, high = round(place.width()) * finer, round(place.height()) * finer
    metres /= finer
    return Frame(x - wide * metres / 2, y + high * metres / 2, metres, wide, high)


def ground_frame(canvas: MapCanvas) -> Frame:
    """The frame over which the basemap is drawn for the page."""
    return page_frame(canvas, FINER)


def _map(painter: QPainter, canvas: MapCanvas, under: Under | None, look: Look) -> float:
    frame = page_frame(canvas)
    shown = [layer.as_it_leaves() for layer in canvas.layers if layer.visible]
    painter.save()
    painter.setClipRect(PLACE)
    painter.translate(PLACE.topLeft())
    if under is not None:
        painter.drawImage(QRectF(0, 0, frame.width, frame.height), under.image)
    Drawing(painter, frame, look).layers(shown, words=under is None)
    if under is not None:
        words = tuple(Word(w.words, w.at / FINER, w.rank) for w in under.words)
        put_words(painter, shown, Under(frame, under.image, words), look)
    painter.restore()
    return frame.metres


def pdf(canvas: MapCanvas, title: str, when: str, under: Under | None = None) -> bytes:
    """The page as a PDF that says nothing of who made it or where."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape,
            QMarginsF(0, 0, 0, 0),
        )
    )
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(NEUTRAL_TITLE)
    writer.setCreator("")
    painter = QPainter(writer)
    scale = writer.width() / WIDTH
    painter.scale(scale, scale)
    page(painter, canvas, title, when, under)
    painter.end()
    return bytes(buffer.data().data())


def png(canvas: MapCanvas, title: str, when: str, under: Under | None = None) -> bytes:
    """The page as a picture."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    page(painter, canvas, title, when, under)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
