"""Of several answers to one question the one that knew the others counts, whatever the clocks said."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.dossiers import Consent
from pscp_desktop.domain.succession import follow, question_of, standing

ALBA, BAR = UUID(int=1), UUID(int=2)


def consent(
    number: int, person: UUID = ALBA, *, purpose: str = "service", state: str = "given"
) -> Consent:
    return Consent(id=UUID(int=100 + number), person=person, purpose=purpose, state=state)


def test_an_answer_takes_the_place_of_those_that_were_known() -> None:
    first, second = consent(1), consent(2, state="withdrawn")
    follow(second, [first])

    assert standing([second, first]) == [second]


def test_answers_written_apart_stand_side_by_side_until_one_knew_both() -> None:
    first, one, other, last = (consent(number) for number in range(4))
    follow(one, [first])
    follow(other, [first])
    assert standing([first, one, other]) == [one, other]

    follow(last, [first, one, other])
    assert standing([last, other, one, first]) == [last]


def test_an_answer_to_another_question_is_left_alone() -> None:
    first, other, purpose = consent(1), consent(2, BAR), consent(3, purpose="contact")
    follow(other, [first])
    follow(purpose, [first, other])

    assert len({question_of(one) for one in (first, other, purpose)}) == 3
    assert standing([first, other, purpose]) == [first, other, purpose]


@given(st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=10), st.randoms())
def test_in_whatever_order_they_are_read_the_same_stand(
    known: list[set[int]], random: object
) -> None:
    written: list[Consent] = []
    for number, seen in enumerate(known):
        answer = consent(number)
        follow(answer, [written[one] for one in sorted(seen) if one < number])
        written.append(answer)
    shuffled = list(written)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert {one.id for one in standing(shuffled)} == {one.id for one in standing(written)}
    assert written[-1] in standing(written)
