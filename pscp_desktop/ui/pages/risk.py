"""The risk map page: the work of the service beside the map, one entry in the rail for both."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.risk.timeline import Entry
from pscp_desktop.ui import ask
from pscp_desktop.ui.beside import Pair
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.lists.rows import Row
from pscp_desktop.ui.mediation.file_view import ClosedFile
from pscp_desktop.ui.mediation.sheet import Done, Sheet
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import Choice, EmptyState, button, column, panel, row
from pscp_desktop.ui.risk.board_pane import WIDTH, BoardPane
from pscp_desktop.ui.risk.file_view import FileView
from pscp_desktop.ui.risk.opening import form_of_entry, make
from pscp_desktop.ui.risk.shown import RiskBench, RiskShown, read_file
from pscp_desktop.ui.risk.steps import Step
from pscp_desktop.ui.tasks import Progress

FORMS: Final = (
    ("new_request", N_("New request for advice"), "plus", "Ctrl+N"),
    ("new_profile", N_("New profile of an area"), "map", ""),
    ("observation", N_("Note something seen in the street"), "pin", "Ctrl+Shift+O"),
    ("walk", N_("Record an exploratory walk"), "steps", ""),
    ("layers", N_("See the layers"), "layers", "Ctrl+Shift+K"),
    ("indicators", N_("Indicators of the service"), "reports", "Ctrl+Shift+I"),
)
"""What can be asked for without an open file, with its keys."""
IN_A_FILE: Final = (
    ("analysis", N_("Run an analysis"), "reports", "Ctrl+Shift+A"),
    ("opinion", N_("Write the opinion"), "edit", ""),
    ("sara", N_("Problem-solving worksheet"), "steps", ""),
    ("documents", N_("Print it"), "print", "Ctrl+D"),
)


class OpenFile(Page):
    """The file that is open: read again, noted in, and its last act taken back."""

    def __init__(self, bench: RiskBench) -> None:
        tools = bench.tools
        super().__init__(look=tools.look, tasks=tools.tasks, changes=tools.changes)
        self._bench, self._desk, self._risk = bench, tools.desk, bench.risk
        self._file: UUID | None = None
        self.view = FileView(tools)

    def _read(self, dossier: UUID, *, opening: bool) -> None:
        raise NotImplementedError

    def _failed(self, error: Exception) -> None:
        show(error, self.window())

    def _again(self) -> None:
        if self._file is not None:
            self._read(self._file, opening=False)

    def _say_done(self, words: str, *, undoable: bool = True) -> None:
        self.view.done.tell(words, undoable=undoable and self._desk.may_undo())

    @Slot()
    def undo(self) -> None:
        """Take back the last act, in the background."""
        desk = self._desk

        def job(_: Progress) -> None:
            desk.undo()

        self.work(tr("Undoing"), job, self._undone, self._failed)

    def _undone(self, _: None) -> None:
        self._say_done(tr("Taken back"), undoable=False)
        self._again()

    @Slot(str)
    def _note(self, words: str) -> None:
        assert self._file is not None  # noqa: S101 (a note is written in a file)
        note, desk = Note(dossier=self._file, text=words), self._desk

        def job(_: Progress) -> None:
            desk.add(note)
            self.view.note.drop()

        self.work(tr("Adding the note"), job, self._noted)

    def _noted(self, _: None) -> None:
        self.view.note.clear()
        self._say_done(tr("Note added"), undoable=False)
        self._again()


class RiskPage(OpenFile):
    """Requests and profiles by what is due, one open beside them; the map one press away."""

    name = N_("Risk map")
    wanted = Signal()
    """A command was asked for from elsewhere: the window comes here."""

    def __init__(self, *, bench: RiskBench, canvas: QWidget | None = None) -> None:
        """Without `canvas` there is no map yet, and no way to it is shown."""
        super().__init__(bench)
        tools = bench.tools
        self._pending: Step | None = None
        self._waiting: tuple[str, UUID | None] | None = None
        self._instead: QWidget | None = None
        self.board = BoardPane(tools, bench.risk, self._standing)
        words = tr("Choose a file in the list, or take a new request with Ctrl+N.")
        empty = EmptyState(tools.look, "reports", words)
        self._nothing = panel(column(empty, None, edge=(28, 40, 80, 28)), "sheet")
        self.room = QStackedWidget()
        for part in (self._nothing, self.view):
            self.room.addWidget(part)
        self._connect()
        self._sides = QStackedWidget()
        self._pair = Pair(self.board, self.room, WIDTH)
        self._pair.narrowed.connect(self.view.offer_back)
        self._sides.addWidget(self._pair)
        self.tabs = Choice(tools.look, [tr("Work"), tr("Map")], 0)
        self.tabs.setAccessibleName(tr("Work or map"))
        self.tabs.picked.connect(self.turn)
        figures = button(tr("Indicators"), "link", "reports", tools.look)
        figures.clicked.connect(self._show_indicators)
        bar = panel(row(self.tabs, None, figures, edge=(20, 8, 20, 8)), "head")
        bar.setVisible(canvas is not None)
        if canvas is not None:
            self._sides.addWidget(canvas)
        self.setLayout(column(bar, self._sides, gap="none", wide=1))

    def _connect(self) -> None:
        self.board.opened.connect(self._open_row)
        self.board.wanted_new.connect(self.begin)
        self.view.back_wanted.connect(self.show_list)
        self.view.stepped.connect(self.do)
        self.view.asked.connect(self.show_form)
        self.view.noted.connect(self._note)
        self.view.undone.connect(self.undo)
        self.view.timeline.opened.connect(self._open_entry)

    @property
    def instead(self) -> QWidget | None:
        """The form or panel in the file's place."""
        return self._instead

    def commands(self) -> tuple[Command, ...]:
        return commands_of(self, self._has_file)

    @Slot(int)
    def turn(self, side: int) -> None:
        """Show the work or the map."""
        self._sides.setCurrentIndex(side)
        self.tabs.choose(side)

    @Slot()
    def _show_indicators(self) -> None:
        self.begin("indicators")

    def show_work(self) -> None:
        """Come to the work side."""
        self.wanted.emit()
        self.turn(0)

    # The list and the file

    @Slot()
    def show_list(self) -> None:
        """Show the list, where there is room for one thing at a time."""
        self._pair.show_list()
        self.board.files.view.setFocus()

    def reload(self) -> None:
        self.board.reload()
        if self._file is not None and self.view.shown is not None:
            self._read(self._file, opening=False)

    @Slot(object)
    def _open_row(self, line: Row) -> None:
        if line.shut:
            closed = ClosedFile(self._bench.tools, line.number, self.board.owner_of(line.owner))
            closed.left.connect(self.show_list)
            self._put(closed)
        else:
            self.open_file(line.id)

    def open_file(self, dossier: UUID) -> None:
        """Open a file; that somebody looked is written down."""
        self.turn(0)
        self.leave()
        self._read(dossier, opening=True)

    def _read(self, dossier: UUID, *, opening: bool) -> None:
        desk, risk = self._desk, self._risk

        def job(_: Progress) -> RiskShown:
            return read_file(desk, risk, dossier, opening=opening)

        then = self._arrive if opening else self._refresh
        self.work(tr("Opening the file"), job, then, self._failed)

    def _arrive(self, shown: RiskShown) -> None:
        self._file = shown.id
        self._refresh(shown)
        self._pair.show_open()
        self.leave()
        self.board.files.choose(shown.id)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_form(*waiting)

    def _refresh(self, shown: RiskShown) -> None:
        if shown.id == self._file:
            self.view.show_file(shown)

    def _standing(self) -> UUID | None:
        return self._file

    def _has_file(self) -> bool:
        return self.view.shown is not None

    def go_on(self, form: str, dossier: UUID, record: UUID) -> None:
        """Open the form a draft belongs to; the form types the draft again by itself."""
        about = None if record == NAMELESS else record
        if dossier == NAMELESS:
            self.turn(0)
            self._form(form, None, about)
        else:
            self._waiting = (form, about)
            self.open_file(dossier)

    # Acts and forms

    @Slot()
    def do_next(self) -> None:
        """Do what the filled button says, of the form in its place or of the file."""
        if isinstance(self._instead, Sheet):
            self._instead.save()
        elif self._instead is None and self.view.next is not None:
            self.view.next.click()

    @Slot(object)
    def do(self, step: Step) -> None:
        """Do an act, or open a form."""
        shown = self.view.shown
        offered = shown.offered(step.act) if shown is not None else None
        if not step.act:
            self.show_form(step.form, step.about)
        elif offered is not None and offered.reason_needed:
            self._pending = step
            why = tr("Say why; it is kept in the file and nobody rewrites it.")
            label = tr(offered.label)
            question = ask.reason(self.window(), self.look, label, why, label)
            question.answered.connect(self._with_reason)
        else:
            self._perform(step, "")

    @Slot(str)
    def _with_reason(self, reason: str) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            self._perform(pending, reason)

    def _perform(self, step: Step, reason: str) -> None:
        files, dossier = self._risk.files, self._file
        assert dossier is not None  # noqa: S101 (an act is of a file)

        def job(_: Progress) -> Step:
            files.perform(dossier, step.act, reason)
            return step

        self.work(tr(step.label), job, self._performed, self._failed)

    def _performed(self, step: Step) -> None:
        self._say_done(tr("Done: {act}").format(act=tr(step.label)))
        self._again()

    @Slot(str)
    def begin(self, form: str) -> None:
        """Begin something, with the whole page for it."""
        self.show_work()
        self._form(form, None, None)

    @Slot(str, object)
    def show_form(self, form: str, about: UUID | None) -> None:
        """Show a form or a panel in the file's place."""
        self._form(form, self.view.shown, about)

    def _form(self, form: str, shown: RiskShown | None, about: UUID | None) -> None:
        made = make(self._bench, form, shown, about)
        if made is None:
            return
        made.left.connect(self.leave)
        made.finished.connect(self._finished)
        if made.asks:
            made.asked.connect(self.show_form)
        self._put(made.widget)

    def _put(self, widget: QWidget) -> None:
        self._drop()
        self._instead = widget
        self.room.addWidget(widget)
        self.room.setCurrentWidget(widget)
        self._pair.show_open()
        if isinstance(widget, Sheet):
            widget.begin()
        else:
            widget.setFocus()

    @Slot()
    def leave(self) -> None:
        """Show the file again, or that none is open."""
        self._drop()
        has_file = self.view.shown is not None
        self.room.setCurrentWidget(self.view if has_file else self._nothing)
        if not has_file:
            self._pair.show_list()
        if has_file and self.view.next is not None:
            self.view.next.setFocus()

    def _drop(self) -> None:
        if self._instead is not None:
            self.room.removeWidget(self._instead)
            self._instead.hide()
            self._instead.deleteLater()
            self._instead = None

    @Slot(object)
    def _finished(self, done: object) -> None:
        told = done if isinstance(done, Done) else Done(words=str(done), undoable=False)
        self.leave()
        if told.dossier in {self._file, Done(words="").dossier}:
            self._say_done(told.words, undoable=told.undoable)
            self._again()
        else:
            self._read(told.dossier, opening=True)

    @Slot(object)
    def _open_entry(self, entry: object) -> None:
        shown = self.view.shown
        if shown is not None and isinstance(entry, Entry):
            form, about = form_of_entry(entry, shown)
            if form:
                self.show_form(form, about)


class Asked(QObject):
    """A form that is asked for from the palette, as something that can be connected."""

    def __init__(self, page: RiskPage, form: str) -> None:
        super().__init__(page)
        self._page, self._form = page, form

    @Slot()
    def ask(self) -> None:
        """Open the form, coming to the page first."""
        self._page.show_work()
        self._page.show_form(self._form, None)


def commands_of(page: RiskPage, has_file: Callable[[], bool]) -> tuple[Command, ...]:
    """What can be asked for at the page, with its keys."""
    free = tuple(
        Command(id=f"risk.{form}", label=label, icon=icon, keys=keys, run=Asked(page, form).ask)
        for form, label, icon, keys in FORMS
    )
    held = tuple(
        replace(
            Command(
                id=f"risk.{form}", label=label, icon=icon, keys=keys, run=Asked(page, form).ask
            ),
            enabled=has_file,
        )
        for form, label, icon, keys in IN_A_FILE
    )
    follow = Command(
        id="risk.next",
        label=N_("Do the next act of this file"),
        icon="forward",
        run=page.do_next,
        keys="Alt+Return",
        enabled=has_file,
    )
    return (*free, *held, follow)
