"""The two forms that are filled in at the place: what is seen there, and a walk with neighbours."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Slot

from pscp_desktop.domain.calendar import at, months_after
from pscp_desktop.domain.errors import Invalid
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_field import ExploratoryWalk, FieldObservation
from pscp_desktop.i18n import N_, tr
from pscp_desktop.store.photographs import Photograph
from pscp_desktop.ui.forms.fieldset import Place
from pscp_desktop.ui.forms.form import FormWords
from pscp_desktop.ui.map.picking import PlacePicker
from pscp_desktop.ui.mediation.sheet import Job, Leaf
from pscp_desktop.ui.risk.photo import PhotoField
from pscp_desktop.ui.risk.sheet import RecordSheet

MONTHS_OF_WALKS: Final = -2
"""Walks of the last two months are offered; what is seen later belongs to none."""
POINT: Final = ("longitude", "latitude")


class ObservationSheet(RecordSheet):
    """Something seen in the street, kept in seconds: one sentence and the neighbourhood are enough."""

    title, verb, done = N_("Seen in the street"), N_("Keep it"), N_("Observation kept")
    draft, undoable = "risk.observation", False
    kind, needed = FieldObservation, ("text",)
    parts = (
        (
            N_("What and where"),
            ("text", "dimension", "finding", "light", "part_of_day", ("district", "place")),
        ),
        (N_("Point on the map"), (("latitude", "longitude", "accuracy_m"),)),
    )
    advice = N_(
        "The place, never who is there. The neighbourhood is enough where you have no point. Without a"
        " time of day, the clock says it."
    )

    def build(self) -> Sequence[Leaf]:
        self._offered = self._walks()
        what, where = super().build()
        self.picker = PlacePicker(self.look, self.bench.tools.tasks, self.risk.layers)
        self.picker.picked.connect(self._picked)
        self.picker.ready.connect(self._show_point)
        self.photo = PhotoField(self.bench.tools)
        if self.about is not None and "walk" in self.forms[0].fields:
            self.forms[0].put("walk", self.about)
        parts = [self.picker, *where.parts]
        return [what, Leaf(where.name, parts), Leaf(tr("Photograph"), [self.photo])]

    def fields(self) -> Sequence[tuple[str, tuple[Place, ...]]]:
        (name, first), *others = self.parts
        return [(name, (*first, "walk") if self._offered else first), *others]

    def words(self) -> FormWords:
        return FormWords(answers={"walk": self._offered})

    def _walks(self) -> list[tuple[object, str]]:
        """The walks that what is seen now may belong to, the newest first."""
        since = at(months_after(self.bench.tools.desk.today(), MONTHS_OF_WALKS), 0)
        known: list[ExploratoryWalk] = [
            walk
            for walk in self.risk.field.walks()
            if walk.starts_at >= since or walk.id == self.about
        ]
        return [(walk.id, walk.title) for walk in known]

    def job(self) -> Job:
        self._kept_photo: Photograph | None = self.photo.taken()
        return super().job()

    def keep(self, record: Any) -> object:
        self.risk.field.observe(record, self._kept_photo)
        return None

    def typed(self) -> dict[str, Any]:
        """It belongs to the team, not to the file from which it was asked for."""
        told = super().typed()
        return {**told, "faces": self.photo.faces, "dossier": NAMELESS}

    def point_at(self, error: Invalid) -> None:
        problem = error.problems.get("faces", "")
        if problem:
            self._turn_to_form(self.photo)
            self.photo.mark(problem)
        else:
            super().point_at(error)

    @Slot(float, float)
    def _picked(self, longitude: float, latitude: float) -> None:
        form = self.forms[1]
        form.put("longitude", round(longitude, 6))
        form.put("latitude", round(latitude, 6))
        form.put("accuracy_m", self.picker.accuracy_m)
        self._edited()

    @Slot()
    def _show_point(self) -> None:
        """What was typed before, or is in the draft, stands on the map as soon as there is one."""
        longitude, latitude = (self.forms[1].value(name) for name in POINT)
        if longitude is not None and latitude is not None:
            self.picker.show_place(longitude, latitude)


class WalkSheet(RecordSheet):
    """A walk with neighbours."""

    title, verb, done = N_("Exploratory walk"), N_("Keep the walk"), N_("Walk kept")
    draft, undoable = "risk.walk", False
    kind, needed = ExploratoryWalk, ("title",)
    parts = (
        (
            N_("The walk"),
            (("title", "district"), "starts_at", ("group", "people"), "light", "route"),
        ),
        (N_("What it found"), ("conclusions",)),
    )
    advice = N_("What is seen on it is noted one by one, and says on which walk it was.")

    def keep(self, record: Any) -> object:
        self.risk.field.walk(record)
        return None
