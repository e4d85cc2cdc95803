"""What the programme itself has for the map: results of analyses, its mediation files, what was noticed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
import shapely
from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from pscp_desktop.domain.risk_analysis import Analysis
from pscp_desktop.domain.risk_field import Dimension, Finding
from pscp_desktop.i18n import N_, language, tr
from pscp_desktop.maps import geojson, mending
from pscp_desktop.maps.features import WORKING_CRS, Column, Features
from pscp_desktop.maps.found import Wanted
from pscp_desktop.maps.joining import folded
from pscp_desktop.maps.styles import Style
from pscp_desktop.risk.parts import numbered
from pscp_desktop.services.risk.map_desk import DISTRICTS, Noticed, Tally
from pscp_desktop.services.undecided import Undecided
from pscp_desktop.ui.days import month_of, plain_day
from pscp_desktop.ui.errors import show
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.act import Act
from pscp_desktop.ui.map.keeping import Keeper
from pscp_desktop.ui.map.layer import MapLayer, Said
from pscp_desktop.ui.map.undecided import bearing, mark_layer
from pscp_desktop.ui.marks import marked, undecided_said
from pscp_desktop.ui.parts import Field, Line, Part, button, column, row, text
from pscp_desktop.ui.tasks import Progress, Tasks

MONTHS: Final = 12
FEW: Final = N_("Fewer than five are never told, nor can they be worked out from two maps.")
BLURRED: Final = N_("Places are blurred to cells as large as your role asks for.")


class Sources(QWidget):
    """Chooses one of them; each becomes a layer."""

    added = Signal(object)
    closed = Signal()

    def __init__(
        self,
        look: Look,
        tasks: Tasks,
        keeper: Keeper,
        today: date,
        areas: Callable[[], Sequence[MapLayer]],
    ) -> None:
        """`areas` are the layers of areas on the map, in which the neighbourhoods are looked for by name."""
        super().__init__()
        self._look, self._tasks, self._keeper, self._areas = look, tasks, keeper, areas
        month = today.replace(day=1)
        end = QDate(month.year, month.month, 1).addMonths(-1)
        self.first, self.last = _month(end.addMonths(1 - MONTHS)), _month(end)
        self._results = column(gap="xs")
        back = button(tr("Back to the layers"), "link", "back", look)
        back.clicked.connect(self.closed)
        counts = button(tr("Show on the map"), "", "map", look)
        counts.setAccessibleName(tr("Mediation files by neighbourhood"))
        counts.clicked.connect(self._count)
        noticed = button(tr("Show on the map"), "", "map", look)
        noticed.setAccessibleName(tr("What was noticed in the street"))
        noticed.clicked.connect(self._notice)
        parts: list[Part] = [
            row(back, None), Line(tr("From the programme"), "section"),
            text(tr("Results of analyses"), "section", wrap=True), self._results,
            text(tr("Mediation files by neighbourhood"), "section", wrap=True),
            text(tr(FEW), "caption", wrap=True),
            Field(look, tr("From the month"), self.first), Field(look, tr("To the month"), self.last),
            row(counts, None),
            text(tr("What was noticed in the street"), "section", wrap=True),
            text(tr(BLURRED), "caption", wrap=True),
            row(noticed, None), None,
        ]  # fmt: skip
        self.setLayout(column(*parts, gap="m"))
        self._run(lambda _: (tuple(keeper.results()), keeper.undecided()), self._list)

    def _run(self, job: Callable[[Progress], object], then: Callable[..., None]) -> None:
        self._tasks.run(tr("Reading the layers"), job, then, owner=self, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        show(error, self.window())

    def _list(self, read: tuple[Sequence[Analysis], Undecided]) -> None:
        found, undecided = read
        if not found:
            self._results.addWidget(
                text(tr("No analysis with a result that still holds."), "muted", wrap=True)
            )
        for analysis in found:
            until = plain_day(analysis.expires_on) if analysis.expires_on else ""
            words = tr("{title} · until {day}").format(
                title=analysis.title or tr("Analysis"), day=until
            )
            words = marked(words, undecided=analysis.id in undecided)
            pressed = button(tr("Show on the map"), "", "map", self._look)
            pressed.setAccessibleName(words)
            pressed.clicked.connect(Act(self, self._show_result, analysis).run)
            self._results.addWidget(text(words, "body", wrap=True))
            self._results.addLayout(row(pressed, None))

    def _show_result(self, analysis: Analysis) -> None:
        keeper = self._keeper

        def job(_: Progress) -> MapLayer:
            made = result_layer(analysis, keeper.result(analysis))
            return bearing([made], analysis, keeper.undecided())[0]

        self._run(job, self._add)

    def _count(self) -> None:
        keeper, first, last = self._keeper, _day(self.first.date()), _day(self.last.date())
        areas = list(self._areas())

        def job(_: Progress) -> MapLayer | None:
            return counted_layer(
                keeper.mediation(first, last), areas, f"{month_of(first)} – {month_of(last)}"
            )

        self._run(job, self._add)

    def _notice(self) -> None:
        keeper = self._keeper

        def job(_: Progress) -> MapLayer | None:
            return noticed_layer(keeper.noticed(leaves=False), keeper.noticed(leaves=True))

        self._run(job, self._add)

    def _add(self, layer: MapLayer | None) -> None:
        if layer is None:
            self._results.addWidget(text(tr("There is nothing to show yet."), "muted", wrap=True))
            return
        self.added.emit(layer)
        self.closed.emit()


def result_layer(analysis: Analysis, content: bytes) -> MapLayer:
    """The surface of an analysis as a grid with a bar of colours."""
    found = geojson.read(content, analysis.title, lambda _: None)
    (layer,) = [each for raw in found for each in mending.mended(raw, Wanted(crs=analysis.crs))]
    until = plain_day(analysis.expires_on) if analysis.expires_on else ""
    said = Said(
        source=tr("Own analysis"), dated=tr("until {day}").format(day=until) if until else "",
        attribution=tr("Own analysis, valid until {day}").format(day=until),
    )  # fmt: skip
    style = Style(way="raster", column="score", palette="viridis", opacity=0.8)
    return MapLayer(analysis.title or tr("Analysis"), _with_numbers(layer.features), style, said)


def _with_numbers(features: Features) -> Features:
    """Cells with their numbers, by which a profile names them."""
    boxes = shapely.bounds(features.geometries())
    if not len(boxes):
        return features
    columns, rows = numbered(boxes[:, 0], boxes[:, 1], float(boxes[0, 2] - boxes[0, 0]))
    pairs = zip(columns.tolist(), rows.tolist(), strict=True)
    named: Column = tuple(f"{column}-{row}" for column, row in pairs)
    return replace(features, columns={tr("cell"): named, **features.columns})


def counted_layer(
    tallies: Sequence[Tally], areas: Sequence[MapLayer], months: str
) -> MapLayer | None:
    """Figures on the neighbourhoods they are told for; those told together are one area."""
    shapes = next((found for each in areas if (found := named_shapes(each.features))), None)
    if shapes is None or not tallies:
        return None
    made = [shapely.union_all([shapes[code] for code in tally.districts]) for tally in tallies]
    counts = np.array([np.nan if tally.count is None else tally.count for tally in tallies], float)
    columns: dict[str, Column] = {
        tr("neighbourhoods"): tuple(" + ".join(tr(DISTRICTS[code]) for code in t.districts) for t in tallies),
        tr("files"): counts,
        tr("note"): tuple(marked(_told(t), undecided=t.undecided) for t in tallies),
    }  # fmt: skip
    style = Style(way="classes", column=tr("files"), labels=tr("neighbourhoods"), opacity=0.7)
    said = Said(source=tr("Own records, small counts hidden"), dated=months)
    layer = MapLayer(
        tr("Mediation files"), Features.of(np.array(made), columns, WORKING_CRS), style, said
    )
    if any(tally.undecided for tally in tallies):
        mark_layer(layer, [undecided_said() if one.undecided else "" for one in tallies])
    return layer


def _told(tally: Tally) -> str:
    if tally.count is None:
        return tr("not told: fewer than five")
    return str(tally.count) if tally.whole else tr("at least {count}").format(count=tally.count)


def named_shapes(features: Features) -> dict[str, shapely.Geometry]:
    """The six neighbourhoods by their codes, where a layer has all of them by name."""
    wanted = {folded(label): code for code, label in DISTRICTS.items() if code != "elsewhere"}
    for name, values in features.columns.items():
        if isinstance(values, tuple):
            numbers = {
                wanted[folded(v)]: n
                for n, v in enumerate(features.words(name))
                if folded(v) in wanted
            }
            if len(numbers) == len(wanted):
                shapes = features.geometries()
                return {code: shapes[number] for code, number in numbers.items()}
    return {}


def noticed_layer(shown: Sequence[Noticed], outside: Sequence[Noticed]) -> MapLayer | None:
    """What was noticed, as it may be seen here; what is printed or given away is blurred further."""
    if not shown:
        return None
    said = Said(source=tr("Own records, places blurred"))
    style = Style(way="graduated", column=tr("times"), colour="#D55E00")
    made = MapLayer(tr("What was noticed in the street"), _cells(shown), style, said)
    made.outside = _cells(outside)
    if any(one.undecided for one in shown):
        mark_layer(made, [*map(_open_of, shown)], [*map(_open_of, outside)])
    return made


def _open_of(one: Noticed) -> str:
    """Everything that stands as noticed in a cell, where nobody has decided."""
    if not one.undecided:
        return ""
    told = ((one.about, one.finding), *one.others)
    said = (
        f"{tr(Dimension.label_of(about))}: {tr(Finding.label_of(finding))}"
        for about, finding in told
    )
    return f"{undecided_said()}: {' / '.join(said)}"


def _cells(noticed: Sequence[Noticed]) -> Features:
    x, y = (np.array([getattr(each, name) for each in noticed], float) for name in ("x", "y"))
    columns: dict[str, Column] = {
        tr("about"): tuple(tr(Dimension(each.about).label) for each in noticed),
        tr("finding"): tuple(tr(Finding(each.finding).label) for each in noticed),
        tr("times"): np.array([each.times for each in noticed], float),
    }
    return Features.points(x, y, columns, WORKING_CRS)


def _month(day: QDate) -> QDateEdit:
    made = QDateEdit(day)
    made.setDisplayFormat("MM/yyyy")
    made.setCalendarPopup(True)
    made.setLocale(QLocale(language()))
    return made


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), 1)
