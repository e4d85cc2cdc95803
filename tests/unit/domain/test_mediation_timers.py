"""The legal terms run when the law says, each until what it asks for was done."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.mediation import State
from pscp_desktop.domain.mediation_states import BEFORE_SESSION, RUNNING
from pscp_desktop.domain.mediation_timers import Terms, legal_dues

ASKED = date(2026, 3, 5)


def running(terms: Terms) -> dict[str, date]:
    return {due.code: due.on for due in legal_dues(terms)}


def test_the_other_party_is_to_be_contacted_within_fifteen_days_of_the_request() -> None:
    assert running(Terms(state=State.SCREENING, received_on=ASKED)) == {
        "contact": date(2026, 3, 20)
    }
    tried = Terms(state=State.SCREENING, received_on=ASKED, other_contacted=True)
    assert running(tried) == {}


def test_under_the_hard_stop_nobody_is_told_to_contact_the_other_party() -> None:
    assert running(Terms(state=State.SCREENING, received_on=ASKED, stopped=True)) == {}


def test_the_answer_is_due_fifteen_days_after_receipt_and_only_until_it_comes() -> None:
    waiting = Terms(
        state=State.INVITING,
        received_on=ASKED,
        other_contacted=True,
        other_received_on=date(2026, 3, 10),
    )
    answered = Terms(
        state=State.INVITING,
        received_on=ASKED,
        other_contacted=True,
        other_received_on=date(2026, 3, 10),
        answered=True,
    )

    assert running(waiting) == {"answer": date(2026, 3, 25)}
    assert running(answered) == {}


@pytest.mark.parametrize("state", sorted(RUNNING))
def test_a_mediation_that_runs_has_its_last_day(state: str) -> None:
    last = date(2026, 6, 5)

    assert running(Terms(state=state, received_on=ASKED, expires_on=last)) == {"end": last}


@given(
    state=st.sampled_from(sorted(State)),
    received_on=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    waited=st.none() | st.integers(0, 200),
    contacted=st.booleans(),
)
def test_no_term_runs_in_a_file_that_has_ended(
    *, state: str, received_on: date, waited: int | None, contacted: bool
) -> None:
    terms = Terms(
        state=state,
        received_on=received_on,
        other_contacted=contacted,
        other_received_on=None if waited is None else received_on + timedelta(days=waited),
        expires_on=received_on + timedelta(days=300),
    )

    found = legal_dues(terms)

    assert [due.on for due in found] == sorted(due.on for due in found)
    assert all(due.on >= received_on and due.article.startswith("Ley 5/2012") for due in found)
    if state not in BEFORE_SESSION | RUNNING:
        assert found == ()
