"""Encrypted copies on this laptop, and the check of the database they are copies of."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.protection import Guarded
from pscp_desktop.store.backup import LocalCopy
from pscp_desktop.ui.days import short_moment
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import (
    EmptyState,
    Entry,
    SectionHeader,
    button,
    column,
    emptied,
    mark,
    panel,
    row,
    say,
    text,
)
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.laptop import size_said
from pscp_desktop.ui.tasks import Progress

T = TypeVar("T")


class CopyLine(QWidget):
    """One copy, and the way back to it."""

    def __init__(self, look: Look, copy: LocalCopy, taken: str, chosen: SignalInstance) -> None:
        super().__init__()
        self._copy, self._chosen = copy, chosen
        back = button(tr("Go back to it"), "link")
        back.setAccessibleName(tr("Go back to the copy of {when}").format(when=taken))
        back.clicked.connect(self._choose)
        line = Entry(mark(look, "backup"), taken, size_said(copy.size), still=True)
        self.setLayout(row(line, back, wide=0))

    @Slot()
    def _choose(self) -> None:
        self._chosen.emit(self._copy)


class Copies(QWidget):
    """What copies there are, newest first; making one and checking the database, one press each."""

    changed = Signal()
    chosen = Signal(object)
    """The copy somebody wants to go back to."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._look = kit, kit.tools.look
        self._tasks = kit.tools.tasks
        self._list = column(gap="none")
        self._said = text("", "caption", wrap=True)
        self.make = button(tr("Make a copy now"), "", "backup", self._look)
        self.check = button(tr("Check the database now"), "", "shield", self._look)
        self.make.clicked.connect(self.make_copy)
        self.check.clicked.connect(self.check_database)
        why = text(
            tr(
                "A copy helps against a damaged file, not against a lost laptop: it lies on the same "
                "disk, encrypted, and the three newest are kept. Going back to one closes the desk; what "
                "you have now is kept aside, not erased."
            ),
            "muted",
            wrap=True,
        )
        acts = row(self.make, self.check, None)
        self.setLayout(
            column(
                SectionHeader(tr("Copies on this laptop")), why, panel(self._list), acts, self._said
            )
        )

    def show_state(self, guarded: Guarded) -> None:
        """Say which copies there are and when the database was last checked."""
        emptied(self._list)
        for copy in guarded.copies:
            self._list.addWidget(self._line(copy))
        if not guarded.copies:
            said = tr("No copy yet. The first takes a few seconds.")
            self._list.addWidget(EmptyState(self._look, "backup", said))
        if not self._said.text():
            self._say_checked(guarded.checked_at)

    def _line(self, copy: LocalCopy) -> QWidget:
        taken = short_moment(datetime.fromtimestamp(copy.taken, UTC), self._now)
        return CopyLine(self._look, copy, taken, self.chosen)

    def _say_checked(self, at: datetime | None) -> None:
        if at is None:
            return
        words = tr("The database was last checked {when}.").format(when=short_moment(at, self._now))
        say(self._said, words)

    @property
    def _now(self) -> datetime:
        return self._kit.tools.desk.now()

    @Slot()
    def make_copy(self) -> None:
        """Copy the database, in the background."""
        protection = self._kit.protection

        def job(_: Progress) -> LocalCopy:
            return protection.take_copy()

        self._busy(tr("Copying…"))
        self._run(tr("Copying the database"), job, self._copied)

    @Slot()
    def check_database(self) -> None:
        """Check every page of the database, in the background."""
        protection = self._kit.protection

        def job(_: Progress) -> tuple[str, ...]:
            return protection.check()

        self._busy(tr("Checking every page…"))
        self._run(tr("Checking the database"), job, self._checked)

    def _run(self, title: str, job: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        self._tasks.run(title, job, then, owner=self, failed=self._failed)

    def _copied(self, copy: LocalCopy) -> None:
        self._rest(tr("Copied and checked: {size}.").format(size=size_said(copy.size)))

    def _checked(self, problems: tuple[str, ...]) -> None:
        good = tr("Every page of the database is in order.")
        bad = tr(
            "Part of the database is damaged. Go back to the newest copy above, or call your "
            "administrator before you write anything more."
        )
        self._rest(bad if problems else good)

    def _failed(self, error: Exception) -> None:
        self._rest("")
        show(error, self.window())

    def _busy(self, words: str) -> None:
        for pressed in (self.make, self.check):
            pressed.setEnabled(False)
        say(self._said, words)

    def _rest(self, words: str) -> None:
        for pressed in (self.make, self.check):
            pressed.setEnabled(True)
        say(self._said, words)
        self.changed.emit()
