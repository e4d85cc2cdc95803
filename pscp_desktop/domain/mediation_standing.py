"""What must go on being true in a mediation, and what its outcome is called."""

from typing import Final

from pscp_desktop.domain import mediation_guards as guards
from pscp_desktop.domain.mediation import Outcome, State
from pscp_desktop.domain.mediation_facts import MediationFacts
from pscp_desktop.domain.mediation_states import (
    OPEN,
    RUNNING,
    STOP,
    TO_INVITE,
    TO_MEDIATE,
    TO_MEET,
    Act,
    Rules,
)
from pscp_desktop.domain.states import Refusal

STANDING: Final[tuple[tuple[frozenset[State], Rules], ...]] = (
    (frozenset({State.SUITABLE, State.INVITING}), TO_INVITE),
    (frozenset({State.INITIAL_SESSION}), TO_MEET),
    (RUNNING, TO_MEDIATE),
    (frozenset({State.IN_MEDIATION}), (guards.still_running,)),
    (
        frozenset({State.AGREEMENT_TOTAL, State.AGREEMENT_PARTIAL}),
        (*TO_MEDIATE, guards.clauses_complete),
    ),
)
"""What must go on being true in each state, not only at the act that led there."""


def standing(facts: MediationFacts) -> tuple[Refusal, ...]:
    """What is violated now: asked again whenever data change, whatever allowed the state before."""
    if facts.state not in OPEN:
        return ()
    rules = [*STOP, *(rule for states, more in STANDING if facts.state in states for rule in more)]
    found = (rule(facts) for rule in dict.fromkeys(rules))
    return tuple(refusal for refusal in found if refusal is not None)


OUTCOMES: Final[dict[str, Outcome]] = {
    State.RESOLVED_BEFORE: Outcome.RESOLVED_BEFORE,
    State.NO_REPLY: Outcome.NO_REPLY,
    State.DECLINED: Outcome.DECLINED,
    State.NOT_SUITABLE: Outcome.NOT_SUITABLE,
    State.AGREEMENT_TOTAL: Outcome.AGREEMENT_TOTAL,
    State.AGREEMENT_PARTIAL: Outcome.AGREEMENT_PARTIAL,
    State.NO_AGREEMENT: Outcome.NO_AGREEMENT,
    State.EXPIRED: Outcome.NO_AGREEMENT,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.TERMINATED: Outcome.MEDIATOR,
    State.INFORMATION_ONLY: Outcome.INFORMATION,
    State.ATTEMPTED: Outcome.DECLINED,
}


def outcome_after(transition: Act, facts: MediationFacts, before: str) -> str:
    """The outcome code once `transition` is done, given the one before."""
    if transition.target == State.REOPENED:
        return ""
    if transition.target in {State.REFERRED, State.CLOSED} and facts.violence:
        return Outcome.NOT_SUITABLE.value
    if transition.target == State.REFERRED:
        return before or Outcome.REFERRED.value
    found = OUTCOMES.get(transition.target)
    return found.value if found else before
