"""Paints a line of a list: icon, what, detail, and the time at the end. No grid, no widget per line."""

from typing import Final

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import language, right_to_left, tr
from pscp_desktop.ui.lists.model import FIRST_OF_GROUP, ROW
from pscp_desktop.ui.lists.rows import Row
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.tokens import RADIUS, SPACE

Index = QModelIndex | QPersistentModelIndex
LINE: Final = 48
HEADING: Final = 34
ICON: Final = 18
LEAD: Final = SPACE["m"]
WHEN_SHARE: Final = 0.34


class EntryDelegate(QStyledItemDelegate):
    """Looks like the part `Entry`, for as many lines as there are."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.chosen: object = None
        """The id of the record that is open beside the list."""
        # Asked for every line of every page, which is often.
        self._measures = {role: QFontMetrics(look.font(role)) for role in ("body", "caption")}
        what, detail = self._metrics("body"), self._metrics("caption")
        self._tall = max(LINE, what.height() + detail.height() + SPACE["s"])

    def displayText(self, value: object, _: QLocale | QLocale.Language) -> str:
        """Nothing is taken for markup: the line is painted as plain text."""
        return str(value)

    def sizeHint(self, _: QStyleOptionViewItem, index: Index) -> QSize:
        heading = HEADING if index.data(FIRST_OF_GROUP) else 0
        return QSize(160, self._tall + heading)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row | None = index.data(ROW)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = option.rect
        if index.data(FIRST_OF_GROUP):
            self._heading(painter, QRect(whole.left(), whole.top(), whole.width(), HEADING), row)
            whole = whole.adjusted(0, HEADING, 0, 0)
        state = option.state
        self._ground(painter, whole, state, chosen=row.id == self.chosen)
        self._entry(painter, whole.adjusted(LEAD, 0, -LEAD, 0), row)
        painter.restore()

    def _metrics(self, role: str) -> QFontMetrics:
        return self._measures[role]

    def _heading(self, painter: QPainter, place: QRect, row: Row) -> None:
        painter.setFont(self._look.font("label"))
        painter.setPen(self._look.colour("muted"))
        side = Qt.AlignmentFlag.AlignBottom | _start()
        painter.drawText(place.adjusted(0, 0, 0, -SPACE["xs"]), side, row.group)

    def _ground(
        self, painter: QPainter, place: QRect, state: QStyle.StateFlag, *, chosen: bool
    ) -> None:
        look, strict = self._look, self._look.theme == "contrast"
        room = QRectF(place).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(look.colour("accent_soft"))
            if strict:
                painter.setPen(QPen(look.colour("accent"), 1))
            painter.drawRoundedRect(room, RADIUS["medium"], RADIUS["medium"])
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(look.colour("sunken"))
            if strict:
                painter.setPen(QPen(look.colour("line"), 1))
            painter.drawRoundedRect(room, RADIUS["medium"], RADIUS["medium"])
        current = state & QStyle.StateFlag.State_Selected
        if current and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 5, 5)

    def _entry(self, painter: QPainter, place: QRect, row: Row) -> None:
        left_to_right = not right_to_left(language())
        icon = "conflict" if row.disputed else row.icon
        tone = "warn" if row.disputed else row.tone
        mark = self._look.mark(icon, tone, ICON)
        x = place.left() if left_to_right else place.right() - ICON
        painter.drawPixmap(x, place.center().y() - ICON // 2, mark)
        step = ICON + SPACE["m"]
        words = place.adjusted(step if left_to_right else 0, 0, 0 if left_to_right else -step, 0)
        what, detail = self._metrics("body").height(), self._metrics("caption").height()
        top = words.center().y() - (what + detail) // 2 + 1
        upper = QRect(words.left(), top, words.width(), what)
        lower = QRect(words.left(), top + what, words.width(), detail)
        taken = self._when(painter, upper, row)
        upper.setWidth(upper.width() - taken)
        if not left_to_right:
            upper.translate(taken, 0)
        self._say(painter, upper, row.what, "body", "muted" if row.shut else "ink")
        said = " · ".join(filter(None, (tr("Two versions") if row.disputed else "", row.detail)))
        self._say(painter, lower, said, "caption", "warn" if row.disputed else "muted")

    def _when(self, painter: QPainter, place: QRect, row: Row) -> int:
        if not row.when:
            return 0
        metrics = self._metrics("caption")
        room = min(metrics.horizontalAdvance(row.when) + 1, round(place.width() * WHEN_SHARE))
        painter.setFont(self._look.font("caption"))
        painter.setPen(self._look.colour(row.tone if row.tone != "accent" else "muted"))
        end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        words = metrics.elidedText(row.when, Qt.TextElideMode.ElideRight, room)
        painter.drawText(place, end, words)
        return room + SPACE["s"]

    def _say(self, painter: QPainter, place: QRect, words: str, role: str, ink: str) -> None:
        painter.setFont(self._look.font(role))
        painter.setPen(self._look.colour(ink))
        shown = self._metrics(role).elidedText(
            visible(words), Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, _start() | Qt.AlignmentFlag.AlignVCenter, shown)


def _start() -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeading
