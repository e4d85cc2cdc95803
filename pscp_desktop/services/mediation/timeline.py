"""A file as it is read: what is due, then what happened, newest first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from pscp_desktop.domain.calendar import at, day_of
from pscp_desktop.domain.dossiers import (
    ContactKind,
    ContactOutcome,
    Note,
    PrintedDocument,
    ReferralState,
    Transfer,
)
from pscp_desktop.domain.mediation import Answer, RequestChannel, State
from pscp_desktop.domain.mediation_sessions import Satisfaction, SessionKind, SessionState
from pscp_desktop.domain.record import Record
from pscp_desktop.domain.screening import Circumstance, Decision
from pscp_desktop.i18n import N_
from pscp_desktop.services.desk import Desk
from pscp_desktop.services.mediation.records import FileRecords
from pscp_desktop.services.mediation.work import dues_of, starts_of

REQUEST: Final = N_("Request")
SCREENED: Final = N_("Screening")
TIES: Final = N_("Declaration of ties")
CONSENT: Final = N_("Consent")
INVITED: Final = N_("Invitation sent")
ANSWERED: Final = N_("Answer to the invitation")
CONSTITUTIVE: Final = N_("Constitutive act drawn up")
AGREED: Final = N_("Agreement written")
ENDED: Final = N_("Final act drawn up")
FOLLOWED: Final = N_("Follow-up done")
ASKED: Final = N_("Satisfaction asked for")
REFERRED: Final = N_("Referral")
NOTE: Final = N_("Note")
DOCUMENT: Final = N_("Document")
MOVED: Final = N_("State")
HANDED: Final = N_("Given to a colleague")


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
    party: UUID | None = None
    record: UUID
    record_type: type[Record] | None = None
    due: bool = False
    late: bool = False
    starts_at: datetime | None = None
    """Of a session or an appointment that is due: when it begins."""
    month: int = 0
    """Of a follow-up that is due: how many months after the agreement."""
    article: str = ""


CONTACT_ICONS: Final = {
    ContactKind.CALL.value: "phone",
    ContactKind.VISIT.value: "door",
    ContactKind.MESSAGE.value: "message",
    ContactKind.LETTER.value: "mail",
}


class Timeline:
    """Reads a file as people do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, dossier: UUID) -> tuple[Entry, ...]:
        """What is due, soonest first, then what happened, newest first. Raises NotFound."""
        with self._desk.reading() as session:
            self._desk.demand_to_read(session, dossier)
            return entries_of(FileRecords(session, dossier), self._desk.today())


def entries_of(records: FileRecords, today: date) -> tuple[Entry, ...]:
    """The lines of a file that is being read and may be read."""
    past = [entry for part in PARTS for entry in part(records)]
    return (*_due(records, today), *sorted(past, key=lambda entry: entry.when, reverse=True))


def _due(records: FileRecords, today: date) -> Iterator[Entry]:
    begins = starts_of(records)
    months = {one.id: one.month for one in records.follow_ups}
    for due, record in dues_of(records):
        yield Entry(
            kind="clock",
            when=at(due.on, 0),
            on=due.on,
            title=due.label,
            record=record,
            due=True,
            late=due.overdue(today),
            starts_at=begins.get(record),
            month=months.get(record, 0),
            article=due.article,
        )


def _entry(kind: str, record: Record, title: str, on: date | None = None, **more: Any) -> Entry:
    day = on or day_of(record.recorded_at)
    when = record.recorded_at if day == day_of(record.recorded_at) else at(day, 12).astimezone(UTC)
    return Entry(
        kind=kind,
        when=more.pop("when", when),
        on=day,
        title=title,
        who=record.recorded_by,
        record=record.id,
        record_type=type(record),
        **more,
    )


def _request(records: FileRecords) -> Iterable[Entry]:
    process = records.process
    yield _entry(
        "edit",
        process,
        REQUEST,
        day_of(process.received_at),
        aspect=RequestChannel.label_of(process.channel),
        detail=process.account,
        when=process.received_at,
    )


def _contacts(records: FileRecords) -> Iterable[Entry]:
    for contact in records.contacts:
        yield _entry(
            CONTACT_ICONS.get(contact.kind, "meeting"),
            contact,
            ContactKind.label_of(contact.kind),
            day_of(contact.at),
            aspect=ContactOutcome.label_of(contact.outcome),
            detail=contact.summary,
            party=contact.with_party,
            when=contact.at,
        )


def _screenings(records: FileRecords) -> Iterable[Entry]:
    for screening in records.screenings:
        yield _entry(
            "stop" if screening.forbids else "shield",
            screening,
            SCREENED,
            screening.held_on,
            aspect=Decision.label_of(screening.decision),
            detail=screening.reason,
            party=screening.party,
        )


def _papers(records: FileRecords) -> Iterable[Entry]:
    for declared in records.declarations:
        yield _entry(
            "scales",
            declared,
            TIES,
            declared.declared_on,
            aspect=Circumstance.label_of(declared.circumstance),
            detail=declared.details,
        )
    for consent in records.consents:
        yield _entry("check", consent, CONSENT, consent.on, party=consent.person)
    for referral in records.referrals:
        yield _entry(
            "refer",
            referral,
            REFERRED,
            referral.sent_on,
            aspect=ReferralState.label_of(referral.stands),
            detail=" · ".join(filter(None, (referral.to_service, referral.answer))),
        )


def _invitations(records: FileRecords) -> Iterable[Entry]:
    for invitation in records.invitations:
        yield _entry("mail", invitation, INVITED, invitation.sent_on, party=invitation.party)
        if invitation.answer:
            yield _entry(
                "message",
                invitation,
                ANSWERED,
                invitation.answered_on,
                aspect=Answer.label_of(invitation.answer),
                detail=invitation.words,
                party=invitation.party,
            )


def _sessions(records: FileRecords) -> Iterable[Entry]:
    for session in records.sessions:
        if session.state != SessionState.PLANNED:
            yield _entry(
                "shuttle" if session.kind == SessionKind.SHUTTLE else "meeting",
                session,
                SessionKind.label_of(session.kind),
                day_of(session.starts_at),
                aspect=SessionState.label_of(session.state),
                detail=session.issues or session.notes,
                when=session.starts_at,
            )


def _acts(records: FileRecords) -> Iterable[Entry]:
    for act in records.acts:
        yield _entry("document", act, CONSTITUTIVE, act.drawn_up_on)
    for agreement in records.agreements:
        yield _entry(
            "agreement", agreement, AGREED, agreement.reached_on, detail=agreement.preamble
        )
    for final in records.final_acts:
        yield _entry("document", final, ENDED, final.drawn_up_on, detail=final.statement)
    for follow_up in records.follow_ups:
        if follow_up.done_on is not None:
            yield _entry("done", follow_up, FOLLOWED, follow_up.done_on, detail=follow_up.account)


def _surveys(records: FileRecords) -> Iterable[Entry]:
    for survey in records.all_of(Satisfaction):
        yield _entry("check", survey, ASKED, survey.on, party=survey.party, detail=survey.words)


def _notes(records: FileRecords) -> Iterable[Entry]:
    for note in records.all_of(Note):
        yield _entry("note", note, NOTE, detail=note.text)
    for document in records.all_of(PrintedDocument):
        yield _entry(
            "print",
            document,
            DOCUMENT,
            day_of(document.printed_at),
            aspect=document.kind,
            when=document.printed_at,
        )
    for transfer in records.all_of(Transfer):
        yield _entry("person_out", transfer, HANDED, party=transfer.to, detail=transfer.reason)
    for change in records.changes:
        yield _entry(
            "forward",
            change,
            MOVED,
            change.done_on,
            aspect=State.label_of(change.target),
            detail=change.reason,
        )


PARTS: Final[tuple[Callable[[FileRecords], Iterable[Entry]], ...]] = (
    _request,
    _contacts,
    _screenings,
    _papers,
    _invitations,
    _sessions,
    _acts,
    _surveys,
    _notes,
)
