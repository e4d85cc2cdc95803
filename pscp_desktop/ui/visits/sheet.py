"""The two forms of the page: setting out, and warning about an address. They take the page's place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from pscp_desktop.domain.dossiers import AddressWarning, Visit
from pscp_desktop.domain.errors import Forbidden, Invalid
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.visits import Visits, Warned
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.forms.fieldset import Place
from pscp_desktop.ui.forms.foot import FormFoot
from pscp_desktop.ui.forms.form import FormWords, RecordForm
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.marks import marked
from pscp_desktop.ui.parts import (
    Banner,
    Choice,
    Field,
    Part,
    column,
    emptied,
    heading,
    panel,
    row,
    scrolled,
)
from pscp_desktop.ui.tasks import Progress

WIDTH: Final = 700
FIRST: Final = 100
"""So much more does the form ask for the room than what is left beside it."""
PAUSE_MILLISECONDS: Final = 250
MINUTE: Final = 60
SPANS: Final = (30, 60, 120)
"""Minutes that are one press away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a form is made over: where it keeps what is said, and what may be chosen."""

    tools: FormTools
    visits: Visits
    team: UUID
    files: Answers
    workers: Answers


class Form(QWidget):
    """Head, one form, foot. Ctrl+Enter keeps it, Escape goes back and leaves the draft."""

    finished = Signal(str)
    """It was kept; carries the words for it."""
    left = Signal()

    kind: ClassVar[type[Record]]
    part: ClassVar[str] = ""
    title: ClassVar[str] = ""
    context: ClassVar[str] = ""
    act: ClassVar[str] = ""
    done: ClassVar[str] = ""
    fields: ClassVar[tuple[Place, ...]] = ()

    def __init__(self, grounds: Grounds) -> None:
        super().__init__()
        as_role(self, "page")
        self.grounds, self.look = grounds, grounds.tools.look
        self.form = RecordForm(
            grounds.tools,
            self.kind,
            self.fields,
            dossier=grounds.team,
            draft=f"visits.{self.part}",
            words=self.words(),
        )
        self._file = self._file_choice()
        self._known = column(gap="s")
        self.foot = FormFoot(self.look, tr(self.act), self.form.keeper)
        self.foot.acted.connect(self.save)
        self.foot.discarded.connect(self._discard)
        self.form.submitted.connect(self.save)
        body = panel(column(*self.above(), self.form, *self.below(), None, gap="l",
                            edge=(32, 20, 32, 20)))  # fmt: skip
        body.setMaximumWidth(WIDTH + 64)
        head = panel(
            column(heading(tr(self.title), tr(self.context)), edge=(32, 18, 32, 14)), "head"
        )
        beside = row(body, None, gap="none")
        beside.setStretch(0, FIRST)
        area = scrolled(panel(beside))
        self.setLayout(column(head, area, self.foot, gap="none", wide=1))

    def words(self) -> FormWords:
        """What the form is told beyond the declarations of its fields."""
        return FormWords()

    def above(self) -> Sequence[Part]:
        """What stands before the fields."""
        return [panel(self._known)]

    def below(self) -> Sequence[Part]:
        """What stands after the fields."""
        if self._file is None:
            return []
        told = tr("Kept for the team either way; in a file it also stands in its history.")
        return [Field(self.look, tr("Belongs to a file"), self._file, help_=told)]

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.form.field(self.form.fields[0]).editor.setFocus()

    @property
    def dossier(self) -> UUID:
        """Where it is kept: the chosen file, or the team."""
        chosen = self._file.currentData() if self._file is not None else None
        return chosen if isinstance(chosen, UUID) else self.grounds.team

    @Slot()
    def save(self) -> None:
        """Keep it, in the background."""
        try:
            record = self.form.new_record(dossier=self.dossier)
        except Invalid:
            return
        form = self.form
        keep = self.keep

        def job(_: Progress) -> None:
            keep(record)
            if form.keeper is not None:
                form.keeper.drop()

        self.foot.busy(busy=True)
        self.grounds.tools.tasks.run(
            tr("Saving"), job, self._kept, owner=self, failed=self._refused
        )

    def keep(self, record: Any) -> None:
        """What the service does with it; off the main thread."""
        raise NotImplementedError

    def _kept(self, _: None) -> None:
        self.form.done()
        self.finished.emit(tr(self.done))

    def _refused(self, error: Exception) -> None:
        self.foot.busy(busy=False)
        if not (isinstance(error, Invalid) and self.form.mark(error)):
            show(error, self.window())

    @Slot()
    def _discard(self) -> None:
        self.form.discard()
        self.left.emit()

    def _file_choice(self) -> QComboBox | None:
        if not self.grounds.files:
            return None
        choice = QComboBox()
        choice.addItem(tr("To none"), None)
        for dossier, words in self.grounds.files:
            choice.addItem(visible(words), dossier)
        return choice

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class LeaveForm(Form):
    """Who goes where, with whom, back when; what is known of the address is said before leaving."""

    kind = Visit
    part = "leave"
    title = N_("Leave for a visit")
    context = N_("Tell a colleague as well: without a hub only this laptop shows where you are.")
    act = N_("Leave now")
    done = N_("You are out. Say here when you are back.")
    fields = ("place", "worker", "companion", "back_at")

    def __init__(self, grounds: Grounds) -> None:
        self._two = False
        super().__init__(grounds)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PAUSE_MILLISECONDS)
        self._wait.timeout.connect(self._ask)
        self._put = grounds.tools.desk.now()
        self.form.edited.connect(self._wait.start)
        self.form.edited.connect(self._other_hour)
        self._ask()

    def words(self) -> FormWords:
        desk = self.grounds.tools.desk
        return FormWords(
            answers={"worker": self.grounds.workers},
            given={"worker": desk.worker, "back_at": desk.now() + timedelta(minutes=SPANS[1])},
        )

    def below(self) -> Sequence[Part]:
        labels = [tr("In half an hour"), tr("In an hour"), tr("In two hours")]
        self._spans = Choice(self.look, labels, -1)
        self._spans.picked.connect(self._back_in)
        return [self._spans, *super().below()]

    def keep(self, record: Any) -> None:
        self.grounds.visits.leave(record)

    @Slot(int)
    def _back_in(self, number: int) -> None:
        now = self.grounds.tools.desk.now()
        self._put = now + timedelta(minutes=SPANS[number])
        self.form.put("back_at", self._put)

    @Slot()
    def _other_hour(self) -> None:
        """An hour that was typed is none of those that are one press away."""
        there = self.form.value("back_at")
        if there is None or abs((there - self._put).total_seconds()) > MINUTE:
            self._spans.choose(-1)

    @Slot()
    def _ask(self) -> None:
        """Look up the address, once the person has paused."""
        visits, place = self.grounds.visits, str(self.form.value("place") or "")

        def job(_: Progress) -> tuple[Warned, ...]:
            return visits.warnings_at(place)

        self.grounds.tools.tasks.run("", job, self._warn, owner=self)

    def _warn(self, known: tuple[Warned, ...]) -> None:
        emptied(self._known)
        self._two = any(one.warning.two_people for one in known)
        for one in known:
            warning = one.warning
            what = tr("Nobody goes alone to this address.")
            if not warning.two_people:
                what = tr("Know this before you knock.")
            tone = "danger" if warning.two_people else "warn"
            why = marked(warning.warning, undecided=one.undecided)
            self._known.addWidget(Banner(self.look, tone, what, why))
        if not self._two:
            self.form.field("companion").mark("")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Forbidden) and error.code == "two_people":
            self.foot.busy(busy=False)
            self.form.field("companion").mark(
                tr(
                    "Write who goes along. No reason makes up for a second person here; if nobody "
                    "can, move the visit or meet them elsewhere."
                )
            )
            self.form.field("companion").editor.setFocus()
        else:
            super()._refused(error)


class WarnForm(Form):
    """What whoever goes to an address must know."""

    kind = AddressWarning
    part = "warn"
    title = N_("Warn about an address")
    context = N_("It is shown to every colleague before they leave for that street and number.")
    act = N_("Keep the warning")
    done = N_("The warning is kept.")
    fields = ("place", "warning", "two_people")

    def keep(self, record: Any) -> None:
        self.grounds.visits.warn(record)
