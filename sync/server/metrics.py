"""Counters of a hub's processes, in the text form that Prometheus reads. They name routes, never devices.

Each process counts for itself, and tells its counts in a file beside the others' every few seconds: whichever
of them is asked adds all of them up. The counts of a process that fell stay until the hub is begun anew, so
that no sum ever falls while it runs.
"""

import os
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from sync.packing import UNREADABLE

STEPS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the histogram of durations, in seconds."""


class Tally(msgspec.Struct):
    """What one process counted."""

    requests: list[tuple[str, int, int]] = []
    """Route, status, how many."""
    durations: list[tuple[str, int, int]] = []
    """Route, step of the histogram, how many."""
    seconds: list[tuple[str, float]] = []
    counts: list[tuple[str, int]] = []


class Metrics:
    """Adds up; `text` may be asked from any thread at any time. `folder` is where all processes tell."""

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._folder = folder
        self._name = f"{os.getpid()}-{os.urandom(4).hex()}"
        self._told = b""
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

    def tell(self) -> None:
        """Let the other processes know what this one counted. Nothing is said where nothing came."""
        if self._folder is None:
            return
        body = msgspec.msgpack.encode(self._tally())
        if body == self._told:
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        new = self._folder / f"{self._name}.new"
        new.write_bytes(body)
        new.replace(self._folder / self._name)
        self._told = body

    def text(self, gauges: dict[str, float]) -> str:
        """All of it, of all processes; `gauges` are what was measured just now."""
        whole = Metrics()
        for tally in (self._tally(), *self._others()):
            whole._add(tally)
        return "\n".join([*whole._lines(), *_gauges(gauges), ""])

    def _tally(self) -> Tally:
        with self._lock:
            return Tally(
                [(*key, number) for key, number in self._requests.items()],
                [(*key, number) for key, number in self._durations.items()],
                list(self._seconds.items()),
                list(self._counts.items()),
            )

    def _others(self) -> Iterator[Tally]:
        for file in sorted(self._folder.glob("*")) if self._folder else ():
            if file.name != self._name and not file.suffix:
                try:
                    yield msgspec.msgpack.decode(file.read_bytes(), type=Tally)
                except (*UNREADABLE, OSError):
                    continue  # it is counted again when it is told whole

    def _add(self, tally: Tally) -> None:
        for route, status, number in tally.requests:
            self._requests[route, status] += number
        for route, step, number in tally.durations:
            self._durations[route, step] += number
        for route, seconds in tally.seconds:
            self._seconds[route] += seconds  # type: ignore[assignment] # a Counter adds any number
        for what, number in tally.counts:
            self._counts[what] += number

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


def begin_anew(folder: Path) -> None:
    """Forget what processes of an earlier run counted."""
    for file in folder.glob("*"):
        file.unlink(missing_ok=True)


def _gauges(gauges: dict[str, float]) -> Iterator[str]:
    for name, value in sorted(gauges.items()):
        yield f"# TYPE hub_{name} gauge"
        yield f"hub_{name} {value:g}"
