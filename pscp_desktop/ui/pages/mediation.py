"""The mediation page: the list, the file open beside it, and the form of each act in its place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.day import Day
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.boards import BoardLine, Filters
from pscp_desktop.services.mediation.timeline import Entry
from pscp_desktop.services.profile import Profile
from pscp_desktop.store.store import Committed
from pscp_desktop.ui import ask
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.mediation.board import BoardModel, FileRow
from pscp_desktop.ui.mediation.board_list import BoardPane
from pscp_desktop.ui.mediation.file_shown import FileShown, read_file
from pscp_desktop.ui.mediation.file_view import ClosedFile, FileView
from pscp_desktop.ui.mediation.next_step import Step, next_step
from pscp_desktop.ui.mediation.sheet import Bench, Done, Sheet
from pscp_desktop.ui.mediation.sheets import SHEETS
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import EmptyState, column, panel, row
from pscp_desktop.ui.tasks import Progress

OPEN, MINE, CLOSED = range(3)
HandOver = Callable[[QWidget], None]


@dataclass(frozen=True, slots=True)
class BoardRead:
    """One reading of the list."""

    filters: Filters
    lines: tuple[BoardLine, ...]
    everything: int
    disputed: frozenset[UUID]
    workers: dict[UUID, str]


class MediationPage(Page):
    """Files of the team by what is due, one open beside them, and everything done in it."""

    name = N_("Mediation")
    wanted = Signal()
    """A command was asked for from elsewhere: the window comes here."""
    read = Signal()
    """The list was read."""
    opened = Signal(object)
    """A file is in sight, as it stands."""

    def __init__(
        self,
        *,
        tools: FormTools,
        mediation: Mediation,
        profile: Profile,
        hand_over: HandOver,
    ) -> None:
        super().__init__(look=tools.look, tasks=tools.tasks, changes=tools.changes)
        self._tools, self._mediation, self._profile = tools, mediation, profile
        self._hand_over = hand_over
        self._bench = Bench(tools, mediation)
        self._model = BoardModel(self._read_more)
        self._workers: dict[UUID, str] = {}
        self._file: UUID | None = None
        self._waiting: Step | None = None
        self._pending: Step | None = None
        self.board = BoardPane(tools.look, self._model)
        self.board.asked.connect(self._read_board)
        self.board.opened.connect(self._open_row)
        self.board.wanted_new.connect(self.new_request)
        self.view = FileView(tools)
        self.view.stepped.connect(self.do)
        self.view.asked.connect(self.show_form)
        self.view.noted.connect(self._note)
        self.view.undone.connect(self.undo)
        self.view.entry_opened.connect(self._open_entry)
        self._beside = QStackedWidget()
        self._nothing = panel(
            column(
                EmptyState(
                    tools.look,
                    "mediation",
                    tr("Choose a file in the list, or take a new request with Ctrl+N."),
                ),
                None,
                edge=(28, 40, 80, 28),
            ),
            "sheet",
        )
        for widget in (self._nothing, self.view):
            self._beside.addWidget(widget)
        self._sheet: QWidget | None = None
        self.setLayout(row(self.board, self._beside, gap="none", wide=1))

    # What can be asked for

    def commands(self) -> tuple[Command, ...]:
        in_file = self._has_file
        made = [
            Command(id="mediation.new", label=N_("New mediation request"), icon="plus",
                    run=self.new_request, keys="Ctrl+N"),
            Command(id="mediation.filter", label=N_("Filter the mediation files"), icon="filter",
                    run=self.filter, keys="Ctrl+F"),
            Command(id="mediation.next", label=N_("Do the next act of this file"), icon="forward",
                    run=self.do_next, keys="Alt+Return", enabled=in_file),
            Command(id="mediation.acts", label=N_("Other acts of this file"), icon="more",
                    run=self.more_acts, keys="Ctrl+M", enabled=in_file),
            Command(id="mediation.note", label=N_("Write a note in this file"), icon="note",
                    run=self.write_note, keys="Ctrl+T", enabled=in_file),
            Command(id="mediation.undo", label=N_("Undo the last act"), icon="undo",
                    run=self.undo, keys="Ctrl+Z", enabled=self._tools.desk.may_undo),
            Command(id="mediation.documents", label=N_("Documents of this file"), icon="document",
                    run=self.documents, keys="Ctrl+D", enabled=in_file),
        ]  # fmt: skip
        forms = (
            ("contact", N_("Record a contact"), "phone", "Ctrl+Shift+C"),
            ("plan", N_("Call a session"), "calendar", "Ctrl+Shift+S"),
            ("apart", N_("Separate meeting"), "secret", ""),
            ("consent", N_("Consent to take part"), "check", ""),
            ("agreement", N_("Write the agreement"), "agreement", ""),
            ("new_person", N_("Add a person"), "user", ""),
            ("ties", N_("Declare ties"), "scales", ""),
            ("visit", N_("Leave for a visit"), "visit", "Ctrl+Shift+V"),
            ("warning", N_("Warn about an address"), "warn", ""),
            ("what", N_("Correct what was asked"), "edit", ""),
            ("access", N_("Who may see this file"), "lock", ""),
        )
        for form, label, icon, keys in forms:
            run = Asked(self, form).ask
            made.append(
                Command(id=f"mediation.{form}", label=label, icon=icon, run=run, keys=keys,
                        enabled=in_file)
            )  # fmt: skip
        return tuple(made)

    @Slot()
    def new_request(self) -> None:
        """Take a new request, with the whole page for it."""
        self.wanted.emit()
        self._show_sheet(SHEETS["request"](self._bench, None))
        self.board.hide()

    @Slot()
    def filter(self) -> None:
        """Put the keyboard into the filter of the list."""
        self.wanted.emit()
        self._leave_sheet()
        self.board.seek()

    @Slot()
    def do_next(self) -> None:
        """Do what the filled button says."""
        shown = self.view.shown
        step = next_step(shown) if shown is not None and self._sheet is None else None
        if step is not None:
            self.do(step)

    @Slot()
    def more_acts(self) -> None:
        """Open what the three dots hold."""
        if self.view.head.more is not None and self._sheet is None:
            self.view.head.more.click()

    @Slot()
    def write_note(self) -> None:
        """Put the keyboard into the note of the file."""
        self.wanted.emit()
        self._leave_sheet()
        self.view.note.field.setFocus()

    @Slot()
    def documents(self) -> None:
        """Open the documents of the file."""
        self.show_form("documents", None)

    @Slot()
    def undo(self) -> None:
        """Take back the last act, in the background."""
        desk = self._tools.desk
        if not desk.may_undo():
            return

        def job(_: Progress) -> None:
            desk.undo()

        self.work(tr("Undoing"), job, self._undone)

    # The list

    def concerned(self, committed: Committed) -> bool:
        return bool(committed.records)

    def reload(self) -> None:
        self._read_board()
        if self._file is not None and self._beside.currentWidget() is not self._nothing:
            self._read_file(self._file, opening=False)

    def _filters(self) -> Filters:
        which = self.board.which.chosen
        return Filters(
            text=self.board.filter.text().strip(),
            owner=self._tools.desk.worker if which == MINE else None,
            closed=which == CLOSED,
        )

    @Slot()
    def _read_board(self) -> None:
        filters, desk, boards = self._filters(), self._tools.desk, self._mediation.boards

        def job(_: Progress) -> BoardRead:
            with desk.reading() as session:
                names = {worker.id: worker.name for worker in desk.workers(session).values()}
            disputed = frozenset(one.dossier for one in Day(desk).disputed())
            lines = boards.page(filters)
            return BoardRead(filters, lines, boards.count(filters), disputed, names)

        self.work(tr("Reading the list"), job, self._show_board)

    def _show_board(self, found: BoardRead) -> None:
        if found.filters != self._filters():
            return
        self._workers = found.workers
        place = self.board.lines.verticalScrollBar().value()
        self._model.start(found.lines, found.everything, self._today, found.disputed)
        self.board.lines.verticalScrollBar().setValue(place)
        self.board.lines.stand_at(self._file)
        self.board.say_empty("" if found.lines else self._why_empty(found.filters))
        self.read.emit()

    def _why_empty(self, filters: Filters) -> str:
        if filters.text:
            return tr(
                "No file holds these words. Try fewer letters, or look among the closed ones."
            )
        if filters.closed:
            return tr("No file is closed yet. Those that close come here.")
        return tr(
            "No file yet. Take the first request with Ctrl+N: a name and a matter are enough."
        )

    def _read_more(self, offset: int) -> None:
        filters, boards = self._filters(), self._mediation.boards

        def job(_: Progress) -> tuple[Filters, tuple[BoardLine, ...]]:
            return filters, boards.page(filters, offset=offset)

        self.work(tr("Reading the list"), job, self._show_more)

    def _show_more(self, found: tuple[Filters, tuple[BoardLine, ...]]) -> None:
        filters, lines = found
        if filters == self._filters():
            self._model.append(lines, self._today)

    @property
    def _today(self) -> date:
        return self._tools.desk.today()

    @Slot(object)
    def _open_row(self, line: FileRow) -> None:
        if line.closed_to_me:
            self._show_card(line)
        else:
            self.open_file(line.dossier)

    def _show_card(self, line: FileRow) -> None:
        card = next((one for one in self._model.lines if one.dossier == line.dossier), None)
        if card is not None:
            self._leave_sheet()
            self._file = None
            self._show_sheet(
                ClosedFile(self._tools, card.number, self._workers.get(card.owner, ""))
            )

    # The file

    def open_file(self, dossier: UUID) -> None:
        """Open a file; that somebody looked is written down."""
        self._leave_sheet()
        self._read_file(dossier, opening=True)

    def _read_file(self, dossier: UUID, *, opening: bool) -> None:
        desk, mediation = self._tools.desk, self._mediation

        def job(_: Progress) -> FileShown:
            return read_file(desk, mediation, dossier, opening=opening)

        then = self._arrive if opening else self._refresh
        self.work(tr("Opening the file"), job, then, self._not_opened)

    def _arrive(self, shown: FileShown) -> None:
        self._file = shown.id
        self._beside.setCurrentWidget(self.view)
        self._refresh(shown)
        self.board.lines.stand_at(shown.id)

    def _refresh(self, shown: FileShown) -> None:
        if shown.id != self._file:
            return
        self.view.show_file(shown)
        self.opened.emit(shown)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_form(waiting.form, waiting.about)

    def _not_opened(self, error: Exception) -> None:
        show(error, self.window())

    def _has_file(self) -> bool:
        return self._file is not None and self.view.shown is not None

    # Acts and forms

    @Slot(object)
    def do(self, step: Step) -> None:
        """Do an act, open a form, or first the one and then the other."""
        if not step.act:
            self.show_form(step.form, step.about)
            return
        shown = self.view.shown
        offered = shown.offered(step.act) if shown is not None else None
        if offered is not None and offered.reason_needed:
            self._pending = step
            question = ask.reason(
                self.window(), self.look, tr(offered.label),
                tr("Say why; it is kept in the file and nobody rewrites it."), tr(offered.label),
            )  # fmt: skip
            question.answered.connect(self._with_reason)
        else:
            self._perform(step, "")

    @Slot(str)
    def _with_reason(self, reason: str) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            self._perform(pending, reason)

    def _perform(self, step: Step, reason: str) -> None:
        files, dossier = self._mediation.files, self._file
        if dossier is None:
            return

        def job(_: Progress) -> Step:
            files.perform(dossier, step.act, reason)
            return step

        self.work(tr(step.label), job, self._performed, self._not_performed)

    def _performed(self, step: Step) -> None:
        if step.form:
            self._waiting = replace(step, act="")
        self._say_done(tr("Done: {act}").format(act=tr(step.label)))
        if self._file is not None:
            self._read_file(self._file, opening=False)

    def _not_performed(self, error: Exception) -> None:
        show(error, self.window())
        if self._file is not None:
            self._read_file(self._file, opening=False)

    @Slot(str, object)
    def show_form(self, form: str, about: UUID | None) -> None:
        """Show a form of the file in its place."""
        shown = self.view.shown
        if shown is not None and form in SHEETS:
            self._show_sheet(SHEETS[form](self._bench, shown, about))

    def _show_sheet(self, sheet: QWidget) -> None:
        self._drop_sheet()
        self._sheet = sheet
        if isinstance(sheet, Sheet):
            sheet.finished.connect(self._finished)
            sheet.left.connect(self._leave_sheet)
        self._beside.addWidget(sheet)
        self._beside.setCurrentWidget(sheet)
        if isinstance(sheet, Sheet):
            sheet.begin()

    def _drop_sheet(self) -> None:
        if self._sheet is not None:
            self._beside.removeWidget(self._sheet)
            self._sheet.deleteLater()
            self._sheet = None

    @Slot()
    def _leave_sheet(self) -> None:
        self.board.show()
        self._drop_sheet()
        self._beside.setCurrentWidget(self.view if self._has_file() else self._nothing)
        if self._has_file() and self.view.head.next is not None:
            self.view.head.next.setFocus()

    @Slot(object)
    def _finished(self, done: Done) -> None:
        self._leave_sheet()
        if done.dossier == self._file:
            self._say_done(done.words)
            self._read_file(done.dossier, opening=False)
        else:
            self._read_file(done.dossier, opening=True)

    def _say_done(self, words: str) -> None:
        self.view.done.tell(words, undoable=self._tools.desk.may_undo())

    def _undone(self, _: None) -> None:
        self.view.done.tell(tr("Taken back"), undoable=self._tools.desk.may_undo())
        if self._file is not None:
            self._read_file(self._file, opening=False)

    @Slot(str)
    def _note(self, words: str) -> None:
        if self._file is None:
            return
        note, desk, drop = (
            Note(dossier=self._file, text=words),
            self._tools.desk,
            self.view.note.drop,
        )

        def job(_: Progress) -> None:
            desk.add(note)
            drop()

        self.work(tr("Adding the note"), job, self._noted)

    def _noted(self, _: None) -> None:
        self.view.note.clear()
        self.view.done.tell(tr("Note added"), undoable=False)

    @Slot(object)
    def _open_entry(self, entry: Entry) -> None:
        del entry


class Asked:
    """A form that is asked for from the palette; a bound method of this holds its name."""

    def __init__(self, page: MediationPage, form: str) -> None:
        self._page, self._form = page, form

    def ask(self) -> None:
        """Open the form, coming to the page first."""
        self._page.wanted.emit()
        self._page.show_form(self._form, None)
