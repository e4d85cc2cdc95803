"""The head of a file: what it is about, where it stands, and the one thing to do next."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.mediation import Outcome, Phase, State, phase_of
from pscp_desktop.i18n import tr
from pscp_desktop.ui.days import opened_day
from pscp_desktop.ui.layouts import emptied
from pscp_desktop.ui.look import Look, as_role
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.mediation.matters import matter_said
from pscp_desktop.ui.mediation.next_step import Step
from pscp_desktop.ui.mediation.phrases import pill_of_state
from pscp_desktop.ui.parts import StatusPill, Steps, button, column, heading, icon_button, row, text


class FileHead(QFrame):
    """Title, state, steps, the filled button, and the rest behind three dots."""

    stepped = Signal(object)
    wanted_more = Signal(QPoint)
    back_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        as_role(self, "head")
        self._look = look
        self._step: Step | None = None
        self._steps: Steps | None = None
        self._brief: QLabel | None = None
        self._narrow = False
        self._back: QPushButton | None = None
        self.next: QPushButton | None = None
        self.more: QPushButton | None = None
        self._body = column(gap="none", edge=(28, 18, 24, 12))
        self.setLayout(self._body)

    def show_file(self, shown: FileShown, step: Step | None) -> None:
        """Say where a file stands now."""
        focused = self.next is not None and self.next.hasFocus()
        emptied(self._body)
        self._step = step
        self.more = icon_button(self._look, "more", tr("More acts"))
        self.more.clicked.connect(self._more)
        acts = [self.more]
        self.next = None
        if step is not None:
            self.next = button(tr(step.label), "primary", step.icon, self._look)
            self.next.setObjectName("next")
            self.next.clicked.connect(self._go)
            acts.append(self.next)
        named = heading(title_of(shown), context_of(shown), *acts, pill=self._pill(shown))
        self._body.addLayout(row(self._way_back(), named, gap="s", wide=1))
        self._body.addSpacing(12)
        self._show_steps(shown)
        if focused and self.next is not None:
            self.next.setFocus()

    def _show_steps(self, shown: FileShown) -> None:
        """Where it stands among its phases; in a few words where there is no room for all."""
        phase = list(Phase).index(phase_of(shown.state))
        names = [tr(each.label) for each in Phase]
        now = len(names) if shown.state == State.CLOSED else phase
        self._steps = Steps(self._look, names, now)
        # It gives way to a few words where the window is small, so it must not hold it open.
        self._steps.setMinimumWidth(1)
        here = names[min(now, len(names) - 1)]
        said = tr("Step {n} of {all}: {name}")
        words = said.format(n=min(now + 1, len(names)), all=len(names), name=here)
        self._brief = text(words, "now")
        self._body.addWidget(self._steps)
        self._body.addWidget(self._brief)
        self._fit()

    def _way_back(self) -> QPushButton:
        self._back = icon_button(self._look, "back", tr("Back to the list"))
        self._back.clicked.connect(self.back_wanted)
        self._back.setVisible(self._narrow)
        return self._back

    def offer_back(self, *, offered: bool) -> None:
        """Offer the way to the list, which is out of sight."""
        self._narrow = offered
        if self._back is not None:
            self._back.setVisible(offered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._steps is None or self._brief is None:
            return
        wide = self.width() >= self._steps.sizeHint().width() + 52
        if self._steps.isHidden() is wide:
            self._steps.setHidden(not wide)
        self._brief.setHidden(wide)

    def look_icon(self, name: str) -> QIcon:
        """An icon for the menu that hangs from the dots."""
        return self._look.icon(name)

    def _pill(self, shown: FileShown) -> StatusPill:
        stopped = shown.standing.stopped is not None
        tone, icon = pill_of_state(shown.state, stopped=stopped)
        words = tr(State.label_of(shown.state))
        if shown.state == State.CLOSED and shown.process.outcome:
            words = f"{words} · {tr(Outcome.label_of(shown.process.outcome))}"
        return StatusPill(self._look, words, tone, icon)

    @Slot()
    def _go(self) -> None:
        if self._step is not None:
            self.stepped.emit(self._step)

    @Slot()
    def _more(self) -> None:
        assert self.more is not None  # noqa: S101 (it was pressed)
        self.wanted_more.emit(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def title_of(shown: FileShown) -> str:
    """What a file is called: its title, else what it is about."""
    return shown.papers.dossier.title or matter_said(shown.process.dispute)


def context_of(shown: FileShown) -> str:
    """Number, neighbourhood, since when."""
    dossier = shown.papers.dossier
    since = ""
    if dossier.opened_on is not None:
        since = tr("opened on {day}").format(day=opened_day(dossier.opened_on, shown.today))
    district = tr(District.label_of(dossier.district)) if dossier.district else ""
    return " · ".join(filter(None, (dossier.number, district, since)))
