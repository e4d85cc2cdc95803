"""The rules of a mediation: every state is reachable, and none against the law."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from pscp_desktop.domain.access import EVERYBODY, Role
from pscp_desktop.domain.mediation import PHASES, Outcome, State
from pscp_desktop.domain.mediation_facts import (
    ClauseFacts,
    MediatorFacts,
    PartyFacts,
)
from pscp_desktop.domain.mediation_standing import outcome_after, standing
from pscp_desktop.domain.mediation_states import OPEN, SAFETY_ACTS, TABLE
from tests.protections import guards
from tests.unit.domain.ready_files import ALBA, BAR, INES, MET, TODAY, facts, party


def codes(state: str, act: str, **changes: Any) -> set[str]:
    transition = TABLE.find(state, act)
    assert transition is not None
    return {refusal.code for refusal in transition.refusals(facts(state, **changes))}


def with_party(who: UUID, **changes: Any) -> tuple[PartyFacts, ...]:
    return tuple(party(p, **(changes if p == who else {})) for p in (ALBA, BAR))


def test_every_state_is_reached_from_a_request_and_closing_from_every_state() -> None:
    assert TABLE.reachable(State.REQUESTED) == frozenset(State)
    assert all(State.CLOSED in TABLE.reachable(state) for state in State)


def test_every_state_belongs_to_one_step_of_the_file() -> None:
    assert sorted(state for states in PHASES.values() for state in states) == sorted(State)


def test_every_open_state_has_a_first_act_to_offer_a_mediator() -> None:
    for state in OPEN:
        assert any(t.main for t in TABLE.acts_from(state, {Role.MEDIATOR})), state


def test_counsellors_and_auditors_move_no_mediation() -> None:
    for state in State:
        assert TABLE.acts_from(state, EVERYBODY - {Role.MEDIATOR, Role.COORDINATOR}) == ()


def test_a_file_in_which_all_was_done_goes_from_the_request_to_the_closing() -> None:
    way = [
        "contact_requester",
        "start_screening",
        "find_suitable",
        "invite_other_party",
        "open_initial_session",
        "constitute",
        "begin_mediation",
        "reach_agreement",
        "sign_agreement_and_final_act",
        "start_follow_up",
        "close_after_follow_up",
    ]
    state: str = State.REQUESTED
    outcome = ""

    for act in way:
        transition = TABLE.find(state, act)
        assert transition is not None, (state, act)
        assert transition.refusals(facts(state)) == ()
        assert standing(facts(state)) == ()
        outcome = outcome_after(transition, facts(state), outcome)
        state = transition.target

    assert state == State.CLOSED
    assert outcome == Outcome.AGREEMENT_TOTAL


@guards("domain.mediation.hard_stop")
@pytest.mark.parametrize("state", sorted(OPEN))
def test_forbidden_violence_leaves_referral_and_closing_and_nothing_else(state: str) -> None:
    found = facts(state, violence=True, referral_made=True)

    possible = {t.act for t in TABLE.acts_from(state, EVERYBODY) if not t.refusals(found)}

    assert possible
    assert possible <= SAFETY_ACTS
    assert standing(found)[0].final
    assert standing(found)[0].article == "Ley 4/2015, art. 3.1"


def test_a_closed_file_with_forbidden_violence_is_not_reopened() -> None:
    assert codes(State.CLOSED, "reopen", violence=True) == {"hard_stop"}


def test_a_referral_for_violence_counts_as_not_suitable() -> None:
    transition = TABLE.find(State.IN_MEDIATION, "refer_to_support")
    assert transition is not None

    found = outcome_after(transition, facts(State.IN_MEDIATION, violence=True), "")

    assert found == Outcome.NOT_SUITABLE


def test_without_violence_the_acts_of_the_hard_stop_are_refused() -> None:
    assert "no_stop" in codes(State.SCREENING, "refer_to_support")
    assert "no_stop" in codes(State.IN_MEDIATION, "close_for_safety")


CONSTITUTION: list[tuple[str, dict[str, Any]]] = [
    ("not_disposable", {"disposable": False}),
    ("administration", {"parties": with_party(BAR, nature="administration")}),
    ("cannot_decide", {"parties": with_party(BAR, capacity="lacking")}),
    ("minor_alone", {"parties": with_party(ALBA, minor=True)}),
    ("danger_without_measures", {"parties": with_party(ALBA, unsafe=True)}),
    (
        "danger_without_measures",
        {"parties": with_party(ALBA, unsafe=True, decision="with_care")},
    ),
    ("not_all_screened_alone", {"parties": with_party(BAR, screened_alone=False)}),
    ("screening_not_in_favour", {"parties": with_party(BAR, decision="")}),
    ("screening_not_in_favour", {"parties": with_party(BAR, decision="not_suitable")}),
    ("ties_not_declared", {"mediators": ()}),
    (
        "ties_not_declared",
        {"mediators": (MediatorFacts(id=INES, signed_constitutive=True),)},
    ),
    (
        "mediator_withdraws",
        {
            "mediators": (
                MediatorFacts(id=INES, declared=True, withdraws=True, signed_constitutive=True),
            )
        },
    ),
    (
        "ties_not_accepted",
        {
            "mediators": (
                MediatorFacts(
                    id=INES,
                    declared=True,
                    tied=True,
                    accepted_by=frozenset({ALBA}),
                    signed_constitutive=True,
                ),
            )
        },
    ),
    ("restorative_conditions", {"restorative": True}),
    ("restorative_conditions", {"restorative": True, "conditions": replace(MET, safe=False)}),
    ("consent_missing", {"parties": with_party(BAR, consents=False)}),
    ("consent_missing", {"parties": (party(ALBA),)}),
    ("constitutive_unsigned", {"parties": with_party(BAR, constitutive="")}),
    ("constitutive_unsigned", {"parties": with_party(BAR, constitutive="refused")}),
    ("constitutive_unsigned", {"mediators": (MediatorFacts(id=INES, declared=True),)}),
    ("constitutive_unsigned", {"constitutive_drawn": False}),
    ("initial_not_held", {"initial_held": False}),
    ("initial_not_held", {"initial_informed": False}),
    ("initial_not_held", {"parties": with_party(BAR, came_to_initial=False)}),
]


@pytest.mark.parametrize(("code", "changes"), CONSTITUTION, ids=[c for c, _ in CONSTITUTION])
def test_no_mediation_is_constituted_while_a_condition_is_missing(
    code: str, changes: dict[str, Any]
) -> None:
    assert codes(State.INITIAL_SESSION, "constitute") == set()

    assert code in codes(State.INITIAL_SESSION, "constitute", **changes)


def test_a_minor_with_a_representative_and_an_accepted_tie_stop_nothing() -> None:
    tie = MediatorFacts(
        id=INES,
        declared=True,
        tied=True,
        accepted_by=frozenset({ALBA, BAR}),
        signed_constitutive=True,
    )
    found = codes(
        State.INITIAL_SESSION,
        "constitute",
        parties=with_party(ALBA, minor=True, represented=True),
        mediators=(tie,),
    )

    assert found == set()


def test_danger_with_measures_written_down_lets_a_careful_decision_stand() -> None:
    careful = with_party(ALBA, unsafe=True, decision="with_care", measures=True)

    assert codes(State.SCREENING, "find_suitable", parties=careful) == set()


def test_the_other_party_is_screened_before_the_initial_session_not_before_the_invitation() -> None:
    unknown = with_party(BAR, screened_alone=False, decision="")

    assert codes(State.SCREENING, "find_suitable", parties=unknown) == set()
    assert codes(State.SUITABLE, "invite_other_party", parties=unknown) == set()
    assert "not_all_screened_alone" in codes(
        State.INVITING, "open_initial_session", parties=unknown
    )


def test_nobody_is_said_not_to_reply_before_their_fifteen_days_are_over() -> None:
    for days, expected in [(15, {"answer_time_runs"}), (16, set())]:
        received = TODAY - timedelta(days=days)
        assert codes(State.INVITING, "record_no_reply", other_received_on=received) == expected
    assert codes(State.INVITING, "record_no_reply", other_contacted=False) == {
        "other_not_contacted"
    }


def test_a_mediation_expires_the_day_after_its_last_and_not_before() -> None:
    assert codes(State.IN_MEDIATION, "record_expiry", expires_on=TODAY) == {"time_left"}
    late = TODAY - timedelta(days=1)
    assert codes(State.IN_MEDIATION, "record_expiry", expires_on=late) == set()
    assert "time_over" in codes(State.IN_MEDIATION, "reach_agreement", expires_on=late)


def test_an_agreement_has_a_clause_and_each_clause_a_party_who_undertakes_it() -> None:
    missing: list[tuple[str, dict[str, Any]]] = [
        ("no_clauses", {"clauses": ()}),
        ("no_clauses", {"agreement_drawn": False}),
        ("clause_without_obligor", {"clauses": (ClauseFacts(),)}),
        ("clause_without_obligor", {"clauses": (ClauseFacts(obligor=INES),)}),
        ("clause_without_obligor", {"clauses": (ClauseFacts(obligor=BAR, worded=False),)}),
        ("agreement_is_partial", {"agreement_total": False}),
        ("no_session", {"sessions_held": 0}),
    ]
    for code, changes in missing:
        assert code in codes(State.IN_MEDIATION, "reach_agreement", **changes)


def test_a_refusal_to_sign_the_final_act_is_enough_but_not_for_the_agreement() -> None:
    refused = with_party(BAR, final="refused")
    assert codes(State.NO_AGREEMENT, "sign_final_act", parties=refused) == set()
    open_ = with_party(BAR, final="")
    assert codes(State.NO_AGREEMENT, "sign_final_act", parties=open_) == {"final_act_open"}
    unsigned = with_party(BAR, agreement="refused")
    assert "agreement_unsigned" in codes(
        State.AGREEMENT_TOTAL, "sign_agreement_and_final_act", parties=unsigned
    )
    assert "not_told_binding" in codes(
        State.AGREEMENT_TOTAL, "sign_agreement_and_final_act", told_binding=False
    )


def test_a_file_with_an_agreement_is_followed_up_before_it_closes() -> None:
    assert codes(State.FINAL_ACT, "close_after_final_act") == {"agreement_to_follow"}
    assert codes(State.FOLLOW_UP, "close_after_follow_up", follow_ups_open=1) == {"follow_ups_open"}


def test_what_allowed_a_state_is_asked_again_when_data_change() -> None:
    assert standing(facts(State.IN_MEDIATION)) == ()

    withdrawn = facts(State.IN_MEDIATION, parties=with_party(BAR, consents=False))

    assert {refusal.code for refusal in standing(withdrawn)} == {"consent_missing"}
