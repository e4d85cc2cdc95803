"""The list beside which a file is open: a filter, groups of lines, and the way to a new request."""

from uuid import UUID

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pscp_desktop.i18n import tr
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.mediation.board import ROW, BoardModel, FileRow, Heading
from pscp_desktop.ui.mediation.painting import Brush
from pscp_desktop.ui.parts import Choice, EmptyState, button, column, emptied, row, text

WIDTH = 332
WAIT_MILLISECONDS = 180
AnyIndex = QModelIndex | QPersistentModelIndex


class BoardDelegate(QStyledItemDelegate):
    """Paints a line: shape, what, detail, and at the end when something is due."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._body = QFontMetrics(look.font("body")).height()
        self._caption = QFontMetrics(look.font("caption")).height()
        self._label = QFontMetrics(look.font("label")).height()

    def sizeHint(self, _: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        if isinstance(index.data(ROW), Heading):
            return QSize(100, self._label + (12 if index.row() else 4) + 4)
        return QSize(100, self._body + self._caption + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        shown = index.data(ROW)
        painter.save()
        brush = Brush(self._look, painter)
        room = QRect(option.rect)
        if isinstance(shown, Heading):
            brush.line(room.adjusted(0, room.height() - self._label - 4, 0, 0),
                       shown.words, "label", "muted")  # fmt: skip
        elif isinstance(shown, FileRow):
            self._line(brush, room.adjusted(0, 1, -2, -1), shown, option)
        painter.restore()

    def _line(
        self, brush: Brush, room: QRect, shown: FileRow, option: QStyleOptionViewItem
    ) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            brush.ground(room, "accent_soft", "accent" if brush.look.theme == "contrast" else "")
        elif option.state & QStyle.StateFlag.State_MouseOver:
            brush.ground(room, "sunken")
        tone = "accent" if chosen and shown.tone == "muted" else shown.tone
        brush.icon(room.left() + 12, room.center().y() - 9, shown.icon, tone)
        end = QFontMetrics(brush.look.font("caption")).horizontalAdvance(shown.when)
        words = room.adjusted(41, 6, -12 - (end + 8 if end else 0), -6)
        ink = "muted" if shown.closed_to_me else "ink"
        brush.line(words, shown.what, "body", ink)
        below = QRect(room.left() + 41, words.top() + self._body, room.width() - 53, self._caption)
        brush.line(below, shown.detail, "caption", "warn" if shown.disputed else "muted")
        when = QRect(room.right() - 12 - end, words.top() + 2, end + 1, self._caption)
        brush.line(when, shown.when, "caption", tone, at_end=True)


class FileLines(QListView):
    """The lines; Enter or a click opens one."""

    opened = Signal(object)

    def __init__(self, look: Look, model: BoardModel) -> None:
        super().__init__()
        self._look, self._model = look, model
        self.setModel(model)
        self.setItemDelegate(BoardDelegate(look, self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Mediation files"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.clicked.connect(self._open)

    def stand_at(self, dossier: UUID | None) -> None:
        """Show a file as the one that is open, without opening it."""
        place = self._model.place_of(dossier) if dossier else -1
        if place < 0:
            self.clearSelection()
            return
        index = self._model.index(place)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        shown = index.data(ROW)
        if isinstance(shown, FileRow):
            self.opened.emit(shown)


class BoardPane(QFrame):
    """Title, filter, lines. It reads nothing itself: `asked` says what is wanted."""

    asked = Signal()
    opened = Signal(object)
    wanted_new = Signal()

    def __init__(self, look: Look, model: BoardModel) -> None:
        super().__init__()
        as_role(self, "aside")
        self.setFixedWidth(WIDTH)
        self._look = look
        self.lines = FileLines(look, model)
        self.lines.opened.connect(self.opened)
        self.filter = as_role(QLineEdit(), "search")
        self.filter.setPlaceholderText(tr("Filter by name, number or street"))
        self.filter.setAccessibleName(tr("Filter by name, number or street"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(look.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MILLISECONDS)
        self._wait.timeout.connect(self.asked)
        self.filter.textChanged.connect(self._typed)
        self.filter.returnPressed.connect(self._to_lines)
        self.which = Choice(look, [tr("Open files"), tr("Mine"), tr("Closed files")])
        self.which.setAccessibleName(tr("Which files"))
        self.which.picked.connect(self._picked)
        self.new = button(tr("New"), "", "plus", look)
        self.new.setAccessibleName(tr("New request"))
        self.new.clicked.connect(self.wanted_new)
        self._empty = column(gap="none")
        self.setLayout(
            column(
                row(text(tr("Mediation"), "title"), None, self.new, edge=(0, 0, 4, 0)),
                12,
                panel_of_filter(self),
                8,
                self._empty,
                self.lines,
                gap="none",
                edge=(20, 16, 12, 8),
                wide=5,
            )
        )

    def say_empty(self, words: str, icon: str = "mediation") -> None:
        """Say why there is no line, or stop saying it."""
        emptied(self._empty)
        if words:
            self._empty.addWidget(EmptyState(self._look, icon, words, inset=4))
        self.lines.setVisible(not words)

    @Slot()
    def seek(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    @Slot(str)
    def _typed(self, _: str) -> None:
        self._wait.start()

    @Slot(int)
    def _picked(self, _: int) -> None:
        self.asked.emit()

    @Slot()
    def _to_lines(self) -> None:
        self.lines.setFocus()


def panel_of_filter(pane: BoardPane) -> QWidget:
    """The field and the three answers under it."""
    holder = QWidget()
    holder.setLayout(column(pane.filter, pane.which, gap="s", edge=(0, 0, 8, 0)))
    return holder
