"""The dossier, unit of need-to-know, and what every service keeps in one."""

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pscp_desktop.domain.agreements import SignatureForm
from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import EPOCH, NAMELESS, Record
from pscp_desktop.domain.screening import yes_wins
from pscp_desktop.domain.workers import RightCode
from pscp_desktop.i18n import N_


class Service(Code):
    """The seven services of the programme."""

    SUPPORT = "support", N_("Psychosocial support")
    COUNCILS = "councils", N_("Community councils")
    MEDIATION = "mediation", N_("Mediation")
    ACTIVITIES = "activities", N_("Activities")
    NETWORK = "network", N_("International network")
    RISK = "risk", N_("Risk assessment")
    TRAINING = "training", N_("Training")


class DossierKind(Code):
    """What a scope is: a file, a closed part of one, or a place the program itself needs."""

    FILE = "file", N_("File")
    COMPARTMENT = "compartment", N_("Compartment")
    CIRCLE = "circle", N_("Team")
    ORGANISATION = "organisation", N_("Organisation")


class CompartmentKind(Code):
    """Why something is closed even to those who may open the file."""

    NONE = "", ""
    CAUCUS = "caucus", N_("Separate meeting with one party")
    AUTHOR = "author", N_("Only its author")
    SUPERVISOR = "supervisor", N_("Author and supervisor")


class District(Code):
    """The six neighbourhoods of Centro."""

    PALACIO = "palacio", N_("Palacio")
    EMBAJADORES = "embajadores", N_("Embajadores")
    CORTES = "cortes", N_("Cortes")
    JUSTICIA = "justicia", N_("Justicia")
    UNIVERSIDAD = "universidad", N_("Universidad")
    SOL = "sol", N_("Sol")
    ELSEWHERE = "elsewhere", N_("Outside the district")


class Dossier(Record, table=True):
    """A file, or a compartment of one. Its id is the scope of everything kept in it."""

    kind: Annotated[str, Spec(label=N_("Kind"), codes=DossierKind)] = DossierKind.FILE.value
    service: Annotated[str, Spec(label=N_("Service"), codes=Service)] = Service.MEDIATION.value
    number: Annotated[str, Spec(label=N_("Number"), listed=True, searched=True)] = ""
    title: Annotated[str, Spec(label=N_("Title"), listed=True, searched=True, identity=True)] = ""
    parent: Annotated[UUID | None, Spec(label=N_("Part of"))] = None
    compartment: Annotated[str, Spec(label=N_("Closed to"), codes=CompartmentKind)] = ""
    circle: Annotated[UUID, Spec(label=N_("Team"))] = NAMELESS
    owner: Annotated[UUID, Spec(label=N_("Responsible worker"), listed=True)] = NAMELESS
    opened_on: Annotated[date | None, Spec(label=N_("Opened on"), listed=True)] = None
    closed_on: Annotated[date | None, Spec(label=N_("Closed on"))] = None
    district: Annotated[str, Spec(label=N_("Neighbourhood"), codes=District, listed=True)] = ""
    reserved: Annotated[bool, Spec(label=N_("Reserved: kept on the hub only"))] = False
    legal_hold: Annotated[bool, Spec(label=N_("Legal hold: nothing may be erased"))] = False


class DossierCard(Record, table=True):
    """What a team may see of a file it cannot open: no names, no free text. Lies in the team's scope."""

    of: Annotated[UUID, Spec(label=N_("File"))]
    number: Annotated[str, Spec(label=N_("Number"), listed=True)] = ""
    service: Annotated[str, Spec(label=N_("Service"), codes=Service, listed=True)] = ""
    state: Annotated[str, Spec(label=N_("State"), listed=True)] = ""
    owner: Annotated[UUID, Spec(label=N_("Responsible worker"), listed=True)] = NAMELESS
    opened_on: Annotated[date | None, Spec(label=N_("Opened on"), listed=True)] = None
    due_on: Annotated[date | None, Spec(label=N_("Next due date"), listed=True)] = None
    closed_on: Annotated[date | None, Spec(label=N_("Closed on"))] = None


class Membership(Record, table=True):
    """A worker's right in one dossier, beyond what their team gives."""

    worker: Annotated[UUID, Spec(label=N_("Worker"))]
    right: Annotated[str, Spec(label=N_("Right"), codes=RightCode)] = RightCode.WRITER.value
    until: Annotated[date | None, Spec(label=N_("Until"))] = None


class Exclusion(Record, table=True):
    """A colleague who must not see this dossier, for a conflict of interest or a tie to a party."""

    worker: Annotated[UUID, Spec(label=N_("Worker"))]
    reason: Annotated[str, Spec(label=N_("Reason"), long=True, exported=False)] = ""


class Kept(Code):
    """What whoever led a file keeps of it after it changed hands."""

    TEAM = "team", N_("What the team of the file has")
    READ = "read", N_("May still read it for a month")
    NOTHING = "nothing", N_("Nothing: it closes to them")


class Transfer(Record, table=True):
    """A file that changes hands: from whom, to whom, from when and why. Append-only."""

    append_only: ClassVar[bool] = True

    source: Annotated[UUID, Spec(label=N_("Led until then by"))]
    to: Annotated[UUID, Spec(label=N_("Leads it from then on"), listed=True)]
    from_day: Annotated[date | None, Spec(label=N_("From"), listed=True)] = None
    kept: Annotated[str, Spec(label=N_("What whoever leaves it keeps"), codes=Kept)] = (
        Kept.TEAM.value
    )
    reason: Annotated[str, Spec(label=N_("Reason"), long=True, exported=False)] = ""


class Note(Record, table=True):
    """Something written down. Append-only: an amendment is a new note that names the old one."""

    append_only: ClassVar[bool] = True

    text: Annotated[str, Spec(label=N_("Note"), long=True, searched=True, exported=False)]
    amends: Annotated[UUID | None, Spec(label=N_("Amends"))] = None


class ContactKind(Code):
    """Where or how a contact took place."""

    VISIT = "visit", N_("Home visit")
    OFFICE = "office", N_("At the office")
    CALL = "call", N_("Call")
    MESSAGE = "message", N_("Message")
    LETTER = "letter", N_("Letter")
    STREET = "street", N_("In the street")


class ContactOutcome(Code):
    """How a contact ended."""

    ATTENDED = "attended", N_("Attended")
    LATE = "late", N_("Attended late")
    ABSENT = "absent", N_("Did not attend")
    CANCELLED_BY_PERSON = "cancelled_by_person", N_("Cancelled by the person")
    CANCELLED_BY_SERVICE = "cancelled_by_service", N_("Cancelled by the service")
    NOBODY_HOME = "nobody_home", N_("Nobody home")
    NO_ANSWER = "no_answer", N_("No answer")
    REFUSED = "refused", N_("Refused at the door")
    UNSAFE = "unsafe", N_("Unsafe to proceed")


class Contact(Record, table=True):
    """A contact or the attempt at one, with its outcome. Append-only."""

    append_only: ClassVar[bool] = True

    at: Annotated[datetime, Spec(label=N_("Date and time"), listed=True)] = EPOCH
    kind: Annotated[str, Spec(label=N_("Kind"), codes=ContactKind, listed=True)] = "visit"
    outcome: Annotated[str, Spec(label=N_("Outcome"), codes=ContactOutcome, listed=True)] = ""
    with_party: Annotated[UUID | None, Spec(label=N_("With"))] = None
    minutes: Annotated[int, Spec(label=N_("Minutes"))] = 0
    summary: Annotated[str, Spec(label=N_("What happened"), long=True, searched=True)] = ""


class AppointmentState(Code):
    """What became of an appointment."""

    PLANNED = "planned", N_("Planned")
    HELD = "held", N_("Held")
    MOVED = "moved", N_("Moved")
    CANCELLED = "cancelled", N_("Cancelled")


class Appointment(Record, table=True):
    """Something agreed for a time and a place."""

    starts_at: Annotated[datetime, Spec(label=N_("Starts"), listed=True)]
    minutes: Annotated[int, Spec(label=N_("Minutes"))] = 60
    what: Annotated[str, Spec(label=N_("What"), listed=True, searched=True)] = ""
    place: Annotated[str, Spec(label=N_("Place"), listed=True, searched=True)] = ""
    worker: Annotated[UUID, Spec(label=N_("Worker"))] = NAMELESS
    state: Annotated[str, Spec(label=N_("State"), codes=AppointmentState)] = "planned"


class ConsentPurpose(Code):
    """What somebody is asked to agree to; one consent each."""

    SERVICE = "service", N_("Taking part in the service")
    CONTACT = "contact", N_("Being contacted")
    SHARE = "share", N_("Sharing with another body")
    STATISTICS = "statistics", N_("Anonymous statistics")
    FOLLOW_UP = "follow_up", N_("Follow-up after the end")


class ConsentState(Code):
    """Given, refused or taken back."""

    GIVEN = "given", N_("Given")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class ConsentForm(Code):
    """How consent was expressed."""

    SIGNED = "signed", N_("Signed on paper")
    DRAWN = "drawn", N_("Signed on screen")
    VERBAL = "verbal", N_("Verbal, with a witness")


class Consent(Record, table=True):
    """What a person agreed to or refused. Append-only: withdrawing is a new consent."""

    append_only: ClassVar[bool] = True

    person: Annotated[UUID, Spec(label=N_("Person"))]
    purpose: Annotated[str, Spec(label=N_("Purpose"), codes=ConsentPurpose, listed=True)]
    state: Annotated[str, Spec(label=N_("Answer"), codes=ConsentState, listed=True)]
    form: Annotated[str, Spec(label=N_("How"), codes=ConsentForm)] = ConsentForm.SIGNED.value
    on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None
    recipient: Annotated[str, Spec(label=N_("Shared with"))] = ""
    language: Annotated[str, Spec(label=N_("Language of the text"))] = "es"
    text_version: Annotated[str, Spec(label=N_("Version of the text"))] = ""
    expires_on: Annotated[date | None, Spec(label=N_("Expires on"))] = None
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class ReferralState(Code):
    """Where a referral stands."""

    DRAFT = "draft", N_("Draft")
    SENT = "sent", N_("Sent")
    ACCEPTED = "accepted", N_("Accepted")
    DONE = "done", N_("Done")
    REJECTED = "rejected", N_("Rejected")
    REVOKED = "revoked", N_("Taken back")
    NO_ANSWER = "no_answer", N_("No answer")
    RECEIVED = "received", N_("The person confirms the service was received")


class Referral(Record, table=True):
    """Somebody is sent on to another service, with no more data than that service needs."""

    to_service: Annotated[str, Spec(label=N_("To"), listed=True)]
    person: Annotated[UUID | None, Spec(label=N_("Person"))] = None
    urgent: Annotated[bool, Spec(label=N_("Urgent"))] = False
    reason: Annotated[str, Spec(label=N_("Reason"), long=True, exported=False)] = ""
    consent: Annotated[UUID | None, Spec(label=N_("Consent"))] = None
    state: Annotated[str, Spec(label=N_("State"), codes=ReferralState, listed=True)] = "draft"
    sent_on: Annotated[date | None, Spec(label=N_("Sent on"))] = None
    answered_on: Annotated[date | None, Spec(label=N_("Heard of it on"))] = None
    answer: Annotated[
        str,
        Spec(
            label=N_("What was heard"),
            help=N_("Only what this file needs: nothing of what the other service does with them."),
            long=True,
            exported=False,
        ),
    ] = ""

    @property
    def stands(self) -> ReferralState:
        """Where it stands; one of a newer version's states counts as sent."""
        known = self.state in set(ReferralState)
        stands = ReferralState(self.state) if known else ReferralState.SENT
        # The first version never said that a referral had been sent.
        return ReferralState.SENT if stands is ReferralState.DRAFT and self.sent_on else stands

    @property
    def awaited(self) -> bool:
        """Whether the other service still has to say that it takes the person on."""
        return not self.removed and self.stands in AWAITED


AWAITED: Final = frozenset({ReferralState.SENT, ReferralState.NO_ANSWER})
HEARD: Final[dict[ReferralState, tuple[ReferralState, ...]]] = {
    ReferralState.SENT: (
        ReferralState.ACCEPTED,
        ReferralState.REJECTED,
        ReferralState.NO_ANSWER,
        ReferralState.REVOKED,
    ),
    ReferralState.NO_ANSWER: (
        ReferralState.ACCEPTED,
        ReferralState.REJECTED,
        ReferralState.REVOKED,
    ),
    ReferralState.ACCEPTED: (
        ReferralState.RECEIVED,
        ReferralState.DONE,
        ReferralState.REVOKED,
    ),
    ReferralState.RECEIVED: (ReferralState.DONE,),
    ReferralState.DONE: (ReferralState.RECEIVED,),
}
"""What may be heard of a referral where it stands. Rejected and taken back are ends."""
SAYING_WHY: Final = frozenset({ReferralState.REJECTED, ReferralState.REVOKED})
"""What nobody writes down without the reason."""
ANSWER_EXPECTED: Final = timedelta(days=10)
"""After which the mediator asks the other service. No law says so: a habit of the programme."""


class Visit(Record, table=True):
    """A visit at somebody's door: who goes, where, and when they should be back."""

    worker: Annotated[UUID, Spec(label=N_("Who goes"))]
    companion: Annotated[str, Spec(label=N_("Goes along"))] = ""
    place: Annotated[str, Spec(label=N_("Where"), searched=True, identity=True)] = ""
    leaves_at: Annotated[datetime, Spec(label=N_("Leaves at"), listed=True)] = EPOCH
    back_at: Annotated[datetime, Spec(label=N_("Back at"), listed=True)] = EPOCH
    returned_at: Annotated[datetime | None, Spec(label=N_("Returned at"))] = None
    unsafe: Annotated[bool, Spec(label=N_("Unsafe to proceed"), protective=yes_wins)] = False


class AddressWarning(Record, table=True):
    """Something whoever goes to an address must know before knocking."""

    place: Annotated[str, Spec(label=N_("Address"), searched=True, identity=True)]
    warning: Annotated[str, Spec(label=N_("Warning"), long=True)]
    two_people: Annotated[bool, Spec(label=N_("Never go alone"), protective=yes_wins)] = False
    lifted_on: Annotated[date | None, Spec(label=N_("Lifted on"))] = None


class Attachment(Record, table=True):
    """A file somebody attached: its sealed bytes lie beside the database under `blob`."""

    append_only: ClassVar[bool] = True

    blob: Annotated[bytes, Spec(label=N_("Content"), exported=False)]
    key: Annotated[bytes, Spec(label=N_("Key"), exported=False)]
    name: Annotated[str, Spec(label=N_("Name"), listed=True, searched=True)] = ""
    media_type: Annotated[str, Spec(label=N_("Type"))] = ""
    size: Annotated[int, Spec(label=N_("Size"))] = 0
    digest: Annotated[bytes, Spec(label=N_("Digest"), exported=False)] = b""
    about: Annotated[UUID | None, Spec(label=N_("Belongs to"))] = None


class Issued(Code):
    """In which way a document left the program."""

    PRINTED = "printed", N_("Printed")
    SAVED = "saved", N_("Saved outside")
    SHOWN = "shown", N_("Shown on the screen")


class PrintedDocument(Record, table=True):
    """A document that was generated, and how far it has come to being signed. Append-only."""

    append_only: ClassVar[bool] = True

    kind: Annotated[str, Spec(label=N_("Document"), listed=True)]
    language: Annotated[str, Spec(label=N_("Language"))] = "es"
    printed_at: Annotated[datetime, Spec(label=N_("Printed at"), listed=True)] = EPOCH
    about: Annotated[UUID | None, Spec(label=N_("Belongs to"))] = None
    issued: Annotated[str, Spec(label=N_("How it was given out"), codes=Issued)] = "printed"
    code: Annotated[str, Spec(label=N_("Code on the paper"), listed=True, searched=True)] = ""
    signed: Annotated[str, Spec(label=N_("How it is signed"), codes=SignatureForm)] = ""
    digest: Annotated[bytes, Spec(label=N_("Digest"), exported=False)] = b""
    signed_scan: Annotated[UUID | None, Spec(label=N_("Signed copy"))] = None
