"""Keeps what was in sight as numbered pictures, and the PDFs beside them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from tests.e2e.screen import SCREEN

SIZE: Final = (SCREEN["width"], SCREEN["height"])


@dataclass(slots=True)
class Camera:
    """Takes pictures of the window and of what stands before it, as one would see them."""

    app: QApplication
    folder: Path
    taken: list[Path] = field(default_factory=list)

    def take(self, name: str) -> Path:
        """Keep what is in sight as the next picture."""
        path = self.folder / f"{len(self.taken) + 1:02}-{name}.png"
        path.write_bytes(_png(self._seen().toImage()))
        self.taken.append(path)
        return path

    def _seen(self) -> QPixmap:
        shown = [one for one in self.app.topLevelWidgets() if one.isVisible() and one.width() > 1]
        behind = max(shown, key=lambda one: one.width() * one.height())
        picture = behind.grab()
        if before := [one for one in shown if one is not behind]:
            painter = QPainter(picture)
            painter.setPen(Qt.GlobalColor.gray)
            for one in before:
                place = _place(one) - _place(behind)
                painter.drawPixmap(place, one.grab())
                if one.windowFlags() & Qt.WindowType.FramelessWindowHint:
                    continue
                # The window manager draws a frame where there is one.
                painter.drawRect(QRect(place, one.size()).adjusted(-1, -1, 0, 0))
            painter.end()
        return picture


def small(taken: Path, kept: Path, width: int) -> None:
    """A picture again, smaller and with few colours, for a page that is read on the way."""
    picture = QImage(str(taken)).scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    picture = picture.convertToFormat(QImage.Format.Format_Indexed8)
    kept.write_bytes(_png(picture))


def _place(window: QWidget) -> QPoint:
    return window.mapToGlobal(QPoint(0, 0))


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(100)
    writer.write(picture)
    return bytes(buffer.data().data())
