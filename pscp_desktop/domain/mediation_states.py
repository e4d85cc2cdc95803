"""The acts of a mediation: from where, by which verb, to where, by whom and on what condition."""

from typing import Final

from pscp_desktop.domain import mediation_guards as guards
from pscp_desktop.domain.access import Role
from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_facts import MediationFacts
from pscp_desktop.domain.states import Guard, StateTable, Transition
from pscp_desktop.i18n import N_

Rules = tuple[Guard[MediationFacts], ...]
Act = Transition[MediationFacts]

MEDIATORS: Final = frozenset({Role.MEDIATOR})
MEDIATORS_AND_COORDINATORS: Final = frozenset({Role.MEDIATOR, Role.COORDINATOR})

ENDINGS: Final = frozenset(
    {
        State.AGREEMENT_TOTAL,
        State.AGREEMENT_PARTIAL,
        State.NO_AGREEMENT,
        State.WITHDRAWN,
        State.TERMINATED,
        State.EXPIRED,
    }
)
"""How a mediation that began may end; each is followed by the final act."""

FINISHED_BEFORE: Final = frozenset(
    {
        State.NOT_SUITABLE,
        State.REFERRED,
        State.DECLINED,
        State.NO_REPLY,
        State.RESOLVED_BEFORE,
        State.INFORMATION_ONLY,
        State.ATTEMPTED,
    }
)
"""Ways to end without a mediation having begun; they close without a final act."""

BEFORE_SESSION: Final = frozenset(
    {
        State.REQUESTED,
        State.CONTACTING_REQUESTER,
        State.SCREENING,
        State.SUITABLE,
        State.INVITING,
        State.INITIAL_SESSION,
        State.REOPENED,
    }
)
RUNNING: Final = frozenset({State.CONSTITUTED, State.IN_MEDIATION})
OPEN: Final = frozenset(State) - {State.CLOSED}

STOP: Final[Rules] = (guards.no_forbidden_violence,)
LAWFUL: Final[Rules] = (
    *STOP,
    guards.matter_disposable,
    guards.no_administration,
    guards.everybody_can_decide,
    guards.danger_answered,
)
TO_INVITE: Final[Rules] = (*LAWFUL, guards.askers_suitable, guards.none_unsuitable)
TO_MEET: Final[Rules] = (
    *LAWFUL,
    guards.all_suitable,
    guards.ties_declared,
    guards.ties_accepted,
    guards.restorative_conditions,
)
TO_MEDIATE: Final[Rules] = (*TO_MEET, guards.all_consent, guards.constitutive_signed)

TABLE: Final = StateTable[MediationFacts](
    (
        # Before anybody meets.
        Act(
            act="contact_requester",
            label=N_("Contact whoever asked"),
            sources=frozenset({State.REQUESTED}),
            target=State.CONTACTING_REQUESTER,
            who=MEDIATORS,
            guards=STOP,
            main=True,
        ),
        Act(
            act="start_screening",
            label=N_("Start the screening"),
            sources=frozenset({State.REQUESTED, State.CONTACTING_REQUESTER, State.REOPENED}),
            target=State.SCREENING,
            who=MEDIATORS,
            guards=(*STOP, guards.requester_reached),
            main=True,
        ),
        Act(
            act="find_suitable",
            label=N_("Find it suitable"),
            sources=frozenset({State.SCREENING}),
            target=State.SUITABLE,
            who=MEDIATORS,
            guards=TO_INVITE,
            main=True,
        ),
        Act(
            act="find_not_suitable",
            label=N_("Find it not suitable"),
            sources=BEFORE_SESSION - {State.REQUESTED},
            target=State.NOT_SUITABLE,
            who=MEDIATORS,
            guards=STOP,
            reason_needed=True,
        ),
        Act(
            act="invite_other_party",
            label=N_("Invite the other party"),
            sources=frozenset({State.SUITABLE}),
            target=State.INVITING,
            who=MEDIATORS,
            guards=(*TO_INVITE, guards.other_party_named, guards.ties_declared),
            main=True,
        ),
        Act(
            act="open_initial_session",
            label=N_("Go to the initial session"),
            sources=frozenset({State.INVITING}),
            target=State.INITIAL_SESSION,
            who=MEDIATORS,
            guards=(*TO_MEET, guards.invitation_accepted),
            main=True,
        ),
        # Ends without a mediation.
        Act(
            act="record_decline",
            label=N_("Record that they decline"),
            sources=frozenset({State.INVITING, State.INITIAL_SESSION}),
            target=State.DECLINED,
            who=MEDIATORS,
            guards=(*STOP, guards.invitation_declined),
        ),
        Act(
            act="record_no_reply",
            label=N_("Record that nobody replied"),
            sources=frozenset({State.INVITING}),
            target=State.NO_REPLY,
            who=MEDIATORS,
            guards=(*STOP, guards.answer_time_over),
        ),
        Act(
            act="record_attempt",
            label=N_("Record the attempt without effect"),
            sources=frozenset({State.INITIAL_SESSION}),
            target=State.ATTEMPTED,
            who=MEDIATORS,
            guards=(*STOP, guards.initial_summoned),
        ),
        Act(
            act="record_resolved",
            label=N_("Record that it was resolved"),
            sources=BEFORE_SESSION,
            target=State.RESOLVED_BEFORE,
            who=MEDIATORS,
            guards=STOP,
            reason_needed=True,
        ),
        Act(
            act="only_inform",
            label=N_("Close with information only"),
            sources=frozenset({State.REQUESTED, State.CONTACTING_REQUESTER}),
            target=State.INFORMATION_ONLY,
            who=MEDIATORS,
            guards=STOP,
            reason_needed=True,
        ),
        Act(
            act="refer",
            label=N_("Refer to another service"),
            sources=BEFORE_SESSION | {State.NOT_SUITABLE},
            target=State.REFERRED,
            who=MEDIATORS,
            guards=(*STOP, guards.referral_made),
            reason_needed=True,
        ),
        # The mediation.
        Act(
            act="constitute",
            label=N_("Constitute the mediation"),
            sources=frozenset({State.INITIAL_SESSION}),
            target=State.CONSTITUTED,
            who=MEDIATORS,
            guards=(*TO_MEDIATE, guards.initial_held),
            main=True,
        ),
        Act(
            act="begin_mediation",
            label=N_("Begin the mediation"),
            sources=frozenset({State.CONSTITUTED}),
            target=State.IN_MEDIATION,
            who=MEDIATORS,
            guards=(*TO_MEDIATE, guards.still_running),
            main=True,
        ),
        Act(
            act="reach_agreement",
            label=N_("Record the full agreement"),
            sources=frozenset({State.IN_MEDIATION}),
            target=State.AGREEMENT_TOTAL,
            who=MEDIATORS,
            guards=(
                *TO_MEDIATE,
                guards.still_running,
                guards.session_held,
                guards.clauses_complete,
                guards.agreement_total,
            ),
            main=True,
        ),
        Act(
            act="reach_partial_agreement",
            label=N_("Record the partial agreement"),
            sources=frozenset({State.IN_MEDIATION}),
            target=State.AGREEMENT_PARTIAL,
            who=MEDIATORS,
            guards=(
                *TO_MEDIATE,
                guards.still_running,
                guards.session_held,
                guards.clauses_complete,
                guards.agreement_partial,
            ),
        ),
        Act(
            act="end_without_agreement",
            label=N_("End without agreement"),
            sources=frozenset({State.IN_MEDIATION}),
            target=State.NO_AGREEMENT,
            who=MEDIATORS,
            guards=(*STOP, guards.session_held),
        ),
        Act(
            act="record_withdrawal",
            label=N_("Record that a party withdraws"),
            sources=RUNNING,
            target=State.WITHDRAWN,
            who=MEDIATORS,
            guards=STOP,
            reason_needed=True,
        ),
        Act(
            act="end_by_mediator",
            label=N_("End it as the mediator"),
            sources=RUNNING,
            target=State.TERMINATED,
            who=MEDIATORS,
            guards=STOP,
            reason_needed=True,
        ),
        Act(
            act="record_expiry",
            label=N_("Record that the time has passed"),
            sources=RUNNING,
            target=State.EXPIRED,
            who=MEDIATORS,
            guards=(*STOP, guards.time_over),
        ),
        # Its end, and what follows.
        Act(
            act="sign_final_act",
            label=N_("Record the final act"),
            sources=ENDINGS - {State.AGREEMENT_TOTAL, State.AGREEMENT_PARTIAL},
            target=State.FINAL_ACT,
            who=MEDIATORS,
            guards=(*STOP, guards.final_act_answered),
            main=True,
        ),
        Act(
            act="sign_agreement_and_final_act",
            label=N_("Record the signed agreement and final act"),
            sources=frozenset({State.AGREEMENT_TOTAL, State.AGREEMENT_PARTIAL}),
            target=State.FINAL_ACT,
            who=MEDIATORS,
            guards=(
                *TO_MEDIATE,
                guards.clauses_complete,
                guards.agreement_signed,
                guards.final_act_answered,
            ),
            main=True,
        ),
        Act(
            act="start_follow_up",
            label=N_("Start the follow-up"),
            sources=frozenset({State.FINAL_ACT, State.REOPENED}),
            target=State.FOLLOW_UP,
            who=MEDIATORS,
            guards=(*STOP, guards.agreed),
            main=True,
        ),
        Act(
            act="close",
            label=N_("Close the file"),
            sources=FINISHED_BEFORE | {State.REOPENED},
            target=State.CLOSED,
            who=MEDIATORS_AND_COORDINATORS,
            main=True,
        ),
        Act(
            act="close_after_final_act",
            label=N_("Close the file"),
            sources=frozenset({State.FINAL_ACT}),
            target=State.CLOSED,
            who=MEDIATORS_AND_COORDINATORS,
            guards=(*STOP, guards.nothing_agreed),
        ),
        Act(
            act="close_after_follow_up",
            label=N_("Close the file"),
            sources=frozenset({State.FOLLOW_UP}),
            target=State.CLOSED,
            who=MEDIATORS_AND_COORDINATORS,
            guards=(*STOP, guards.follow_ups_done),
            main=True,
        ),
        Act(
            act="stop_follow_up",
            label=N_("Close before the last follow-up"),
            sources=frozenset({State.FOLLOW_UP}),
            target=State.CLOSED,
            who=MEDIATORS_AND_COORDINATORS,
            guards=STOP,
            reason_needed=True,
        ),
        Act(
            act="reopen",
            label=N_("Reopen the file"),
            sources=frozenset({State.CLOSED, State.FOLLOW_UP}),
            target=State.REOPENED,
            who=MEDIATORS_AND_COORDINATORS,
            guards=STOP,
            reason_needed=True,
        ),
        # Under the hard stop, the only ways on.
        Act(
            act="refer_to_support",
            label=N_("Refer to support"),
            sources=OPEN - {State.REFERRED},
            target=State.REFERRED,
            who=MEDIATORS_AND_COORDINATORS,
            guards=(guards.protection_needed, guards.referral_made),
        ),
        Act(
            act="close_for_safety",
            label=N_("Close: mediation is forbidden here"),
            sources=OPEN - FINISHED_BEFORE - {State.REOPENED},
            target=State.CLOSED,
            who=MEDIATORS_AND_COORDINATORS,
            guards=(guards.protection_needed,),
            reason_needed=True,
        ),
    )
)

SAFETY_ACTS: Final = frozenset({"refer_to_support", "close_for_safety", "close"})
"""What remains to be done under the hard stop."""
