"""Whatever happens in whatever order, nothing written is lost and everybody ends with the same."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync_model.simulator import World

RUNS = 60
STEPS = 30


def simulate(runs: int, steps: int = STEPS, *, shrink: bool = True) -> None:
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=runs, stateful_step_count=steps, deadline=None, phases=phases,
            report_multiple_bugs=False, suppress_health_check=list(HealthCheck), derandomize=True,
            database=None,
        ),
    )  # fmt: skip


def test_i1_i2_i3_i5_i9_hold_whatever_happens() -> None:
    simulate(RUNS)


@pytest.mark.attack
def test_i1_to_i9_hold_in_as_many_runs_as_fit() -> None:
    simulate(300)
