"""The worksheet of problem solving: its lines, its links to other services, and what it amounts to."""

import math
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pscp_desktop.domain.errors import Invalid, NotFound
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk_analysis import AnalysisFactor
from pscp_desktop.domain.risk_sara import (
    Hypothesis,
    SaraIndicator,
    SaraResponse,
    SaraSheet,
    Side,
)
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.risk.records import FileRecords
from pscp_desktop.services.risk.work import at_work

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a response changed against what would have happened anyway, in events."""

    value: float
    error: float
    near: bool
    """Whether places beside it were counted too, so that displacement is taken off."""

    @property
    def told_apart(self) -> bool:
        """Whether it lies further from nothing than chance allows, at 95 percent."""
        return abs(self.value) > 1.96 * self.error


def weighed_difference(indicators: tuple[SaraIndicator, ...]) -> Difference | None:
    """Weighted displacement difference and its standard error; None without both sides.

    (after - before) where the response is, less the same where it is not, likewise for what lies beside
    them; the variance of a difference of Poisson counts is their sum (Wheeler and Ratcliffe 2018).
    """
    sums = {side: [0, 0] for side in Side}
    for one in indicators:
        if one.side in sums:
            sums[Side(one.side)][0] += one.before
            sums[Side(one.side)][1] += one.after
    seen = {one.side for one in indicators}
    if not {Side.TREATED, Side.CONTROL} <= seen:
        return None
    near = {Side.NEAR_TREATED, Side.NEAR_CONTROL} <= seen
    change = {side: after - before for side, (before, after) in sums.items()}
    value = change[Side.TREATED] - change[Side.CONTROL]
    counted = [*sums[Side.TREATED], *sums[Side.CONTROL]]
    if near:
        value += change[Side.NEAR_TREATED] - change[Side.NEAR_CONTROL]
        counted += [*sums[Side.NEAR_TREATED], *sums[Side.NEAR_CONTROL]]
    return Difference(float(value), math.sqrt(sum(counted)), near)


class Sara:
    """The worksheet of a file, kept line by line."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def write(
        self, dossier: UUID, changes: dict[str, Any], shown: Loaded[SaraSheet] | None
    ) -> None:
        """Write the sheet; the first writing begins it."""
        with at_work(self._desk, dossier) as unit:
            if shown is None:
                unit.create(SaraSheet(dossier=dossier, **changes))
            else:
                unit.set(shown.record, changes, shown=shown.heads)

    def suppose(self, hypothesis: Hypothesis) -> Hypothesis:
        """Add a hypothesis. Raises Invalid without words, NotFound where its factor is of another file."""
        if not hypothesis.text.strip():
            raise Invalid({"text": "missing"})
        with at_work(self._desk, hypothesis.dossier) as unit:
            if hypothesis.factor is not None:
                factors = FileRecords(unit.session, hypothesis.dossier).all_of(AnalysisFactor)
                if hypothesis.factor not in {factor.id for factor in factors}:
                    raise NotFound(hypothesis.factor)
            return unit.create(hypothesis)

    def respond(self, response: SaraResponse) -> SaraResponse:
        """Add a response. Raises Invalid without words, NotFound where its hypothesis is not here."""
        if not response.text.strip():
            raise Invalid({"text": "missing"})
        with at_work(self._desk, response.dossier) as unit:
            known = FileRecords(unit.session, response.dossier).hypotheses
            if response.hypothesis is not None and response.hypothesis not in {h.id for h in known}:
                raise NotFound(response.hypothesis)
            return unit.create(response)

    def save(self, dossier: UUID, shown: Loaded[R], changes: dict[str, Any]) -> None:
        """Change a line of the sheet: what the data say of a hypothesis, that a response is done."""
        with at_work(self._desk, dossier) as unit:
            unit.set(shown.record, changes, shown=shown.heads)

    def count(self, indicator: SaraIndicator) -> SaraIndicator:
        """Add counts before and after. Raises Invalid for less than nothing."""
        wrong = {n: "negative" for n in ("before", "after") if getattr(indicator, n) < 0}
        if wrong or not indicator.side:
            raise Invalid(wrong or {"side": "missing"})
        with at_work(self._desk, indicator.dossier) as unit:
            return unit.create(indicator)

    def difference(self, dossier: UUID) -> Difference | None:
        """What the response changed, as far as the counts tell."""
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            return weighed_difference(tuple(FileRecords(session, dossier).indicators))
