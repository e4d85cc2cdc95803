"""Meetings of a mediation, who came, what was arranged meanwhile, and what people thought of it."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import EPOCH, NAMELESS, Record
from pscp_desktop.i18n import N_


class SessionKind(Code):
    """In which form a session is held."""

    INITIAL = "initial", N_("Initial session")
    JOINT = "joint", N_("Joint session")
    SEPARATE = "separate", N_("Separate session")
    SHUTTLE = "shuttle", N_("Shuttle mediation")
    PREPARATION = "preparation", N_("Preparation meeting")


class SessionState(Code):
    """What became of a session."""

    PLANNED = "planned", N_("Planned")
    HELD = "held", N_("Held")
    NOT_HELD = "not_held", N_("Not held: somebody did not come")
    CANCELLED = "cancelled", N_("Cancelled")


class MediationSession(Record, table=True):
    """One meeting. What is said in a separate one is kept apart, never here."""

    kind: Annotated[str, Spec(label=N_("Kind"), codes=SessionKind, listed=True)]
    starts_at: Annotated[datetime, Spec(label=N_("Date and time"), listed=True)] = EPOCH
    minutes: Annotated[int, Spec(label=N_("Minutes"))] = 60
    place: Annotated[str, Spec(label=N_("Place"), listed=True, searched=True)] = ""
    state: Annotated[str, Spec(label=N_("State"), codes=SessionState, listed=True)] = (
        SessionState.PLANNED.value
    )
    mediator: Annotated[UUID, Spec(label=N_("Mediator"))] = NAMELESS
    second_mediator: Annotated[UUID | None, Spec(label=N_("Second mediator"))] = None
    interpreter: Annotated[str, Spec(label=N_("Interpreter"))] = ""
    announced: Annotated[bool, Spec(label=N_("Announced to all parties"))] = False
    informed: Annotated[bool, Spec(label=N_("The parties were told what the law asks"))] = False
    issues: Annotated[str, Spec(label=N_("Matters"), long=True, searched=True)] = ""
    options: Annotated[str, Spec(label=N_("Options"), long=True, searched=True)] = ""
    next_steps: Annotated[str, Spec(label=N_("Next steps"), long=True, searched=True)] = ""
    notes: Annotated[str, Spec(label=N_("Notes"), long=True, searched=True, exported=False)] = ""
    closed_part: Annotated[UUID | None, Spec(label=N_("Kept apart in"))] = None


class Attendance(Record, table=True):
    """Whether one party came to a session; that somebody stayed away is not confidential."""

    session: Annotated[UUID, Spec(label=N_("Session"))]
    party: Annotated[UUID, Spec(label=N_("Party"))]
    attended: Annotated[bool, Spec(label=N_("Attended"))] = False
    excuse: Annotated[str, Spec(label=N_("Reason given for staying away"))] = ""


class SeparateMeeting(Record, table=True):
    """What one party said apart. Lives in a compartment; only that party's mediators hold it."""

    party: Annotated[UUID, Spec(label=N_("Party"))]
    session: Annotated[UUID | None, Spec(label=N_("Session"))] = None
    held_on: Annotated[date | None, Spec(label=N_("Held on"), listed=True)] = None
    said: Annotated[
        str, Spec(label=N_("What they said"), long=True, searched=True, exported=False)
    ] = ""
    interests: Annotated[
        str, Spec(label=N_("What they need"), long=True, searched=True, exported=False)
    ] = ""
    may_pass_on: Annotated[
        str,
        Spec(
            label=N_("What they allow to be passed on"),
            help=N_("Empty: nothing. The rest stays in this meeting."),
            long=True,
            exported=False,
        ),
    ] = ""


class InterimArrangement(Record, table=True):
    """What the parties keep to until they meet again."""

    session: Annotated[UUID, Spec(label=N_("Session"))]
    text: Annotated[str, Spec(label=N_("Arrangement"), long=True, searched=True)]
    until: Annotated[date | None, Spec(label=N_("Until"))] = None


class Satisfaction(Record, table=True):
    """One party's answers after the end, from 1 to 5; none given counts as no answer."""

    append_only: ClassVar[bool] = True

    party: Annotated[UUID, Spec(label=N_("Party"))]
    on: Annotated[date | None, Spec(label=N_("Date"))] = None
    process: Annotated[int | None, Spec(label=N_("The process"))] = None
    fairness: Annotated[int | None, Spec(label=N_("Fairness"))] = None
    voice: Annotated[int | None, Spec(label=N_("Being heard"))] = None
    mediator: Annotated[int | None, Spec(label=N_("The mediator"))] = None
    outcome: Annotated[int | None, Spec(label=N_("The outcome"))] = None
    recommends: Annotated[bool | None, Spec(label=N_("Would recommend it"))] = None
    words: Annotated[str, Spec(label=N_("In their words"), long=True)] = ""
