"""A list and the file that is open beside it: reading both, in the background, and showing them."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent

from pscp_desktop.i18n import tr
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.lists.rows import Row
from pscp_desktop.ui.mediation.board_pane import WIDTH, BoardPane
from pscp_desktop.ui.mediation.file_shown import FileShown, read_file
from pscp_desktop.ui.mediation.file_view import ClosedFile
from pscp_desktop.ui.mediation.next_step import Step
from pscp_desktop.ui.mediation.room import Room
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import row
from pscp_desktop.ui.tasks import Progress

BESIDE_FROM: Final = 900
"""Pixels from which list and file have room beside each other; below it there is one at a time."""
UNBOUND: Final = 16_777_215


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
        self.view.head.back_wanted.connect(self.show_list)
        self.room.emptied.connect(self._emptied)
        self._listing, self._whole = True, False
        self.setLayout(row(self.board, self.room, gap="none", wide=1))

    def arrange(self, *, whole: bool = False) -> None:
        """Show list and file beside each other, or the one of them that is wanted.

        With `whole` what stands in the file's place has the page to itself.
        """
        self._whole = whole
        narrow = self.width() < BESIDE_FROM
        self.board.setMinimumWidth(WIDTH)
        self.board.setMaximumWidth(UNBOUND if narrow else WIDTH)
        listing = self._listing and self.room.instead is None
        self.board.setVisible(listing if narrow else not whole)
        self.room.setVisible(not narrow or not listing)
        self.view.head.offer_back(offered=narrow)

    @Slot()
    def show_list(self) -> None:
        """Show the list, where there is room for one thing at a time."""
        self._listing = True
        self.arrange()
        self.board.files.view.setFocus()

    @Slot()
    def _emptied(self) -> None:
        self._listing = self._listing or self.view.shown is None
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(whole=self._whole)

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
            closed = ClosedFile(self._tools, line.number, owner, coming=line.coming)
            closed.left.connect(self.show_list)
            self.room.put(closed)
            self.arrange()
        else:
            self.open_file(line.id)

    def open_file(self, dossier: UUID) -> None:
        """Open a file; that somebody looked is written down."""
        self.room.leave()
        self._read_file(dossier, opening=True)

    def _read_file(self, dossier: UUID, *, opening: bool) -> None:
        desk, mediation = self._tools.desk, self._mediation

        def job(_: Progress) -> FileShown:
            return self.completed(read_file(desk, mediation, dossier, opening=opening))

        then = self._arrive if opening else self._refresh
        self.work(tr("Opening the file"), job, then, self._failed)

    def completed(self, shown: FileShown) -> FileShown:
        """The file with what a page knows of it besides; called off the main thread."""
        return shown

    def _arrive(self, shown: FileShown) -> None:
        self._file, self._listing = shown.id, False
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
