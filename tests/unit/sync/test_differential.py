"""The core does what the model says: the same schedule in both, and people see the same after each step."""

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.budget import Budget
from tests.model.beside import Beside
from tests.model.parts import KNOWN_FIELDS

WHO = st.integers(0, 2)
Schedule = list[tuple[str, int, int]]


FIELDS = st.sampled_from([1, 1, 2, KNOWN_FIELDS + 1])
NONE = st.just(0)
STEPS = {
    "open": FIELDS, "write": FIELDS, "save": st.integers(0, 1), "exchange": NONE, "stick": WHO,
    "poison": NONE, "put_out": NONE, "let_in": NONE, "back_up": NONE, "restore": NONE,
}  # fmt: skip
OFTEN = ("write", "write", "write", "open", "save", "exchange", "exchange", "stick")
SCHEDULES = st.lists(
    st.sampled_from([*OFTEN, *STEPS]).flatmap(
        lambda act: st.tuples(st.just(act), WHO, STEPS[act])
    ),
    min_size=12, max_size=40,
)  # fmt: skip


def follow(schedule: Schedule) -> None:
    both = Beside()
    for act, first, second in schedule:
        getattr(both, act)(first, second)
        both.demand_the_same()
    for _ in range(3):
        for who in range(3):
            both.exchange(who, 0)
    both.demand_the_same()


def compare(runs: int, *, of: int | None = None) -> None:
    """So many schedules: always the same, or those of a number."""
    test = given(schedule=SCHEDULES)(follow)
    settings(
        max_examples=runs, deadline=None, derandomize=of is None, database=None,
        phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
    )(test if of is None else seed(of)(test))()  # fmt: skip


def test_the_core_and_the_model_show_people_the_same() -> None:
    compare(120)


@pytest.mark.attack
def test_the_core_and_the_model_agree_in_as_many_schedules_as_fit(budget: Budget) -> None:
    for cycle in budget:
        compare(50, of=cycle + 1)
    budget.cycles *= 50
