"""Advice to professionals and risk profiles of areas: what is asked, what is said, and where it stands."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pscp_desktop.domain.dossiers import District
from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import EPOCH, NAMELESS, Record
from pscp_desktop.i18n import N_


class AdviceState(Code):
    """Where a request for advice stands. It changes by an act, never by hand."""

    RECEIVED = "received", N_("Received")
    SCOPED = "scoped", N_("Scope accepted")
    DECLINED = "declined", N_("Declined: not lawful or not ours")
    DATA_CHECK = "data_check", N_("Data being checked")
    ANALYSIS = "analysis", N_("In analysis")
    REVIEW = "review", N_("Under review")
    ISSUED = "issued", N_("Issued")
    FEEDBACK = "feedback", N_("Feedback received")
    OUTCOME_REVIEW = "outcome_review", N_("Outcome reviewed")
    CLOSED = "closed", N_("Closed")


class ProfileState(Code):
    """Where the risk profile of an area stands."""

    DRAFT = "draft", N_("Draft")
    DATA_CHECKED = "data_checked", N_("Data checked")
    ANALYSED = "analysed", N_("Analysed")
    REVIEWED = "peer_reviewed", N_("Reviewed by a colleague")
    PUBLISHED = "published", N_("Published inside")
    CONTESTED = "contested", N_("Contested")
    REVISED = "revised", N_("Revised")
    EXPIRED = "expired", N_("Expired")


class LegalBasis(Code):
    """On what ground a request for advice stands."""

    NONE = "", ""
    PUBLIC_TASK = "public_task", N_("A task in the public interest")
    LEGAL_DUTY = "legal_duty", N_("A legal duty")
    AGREEMENT = "agreement", N_("An agreement between administrations")
    RESEARCH = "research", N_("Research without personal data")


class Target(Code):
    """What a question is about. A person is none of the answers this service gives."""

    PLACE = "place", N_("A place or an area")
    RESPONSE = "response", N_("A response that is being planned")
    PERSON = "person", N_("A person, a family or a dwelling")


class Channel(Code):
    """How a request for advice came."""

    MEETING = "meeting", N_("In a meeting")
    EMAIL = "email", N_("E-mail")
    CALL = "call", N_("Call")
    COUNCIL = "council", N_("Community council")


class AdviceRequest(Record, table=True):
    """What a professional asks. Each file of advice has exactly one."""

    requester: Annotated[
        str, Spec(label=N_("Who asks"), identity=True, searched=True, listed=True)
    ] = ""
    body: Annotated[str, Spec(label=N_("Body they work for"), listed=True, searched=True)] = ""
    contact: Annotated[str, Spec(label=N_("How to answer them"), identity=True)] = ""
    channel: Annotated[str, Spec(label=N_("How it reached us"), codes=Channel)] = "meeting"
    question: Annotated[
        str, Spec(label=N_("The question, in their words"), long=True, searched=True)
    ] = ""
    target: Annotated[
        str,
        Spec(
            label=N_("What it is about"),
            help=N_("This service answers about places. It never rates a person or a home."),
            codes=Target,
        ),
    ] = Target.PLACE.value
    purpose: Annotated[
        str, Spec(label=N_("What the answer will be used for"), long=True, searched=True)
    ] = ""
    legal_basis: Annotated[str, Spec(label=N_("Legal basis"), codes=LegalBasis)] = ""
    data_allowed: Annotated[
        str, Spec(label=N_("Data that may be used"), long=True, searched=True)
    ] = ""
    deadline: Annotated[date | None, Spec(label=N_("Wanted by"), listed=True)] = None
    received_at: Annotated[datetime, Spec(label=N_("Received"), listed=True)] = EPOCH
    state: Annotated[str, Spec(label=N_("State"), codes=AdviceState, listed=True)] = (
        AdviceState.RECEIVED.value
    )
    reason: Annotated[str, Spec(label=N_("Reason of the last act"), long=True)] = ""
    issued_on: Annotated[date | None, Spec(label=N_("Issued on"), listed=True)] = None
    ended_on: Annotated[date | None, Spec(label=N_("Ended on"))] = None


class Confidence(Code):
    """How sure an opinion is, said in the same words everywhere."""

    LOW = "low", N_("Low: it may well be otherwise")
    MEDIUM = "medium", N_("Medium: more likely than not")
    HIGH = "high", N_("High: it would surprise us if it were otherwise")


class Advice(Record, table=True):
    """The opinion: what was looked at, what may be done, and what speaks against it."""

    author: Annotated[UUID, Spec(label=N_("Author"))] = NAMELESS
    analysis: Annotated[UUID | None, Spec(label=N_("Analysis"))] = None
    findings: Annotated[
        str,
        Spec(
            label=N_("What is found"),
            help=N_("The likelihood of events at places, with how sure it is."),
            long=True,
            searched=True,
        ),
    ] = ""
    options: Annotated[str, Spec(label=N_("What may be done"), long=True, searched=True)] = ""
    expected: Annotated[str, Spec(label=N_("What is expected of it"), long=True)] = ""
    side_effects: Annotated[str, Spec(label=N_("Side effects and displacement"), long=True)] = ""
    rights: Annotated[str, Spec(label=N_("What it means for people's rights"), long=True)] = ""
    against: Annotated[str, Spec(label=N_("Reasons against using it"), long=True)] = ""
    resources: Annotated[
        str,
        Spec(
            label=N_("What protects the place"),
            help=N_("Services, people and uses that already help there."),
            long=True,
        ),
    ] = ""
    limits: Annotated[str, Spec(label=N_("Limits of the data and the method"), long=True)] = ""
    confidence: Annotated[str, Spec(label=N_("How sure it is"), codes=Confidence)] = (
        Confidence.LOW.value
    )
    valid_until: Annotated[date | None, Spec(label=N_("Valid until"), listed=True)] = None


class Verdict(Code):
    """What a second person says."""

    APPROVES = "approves", N_("It can go out")
    RETURNS = "returns", N_("Not yet")


class PeerReview(Record, table=True):
    """A second person's review of an opinion or a profile. Append-only."""

    append_only: ClassVar[bool] = True

    about: Annotated[UUID, Spec(label=N_("Reviewed"))]
    reviewer: Annotated[UUID, Spec(label=N_("Reviewer"))] = NAMELESS
    verdict: Annotated[str, Spec(label=N_("Verdict"), codes=Verdict, listed=True)] = ""
    remarks: Annotated[str, Spec(label=N_("Remarks"), long=True, searched=True)] = ""
    seen: Annotated[bytes, Spec(label=N_("Digest"), exported=False)] = b""
    """Of the words that were reviewed: once they change, the review counts no more."""
    on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None


class Use(Code):
    """What became of an opinion at whoever asked."""

    USED = "used", N_("Used")
    PARTLY = "partly", N_("Used in part")
    NOT = "not", N_("Not used")


class AdviceFeedback(Record, table=True):
    """What whoever asked says of the opinion. Append-only."""

    append_only: ClassVar[bool] = True

    use: Annotated[str, Spec(label=N_("Was it used?"), codes=Use, listed=True)] = ""
    words: Annotated[str, Spec(label=N_("In their words"), long=True, searched=True)] = ""
    on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None


class Change(Code):
    """How a place changed since, against what would have been without the response."""

    FEWER = "fewer", N_("Fewer events than without it")
    SAME = "same", N_("No difference that can be told")
    MORE = "more", N_("More events than without it")
    UNKNOWN = "unknown", N_("It cannot be said")


class OutcomeReview(Record, table=True):
    """Looking back, six to twelve months after an opinion went out. Append-only."""

    append_only: ClassVar[bool] = True

    change: Annotated[str, Spec(label=N_("What changed"), codes=Change, listed=True)] = ""
    words: Annotated[str, Spec(label=N_("How it is known"), long=True, searched=True)] = ""
    harm: Annotated[str, Spec(label=N_("Harm or complaints"), long=True)] = ""
    on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None


class RiskProfile(Record, table=True):
    """What is known of the likelihood of events in an area. Each profile file has exactly one."""

    area: Annotated[str, Spec(label=N_("Area"), listed=True, searched=True)] = ""
    district: Annotated[str, Spec(label=N_("Neighbourhood"), codes=District, listed=True)] = ""
    period: Annotated[str, Spec(label=N_("Period"), listed=True)] = ""
    events: Annotated[str, Spec(label=N_("Which events it is about"), searched=True)] = ""
    analysis: Annotated[UUID | None, Spec(label=N_("Analysis"))] = None
    statement: Annotated[
        str,
        Spec(
            label=N_("What it says"),
            help=N_("The likelihood of events at places, with how sure it is."),
            long=True,
            searched=True,
        ),
    ] = ""
    uncertainty: Annotated[str, Spec(label=N_("How uncertain it is"), long=True)] = ""
    limits: Annotated[str, Spec(label=N_("Limits of the data and the method"), long=True)] = ""
    resources: Annotated[str, Spec(label=N_("What protects the place"), long=True)] = ""
    valid_until: Annotated[date | None, Spec(label=N_("Valid until"), listed=True)] = None
    author: Annotated[UUID, Spec(label=N_("Author"))] = NAMELESS
    state: Annotated[str, Spec(label=N_("State"), codes=ProfileState, listed=True)] = (
        ProfileState.DRAFT.value
    )
    reason: Annotated[str, Spec(label=N_("Reason of the last act"), long=True)] = ""
    published_on: Annotated[date | None, Spec(label=N_("Published on"))] = None


class Band(Code):
    """How likely events are in a part of an area, against the rest of it."""

    BELOW = "below", N_("Less likely than in the rest")
    ALIKE = "alike", N_("As likely as in the rest")
    ABOVE = "above", N_("More likely than in the rest")
    HIGHEST = "highest", N_("Among the most likely")


class ProfileBand(Record, table=True):
    """One part of an area and its band, with the interval it may lie in."""

    number: Annotated[int, Spec(label=N_("Number"))] = 1
    unit: Annotated[str, Spec(label=N_("Part of the area"), listed=True)] = ""
    """A cell or a neighbourhood; never an address."""
    band: Annotated[str, Spec(label=N_("Likelihood"), codes=Band, listed=True)] = ""
    lowest: Annotated[str, Spec(label=N_("May be as low as"), codes=Band)] = ""
    highest: Annotated[str, Spec(label=N_("May be as high as"), codes=Band)] = ""
    events: Annotated[int | None, Spec(label=N_("Events"))] = None
    """None where there are too few to be told."""
    analysis: Annotated[UUID | None, Spec(label=N_("Proposed by the analysis"))] = None
    proposed: Annotated[str, Spec(label=N_("Likelihood that was proposed"), codes=Band)] = ""
    reason: Annotated[str, Spec(label=N_("Why it was changed"), long=True)] = ""


class ProfileDriver(Record, table=True):
    """What the likelihood goes with: a factor of the place, with its interval."""

    factor: Annotated[str, Spec(label=N_("Factor"), listed=True)] = ""
    words: Annotated[str, Spec(label=N_("How it shows"), long=True)] = ""
    value: Annotated[float | None, Spec(label=N_("Relative risk value"))] = None
    low: Annotated[float | None, Spec(label=N_("From"))] = None
    high: Annotated[float | None, Spec(label=N_("To"))] = None
    analysis: Annotated[UUID | None, Spec(label=N_("Proposed by the analysis"))] = None


class ContestState(Code):
    """What became of a contestation."""

    OPEN = "open", N_("To be answered")
    ACCEPTED = "accepted", N_("Accepted: the profile is revised")
    PARTLY = "partly", N_("Accepted in part")
    REJECTED = "rejected", N_("Not accepted, with the reason")


class Contestation(Record, table=True):
    """A council or a neighbour says that a profile is wrong; whoever made it must answer."""

    council: Annotated[str, Spec(label=N_("Who contests it"), listed=True, searched=True)] = ""
    words: Annotated[
        str, Spec(label=N_("What is contested, and why"), long=True, searched=True)
    ] = ""
    raised_on: Annotated[date | None, Spec(label=N_("Raised on"), listed=True)] = None
    state: Annotated[str, Spec(label=N_("State"), codes=ContestState, listed=True)] = (
        ContestState.OPEN.value
    )
    answer: Annotated[str, Spec(label=N_("Answer"), long=True, searched=True)] = ""
    answered_on: Annotated[date | None, Spec(label=N_("Answered on"))] = None


class RiskChange(Record, table=True):
    """An act that was done in a file of this service: from where to where and why. Append-only."""

    append_only: ClassVar[bool] = True

    act: Annotated[str, Spec(label=N_("Act"), listed=True)]
    source: Annotated[str, Spec(label=N_("From"))] = ""
    target: Annotated[str, Spec(label=N_("To"), listed=True)] = ""
    reason: Annotated[str, Spec(label=N_("Reason"), long=True, searched=True)] = ""
    done_on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None


ANSWER_DAYS: Final = 30
"""Days to answer a contestation: the programme's own rule."""
