"""Icons by meaning: our own drawings, in the colour of a role and sharp on every screen."""

from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pscp_desktop.i18n import resources

USUAL: Final = 18
"""The size of an icon beside words, in pixels of the layout."""


def folder() -> Path:
    """Where the drawings lie."""
    return resources() / "icons"


@cache
def _drawing(name: str) -> str:
    return (folder() / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def drawn(name: str, colour: str, size: int = USUAL) -> QPixmap:
    """The drawing of `name` at the resolution of the first screen; an unknown name is an error."""
    return _drawn(name, colour, size, QGuiApplication.primaryScreen().devicePixelRatio())


def icon(name: str, colour: str, size: int = USUAL, *, idle: str = "") -> QIcon:
    """The drawing of `name` for a button, sharp on every screen there is.

    `idle` is its colour while the button cannot be pressed: Qt would only wash the other one out.
    """
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    made = QIcon()
    for ratio in sorted(ratios):
        made.addPixmap(_drawn(name, colour, size, ratio))
        if idle:
            made.addPixmap(_drawn(name, idle, size, ratio), QIcon.Mode.Disabled)
    return made
