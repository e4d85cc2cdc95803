"""The list beside which a file is open: a title, the way to a new request, and the files."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame

from pscp_desktop.i18n import tr
from pscp_desktop.services.mediation.boards import Sort
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.undecided import read_undecided
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.lists.rows import Found, Query
from pscp_desktop.ui.lists.view import RowList
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.mediation.board import filters_of, narrowings, questions, row_of, why_empty
from pscp_desktop.ui.mediation.matters import of_the_team
from pscp_desktop.ui.parts import button, column, icon_button, row, say, text

WIDTH = 332


class Board:
    """Reads the list from the services, in the background; knows who leads what and what it is about."""

    def __init__(self, tools: FormTools, mediation: Mediation) -> None:
        self._tools, self._desk, self._boards = tools, tools.desk, mediation.boards
        self._disputed: frozenset[UUID] = frozenset()
        self.workers: dict[UUID, str] = {}
        self.own: Answers = ()

    def __call__(self, query: Query) -> Found:
        """The lines a query asks for."""
        if not query.offset:
            self._look_around()
        filters, sort, today = filters_of(query), Sort(query.order), self._desk.today()
        found = self._boards.begin(
            filters, sort, offset=query.offset, limit=query.limit, descending=query.descending
        )
        rows = [row_of(line, sort, today, self._disputed) for line in found.lines]
        return Found(rows, found.count)

    def _look_around(self) -> None:
        with self._desk.reading() as session:
            self.workers = {one.id: one.name for one in self._desk.workers(session).values()}
            self._disputed = read_undecided(self._desk, session).files
        self.own = of_the_team(self._tools)


class BoardPane(QFrame):
    """Title, filters, lines."""

    opened = Signal(object)
    """The line of a file somebody wants to see."""
    wanted_new = Signal()
    wanted_transfers = Signal()
    """Several files are to be given to a colleague."""

    def __init__(
        self, tools: FormTools, mediation: Mediation, standing: Callable[[], UUID | None]
    ) -> None:
        """`standing` tells which file is open, so that its line is shown as chosen."""
        super().__init__()
        as_role(self, "aside")
        self.setMinimumWidth(WIDTH)
        self._standing = standing
        self.board = Board(tools, mediation)
        self.files = RowList(
            tools.look,
            self.board,
            name=tr("Mediation files"),
            empty=why_empty,
            asked=questions(),
            tasks=tools.tasks,
        )
        self.files.opened.connect(self.opened)
        self.files.arrived.connect(self._arrived)
        self.files.counted.connect(self._counted)
        self.new = button(tr("New"), "", "plus", tools.look)
        self.new.setAccessibleName(tr("New request"))
        self.new.clicked.connect(self.wanted_new)
        self.give = icon_button(tools.look, "person_out", tr("Give several files to a colleague"))
        self.give.clicked.connect(self.wanted_transfers)
        self._count = text("", "count")
        title = text(tr("Mediation"), "title")
        head = row(title, self._count, None, self.give, self.new, edge=(0, 0, 8, 0))
        self.setLayout(column(head, 8, self.files, gap="none", edge=(20, 16, 12, 8), wide=2))

    @Slot()
    def reload(self) -> None:
        """Read the list again. Place and choice stay."""
        self.files.reload()

    @Slot()
    def seek(self) -> None:
        """Put the keyboard into the filter."""
        self.files.seek()

    def owner_of(self, owner: UUID | None) -> str:
        """The name of whoever leads a file that is not shared."""
        return self.board.workers.get(owner, "") if owner else ""

    @Slot()
    def _arrived(self) -> None:
        self.files.filters.offer(narrowings(self.board.workers, self.board.own))
        self.files.choose(self._standing())

    @Slot(int)
    def _counted(self, total: int) -> None:
        say(self._count, str(total) if total else "")
