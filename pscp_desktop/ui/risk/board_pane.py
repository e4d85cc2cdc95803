"""The list of requests and profiles by what is due, and the ways to begin one."""

from collections.abc import Callable
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame

from pscp_desktop.domain.dossiers import District
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.risk.boards import Line
from pscp_desktop.services.risk.service import Risk
from pscp_desktop.services.undecided import read_undecided
from pscp_desktop.ui.days import short_due
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.lists.rows import Found, Query, Questions, Row
from pscp_desktop.ui.lists.view import RowList
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.parts import button, column, row, say, text
from pscp_desktop.ui.risk.phrases import TONES, state_said

WIDTH: Final = 332
WAYS: Final = (("open", N_("Active")), ("mine", N_("Mine")), ("closed", N_("Ended")))


def questions() -> Questions:
    """What the list can be asked."""
    return Questions(
        find=tr("Filter by words or number"), ways=[(way, tr(words)) for way, words in WAYS]
    )


def why_empty(query: Query) -> tuple[str, str]:
    """An empty list says why it is empty and what will fill it."""
    if query.text:
        return "search", tr("No file holds these words. Try fewer letters.")
    if query.way == "closed":
        return "reports", tr("No file is closed yet. Those that close come here.")
    return "reports", tr("Nobody has asked for advice yet. Take a request, or begin a profile.")


def row_of(line: Line, today: date, undecided: frozenset[UUID] = frozenset()) -> Row:
    """A line in words; of a file that is closed to this worker only its card."""
    state = state_said(line.state)
    late = line.due_on is not None and line.due_on < today and line.closed_on is None
    when = short_due(line.due_on, today) if line.due_on and not line.closed_on else ""
    if not line.may_open:
        return Row(
            id=line.dossier,
            what=tr("File {number}").format(number=line.number),
            detail=tr("{state} · not shared with you").format(state=state),
            when=when,
            icon="lock",
            disputed=line.dossier in undecided,
            shut=True,
            number=line.number,
            owner=line.owner,
        )
    tone, icon = ("warn", "warn") if late else TONES.get(line.state, ("accent", "progress"))
    kind = tr("Profile") if line.profile else line.body
    where = tr(District.label_of(line.district)) if line.district else ""
    return Row(
        id=line.dossier,
        what=line.title or line.number,
        detail=" · ".join(filter(None, (state, kind if not line.profile else where or kind))),
        when=when,
        icon="map" if line.profile and not late else icon,
        tone="muted" if tone == "plain" else tone,
        group=tr("Profiles of areas") if line.profile else tr("Requests for advice"),
        disputed=line.dossier in undecided,
        number=line.number,
    )


class Board:
    """Reads the list from the service, in the background; knows who leads what."""

    def __init__(self, tools: FormTools, risk: Risk) -> None:
        self._desk, self._boards = tools.desk, risk.boards
        self.workers: dict[UUID, str] = {}

    def __call__(self, query: Query) -> Found:
        """The lines a query asks for: requests first, then profiles, each by what is due."""
        with self._desk.reading() as session:
            self.workers = {one.id: one.name for one in self._desk.workers(session).values()}
            undecided = read_undecided(self._desk, session).files
        lines = self._boards.page(
            query.text, closed=query.way == "closed", mine=query.way == "mine", limit=1000
        )
        today = self._desk.today()
        lines = tuple(sorted(lines, key=lambda line: line.profile))
        rows = [row_of(line, today, undecided) for line in lines]
        return Found(rows[query.offset : query.offset + query.limit], len(rows))


class BoardPane(QFrame):
    """Title, filter, lines."""

    opened = Signal(object)
    """The line of a file somebody wants to see."""
    wanted_new = Signal(str)
    """The form by which something is begun."""

    def __init__(self, tools: FormTools, risk: Risk, standing: Callable[[], UUID | None]) -> None:
        """`standing` tells which file is open, so that its line is shown as chosen."""
        super().__init__()
        as_role(self, "aside")
        self._standing = standing
        self.board = Board(tools, risk)
        self.files = RowList(
            tools.look, self.board, name=tr("Requests and profiles"), empty=why_empty,
            asked=questions(), tasks=tools.tasks,
        )  # fmt: skip
        self.files.opened.connect(self.opened)
        self.files.counted.connect(self._arrived)
        self.new = button(tr("New"), "", "plus", tools.look)
        self.new.setAccessibleName(tr("New request for advice"))
        self.new.clicked.connect(self._request)
        self.area = button(tr("Profile"), "quiet", "plus", tools.look)
        self.area.setAccessibleName(tr("New profile of an area"))
        self.area.clicked.connect(self._profile)
        self._count = text("", "count")
        head = row(text(tr("Work"), "title"), self._count, None, self.area, self.new,
                   edge=(0, 0, 4, 0))  # fmt: skip
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
    def _request(self) -> None:
        self.wanted_new.emit("new_request")

    @Slot()
    def _profile(self) -> None:
        self.wanted_new.emit("new_profile")

    @Slot(int)
    def _arrived(self, total: int) -> None:
        say(self._count, str(total) if total else "")
        self.files.choose(self._standing())
