"""Counters of one process, in the text form that Prometheus reads. They name routes, never devices."""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import Final

STEPS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the histogram of durations, in seconds."""


class Metrics:
    """Adds up; `text` may be asked from any thread at any time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._durations: Counter[tuple[str, int]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()

    def request(self, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._requests[route, status] += 1
            self._durations[route, bisect_left(STEPS, seconds)] += 1
            self._seconds[route] += seconds  # type: ignore[assignment] # a Counter adds any number

    def count(self, what: str, by: int = 1) -> None:
        """Add to a counter of ours, such as `envelopes`, `duplicates`, `forks` or `alerts`."""
        with self._lock:
            self._counts[what] += by

    def text(self, gauges: dict[str, float]) -> str:
        """All of it; `gauges` are what was measured just now."""
        with self._lock:
            return "\n".join([*self._lines(), *_gauges(gauges), ""])

    def _lines(self) -> Iterator[str]:
        yield "# TYPE hub_requests_total counter"
        for (route, status), number in sorted(self._requests.items()):
            yield f'hub_requests_total{{route="{route}",status="{status}"}} {number}'
        yield "# TYPE hub_request_seconds histogram"
        for route in sorted(self._seconds):
            yield from self._histogram(route)
        for what, number in sorted(self._counts.items()):
            yield f"# TYPE hub_{what}_total counter"
            yield f"hub_{what}_total {number}"

    def _histogram(self, route: str) -> Iterator[str]:
        total = 0
        for place, bound in enumerate([*map(str, STEPS), "+Inf"]):
            total += self._durations[route, place]
            yield f'hub_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}'
        yield f'hub_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}'
        yield f'hub_request_seconds_count{{route="{route}"}} {total}'


def _gauges(gauges: dict[str, float]) -> Iterator[str]:
    for name, value in sorted(gauges.items()):
        yield f"# TYPE hub_{name} gauge"
        yield f"hub_{name} {value:g}"
