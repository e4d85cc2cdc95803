"""What must go on being true in a file of the risk service, whatever allowed the state before."""

from pscp_desktop.domain import risk_guards as guards
from pscp_desktop.domain.risk import ProfileState
from pscp_desktop.domain.risk_facts import AdviceFacts, ProfileFacts, RiskFacts
from pscp_desktop.domain.risk_states import AFTER_ISSUE, BEFORE_ISSUE, OUT
from pscp_desktop.domain.states import Guard, Refusal


def standing(facts: RiskFacts) -> tuple[Refusal, ...]:
    """What is violated now: asked again whenever data change."""
    if isinstance(facts, AdviceFacts):
        return tuple(r for rule in _of_advice(facts) if (r := rule(facts)) is not None)
    return tuple(r for rule in _of_profile(facts) if (r := rule(facts)) is not None)


def _of_advice(facts: AdviceFacts) -> tuple[Guard[AdviceFacts], ...]:
    if facts.state in AFTER_ISSUE:
        return (guards.not_expired,)
    if facts.state in BEFORE_ISSUE:
        return (guards.about_places, guards.analysis_lawful, guards.no_homes, guards.not_expired)
    return ()


def _of_profile(facts: ProfileFacts) -> tuple[Guard[ProfileFacts], ...]:
    if facts.state in OUT | {ProfileState.REVIEWED}:
        return (guards.not_expired, guards.analysis_lawful, guards.no_homes)
    return (guards.no_homes,)
