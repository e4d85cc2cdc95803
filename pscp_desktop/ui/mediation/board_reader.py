"""Reads the list of files for its pane, by pages and in the background."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from pscp_desktop.i18n import tr
from pscp_desktop.services.day import Day
from pscp_desktop.services.mediation.boards import BoardLine, Filters
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.mediation.board import BoardModel
from pscp_desktop.ui.mediation.board_list import BoardPane
from pscp_desktop.ui.tasks import Progress

OPEN, MINE, CLOSED = range(3)
More = tuple[Filters, tuple[BoardLine, ...]]


@dataclass(frozen=True, slots=True)
class BoardRead:
    """One reading of the list."""

    filters: Filters
    lines: tuple[BoardLine, ...]
    everything: int
    disputed: frozenset[UUID]
    workers: dict[UUID, str]


class BoardReader(QObject):
    """Answers what the pane asks. An answer to an older question is dropped."""

    read = Signal()

    def __init__(
        self, tools: FormTools, mediation: Mediation, standing: Callable[[], UUID | None]
    ) -> None:
        """`standing` tells which file is open, so that its line is shown as chosen."""
        super().__init__()
        self._tools, self._mediation, self._standing = tools, mediation, standing
        self.model = BoardModel(self._more)
        self.workers: dict[UUID, str] = {}
        self.pane = BoardPane(tools.look, self.model)
        self.pane.asked.connect(self.reload)

    @property
    def filters(self) -> Filters:
        """What is asked for now."""
        which = self.pane.which.chosen
        return Filters(
            text=self.pane.filter.text().strip(),
            owner=self._tools.desk.worker if which == MINE else None,
            closed=which == CLOSED,
        )

    def card(self, dossier: UUID) -> BoardLine | None:
        """The line of a file, as far as the list was read."""
        return next((one for one in self.model.lines if one.dossier == dossier), None)

    @Slot()
    def reload(self) -> None:
        """Read the list again from its beginning."""
        filters, desk, boards = self.filters, self._tools.desk, self._mediation.boards

        def job(_: Progress) -> BoardRead:
            with desk.reading() as session:
                names = {worker.id: worker.name for worker in desk.workers(session).values()}
            disputed = frozenset(one.dossier for one in Day(desk).disputed())
            lines = boards.page(filters)
            return BoardRead(filters, lines, boards.count(filters), disputed, names)

        self._tools.tasks.run(tr("Reading the list"), job, self._show, owner=self)

    def _show(self, found: BoardRead) -> None:
        if found.filters != self.filters:
            return
        self.workers = found.workers
        place = self.pane.lines.verticalScrollBar().value()
        self.model.start(found.lines, found.everything, self._today, found.disputed)
        self.pane.lines.verticalScrollBar().setValue(place)
        self.pane.lines.stand_at(self._standing())
        self.pane.say_empty("" if found.lines else why_empty(found.filters))
        self.read.emit()

    def _more(self, offset: int) -> None:
        filters, boards = self.filters, self._mediation.boards

        def job(_: Progress) -> More:
            return filters, boards.page(filters, offset=offset)

        self._tools.tasks.run(tr("Reading the list"), job, self._append, owner=self)

    def _append(self, found: More) -> None:
        filters, lines = found
        if filters == self.filters:
            self.model.append(lines, self._today)

    @property
    def _today(self) -> date:
        return self._tools.desk.today()


def why_empty(filters: Filters) -> str:
    """An empty list says why it is empty and what will fill it."""
    if filters.text:
        return tr("No file holds these words. Try fewer letters, or look among the closed ones.")
    if filters.closed:
        return tr("No file is closed yet. Those that close come here.")
    return tr("No file yet. Take the first request with Ctrl+N: a name and a matter are enough.")
