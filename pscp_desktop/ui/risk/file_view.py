"""One file: its head, what stands in its way, its timeline, what it rests on, a note."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QWidget

from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.states import Refusal
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.risk.files import Offered
from pscp_desktop.ui.commands import literal
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.layouts import emptied
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.marks import undecided_said
from pscp_desktop.ui.mediation.note_line import DoneLine, NoteLine
from pscp_desktop.ui.mediation.timeline_list import TimelineView
from pscp_desktop.ui.parts import (
    Banner,
    StatusPill,
    button,
    column,
    heading,
    icon_button,
    panel,
    row,
)
from pscp_desktop.ui.risk.file_aside import FileAside
from pscp_desktop.ui.risk.phrases import pill_of, state_said
from pscp_desktop.ui.risk.shown import RiskShown
from pscp_desktop.ui.risk.steps import Step, next_step, remedy, step_of

BESIDE_FROM: Final = 640
"""Pixels from which there is room beside the timeline."""
OF_ADVICE: Final = (
    ("request", N_("Correct what was asked"), "edit"),
    ("analysis", N_("Run an analysis"), "reports"),
    ("opinion", N_("Write the opinion"), "edit"),
    ("review", N_("Review it"), "shield"),
    ("sara", N_("Problem-solving worksheet"), "steps"),
    ("layers", N_("See the layers"), "layers"),
    ("observation", N_("Note something seen in the street"), "pin"),
    ("documents", N_("Print it"), "print"),
)
OF_PROFILE: Final = (
    ("profile", N_("Write the profile"), "edit"),
    ("analysis", N_("Run an analysis"), "reports"),
    ("propose", N_("Judge what the analysis proposes"), "check"),
    ("band", N_("Add a part of the area"), "map"),
    ("driver", N_("Add what it goes with"), "steps"),
    ("review", N_("Review it"), "shield"),
    ("contest", N_("Write down a contestation"), "warn"),
    ("sara", N_("Problem-solving worksheet"), "steps"),
    ("layers", N_("See the layers"), "layers"),
    ("documents", N_("Print it"), "print"),
)
"""What can be done in a file, beside the acts of its state."""


class FileView(QFrame):
    """Shows a file and says what was asked of it; it does nothing itself."""

    stepped = Signal(object)
    asked = Signal(str, object)
    noted = Signal(str)
    undone = Signal()
    back_wanted = Signal()
    decision_wanted = Signal()

    def __init__(self, tools: FormTools) -> None:
        super().__init__()
        as_role(self, "sheet")
        self.look = tools.look
        self._shown: RiskShown | None = None
        self.next: QPushButton | None = None
        self.more: QPushButton | None = None
        self._step: Step | None = None
        self._back: QPushButton | None = None
        self._narrow = False
        self._head = column(gap="none", edge=(28, 18, 24, 14))
        head = QFrame()
        as_role(head, "head")
        head.setLayout(self._head)
        self._notices = column(gap="s", edge=(28, 12, 24, 0))
        self._notice_box = panel(self._notices)
        self.timeline = TimelineView(tools.look)
        self.aside = FileAside(tools.look)
        self.aside.asked.connect(self.asked)
        self.done = DoneLine(tools)
        self.done.undone.connect(self.undone)
        self.note = NoteLine(tools, self.done)
        self.note.added.connect(self.noted)
        body = row(self.timeline, self.aside, gap="l", edge=(20, 14, 12, 8), wide=0)
        self.setLayout(column(head, self._notice_box, panel(body), self.note, gap="none", wide=2))

    @property
    def shown(self) -> RiskShown | None:
        """The file that is shown."""
        return self._shown

    def show_file(self, shown: RiskShown) -> None:
        """Show a file, or show it again as it stands now."""
        other = self._shown is None or self._shown.id != shown.id
        self._shown = shown
        if other:
            self.note.stand_at(shown.id)
            self.done.tell("", undoable=False)
        self._show_head(shown)
        self._show_notices(shown)
        self.timeline.show_entries(shown.entries, shown.told)
        if other:
            self.timeline.scrollToTop()
        self.aside.show_file(shown)

    @Slot(bool)
    def offer_back(self, offered: bool) -> None:  # noqa: FBT001 (a slot)
        """Offer the way to the list, which is out of sight."""
        self._narrow = offered
        if self._back is not None:
            self._back.setVisible(offered)

    def refuse(self, offered: Offered) -> None:
        """Say why an act cannot be done now, by which rule, and what lifts it."""
        emptied(self._notices)
        for refusal in offered.refusals:
            words = tr("{act}: not yet").format(act=tr(offered.label))
            self._notices.addWidget(self._refusal("warn", words, refusal))
        self._notice_box.show()

    def _show_head(self, shown: RiskShown) -> None:
        focused = self.next is not None and self.next.hasFocus()
        emptied(self._head)
        self.more = icon_button(self.look, "more", tr("More acts"))
        self.more.clicked.connect(self._open_menu)
        acts = [self.more]
        self._step, self.next = next_step(shown), None
        if self._step is not None:
            self.next = button(tr(self._step.label), "primary", self._step.icon, self.look)
            self.next.setObjectName("next")
            self.next.clicked.connect(self._go)
            acts.append(self.next)
        expired = any(refusal.code == "expired" for refusal in shown.standing.violated)
        tone, icon = pill_of(shown.state, expired=expired)
        pill = StatusPill(self.look, state_said(shown.state), tone, icon)
        named = heading(shown.title, _context(shown), *acts, pill=pill)
        self._back = icon_button(self.look, "back", tr("Back to the list"))
        self._back.clicked.connect(self.back_wanted)
        self._back.setVisible(self._narrow)
        self._head.addLayout(row(self._back, named, gap="s", wide=1))
        if focused and self.next is not None:
            self.next.setFocus()

    def _show_notices(self, shown: RiskShown) -> None:
        emptied(self._notices)
        broken = list(shown.standing.violated)
        offered = shown.standing.next_act
        if broken:
            tone = "danger" if broken[0].final else "warn"
            self._notices.addWidget(self._refusal(tone, tr("This does not hold"), broken[0]))
        elif offered is not None and not offered.possible:
            words = tr("{act}: not yet").format(act=tr(offered.label))
            # The filled button already leads to what lifts it.
            self._notices.addWidget(self._refusal("info", words, offered.refusals[0], lead=False))
        if shown.id in shown.undecided.files:
            self._notices.addWidget(self._undecided())
        self._notice_box.setVisible(bool(self._notices.count()))

    def _undecided(self) -> Banner:
        press = button(tr("Decide"))
        press.clicked.connect(self.decision_wanted)
        why = tr(
            "Two people wrote different things at the same time. Nothing was lost; decide"
            " which one holds."
        )
        return Banner(self.look, "warn", undecided_said(), why, press)

    def _refusal(self, tone: str, what: str, refusal: Refusal, *, lead: bool = True) -> Banner:
        assert self._shown is not None  # noqa: S101 (a refusal is of a file)
        why = tr(refusal.words)
        if refusal.article:
            why = f"{why} ({refusal.article})"
        step = remedy(self._shown, refusal) if lead and not refusal.final else None
        return Banner(self.look, tone, what, why, StepButton(self, step) if step else None)

    @Slot()
    def _go(self) -> None:
        if self._step is not None:
            self.stepped.emit(self._step)

    @Slot()
    def _open_menu(self) -> None:
        assert self._shown is not None  # noqa: S101 (the dots are of a file)
        assert self.more is not None  # noqa: S101 (it was pressed)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for offered in self._shown.standing.acts:
            if offered.possible:
                menu.addAction(OfferedAction(self, offered))
        menu.addSeparator()
        for form, words, icon in OF_PROFILE if self._shown.profile else OF_ADVICE:
            menu.addAction(FormAction(self, form, words, icon))
        refused = [one for one in self._shown.standing.acts if not one.possible]
        if refused:
            menu.addSeparator()
            later = menu.addMenu(self.look.icon("pause"), literal(tr("Not yet, and why")))
            for offered in refused:
                later.addAction(OfferedAction(self, offered))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.aside.setVisible(self.width() >= BESIDE_FROM)


def _context(shown: RiskShown) -> str:
    """Number, neighbourhood, and of a request who asks."""
    papers = shown.papers
    district = papers.profile.district if papers.profile is not None else shown.dossier.district
    body = papers.request.body if papers.request is not None else tr("Profile of an area")
    where = tr(District.label_of(district)) if district else ""
    return " · ".join(filter(None, (shown.dossier.number, body, where)))


class OfferedAction(QAction):
    """An act of the state in the menu; one that cannot be done says why when it is chosen."""

    def __init__(self, view: FileView, offered: Offered) -> None:
        super().__init__(view)
        self._view, self._offered = view, offered
        self.setIconText(literal(tr(offered.label)))
        self.setIcon(view.look.icon("forward" if offered.possible else "pause"))
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
        self.setIcon(view.look.icon(icon))
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


__all__ = ["FileView"]
