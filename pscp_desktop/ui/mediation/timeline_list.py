"""A file as a timeline: what is due, then what happened, painted so that any number opens at once."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.mediation.painting import Brush, broken, pill_width
from pscp_desktop.ui.mediation.phrases import Told

AnyIndex = QModelIndex | QPersistentModelIndex
ROW: Final = Qt.ItemDataRole.UserRole
DATE: Final = 84
RAIL: Final = 104
TEXT: Final = 124
MOST_LINES: Final = 3
BELOW: Final = 14


class TimelineModel(QAbstractListModel):
    """The entries of one file, and each of them in words."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[Any] = ()
        self._told: Sequence[Told] = ()

    def start(self, entries: Sequence[Any], told: Sequence[Told]) -> None:
        """Show these entries, in these words."""
        self.beginResetModel()
        self._entries, self._told = entries, told
        self.endResetModel()

    def entry(self, number: int) -> Any:
        """The entry in a row."""
        return self._entries[number]

    def told(self, number: int) -> Told:
        """An entry in words."""
        return self._told[number]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        if role == ROW:
            return self.told(index.row())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.told(index.row()).spoken
        return None


class TimelineDelegate(QStyledItemDelegate):
    """Paints an entry: day, shape on the rail, what happened, in whose words, and what is left."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look, self._view = look, view
        self._title = QFontMetrics(look.font("strong")).height()
        self._body = QFontMetrics(look.font("body")).height()
        self._caption = QFontMetrics(look.font("caption")).height()
        self._lines: dict[tuple[str, int], tuple[str, ...]] = {}

    def sizeHint(self, _: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        shown = index.data(ROW)
        if not isinstance(shown, Told) or shown.quiet:
            return QSize(200, self._caption + BELOW)
        lines = len(self._broken(shown, self._view.viewport().width()))
        return QSize(200, self._title + lines * self._body + BELOW + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        shown = index.data(ROW)
        if not isinstance(shown, Told):
            return
        painter.save()
        brush, room = Brush(self._look, painter), QRect(option.rect)
        self._ground(brush, room, option)
        self._rail(brush, room, shown, last=index.row() == index.model().rowCount() - 1)
        top = room.top() + 4
        if shown.quiet:
            date = QRect(room.left(), top, DATE, self._caption)
            brush.line(date, shown.when, "caption", "muted", at_end=True)
            rest = QRect(room.left() + TEXT, top, room.width() - TEXT - 8, self._caption)
            brush.line(rest, shown.what, "caption", "muted")
        else:
            self._entry(brush, room, shown)
        painter.restore()

    def _ground(self, brush: Brush, room: QRect, option: QStyleOptionViewItem) -> None:
        ground = room.adjusted(TEXT - 10, 0, -1, -8)
        if option.state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            edge = "accent" if brush.look.theme == "contrast" else ""
            brush.ground(ground, "accent_soft", edge)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            brush.ground(ground, "canvas")

    def _rail(self, brush: Brush, room: QRect, shown: Told, *, last: bool) -> None:
        size = 10 if shown.quiet else 18
        middle = room.left() + RAIL
        top = room.top() + 4 + ((self._caption if shown.quiet else self._title) - size) // 2
        brush.icon(middle - size // 2, top, "dot" if shown.quiet else shown.icon, shown.tone, size)
        if not last:
            brush.painter.setPen(QPen(brush.look.colour("line"), 2))
            brush.painter.drawLine(middle, top + size + 4, middle, room.bottom() + 2)

    def _entry(self, brush: Brush, room: QRect, shown: Told) -> None:
        top = room.top() + 4
        day = QRect(room.left(), top + 2, DATE, self._caption)
        brush.line(day, shown.when, "caption", "muted", at_end=True)
        words = room.adjusted(TEXT, 4, -8, 0)
        if shown.pill:
            icon = "warn" if shown.pill_tone == "warn" else "due"
            brush.pill(room.right() - 8, room.top() + 1, shown.pill, shown.pill_tone, icon)
            words.setRight(words.right() - pill_width(brush.look, shown.pill) - 12)
        role = "strong" if shown.pill else "body"
        tone = shown.tone if shown.tone in {"danger", "warn"} else "ink"
        brush.line(words, shown.what, role, tone)
        for number, line in enumerate(self._broken(shown, self._view.viewport().width())):
            below = QRect(words.left(), top + self._title + number * self._body,
                          room.right() - words.left() - 8, self._body)  # fmt: skip
            brush.line(below, line, "body", "muted")

    def _broken(self, shown: Told, width: int) -> tuple[str, ...]:
        room = max(80, width - TEXT - 16)
        if (shown.detail, room) not in self._lines:
            font = self._look.font("body")
            self._lines[shown.detail, room] = broken(shown.detail, font, room, MOST_LINES)
        return self._lines[shown.detail, room]


class TimelineView(QListView):
    """The timeline with the keyboard in it: arrows walk, Enter opens an entry."""

    opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.entries = TimelineModel()
        self.setModel(self.entries)
        self.setItemDelegate(TimelineDelegate(look, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(tr("What is due and what happened"))
        self.clicked.connect(self._open)

    def show_entries(self, entries: Sequence[Any], told: Sequence[Told]) -> None:
        """Show a file's entries in words that were found for them, keeping the place where one was."""
        place = self.verticalScrollBar().value()
        current = self.currentIndex().row()
        self.entries.start(entries, told)
        if 0 <= current < len(entries):
            self.setCurrentIndex(self.entries.index(current))
        self.verticalScrollBar().setValue(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.entries.entry(index.row()))
