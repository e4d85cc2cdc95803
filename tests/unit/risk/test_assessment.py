"""Before and after with a control area, the loop of attention and discovery, and the card of a model."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.risk.card import Input, ModelCard, versions_here
from pscp_desktop.risk.displacement import same_rate, weighted_displacement_difference
from pscp_desktop.risk.feedback import World, shares_by_group, simulate
from pscp_desktop.risk.refusals import UnfitInput

events = st.integers(0, 200)


def test_the_difference_is_the_sum_of_changes_and_its_variance_that_of_the_counts() -> None:
    found = weighted_displacement_difference((60, 30), (50, 55), (20, 22), (25, 24))

    assert found.local == -30 - 5
    assert found.displaced == 2 - (-1)
    assert found.difference == -32
    assert found.error == pytest.approx(np.sqrt(60 + 30 + 50 + 55 + 20 + 22 + 25 + 24))
    assert found.z == pytest.approx(-32 / np.sqrt(286))
    assert found.low == pytest.approx(-32 - 1.959964 * np.sqrt(286), rel=1e-6)


@given(treated=st.tuples(events, events), control=st.tuples(events, events))
def test_to_exchange_area_and_control_turns_the_sign(treated: Any, control: Any) -> None:
    here = weighted_displacement_difference(treated, control)
    there = weighted_displacement_difference(control, treated)

    assert there.difference == -here.difference
    assert there.p == pytest.approx(here.p)


def test_periods_of_another_length_are_made_alike() -> None:
    even = weighted_displacement_difference((60, 30), (50, 50))
    longer = weighted_displacement_difference((120, 30), (100, 50), weights=(2, 1))

    assert longer.difference == even.difference


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    inside = 0
    for _ in range(2000):
        t, c = random.poisson((80, 60)), random.poisson((70, 70))
        found = weighted_displacement_difference(tuple(t), tuple(c))
        inside += found.low <= -20 <= found.high

    assert 0.935 < inside / 2000 < 0.965


def test_counts_that_are_none_are_refused() -> None:
    with pytest.raises(UnfitInput):
        weighted_displacement_difference((-1, 3), (2, 2))
    with pytest.raises(UnfitInput):
        same_rate(1, 2, (0, 1))


def test_two_counts_of_one_rate() -> None:
    assert same_rate(10, 10) == pytest.approx(1.0)
    assert same_rate(0, 0) == 1
    assert same_rate(5, 30) < 0.001
    assert same_rate(3, 6, (1, 2)) == pytest.approx(1.0)
    random = np.random.default_rng(1)
    wrong = [same_rate(*random.poisson((6, 6))) < 0.05 for _ in range(400)]
    assert np.mean(wrong) < 0.08


def test_what_only_attention_discovers_locks_the_map_in() -> None:
    rates = np.full(200, 1.0)
    history = np.random.default_rng(0).poisson(0.3, 200).astype(float)

    discovered = simulate(World(rates=rates, reported=0.0, share=0.1), history, rounds=60, seed=1)
    told = simulate(World(rates=rates, reported=1.0, share=0.1), history, rounds=60, seed=1)

    # Nothing distinguishes the places, and yet the map is sure of its own.
    assert discovered.truth[-1] == pytest.approx(0.1, abs=0.01)
    assert discovered.believed[-1] > 0.3
    assert discovered.inflation > 3
    assert discovered.locked_in >= 0
    assert discovered.kept[-1] > told.kept[-1]
    assert told.inflation < 1.5
    assert told.locked_in == -1


def test_a_true_hot_spot_is_found_by_what_people_report() -> None:
    rates = np.full(100, 0.2)
    rates[:5] = 3.0
    drift = simulate(World(rates=rates, reported=1.0), np.zeros(100), rounds=20, seed=2)

    assert drift.truth[-1] == pytest.approx(15 / 34, abs=0.01)


def test_the_loop_keeps_to_its_seed_and_refuses_what_is_no_world() -> None:
    world = World(rates=np.ones(50))
    one, same = (simulate(world, np.zeros(50), rounds=5, seed=3) for _ in range(2))

    np.testing.assert_array_equal(one.believed, same.believed)
    with pytest.raises(UnfitInput):
        simulate(world, np.zeros(49))
    with pytest.raises(UnfitInput):
        simulate(World(rates=np.ones(50), found=2.0), np.zeros(50))


def test_it_is_told_whose_streets_are_flagged() -> None:
    flagged, areas = np.array([1.0, 1, 0, 0]), np.array([1.0, 3, 2, 2])

    assert shares_by_group(flagged, areas, np.array([1, 1, 2, 2])) == {1.0: 1.0, 2.0: 0.0}


def test_a_card_is_plain_and_prints() -> None:
    card = ModelCard(
        (Input("events", "reported", 120, 3, "ab" * 32),),
        {"cell_metres": 100.0, "seed": 7},
        {"recommended": "combined"},
        ("few_hits",),
        versions=versions_here(),
    )

    again = json.loads(card.to_json())

    assert again["settings"]["seed"] == 7
    assert {"numpy", "scipy"} <= set(again["versions"])
    names = [name for name, _ in card.lines()]
    assert names[0] == "input: events"
    assert {"setting: seed", "result: recommended", "warning", "not for"} <= set(names)
    assert any("never persons" in value for _, value in card.lines())
