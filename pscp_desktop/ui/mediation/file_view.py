"""One file: its head, what stands in its way, its timeline, what is always in sight, a note."""

from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.mediation.process import Offered
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.layouts import emptied
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.marks import undecided_said
from pscp_desktop.ui.mediation.file_aside import FileAside
from pscp_desktop.ui.mediation.file_head import FileHead
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.next_step import Step, next_step, remedy, step_of
from pscp_desktop.ui.mediation.note_line import DoneLine, NoteLine
from pscp_desktop.ui.mediation.timeline_list import TimelineView
from pscp_desktop.ui.parts import Banner, EmptyState, button, column, panel, row

BESIDE_FROM = 640
"""Pixels from which there is room beside the timeline."""
RECORDED = (
    ("contact", N_("Record a contact"), "phone"),
    ("plan", N_("Call a session"), "calendar"),
    ("apart", N_("Separate meeting"), "secret"),
    ("consent", N_("Consent to take part"), "check"),
    ("new_person", N_("Add a person"), "user"),
    ("ties", N_("Declare ties"), "scales"),
    ("visit", N_("Leave for a visit"), "visit"),
    ("warning", N_("Warn about an address"), "warn"),
    ("survey", N_("Satisfaction of a party"), "check"),
    ("what", N_("Correct what was asked"), "edit"),
    ("documents", N_("Documents"), "document"),
    ("transfer", N_("Give the file to a colleague"), "person_out"),
    ("access", N_("Who may see this file"), "lock"),
)
"""What can be done in every file, beside the acts of its state."""


class FileView(QFrame):
    """Shows a file and says what was asked of it; it does nothing itself."""

    stepped = Signal(object)
    asked = Signal(str, object)
    noted = Signal(str)
    undone = Signal()
    entry_opened = Signal(object)
    decision_wanted = Signal()
    """What is undecided here is decided on the page of conflicts: no form of the file can."""

    def __init__(self, tools: FormTools) -> None:
        super().__init__()
        as_role(self, "sheet")
        self._look = tools.look
        self._shown: FileShown | None = None
        self.head = FileHead(tools.look)
        self.head.stepped.connect(self.stepped)
        self.head.wanted_more.connect(self._open_menu)
        self._notices = column(gap="s", edge=(28, 12, 24, 0))
        self._notice_box = panel(self._notices)
        self.timeline = TimelineView(tools.look)
        self.timeline.opened.connect(self.entry_opened)
        self.aside = FileAside(tools.look)
        self.aside.asked.connect(self.asked)
        self.done = DoneLine(tools)
        self.done.undone.connect(self.undone)
        self.note = NoteLine(tools, self.done)
        self.note.added.connect(self.noted)
        self._menu: QMenu | None = None
        body = row(self.timeline, self.aside, gap="l", edge=(20, 14, 12, 8), wide=0)
        self.setLayout(
            column(self.head, self._notice_box, panel(body), self.note, gap="none", wide=2)
        )

    @property
    def shown(self) -> FileShown | None:
        """The file that is shown."""
        return self._shown

    def show_file(self, shown: FileShown) -> None:
        """Show a file, or show it again as it stands now."""
        other = self._shown is None or self._shown.id != shown.id
        self._shown = shown
        if other:
            self.note.stand_at(shown.id)
            self.done.tell("", undoable=False)
        self.head.show_file(shown, next_step(shown))
        self._show_notices(shown)
        self.timeline.show_entries(shown.entries, shown.told)
        if other:
            self.timeline.scrollToTop()
        self.aside.show_file(shown)

    def forget(self) -> None:
        """Show no file any more."""
        self._shown = None

    def refuse(self, offered: Offered) -> None:
        """Say why an act cannot be done now, by which article, and what lifts it."""
        assert self._shown is not None  # noqa: S101 (an act is of a file)
        emptied(self._notices)
        for refusal in offered.refusals:
            words = tr("{act}: not yet").format(act=tr(offered.label))
            self._notices.addWidget(self._refusal("warn", words, refusal))
        self._notice_box.show()

    def _show_notices(self, shown: FileShown) -> None:
        """What to know first: the hard stop, a rule broken since; and two versions."""
        emptied(self._notices)
        found = [one for one in (self._notice(shown), self._undecided(shown)) if one is not None]
        for notice in found:
            self._notices.addWidget(notice)
        self._notice_box.setVisible(bool(found))

    def _notice(self, shown: FileShown) -> QWidget | None:
        stop = shown.standing.stopped
        if stop is not None:
            return self._refusal("danger", tr("Mediation is forbidden here"), stop)
        away = [one for one in shown.visits if one.returned_at is None and one.worker == shown.me]
        if away:
            return Banner(
                self._look, "info", tr("You are out on a visit: {place}").format(place=away[-1].place),
                tr("Say when you are back, or that it was not safe to go on."),
                AskingButton(self, tr("I am back"), "back", away[-1].id),
            )  # fmt: skip
        broken = [refusal for refusal in shown.standing.violated if not refusal.final]
        if broken:
            return self._refusal("warn", tr("This no longer holds"), broken[0])
        return None

    def _undecided(self, shown: FileShown) -> QWidget | None:
        """Said whatever else is to be known: one of the values that are shown may not hold."""
        if shown.id not in shown.undecided.files:
            return None
        press = button(tr("Decide"))
        press.clicked.connect(self._decide)
        why = tr(
            "Two people wrote different things at the same time. Nothing was lost; decide"
            " which one holds."
        )
        return Banner(self._look, "warn", undecided_said(), why, press)

    @Slot()
    def _decide(self) -> None:
        if self._shown is not None and self._shown.disputed:
            self.asked.emit("decide", None)
        else:
            self.decision_wanted.emit()

    def _refusal(self, tone: str, what: str, refusal: Refusal) -> Banner:
        assert self._shown is not None  # noqa: S101 (a refusal is of a file)
        why = tr(refusal.words)
        if refusal.article:
            why = f"{why} ({refusal.article})"
        step = None if refusal.final else remedy(self._shown, refusal)
        act = StepButton(self, step) if step is not None else None
        return Banner(self._look, tone, what, why, act)

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        assert self._shown is not None  # noqa: S101 (the dots are of a file)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        possible = [one for one in self._shown.standing.acts if one.possible]
        refused = [one for one in self._shown.standing.acts if not one.possible]
        for offered in possible:
            menu.addAction(OfferedAction(self, offered))
        menu.addSeparator()
        for form, words, icon in RECORDED:
            menu.addAction(FormAction(self, form, words, icon))
        if refused:
            menu.addSeparator()
            later = menu.addMenu(self._look.icon("pause"), literal(tr("Not yet, and why")))
            for offered in refused:
                later.addAction(OfferedAction(self, offered))
        menu.popup(place)
        self._menu = menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What happened comes first; people and papers stay one key away.
        self.aside.setVisible(self.width() >= BESIDE_FROM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Menu:
            self.head.wanted_more.emit(self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)


class OfferedAction(QAction):
    """An act of the state in the menu; one that cannot be done says why when it is chosen."""

    def __init__(self, view: FileView, offered: Offered) -> None:
        super().__init__(view)
        self._view, self._offered = view, offered
        step = step_of(offered)
        self.setIconText(literal(tr(offered.label)))
        icon = step.icon if offered.possible else "pause"
        self.setIcon(view.head.look_icon(icon))
        self.triggered.connect(self._do)

    @Slot()
    def _do(self) -> None:
        if self._offered.possible:
            self._view.stepped.emit(step_of(self._offered))
        else:
            self._view.refuse(self._offered)


class FormAction(QAction):
    """A form in the menu."""

    def __init__(self, view: FileView, form: str, words: str, icon: str) -> None:
        super().__init__(view)
        self._view, self._form = view, form
        self.setIconText(literal(tr(words)))
        self.setIcon(view.head.look_icon(icon))
        self.triggered.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        self._view.asked.emit(self._form, None)


class StepButton(QWidget):
    """What lifts a refusal, beside its words."""

    def __init__(self, view: FileView, step: Step) -> None:
        super().__init__()
        self._view, self._step = view, step
        press = button(tr(step.label))
        press.clicked.connect(self._go)
        self.setFocusProxy(press)
        self.setLayout(row(press))

    @Slot()
    def _go(self) -> None:
        self._view.stepped.emit(self._step)


class AskingButton(QWidget):
    """Asks for a form, beside the words of a notice."""

    def __init__(self, view: FileView, words: str, form: str, about: UUID | None) -> None:
        super().__init__()
        self._view, self._form, self._about = view, form, about
        press = button(words)
        press.clicked.connect(self._go)
        self.setFocusProxy(press)
        self.setLayout(row(press))

    @Slot()
    def _go(self) -> None:
        self._view.asked.emit(self._form, self._about)


class ClosedFile(QFrame):
    """A file that is not shared with this worker: its card, and whom to ask. Or one that is still coming."""

    left = Signal()

    def __init__(self, tools: FormTools, number: str, owner: str, *, coming: bool = False) -> None:
        super().__init__()
        as_role(self, "sheet")
        who = owner or tr("another team")
        words = tr(
            "File {number} is not shared with you. Its card says that it exists and what is due;"
            " names and contents stay closed. Whoever leads it is {who}: ask them, or your"
            " coordinator."
        ).format(number=number, who=who)
        if coming:
            words = tr(
                "File {number} has not come to this laptop yet. It is on its way, and there is"
                " nothing to do: open it again in a while."
            ).format(number=number)
        back = button(tr("Back to the list"), "", "back", tools.look)
        back.clicked.connect(self.left)
        self.setFocusProxy(back)
        said = EmptyState(tools.look, "progress" if coming else "lock", words, back)
        self.setLayout(column(said, None, edge=(28, 40, 80, 28)))
