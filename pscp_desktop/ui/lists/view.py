"""A list as a page shows it: filters, lines, and words where there is nothing to show."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.ui.lists.delegate import EntryDelegate
from pscp_desktop.ui.lists.filters import FilterRow
from pscp_desktop.ui.lists.model import RowsModel
from pscp_desktop.ui.lists.rows import Fetch, Filter, Query, Row
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import EmptyState, column, panel
from pscp_desktop.ui.tasks import Tasks

ENOUGH_TO_FILTER: Final = 8


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
        self.setLayoutMode(QListView.LayoutMode.Batched)
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
        self._delegate.chosen = record
        number = self._rows.row_of(record) if record else -1
        if number >= 0:
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
        row = self._rows.at(index) if index.isValid() else None
        if row is not None:
            self.opened.emit(row.id)


class RowList(QWidget):
    """Filters above, lines below; an empty list says why, and what will fill it."""

    opened = Signal(object)
    """The id of the record a person wants to see."""
    counted = Signal(int, bool)
    """How many lines there are so far, and whether that is all."""

    def __init__(
        self,
        look: Look,
        fetch: Fetch,
        *,
        name: str,
        empty: EmptyState,
        filters: Sequence[Filter] = (),
        orders: Sequence[tuple[str, str]] = (),
        tasks: Tasks | None = None,
    ) -> None:
        """`name` says to a screen reader what the list holds. Call `reload` to fill it."""
        super().__init__()
        self.model = RowsModel(fetch, tasks)
        self.model.setParent(self)
        self.view = RowsView(look, self.model, name)
        self.view.opened.connect(self._opened)
        self.filters = FilterRow(look, filters, orders)
        self.filters.changed.connect(self._ask)
        self.filters.setVisible(False)
        nothing = EmptyState(look, "search", tr("Nothing fits. Ask for less, or show all."))
        self._stack = QStackedWidget()
        for part in (self.view, panel(column(empty, None)), panel(column(nothing, None))):
            self._stack.addWidget(part)
        self._filters_wanted = bool(filters)
        self.setLayout(column(self.filters, self._stack, gap="s", wide=1))
        self._kept: object = None
        self._scrolled = 0
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.filled.connect(self._filled)

    @property
    def rows(self) -> list[Row]:
        """The lines fetched so far."""
        found = (self.model.at(self.model.index(n)) for n in range(self.model.rowCount()))
        return [row for row in found if row is not None]

    @Slot()
    def reload(self) -> None:
        """Fetch again, as something in it may have changed. Place and choice stay."""
        self.model.reload()

    def choose(self, record: UUID | None) -> None:
        """Show which record is open beside the list."""
        self.view.choose(record)

    @Slot(object)
    def _ask(self, query: Query) -> None:
        self.model.ask(query)

    @Slot(object)
    def _opened(self, record: UUID) -> None:
        self.view.choose(record)
        self.opened.emit(record)

    @Slot()
    def _remember(self) -> None:
        row = (
            self.model.at(self.view.currentIndex()) if self.view.currentIndex().isValid() else None
        )
        self._kept = row.id if row else None
        self._scrolled = self.view.verticalScrollBar().value()

    @Slot()
    def _filled(self) -> None:
        count, narrowed = self.model.rowCount(), self.model.query.narrowed
        self._stack.setCurrentIndex(0 if count else 2 if narrowed else 1)
        enough = self._filters_wanted or count >= ENOUGH_TO_FILTER
        self.filters.setVisible(narrowed or (enough and count > 1))
        if isinstance(self._kept, UUID):
            number = self.model.row_of(self._kept)
            if number >= 0:
                self.view.setCurrentIndex(self.model.index(number))
                self.view.verticalScrollBar().setValue(self._scrolled)
            self._kept = None
        self.counted.emit(count, self.model.whole)


__all__ = ["ENOUGH_TO_FILTER", "RowList", "RowsView"]
