"""Stability selection: how often a factor is chosen again from half of the neighbourhoods.

Meinshausen & Bühlmann 2010, with complementary halves (Shah & Samworth 2013): a factor that comes and goes
with the neighbourhoods it is asked in is no finding.
"""

from collections.abc import Sequence

import numpy as np

from pscp_desktop.risk.arrays import Floats, Ints, Progress, silent
from pscp_desktop.risk.elastic_net import Problem, path

PAIRS = 10


def selection_shares(
    problem: Problem,
    penalty: float,
    names: Sequence[str],
    blocks: Ints,
    *,
    pairs: int = PAIRS,
    seed: int = 0,
    progress: Progress = silent,
) -> dict[str, float]:
    """For each name of a column's factor, the share of half-samples in which any of its columns is kept."""
    random = np.random.default_rng(seed)
    kinds = np.unique(blocks)
    chosen = dict.fromkeys(names, 0)
    for pair in range(pairs):
        first = np.isin(blocks, random.permutation(kinds)[: kinds.size // 2])
        for half in (first, ~first):
            for name in _kept(problem, penalty, names, half.astype(float)):
                chosen[name] += 1
        progress((pair + 1) / pairs)
    return {name: count / (2 * pairs) for name, count in chosen.items()}


def _kept(problem: Problem, penalty: float, names: Sequence[str], weights: Floats) -> set[str]:
    if float(weights @ problem.counts) <= 0:
        return set()
    slopes = path(problem, np.array([penalty]), weights)[0][1:]
    return {name for name, slope in zip(names, slopes, strict=True) if slope > 1e-9}
