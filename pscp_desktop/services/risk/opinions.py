"""What is said in a file, reviewed by a second person, contested, answered, and looked back on."""

from typing import Any, TypeVar
from uuid import UUID

from pscp_desktop.domain.errors import Invalid, NotFound, Refused
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.domain.risk import (
    Advice,
    AdviceFeedback,
    AdviceState,
    Contestation,
    ContestState,
    OutcomeReview,
    PeerReview,
    ProfileBand,
    ProfileDriver,
    ProfileState,
    RiskProfile,
)
from pscp_desktop.domain.risk_words import names_a_home
from pscp_desktop.domain.suppression import SMALLEST
from pscp_desktop.services.desk import Desk, Loaded
from pscp_desktop.services.risk.files import Files
from pscp_desktop.services.risk.records import FileRecords
from pscp_desktop.services.risk.work import at_work, change
from pscp_desktop.store.unit import Unit

R = TypeVar("R", bound=Record)

WRITABLE = frozenset(
    {AdviceState.ANALYSIS, ProfileState.DRAFT, ProfileState.DATA_CHECKED, ProfileState.ANALYSED,
     ProfileState.REVISED}
)  # fmt: skip
"""States in which what is said may still be written. What is under review or out stands as it is."""


class Opinions:
    """The words of a file and what others say of them."""

    def __init__(self, desk: Desk, files: Files) -> None:
        self._desk, self._files = desk, files

    def write(self, dossier: UUID, changes: dict[str, Any], shown: Loaded[Advice] | None) -> None:
        """Write the opinion; whoever writes last is its author. Raises Refused once it is under review."""
        desk = self._desk
        with at_work(desk, dossier) as unit:
            self._demand_writable(unit, dossier)
            told = {**changes, "author": desk.worker}
            if shown is None:
                unit.create(Advice(dossier=dossier, **told))
                return
            if shown.record.author == desk.worker:
                told = changes
            unit.set(shown.record, told, shown=shown.heads)

    def band(self, band: ProfileBand) -> ProfileBand:
        """Add a part of the area. Raises Invalid where it is an address or a dwelling.

        A count below five is not kept: who reads the file would know it for good.
        """
        if names_a_home(band.unit):
            raise Invalid({"unit": "home"})
        if not band.band or not band.unit.strip():
            raise Invalid({"band" if band.unit.strip() else "unit": "missing"})
        if band.events is not None and band.events < SMALLEST:
            # It is not kept either: the file is read by many, and synced to more.
            band.events = None
        band.lowest, band.highest = band.lowest or band.band, band.highest or band.band
        return self._written(band)

    def driver(self, driver: ProfileDriver) -> ProfileDriver:
        """Add what the likelihood goes with. Raises Invalid where it names nothing."""
        if not driver.factor.strip():
            raise Invalid({"factor": "missing"})
        return self._written(driver)

    def review(self, review: PeerReview) -> PeerReview:
        """A second person's verdict on what stands there. Raises Refused for whoever wrote it."""
        desk = self._desk
        if not review.verdict:
            raise Invalid({"verdict": "missing"})
        with at_work(desk, review.dossier, undoable=False) as unit:
            records = FileRecords(unit.session, review.dossier)
            said = records.advice if records.request is not None else records.profile
            if said is None:
                raise NotFound(review.dossier)
            if _own(said, desk.worker):
                raise Refused("review")
            review.about, review.reviewer, review.on = said.id, desk.worker, desk.today()
            review.seen = records.said_now()
            return unit.create(review)

    def feedback(self, feedback: AdviceFeedback) -> AdviceFeedback:
        """Keep what whoever asked says of it, and move the file on."""
        if not feedback.use:
            raise Invalid({"use": "missing"})
        feedback.on = feedback.on or self._desk.today()
        return self._and_then(feedback, "record_feedback")

    def outcome(self, outcome: OutcomeReview) -> OutcomeReview:
        """Keep what was found when somebody looked back, and move the file on."""
        if not outcome.change or not outcome.words.strip():
            raise Invalid({"words" if outcome.change else "change": "missing"})
        outcome.on = outcome.on or self._desk.today()
        return self._and_then(outcome, "record_outcome")

    def contest(self, contestation: Contestation) -> Contestation:
        """A council says a profile is wrong: kept, and the profile is contested from then on."""
        if not contestation.council.strip() or not contestation.words.strip():
            raise Invalid({"words" if contestation.council.strip() else "council": "missing"})
        contestation.raised_on = contestation.raised_on or self._desk.today()
        with at_work(self._desk, contestation.dossier, undoable=False) as unit:
            kept = unit.create(contestation)
            records = FileRecords(unit.session, contestation.dossier)
            if records.process.state == ProfileState.PUBLISHED:
                self._files.perform_in(unit, contestation.dossier, "contest")
            return kept

    def answer(self, shown: Loaded[Contestation], state: str, words: str) -> None:
        """Answer a contestation. A refusal needs its reason as much as a yes: Invalid without words."""
        if state not in set(ContestState) - {ContestState.OPEN}:
            raise Invalid({"state": "missing"})
        if not words.strip():
            raise Invalid({"answer": "missing"})
        told = {"state": state, "answer": words, "answered_on": self._desk.today()}
        with at_work(self._desk, shown.record.dossier, undoable=False) as unit:
            unit.set(shown.record, told, shown=shown.heads)

    def _and_then(self, record: R, act: str) -> R:
        with at_work(self._desk, record.dossier, undoable=False) as unit:
            kept = unit.create(record)
            self._files.perform_in(unit, record.dossier, act)
            return kept

    def _written(self, record: R) -> R:
        desk = self._desk
        with at_work(desk, record.dossier) as unit:
            self._demand_writable(unit, record.dossier)
            profile = FileRecords(unit.session, record.dossier).profile
            if profile is not None and profile.author != desk.worker:
                change(desk, unit, profile, {"author": desk.worker})
            return unit.create(record)

    def _demand_writable(self, unit: Unit, dossier: UUID) -> None:
        if FileRecords(unit.session, dossier).process.state not in WRITABLE:
            raise Refused("write")


def _own(said: Advice | RiskProfile, worker: UUID) -> bool:
    """Whether it is this worker's, or nobody's yet."""
    return said.author in {NAMELESS, worker}
