"""A list of any length as a model: a hundred lines at a time, fetched when they are wanted."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import tr
from pscp_desktop.ui.lists.rows import PAGE, Fetch, Found, Query, Row
from pscp_desktop.ui.tasks import Progress, Task, Tasks

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
ROW: Final = Qt.ItemDataRole.UserRole
FIRST_OF_GROUP: Final = Qt.ItemDataRole.UserRole + 1


def spoken(row: Row) -> str:
    """A line as it is read aloud."""
    disputed = tr("two versions") if row.disputed else ""
    said = filter(None, (row.group, row.what, row.detail, row.when, disputed))
    return visible(". ".join(said))


class RowsModel(QAbstractListModel):
    """Lines of a list. With `tasks` they are fetched in the background, else where they are wanted."""

    filled = Signal()
    """A page has arrived; the first one too when it is empty."""
    counted = Signal()
    """How many lines there are in all is known now."""
    failed = Signal(object)
    """The lines could not be read, because of this error. What was shown stays."""

    def __init__(self, fetch: Fetch, tasks: Tasks | None = None) -> None:
        super().__init__()
        self._fetch, self._tasks = fetch, tasks
        self._query = Query()
        self._rows: list[Row] = []
        self._more, self._total = True, 0
        self._under_way: Task | None = None
        self._asked = 0

    @property
    def query(self) -> Query:
        """What is asked now."""
        return self._query

    @property
    def total(self) -> int:
        """How many lines fit the query in all, fetched or not; what was counted last until `counted`."""
        return self._total

    @property
    def whole(self) -> bool:
        """Whether there is nothing more to fetch."""
        return not self._more

    def ask(self, query: Query) -> None:
        """Show what fits another query, from its beginning."""
        self._query = replace(query, offset=0, limit=PAGE)
        self._load(PAGE)

    def reload(self, query: Query) -> None:
        """Fetch again what is shown, as something in it has changed."""
        same = replace(self._query, offset=0, limit=PAGE) == replace(query, offset=0, limit=PAGE)
        if not same:
            self.ask(query)
            return
        pages = max(1, -(-len(self._rows) // PAGE))
        self._load(pages * PAGE)

    def row_of(self, record: UUID) -> int:
        """Where a record stands among the lines fetched so far; -1 where it does not."""
        return next((n for n, row in enumerate(self._rows) if row.id == record), -1)

    def at(self, index: Index) -> Row | None:
        """The line of an index."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.at(index) if index.isValid() else None
        if row is None:
            return None
        found: Any = None
        if role == ROW:
            found = row
        elif role == FIRST_OF_GROUP:
            found = bool(row.group) and self._begins_group(index.row())
        elif role == Qt.ItemDataRole.DisplayRole:
            found = visible(row.what)
        elif role == Qt.ItemDataRole.AccessibleTextRole:
            found = spoken(row)
        return found

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and self._under_way is None

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._get(replace(self._query, offset=len(self._rows), limit=PAGE), self._append)

    def _begins_group(self, number: int) -> bool:
        return number == 0 or self._rows[number - 1].group != self._rows[number].group

    def _load(self, count: int) -> None:
        if self._under_way is not None:
            self._under_way.cancel()
        self._get(replace(self._query, offset=0, limit=count), self._replace)

    def _get(self, query: Query, then: Callable[[Query, Found], None]) -> None:
        self._asked += 1
        asked = self._asked

        # An answer to an older question is dropped.
        def show(found: Found) -> None:
            if asked == self._asked:
                self._under_way = None
                then(query, found)

        def say(total: int) -> None:
            if asked == self._asked:
                self._total = total
                self.counted.emit()

        def fail(error: Exception) -> None:
            if asked == self._asked:
                self._under_way, self._more = None, False
                self.failed.emit(error)

        if self._tasks is None:
            found = self._fetch(query)
            show(found)
            say(found.counted())
        else:
            job = partial(self._read, query, show)
            self._under_way = self._tasks.run(
                tr("Reading the list"), job, say, owner=self, failed=fail
            )

    def _read(self, query: Query, show: Callable[[Found], None], progress: Progress) -> int:
        found = self._fetch(query)
        progress.hand_over(show, found)
        # Counted also where nobody waits for it any more: a search leaves its line with the count.
        return found.counted()

    def _replace(self, query: Query, found: Found) -> None:
        self.beginResetModel()
        self._rows = list(found.rows)
        self._more = len(found.rows) >= query.limit
        self.endResetModel()
        self.filled.emit()

    def _append(self, query: Query, found: Found) -> None:
        rows = found.rows
        self._more = len(rows) >= query.limit
        if rows:
            self.beginInsertRows(ROOT, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self.filled.emit()
