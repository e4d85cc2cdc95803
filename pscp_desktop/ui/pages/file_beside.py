"""A list and the file that is open beside it: reading both, in the background, and showing them."""

from uuid import UUID

from PySide6.QtCore import Signal, Slot

from pscp_desktop.i18n import tr
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.lists.rows import Row
from pscp_desktop.ui.mediation.board_pane import BoardPane
from pscp_desktop.ui.mediation.file_shown import FileShown, read_file
from pscp_desktop.ui.mediation.file_view import ClosedFile
from pscp_desktop.ui.mediation.next_step import Step
from pscp_desktop.ui.mediation.room import Room
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import row
from pscp_desktop.ui.tasks import Progress


class FileBeside(Page):
    """Opens the file of a line; what is done in it is for the page that stands on this."""

    opened = Signal(object)  # A file is in sight, as it stands.

    def __init__(self, tools: FormTools, mediation: Mediation) -> None:
        super().__init__(look=tools.look, tasks=tools.tasks, changes=tools.changes)
        self._tools, self._mediation = tools, mediation
        self._file: UUID | None = None
        self._waiting: Step | None = None
        self.board = BoardPane(tools, mediation, self._standing)
        self.room = Room(tools)
        self.view = self.room.view
        self.board.opened.connect(self._open_row)
        self.room.emptied.connect(self.board.show)
        self.setLayout(row(self.board, self.room, gap="none", wide=1))

    @Slot(str, object)
    def show_form(self, form: str, about: UUID | None) -> None:
        """Show a form or a panel of the file in its place."""
        raise NotImplementedError

    def reload(self) -> None:
        self.board.reload()
        if self._file is not None and self.view.shown is not None:
            self._read_file(self._file, opening=False)

    @Slot(object)
    def _open_row(self, line: Row) -> None:
        if line.shut:
            owner = self.board.owner_of(line.owner)
            self.room.put(ClosedFile(self._tools, line.number, owner))
        else:
            self.open_file(line.id)

    def open_file(self, dossier: UUID) -> None:
        """Open a file; that somebody looked is written down."""
        self.room.leave()
        self._read_file(dossier, opening=True)

    def _read_file(self, dossier: UUID, *, opening: bool) -> None:
        desk, mediation = self._tools.desk, self._mediation

        def job(_: Progress) -> FileShown:
            return read_file(desk, mediation, dossier, opening=opening)

        then = self._arrive if opening else self._refresh
        self.work(tr("Opening the file"), job, then, self._failed)

    def _arrive(self, shown: FileShown) -> None:
        self._file = shown.id
        self._refresh(shown)
        self.room.leave()
        self.board.files.choose(shown.id)

    def _refresh(self, shown: FileShown) -> None:
        if shown.id != self._file:
            return
        self.view.show_file(shown)
        self.opened.emit(shown)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_form(waiting.form, waiting.about)

    def _failed(self, error: Exception) -> None:
        show(error, self.window())

    def _standing(self) -> UUID | None:
        return self._file

    def _has_file(self) -> bool:
        return self.view.shown is not None
