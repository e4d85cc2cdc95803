"""Visits: who is out and back when, setting out with what there is to know, and addresses to mind."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from pscp_desktop.domain.calendar import at
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.mediation.boards import Filters
from pscp_desktop.services.mediation.service import Mediation
from pscp_desktop.services.profile import Profile
from pscp_desktop.services.visits import Away, Visits, Warned
from pscp_desktop.store.store import Committed
from pscp_desktop.ui import ask
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.forms.choices import Answers
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.marks import files_undecided, marked
from pscp_desktop.ui.pages.page import Page
from pscp_desktop.ui.parts import (
    column,
    scrolled,
)
from pscp_desktop.ui.tasks import Progress
from pscp_desktop.ui.visits.overview import Overview, Seen
from pscp_desktop.ui.visits.returning import Returning
from pscp_desktop.ui.visits.sheet import Form, Grounds, LeaveForm, WarnForm

TICK_MILLISECONDS: Final = 30_000
LONGER_MINUTES: Final = 30
FORMS: Final[dict[str, type[Form]]] = {"leave": LeaveForm, "warn": WarnForm}
TABLES: Final = frozenset({"Visit", "AddressWarning", "Worker"})


class VisitsPage(Page):
    """Looks at the clock twice a minute, in sight or not: being late must be seen from anywhere."""

    name = N_("Visits")
    wanted = Signal()
    recounted = Signal()
    """The number of those who are late changed."""

    def __init__(
        self, *, tools: FormTools, visits: Visits, mediation: Mediation, profile: Profile
    ) -> None:
        super().__init__(look=tools.look, tasks=tools.tasks, changes=tools.changes)
        self._tools, self._visits = tools, visits
        self._mediation, self._profile = mediation, profile
        self._late = 0
        self._done = ""
        self.form: Form | None = None
        self._overview = Overview(tools.look)
        self._overview.leaving.connect(self.leave)
        self._overview.warned.connect(self.warn)
        self._overview.back.connect(self._ask_back)
        self._overview.longer.connect(self._longer)
        self._overview.lifted.connect(self._ask_lift)
        self._stack = QStackedWidget()
        self._stack.addWidget(scrolled(self._overview))
        self.setLayout(column(self._stack, gap="none"))
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MILLISECONDS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        QTimer.singleShot(0, self, self._tick)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(id="visits.leave", label=N_("Leave for a visit"), icon="visit",
                    run=self.leave, keys="Ctrl+Shift+V"),
            Command(id="visits.warn", label=N_("Warn about an address"), icon="warn",
                    run=self.warn),
        )  # fmt: skip

    def overdue(self) -> int:
        """How many should have been back by now."""
        return self._late

    def rest(self) -> None:
        """Look at the clock no more: the desk is closing."""
        self._clock.stop()

    def show_part(self, name: str) -> None:
        """Show one of the forms by its name."""
        if name in FORMS:
            self._prepare(FORMS[name])

    @Slot()
    def leave(self) -> None:
        """Set out."""
        self.wanted.emit()
        self._prepare(LeaveForm)

    @Slot()
    def warn(self) -> None:
        """Warn about an address."""
        self.wanted.emit()
        self._prepare(WarnForm)

    # What is shown

    def concerned(self, committed: Committed) -> bool:
        return any(kind.__name__ in TABLES for kind in committed.kinds)

    def reload(self) -> None:
        self.work(tr("Reading the visits"), self._read, self._show)

    @Slot()
    def _tick(self) -> None:
        self.reload()

    def _read(self, _: Progress) -> Seen:
        desk = self._tools.desk
        return Seen(
            desk.now(),
            self._visits.away(),
            self._visits.ended_since(at(desk.today(), 0, 0)),
            self._visits.warnings(),
        )

    def _show(self, seen: Seen) -> None:
        late = sum(away.overdue for away in seen.away)
        if late != self._late:
            self._late = late
            self.recounted.emit()
        if not self.isVisible():
            return
        self._overview.show_seen(seen, self._done)

    # Forms

    def _prepare(self, kind: type[Form]) -> None:
        def job(_: Progress) -> tuple[type[Form], UUID | None, Answers, Answers]:
            undecided = files_undecided(self._tools.desk)
            files = [
                (
                    line.dossier,
                    marked(
                        " · ".join(filter(None, (line.title, line.number))),
                        undecided=line.dossier in undecided,
                    ),
                )
                for line in self._mediation.boards.page(Filters())
                if line.may_open
            ]
            people = {one.id: one.name for team in self._profile.teams() for one in team.members}
            me = self._profile.worker().record
            people.setdefault(me.id, me.name)
            return kind, self._visits.team(), files, list(people.items())

        self.work(tr("Reading"), job, self._open_form)

    def _open_form(self, found: tuple[type[Form], UUID | None, Answers, Answers]) -> None:
        kind, team, files, workers = found
        self._leave_form()
        where = team or (files[0][0] if files else None)
        if not isinstance(where, UUID):
            say_no = tr("You belong to no team yet, so nobody would see where you are.")
            ask.Notice(self.window(), say_no, tr("Ask whoever coordinates.")).open()
            return
        self.form = kind(
            Grounds(
                tools=self._tools, visits=self._visits, team=where, files=files, workers=workers
            )
        )
        self.form.left.connect(self._leave_form)
        self.form.finished.connect(self._finished)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        self.form.begin()

    @Slot()
    def _leave_form(self) -> None:
        if self.form is not None:
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
        self._stack.setCurrentIndex(0)

    @Slot(str)
    def _finished(self, words: str) -> None:
        self._done = words
        self._leave_form()
        self.reload()

    # Coming back, staying longer, lifting

    @Slot(object)
    def _ask_back(self, away: Away) -> None:
        question = Returning(self.window(), self.look, away)
        question.ended.connect(self._end)
        question.open()

    @Slot(object, bool, str)
    def _end(self, away: Away, unsafe: bool, told: str) -> None:  # noqa: FBT001 (a signal's)
        visits = self._visits

        def job(_: Progress) -> None:
            visits.returned(visits.load(away.visit.id), unsafe=unsafe, told=told)

        self._done = ""
        self.work(tr("Saving"), job, self._changed)

    @Slot(object)
    def _longer(self, away: Away) -> None:
        visits = self._visits

        def job(_: Progress) -> None:
            visits.extend(visits.load(away.visit.id), LONGER_MINUTES)

        self.work(tr("Saving"), job, self._changed)

    @Slot(object)
    def _ask_lift(self, warned: Warned) -> None:
        self._lifting = warned
        question = ask.reason(
            self.window(),
            self.look,
            tr("Lift the warning about {place}?").format(place=warned.warning.place),
            warned.warning.warning,
            tr("Lift the warning"),
        )
        question.answered.connect(self._lift)

    @Slot(str)
    def _lift(self, reason: str) -> None:
        visits, warning = self._visits, self._lifting.warning.id

        def job(_: Progress) -> None:
            visits.lift(visits.warning(warning), reason)

        self.work(tr("Saving"), job, self._changed)

    def _changed(self, _: None) -> None:
        self.reload()
