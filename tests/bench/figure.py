"""One figure: what was measured, beside what, and whether it is good enough."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles
from time import perf_counter_ns
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line of the bench. `ratio` is `value` to `peer_value`; without a bar it is always ok."""

    bench: str
    value: float
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    ratio: float | None = None
    bar: str | None = None
    ok: bool = True
    n: int
    p50: float
    p95: float
    records: int
    bytes: int
    heads: int | None = None
    """Bytes of HTTP heads beside `bytes`."""
    peers: dict[str, float] | None = None
    """Every peer that was measured in the same run, where there are several."""
    more: dict[str, object] | None = None

    def tell(self) -> Self:
        """Print the line."""
        told = {name: value for name, value in asdict(self).items() if not _left_out(name, value)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return self


def _left_out(name: str, value: object) -> bool:
    return value is None and name in {"heads", "peers", "more"}


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which so many percent of `values` lie."""
    if len(values) == 1:
        return round(values[0], 3)
    return round(quantiles(values, n=100, method="inclusive")[percent - 1], 3)


class Watch:
    """Measures what happens inside its block, in milliseconds, as often as it is used."""

    def __init__(self) -> None:
        self.laps: list[float] = []
        self._began = 0

    def __enter__(self) -> Self:
        self._began = perf_counter_ns()
        return self

    def __exit__(self, *_: object) -> None:
        self.laps.append((perf_counter_ns() - self._began) / 1e6)
