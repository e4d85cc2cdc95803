"""What the painted lists of this page share: cut lines, a pill, icons in the look's colours."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextLayout

from pscp_desktop.domain.signs import visible
from pscp_desktop.ui.look import Look

PILL: Final = 26
AIR: Final = 10


class Brush:
    """A painter that knows the look."""

    def __init__(self, look: Look, painter: QPainter) -> None:
        self.look, self.painter = look, painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def line(self, room: QRect, words: str, role: str, ink: str, *, at_end: bool = False) -> None:
        """One line of words, cut with an ellipsis where there is no room."""
        font = self.look.font(role)
        self.painter.setFont(font)
        self.painter.setPen(self.look.colour(ink))
        shown = QFontMetrics(font).elidedText(
            visible(words), Qt.TextElideMode.ElideRight, room.width()
        )
        side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
        self.painter.drawText(room, side | Qt.AlignmentFlag.AlignTop, shown)

    def icon(self, left: int, top: int, name: str, ink: str, size: int = 18) -> None:
        """An icon of the look."""
        self.painter.drawPixmap(left, top, self.look.mark(name, ink, size))

    def ground(self, room: QRect, fill: str, edge: str = "") -> None:
        """A rounded ground, as of a chosen line."""
        self.painter.setBrush(self.look.colour(fill))
        self.painter.setPen(QPen(self.look.colour(edge), 1) if edge else Qt.PenStyle.NoPen)
        self.painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def pill(self, right: int, top: int, words: str, tone: str, icon: str) -> None:
        """A state told by shape, word and colour, ending at `right`."""
        width = pill_width(self.look, words)
        room = QRect(right - width, top, width, PILL)
        strict = self.look.theme == "contrast"
        self.painter.setBrush(self.look.colour(f"{tone}_soft"))
        self.painter.setPen(QPen(self.look.colour("line")) if strict else Qt.PenStyle.NoPen)
        self.painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.icon(room.left() + AIR - 2, room.top() + 6, icon, tone, 14)
        metrics = QFontMetrics(self.look.font("label"))
        said = room.adjusted(AIR + 16, (PILL - metrics.height()) // 2, -AIR, 0)
        self.line(said, words, "label", tone)


def pill_width(look: Look, words: str) -> int:
    """How wide a pill with these words is."""
    return QFontMetrics(look.font("label")).horizontalAdvance(words) + AIR * 2 + 18


def broken(words: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    """`words` broken into at most `most` lines of `width`, the last one cut where more follows."""
    metrics = QFontMetrics(font)
    lines: list[str] = []
    for paragraph in visible(words).splitlines():
        if paragraph and len(lines) < most and metrics.horizontalAdvance(paragraph) < width:
            lines.append(paragraph.rstrip())
            continue
        layout = QTextLayout(paragraph, font)
        layout.beginLayout()
        while len(lines) < most and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = line.textStart()
            whole = len(lines) < most - 1
            said = paragraph[start : start + line.textLength()] if whole else paragraph[start:]
            lines.append(metrics.elidedText(said.rstrip(), Qt.TextElideMode.ElideRight, width))
        layout.endLayout()
    return tuple(lines)
