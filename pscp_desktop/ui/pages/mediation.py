"""The mediation page: the list, the file open beside it, and the form of each act in its place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.dossiers import Note
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.mediation.timeline import Entry
from pscp_desktop.services.profile import Profile
from pscp_desktop.ui import ask
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.mediation.document_ways import PREFERENCES
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.next_step import Step, next_step
from pscp_desktop.ui.mediation.opening import DOCUMENTS, Opener, form_of_entry
from pscp_desktop.ui.mediation.sheet import Bench, Done
from pscp_desktop.ui.pages.file_beside import FileBeside
from pscp_desktop.ui.tasks import Progress

HandOver = Callable[[QWidget], None]
FORMS: Final = (
    ("contact", N_("Record a contact"), "phone", "Ctrl+Shift+C"),
    ("plan", N_("Call a session"), "calendar", "Ctrl+Shift+S"),
    ("apart", N_("Separate meeting"), "secret", ""),
    ("consent", N_("Consent to take part"), "check", ""),
    ("agreement", N_("Write the agreement"), "agreement", ""),
    ("new_person", N_("Add a person"), "user", ""),
    ("ties", N_("Declare ties"), "scales", ""),
    ("visit", N_("Leave for a visit"), "visit", "Ctrl+Shift+V"),
    ("warning", N_("Warn about an address"), "warn", ""),
    ("survey", N_("Satisfaction of a party"), "check", ""),
    ("what", N_("Correct what was asked"), "edit", ""),
    ("documents", N_("Documents of this file"), "document", "Ctrl+D"),
    ("transfer", N_("Give the file to a colleague"), "person_out", ""),
    ("access", N_("Who may see this file"), "lock", ""),
)
"""What is done in an open file, with its keys."""


class MediationPage(FileBeside):
    """Files of the team by what is due, one open beside them, and everything done in it."""

    name = N_("Mediation")
    wanted = Signal()
    """A command was asked for from elsewhere: the window comes here."""
    profile_wanted = Signal(str)

    def __init__(
        self,
        *,
        tools: FormTools,
        mediation: Mediation,
        profile: Profile,
        hand_over: HandOver,
        attaching: Attaching | None = None,
    ) -> None:
        """Without `attaching` no signed copy and no drawn signature can be kept."""
        super().__init__(tools, mediation)
        self._profile = profile
        self._pending: Step | None = None
        self._bench = Bench(tools, mediation)
        self._attaching = attaching
        self._opener = Opener(self._bench, attaching, hand_over)
        self._connect()

    def _connect(self) -> None:
        self.board.wanted_new.connect(self.new_request)
        self.board.wanted_transfers.connect(self.give_several)
        self.view.stepped.connect(self.do)
        self.view.asked.connect(self.show_form)
        self.view.noted.connect(self._note)
        self.view.undone.connect(self.undo)
        self.view.entry_opened.connect(self._open_entry)

    def completed(self, shown: FileShown) -> FileShown:
        away = self._attaching.away(shown.attachments) if self._attaching else {}
        return replace(shown, away=away)

    # What can be asked for

    def commands(self) -> tuple[Command, ...]:
        return commands_of(self, self._has_file, self._tools.desk.may_undo)

    @Slot()
    def new_request(self) -> None:
        """Take a new request, with the whole page for it."""
        self.wanted.emit()
        self._put("request", None, None)
        self.arrange(whole=True)

    @Slot()
    def give_several(self) -> None:
        """Give several files of one colleague to another."""
        self.wanted.emit()
        self._put("transfers", None, None)

    @Slot()
    def filter(self) -> None:
        """Put the keyboard into the filter of the list."""
        self._come()
        self.show_list()
        self.board.seek()

    @Slot()
    def do_next(self) -> None:
        """Do what the filled button says: the next act, or the act of the form in its place."""
        shown = self.view.shown
        if self.room.sheet is not None:
            self.room.sheet.save()
        elif shown is not None and (step := next_step(shown)) is not None:
            self.do(step)

    def _come(self) -> None:
        self.wanted.emit()
        self.room.leave()

    @Slot()
    def more_acts(self) -> None:
        """Open what the three dots hold."""
        if self.view.head.more is not None and self.room.instead is None:
            self.view.head.more.click()

    @Slot()
    def write_note(self) -> None:
        """Put the keyboard into the note of the file."""
        self._come()
        self.view.note.field.setFocus()

    @Slot()
    def undo(self) -> None:
        """Take back the last act, in the background."""
        desk = self._tools.desk
        if not desk.may_undo():
            return

        def job(_: Progress) -> None:
            desk.undo()

        self.work(tr("Undoing"), job, self._undone)

    # Acts and forms

    @Slot(object)
    def do(self, step: Step) -> None:
        """Do an act, open a form, or first the one and then the other."""
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
        assert pending is not None  # noqa: S101 (it was asked about)
        self._perform(pending, reason)

    def _perform(self, step: Step, reason: str) -> None:
        files, dossier = self._mediation.files, self._file
        assert dossier is not None  # noqa: S101 (an act is of a file)

        def job(_: Progress) -> Step:
            files.perform(dossier, step.act, reason)
            return step

        self.work(tr(step.label), job, self._performed, self._failed)

    def _performed(self, step: Step) -> None:
        if step.form:
            self._waiting = replace(step, act="")
        self._say_done(tr("Done: {act}").format(act=tr(step.label)))
        self._again()

    @Slot(str, object)
    def show_form(self, form: str, about: UUID | None) -> None:
        """Show a form or a panel of the file in its place."""
        if form.startswith(PREFERENCES):
            self.profile_wanted.emit(form.removeprefix(PREFERENCES))
        elif self.view.shown is not None:
            self._put(form, self.view.shown, about)

    def _put(self, form: str, shown: FileShown | None, about: UUID | None) -> None:
        made = self._opener.make(form, shown, about)
        if made is None:
            return
        made.left.connect(self.room.leave)
        made.finished.connect(self._finished)
        if made.asks:
            made.asked.connect(self.show_form)
        self.room.put(made.widget)
        self.arrange(whole=form.startswith(DOCUMENTS))  # Paper needs its width.

    @Slot(object)
    def _finished(self, done: object) -> None:
        told = done if isinstance(done, Done) else Done(words=str(done), undoable=False)
        if told.closes:
            self._file = None
            self.room.forget()
            self.board.reload()
            return
        self.room.leave()
        if self._file is None and told.dossier == NAMELESS:
            ask.Notice(self.window(), told.words, tr("The list shows where they are now.")).open()
        elif told.dossier in {self._file, NAMELESS}:
            self._say_done(told.words, undoable=told.undoable)
            self._waiting = Step(label=told.words, form=told.then) if told.then else None
            self._again()
        else:
            self._read_file(told.dossier, opening=True)

    def _again(self) -> None:
        if self._file is not None:
            self._read_file(self._file, opening=False)

    def _say_done(self, words: str, *, undoable: bool = True) -> None:
        self.view.done.tell(words, undoable=undoable and self._tools.desk.may_undo())

    def _undone(self, _: None) -> None:
        self._say_done(tr("Taken back"))
        self._again()

    @Slot(str)
    def _note(self, words: str) -> None:
        assert self._file is not None  # noqa: S101 (a note is written in a file)
        note, desk = Note(dossier=self._file, text=words), self._tools.desk

        def job(_: Progress) -> None:
            desk.add(note)
            self.view.note.drop()

        self.work(tr("Adding the note"), job, self._noted)

    def _noted(self, _: None) -> None:
        self.view.note.clear()
        self._say_done(tr("Note added"), undoable=False)

    @Slot(object)
    def _open_entry(self, entry: Entry) -> None:
        if self.view.shown is not None:
            self.show_form(*form_of_entry(entry, self.view.shown))


class Asked(QObject):
    """A form that is asked for from the palette, as something that can be connected."""

    def __init__(self, page: MediationPage, form: str) -> None:
        super().__init__(page)
        self._page, self._form = page, form

    @Slot()
    def ask(self) -> None:
        """Open the form, coming to the page first."""
        self._page.wanted.emit()
        self._page.show_form(self._form, None)


def commands_of(
    page: MediationPage, has_file: Callable[[], bool], may_undo: Callable[[], bool]
) -> tuple[Command, ...]:
    """What can be asked for at the page, with its keys."""
    own = (
        Command(id="mediation.new", label=N_("New mediation request"), icon="plus",
                run=page.new_request, keys="Ctrl+N"),
        Command(id="mediation.transfers", label=N_("Give several files to a colleague"),
                icon="person_out", run=page.give_several),
        Command(id="mediation.filter", label=N_("Filter the mediation files"), icon="filter",
                run=page.filter, keys="Ctrl+F"),
        Command(id="mediation.next", label=N_("Do the next act of this file"), icon="forward",
                run=page.do_next, keys="Alt+Return", enabled=has_file),
        Command(id="mediation.acts", label=N_("Other acts of this file"), icon="more",
                run=page.more_acts, keys="Ctrl+M", enabled=has_file),
        Command(id="mediation.note", label=N_("Write a note in this file"), icon="note",
                run=page.write_note, keys="Ctrl+T", enabled=has_file),
        Command(id="mediation.undo", label=N_("Undo the last act"), icon="undo",
                run=page.undo, keys="Ctrl+Z", enabled=may_undo),
    )  # fmt: skip
    forms = tuple(
        Command(id=f"mediation.{form}", label=label, icon=icon, keys=keys,
                run=Asked(page, form).ask, enabled=has_file)
        for form, label, icon, keys in FORMS
    )  # fmt: skip
    return (*own, *forms)
