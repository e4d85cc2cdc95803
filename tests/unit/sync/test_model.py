"""The model of sync holds in every history that is tried, and without any one of its rules it does not."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.budget import Budget
from tests.model.machine import Histories
from tests.model.schedules import SCHEDULES

RUNS = 300
AT_ONCE = 500


def search(runs: int, off: frozenset[str] = frozenset(), *, of: int | None = None) -> None:
    """So many histories, always the same or those of a number, with these rules switched off."""
    world = type("World", (Histories,), {"off": off})
    run_state_machine_as_test(
        world if of is None else seed(of)(world),
        settings=settings(
            max_examples=runs, stateful_step_count=35, deadline=None, report_multiple_bugs=False,
            phases=[Phase.generate] if off else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck), derandomize=of is None, database=None,
        ),
    )  # fmt: skip


def follow(name: str, off: frozenset[str] = frozenset()) -> None:
    """The schedule of a rule, to its end."""
    world = type("World", (Histories,), {"off": off})()
    world.begin()
    SCHEDULES[name](world)
    world.teardown()


def test_the_model_holds_whatever_happens() -> None:
    search(RUNS)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_model_holds_where_chance_seldom_goes(name: str) -> None:
    follow(name)


@pytest.mark.parametrize("name", SCHEDULES)
def test_without_any_of_its_rules_the_model_does_not_hold(name: str) -> None:
    with pytest.raises(AssertionError):
        follow(name, frozenset({name}))


def test_the_search_finds_by_itself_that_a_rule_is_missing() -> None:
    with pytest.raises(AssertionError, match="I4"):
        search(RUNS, frozenset({"samekey"}))


@pytest.mark.attack
def test_the_model_holds_in_as_many_histories_as_fit(budget: Budget) -> None:
    for cycle in budget:
        search(AT_ONCE, of=cycle + 1)
    budget.cycles *= AT_ONCE
