"""A mediation: what was asked, who takes part, who was invited, and where it stands."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.people import Person
from pscp_desktop.domain.record import EPOCH, Record
from pscp_desktop.domain.screening import no_wins
from pscp_desktop.i18n import N_


class State(Code):
    """Where a mediation stands. It changes by an act, never by hand."""

    REQUESTED = "requested", N_("Requested")
    CONTACTING_REQUESTER = "contacting_requester", N_("Contacting whoever asked")
    SCREENING = "screening", N_("Screening")
    NOT_SUITABLE = "not_suitable", N_("Not suitable")
    REFERRED = "referred", N_("Referred")
    SUITABLE = "suitable", N_("Suitable")
    INVITING = "inviting_other_party", N_("Inviting the other party")
    INITIAL_SESSION = "initial_session", N_("Initial session")
    DECLINED = "declined", N_("Declined")
    NO_REPLY = "no_reply", N_("No reply")
    RESOLVED_BEFORE = "resolved_before_session", N_("Resolved before the session")
    INFORMATION_ONLY = "information_only", N_("Information only")
    ATTEMPTED = "attempted_without_effect", N_("Attempted without effect")
    CONSTITUTED = "constituted", N_("Constituted")
    IN_MEDIATION = "in_mediation", N_("In mediation")
    AGREEMENT_TOTAL = "agreement_total", N_("Full agreement")
    AGREEMENT_PARTIAL = "agreement_partial", N_("Partial agreement")
    NO_AGREEMENT = "no_agreement", N_("No agreement")
    WITHDRAWN = "withdrawn", N_("Withdrawn by a party")
    TERMINATED = "terminated_by_mediator", N_("Ended by the mediator")
    EXPIRED = "expired", N_("Expired")
    FINAL_ACT = "final_act", N_("Final act")
    FOLLOW_UP = "follow_up", N_("Follow-up")
    CLOSED = "closed", N_("Closed")
    REOPENED = "reopened", N_("Reopened")


class Phase(Code):
    """The seven steps a file shows across its head."""

    REQUEST = "request", N_("Request")
    SCREENING = "screening", N_("Screening")
    INVITATION = "invitation", N_("Invitation")
    INITIAL_SESSION = "initial_session", N_("Initial session")
    MEDIATION = "mediation", N_("Mediation")
    FINAL_ACT = "final_act", N_("Final act")
    FOLLOW_UP = "follow_up", N_("Follow-up")


PHASES: Final[dict[Phase, frozenset[State]]] = {
    Phase.REQUEST: frozenset(
        {State.REQUESTED, State.CONTACTING_REQUESTER, State.INFORMATION_ONLY, State.REOPENED}
    ),
    Phase.SCREENING: frozenset(
        {State.SCREENING, State.SUITABLE, State.NOT_SUITABLE, State.REFERRED, State.RESOLVED_BEFORE}
    ),
    Phase.INVITATION: frozenset({State.INVITING, State.NO_REPLY, State.DECLINED}),
    Phase.INITIAL_SESSION: frozenset({State.INITIAL_SESSION, State.ATTEMPTED}),
    Phase.MEDIATION: frozenset(
        {
            State.CONSTITUTED,
            State.IN_MEDIATION,
            State.AGREEMENT_TOTAL,
            State.AGREEMENT_PARTIAL,
            State.NO_AGREEMENT,
            State.WITHDRAWN,
            State.TERMINATED,
            State.EXPIRED,
        }
    ),
    Phase.FINAL_ACT: frozenset({State.FINAL_ACT}),
    Phase.FOLLOW_UP: frozenset({State.FOLLOW_UP, State.CLOSED}),
}


def phase_of(state: str) -> Phase:
    """The step a state belongs to; a state of a newer version is shown at the first step."""
    return next((phase for phase, states in PHASES.items() if state in states), Phase.REQUEST)


class Outcome(Code):
    """How a mediation came out, in the codes the programme is measured by."""

    RESOLVED_BEFORE = "RES-PRE", N_("Resolved before the session")
    NO_REPLY = "NR", N_("The other party did not reply")
    DECLINED = "DEC", N_("The other party declined")
    NOT_SUITABLE = "NS", N_("Not suitable for mediation")
    AGREEMENT_TOTAL = "AGT", N_("Full agreement")
    AGREEMENT_PARTIAL = "AGP", N_("Partial agreement")
    NO_AGREEMENT = "NOA", N_("No agreement")
    WITHDRAWN = "WDR", N_("A party withdrew")
    MEDIATOR = "MED", N_("The mediator ended it")
    INFORMATION = "INF", N_("Information only")
    REFERRED = "REF", N_("Referred to another service")


class RequestChannel(Code):
    """How a request reached the service."""

    DOOR = "door", N_("At the door")
    OFFICE = "office", N_("At the office")
    CALL = "call", N_("Call")
    EMAIL = "email", N_("E-mail")
    POLICE = "police", N_("Police")
    SOCIAL_SERVICES = "social_services", N_("Social services")
    COURT = "court", N_("Court")
    COUNCIL = "council", N_("Community council")
    OTHER = "other", N_("Another way")


class DisputeKind(Code):
    """What a dispute is about."""

    NOISE = "noise", N_("Noise")
    DAMP = "damp", N_("Damp and leaks")
    COMMON_AREAS = "common_areas", N_("Common areas")
    ANIMALS = "animals", N_("Animals")
    WASTE = "waste", N_("Waste")
    PARKING = "parking", N_("Parking")
    WORKS = "works", N_("Building works")
    TENANCY = "tenancy", N_("Tenancy and debts")
    TERRACES = "terraces", N_("Shops and terraces")
    PUBLIC_SPACE = "public_space", N_("Use of public space")
    COHABITATION = "cohabitation", N_("Living together")
    INTERCULTURAL = "intercultural", N_("Between cultures")
    SCHOOL = "school", N_("School")
    ASSOCIATION = "association", N_("Association")
    OTHER = "other", N_("Something else")


class Relationship(Code):
    """What ties the parties to each other."""

    NEIGHBOURS = "neighbours", N_("Neighbours")
    SAME_HOME = "same_home", N_("They share a home")
    FAMILY = "family", N_("Family")
    TENANT = "tenant", N_("Landlord and tenant")
    BUSINESS = "business", N_("A business and its neighbours")
    COMMUNITY = "community", N_("Owners' association and owner")
    SCHOOL = "school", N_("The same school")
    PARTNERS = "partners", N_("Partners or former partners")
    STRANGERS = "strangers", N_("They did not know each other")
    OTHER = "other", N_("Another tie")


class Since(Code):
    """How long a dispute has lasted."""

    MONTH = "month", N_("Less than a month")
    HALF_YEAR = "half_year", N_("One to six months")
    YEAR = "year", N_("More than six months")
    YEARS = "years", N_("More than a year")


class Urgency(Code):
    """How soon something must be done."""

    NORMAL = "normal", N_("Normal")
    WEEK = "week", N_("This week")
    TODAY = "today", N_("Today")


class RestorativeKind(Code):
    """Whether, and in which form, the process repairs a harm under the criminal law."""

    NONE = "", N_("Not restorative")
    VICTIM_OFFENDER = "victim_offender", N_("Mediation between victim and offender")
    CONFERENCE = "conference", N_("Restorative conference")
    CIRCLE = "circle", N_("Restorative circle")
    INDIRECT = "indirect", N_("Indirect")


class Brought(Code):
    """What became of the papers the parties had brought (Ley 5/2012, art. 22.1)."""

    UNKNOWN = "", ""
    RETURNED = "returned", N_("Given back to whoever brought them")
    NONE = "none_brought", N_("Nobody brought any")


class MediationProcess(Record, table=True):
    """One mediation from the request to its closing. Each mediation file has exactly one."""

    channel: Annotated[str, Spec(label=N_("How it reached us"), codes=RequestChannel)] = "door"
    dispute: Annotated[
        str,
        Spec(label=N_("What it is about"), codes=DisputeKind, open_ended=True, listed=True),
    ] = DisputeKind.OTHER.value
    account: Annotated[
        str, Spec(label=N_("What they tell, in their words"), long=True, searched=True)
    ] = ""
    place: Annotated[str, Spec(label=N_("Where it happens"), searched=True, identity=True)] = ""
    relationship: Annotated[str, Spec(label=N_("What ties the parties"), codes=Relationship)] = (
        Relationship.NEIGHBOURS.value
    )
    since: Annotated[str, Spec(label=N_("Since when"), codes=Since)] = ""
    previous_attempts: Annotated[
        str, Spec(label=N_("What was tried before"), long=True, searched=True)
    ] = ""
    in_court: Annotated[bool, Spec(label=N_("There is a court case"))] = False
    court_number: Annotated[str, Spec(label=N_("Court and number"), searched=True)] = ""
    before_court: Annotated[
        bool,
        Spec(
            label=N_("Wanted as a step before going to court"),
            help=N_("The process then lasts three months at most."),
        ),
    ] = False
    urgency: Annotated[str, Spec(label=N_("Urgency"), codes=Urgency, listed=True)] = "normal"
    received_at: Annotated[datetime, Spec(label=N_("Received"), listed=True)] = EPOCH
    disposable: Annotated[
        bool,
        Spec(
            label=N_("The parties may decide about it"),
            help=N_("Not criminal, not labour, and nothing the law keeps out of their hands."),
            protective=no_wins,
        ),
    ] = True
    restorative: Annotated[str, Spec(label=N_("Restorative process"), codes=RestorativeKind)] = (
        RestorativeKind.NONE.value
    )
    state: Annotated[str, Spec(label=N_("State"), codes=State, listed=True)] = "requested"
    outcome: Annotated[str, Spec(label=N_("Outcome"), codes=Outcome, listed=True)] = ""
    reason: Annotated[str, Spec(label=N_("Reason of the last act"), long=True)] = ""
    constituted_on: Annotated[date | None, Spec(label=N_("Constituted on"))] = None
    expires_on: Annotated[date | None, Spec(label=N_("Runs until"))] = None
    ended_on: Annotated[date | None, Spec(label=N_("Ended on"))] = None
    reopened_at: Annotated[datetime | None, Spec(label=N_("Reopened"))] = None
    object_for_documents: Annotated[
        str,
        Spec(
            label=N_("Object of the dispute, as all parties read it"),
            help=N_("Neutral words. Never what one party told in confidence."),
            long=True,
            searched=True,
        ),
    ] = ""
    programme: Annotated[str, Spec(label=N_("Planned proceedings"), long=True)] = ""
    fees_cents: Annotated[int | None, Spec(label=N_("Mediator's fees, in euros"))] = None
    expenses_cents: Annotated[int | None, Spec(label=N_("Other expenses, in euros"))] = None
    constitute_by: Annotated[
        date | None, Spec(label=N_("Last day to sign the constitutive act"))
    ] = None
    brought: Annotated[str, Spec(label=N_("Papers the parties brought"), codes=Brought)] = ""


class PartyRole(Code):
    """As what somebody takes part."""

    REQUESTING = "requesting", N_("Requesting party")
    REQUESTED = "requested", N_("Requested party")
    HARMED = "harmed", N_("Harmed person")
    RESPONSIBLE = "responsible", N_("Responsible person")
    SUPPORT = "support", N_("Support person")
    REPRESENTATIVE = "representative", N_("Representative")
    LAWYER = "lawyer", N_("Lawyer")


PRINCIPALS: Final = frozenset(
    {PartyRole.REQUESTING, PartyRole.REQUESTED, PartyRole.HARMED, PartyRole.RESPONSIBLE}
)
"""Those between whom the dispute is: they are screened, consent, sign and owe."""
REQUESTING_SIDE: Final = frozenset({PartyRole.REQUESTING, PartyRole.HARMED})
"""Those who asked; the other side is invited."""


class PartyNature(Code):
    """What a party is before the law."""

    PERSON = "person", N_("Person")
    COMPANY = "company", N_("Company")
    OWNERS = "owners", N_("Owners' association")
    ASSOCIATION = "association", N_("Association")
    ADMINISTRATION = "administration", N_("Public administration")


class Party(Person, table=True):
    """Somebody who takes part in a mediation, described in its file and only there."""

    review_together: ClassVar[bool] = True

    role: Annotated[str, Spec(label=N_("Takes part as"), codes=PartyRole, listed=True)]
    nature: Annotated[str, Spec(label=N_("Kind of party"), codes=PartyNature)] = "person"
    represents: Annotated[UUID | None, Spec(label=N_("Acts for"))] = None
    representation: Annotated[str, Spec(label=N_("On what ground they act for them"))] = ""
    minor: Annotated[bool, Spec(label=N_("Under 18"))] = False
    seating: Annotated[
        str,
        Spec(
            label=N_("Seating"),
            help=N_("Near the door, apart from the other party, room for a wheelchair…"),
        ),
    ] = ""
    left_on: Annotated[date | None, Spec(label=N_("No longer takes part since"))] = None

    @property
    def principal(self) -> bool:
        """Whether the dispute is theirs and they still take part."""
        return self.role in PRINCIPALS and self.left_on is None and not self.removed

    @property
    def asked(self) -> bool:
        """Whether they are on the side that asked for the mediation."""
        return self.role in REQUESTING_SIDE


class Answer(Code):
    """What an invited party answered."""

    NONE = "", N_("No answer yet")
    ACCEPTED = "accepted", N_("Accepts")
    DECLINED = "declined", N_("Declines")


class Invitation(Record, table=True):
    """The invitation of one party: when it was sent, received and answered."""

    party: Annotated[UUID, Spec(label=N_("Party"))]
    channel: Annotated[str, Spec(label=N_("How it was sent"))] = "letter"
    sent_on: Annotated[date | None, Spec(label=N_("Sent on"), listed=True)] = None
    received_on: Annotated[date | None, Spec(label=N_("Received on"), listed=True)] = None
    proof: Annotated[str, Spec(label=N_("What proves that it arrived"))] = ""
    answered_on: Annotated[date | None, Spec(label=N_("Answered on"))] = None
    answer: Annotated[str, Spec(label=N_("Answer"), codes=Answer, listed=True)] = ""
    words: Annotated[str, Spec(label=N_("What they answered"), long=True, searched=True)] = ""
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class StateChange(Record, table=True):
    """An act that was done: from where to where and why. Taken back only together with its act."""

    act: Annotated[str, Spec(label=N_("Act"), listed=True)]
    source: Annotated[str, Spec(label=N_("From"), codes=State)] = ""
    target: Annotated[str, Spec(label=N_("To"), codes=State, listed=True)] = ""
    reason: Annotated[str, Spec(label=N_("Reason"), long=True, searched=True)] = ""
    done_on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None
    leaves: Annotated[str, Spec(label=N_("Leaves behind"), exported=False)] = ""
    """Of a reopening, the ids of what had been drawn up and held before, joined by one space."""
