"""The first sync in sight: which step it is at, how far, and that one can work meanwhile."""

from typing import Final

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from pscp_desktop.i18n import tr
from pscp_desktop.services.reconciling.arriving import Far, Step
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.parts import column, emptied, mark, panel, row, say, text
from pscp_desktop.ui.reconciling.telling import STEPS, arriving

NAME_WIDTH: Final = 260


class ArrivalPanel(QWidget):
    """Five steps, each with its count, and a bar for the one under way. Told in place: nothing jumps."""

    def __init__(self, look: Look, far: Far, *, missed: bool) -> None:
        super().__init__()
        self._look, self._step = look, far.step
        self._counts = {step: text("", "muted") for step in STEPS}
        self._marks = {step: row(gap="none") for step in STEPS}
        self._names: dict[Step, QLabel] = {step: text(tr(name)) for step, name in STEPS.items()}
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        why = tr(
            "The hub was not reached. It goes on where it was by itself once there is a network; "
            "nothing is received twice."
        )
        self.setLayout(column(
            text(tr("Receiving what the team has"), "strong"),
            text(tr("You can work already. What is not here yet is still coming, and is not missing."),
                 "muted", wrap=True),
            4, *(self._line(step) for step in STEPS), 4, self.bar,
            *([text(why, "body", wrap=True, tone="warn")] if missed else []), gap="xs",
        ))  # fmt: skip
        self.show_far(far)

    def show_far(self, far: Far) -> None:
        """Tell how far it is now; a new step is said aloud by a screen reader, and no more than that."""
        order = list(STEPS)
        for step, counted in self._counts.items():
            done, of = far.counts.get(step, (0, 0))
            over = order.index(step) < order.index(far.step) or (of and done == of)
            icon = "done" if over else "progress" if step is far.step else "todo"
            emptied(self._marks[step])
            tone = "accent" if over or step is far.step else "muted"
            self._marks[step].addWidget(mark(self._look, icon, tone, 16))
            say(counted, tr("{done} of {of}").format(done=done, of=of) if of else "")
        done, of = far.counts.get(far.step, (0, 0))
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.bar.setAccessibleName(arriving(far))
        if far.step is not self._step:
            self._step = far.step
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, arriving(far)))

    def _line(self, step: Step) -> QWidget:
        name = self._names[step]
        name.setMinimumWidth(NAME_WIDTH)
        return panel(row(panel(self._marks[step]), name, self._counts[step], None, gap="s"))
