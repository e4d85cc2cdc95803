"""How the service itself does: on time, used, looked back on, better than counting, contested and answered.

Each indicator is a share with its definition and its interval; a share that would give away fewer than five
files is not told. Only files this worker may read are counted. The periods are whole calendar years, which
have no file in common: taking one from another tells nothing.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

from sqlmodel import Session, col, select

from pscp_desktop.domain.calendar import day_of, days_after, months_after
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import (
    ANSWER_DAYS,
    AdviceFeedback,
    AdviceRequest,
    Contestation,
    OutcomeReview,
    RiskProfile,
    Use,
)
from pscp_desktop.domain.risk_analysis import Analysis, AnalysisFigure, Method
from pscp_desktop.domain.risk_guards import REVIEW_UNTIL_MONTHS
from pscp_desktop.domain.suppression import SMALLEST
from pscp_desktop.domain.workers import Organisation
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.layers import Layers
from pscp_desktop.services.undecided import NOTHING, Undecided, read_undecided

R = TypeVar("R", bound=Record)

YEARS: Final = 3
"""The running year and those before it that can be asked for."""
NORMAL: Final = 1.959964
"""The 97.5th percentile of the normal distribution."""
SHARE_TOLD: Final = 5.0
"""Percent of the area at which the methods are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What an indicator is, in marked words."""

    code: str
    label: str
    meaning: str


ON_TIME: Final = Definition(
    code="on_time",
    label=N_("Opinions issued on time"),
    meaning=N_(
        "Issued on the day they were wanted or before, of those issued that had such a day."
    ),
)
USED: Final = Definition(
    code="used",
    label=N_("Opinions that were used"),
    meaning=N_("Used or used in part, of those whose feedback was received."),
)
LOOKED_BACK: Final = Definition(
    code="looked_back",
    label=N_("Outcomes looked back on"),
    meaning=N_("Outcome reviewed, of the opinions issued more than twelve months ago."),
)
AS_GOOD: Final = Definition(
    code="as_good",
    label=N_("Analyses at least as good as prior counts"),
    meaning=N_(
        "The recommended method found at least as many of the events held back in 5 % of the area."
    ),
)
CALIBRATED: Final = Definition(
    code="calibrated",
    label=N_("Analyses that found as many as they expected"),
    meaning=N_(
        "In 5 % of the area the recommended method found as many of the events held back as it expected,"
        " within the interval of what was found."
    ),
)
UNCERTAIN: Final = Definition(
    code="uncertain",
    label=N_("Profiles that say how uncertain they are"),
    meaning=N_("With their uncertainty written, of the profiles published."),
)
HEARD: Final = Definition(
    code="heard",
    label=N_("Profiles a council has spoken on"),
    meaning=N_("With at least one contestation written down, of the profiles published."),
)
ANSWERED: Final = Definition(
    code="answered",
    label=N_("Contestations answered in time"),
    meaning=N_("Answered within thirty days, of those answered or whose thirty days are over."),
)
DEFINITIONS: Final = (ON_TIME, USED, LOOKED_BACK, AS_GOOD, CALIBRATED, UNCERTAIN, HEARD, ANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator over a period: its share with a Wilson interval, or why there is none."""

    definition: Definition
    part: int = 0
    whole: int = 0
    hidden: bool = False
    """Whether fewer than five files stand on one side of it."""
    undecided: bool = False
    """Whether it would be another, had values held that nobody has decided against."""

    @property
    def told(self) -> bool:
        """Whether there is a share that may be told."""
        return self.whole > 0 and not self.hidden

    @property
    def share(self) -> float:
        """The share, from 0 to 1."""
        return self.part / self.whole

    @property
    def interval(self) -> tuple[float, float]:
        """The share may be anything from here to there at 95 % (Wilson 1927)."""
        n, square = self.whole, NORMAL**2
        middle = (self.part + square / 2) / (n + square)
        half = NORMAL / (n + square) * math.sqrt(self.part * (n - self.part) / n + square / 4)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How one analysis did beside prior counts: figures as they were kept."""

    title: str
    on: date
    method: str
    found: AnalysisFigure
    prior: AnalysisFigure
    pai: AnalysisFigure | None
    calibration: AnalysisFigure | None = None
    """Events found over events expected; none in an analysis of an older desk."""
    undecided: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """By what it tells (`title`, `found`, `prior`, `pai`, `calibration`), every value that stands."""

    @property
    def calibrated(self) -> bool | None:
        """Whether as many were found as expected, within the interval; none where it was not kept."""
        one = self.calibration
        if one is None or one.low is None or one.high is None:
            return None
        return one.low <= 1 <= one.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The indicators of one calendar year; of the running one, until today."""

    year: int
    until: date
    indicators: tuple[Indicator, ...]
    forecasts: tuple[Forecast, ...]


def counted(definition: Definition, answers: Iterable[bool]) -> Indicator:
    """An indicator from yes and no. Where fewer than five stand on one side, neither side is told."""
    given = list(answers)
    yes, no = sum(given), len(given) - sum(given)
    hidden = any(0 < side < SMALLEST for side in (yes, no))
    if hidden:
        return Indicator(definition=definition, hidden=True, part=0, whole=0)
    return Indicator(definition=definition, part=yes, whole=len(given))


class Indicators:
    """Reads the indicators of the service from the files this worker may read."""

    def __init__(self, desk: Desk, layers: Layers) -> None:
        self._desk, self._layers = desk, layers

    def years(self) -> tuple[int, ...]:
        """The years that can be asked for, the running one first."""
        this = self._desk.today().year
        return tuple(this - back for back in range(YEARS))

    def of(self, year: int) -> Year:
        """The indicators of a year. Raises ValueError for one that is not offered."""
        if year not in self.years():
            raise ValueError(year)
        today = self._desk.today()
        with self._desk.reading() as session:
            undecided = read_undecided(self._desk, session)
            read = _Read(self._desk, session, year)
            forecasts = tuple(_forecasts(read, undecided))
            shown = _answers(read, today)
            others = _answers(_Read(self._desk, session, year, undecided), today)
            indicators = tuple(
                replace(
                    counted(one, shown[one.code]), undecided=shown[one.code] != others[one.code]
                )
                for one in DEFINITIONS
            )
        until = min(today, date(year, 12, 31))
        return Year(year=year, until=until, indicators=indicators, forecasts=forecasts)

    def issuer(self) -> Organisation:
        """Who stands at the head of the page."""
        with self._desk.reading() as session:
            found = session.exec(select(Organisation)).all()
            return next((one for one in found if not one.removed), Organisation())

    def given_out(self, year: Year, how: str) -> None:
        """Write down that the indicators were printed or saved outside."""
        shelf = self._layers.shelf()
        with self._desk.writing("indicators", undoable=False) as unit:
            unit.note("export", shelf, detail=f"indicators {year.year} {how}")


class _Read:
    """The records of the files one may read, and which of them are of the year."""

    def __init__(
        self, desk: Desk, session: Session, year: int, undecided: Undecided = NOTHING
    ) -> None:
        """With `undecided`, the values beside those that are shown are read in their place."""
        self._desk, self._session, self._year = desk, session, year
        self._undecided = undecided

    def all_of(self, kind: type[R]) -> Sequence[R]:
        """Every record of a type that this worker may read, in the order they were made."""
        asked: Any = select(kind).where(col(kind.removed).is_(False))
        found = list(self._session.exec(asked.order_by(col(kind.recorded_at), col(kind.id))))
        mine = self._desk.readable(self._session, {one.dossier for one in found})
        return [self._read_as(one) for one in found if one.dossier in mine]

    def _read_as(self, record: R) -> R:
        others = {name: rest[0] for name, (_, *rest) in self._undecided.of(record.id).items()}
        return record.model_copy(update=others) if others else record

    def within(self, day: date | None) -> bool:
        """Whether a day is of the year."""
        return day is not None and day.year == self._year

    def issued(self) -> Sequence[AdviceRequest]:
        """The opinions issued in the year."""
        return [one for one in self.all_of(AdviceRequest) if self.within(one.issued_on)]

    def published(self) -> Sequence[RiskProfile]:
        """The profiles published in the year."""
        return [one for one in self.all_of(RiskProfile) if self.within(one.published_on)]


def _answers(read: _Read, today: date) -> dict[str, list[bool]]:
    """What each indicator counts, by its code."""
    forecasts = list(_forecasts(read, NOTHING))
    return {
        ON_TIME.code: list(_on_time(read)),
        USED.code: list(_used(read)),
        LOOKED_BACK.code: list(_looked_back(read, today)),
        AS_GOOD.code: [one.found.value >= one.prior.value for one in forecasts],
        CALIBRATED.code: [one.calibrated for one in forecasts if one.calibrated is not None],
        UNCERTAIN.code: [bool(one.uncertainty.strip()) for one in read.published()],
        HEARD.code: list(_heard(read)),
        ANSWERED.code: list(_answered(read, today)),
    }


def _on_time(read: _Read) -> Iterable[bool]:
    for one in read.issued():
        if one.deadline is not None and one.issued_on is not None:
            yield one.issued_on <= one.deadline


def _used(read: _Read) -> Iterable[bool]:
    last = {one.dossier: one for one in read.all_of(AdviceFeedback)}
    for one in last.values():
        if read.within(one.on):
            yield one.use in {Use.USED, Use.PARTLY}


def _looked_back(read: _Read, today: date) -> Iterable[bool]:
    reviewed = {one.dossier for one in read.all_of(OutcomeReview)}
    for one in read.issued():
        if one.issued_on is not None and months_after(one.issued_on, REVIEW_UNTIL_MONTHS) < today:
            yield one.dossier in reviewed


def _heard(read: _Read) -> Iterable[bool]:
    spoken = {one.dossier for one in read.all_of(Contestation)}
    yield from (one.dossier in spoken for one in read.published())


def _answered(read: _Read, today: date) -> Iterable[bool]:
    for one in read.all_of(Contestation):
        if one.raised_on is None or not read.within(one.raised_on):
            continue
        last = days_after(one.raised_on, ANSWER_DAYS)
        if one.answered_on is not None or last < today:
            yield one.answered_on is not None and one.answered_on <= last


def _forecasts(read: _Read, undecided: Undecided) -> Iterable[Forecast]:
    figures: dict[tuple[object, str, str], AnalysisFigure] = {
        (one.analysis, one.method, one.measure): one
        for one in read.all_of(AnalysisFigure)
        if one.share == SHARE_TOLD
    }
    for analysis in read.all_of(Analysis):
        on = day_of(analysis.recorded_at)
        found = figures.get((analysis.id, analysis.recommended, "hit_rate"))
        prior = figures.get((analysis.id, Method.PRIOR.value, "hit_rate"))
        if read.within(on) and found is not None and prior is not None:
            pai = figures.get((analysis.id, analysis.recommended, "pai"))
            calibration = figures.get((analysis.id, analysis.recommended, "calibration"))
            kept = {"found": found, "prior": prior, "pai": pai, "calibration": calibration}
            told = {"title": undecided.of(analysis.id).get("title", ())} | {
                name: undecided.of(one.id).get("value", ())
                for name, one in kept.items()
                if one is not None
            }
            yield Forecast(
                title=analysis.title, on=on, method=analysis.recommended, found=found, prior=prior,
                pai=pai, calibration=calibration,
                undecided={name: values for name, values in told.items() if values},
            )  # fmt: skip


__all__ = ["DEFINITIONS", "Definition", "Forecast", "Indicator", "Indicators", "Year", "counted"]
