"""What is refused before anything is computed."""

import numpy as np
import pytest

from pscp_desktop.risk import refusals
from pscp_desktop.risk.refusals import PoliceDiscovered, TooFewEvents, UnfitInput
from tests.protections import guards


@guards("risk.refusals.too_few")
def test_a_handful_of_events_makes_no_map() -> None:
    with pytest.raises(TooFewEvents, match="29") as refused:
        refusals.demand_events(29, "to learn from")
    refusals.demand_events(30, "to learn from")

    assert refused.value.facts == {"count": 29, "least": 30}


@guards("risk.refusals.police")
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_what_police_found_is_no_outcome_without_a_written_reason(reason: str) -> None:
    with pytest.raises(PoliceDiscovered):
        refusals.demand_reported("police", reason)

    refusals.demand_reported("police", "the council asked for a study of the police itself")
    refusals.demand_reported("reported")


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(UnfitInput):
        refusals.demand_reported("rumour")


def test_a_model_refuses_by_itself() -> None:
    from pscp_desktop.risk.factors import candidates
    from pscp_desktop.risk.terrain import risk_terrain
    from tests.unit.risk.cities import factor, square

    grid = square(2000, 100)
    counts = np.zeros(len(grid))
    counts[:20] = 1

    with pytest.raises(TooFewEvents):
        risk_terrain(counts, candidates([factor(grid, "bars", 20, 1)], grid), grid)
