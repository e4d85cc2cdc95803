"""The lines of laptops: one is opened to see what was on it, and put out from there or from its line."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling.told import Laptop, Stage
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import (
    EmptyState,
    Entry,
    Part,
    SectionHeader,
    StatusPill,
    button,
    mark,
    row,
)
from pscp_desktop.ui.reconciling import laptop_words as words


class LaptopLine(QWidget):
    """One laptop: whose, when last met and how, what it told, its lease or its end, and the way out."""

    opened = Signal(object)
    leaving = Signal(object)

    def __init__(self, look: Look, one: Laptop, now: datetime, today: date, *, leads: bool) -> None:
        super().__init__()
        self.laptop = one
        detail = (
            " · ".join((words.met(one, today), words.told(one)))
            if not one.removed
            else words.ending(one, today)
        )
        # Beside its words a line shows at most one state.
        trail: list[Part] = []
        if one.removed:
            said, tone, icon = words.PILLS[one.stage]
            trail.append(StatusPill(look, tr(said), tone, icon))
        elif one.left:
            trail.append(StatusPill(look, tr("Its person has left"), "warn", "person_out"))
        elif (lease := words.lease(one, now)) is not None:
            trail.append(StatusPill(look, *lease))
        entry = Entry(mark(look, "laptop", "muted"), words.whose(one), detail, *trail, wrap=True)
        entry.opened.connect(self._open)
        self.entry = entry
        parts: list[Part] = [entry]
        if leads and not one.mine and one.stage in {Stage.IN_USE, Stage.OUT}:
            self.act = button(tr("Put out"), "link")
            self.act.setAccessibleName(tr("Put out {name}'s laptop").format(name=words.whose(one)))
            self.act.clicked.connect(self._leave)
            parts.append(self.act)
        self.setLayout(row(*parts, wide=0))

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self.laptop)

    @Slot()
    def _leave(self) -> None:
        self.leaving.emit(self.laptop)


def waiting(
    look: Look, known: Sequence[Laptop], today: date, opened: Callable[[Laptop], None]
) -> list[QWidget]:
    """What waits for somebody who coordinates; who asks to be let in stands right below."""
    lines = [PendingLine(look, one, today) for one in known if one.pending]
    for line in lines:
        line.opened.connect(opened)
    header = SectionHeader(tr("Waiting for you"), len(lines))
    if lines:
        return [header, *lines]
    return [header, EmptyState(look, "done", tr(
        "Nothing waits: every laptop that was put out has said that its vault is destroyed, and no "
        "laptop of somebody who left is still let in."
    ))]  # fmt: skip


class PendingLine(QWidget):
    """What somebody has to do about a laptop: see to an end that is not confirmed, or put it out."""

    opened = Signal(object)

    def __init__(self, look: Look, one: Laptop, today: date) -> None:
        super().__init__()
        self.laptop = one
        entry = Entry(mark(look, "warn", "warn"), *words.waits(one, today), wrap=True)
        entry.opened.connect(self._open)
        self.entry = entry
        self.setLayout(row(entry, wide=0))

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self.laptop)
