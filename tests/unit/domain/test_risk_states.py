"""The rules of the risk service: every state is reachable, and none against the law."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pscp_desktop.domain.access import EVERYBODY, Role
from pscp_desktop.domain.risk import AdviceState, ProfileState
from pscp_desktop.domain.risk_guards import analysis_refusals
from pscp_desktop.domain.risk_standing import standing
from pscp_desktop.domain.risk_states import ADVICE, OUT, PROFILES
from pscp_desktop.domain.risk_timers import advice_dues, profile_dues
from tests.protections import guards
from tests.unit.domain.ready_risk import (
    BARS,
    EVENTS,
    INES,
    OVERRIDE,
    TODAY,
    advice,
    analysis,
    opinion,
    profile,
)

ANALYST = {Role.ANALYST}


def codes(state: str, act: str, **changes: Any) -> set[str]:
    transition = ADVICE.find(state, act)
    assert transition is not None
    return {refusal.code for refusal in transition.refusals(advice(state, **changes))}


def profile_codes(state: str, act: str, **changes: Any) -> set[str]:
    transition = PROFILES.find(state, act)
    assert transition is not None
    return {refusal.code for refusal in transition.refusals(profile(state, **changes))}


def refused(**changes: Any) -> set[str]:
    return {refusal.code for refusal in analysis_refusals(analysis(**changes))}


def test_every_state_is_reached_and_every_file_of_advice_can_be_closed() -> None:
    assert ADVICE.reachable(AdviceState.RECEIVED) == frozenset(AdviceState)
    assert all(AdviceState.CLOSED in ADVICE.reachable(state) for state in AdviceState)
    assert PROFILES.reachable(ProfileState.DRAFT) == frozenset(ProfileState)
    assert all(ProfileState.PUBLISHED in PROFILES.reachable(state) for state in ProfileState)


def test_every_open_state_has_a_first_act_to_offer_an_analyst() -> None:
    for state in set(AdviceState) - {AdviceState.CLOSED}:
        assert any(t.main for t in ADVICE.acts_from(state, ANALYST)), state
    for standing_in in ProfileState:
        assert any(t.main for t in PROFILES.acts_from(standing_in, ANALYST)), standing_in


def test_mediators_counsellors_and_auditors_move_nothing_here() -> None:
    others = EVERYBODY - {Role.ANALYST, Role.COORDINATOR, Role.SUPERVISOR}
    for state in AdviceState:
        assert ADVICE.acts_from(state, others) == ()
    for profile_state in ProfileState:
        assert PROFILES.acts_from(profile_state, others) == ()


def test_a_request_in_which_all_was_done_goes_from_its_receipt_to_its_closing() -> None:
    way = ["accept_scope", "check_data", "begin_analysis", "ask_review", "issue",
           "record_feedback", "record_outcome", "close"]  # fmt: skip
    state: str = AdviceState.RECEIVED
    for act in way:
        assert codes(state, act) == set(), act
        transition = ADVICE.find(state, act)
        assert transition is not None
        state = transition.target

    assert state == AdviceState.CLOSED


def test_a_profile_in_which_all_was_done_is_published_contested_and_revised() -> None:
    way = ["check_data", "take_analysis", "pass_review", "publish", "contest", "revise"]
    state: str = ProfileState.DRAFT
    for act in way:
        assert profile_codes(state, act) == set(), act
        transition = PROFILES.find(state, act)
        assert transition is not None
        state = transition.target

    assert state == ProfileState.REVISED


@guards("domain.risk.persons")
def test_a_question_about_a_person_goes_nowhere_and_nobody_lifts_that() -> None:
    for act in ("accept_scope",):
        assert "persons" in codes(AdviceState.RECEIVED, act, about_person=True)
    assert "persons" in codes(AdviceState.REVIEW, "issue", about_person=True)
    stops = standing(advice(AdviceState.SCOPED, about_person=True))
    assert any(refusal.final for refusal in stops)
    # It can still be declined, with its reason.
    assert codes(AdviceState.RECEIVED, "decline", about_person=True) == set()


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"purpose": " "}, "no_purpose"),
        ({"question": ""}, "no_purpose"),
        ({"legal_basis": ""}, "no_basis"),
    ],
)
def test_no_question_is_taken_without_its_purpose_and_legal_basis(
    missing: dict[str, str], code: str
) -> None:
    assert code in codes(AdviceState.RECEIVED, "accept_scope", **missing)


def test_data_must_be_named_and_known_before_they_are_analysed() -> None:
    assert codes(AdviceState.SCOPED, "check_data", data_allowed="") == {"no_data"}
    assert codes(AdviceState.DATA_CHECK, "begin_analysis", layers=0) == {"no_layer"}


@guards("domain.risk.discovered")
def test_what_police_discovered_is_no_outcome_without_a_reason_and_the_loop_seen() -> None:
    found = (replace(EVENTS, origin="discovered"), BARS)

    assert "discovered" in refused(inputs=found)
    assert "discovered" in refused(inputs=found, override=OVERRIDE)
    assert "discovered" in refused(inputs=found, override="because", loop_seen=True)
    assert refused(inputs=found, override=OVERRIDE, loop_seen=True) == set()


@guards("domain.risk.traits")
@pytest.mark.parametrize(
    "name",
    [
        "Población extranjera", "% nacidos fuera", "pais_de_nacimiento", "ForeignBornShare",
        "Comunidad gitana", "RazaPredominante", "race", "Mezquitas", "lugares de culto", "Churches",
        "Perceptores de RMI", "renta mínima de inserción", "income support claimants", "IMV 2024",
    ],
)  # fmt: skip
def test_no_factor_is_what_people_are_or_live_on(name: str) -> None:
    assert "trait" in refused(inputs=(EVENTS, replace(BARS, name=name)))


def test_a_layer_of_events_is_not_a_factor_and_a_factor_no_outcome() -> None:
    assert "no_outcome" in refused(inputs=(BARS,))
    assert "no_outcome" in refused(inputs=(replace(BARS, role="outcome"),))


@guards("domain.risk.psychosocial")
def test_psychosocial_context_predicts_nothing() -> None:
    context = replace(BARS, name="Soledad declarada", origin="psychosocial")

    assert "psychosocial" in refused(inputs=(EVENTS, context))


@guards("domain.risk.cell")
def test_no_cell_is_smaller_than_fifty_metres() -> None:
    assert refused(cell_m=49) == {"cell"}
    assert refused(cell_m=50) == set()


@guards("domain.risk.few")
def test_too_few_events_are_refused() -> None:
    assert refused(events=29) == {"few"}


def test_a_layer_without_source_licence_or_date_is_no_ground() -> None:
    for lacking in ({"source": ""}, {"licence": " "}, {"dated_on": None}):
        assert refused(inputs=(EVENTS, replace(BARS, **lacking))) == {"unknown_layer"}


@guards("domain.risk.resources")
@pytest.mark.parametrize(
    ("lacking", "code"),
    [("resources", "no_resources"), ("limits", "no_limits"), ("said", "no_findings")],
)
def test_risks_are_never_told_without_limits_and_what_protects_the_place(
    lacking: str, code: str
) -> None:
    assert code in codes(AdviceState.ANALYSIS, "ask_review", opinion=opinion(**{lacking: ""}))
    assert code in profile_codes(ProfileState.REVIEWED, "publish", opinion=opinion(**{lacking: ""}))


@guards("domain.risk.wording")
@pytest.mark.parametrize(
    "said",
    [
        "Es probable que los delincuentes vuelvan.",
        "Sin duda es lo más probable.",
        "Una zona peligrosa, con robos probables.",
        "More likely: the offenders live nearby.",
    ],
)
def test_no_persons_no_certainty_and_no_brand_in_what_is_said(said: str) -> None:
    told = opinion(said=said, everything=said)

    assert "wording" in codes(AdviceState.ANALYSIS, "ask_review", opinion=told)


def test_what_is_said_says_how_likely_it_is() -> None:
    told = opinion(said="Hay robos.", everything="Hay robos.")

    assert "no_likelihood" in codes(AdviceState.ANALYSIS, "ask_review", opinion=told)


@guards("domain.risk.homes")
@pytest.mark.parametrize(
    "unit", ["Calle de la Muestra, 12", "C/ Ejemplo nº 3", "Portal 4", "el piso 2º B", "flat 3"]
)
def test_no_part_of_an_area_is_an_address_or_a_dwelling(unit: str) -> None:
    assert "home" in codes(AdviceState.ANALYSIS, "ask_review", opinion=opinion(units=(unit,)))
    assert "home" in profile_codes(ProfileState.DRAFT, "check_data", area=unit)


@guards("domain.risk.expiry")
def test_nothing_is_issued_or_published_after_its_day() -> None:
    past = TODAY - timedelta(days=1)

    assert "expired" in codes(AdviceState.REVIEW, "issue", opinion=opinion(valid_until=past))
    assert "expired" in codes(AdviceState.REVIEW, "issue", analysis=analysis(expires_on=past))
    assert "expired" in profile_codes(
        ProfileState.REVIEWED, "publish", opinion=opinion(valid_until=past)
    )
    for state in OUT:
        assert standing(profile(state, opinion=opinion(valid_until=past)))
    # On the day itself it still holds.
    assert standing(profile(ProfileState.PUBLISHED, opinion=opinion(valid_until=TODAY))) == ()


@guards("domain.risk.second_person")
def test_nobody_reviews_what_they_wrote() -> None:
    assert codes(AdviceState.REVIEW, "issue", reviewer=None) == {"no_review"}
    assert codes(AdviceState.REVIEW, "issue", reviewer=INES) == {"own_review"}
    assert profile_codes(ProfileState.ANALYSED, "pass_review", reviewer=INES) == {"own_review"}


def test_an_outcome_is_not_looked_at_before_half_a_year() -> None:
    early = {"issued_on": TODAY - timedelta(days=100)}

    assert codes(AdviceState.FEEDBACK, "record_outcome", **early) == {"too_early"}


def test_a_contested_profile_is_not_revised_before_it_was_answered() -> None:
    assert "unanswered" in profile_codes(ProfileState.CONTESTED, "revise", open_contestations=1)
    assert profile_codes(ProfileState.PUBLISHED, "contest", contestations=0) == {"not_contested"}


def test_a_valid_profile_does_not_expire_by_hand() -> None:
    assert profile_codes(ProfileState.PUBLISHED, "expire") == {"still_valid"}


def test_what_is_due_of_a_request_and_of_a_profile() -> None:
    asked = advice(AdviceState.SCOPED, issued_on=None)
    assert [due.code for due in advice_dues(asked, TODAY)] == ["deadline"]
    out = advice(AdviceState.ISSUED, issued_on=TODAY, feedback=False, outcome=False)
    assert [due.code for due in advice_dues(out, TODAY)] == ["feedback", "expiry", "outcome"]
    assert advice_dues(advice(AdviceState.CLOSED), TODAY) == ()
    told = profile_dues(profile(ProfileState.PUBLISHED), (date(2026, 3, 1),))
    assert [(due.code, due.on) for due in told] == [
        ("answer", date(2026, 3, 31)),
        ("expiry", date(2026, 9, 1)),
    ]
