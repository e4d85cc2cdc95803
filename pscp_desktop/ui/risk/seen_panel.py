"""One observation with its photographs, as whoever comes after reads it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.risk_field import Dimension, FieldObservation, Finding, Light, TimeOfDay
from pscp_desktop.i18n import tr
from pscp_desktop.services.risk.field import Seen
from pscp_desktop.ui.days import near_moment
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.layouts import Part
from pscp_desktop.ui.marks import SHAPE, undecided_said
from pscp_desktop.ui.mediation.attachment_view import picture_of
from pscp_desktop.ui.parts import Entry, StatusPill, column, emptied, mark, panel, row, text
from pscp_desktop.ui.risk.panels import Panel, undecided_now
from pscp_desktop.ui.risk.shown import RiskBench
from pscp_desktop.ui.tasks import Progress

WIDEST = 640
"""Pixels a photograph is shown wide."""


class SeenPanel(Panel):
    """What was noticed, where and when, and what was photographed of it. Read in the background."""

    def __init__(self, bench: RiskBench, observation: UUID) -> None:
        self._body = column(gap="s")
        self._id = observation
        super().__init__(bench, tr("Seen in the street"), tr("Layers of the team"))
        bench.tools.tasks.run(
            tr("Reading"), self._read, self._show, owner=self, failed=self._failed
        )

    def parts(self) -> Sequence[Part]:
        return [panel(self._body)]

    def _read(self, _: Progress) -> tuple[Seen, list[QImage], bool]:
        seen = self.bench.risk.field.look(self._id)
        undecided = self._id in undecided_now(self.bench)
        pictures = (picture_of(one) for one in seen.photographs)
        return seen, [one for one in pictures if one is not None], undecided

    def _show(self, found: tuple[Seen, list[QImage], bool]) -> None:
        seen, pictures, undecided = found
        emptied(self._body)
        if undecided:
            pill = StatusPill(self.look, undecided_said(), *SHAPE[::-1])
            self._body.addLayout(row(pill, None))
        self._body.addWidget(text(seen.observation.text, "strong", wrap=True))
        for icon, what, detail in facts_of(seen.observation, self.bench.tools.desk.today()):
            lead = mark(self.look, icon, "muted", 18)
            self._body.addWidget(Entry(lead, what, detail, still=True, wrap=True))
        for number, picture in enumerate(pictures, start=1):
            label = QLabel()
            label.setAccessibleName(tr("Photograph {n}").format(n=number))
            pixmap = QPixmap.fromImage(picture)
            label.setPixmap(pixmap.scaledToWidth(WIDEST) if pixmap.width() > WIDEST else pixmap)
            self._body.addLayout(row(panel(column(label), "card"), None))

    def _failed(self, error: Exception) -> None:
        show(error, self.window())


def facts_of(one: FieldObservation, today: date) -> list[tuple[str, str, str]]:
    """Icon, words and detail of each thing that was said of it."""
    finding = tr(Finding.label_of(one.finding))
    district = tr(District.label_of(one.district)) if one.district else ""
    where = " · ".join(filter(None, (district, one.place)))
    lit = " · ".join(
        filter(None, (tr(Light.label_of(one.light)), tr(TimeOfDay.label_of(one.part_of_day))))
    )
    facts = [
        ("steps", tr(Dimension.label_of(one.dimension)), finding),
        ("clock", near_moment(one.seen_at, today), lit),
    ]
    if where:
        facts.append(("pin", where, ""))
    if one.placed:
        told = tr("good to about {n} m").format(n=one.accuracy_m) if one.accuracy_m else ""
        facts.append(("map", tr("It has a point on the map"), told))
    return facts
