"""Neighbourhoods for cross-validation: whole blocks are held out: cells beside each other are alike."""

import numpy as np

from pscp_desktop.risk.arrays import Floats, Ints
from pscp_desktop.risk.grid import Grid

FOLDS = 5
BLOCKS_A_FOLD = 5


def spatial_blocks(grid: Grid, least: float = 0.0) -> Ints:
    """The block of each cell (n): squares, about 25 over the area, no side shorter than `least` metres."""
    side = max(np.sqrt(grid.area / (FOLDS * BLOCKS_A_FOLD)), least, grid.cell)
    centres = grid.centres
    column = np.floor((centres[:, 0] - centres[:, 0].min()) / side).astype(np.int64)
    row = np.floor((centres[:, 1] - centres[:, 1].min()) / side).astype(np.int64)
    names = row * (int(column.max()) + 1) + column
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def spatial_folds(blocks: Ints, counts: Floats, seed: int = 0, folds: int = FOLDS) -> Ints:
    """The fold of each cell (n): whole blocks, dealt so that every fold has about as many events.

    The blocks with most events go first, each to the fold with fewest so far; chance decides among equals.
    """
    names = np.unique(blocks)
    events = np.array([counts[blocks == name].sum() for name in names])
    random = np.random.default_rng(seed)
    order = np.lexsort((random.random(names.size), -events))
    held = np.zeros(folds)
    sizes = np.zeros(folds)
    fold_of = np.zeros(int(names.max()) + 1, dtype=np.int64)
    for place in order:
        fold = int(np.lexsort((sizes, held))[0])
        fold_of[names[place]] = fold
        held[fold] += events[place]
        sizes[fold] += 1
    return fold_of[blocks]


def time_folds(times: Floats, folds: int = FOLDS) -> Ints:
    """The fold of each event (m): stretches of time with about as many events, instants whole."""
    _, place, count = np.unique(times, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - count / 2
    of_kind = np.minimum(folds - 1, (middle * folds / times.size).astype(np.int64))
    return of_kind[place].astype(np.int64)


def seeded_folds(size: int, seed: int, folds: int = FOLDS) -> Ints:
    """The fold of each event (m) by chance, all about as large."""
    return np.random.default_rng(seed).permutation(np.arange(size) % folds).astype(np.int64)
