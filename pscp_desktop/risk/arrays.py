"""The kinds of arrays the methods speak of, and how they say how far they are."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Progress = Callable[[float], None]
"""Told the share that is done, 0 to 1; what it raises ends the method at once."""


def silent(_share: float) -> None:
    """For who does not want to know."""


def part_of(progress: Progress, begin: float, end: float) -> Progress:
    """A progress for a step that is the stretch from `begin` to `end` of the whole."""
    return lambda share: progress(begin + (end - begin) * min(1.0, max(0.0, share)))
