"""Sync: what two people wrote at the same time, to be decided here and now, without a network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.conflicts.found import Conflict, Joint, Kept, Opened, Waiting
from pscp_desktop.services.conflicts.service import Conflicts
from pscp_desktop.store.store import Committed
from pscp_desktop.ui import errors
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.conflicts.deciding import DecidingPane, Decision
from pscp_desktop.ui.conflicts.done_line import DoneLine
from pscp_desktop.ui.conflicts.looking import KeptPane, LookingPane
from pscp_desktop.ui.conflicts.waiting_list import One, WaitingList, same
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import as_role
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import EmptyState, Line, column, panel, row, scrolled
from pscp_desktop.ui.tasks import Progress

ASIDE: Final = 320


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows, read in one go off the main thread."""

    waiting: Waiting
    me: str
    one: One | None
    opened: Opened | None


class SyncPage(Page):
    """A list of what waits, and beside it the one that is open. Being late must be seen from anywhere."""

    name = N_("Sync")
    file_wanted = Signal(object)
    recounted = Signal()

    def __init__(self, *, tools: FormTools, conflicts: Conflicts) -> None:
        super().__init__(look=tools.look, tasks=tools.tasks, changes=tools.changes)
        self._tools, self._conflicts = tools, conflicts
        self._count = 0
        self._one: One | None = None
        self._list = WaitingList(self.look)
        self._list.chosen.connect(self.choose)
        self._stack = QStackedWidget()
        self._done = DoneLine(self.look)
        self._done.undone.connect(self.undo)
        beside = panel(column(self._done, self._stack, gap="none", wide=1))
        self.setLayout(row(self._aside(), beside, gap="none", wide=1))
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

    def reload(self) -> None:
        self.work(tr("Reading what is to be decided"), self._read, self._show)

    @Slot(object)
    def choose(self, one: One) -> None:
        """Open one thing to decide."""
        self._one = one
        self._done.tell("", undoable=False)
        self.reload()

    @Slot(object)
    def _heard(self, committed: object) -> None:
        super()._heard(committed)
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
        whole = panel(column(Line(tr(self.name), "title"), 6, self._list, gap="s",
                             edge=(20, 22, 16, 16), wide=2))  # fmt: skip
        aside = panel(column(scrolled(whole, "plain"), gap="none"))
        as_role(aside, "aside")
        aside.setFixedWidth(ASIDE)
        return aside

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
        return Seen(waiting, me, one, opened)

    def _show(self, seen: Seen) -> None:
        self._say_count(seen.waiting.count)
        self._list.show_waiting(seen.waiting, seen.me, seen.one)
        self._one = seen.one
        if not self._is_open(seen):
            self._put(self._pane_of(seen))

    def _is_open(self, seen: Seen) -> bool:
        """Whether the pane in sight shows just this already, so that what is typed in it stays."""
        pane = self.pane
        if isinstance(pane, DecidingPane) and seen.opened is not None:
            return (
                same(pane.opened.conflict, seen.one)
                and pane.opened.loaded.heads == seen.opened.loaded.heads
            )
        return False

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
        return self._nothing()

    def _nothing(self) -> QWidget:
        what = EmptyState(self.look, "done", tr(
            "There is nothing to decide. When two people change the same thing without having seen "
            "each other's version, both are kept and wait here, side by side, with who wrote them and "
            "when. Whoever knows decides; everything else joins by itself."
        ))  # fmt: skip
        return panel(column(what, None, edge=(32, 24, 32, 24)))

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
