"""A list as a page shows it: filters, lines, and words where there is nothing to show."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QPushButton, QStackedWidget, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.errors import said
from pscp_desktop.ui.lists.delegate import EntryDelegate
from pscp_desktop.ui.lists.filters import FilterRow
from pscp_desktop.ui.lists.model import RowsModel
from pscp_desktop.ui.lists.rows import Fetch, Query, Questions, Row
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import EmptyState, button, column, emptied, panel, scrolled
from pscp_desktop.ui.tasks import Tasks

Empty = Callable[[Query], tuple[str, str]]
"""Why there is no line for a query, and what will fill the list: an icon, and words."""


class RowsView(QListView):
    """Lines to go through with the arrows; Enter, Space or a click opens one."""

    opened = Signal(object)

    def __init__(self, look: Look, model: RowsModel, name: str) -> None:
        super().__init__()
        self._rows = model
        self._delegate = EntryDelegate(look)
        self._delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        # In batches the place would be lost whenever more lines come: only the first batch is there then.
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.clicked.connect(self._open)

    @property
    def chosen(self) -> object:
        """The id of the record that is open beside the list."""
        return self._delegate.chosen

    def choose(self, record: UUID | None) -> None:
        """Show which record is open beside the list."""
        moved, self._delegate.chosen = record != self._delegate.chosen, record
        number = self._rows.row_of(record) if record else -1
        if number >= 0 and (moved or not self.currentIndex().isValid()):
            self.setCurrentIndex(self._rows.index(number))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._rows.at(index)
        if row is not None:
            self.opened.emit(row)


class RowList(QWidget):
    """Filters above, lines below; an empty list says why, and what will fill it."""

    opened = Signal(object)
    """The line a person wants to see."""
    arrived = Signal()
    """The lines that were asked for are there."""
    counted = Signal(int)
    """How many lines fit what is asked."""

    def __init__(
        self,
        look: Look,
        fetch: Fetch,
        *,
        name: str,
        empty: Empty,
        asked: Questions,
        tasks: Tasks | None = None,
    ) -> None:
        """`name` says to a screen reader what the list holds. Call `reload` to fill it."""
        super().__init__()
        self._look, self._empty = look, empty
        self.model = RowsModel(fetch, tasks)
        self.model.setParent(self)
        self.view = RowsView(look, self.model, name)
        self.view.opened.connect(self.opened)
        self.filters = FilterRow(look, asked)
        self.filters.changed.connect(self._ask)
        self.filters.descended.connect(self._descend)
        self._instead = column(None, gap="none")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(scrolled(panel(self._instead), "plain"))
        self.setLayout(column(self.filters, self._stack, gap="s", wide=1))
        self._kept: object = None
        self._scrolled = 0
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.filled.connect(self._filled)
        self.model.counted.connect(self._count)
        self.model.failed.connect(self._fail)

    @property
    def rows(self) -> list[Row]:
        """The lines fetched so far."""
        found = (self.model.at(self.model.index(n)) for n in range(self.model.rowCount()))
        return [row for row in found if row is not None]

    @Slot()
    def reload(self) -> None:
        """Fetch again, as something in it may have changed. Place and choice stay."""
        self.model.reload(self.filters.query)

    def choose(self, record: UUID | None) -> None:
        """Show which record is open beside the list."""
        self.view.choose(record)

    @Slot()
    def seek(self) -> None:
        """Put the keyboard into the filter."""
        self.filters.words.setFocus()
        self.filters.words.selectAll()

    @Slot(object)
    def _ask(self, query: Query) -> None:
        self.model.ask(query)

    @Slot()
    def _descend(self) -> None:
        if self._stack.currentWidget() is self.view:
            self.view.setFocus()

    @Slot()
    def _remember(self) -> None:
        row = self.model.at(self.view.currentIndex())
        self._kept = row.id if row else None
        self._scrolled = self.view.verticalScrollBar().value()

    @Slot()
    def _filled(self) -> None:
        count = self.model.rowCount()
        if not count:
            self._say(*self._empty(self.model.query), self._remedy())
        self._stack.setCurrentIndex(0 if count else 1)
        if isinstance(self._kept, UUID):
            number = self.model.row_of(self._kept)
            if number >= 0:
                self.view.setCurrentIndex(self.model.index(number))
                self.view.verticalScrollBar().setValue(self._scrolled)
            self._kept = None
        self.arrived.emit()

    @Slot()
    def _count(self) -> None:
        self.counted.emit(self.model.total)

    def _remedy(self) -> QPushButton | None:
        if not self.model.query.narrowed:
            return None
        everything = button(tr("Remove filters"), "link")
        everything.clicked.connect(self.filters.clear)
        return everything

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        again = button(tr("Try again"), "link")
        again.clicked.connect(self.reload)
        self._say("warn", " ".join(said(error)), again)
        self._stack.setCurrentIndex(1)

    def _say(self, icon: str, words: str, act: QPushButton | None) -> None:
        emptied(self._instead)
        self._instead.addWidget(EmptyState(self._look, icon, words, act, inset=4))
        self._instead.addStretch(1)


__all__ = ["RowList", "RowsView"]
