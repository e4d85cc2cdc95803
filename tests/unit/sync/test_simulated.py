"""Whatever happens in whatever order, nothing written is lost and everybody ends with the same."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.budget import Budget
from tests.sync_model.simulator import World

RUNS = 300
AT_ONCE = 50
STEPS = 30


def simulate(runs: int, steps: int = STEPS, *, of: int | None = None) -> None:
    """So many histories: always the same ones, or those of a number."""
    world = type("World", (World,), {})
    run_state_machine_as_test(
        world if of is None else seed(of)(world),
        settings=settings(
            max_examples=runs, stateful_step_count=steps, deadline=None,
            phases=[Phase.generate, Phase.shrink], report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck), derandomize=of is None, database=None,
        ),
    )  # fmt: skip


def test_i1_i2_i3_i5_i9_hold_whatever_happens() -> None:
    simulate(RUNS)


@pytest.mark.attack
@pytest.mark.share(2)
def test_i1_to_i9_hold_in_as_many_runs_as_fit(budget: Budget) -> None:
    """Other histories in every cycle, the same ones each time; what is counted are histories."""
    for cycle in budget:
        simulate(AT_ONCE, of=cycle + 1)
    budget.cycles *= AT_ONCE
