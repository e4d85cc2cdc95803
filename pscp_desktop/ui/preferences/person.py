"""The pages of the worker and of the organisation, as every document must name them."""

from typing import Any, ClassVar, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from pscp_desktop.domain.access import Role
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.fields import fields_of
from pscp_desktop.domain.record import Record
from pscp_desktop.i18n import N_, tr
from pscp_desktop.services.desk import Loaded
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.forms.fieldset import Place
from pscp_desktop.ui.forms.form import RecordForm
from pscp_desktop.ui.parts import Banner, button, column, emptied, panel, row, say, text
from pscp_desktop.ui.preferences.kit import Kit
from pscp_desktop.ui.preferences.section import Section
from pscp_desktop.ui.tasks import Progress

WORKER_FIELDS: Final = (
    "name",
    ("qualification", "registry_number"),
    "training",
    "experience",
    ("insurer", "insured_until"),
    ("languages", "letters"),
)
ORGANISATION_FIELDS: Final = (
    "name",
    "institution",
    "address",
    ("telephone", "email"),
    "registry_number",
    "protection_officer",
)


class SavedForm(QWidget):
    """A form of one record that is saved by a service, with its draft and its one button."""

    saved = Signal()

    def __init__(self, kit: Kit, form: RecordForm, keep: Any) -> None:
        """`keep` is given what was shown and what was changed, off the main thread."""
        super().__init__()
        self._kit, self.form, self._keep = kit, form, keep
        self.act = button(tr("Save"), "primary")
        self.act.setObjectName("save")
        self.act.clicked.connect(self.save)
        self._discard = button(tr("Discard"), "quiet")
        self._discard.clicked.connect(form.discard)
        self._said = text("", "caption")
        form.edited.connect(self._weigh)
        form.submitted.connect(self.save)
        foot = row(self._said, None, self._discard, self.act, gap="m")
        self.setLayout(column(form, 4, foot, gap="m"))
        self._weigh()

    @Slot()
    def save(self) -> None:
        """Keep what was changed, in the background."""
        try:
            changes, shown = self.form.changes(), self.form.to_save()
        except Invalid:
            return
        if not changes:
            return
        keep = self._keep

        def job(_: Progress) -> None:
            keep(shown, changes)

        self.act.setEnabled(False)
        self._kit.tools.tasks.run(tr("Saving"), job, self._done, owner=self, failed=self._failed)

    def _done(self, _: None) -> None:
        self.form.done()
        self.saved.emit()

    def _failed(self, error: Exception) -> None:
        self.act.setEnabled(True)
        if not (isinstance(error, Invalid) and self.form.mark(error)):
            show(error, self.window())

    @Slot()
    def _weigh(self) -> None:
        dirty = self.form.dirty
        self.act.setEnabled(dirty)
        self._discard.setVisible(dirty)
        say(self._said, tr("Changed and not saved; a draft is kept.") if dirty else "")


class ProfileSection(Section):
    """One of the two pages. It says what documents would refuse to be printed without."""

    page: ClassVar[str] = ""
    fields: ClassVar[tuple[Place, ...]] = ()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._notice = column(gap="none")
        self._room = column(gap="none")
        self.form: SavedForm | None = None
        self._notices = panel(self._notice)
        self._notices.hide()
        for part in (self._notices, panel(self._room)):
            self.body.addWidget(part)

    def reload(self) -> None:
        profile, page = self.kit.profile, self.page

        def job(_: Progress) -> tuple[Any, tuple[str, ...], bool, frozenset[Role]]:
            loaded = profile.worker() if page == "worker" else profile.organisation()
            missing = tuple(name for of, name in profile.missing_for_documents() if of == page)
            may = page == "worker" or profile.may_lead()
            return loaded, missing, may, profile.worker().record.held_roles

        self.tasks.run(tr("Reading"), job, self._show, owner=self)

    def _show(self, found: tuple[Loaded[Any], tuple[str, ...], bool, frozenset[Role]]) -> None:
        loaded, missing, may, held = found
        emptied(self._notice)
        self._notices.setVisible(bool(missing) or not may)
        self._say_missing(type(loaded.record), missing)
        if not may:
            self._notice.addWidget(
                Banner(
                    self.look,
                    "info",
                    tr("Only whoever coordinates or supervises changes this page."),
                    tr("What stands here is printed on every document of the team."),
                )
            )
        if self.form is None or not self.form.form.dirty:
            self._fill(loaded, None if may else held)

    def _fill(self, loaded: Loaded[Any], held: frozenset[Role] | None) -> None:
        """Show the form; with `held`, only what those roles may write can be written."""
        emptied(self._room)
        may = held is None
        form = RecordForm(
            self.kit.tools,
            type(loaded.record),
            self.fields,
            loaded=loaded,
            draft=f"preferences.{self.id}" if may else "",
            roles=held,
        )
        keep = self._keep
        self.form = SavedForm(self.kit, form, keep)
        self.form.act.setVisible(may)
        self.form.saved.connect(self._saved)
        self._room.addWidget(self.form)

    def _keep(self, shown: Loaded[Any], changes: dict[str, Any]) -> None:
        """Save by the service that knows who may; off the main thread."""
        raise NotImplementedError

    @Slot()
    def _saved(self) -> None:
        self.form = None
        self.reload()

    def _say_missing(self, kind: type[Record], missing: tuple[str, ...]) -> None:
        if not missing:
            return
        labels = [tr(one.spec.label) for one in fields_of(kind) if one.name in missing]
        self._notice.addWidget(
            Banner(
                self.look,
                "warn",
                tr("Some documents cannot be printed yet."),
                tr("The law asks for: {fields}.").format(fields=", ".join(labels)),
            )
        )


class WorkerSection(ProfileSection):
    """Who works at this desk."""

    id = "worker"
    name = N_("My page")
    lead = N_("Documents name you with what stands here, as the mediation law asks.")
    icon = "user"
    page = "worker"
    fields = WORKER_FIELDS

    def _keep(self, shown: Loaded[Any], changes: dict[str, Any]) -> None:
        self.kit.profile.save_worker(shown, changes)


class OrganisationSection(ProfileSection):
    """The body that runs the service."""

    id = "organisation"
    name = N_("Organisation")
    lead = N_("The service and its institution, as they stand at the head of every document.")
    icon = "building"
    page = "organisation"
    fields = ORGANISATION_FIELDS

    def _keep(self, shown: Loaded[Any], changes: dict[str, Any]) -> None:
        self.kit.profile.save_organisation(shown, changes)
