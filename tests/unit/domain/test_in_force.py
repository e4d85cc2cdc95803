"""Which act, signature and invitation counts follows from what was known, never from a clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.agreements import Agreement, ConstitutiveAct, Signature
from pscp_desktop.domain.in_force import (
    answer_of,
    in_force,
    invitation_in_force,
    left_behind,
    words_of,
)
from pscp_desktop.domain.mediation import Invitation, StateChange
from pscp_desktop.domain.succession import follow, standing
from tests.protections import guards

ALBA, BAR = UUID(int=1), UUID(int=2)
CLOCKS = st.integers(-10_000, 10_000).map(
    lambda days: datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=days)
)


def drawn(number: int) -> ConstitutiveAct:
    return ConstitutiveAct(id=UUID(int=100 + number))


def signature(number: int, act: UUID, party: UUID = ALBA, answer: str = "signed") -> Signature:
    return Signature(
        id=UUID(int=200 + number), act=act, what="constitutive_act", party=party, answer=answer
    )


@dataclass
class History:
    """Acts of one kind and signatures on them, each written in knowledge of some of the earlier."""

    acts: list[ConstitutiveAct]
    signatures: list[Signature]


@st.composite
def histories(draw: st.DrawFn) -> History:
    told = History([], [])
    for number in range(draw(st.integers(1, 6))):
        act = drawn(number)
        act.recorded_at = draw(CLOCKS)
        follow(act, [one for one in told.acts if draw(st.booleans())])
        told.acts.append(act)
    for number in range(draw(st.integers(0, 8))):
        act = draw(st.sampled_from(told.acts))
        answer = draw(st.sampled_from(["signed", "refused"]))
        mark = signature(number, act.id, draw(st.sampled_from([ALBA, BAR])), answer)
        mark.recorded_at = draw(CLOCKS)
        follow(mark, [one for one in told.signatures if draw(st.booleans())])
        told.signatures.append(mark)
    return told


@guards("domain.succession.in_force")
@given(histories(), st.lists(CLOCKS, min_size=14, max_size=14), st.integers())
def test_no_clock_and_no_order_of_reading_changes_what_is_in_force(
    told: History, clocks: list[datetime], seed: int
) -> None:
    before = in_force(told.acts, told.signatures)
    answers = {
        (act.id, who): answer_of(told.signatures, act.id, who)
        for act in told.acts
        for who in (ALBA, BAR)
    }

    for record, moment in zip([*told.acts, *told.signatures], clocks, strict=False):
        record.recorded_at = moment
    # Records are read in the order of their times.
    for records in (told.acts, told.signatures):
        Random(seed).shuffle(records)
        records.sort(key=lambda one: one.recorded_at)

    assert in_force(told.acts, told.signatures) == before
    for (act, who), answer in answers.items():
        assert answer_of(told.signatures, act, who) == answer


@given(histories())
def test_what_somebody_replaced_knowingly_is_never_in_force(told: History) -> None:
    assert in_force(told.acts, told.signatures) in standing(told.acts)


@given(histories())
def test_a_refusal_counts_until_somebody_who_knew_it_asked_again(told: History) -> None:
    act = told.acts[0]
    known = [one for one in told.signatures if one.act == act.id and one.party == ALBA]
    refusal = signature(20, act.id, answer="refused")
    follow(refusal, known)
    assert answer_of([*told.signatures, refusal], act.id, ALBA) == "refused"

    again = signature(21, act.id)
    follow(again, [*known, refusal])
    assert answer_of([*told.signatures, refusal, again], act.id, ALBA) == "signed"


def test_of_two_acts_drawn_up_apart_the_one_that_people_signed_counts() -> None:
    ours, theirs = drawn(1), drawn(2)

    assert in_force([ours, theirs], []) == ours
    assert in_force([ours, theirs], [signature(1, theirs.id)]) == theirs
    refused = [signature(1, theirs.id), signature(2, theirs.id, BAR, "refused")]
    assert (
        in_force([ours, theirs], [*refused, signature(3, ours.id), signature(4, ours.id, BAR)])
        == ours
    )
    assert in_force([], []) is None


def test_an_agreement_of_the_first_version_names_the_one_it_replaces() -> None:
    first = Agreement(id=UUID(int=1))
    second = Agreement(id=UUID(int=2), replaces=first.id)

    assert in_force([first, second], []) == second


def test_a_reopening_leaves_behind_what_it_knew_and_nothing_else() -> None:
    known, unknown = drawn(1), drawn(2)
    change = StateChange(act="reopen", leaves=words_of([known]))

    left = left_behind([StateChange(act="close"), change])

    assert left is not None
    assert known.id.hex in left
    assert unknown.id.hex not in left
    assert left_behind([StateChange(act="reopen")]) is None


def test_of_two_invitations_sent_apart_the_weaker_answer_counts() -> None:
    first = Invitation(id=UUID(int=1), party=BAR, answer="accepted")
    apart = Invitation(id=UUID(int=2), party=BAR, answer="declined")
    other = Invitation(id=UUID(int=3), party=ALBA)
    assert invitation_in_force([first, apart, other], BAR) == apart

    anew = Invitation(id=UUID(int=4), party=BAR)
    follow(anew, [first, apart])
    assert invitation_in_force([first, apart, anew, other], BAR) == anew
    assert invitation_in_force([other], BAR) is None
