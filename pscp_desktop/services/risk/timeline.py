"""A file as it is read: what is due, then what happened, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.calendar import at, day_of
from pscp_desktop.domain.dossiers import Attachment, Note, PrintedDocument
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.risk import (
    Band,
    Change,
    Channel,
    Confidence,
    ContestState,
    ProfileBand,
    Use,
    Verdict,
)
from pscp_desktop.domain.risk_analysis import Method
from pscp_desktop.domain.risk_sara import Approach, Held
from pscp_desktop.domain.risk_states import ADVICE, PROFILES
from pscp_desktop.i18n import N_, language
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.risk.records import FileRecords
from pscp_desktop.services.risk.saying import told
from pscp_desktop.services.risk.work import dues_of

ASKED: Final = N_("The question")
PROFILE: Final = N_("Profile begun")
ANALYSED: Final = N_("Analysis kept")
OPINION: Final = N_("Opinion written")
REVIEWED: Final = N_("Review by a second person")
BAND: Final = N_("Part of the area")
DRIVER: Final = N_("What it goes with")
CONTESTED: Final = N_("Contested by")
ANSWERED: Final = N_("Contestation answered")
FEEDBACK: Final = N_("Feedback")
OUTCOME: Final = N_("Looking back")
SHEET: Final = N_("Worksheet begun")
HYPOTHESIS: Final = N_("Hypothesis")
RESPONSE: Final = N_("Response")
NOTE: Final = N_("Note")
DOCUMENT: Final = N_("Document")
ATTACHED: Final = N_("Attached")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a file. `title` and `aspect` are marked words; `detail` is what somebody wrote."""

    kind: str
    """The icon that stands for it, by its name among the resources."""
    when: datetime
    on: date
    title: str
    aspect: str = ""
    detail: str = ""
    who: UUID | None = None
    record: UUID
    record_type: type[Record] | None = None
    due: bool = False
    late: bool = False


class Timeline:
    """Reads a file as people do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, dossier: UUID) -> tuple[Entry, ...]:
        """What is due, soonest first, then what happened, newest first. Raises NotFound."""
        today = self._desk.today()
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            records = FileRecords(session, dossier)
            due = tuple(_due(records, today))
            past = [entry for part in PARTS for entry in part(records)]
        return (*due, *sorted(past, key=lambda entry: entry.when, reverse=True))


def _due(records: FileRecords, today: date) -> Iterator[Entry]:
    for due, record in dues_of(records, today):
        yield Entry(
            kind="clock",
            when=at(due.on, 0),
            on=due.on,
            title=due.label,
            record=record,
            due=True,
            late=due.overdue(today),
        )


def _entry(kind: str, record: Record, title: str, on: date | None = None, **more: Any) -> Entry:
    day = on or day_of(record.recorded_at)
    when = record.recorded_at if day == day_of(record.recorded_at) else at(day, 12).astimezone(UTC)
    return Entry(
        kind=kind,
        when=more.pop("when", when),
        on=day,
        title=title,
        who=more.pop("who", record.recorded_by),
        record=record.id,
        record_type=type(record),
        **more,
    )


def _begun(records: FileRecords) -> Iterable[Entry]:
    request, profile = records.request, records.profile
    if request is not None:
        yield _entry(
            "message",
            request,
            ASKED,
            day_of(request.received_at),
            aspect=Channel.label_of(request.channel),
            detail=request.question,
            when=request.received_at,
        )
    if profile is not None:
        yield _entry("edit", profile, PROFILE, detail=profile.statement or profile.area)


def _analysed(records: FileRecords) -> Iterable[Entry]:
    for analysis in records.analyses:
        yield _entry(
            "reports",
            analysis,
            ANALYSED,
            aspect=Method.label_of(analysis.recommended),
            detail=" · ".join(filter(None, (analysis.title, told(analysis.because, language())))),
        )


def _said(records: FileRecords) -> Iterable[Entry]:
    if records.advice is not None:
        advice = records.advice
        yield _entry(
            "edit", advice, OPINION, aspect=Confidence.label_of(advice.confidence),
            detail=advice.findings,
        )  # fmt: skip
    for band in records.bands:
        yield _entry("map", band, BAND, aspect=Band.label_of(band.band), detail=_judged_part(band))
    for driver in records.drivers:
        detail = " · ".join(filter(None, (driver.factor, told(driver.words, language()))))
        yield _entry("steps", driver, DRIVER, detail=detail)


def _judged_part(band: ProfileBand) -> str:
    return " · ".join(filter(None, (told(band.unit, language()), band.reason)))


def _judged(records: FileRecords) -> Iterable[Entry]:
    for review in records.reviews:
        yield _entry(
            "shield", review, REVIEWED, review.on, aspect=Verdict.label_of(review.verdict),
            detail=review.remarks, who=review.reviewer,
        )  # fmt: skip
    for one in records.contestations:
        detail = f"{one.council}: {one.words}"
        yield _entry("warn", one, CONTESTED, one.raised_on, detail=detail)
        if one.answered_on is not None:
            aspect = ContestState.label_of(one.state)
            yield _entry(
                "message", one, ANSWERED, one.answered_on, aspect=aspect, detail=one.answer
            )
    for feedback in records.feedback:
        yield _entry(
            "message", feedback, FEEDBACK, feedback.on, aspect=Use.label_of(feedback.use),
            detail=feedback.words,
        )  # fmt: skip
    for outcome in records.outcomes:
        yield _entry(
            "check", outcome, OUTCOME, outcome.on, aspect=Change.label_of(outcome.change),
            detail=outcome.words,
        )  # fmt: skip


def _solving(records: FileRecords) -> Iterable[Entry]:
    if records.sara is not None:
        yield _entry("edit", records.sara, SHEET, detail=records.sara.problem)
    for one in records.hypotheses:
        yield _entry("edit", one, HYPOTHESIS, aspect=Held.label_of(one.held), detail=one.text)
    for response in records.responses:
        yield _entry(
            "check", response, RESPONSE, aspect=Approach.label_of(response.approach),
            detail=response.text,
        )  # fmt: skip


def _around(records: FileRecords) -> Iterable[Entry]:
    for note in records.all_of(Note):
        yield _entry("note", note, NOTE, detail=note.text)
    for printed in records.all_of(PrintedDocument):
        yield _entry("document", printed, DOCUMENT, aspect=printed.kind, when=printed.printed_at)
    for attached in records.all_of(Attachment):
        if attached.media_type.startswith("image/"):
            yield _entry("document", attached, ATTACHED, detail=attached.name)


LABELS: Final = {one.act: one.label for one in ADVICE.transitions} | {
    one.act: one.label for one in PROFILES.transitions
}
"""The words of every act."""


def _moved(records: FileRecords) -> Iterable[Entry]:
    for change in records.changes:
        yield _entry(
            "dot", change, LABELS.get(change.act, change.act), change.done_on, detail=change.reason
        )


PARTS: Final = (_begun, _analysed, _said, _judged, _solving, _around, _moved)
"""What a file is told by."""
