"""The list of mediation files: a model that reads by pages, in groups by when something is due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from pscp_desktop.domain.mediation import DisputeKind, State
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.mediation.boards import BoardLine
from pscp_desktop.ui.mediation.days import end_of_week, short_due
from pscp_desktop.ui.mediation.phrases import icon_of_state

AnyIndex = QModelIndex | QPersistentModelIndex

LATE: Final = N_("Late")
THIS_WEEK: Final = N_("This week")
LATER: Final = N_("Later on")
UNDATED: Final = N_("Without a date")
CLOSED: Final = N_("Closed")
GROUPS: Final = (LATE, THIS_WEEK, LATER, UNDATED, CLOSED)

ROW: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a group of lines."""

    words: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line as it is painted."""

    dossier: UUID
    what: str
    detail: str
    when: str
    icon: str
    tone: str
    closed_to_me: bool = False
    disputed: bool = False


def group_of(line: BoardLine, today: date) -> str:
    """Under which heading a line stands."""
    if line.closed_on is not None:
        return CLOSED
    if line.due_on is None:
        return UNDATED
    if line.due_on < today:
        return LATE
    return THIS_WEEK if line.due_on <= end_of_week(today) else LATER


def row_of(line: BoardLine, today: date, disputed: frozenset[UUID]) -> FileRow:
    """A line in words; of a file that is closed to this worker only its card."""
    state = tr(State.label_of(line.state))
    late = line.due_on is not None and line.due_on < today and line.closed_on is None
    when = short_due(line.due_on, today) if line.due_on and not line.closed_on else ""
    if not line.may_open:
        return FileRow(
            line.dossier,
            tr("File {number}").format(number=line.number),
            tr("{state} · not shared with you").format(state=state),
            when,
            "lock",
            "muted",
            closed_to_me=True,
        )
    two = line.dossier in disputed
    icon, tone = icon_of_state(line.state)
    if late:
        icon, tone = "warn", "warn"
    if two:
        icon, tone = "conflict", "warn"
        state = tr("Two versions")
    return FileRow(
        line.dossier,
        line.title or tr(DisputeKind.label_of(line.dispute)),
        f"{state} · {line.number}",
        when,
        icon,
        tone,
        disputed=two,
    )


class BoardModel(QAbstractListModel):
    """Files in the order of their due dates, with a heading before each group."""

    def __init__(self, more: Callable[[int], None]) -> None:
        """`more` is asked for the lines from an offset on, and answers with `append`."""
        super().__init__()
        self._more = more
        self._rows: list[Heading | FileRow] = []
        self._lines: list[BoardLine] = []
        self._disputed: frozenset[UUID] = frozenset()
        self._all = 0
        self._asked = False
        self._group = ""

    @property
    def lines(self) -> tuple[BoardLine, ...]:
        """What has been read so far."""
        return tuple(self._lines)

    def start(
        self,
        lines: Sequence[BoardLine],
        everything: int,
        today: date,
        disputed: frozenset[UUID],
    ) -> None:
        """Show `lines`, the first of `everything`."""
        self.beginResetModel()
        self._rows, self._lines, self._all = [], [], everything
        self._disputed, self._group, self._asked = disputed, "", False
        self._rows = self._painted(lines, today)
        self.endResetModel()

    def append(self, lines: Sequence[BoardLine], today: date) -> None:
        """Show the next lines after those there are."""
        self._asked = False
        group = self._group
        rows = self._painted(lines, today)
        if not rows:
            self._all, self._group = len(self._lines), group
            return
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
        self._rows += rows
        self.endInsertRows()

    def place_of(self, dossier: UUID) -> int:
        """The row of a file, or -1 where it has not been read."""
        return next(
            (
                number
                for number, row in enumerate(self._rows)
                if isinstance(row, FileRow) and row.dossier == dossier
            ),
            -1,
        )

    def row(self, number: int) -> Heading | FileRow:
        """What stands in a row."""
        return self._rows[number]

    def _painted(self, lines: Sequence[BoardLine], today: date) -> list[Heading | FileRow]:
        rows: list[Heading | FileRow] = []
        for line in lines:
            group = group_of(line, today)
            if group != self._group:
                rows.append(Heading(tr(group)))
                self._group = group
            rows.append(row_of(line, today, self._disputed))
            self._lines.append(line)
        return rows

    # Qt's side

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            if isinstance(row, Heading):
                return row.words
            return ". ".join(filter(None, (row.what, row.detail, row.when)))
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if isinstance(self.data(index, ROW), Heading):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and not self._asked and len(self._lines) < self._all

    def fetchMore(self, parent: AnyIndex) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self._more(len(self._lines))
