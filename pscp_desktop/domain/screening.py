"""What is found out before people meet: danger, freedom to decide, and the mediator's own ties.

A flag raised by one person stands against another's silence: while two values of a flag stand, the
careful one is shown.
"""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pscp_desktop.domain.fields import Code, Spec
from pscp_desktop.domain.record import NAMELESS, Record
from pscp_desktop.i18n import N_


def yes_wins(flag: object) -> int:
    """Ranks a warning: raised stands above not raised."""
    return int(bool(flag))


def no_wins(condition: object) -> int:
    """Ranks a condition: not met stands above met."""
    return int(not condition)


class Grade(Code):
    """How much of something there is."""

    NONE = "none", N_("None")
    SOME = "some", N_("Some")
    SERIOUS = "serious", N_("Serious")


def grade_rank(grade: str) -> int:
    """The more serious grade stands above the lesser."""
    return {Grade.SERIOUS.value: 2, Grade.SOME.value: 1}.get(grade, 0)


class Capacity(Code):
    """Whether somebody can decide for themselves in a mediation."""

    FULL = "full", N_("Decides alone")
    SUPPORTED = "supported", N_("Decides with support")
    LACKING = "lacking", N_("Cannot decide now")


def capacity_rank(capacity: str) -> int:
    """The lesser capacity stands above the fuller one."""
    return {Capacity.LACKING.value: 2, Capacity.SUPPORTED.value: 1}.get(capacity, 0)


class Decision(Code):
    """What a screening decides."""

    PENDING = "", N_("Not decided yet")
    SUITABLE = "suitable", N_("Suitable")
    WITH_CARE = "with_care", N_("Suitable with protective measures")
    NOT_SUITABLE = "not_suitable", N_("Not suitable")


def decision_rank(decision: str) -> int:
    """While two decisions stand, the more careful one is shown."""
    return {"not_suitable": 3, "": 2, "with_care": 1}.get(decision, 0)


class Screening(Record, table=True):
    """What one party told, alone with the mediator, and what follows from it."""

    review_together: ClassVar[bool] = True

    party: Annotated[UUID, Spec(label=N_("Party"))]
    held_on: Annotated[date | None, Spec(label=N_("Held on"), listed=True)] = None
    alone: Annotated[bool, Spec(label=N_("Held alone with this party"), protective=no_wins)] = False
    gender_violence: Annotated[bool, Spec(label=N_("Gender violence"), protective=yes_wins)] = False
    sexual_violence: Annotated[bool, Spec(label=N_("Sexual violence"), protective=yes_wins)] = False
    other_violence: Annotated[
        bool, Spec(label=N_("Other violence or threats"), protective=yes_wins)
    ] = False
    coercion: Annotated[
        bool, Spec(label=N_("Somebody makes them take part"), protective=yes_wins)
    ] = False
    fear: Annotated[bool, Spec(label=N_("Afraid of the other party"), protective=yes_wins)] = False
    protective_order: Annotated[
        bool, Spec(label=N_("A protective order is in force"), protective=yes_wins)
    ] = False
    minors: Annotated[bool, Spec(label=N_("Minors are affected"), protective=yes_wins)] = False
    imbalance: Annotated[
        str, Spec(label=N_("Imbalance of power"), codes=Grade, protective=grade_rank)
    ] = Grade.NONE.value
    capacity: Annotated[
        str, Spec(label=N_("Capacity to decide"), codes=Capacity, protective=capacity_rank)
    ] = Capacity.FULL.value
    measures: Annotated[str, Spec(label=N_("Protective measures"), long=True, exported=False)] = ""
    decision: Annotated[
        str, Spec(label=N_("Decision"), codes=Decision, listed=True, protective=decision_rank)
    ] = Decision.PENDING.value
    reason: Annotated[str, Spec(label=N_("Reason"), long=True, exported=False)] = ""
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""

    @property
    def forbids(self) -> bool:
        """Whether the law forbids any mediation after what was told."""
        return self.gender_violence or self.sexual_violence

    @property
    def unsafe(self) -> bool:
        """Whether something was told that a decision in favour must answer with measures."""
        raised = self.other_violence or self.coercion or self.fear or self.protective_order
        return raised or self.imbalance == Grade.SERIOUS


class Circumstance(Code):
    """What ties a mediator to a party or to the matter."""

    NONE = "none", N_("None")
    KINSHIP = "kinship", N_("Kinship or friendship")
    ACQUAINTED = "acquainted", N_("Knows a party")
    PROFESSIONAL = "professional", N_("Has worked for a party")
    ECONOMIC = "economic", N_("Gains or loses by the outcome")
    OTHER = "other", N_("Another tie")


class ConflictDeclaration(Record, table=True):
    """What a mediator declares of their own ties. Append-only: a change is a new declaration."""

    append_only: ClassVar[bool] = True

    mediator: Annotated[UUID, Spec(label=N_("Mediator"))] = NAMELESS
    declared_on: Annotated[date | None, Spec(label=N_("Declared on"), listed=True)] = None
    circumstance: Annotated[
        str, Spec(label=N_("Circumstance"), codes=Circumstance, listed=True)
    ] = Circumstance.NONE.value
    details: Annotated[str, Spec(label=N_("Details"), long=True)] = ""
    withdraws: Annotated[bool, Spec(label=N_("Withdraws from the process"))] = False
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class ConflictConsent(Record, table=True):
    """A party's answer to a declared tie: whether the mediator may go on. Append-only."""

    append_only: ClassVar[bool] = True

    declaration: Annotated[UUID, Spec(label=N_("Declaration"))]
    party: Annotated[UUID, Spec(label=N_("Party"))]
    accepts: Annotated[bool, Spec(label=N_("Accepts that the mediator goes on"))] = False
    on: Annotated[date | None, Spec(label=N_("Date"))] = None
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""


class RestorativeConditions(Record, table=True):
    """What the law asks before victim and offender may meet; each may take it back at any time."""

    review_together: ClassVar[bool] = True

    facts_acknowledged: Annotated[
        bool,
        Spec(label=N_("The offender acknowledges the essential facts"), protective=no_wins),
    ] = False
    victim_informed: Annotated[
        bool, Spec(label=N_("The victim was fully informed"), protective=no_wins)
    ] = False
    victim_consents: Annotated[bool, Spec(label=N_("The victim consents"), protective=no_wins)] = (
        False
    )
    offender_consents: Annotated[
        bool, Spec(label=N_("The offender consents"), protective=no_wins)
    ] = False
    safe: Annotated[
        bool, Spec(label=N_("No danger and no new harm for the victim"), protective=no_wins)
    ] = False
    not_prohibited: Annotated[
        bool, Spec(label=N_("Not prohibited for this crime"), protective=no_wins)
    ] = False
    checked_on: Annotated[date | None, Spec(label=N_("Checked on"))] = None
    follows: Annotated[str, Spec(label=N_("Takes the place of"), exported=False)] = ""
