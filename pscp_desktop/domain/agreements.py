"""The legal acts of a mediation: what opens it, what was agreed, how it ended, who signed."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.i18n import N_


class ConstitutiveAct(Record, table=True):
    """The act with which a mediation begins (Ley 5/2012, art. 19). Append-only."""

    append_only: ClassVar[bool] = True

    drawn_up_on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None
    place: Annotated[str, Spec(label=N_("Place"))] = ""
    language: Annotated[str, Spec(label=N_("Language of the process"))] = "es"
    matter: Annotated[str, Spec(label=N_("Object of the conflict"), long=True)] = ""
    programme: Annotated[str, Spec(label=N_("Planned proceedings"), long=True)] = ""
    sessions_planned: Annotated[int, Spec(label=N_("Sessions planned"))] = 3
    runs_until: Annotated[date | None, Spec(label=N_("Runs until at most"))] = None
    fees_cents: Annotated[int, Spec(label=N_("Mediator's fees, in euros"))] = 0
    expenses_cents: Annotated[int, Spec(label=N_("Other expenses, in euros"))] = 0
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class SignedWhat(Code):
    """Which paper a signature stands on."""

    CONSTITUTIVE_ACT = "constitutive_act", N_("Constitutive act")
    AGREEMENT = "agreement", N_("Agreement")
    FINAL_ACT = "final_act", N_("Final act")


class Signed(Code):
    """Whether somebody signed."""

    SIGNED = "signed", N_("Signed")
    REFUSED = "refused", N_("Refused to sign")


class SignatureForm(Code):
    """How somebody signed."""

    PAPER = "paper", N_("On paper")
    DRAWN = "drawn", N_("Drawn on screen")
    HANDWRITTEN_FORM = "handwritten_form", N_("On a hand-written form")


class Signature(Record, table=True):
    """One person's signature, or refusal, on one legal act. Append-only, and never undone."""

    append_only: ClassVar[bool] = True

    act: Annotated[UUID, Spec(label=N_("Act"))]
    what: Annotated[str, Spec(label=N_("Document"), codes=SignedWhat, listed=True)]
    party: Annotated[UUID | None, Spec(label=N_("Party"))] = None
    worker: Annotated[UUID | None, Spec(label=N_("Mediator"))] = None
    answer: Annotated[str, Spec(label=N_("Answer"), codes=Signed, listed=True)] = "signed"
    form: Annotated[str, Spec(label=N_("How"), codes=SignatureForm)] = "paper"
    on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None
    code: Annotated[str, Spec(label=N_("Code on the paper"))] = ""
    drawing: Annotated[UUID | None, Spec(label=N_("Attached signature"))] = None
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class AttemptDeclaration(Record, table=True):
    """The mediator's solemn declaration on an attempt (Ley 5/2012, art. 17.2 e). Append-only."""

    append_only: ClassVar[bool] = True

    session: Annotated[UUID, Spec(label=N_("Session"))]
    mediator: Annotated[UUID, Spec(label=N_("Mediator"))] = NAMELESS
    asked_by: Annotated[UUID | None, Spec(label=N_("Who asks for the certificate"))] = None
    good_faith: Annotated[
        bool, Spec(label=N_("I solemnly declare that whoever came acted in good faith"))
    ] = False
    on: Annotated[date | None, Spec(label=N_("Declared on"), listed=True)] = None
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class Agreement(Record, table=True):
    """What the parties agreed on; the obligations are its clauses (Ley 5/2012, art. 23)."""

    reached_on: Annotated[date | None, Spec(label=N_("Reached on"), listed=True)] = None
    place: Annotated[str, Spec(label=N_("Place"))] = ""
    total: Annotated[bool, Spec(label=N_("Settles the whole matter"))] = True
    preamble: Annotated[
        str, Spec(label=N_("What the parties recognise"), long=True, searched=True)
    ] = ""
    left_open: Annotated[
        str, Spec(label=N_("What it leaves unsettled"), long=True, searched=True)
    ] = ""
    told_binding: Annotated[bool, Spec(label=N_("The parties were told that it binds them"))] = (
        False
    )
    replaces: Annotated[UUID | None, Spec(label=N_("Replaces"))] = None
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class ClauseKind(Code):
    """What a clause obliges to."""

    DO = "do", N_("Do something")
    NOT_DO = "not_do", N_("Not do something")
    PAY = "pay", N_("Pay")
    APOLOGISE = "apologise", N_("Apologise")
    COMMUNICATE = "communicate", N_("Tell or talk")
    SCHEDULE = "schedule", N_("Keep to hours or turns")


class Recurrence(Code):
    """How often an obligation comes back."""

    ONCE = "once", N_("Once")
    DAILY = "daily", N_("Every day")
    WEEKLY = "weekly", N_("Every week")
    MONTHLY = "monthly", N_("Every month")
    ALWAYS = "always", N_("From then on")


class ClauseStatus(Code):
    """How an obligation is being kept, as far as is known."""

    PENDING = "pending", N_("Not checked yet")
    COMPLIED = "complied", N_("Complied")
    PARTLY = "partly", N_("Partly complied")
    NOT = "not", N_("Not complied")
    NOT_APPLICABLE = "n_a", N_("Does not apply any more")


class Clause(Record, table=True):
    """One obligation: who owes what to whom, from when, until when."""

    agreement: Annotated[UUID, Spec(label=N_("Agreement"))]
    number: Annotated[int, Spec(label=N_("Number"), listed=True)] = 1
    text: Annotated[str, Spec(label=N_("Clause"), long=True, listed=True, searched=True)] = ""
    obligor: Annotated[UUID | None, Spec(label=N_("Who undertakes it"))] = None
    beneficiary: Annotated[UUID | None, Spec(label=N_("In favour of"))] = None
    kind: Annotated[str, Spec(label=N_("Kind"), codes=ClauseKind)] = ClauseKind.DO.value
    measure: Annotated[str, Spec(label=N_("How one sees that it is kept"))] = ""
    starts_on: Annotated[date | None, Spec(label=N_("From"))] = None
    due_on: Annotated[date | None, Spec(label=N_("By"), listed=True)] = None
    recurrence: Annotated[str, Spec(label=N_("How often"), codes=Recurrence)] = "once"
    evidence: Annotated[str, Spec(label=N_("Proof"))] = ""
    status: Annotated[str, Spec(label=N_("Status"), codes=ClauseStatus, listed=True)] = (
        ClauseStatus.PENDING.value
    )


class FinalCause(Code):
    """Why a mediation ended, as its final act says."""

    AGREEMENT_TOTAL = "agreement_total", N_("Full agreement")
    AGREEMENT_PARTIAL = "agreement_partial", N_("Partial agreement")
    NO_AGREEMENT = "no_agreement", N_("No agreement")
    WITHDRAWN = "withdrawn", N_("A party withdrew")
    MEDIATOR = "terminated_by_mediator", N_("The mediator ended it, giving the reason")
    EXPIRED = "expired", N_("The longest duration passed")


class FinalAct(Record, table=True):
    """The act that ends a mediation and says how (Ley 5/2012, art. 22.3). Append-only."""

    append_only: ClassVar[bool] = True

    drawn_up_on: Annotated[date | None, Spec(label=N_("Date"), listed=True)] = None
    place: Annotated[str, Spec(label=N_("Place"))] = ""
    cause: Annotated[str, Spec(label=N_("Cause of the end"), codes=FinalCause, listed=True)] = ""
    agreement: Annotated[UUID | None, Spec(label=N_("Agreement"))] = None
    statement: Annotated[str, Spec(label=N_("What is stated"), long=True)] = ""
    papers_returned: Annotated[bool, Spec(label=N_("Papers given back to the parties"))] = False
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class Relation(Code):
    """How people get on since the last time."""

    BETTER = "better", N_("Better")
    SAME = "same", N_("The same")
    WORSE = "worse", N_("Worse")


class FollowUp(Record, table=True):
    """Asking, some months on, how an agreement is being kept."""

    agreement: Annotated[UUID, Spec(label=N_("Agreement"))]
    month: Annotated[int, Spec(label=N_("Month"))] = 1
    due_on: Annotated[date | None, Spec(label=N_("Due on"), listed=True)] = None
    done_on: Annotated[date | None, Spec(label=N_("Done on"), listed=True)] = None
    done_by: Annotated[UUID, Spec(label=N_("Done by"))] = NAMELESS
    relation: Annotated[str, Spec(label=N_("How they get on"), codes=Relation)] = ""
    new_incidents: Annotated[bool, Spec(label=N_("New incidents"))] = False
    account: Annotated[
        str, Spec(label=N_("What they tell"), long=True, searched=True, exported=False)
    ] = ""
    not_reached: Annotated[bool, Spec(label=N_("Nobody could be reached"))] = False


class FollowUpVoice(Record, table=True):
    """One party that was asked at a follow-up, and how they see it."""

    follow_up: Annotated[UUID, Spec(label=N_("Follow-up"))]
    party: Annotated[UUID, Spec(label=N_("Who was asked"))]
    relation: Annotated[str, Spec(label=N_("How they get on"), codes=Relation)] = ""


class ClauseCheck(Record, table=True):
    """How one clause was found at one follow-up. Append-only."""

    append_only: ClassVar[bool] = True

    follow_up: Annotated[UUID, Spec(label=N_("Follow-up"))]
    clause: Annotated[UUID, Spec(label=N_("Clause"))]
    found: Annotated[str, Spec(label=N_("Found"), codes=ClauseStatus, listed=True)]
    remark: Annotated[str, Spec(label=N_("Remark"), long=True)] = ""
