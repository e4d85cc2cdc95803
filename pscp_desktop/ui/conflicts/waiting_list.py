"""The list of what waits for a decision or a look: one line each, walked with the arrows."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.conflicts.found import Conflict, Joint, Kept, Waiting
from pscp_desktop.ui.conflicts.telling import label_of, people
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import Entry, SectionHeader, column, emptied, mark, row, text

One = Conflict | Joint | Kept
STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
INSET: Final = 10


def same(one: One | None, other: One | None) -> bool:
    """Whether two findings are of the same thing, read at two times."""
    if one is None or other is None or type(one) is not type(other):
        return False
    if isinstance(one, Conflict) and isinstance(other, Conflict) and one.field != other.field:
        return False
    return one.place.record == other.place.record


class WaitingLine(Entry):
    """One thing to decide or to look at."""

    followed = Signal(object)
    stepped = Signal(int)

    def __init__(self, look: Look, one: One, me: str, *, chosen: bool) -> None:
        decides = not isinstance(one, Joint)
        lead = mark(look, "conflict" if decides else "show", "warn" if decides else "muted", 18)
        super().__init__(lead, label_of(one), _detail(one, me), chosen=chosen)
        self.one = one
        self.opened.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        self.followed.emit(self.one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = STEPS.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)


class WaitingList(QWidget):
    """Conflicts first, then what is only to be looked at."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.lines: list[WaitingLine] = []
        self._body = column(gap="none")
        self.setLayout(self._body)

    def show_waiting(self, waiting: Waiting, me: str, chosen: One | None) -> None:
        """Show all of it, with the one that is open marked."""
        held = next((line.one for line in self.lines if line.hasFocus()), None)
        emptied(self._body)
        self.lines = []
        deciding: list[One] = [*waiting.conflicts, *waiting.kept]
        for part in (
            *self._part(tr("To decide"), deciding, me, chosen),
            *self._part(tr("For a look"), waiting.joints, me, chosen),
        ):
            if isinstance(part, SectionHeader) and self._body.count():
                self._body.addSpacing(14)
            self._body.addWidget(part)
        if deciding or waiting.joints:
            said = text(tr("What does not clash joins by itself."), "caption", wrap=True)
            sign = column(2, mark(self._look, "done", "muted", 16), None, gap="none")
            self._body.addLayout(row(sign, said, edge=(INSET, 14, INSET, 0), wide=1))
        self._body.addStretch(1)
        for line in self.lines:
            if same(line.one, held):
                line.setFocus()

    def _part(
        self, title: str, ones: Sequence[One], me: str, chosen: One | None
    ) -> Sequence[QWidget]:
        if not ones:
            return ()
        made: list[QWidget] = [SectionHeader(title, len(ones), inset=INSET)]
        for one in ones:
            line = WaitingLine(self._look, one, me, chosen=same(one, chosen))
            line.followed.connect(self.chosen)
            line.stepped.connect(self._step)
            self.lines.append(line)
            made.append(line)
        return made

    @Slot(int)
    def _step(self, by: int) -> None:
        at = next((at for at, line in enumerate(self.lines) if line.hasFocus()), 0) + by
        if 0 <= at < len(self.lines):
            self.lines[at].setFocus()


def _detail(one: One, me: str) -> str:
    writers = (one.removed_by, one.edited_by) if isinstance(one, Kept) else one.writers
    number = one.place.number or one.place.title
    return " · ".join(filter(None, (number, people(writers, me))))
