"""Bands and drivers proposed from a kept analysis: shown, judged by the analyst, and only then kept.

Nothing of it is kept silently. Every part of the area is confirmed as it was proposed or given another band
with a reason; what was proposed stays beside what was decided, and the profile names the analysis.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pscp_desktop.domain.errors import Forbidden, Invalid, NotFound, Refused
from pscp_desktop.domain.risk import Band, ProfileBand, ProfileDriver, RiskProfile
from pscp_desktop.domain.risk_analysis import Analysis, AnalysisFactor, InputRole, Method
from pscp_desktop.domain.risk_layers import Layer
from pscp_desktop.domain.suppression import SMALLEST
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.analyses import Analyses
from pscp_desktop.services.risk.opinions import WRITABLE
from pscp_desktop.services.risk.records import FileRecords
from pscp_desktop.services.risk.refused import unfit
from pscp_desktop.services.risk.running import METHODS_KEPT, read
from pscp_desktop.services.risk.saying import Part, decimal, joined, keep, sentence
from pscp_desktop.services.risk.work import at_work, change
from pscp_desktop.store.gate import StoreSession
from pscp_desktop.store.unit import Unit

if TYPE_CHECKING:
    from pscp_desktop.risk.parts import Cells, PartOfArea

BANDS: Final = (Band.BELOW, Band.ALIKE, Band.ABOVE, Band.HIGHEST)
"""The bands in the order in which they are counted."""
MOST_NAMED: Final = 6
"""Cells of a part that are named; of more, how many there are."""
TOLD_SHARE: Final = 5.0
"""Percent of the area for which the uncertainty tells how many events were found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPart:
    """One part of the area: its name, band, what it may be, and the events counted in it."""

    unit: str
    band: str
    lowest: str
    highest: str
    events: int | None
    times: float
    """How many times an even spread it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a kept analysis says of an area, before anybody has judged it."""

    analysis: Analysis
    parts: tuple[ProposedPart, ...]
    drivers: tuple[AnalysisFactor, ...]
    uncertainty: str
    """How much was found, and with what interval: codes, to be put into words for whoever judges it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The band an analyst gives a part; a reason where it is not the proposed one."""

    band: str
    reason: str = ""

    def reason_wanted(self, proposed: str) -> bool:
        """Whether it is another band than the proposed one and says not why."""
        return self.band != proposed and not self.reason.strip()


class Proposals:
    """Proposes from the analysis of a profile, and keeps what was judged of it."""

    def __init__(self, desk: Desk, analyses: Analyses) -> None:
        self._desk, self._analyses = desk, analyses

    def of(self, dossier: UUID) -> Proposal:
        """What the newest analysis of a profile proposes; nothing is kept.

        Raises NotFound without a profile or an analysis, Forbidden where it has expired or tells no places
        apart. It reads the result: not for the thread of the window.
        """
        desk = self._desk
        with desk.reading() as session:
            desk.demand_to_read(session, dossier)
            records = FileRecords(session, dossier)
            if records.profile is None or not records.analyses:
                raise NotFound(dossier)
            analysis = records.analyses[-1]
            factors = tuple(_of(records.all_of(AnalysisFactor), analysis))
            inputs = [one.layer for one in records.inputs_of(analysis)
                      if one.role == InputRole.OUTCOME]  # fmt: skip
            layers = [session.get(Layer, one) for one in inputs]
            said = _uncertainty(records, analysis)
        content = self._analyses.result(analysis)
        events = next((one for one in layers if one is not None and not one.removed), None)
        return Proposal(
            analysis=analysis,
            parts=self._parts(analysis, content, events),
            drivers=factors,
            uncertainty=said,
        )

    def accept(
        self, dossier: UUID, proposal: Proposal, judged: Sequence[Judged], uncertainty: str = ""
    ) -> None:
        """Keep every part as it was judged, the drivers, and that the profile rests on the analysis.

        What an earlier analysis proposed is taken away; what was written by hand stays. Raises Invalid,
        naming the part, where a changed band has no reason; Refused where nothing may be written any more;
        Forbidden where the analysis has expired meanwhile.
        """
        desk, analysis = self._desk, proposal.analysis
        wrong = _wrong(proposal, judged)
        if wrong:
            raise Invalid(wrong)
        if self._analyses.expired(analysis, desk.today()):
            raise Forbidden("expired")
        with at_work(desk, dossier) as unit:
            records = FileRecords(unit.session, dossier)
            profile = records.profile
            if profile is None or analysis.id not in {one.id for one in records.analyses}:
                raise NotFound(dossier)
            if profile.state not in WRITABLE:
                raise Refused("write")
            self._take_away(unit, records)
            by_hand = max((one.number for one in records.bands if one.analysis is None), default=0)
            for number, (part, by) in enumerate(
                zip(proposal.parts, judged, strict=False), start=by_hand + 1
            ):
                unit.create(_band(dossier, number, proposal, part, by))
            for factor in proposal.drivers:
                unit.create(_driver(dossier, factor))
            self._rest(unit, profile, analysis, uncertainty)
            unit.note("proposal", dossier, analysis.id)

    def _rest(self, unit: Unit, profile: RiskProfile, analysis: Analysis, uncertainty: str) -> None:
        wanted: dict[str, Any] = {"analysis": analysis.id, "author": self._desk.worker}
        if uncertainty.strip() and not profile.uncertainty.strip():
            wanted["uncertainty"] = uncertainty
        changes = {name: value for name, value in wanted.items() if getattr(profile, name) != value}
        if changes:
            change(self._desk, unit, profile, changes)

    def _take_away(self, unit: Unit, records: FileRecords) -> None:
        session = unit.session
        assert isinstance(session, StoreSession)  # noqa: S101 (the store makes no other)
        made: tuple[ProfileBand | ProfileDriver, ...] = (*records.bands, *records.drivers)
        for one in made:
            if one.analysis is not None:
                unit.remove(one, shown=self._desk.loaded(session, one).heads)

    def _parts(
        self, analysis: Analysis, content: bytes, events: Layer | None
    ) -> tuple[ProposedPart, ...]:
        from pscp_desktop.risk.parts import parts_of
        from pscp_desktop.risk.refusals import RiskRefused

        try:
            cells = cells_of(content, analysis.events)
            counted = self._counted(cells, events)
            found = parts_of(counted, "score")
        except RiskRefused as refused:
            raise unfit(refused.code, refused.facts) from refused
        return tuple(_proposed(part) for part in found)

    def _counted(self, cells: "Cells", layer: Layer | None) -> "Cells":
        """The cells with the events in each, where the layer of events is still at hand."""
        from dataclasses import replace

        import numpy as np
        import shapely

        if layer is None or layer.content is None or not cells.x.size:
            return cells
        shapes, _ = read(layer, self._analyses.content)
        places = shapely.get_coordinates(shapely.centroid(shapes))
        across = np.floor((places[:, 0] - cells.x.min()) / cells.side).astype(np.int64)
        up = np.floor((places[:, 1] - cells.y.min()) / cells.side).astype(np.int64)
        columns = np.rint((cells.x - cells.x.min()) / cells.side).astype(np.int64)
        rows = np.rint((cells.y - cells.y.min()) / cells.side).astype(np.int64)
        wide, tall = int(columns.max()) + 1, int(rows.max()) + 1
        inside = (across >= 0) & (across < wide) & (up >= 0) & (up < tall)
        field = np.zeros((wide, tall), dtype=np.int64)
        np.add.at(field, (across[inside], up[inside]), 1)
        counts = field[columns, rows]
        return replace(cells, counts=counts) if counts.sum() else cells


def cells_of(content: bytes, events: int) -> "Cells":
    """The cells of a kept result with the scores of each method."""
    import numpy as np

    from pscp_desktop.risk.parts import Cells

    features = json.loads(content)["features"] if content else []
    rings = [feature["geometry"]["coordinates"][0] for feature in features]
    told = [feature["properties"] for feature in features]
    known = ("score", *(name for name in METHODS_KEPT if told and name in told[0]))
    return Cells(
        x=np.array([ring[0][0] for ring in rings], dtype=float),
        y=np.array([ring[0][1] for ring in rings], dtype=float),
        side=float(rings[0][1][0] - rings[0][0][0]) if rings else 1.0,
        scores={name: np.array([float(one.get(name, 0)) for one in told]) for name in known},
        events=events,
    )


def _proposed(part: "PartOfArea") -> ProposedPart:
    names = [f"{column}-{row}" for column, row in part.cells]
    if not part.whole:
        unit = sentence("part.others", n=len(names))
    elif len(names) == 1:
        unit = sentence("part.cell", cell=names[0])
    elif len(names) <= MOST_NAMED:
        unit = sentence("part.cells", cells=", ".join(names))
    else:
        unit = sentence("part.many", cells=", ".join(names[:MOST_NAMED]), n=len(names) - MOST_NAMED)
    few = part.events is None or part.events < SMALLEST
    return ProposedPart(
        unit=keep(unit),
        band=BANDS[part.band].value,
        lowest=BANDS[part.lowest].value,
        highest=BANDS[part.highest].value,
        events=None if few else part.events,
        times=part.ratio,
    )


def _wrong(proposal: Proposal, judged: Sequence[Judged]) -> Mapping[str, str]:
    """What is not judged as it must be, by the number of the part."""
    if len(judged) != len(proposal.parts):
        return {"parts": "missing"}
    return {
        f"part.{number}": "missing"
        for number, (part, by) in enumerate(zip(proposal.parts, judged, strict=True))
        if by.band not in BANDS or by.reason_wanted(part.band)
    }


def _band(
    dossier: UUID, number: int, proposal: Proposal, part: ProposedPart, by: Judged
) -> ProfileBand:
    """A part as it was judged: what it may be takes in the band it was given."""
    order = [band.value for band in BANDS]
    low, high = sorted((order.index(part.lowest), order.index(part.highest)))
    own = order.index(by.band)
    return ProfileBand(
        dossier=dossier,
        number=number,
        unit=part.unit,
        band=by.band,
        lowest=order[min(low, own)],
        highest=order[max(high, own)],
        events=part.events,
        analysis=proposal.analysis.id,
        proposed=part.band,
        reason=by.reason.strip() if by.band != part.band else "",
    )


def _driver(dossier: UUID, factor: AnalysisFactor) -> ProfileDriver:
    return ProfileDriver(
        dossier=dossier,
        factor=factor.name,
        words=factor.how,
        value=factor.value,
        low=factor.low,
        high=factor.high,
        analysis=factor.analysis,
    )


def _of(rows: Sequence[AnalysisFactor], analysis: Analysis) -> Sequence[AnalysisFactor]:
    return [one for one in rows if one.analysis == analysis.id]


def _uncertainty(records: FileRecords, analysis: Analysis) -> str:
    """How much of what was held back the method found, and prior counts beside it."""
    rates = {
        one.method: one
        for one in records.figures_of(analysis)
        if one.measure == "hit_rate" and one.share == TOLD_SHARE
    }
    own, prior = rates.get(analysis.recommended), rates.get(Method.PRIOR)
    if own is None or own.low is None or own.high is None:
        return ""

    def percent(value: float) -> Part:
        return decimal(100 * value, 0)

    said = [sentence("sure.found", share=f"{TOLD_SHARE:g}", found=percent(own.value),
                     low=percent(own.low), high=percent(own.high))]  # fmt: skip
    if prior is not None and prior is not own:
        said.append(sentence("sure.prior", found=percent(prior.value)))
    said.append(sentence("sure.bands"))
    return keep(joined(*said, by=" "))
