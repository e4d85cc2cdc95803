"""What happens when patrols follow a map that is made of what patrols find (Ensign et al. 2018).

Two kinds of events: those that somebody reports wherever they happen, and those that are only known because
somebody was there to see them. The simulation sends attention to the top of the map, lets it discover, feeds
the discoveries back, and tells how far the map drifts from a truth that never changes.
"""

from dataclasses import dataclass

import numpy as np

from pscp_desktop.risk.arrays import Floats, Progress, silent
from pscp_desktop.risk.refusals import UnfitInput


@dataclass(frozen=True, eq=False)
class Drift:
    """Round by round (r): what became of the map.

    `kept` is the share of the first flagged cells still flagged, `truth` the share of true events in the
    flagged cells, `believed` the share of recorded ones there. `locked_in` is the round from which they no
    longer change, or −1. Where `believed` runs away from `truth`, the map confirms itself.
    """

    kept: Floats
    truth: Floats
    believed: Floats
    locked_in: int

    @property
    def inflation(self) -> float:
        """How much more the last map believes to catch than it does (1 is honest)."""
        return float(self.believed[-1] / self.truth[-1]) if self.truth[-1] > 0 else float("inf")


@dataclass(frozen=True, kw_only=True)
class World:
    """How events come to be known.

    `rates` (n) are true events per cell and round, `reported` the share of them that is known without anybody
    being sent (0: all must be discovered), `found` the share of the others that attention finds in a flagged
    cell, `elsewhere` in any other cell. `share` of the cells is flagged. `memory` is how much of what was
    recorded counts in the next round.
    """

    rates: Floats
    reported: float = 0.0
    found: float = 0.5
    elsewhere: float = 0.05
    share: float = 0.05
    memory: float = 1.0


def simulate(
    world: World, history: Floats, *, rounds: int = 40, seed: int = 0, progress: Progress = silent
) -> Drift:
    """Let a map of recorded counts direct attention for some rounds, beginning with `history` (n).

    Raises `UnfitInput` for rates and history that are not of the same cells, or shares outside 0 to 1.
    """
    _demand(world, history, rounds)
    random = np.random.default_rng(seed)
    count = max(1, round(world.share * world.rates.size))
    recorded = history.astype(float).copy()
    flagged = [_top(recorded, count, random)]
    truth, believed = [], []
    total = float(world.rates.sum())
    for round_ in range(rounds):
        events = random.poisson(world.rates)
        known = random.binomial(events, world.reported)
        chance = np.full(world.rates.size, world.elsewhere)
        chance[flagged[-1]] = world.found
        recorded = world.memory * recorded + known + random.binomial(events - known, chance)
        flagged.append(_top(recorded, count, random))
        truth.append(float(world.rates[flagged[-1]].sum()) / total)
        believed.append(float(recorded[flagged[-1]].sum() / max(recorded.sum(), 1e-12)))
        progress((round_ + 1) / rounds)
    kept = [np.isin(flagged[0], now).mean() for now in flagged[1:]]
    return Drift(np.array(kept), np.array(truth), np.array(believed), _locked(flagged))


def shares_by_group(flagged: Floats, areas: Floats, groups: Floats) -> dict[float, float]:
    """The share of each group's area that is flagged: who lives under the map's attention.

    `groups` (n) may be quarters of a vulnerability index; `flagged` (n) is 0 or 1.
    """
    return {
        float(name): float((areas * flagged)[groups == name].sum() / areas[groups == name].sum())
        for name in np.unique(groups)
    }


def _top(recorded: Floats, count: int, random: np.random.Generator) -> np.ndarray:
    """The cells with most records; chance decides among equals."""
    return np.lexsort((random.random(recorded.size), -recorded))[:count]


def _locked(flagged: list[np.ndarray]) -> int:
    sets = [frozenset(now.tolist()) for now in flagged]
    same = [place for place in range(1, len(sets)) if sets[place] != sets[place - 1]]
    first = same[-1] + 1 if same else 1
    return first if first < len(sets) - 1 else -1


def _demand(world: World, history: Floats, rounds: int) -> None:
    shares = (world.reported, world.found, world.elsewhere, world.share, world.memory)
    if world.rates.shape != history.shape or world.rates.sum() <= 0 or rounds < 1:
        raise UnfitInput(
            "rates and history must be of the same cells, and something must happen", "odd_world"
        )
    if any(not 0 <= share <= 1 for share in shares):
        raise UnfitInput("shares are from 0 to 1", "odd_share")
