"""Sync: what is to be decided, how far this laptop is from the others, and the ways between them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.conflicts.found import Conflict, Joint, Kept, Opened, Waiting
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.services.reconciling import auditing
from pscp_desktop.store.store import Committed
from pscp_desktop.ui import errors
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.conflicts.deciding import DecidingPane, Decision
from pscp_desktop.ui.conflicts.done_line import DoneLine
from pscp_desktop.ui.conflicts.looking import KeptPane, LookingPane
from pscp_desktop.ui.conflicts.waiting_list import One, WaitingList, same
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import EmptyState, Line, Part, button, column, panel, row, rule, scrolled
from pscp_desktop.ui.reconciling.attention_section import AttentionSection
from pscp_desktop.ui.reconciling.audit_section import AuditSection
from pscp_desktop.ui.reconciling.laptops_section import LaptopsSection
from pscp_desktop.ui.reconciling.section import Linkage, SyncSection
from pscp_desktop.ui.reconciling.state_section import StateSection
from pscp_desktop.ui.reconciling.stick_section import StickSection
from pscp_desktop.ui.tasks import Progress

ASIDE: Final = 320
DECIDING: Final = 0
"""The first way of the page; the others are sections of their own."""
SECTIONS: Final[tuple[type[SyncSection], ...]] = (
    StateSection,
    AttentionSection,
    LaptopsSection,
    StickSection,
    AuditSection,
)

AUDITS: Final = SECTIONS.index(AuditSection) + 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows, read in one go off the main thread."""

    waiting: Waiting
    me: str
    one: One | None
    opened: Opened | None
    audits: bool
    """Whether the person at this desk audits, and so may come to the audits."""


class SyncPage(Page):
    """Ways at the side, a list of what waits under them, and beside it what is open."""

    name = N_("Sync")
    file_wanted = Signal(object)
    recounted = Signal()
    round_over = Signal(bool)  # whether it failed
    arriving = Signal(object)  # how far the first sync is

    def __init__(
        self, *, tools: FormTools, conflicts: Conflicts, linkage: Linkage | None = None
    ) -> None:
        """Without a `linkage` there is only what is to be decided."""
        super().__init__(look=tools.look, tasks=tools.tasks, changes=tools.changes)
        self._tools, self._conflicts, self._linkage = tools, conflicts, linkage
        self._count = 0
        self._one: One | None = None
        self._list = WaitingList(self.look)
        self._list.chosen.connect(self.choose)
        self._stack = QStackedWidget()
        self._whole = QStackedWidget()
        self._whole.addWidget(self._stack)
        self._sections: dict[int, SyncSection] = {}
        self._ways = QButtonGroup(self)
        self._ways.idClicked.connect(self.go)
        tools.changes.happened.connect(self._recount)
        self._done = DoneLine(self.look)
        self._done.undone.connect(self.undo)
        beside = panel(column(self._done, self._whole, gap="none", wide=1))
        self.setLayout(row(self._aside(), beside, gap="none", wide=1))
        self.go(DECIDING)
        self._counted()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(id="sync.undo", label=N_("Undo"), run=self.undo, keys="Ctrl+Z", icon="undo",
                    enabled=self._tools.desk.may_undo),
        )  # fmt: skip

    def waiting(self) -> int:
        """How many decisions wait."""
        return self._count

    @property
    def pane(self) -> QWidget | None:
        """What stands beside the list."""
        return self._stack.currentWidget()

    @property
    def section(self) -> SyncSection | None:
        """The section in sight; None where something is being decided."""
        return self._sections.get(self._ways.checkedId())

    @Slot(int)
    def go(self, number: int) -> None:
        """Show what is to be decided, or one of the sections, by its place at the side."""
        if number != DECIDING and number not in self._sections and self._linkage is not None:
            made = SECTIONS[number - 1](self._linkage)
            made.done.connect(self._say)
            _tied(self, made)
            self._sections[number] = made
            self._whole.addWidget(made)
        self._whole.setCurrentWidget(self._sections.get(number, self._stack))
        for pressed in self._ways.buttons():
            here = self._ways.id(pressed) == number
            pressed.setChecked(here)
            pressed.setFont(self.look.font("strong" if here else "body"))
            icon = _icon(self._ways.id(pressed))
            pressed.setIcon(self.look.icon(icon, "accent" if here else "muted"))
        if self.isVisible():
            self._done.tell("", undoable=False)
            self.reload()

    def reload(self) -> None:
        section = self.section
        if section is not None:
            section.reload()
        self.work(tr("Reading what is to be decided"), self._read, self._show)

    @Slot(object)
    def choose(self, one: One) -> None:
        """Open one thing to decide."""
        self._one = one
        self.go(DECIDING)
        self._done.tell("", undoable=False)
        self.reload()

    @Slot(object)
    def _recount(self, committed: object) -> None:
        """A slot of its own: one that overrides another is not let go of when the page is destroyed."""
        if isinstance(committed, Committed) and committed.records and not self.isVisible():
            self._counted()

    def _counted(self) -> None:
        self.work("", lambda _: self._conflicts.count(), self._say_count)

    def _say_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.recounted.emit()

    # What is shown

    def _aside(self) -> QWidget:
        ways = [self._way(DECIDING, tr("To decide"))]
        if self._linkage is not None:
            ways += [self._way(at, tr(each.name)) for at, each in enumerate(SECTIONS, 1)]
        top: list[Part] = [*ways, 6, rule()] if self._linkage is not None else []
        parts = [Line(tr(self.name), "title"), 6, *top, 6, self._list]
        whole = panel(column(*parts, gap="xs", edge=(16, 22, 16, 16), wide=len(parts) - 1))
        aside = panel(column(scrolled(whole, "plain"), gap="none"))
        as_role(aside, "aside")
        aside.setFixedWidth(ASIDE)
        return aside

    def _way(self, number: int, words: str) -> QPushButton:
        pressed = button(f" {words}", "place", _icon(number), self.look)
        pressed.setCheckable(True)
        pressed.setAccessibleName(words)
        self._ways.addButton(pressed, number)
        if number == AUDITS:
            pressed.hide()
        return pressed

    @Slot(str)
    def _say(self, words: str) -> None:
        self._done.tell(words, undoable=False)
        self.recounted.emit()

    def _read(self, _: Progress) -> Seen:
        desk = self._tools.desk
        waiting = self._conflicts.waiting()
        with desk.reading() as session:
            me = desk.me(session).name
        everything: list[One] = [*waiting.conflicts, *waiting.kept, *waiting.joints]
        one = next((found for found in everything if same(found, self._one)), None)
        if one is None:
            one = everything[0] if everything else None
        opened = self._conflicts.open(one) if isinstance(one, Conflict) else None
        return Seen(waiting, me, one, opened, _audits(self._linkage))

    def _show(self, seen: Seen) -> None:
        self._say_count(seen.waiting.count)
        _let_see(self._ways, seen)
        self._list.show_waiting(seen.waiting, seen.me, seen.one)
        self._one = seen.one
        if not _is_open(self.pane, seen):
            self._put(self._pane_of(seen))

    def _pane_of(self, seen: Seen) -> QWidget:
        if seen.opened is not None:
            deciding = DecidingPane(self._tools, seen.opened)
            deciding.decided.connect(self._decide)
            deciding.later.connect(self._later)
            return deciding
        now = self._tools.desk.now()
        if isinstance(seen.one, Joint):
            looking = LookingPane(self.look, seen.one, seen.me, now)
            looking.looked.connect(self._looked)
            looking.file_wanted.connect(self.file_wanted)
            return looking
        if isinstance(seen.one, Kept):
            kept = KeptPane(self.look, seen.one, now)
            kept.kept_wanted.connect(self._keep)
            kept.removal_wanted.connect(self._remove)
            kept.file_wanted.connect(self.file_wanted)
            return kept
        return _nothing(self.look)

    def _put(self, pane: QWidget) -> None:
        old = self._stack.currentWidget()
        held = old is not None and old.isAncestorOf(self.window().focusWidget())
        self._stack.addWidget(pane)
        self._stack.setCurrentWidget(pane)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        self.setFocusProxy(pane)
        if held:
            pane.setFocus()

    # Deciding

    @Slot(object)
    def _decide(self, decision: Decision) -> None:
        service = self._conflicts

        def job(_: Progress) -> None:
            if decision.both:
                service.keep_both(decision.opened, decision.reason)
            else:
                service.decide(decision.opened, decision.value, decision.reason)

        self._save(job, tr("Decided. The other version stays in the history."))

    @Slot(object)
    def _looked(self, joint: Joint) -> None:
        service = self._conflicts
        self._save(lambda _: service.look(joint), tr("Noted that it was read together."))

    @Slot(object)
    def _keep(self, kept: Kept) -> None:
        service = self._conflicts
        self._save(lambda _: service.settle_kept(kept, "", remove=False), tr("Kept."))

    @Slot(object)
    def _remove(self, kept: Kept) -> None:
        service = self._conflicts
        self._save(lambda _: service.settle_kept(kept, "", remove=True), tr("Removed."))

    def _save(self, job: Callable[[Progress], None], words: str) -> None:
        def then(_: None) -> None:
            self._done.tell(words, undoable=self._tools.desk.may_undo())
            self.reload()

        self.work(tr("Saving"), job, then, self._failed)

    def _failed(self, error: Exception) -> None:
        pane = self.pane
        if isinstance(error, Invalid) and isinstance(pane, DecidingPane):
            pane.refuse(next(iter(error.problems.values()), ""))
            return
        errors.show(error, self.window())
        if isinstance(error, NotFound):
            self.reload()

    @Slot()
    def _later(self) -> None:
        """Leave it as it is and stand in the list."""
        line = next((one for one in self._list.lines if same(one.one, self._one)), None)
        if line is not None:
            line.setFocus()

    @Slot()
    def undo(self) -> None:
        """Take the last act back."""
        desk = self._tools.desk

        def then(_: None) -> None:
            self._done.tell(tr("Undone."), undoable=False)
            self.reload()

        self.work(tr("Taking it back"), lambda _: desk.undo(), then, self._failed)


def _is_open(pane: QWidget | None, seen: Seen) -> bool:
    """Whether a pane in sight shows just this already, so that what is typed in it stays."""
    if isinstance(pane, DecidingPane) and seen.opened is not None:
        heads = pane.opened.loaded.heads == seen.opened.loaded.heads
        return same(pane.opened.conflict, seen.one) and heads
    return False


def _audits(linkage: Linkage | None) -> bool:
    """Whether the person at this desk audits."""
    return linkage is not None and auditing.audits(linkage.reconciling)


def _let_see(ways: QButtonGroup, seen: Seen) -> None:
    """Show the way to the audits to those who audit alone."""
    if (way := ways.button(AUDITS)) is not None:
        way.setVisible(seen.audits)


def _tied(page: SyncPage, made: SyncSection) -> None:
    """Let a section hear of rounds, and of a first sync."""
    page.round_over.connect(made.round_over)
    if isinstance(made, StateSection):
        page.arriving.connect(made.arriving)


def place_of(section: str) -> int:
    """The place of a section at the side, by its id."""
    return next(at for at, each in enumerate(SECTIONS, 1) if each.id == section)


def _icon(number: int) -> str:
    return "conflict" if number == DECIDING else SECTIONS[number - 1].icon


def _nothing(look: Look) -> QWidget:
    what = EmptyState(look, "done", tr(
        "There is nothing to decide. When two people change the same thing without having seen "
        "each other's version, both are kept and wait here, side by side, with who wrote them and "
        "when. Whoever knows decides; everything else joins by itself."
    ))  # fmt: skip
    return panel(column(what, None, edge=(32, 24, 32, 24)))
