"""The acts of the risk service: from where, by which verb, to where, by whom and on what condition."""

from typing import Final

from pscp_desktop.domain import risk_guards as guards
from pscp_desktop.domain.access import Role
from pscp_desktop.domain.risk import AdviceState, ProfileState
from pscp_desktop.domain.risk_facts import AdviceFacts, ProfileFacts, RiskFacts
from pscp_desktop.domain.states import Guard, Refusal, StateTable, Transition
from pscp_desktop.i18n import N_

AdviceAct = Transition[AdviceFacts]
ProfileAct = Transition[ProfileFacts]

ANALYSTS: Final = frozenset({Role.ANALYST, Role.COORDINATOR})
REVIEWERS: Final = frozenset({Role.ANALYST, Role.COORDINATOR, Role.SUPERVISOR})

PLACES: Final[tuple[Guard[AdviceFacts], ...]] = (guards.about_places,)
LAWFUL: Final[tuple[Guard[AdviceFacts], ...]] = (*PLACES, guards.purpose_lawful)
FOUNDED: Final[tuple[Guard[AdviceFacts], ...]] = (
    *LAWFUL,
    guards.analysis_kept,
    guards.analysis_lawful,
)
SAYABLE: Final[tuple[Guard[AdviceFacts], ...]] = (
    *FOUNDED,
    guards.opinion_complete,
    guards.options_weighed,
    guards.worded_as_likelihood,
    guards.no_homes,
    guards.not_expired,
)

BEFORE_ISSUE: Final = frozenset(
    {
        AdviceState.RECEIVED,
        AdviceState.SCOPED,
        AdviceState.DATA_CHECK,
        AdviceState.ANALYSIS,
        AdviceState.REVIEW,
    }
)
AFTER_ISSUE: Final = frozenset(
    {AdviceState.ISSUED, AdviceState.FEEDBACK, AdviceState.OUTCOME_REVIEW}
)

ADVICE: Final = StateTable[AdviceFacts](
    (
        AdviceAct(
            act="accept_scope",
            label=N_("Accept the question"),
            sources=frozenset({AdviceState.RECEIVED}),
            target=AdviceState.SCOPED,
            who=ANALYSTS,
            guards=LAWFUL,
            main=True,
        ),
        AdviceAct(
            act="decline",
            label=N_("Decline with the reason"),
            sources=BEFORE_ISSUE,
            target=AdviceState.DECLINED,
            who=ANALYSTS,
            reason_needed=True,
        ),
        AdviceAct(
            act="check_data",
            label=N_("Go to the data check"),
            sources=frozenset({AdviceState.SCOPED}),
            target=AdviceState.DATA_CHECK,
            who=ANALYSTS,
            guards=(*LAWFUL, guards.data_named),
            main=True,
        ),
        AdviceAct(
            act="begin_analysis",
            label=N_("Find the data good enough"),
            sources=frozenset({AdviceState.DATA_CHECK}),
            target=AdviceState.ANALYSIS,
            who=ANALYSTS,
            guards=(*LAWFUL, guards.data_named, guards.layers_known),
            main=True,
        ),
        AdviceAct(
            act="ask_review",
            label=N_("Ask for the review"),
            sources=frozenset({AdviceState.ANALYSIS}),
            target=AdviceState.REVIEW,
            who=ANALYSTS,
            guards=SAYABLE,
            main=True,
        ),
        AdviceAct(
            act="send_back",
            label=N_("Send it back to the analysis"),
            sources=frozenset({AdviceState.REVIEW}),
            target=AdviceState.ANALYSIS,
            who=REVIEWERS,
            reason_needed=True,
        ),
        AdviceAct(
            act="issue",
            label=N_("Issue the opinion"),
            sources=frozenset({AdviceState.REVIEW}),
            target=AdviceState.ISSUED,
            who=ANALYSTS,
            guards=(*SAYABLE, guards.second_person),
            main=True,
        ),
        AdviceAct(
            act="record_feedback",
            label=N_("Record the feedback"),
            sources=frozenset({AdviceState.ISSUED}),
            target=AdviceState.FEEDBACK,
            who=ANALYSTS,
            guards=(guards.feedback_given,),
            main=True,
        ),
        AdviceAct(
            act="record_outcome",
            label=N_("Record the outcome review"),
            sources=frozenset({AdviceState.ISSUED, AdviceState.FEEDBACK}),
            target=AdviceState.OUTCOME_REVIEW,
            who=ANALYSTS,
            guards=(guards.outcome_looked_at,),
            main=True,
        ),
        AdviceAct(
            act="close",
            label=N_("Close the file"),
            sources=frozenset({AdviceState.DECLINED, AdviceState.OUTCOME_REVIEW}),
            target=AdviceState.CLOSED,
            who=ANALYSTS,
            main=True,
        ),
        AdviceAct(
            act="close_without_outcome",
            label=N_("Close without an outcome review"),
            sources=frozenset({AdviceState.ISSUED, AdviceState.FEEDBACK}),
            target=AdviceState.CLOSED,
            who=ANALYSTS,
            reason_needed=True,
        ),
        AdviceAct(
            act="reopen",
            label=N_("Reopen the file"),
            sources=frozenset({AdviceState.CLOSED, AdviceState.DECLINED}),
            target=AdviceState.RECEIVED,
            who=ANALYSTS,
            reason_needed=True,
        ),
    )
)

PROFILE_SAYABLE: Final[tuple[Guard[ProfileFacts], ...]] = (
    guards.analysis_kept,
    guards.analysis_lawful,
    guards.opinion_complete,
    guards.uncertainty_told,
    guards.worded_as_likelihood,
    guards.no_homes,
    guards.not_expired,
)
OUT: Final = frozenset({ProfileState.PUBLISHED, ProfileState.CONTESTED})
"""Profiles that people rely on."""

PROFILES: Final = StateTable[ProfileFacts](
    (
        ProfileAct(
            act="check_data",
            label=N_("Find the data good enough"),
            sources=frozenset({ProfileState.DRAFT, ProfileState.REVISED}),
            target=ProfileState.DATA_CHECKED,
            who=ANALYSTS,
            guards=(guards.no_homes, guards.layers_known),
            main=True,
        ),
        ProfileAct(
            act="take_analysis",
            label=N_("Rest it on the analysis"),
            sources=frozenset({ProfileState.DATA_CHECKED}),
            target=ProfileState.ANALYSED,
            who=ANALYSTS,
            guards=(guards.analysis_kept, guards.analysis_lawful, guards.no_homes),
            main=True,
        ),
        ProfileAct(
            act="pass_review",
            label=N_("Record that a colleague reviewed it"),
            sources=frozenset({ProfileState.ANALYSED}),
            target=ProfileState.REVIEWED,
            who=REVIEWERS,
            guards=(*PROFILE_SAYABLE, guards.second_person),
            main=True,
        ),
        ProfileAct(
            act="send_back",
            label=N_("Send it back to the draft"),
            sources=frozenset({ProfileState.ANALYSED, ProfileState.REVIEWED}),
            target=ProfileState.DRAFT,
            who=REVIEWERS,
            reason_needed=True,
        ),
        ProfileAct(
            act="publish",
            label=N_("Publish it inside the programme"),
            sources=frozenset({ProfileState.REVIEWED}),
            target=ProfileState.PUBLISHED,
            who=ANALYSTS,
            guards=(*PROFILE_SAYABLE, guards.second_person),
            main=True,
        ),
        ProfileAct(
            act="contest",
            label=N_("Record that it is contested"),
            sources=frozenset({ProfileState.PUBLISHED}),
            target=ProfileState.CONTESTED,
            who=REVIEWERS,
            guards=(guards.contested,),
        ),
        ProfileAct(
            act="uphold",
            label=N_("Uphold it after the answer"),
            sources=frozenset({ProfileState.CONTESTED}),
            target=ProfileState.PUBLISHED,
            who=ANALYSTS,
            guards=(guards.answered, guards.not_expired),
            reason_needed=True,
        ),
        ProfileAct(
            act="revise",
            label=N_("Revise it"),
            sources=OUT | {ProfileState.EXPIRED},
            target=ProfileState.REVISED,
            who=ANALYSTS,
            guards=(guards.answered,),
            reason_needed=True,
            main=True,
        ),
        ProfileAct(
            act="expire",
            label=N_("Record that it has expired"),
            sources=OUT,
            target=ProfileState.EXPIRED,
            who=REVIEWERS,
            guards=(guards.day_passed,),
        ),
    )
)


def standing(facts: RiskFacts) -> tuple[Refusal, ...]:
    """What is violated now, whatever allowed the state before: asked again whenever data change."""
    rules: tuple[Guard[AdviceFacts], ...] | tuple[Guard[ProfileFacts], ...]
    if isinstance(facts, AdviceFacts):
        rules = _advice_rules(facts)
        return tuple(found for rule in rules if (found := rule(facts)) is not None)
    kept = (guards.not_expired, guards.analysis_lawful, guards.no_homes)
    rules = kept if facts.state in OUT | {ProfileState.REVIEWED} else (guards.no_homes,)
    return tuple(found for rule in rules if (found := rule(facts)) is not None)


def _advice_rules(facts: AdviceFacts) -> tuple[Guard[AdviceFacts], ...]:
    if facts.state in AFTER_ISSUE:
        return (guards.not_expired,)
    if facts.state in BEFORE_ISSUE:
        return (guards.about_places, guards.analysis_lawful, guards.no_homes, guards.not_expired)
    return ()
