"""Bringing a file onto the map: what was found in it is seen, and what it is is said, before it is taken."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate, QLocale, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QWidget

from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_layers import Layer, LayerShape, Origin, Sensitivity
from pscp_desktop.domain.signs import visible
from pscp_desktop.i18n import N_, language, tr, trn
from pscp_desktop.maps.found import ReadLayer
from pscp_desktop.maps.palettes import KINDS
from pscp_desktop.maps.rasters import gridded
from pscp_desktop.maps.styles import Style, numbers_in
from pscp_desktop.maps.systems import lying, named
from pscp_desktop.services.risk.map_desk import Home
from pscp_desktop.ui.days import plain_day
from pscp_desktop.ui.look import Look
from pscp_desktop.ui.map.layer import MapLayer, Said
from pscp_desktop.ui.map.system_choice import SystemChoice
from pscp_desktop.ui.marks import marked
from pscp_desktop.ui.parts import Banner, Field, Line, Part, button, column, row, say, text

KIND_WORDS: Final = {
    "points": N_("Points"), "lines": N_("Lines"), "areas": N_("Areas"), "table": N_("A table without places"),
}  # fmt: skip
SHAPES: Final = {
    "points": LayerShape.POINTS, "lines": LayerShape.LINES, "areas": LayerShape.AREAS,
}  # fmt: skip


class Preview(QWidget):
    """What one file holds; the person says whose it is and of what kind, then it is taken or left."""

    taken = Signal()
    left = Signal()
    system_wanted = Signal(str)
    """The file is to be read again in this coordinate system."""

    def __init__(
        self,
        look: Look,
        path: Path,
        found: Sequence[ReadLayer],
        homes: Sequence[Home] = (),
        *,
        today: date,
    ) -> None:
        """`homes` are where it may be kept; none where nothing is kept."""
        super().__init__()
        self.found, self.path, self._homes = tuple(found), path, homes
        self.source = QLineEdit()
        self.licence = QLineEdit()
        self.attribution = QLineEdit()
        self.dated = QDateEdit(QDate(today.year, today.month, today.day))
        self.dated.setCalendarPopup(True)
        self.dated.setDisplayFormat("d/M/yyyy")
        self.dated.setLocale(QLocale(language()))
        self.origin = _codes(Origin)
        staying = self._staying(look)
        take = button(tr("Put it on the map"), "primary")
        take.clicked.connect(self._take)
        leave = button(tr("Leave it"), "quiet")
        leave.clicked.connect(self.left)
        self._source = Field(look, tr("Source"), self.source, help_=tr("Who made the data."))
        parts: list[Part] = [Line(path.name, "section")]
        for layer in self.found:
            parts += [*_summary(layer), *_notes(look, layer)]
        placed = [layer for layer in self.found if layer.features.kind != "table"]
        if placed:
            parts += self._placing(look, placed[0])
        parts += [
            self._source,
            Field(look, tr("Licence"), self.licence),
            Field(
                look,
                tr("Attribution"),
                self.attribution,
                help_=tr("Stands on the map and on every print."),
            ),
            Field(look, tr("Date of the data"), self.dated),
            Field(look, tr("Kind of record"), self.origin),
            *staying,
            row(take, leave, None),
            None,
        ]
        self.setLayout(column(*parts, gap="m"))
        for choice in (self.sensitivity, self.home):
            choice.currentIndexChanged.connect(self._fit)
        self._fit()

    def _staying(self, look: Look) -> list[QWidget]:
        """How far it may go, in which file it stays where it may not go far, and who sees it there."""
        self.sensitivity = _codes(Sensitivity)
        self.home = QComboBox()
        for home in self._homes:
            if home.dossier != NAMELESS:
                words = marked(visible(home.words), undecided=home.undecided)
                self.home.addItem(words, home.dossier.hex)
        self._sensitivity = Field(look, tr("Sensitivity"), self.sensitivity)
        self._home = Field(look, tr("In the file"), self.home)
        self.seers = text("", "caption", wrap=True)
        return [self._sensitivity, self._home, self.seers]

    @property
    def restricted(self) -> bool:
        """Whether it stays in one file."""
        return bool(self.sensitivity.currentData() == Sensitivity.RESTRICTED.value)

    def _where(self) -> Home | None:
        """Where it would be kept."""
        wanted = self.home.currentData() if self.restricted else NAMELESS.hex
        return next((home for home in self._homes if home.dossier.hex == wanted), None)

    @Slot()
    def _fit(self) -> None:
        """Show the file only where one is asked for, and who would see the layer."""
        self._home.setVisible(self.restricted and self.home.count() > 0)
        where = self._where()
        names = ", ".join(where.seers) if where is not None else ""
        say(self.seers, tr("Seen by: {names}").format(names=names) if names else "")
        self.seers.setVisible(bool(names))

    def _placing(self, look: Look, layer: ReadLayer) -> list[Part]:
        """In which system it was read, where it falls so, and the way to another."""
        features = layer.features
        there = lying(features)
        said = tr(
            "{system}. Its middle lies at {lat}, {lon}: {far} km from the Puerta del Sol."
        ).format(
            system=named(features.crs),
            lat=f"{there.lat:.4f}",
            lon=f"{there.lon:.4f}",
            far=f"{there.kilometres:.1f}",
        )
        self.systems = SystemChoice(look, features.crs)
        self.systems.chosen.connect(self.system_wanted)
        self.systems.hide()
        other = button(tr("It is in another system"), "link")
        other.clicked.connect(self._ask_system)
        return [text(said, "caption", wrap=True), row(other, None), self.systems]

    @Slot()
    def _ask_system(self) -> None:
        self.systems.show()
        self.systems.typed.setFocus()

    def as_before(self, other: "Preview") -> None:
        """Keep what was said in the preview before this one, of the same file."""
        for name in ("source", "licence", "attribution"):
            getattr(self, name).insert(getattr(other, name).text())
        self.dated.setDate(other.dated.date())
        self.origin.setCurrentIndex(other.origin.currentIndex())
        self.sensitivity.setCurrentIndex(other.sensitivity.currentIndex())

    @Slot()
    def _take(self) -> None:
        if not self.source.text().strip():
            self._source.mark(tr("Say who made the data: it stands on every print."))
            self.source.setFocus()
            return
        if self._homes and self._where() is None:
            self._sensitivity.mark(tr("There is no file of yours in which it could stay."))
            self.sensitivity.setFocus()
            return
        self.taken.emit()

    def said(self) -> Said:
        """What the person said of the data."""
        return Said(
            source=self.source.text().strip(),
            licence=self.licence.text().strip(),
            attribution=self.attribution.text().strip() or self.source.text().strip(),
            dated=plain_day(self._day()),
            origin=self.origin.currentText(),
        )

    def _day(self) -> date:
        chosen = self.dated.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def records(self) -> list[Layer]:
        """A record for each layer, as the service keeps them."""
        day = self._day()
        where = self._where()
        home = where.dossier if where is not None else NAMELESS
        return [
            Layer(
                title=layer.name, origin=self.origin.currentData(), source=self.said().source,
                licence=self.said().licence, attribution=self.said().attribution, dated_on=day,
                crs=layer.features.crs, shape=SHAPES[layer.features.kind].value,
                features=len(layer.features), sensitivity=self.sensitivity.currentData(),
                dossier=home,
            )
            for layer in self.found
            if layer.features.kind in SHAPES
        ]  # fmt: skip


def _codes(kinds: type[Origin] | type[Sensitivity]) -> QComboBox:
    box = QComboBox()
    for kind in kinds:
        box.addItem(tr(kind.label), kind.value)
    return box


def _summary(layer: ReadLayer) -> list[QWidget]:
    count = len(layer.features)
    counted = trn("{count} feature", "{count} features", count).format(count=count)
    said = [tr(KIND_WORDS[layer.features.kind]), counted, layer.features.crs[:40]]
    columns = ", ".join(list(layer.features.columns)[:8])
    return [
        text(" · ".join(filter(None, said)), "strong", wrap=True),
        text(tr("Columns: {names}").format(names=columns), "caption", wrap=True),
    ]


def _notes(look: Look, layer: ReadLayer) -> list[QWidget]:
    return [Banner(look, "info", note.said(), "") for note in layer.notes]


def layer_of(found: ReadLayer, said: Said, number: int) -> MapLayer:
    """A layer of the map drawn in the first way that suits it."""
    features = found.features
    named = next(
        (name for name in ("name", "NOMBRE", "nombre", "barrio") if name in features.columns), ""
    )
    style = Style(
        colour=KINDS[number % len(KINDS)], labels=named if features.kind == "areas" else ""
    )
    if gridded(features) and numbers_in(features):
        style = Style(way="raster", column=numbers_in(features)[0], palette="viridis", opacity=0.8)
    elif features.kind == "areas" and "lines" in features.columns and numbers_in(features):
        style = Style(way="classes", column="lines", labels=named)
    elif features.kind == "areas":
        style = Style(colour=style.colour, labels=named, opacity=0.5)
    return MapLayer(found.name, features, style, said)
