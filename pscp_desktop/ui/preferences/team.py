"""Who works together: the teams of this worker, with what each colleague is by profession."""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.access import Role
from pscp_desktop.domain.workers import Worker
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.desk import Loaded
from pscp_desktop.services.profile import Team
from pscp_desktop.services.undecided import Undecided
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.marks import SHAPE, lead, marked
from pscp_desktop.ui.parts import (
    EmptyState,
    Entry,
    Part,
    SectionHeader,
    StatusPill,
    button,
    column,
    emptied,
    face,
    panel,
    row,
)
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.person import SavedForm
from pscp_desktop.ui.preferences.section import Section
from pscp_desktop.ui.tasks import Progress

ROLE_FIELDS: Final = ("name", "roles", "left_on")


@dataclass(frozen=True, slots=True)
class _Read:
    """What the section shows, read in one go."""

    teams: tuple[Team, ...]
    me: Loaded[Worker]
    may: bool
    undecided: Undecided


class _Colleague(Entry):
    """A line of the list that knows whom it names."""

    chosen_one = Signal(object)

    def __init__(
        self,
        sign: QWidget,
        worker: Worker,
        trail: list[StatusPill],
        *,
        undecided: bool,
        still: bool,
    ) -> None:
        roles = ", ".join(tr(role.label) for role in Role if role in worker.held_roles)
        said = marked(roles, undecided=undecided)
        super().__init__(sign, worker.name, said, *trail, still=still)
        self._worker = worker
        self.opened.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        self.chosen_one.emit(self._worker)


class TeamSection(Section):
    """The list; whoever leads opens a colleague to change what they are."""

    id = "team"
    name = N_("Team")
    lead = N_(
        "Colleagues of your teams. Their files are yours to open, unless one is closed to you."
    )
    icon = "network"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._room = column(gap="l")
        self.body.addWidget(panel(self._room))
        self.form: SavedForm | None = None

    @Slot()
    def reload(self) -> None:
        profile = self.kit.profile

        def job(_: Progress) -> _Read:
            return _Read(profile.teams(), profile.worker(), profile.may_lead(), profile.undecided())

        self.tasks.run(tr("Reading"), job, self._show, owner=self)

    def _show(self, found: _Read) -> None:
        if self.form is not None and self.form.form.dirty:
            return
        emptied(self._room)
        self.form = None
        for team in found.teams:
            self._room.addWidget(self._team(team, found))
        if not found.teams:
            said = tr("You belong to no team yet. Whoever coordinates puts you into one.")
            self._room.addWidget(EmptyState(self.look, "network", said))
        self._room.addWidget(
            EmptyState(
                self.look,
                "info",
                tr(
                    "A colleague appears here once their laptop has joined the team through the "
                    "hub. Nobody can be added by hand: a person is only believed by the key of "
                    "their own laptop."
                ),
            )
        )

    def _team(self, team: Team, found: _Read) -> QWidget:
        name = marked(team.name, undecided=not found.undecided.records.keys().isdisjoint(team.told))
        lines: list[Part] = [SectionHeader(name, len(team.members))]
        for worker in team.members:
            trail = []
            if worker.id == found.me.id:
                trail = [StatusPill(self.look, tr("You"), "accent", "user")]
            elif worker.left_on is not None:
                trail = [StatusPill(self.look, tr("Left"), "plain", "person_out")]
            undecided = worker.id in found.undecided
            sign = lead(self.look, *SHAPE, 32) if undecided else face(worker.name)
            line = _Colleague(sign, worker, trail, undecided=undecided, still=not found.may)
            line.chosen_one.connect(self._open)
            lines.append(line)
        return panel(column(*lines, gap="none"))

    @Slot(object)
    def _open(self, worker: Worker) -> None:
        desk = self.kit.tools.desk

        def job(_: Progress) -> Loaded[Worker]:
            with desk.reading() as session:
                return desk.load(session, Worker, worker.id)

        self.tasks.run(tr("Reading"), job, self._edit, owner=self)

    def _edit(self, loaded: Loaded[Worker]) -> None:
        emptied(self._room)
        form = RecordForm(self.kit.tools, Worker, ROLE_FIELDS, loaded=loaded)
        self.form = SavedForm(self.kit, form, self._keep)
        self.form.saved.connect(self._saved)
        back = button(tr("Back to the team"), "link", "back", self.look)
        back.clicked.connect(self._leave)
        for part in (row(back, None), SectionHeader(loaded.record.name)):
            if isinstance(part, QWidget):
                self._room.addWidget(part)
            else:
                self._room.addLayout(part)
        self._room.addWidget(self.form)
        form.field("roles").editor.setFocus()

    def _keep(self, shown: Loaded[Any], changes: dict[str, Any]) -> None:
        self.kit.profile.save_worker(shown, changes)

    @Slot()
    def _saved(self) -> None:
        self.form = None
        self.reload()

    @Slot()
    def _leave(self) -> None:
        if self.form is not None:
            self.form.form.discard()
        self.form = None
        self.reload()
