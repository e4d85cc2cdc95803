"""Which places the desk has, in the order of the rail, and the ways that lead from one to another."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.app.compose import Services
from pscp_desktop.app.found_lines import line_of
from pscp_desktop.app.vaults import key_store
from pscp_desktop.domain.dossiers import Service
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.attaching import Attaching
from pscp_desktop.services.conflicts.found import Conflict
from pscp_desktop.services.finding import Found as FoundFile
from pscp_desktop.services.protection import Protection
from pscp_desktop.services.reconciling.identity import Hub
from pscp_desktop.services.reconciling.on_demand import OnDemand
from pscp_desktop.services.visits import Visits
from pscp_desktop.store.drafts import Draft
from pscp_desktop.ui.changes import Changes
from pscp_desktop.ui.commands import Command
from pscp_desktop.ui.forms.drafting import FormTools
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.view import MapView
from pscp_desktop.ui.mediation.file_shown import FileShown
from pscp_desktop.ui.pages.mediation import MediationPage
from pscp_desktop.ui.pages.preferences import PreferencesPage
from pscp_desktop.ui.pages.risk import RiskPage
from pscp_desktop.ui.pages.sync import DECIDING, SyncPage, place_of
from pscp_desktop.ui.pages.today import TodayPage
from pscp_desktop.ui.pages.visits import VisitsPage
from pscp_desktop.ui.palette import Answer
from pscp_desktop.ui.preferences.kit import Kit, Laptop
from pscp_desktop.ui.rail import Place
from pscp_desktop.ui.reconciling.section import Linkage
from pscp_desktop.ui.risk.dues import RiskDues
from pscp_desktop.ui.risk.shown import RiskBench
from pscp_desktop.ui.snippets import SnippetKey
from pscp_desktop.ui.tasks import Progress, Tasks
from sync.protocol import Peer

HELP: Final = {
    "request": N_("Help: taking a request"),
    "screening": N_("Help: screening and the hard stop"),
    "risk_map": N_("Help: the risk map"),
    "documents": N_("Help: documents and signing"),
    "follow_up": N_("Help: follow-up"),
    "joining": N_("Help: joining a team, and two desks"),
    "unlock": N_("Help: opening the desk"),
    "security": N_("Help: what is promised and what cannot be"),
    "administrators": N_("Help: for administrators"),
}
"""Pages of the help beyond those of the places, which F1 shows."""
NEW_REQUEST: Final = "request"
BASEMAPS: Final = "basemaps"
"""The folder beside the vaults in which basemaps lie: they are nobody's secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the places ask of the window they stand in."""

    go: Callable[[str], None]
    hand_over: Callable[[QWidget], None]
    help: Callable[[str], None]
    """Show a page of the help."""
    recount: Callable[[], None]
    """The numbers in the rail may have changed."""
    reach: Callable[[Hub], AbstractContextManager[Peer]]
    """A hub, to exchange with."""
    round_now: Callable[[], None]
    """A round is wanted now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What every page is made with."""

    services: Services
    look: Look
    tasks: Tasks
    changes: Changes
    laptop: Laptop
    around: Around


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A form to be shown as soon as its file is in sight."""

    dossier: UUID
    form: str
    about: UUID | None


class Rooms(QObject):
    """The places, made once per window; alive as long as they are."""

    def __init__(self, means: Means) -> None:
        super().__init__()
        self._means = means
        self._waiting: _Waiting | None = None
        services = means.services
        self._tools = FormTools(means.look, services.desk, means.tasks, means.changes)
        self._mediation = self._made_mediation()
        self._visits = VisitsPage(
            tools=self._tools, visits=Visits(services.desk), mediation=services.mediation,
            profile=services.profile,
        )  # fmt: skip
        self._visits.recounted.connect(self._recount)
        self._visits.wanted.connect(self._come_to_visits)
        linkage = Linkage(
            tools=self._tools, reconciling=services.reconciling, blobs=services.blobs,
            reach=means.around.reach, round_now=means.around.round_now,
        )  # fmt: skip
        self._sync = SyncPage(tools=self._tools, conflicts=services.conflicts, linkage=linkage)
        self._sync.recounted.connect(self._recount)
        self._sync.file_wanted.connect(self.open_file)
        self._risk = RiskPage(
            bench=RiskBench(self._tools, services.mediation, services.risk), canvas=self._made_map()
        )
        self._risk.wanted.connect(self._come_to_risk)
        self._risk.view.decision_wanted.connect(self._come_to_decide)
        self._preferences = PreferencesPage(kit=self._kit())
        self._snippets = SnippetKey(self._means.services.desk)
        self._preferences.wanted.connect(self._come_to_preferences)
        self._today = self._made_today()
        self._settle()

    @property
    def places(self) -> Sequence[Place]:
        """The places there are. One that does not exist is not listed."""
        return (
            self._place("today", "today", self._today),
            self._place("mediation", "mediation", self._mediation),
            Place(
                id="visits",
                label=VisitsPage.name,
                icon="visit",
                page=self._visits,
                waiting=self._visits.overdue,
                commands=self._visits.commands,
                keep=self._visits.rest,
            ),
            self._place("risk", "map", self._risk),
            Place(
                id="sync",
                label=SyncPage.name,
                icon="sync",
                page=self._sync,
                waiting=self._sync.waiting,
                commands=self._sync.commands,
            ),
            self._place("preferences", "settings", self._preferences),
        )

    @property
    def commands(self) -> Sequence[Command]:
        """What can be asked for in any place, from anywhere; keys are those of the place alone."""
        acts = [replace(each, keys="") for place in self.places for each in place.commands()]
        pages = [
            Command(
                id=f"help.{page}", label=label, icon="help", run=_Page(self, self._means, page).show
            )
            for page, label in HELP.items()
        ]
        return [*acts, *pages, self._snippets.command]

    def search(self, typed: str, answer: Answer) -> None:
        """Find files by words of what is in them, with the rights of whoever asks."""
        finding = self._means.services.finding

        def job(_: Progress) -> tuple[FoundFile, ...]:
            return finding.files(typed)

        def then(found: tuple[FoundFile, ...]) -> None:
            answer([line_of(each, self.open_file) for each in found])

        self._means.tasks.run(tr("Searching"), job, then, owner=self)

    def _settle(self) -> None:
        """Let the files change hands whose day has come, after the first page was read."""
        transfers = self._means.services.mediation.transfers

        def job(_: Progress) -> int:
            return transfers.settle()

        self._means.tasks.run("", job, _nothing, owner=self)

    @Slot(object)
    def open_file(self, dossier: UUID) -> None:
        """Show a file in its place."""
        if self._means.services.finding.service_of(dossier) == Service.RISK:
            self._means.around.go("risk")
            self._risk.open_file(dossier)
        else:
            self._means.around.go("mediation")
            self._mediation.open_file(dossier)

    def _made_mediation(self) -> MediationPage:
        services = self._means.services
        page = MediationPage(
            tools=self._tools,
            mediation=services.mediation,
            profile=services.profile,
            hand_over=self._means.around.hand_over,
            attaching=_attaching(self._means),
        )
        page.wanted.connect(self._come_to_mediation)
        page.profile_wanted.connect(self._come_to_profile)
        page.opened.connect(self._in_sight)
        page.view.decision_wanted.connect(self._come_to_decide)
        return page

    def _made_today(self) -> TodayPage:
        services = self._means.services
        page = TodayPage(
            look=self._means.look, tasks=self._means.tasks, changes=self._means.changes,
            mediation=services.mediation, day=services.day,
            conflicts=services.conflicts,
            visits=Visits(services.desk),
            new_request=self._mediation.new_request,
            more=RiskDues(services.risk).of,
            lease=services.reconciling.lease.now,
            laptops=lambda: services.reconciling.contact.pending,
        )  # fmt: skip
        page.sync_wanted.connect(self._come_to_sync)
        page.file_wanted.connect(self.open_file)
        page.draft_wanted.connect(self._go_on_with)
        page.dispute_wanted.connect(self._decide)
        page.visits_wanted.connect(self._come_to_visits)
        page.list_wanted.connect(self._come_to_mediation)
        return page

    def _made_map(self) -> MapView:
        means, folder = self._means, self._means.laptop.folder / BASEMAPS
        desk, risk = means.services.desk, means.services.risk
        view = MapView(means.look, means.tasks, desk.today, risk.map, basemaps=folder)
        view.help_wanted.connect(_Page(self, self._means, "risk_map").show)
        return view

    def _kit(self) -> Kit:
        services = self._means.services
        return Kit(
            tools=self._tools,
            profile=services.profile,
            protection=Protection(services.vault, services.desk, key_store),
            laptop=self._means.laptop,
        )

    def _place(
        self, name: str, icon: str, page: TodayPage | MediationPage | PreferencesPage | RiskPage
    ) -> Place:
        return Place(
            id=name,
            label=page.name,
            icon=icon,
            page=page,
            commands=page.commands,
            keep=self._tools.flush_drafts,
        )

    @Slot()
    def _recount(self) -> None:
        self._means.around.recount()

    @Slot()
    def _come_to_mediation(self) -> None:
        self._means.around.go("mediation")

    @Slot()
    def _come_to_risk(self) -> None:
        self._means.around.go("risk")

    @Slot()
    def _come_to_visits(self) -> None:
        self._means.around.go("visits")

    @Slot(str)
    def _come_to_sync(self, section: str) -> None:
        self._means.around.go("sync")
        self._sync.go(place_of(section))

    @Slot()
    def _come_to_preferences(self) -> None:
        self._means.around.go("preferences")

    @Slot(str)
    def _come_to_profile(self, section: str) -> None:
        """What a document says of the service or of the mediator is written there."""
        self._means.around.go("preferences")
        self._preferences.show_part(section)

    @Slot(str)
    def _come_to_section(self, section: str) -> None:
        self._means.around.go("preferences")
        self._preferences.show_part(section)

    @Slot(object)
    def _go_on_with(self, draft: Draft) -> None:
        """Open the form a draft belongs to; the form types the draft again by itself."""
        place, _, form = draft.form.rpartition(".")
        if place in {"visits", "preferences"}:
            self._means.around.go(place)
            page = self._visits if place == "visits" else self._preferences
            page.show_part(form)
        elif place == "risk":
            self._means.around.go(place)
            self._risk.go_on(form, draft.dossier, draft.record)
        elif form == NEW_REQUEST or draft.dossier == NAMELESS:
            self._mediation.new_request()
        else:
            about = None if draft.record == NAMELESS else draft.record
            self._open_at(draft.dossier, form, about)

    @Slot()
    def _come_to_decide(self) -> None:
        self._means.around.go("sync")
        self._sync.go(DECIDING)

    @Slot(object)
    def _decide(self, conflict: Conflict) -> None:
        self._means.around.go("sync")
        self._sync.choose(conflict)

    def _open_at(self, dossier: UUID, form: str, about: UUID | None) -> None:
        self._waiting = _Waiting(dossier, form, about) if form else None
        self.open_file(dossier)

    @Slot(object)
    def _in_sight(self, shown: FileShown) -> None:
        if self._waiting is not None and self._waiting.dossier == shown.id:
            # The page is still arriving: whatever stood before the file is being put away.
            QTimer.singleShot(0, self, self._show_waiting)

    @Slot()
    def _show_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._mediation.show_form(waiting.form, waiting.about)


def _attaching(means: Means) -> Attaching:
    """Attachments as one window shows them: what is not here is brought on demand."""
    services = means.services
    elsewhere = OnDemand(services.blobs, means.around.reach)
    return Attaching(services.desk, services.vault.folder, elsewhere)


def _nothing(_: object) -> None:
    """What changed is told to every page by the store itself."""


class _Page(QObject):
    """A page of the help, as something that can be connected and dies with its rooms."""

    def __init__(self, rooms: Rooms, means: Means, page: str) -> None:
        super().__init__(rooms)
        self._means, self._page = means, page

    @Slot()
    def show(self) -> None:
        """Show it."""
        self._means.around.help(self._page)
