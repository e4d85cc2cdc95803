"""What the map asks of the service: layers, results of analyses, and own records made safe."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from pscp_desktop.domain.access import Right
from pscp_desktop.domain.blurring import blurred, cell_for
from pscp_desktop.domain.dossiers import District, Dossier, DossierKind, Service
from pscp_desktop.domain.errors import Forbidden
from pscp_desktop.domain.record import NAMELESS
from pscp_desktop.domain.risk_analysis import Analysis
from pscp_desktop.domain.risk_field import FieldObservation
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.analyses import Analyses
from pscp_desktop.services.risk.counts import Counts
from pscp_desktop.services.risk.field import Field
from pscp_desktop.services.risk.layers import Layers
from pscp_desktop.services.undecided import Undecided
from pscp_desktop.store.rights import right_in

MOST_FILES: Final = 60
SEEN_ON_MAP: Final = frozenset({"dimension", "finding", "latitude", "longitude"})
"""The fields of an observation that the map shows."""
DEGREES, METRES = "EPSG:4326", "EPSG:25830"
NOT_YOURS: Final = N_(
    "Only who brought this layer, or who leads the team, can remove it for everybody."
)


@dataclass(frozen=True, slots=True)
class Tally:
    """One figure of the programme's own: of which neighbourhoods, and how many; None where it is not told."""

    districts: tuple[str, ...]
    count: int | None
    whole: bool
    """False where part is held back, so that the count is a least one."""
    undecided: bool = False
    """Whether it is not decided of a file that it is of these neighbourhoods, or when it was opened."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was noticed in one cell of the ground: its middle in metres, and how often of each finding."""

    x: float
    y: float
    about: str
    finding: str
    times: int
    others: tuple[tuple[str, str], ...] = ()
    """What else stands as noticed there, as pairs like these, where nobody has decided."""
    undecided: bool = False
    """Whether two values stand in what was noticed, or in where."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a layer may be kept: the team's shelf (no file named) or one file; and who sees it there."""

    dossier: UUID
    words: str
    seers: tuple[str, ...]
    undecided: bool = False
    """Whether two values stand somewhere in it."""


class MapDesk:
    """The map's one way to what the team keeps."""

    def __init__(
        self, desk: Desk, layers: Layers, analyses: Analyses, counts: Counts, field: Field
    ) -> None:
        self._desk, self._layers, self._analyses = desk, layers, analyses
        self._counts, self._field = counts, field

    # Layers

    def all(self) -> tuple[Layer, ...]:
        """The layers this worker may see: the team's, and those of the files that are open to them.

        None where this laptop was alone for too long: they are closed with the files they lie in.
        """
        desk = self._desk
        if desk.contact_owed():
            return ()
        with desk.reading() as session:
            found = list(
                session.exec(
                    select(Layer)
                    .where(col(Layer.removed).is_(False))
                    .order_by(col(Layer.title), col(Layer.id))
                )
            )
            mine = desk.readable(session, {each.dossier for each in found})
        return tuple(each for each in found if each.dossier in mine)

    def undecided(self) -> Undecided:
        """What bears the mark of two values."""
        return self._layers.undecided()

    def homes(self) -> tuple[Home, ...]:
        """Where this worker may keep a layer, the team's shelf first; the newest files after it."""
        desk, shelf, undecided = self._desk, self._layers.shelf(), self.undecided().files
        with desk.reading() as session:
            files = session.exec(
                select(Dossier)
                .where(
                    col(Dossier.service) == Service.RISK.value,
                    col(Dossier.kind) == DossierKind.FILE.value,
                    col(Dossier.removed).is_(False),
                    col(Dossier.id) != shelf,
                )
                .order_by(col(Dossier.opened_on).desc(), col(Dossier.id))
                .limit(MOST_FILES)
            )
            found = [(NAMELESS, shelf, "")]
            found += [(each.id, each.id, f"{each.number} {each.title}".strip()) for each in files]
            return tuple(
                Home(named, words, self._seers(session, where), undecided=where in undecided)
                for named, where, words in found
                if desk.right_in(session, where) >= Right.WRITER
            )

    def _seers(self, session: Session, dossier: UUID) -> tuple[str, ...]:
        today = self._desk.today()
        there = (w for w in self._desk.workers(session).values() if w.left_on is None)
        return tuple(
            sorted(w.name for w in there if right_in(session, dossier, w, today) >= Right.READER)
        )

    def content(self, layer: UUID) -> bytes:
        """The features of one, as GeoJSON."""
        return self._layers.content(layer)

    def keep(self, layer: Layer, content: bytes, name: str) -> Layer:
        """Keep one."""
        return self._layers.keep(layer, content, name)

    def remove(self, layer: UUID, why: str) -> None:
        """Take a layer from the whole team. Who brought it may, and who leads; Forbidden for others.

        Analyses that used it keep what they say of it.
        """
        desk = self._desk
        shown = self._layers.load(layer)
        with desk.writing(why) as unit:
            right = desk.right_in(unit.session, shown.record.dossier)
            mine = shown.record.recorded_by == desk.worker and right >= Right.WRITER
            if not (mine or right >= Right.COORDINATOR):
                raise Forbidden("layer_of_others", words=NOT_YOURS)
            unit.remove(shown.record, shown=shown.heads)

    # Results

    def results(self) -> tuple[Analysis, ...]:
        """The analyses with a surface that this worker may read and that still hold, newest first."""
        desk, today = self._desk, self._desk.today()
        if desk.contact_owed():
            return ()
        with desk.reading() as session:
            rows = session.exec(
                select(Analysis)
                .where(col(Analysis.removed).is_(False), col(Analysis.result).is_not(None))
                .order_by(col(Analysis.recorded_at).desc())
            )
            found = [each for each in rows if not self._analyses.expired(each, today)]
            mine = desk.readable(session, {each.dossier for each in found})
        return tuple(each for each in found if each.dossier in mine)

    def result(self, analysis: Analysis) -> bytes:
        """The cells of one with their scores; that somebody looked is written down."""
        return self._analyses.result(analysis)

    # The programme's own records

    def mediation(self, first: date, last: date) -> tuple[Tally, ...]:
        """Mediation files by neighbourhood over whole months: never few, and never by a difference."""
        if self._desk.contact_owed():
            return ()
        told = self._counts.mediation(first, last)
        doubtful = self._doubtful()
        return tuple(
            Tally(each.rows, each.count, each.whole, undecided=not doubtful.isdisjoint(each.rows))
            for each in told
        )

    def _doubtful(self) -> frozenset[str]:
        """The neighbourhoods to which a file may belong or not, or not in these months."""
        undecided = self.undecided()
        with self._desk.reading() as session:
            files = [
                session.get_one(Dossier, one)
                for one, kind in undecided.kinds.items()
                if kind is Dossier and not {"district", "opened_on"}.isdisjoint(undecided.of(one))
            ]
        return frozenset(
            str(district) for one in files for district in undecided.both(one, "district")
        )

    def noticed(self, *, leaves: bool) -> tuple[Noticed, ...]:
        """What was noticed in the street, gathered in cells as fine as this worker's roles may see.

        `leaves` is for what is printed or given away, whose cells are larger.
        """
        from pyproj import Transformer

        desk = self._desk
        if desk.contact_owed():
            return ()
        with desk.reading() as session:
            cell = cell_for(desk.roles(session), leaves=leaves)
        placed = [each for each in self._field.observations() if each.placed]
        if not placed:
            return ()
        turn = Transformer.from_crs(DEGREES, METRES, always_xy=True)
        x, y = turn.transform(
            [each.longitude for each in placed], [each.latitude for each in placed]
        )
        undecided = self.undecided()
        gathered: Counter[tuple[float, float, str, str]] = Counter()
        others: dict[tuple[float, float, str, str], set[tuple[str, str]]] = {}
        for east, north, each in zip(x, y, placed, strict=True):
            key = (*blurred(east, north, cell), each.dimension, each.finding)
            gathered[key] += 1
            if not SEEN_ON_MAP.isdisjoint(undecided.of(each.id)):
                others.setdefault(key, set()).update(_readings(undecided, each))
        return tuple(
            Noticed(*where, times, tuple(sorted(others.get(where, ()))), undecided=where in others)
            for where, times in sorted(gathered.items())
        )


def _readings(undecided: Undecided, one: FieldObservation) -> set[tuple[str, str]]:
    """What it may be besides what is shown. Of two places nothing is told: either is blurred."""
    found = {
        (str(about), str(finding))
        for about in undecided.both(one, "dimension")
        for finding in undecided.both(one, "finding")
    }
    return found - {(one.dimension, one.finding)}


DISTRICTS: Final = {each.value: each.label for each in District}
"""The neighbourhoods by their codes, in words to be translated."""
