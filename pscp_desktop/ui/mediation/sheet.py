"""A form that takes the place of the file while it is filled in. Nothing stands before it.

What is typed is kept as a draft all along; Enter goes on, Ctrl+Enter saves, Escape goes back and
leaves the draft where it is.
"""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QPlainTextEdit,
)

from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import tr
from pscp_desktop.ui.ask import throw_away
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.drafting import DraftKeeper, DraftKey, Typing
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.sheet_frame import Bench, Done, Job, Leaf, SheetFrame
from pscp_desktop.ui.parts import (
    say,
)
from pscp_desktop.ui.tasks import Progress


class Sheet(SheetFrame):
    """A form with its draft. What is typed is kept all along; the one act keeps it for good."""

    def __init__(self, bench: Bench, shown: FileShown | None, about: UUID | None = None) -> None:
        super().__init__(bench, shown, about)
        self._saving = self._restored = False
        self._keeper: DraftKeeper | None = None
        self._forms: list[Typing] = []
        self.furnish()
        self._keeper = self._make_keeper()
        for keys, act in (("Ctrl+Return", self.save), ("Ctrl+PgDown", self._turn_on)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._say_draft()
        self.turn_to(0)

    # What a form fills in

    def job(self) -> Job:
        """Gather what is typed, here, and give what keeps it, elsewhere. May raise Invalid."""
        raise NotImplementedError

    def key(self) -> DraftKey:
        """Under what the draft is kept."""
        dossier = self.shown.id if self.shown else NAMELESS
        return DraftKey(form=self.draft, dossier=dossier, record=self.about or NAMELESS)

    def told(self) -> Done:
        """What this form did, and what is shown next."""
        return Done(words=self.worded(), undoable=self.undoable)

    def worded(self) -> str:
        """What is said when it is done."""
        return tr(self.done)

    def ready(self) -> None:
        """Called when a draft was typed again or something was changed."""

    # What the frame does

    def kept(self, form: RecordForm) -> RecordForm:
        """Take a form into the draft of this sheet."""
        self._forms.append(form)
        form.edited.connect(self._edited)
        form.submitted.connect(self._go_on)
        return form

    def watch(self, typing: Typing) -> None:
        """Take something else that is typed into the draft of this sheet."""
        self._forms.append(typing)

    @property
    def dossier(self) -> UUID:
        """The file this form is about."""
        return self.shown.id if self.shown else NAMELESS

    @property
    def restored(self) -> bool:
        """Whether a draft was taken up."""
        return self._restored

    @Slot()
    def save(self) -> None:
        """Keep everything, in the background. What cannot be kept is marked where it stands."""
        if self._saving:
            return
        try:
            job = self.job()
        except Invalid as error:
            self.point_at(error)
            return
        keeper = self._keeper
        if keeper is not None:
            keeper.rest()

        def work(_: Progress) -> object:
            result = job()
            if keeper is not None:
                keeper.drop()
            return result

        self._saving = True
        self.act.setEnabled(False)
        self.bench.tools.tasks.run(
            tr("Saving"), work, self._finish, owner=self, failed=self._refuse
        )

    @Slot()
    def discard(self) -> None:
        """Ask, then throw away what was typed, and the draft, and go back."""
        throw_away(self.window(), self.look).answered.connect(self._throw_away)

    @Slot()
    def _throw_away(self) -> None:
        if self._keeper is not None:
            self._keeper.forget()
            self._forms = []
            self._keeper = None
        self.left.emit()

    def point_at(self, error: Invalid) -> None:
        """Turn to the leaf whose field is wrong, and mark it; what was marked already is left."""
        if not error.problems:
            return
        for form in self._forms:
            if isinstance(form, RecordForm) and form.mark(error):
                self._turn_to_form(form)
                form.mark(error)
                return
        show(error, self.window())

    def demand(self, form: RecordForm, *names: str) -> None:
        """Raises Invalid, marked, where one of these fields is empty."""
        empty = {name: "missing" for name in names if form.value(name) in {None, ""}}
        if empty:
            raise Invalid(empty)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._keeper is not None:
            self._keeper.leave()

    def _finish(self, result: object) -> None:
        self._saving = False
        dossier = result if isinstance(result, UUID) else self.dossier
        self.finished.emit(replace(self.told(), dossier=dossier))

    def _refuse(self, error: Exception) -> None:
        self._saving = False
        self.act.setEnabled(True)
        if self._keeper is not None:
            self._keeper.touch()
        if isinstance(error, Invalid):
            self.point_at(error)
        else:
            show(error, self.window())

    @Slot()
    def _go_on(self) -> None:
        """Enter in a line goes on to the next field; Ctrl+Enter in a text saves."""
        if isinstance(self.focusWidget(), QPlainTextEdit):
            self.save()
        else:
            self.focusNextChild()

    @Slot()
    def _edited(self) -> None:
        if self._keeper is not None:
            self._keeper.touch()
        self.ready()

    def _make_keeper(self) -> DraftKeeper | None:
        if not self.draft:
            return None
        keeper = DraftKeeper(self.bench.tools, self.key(), self._forms)
        keeper.setParent(self)
        self._restored = keeper.restore()
        keeper.kept.connect(self._say_draft)
        return keeper

    @Slot()
    def _say_draft(self) -> None:
        words = self._keeper.words if self._keeper is not None else ""
        say(self._saved_at, words)
        self._mark.setVisible(bool(words))
        self._discard.setVisible(bool(words))


__all__ = ["Bench", "Done", "Job", "Leaf", "Sheet"]
