"""Values into classes: quantile, equal interval, natural breaks (exact), or bounds given by hand."""

from collections.abc import Callable, Sequence
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from pscp_desktop.maps.features import Floats

Method: TypeAlias = Literal["quantile", "equal", "natural", "manual"]
METHODS: Final[tuple[Method, ...]] = ("natural", "quantile", "equal", "manual")
MOST: Final = 9


def bounds(
    values: Floats, method: Method, classes: int, manual: Sequence[float] = ()
) -> tuple[float, ...]:
    """The greatest value of each class, ascending; fewer classes where the values are fewer.

    NaN counts for nothing. Manual bounds are the inner ones: the greatest value is added to them.
    """
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return ()
    different = np.unique(known)
    if method == "manual":
        inner = sorted({value for value in manual if value < known[-1]})[: MOST - 1]
        return (*inner, float(known[-1]))
    if len(different) <= classes:
        return tuple(different.tolist())
    cut: dict[str, Callable[[], Floats]] = {
        "equal": lambda: np.linspace(known[0], known[-1], classes + 1)[1:],
        "quantile": lambda: np.quantile(
            known, np.arange(1, classes + 1) / classes, method="inverted_cdf"
        ),
        "natural": lambda: natural(known, classes),
    }
    return tuple(np.unique(cut[method]()).tolist())


def class_of(values: Floats, upper: Sequence[float]) -> npt.NDArray[np.int64]:
    """The number of each value's class; -1 where there is no value."""
    found = np.searchsorted(np.asarray(upper), values, side="left")
    found = np.minimum(found, len(upper) - 1).astype(np.int64)
    return np.where(np.isfinite(values), found, -1)


def natural(known: Floats, classes: int) -> Floats:
    """The bounds with the least sum of squares within classes (Fisher 1958; Jenks 1977), found exactly.

    `known` is sorted. Different values are weighted by how often they occur; the best split of a longer
    run never begins before that of a shorter one, so each round looks at n log n splits.
    """
    values, weights = np.unique(known, return_counts=True)
    cost = _Cost(values, weights.astype(np.float64))
    best = cost.of(np.zeros(len(values), np.int64), np.arange(len(values)))
    splits: list[npt.NDArray[np.int64]] = []
    for already in range(1, classes):
        best, split = _with_one_more(best, cost, already)
        splits.append(split)
    ends = [len(values) - 1]
    for split in reversed(splits):
        ends.append(int(split[ends[-1]]) - 1)
    return np.asarray(values[np.array(ends[::-1])], np.float64)


class _Cost:
    """The sum of squares around the mean of any run of values, in one step."""

    def __init__(self, values: Floats, weights: Floats) -> None:
        moved = values - values.mean()
        self._w, self._s, self._q = (
            np.concatenate([[0.0], np.cumsum(weights * moved**power)]) for power in (0, 1, 2)
        )

    def of(self, first: npt.NDArray[np.int64], last: npt.NDArray[np.int64] | int) -> Floats:
        weight = self._w[last + 1] - self._w[first]
        total = self._s[last + 1] - self._s[first]
        squares = self._q[last + 1] - self._q[first]
        return np.asarray(np.maximum(squares - total * total / weight, 0.0), np.float64)


def _with_one_more(
    before: Floats, cost: _Cost, already: int
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The least costs of each run from the first value with one class more, and where that begins."""
    count = len(before)
    best, split = np.full(count, np.inf), np.zeros(count, np.int64)
    waiting = [(already, count - 1, already, count - 1)]
    while waiting:
        low, high, first, last = waiting.pop()
        if low > high:
            continue
        middle = (low + high) // 2
        starts = np.arange(first, min(middle, last) + 1)
        sums = before[starts - 1] + cost.of(starts, middle)
        at = int(np.argmin(sums))
        best[middle], split[middle] = sums[at], starts[at]
        waiting.append((low, middle - 1, first, int(starts[at])))
        waiting.append((middle + 1, high, int(starts[at]), last))
    return best, split
