"""Watches the clock of this laptop, so that the audit says when it was changed.

Nothing is ordered by that clock: the numbers of the audit's lines are. But its lines carry times, and who
reads them must know where a time stopped meaning what it says.
"""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

LIMIT: Final = 60.0
"""Seconds by which the clock may part from the time that passed before it counts as changed."""


def passed() -> float:
    """Seconds since some moment, never set and also counted while the laptop sleeps."""
    if sys.platform == "win32":
        return time.monotonic()
    # On Linux the plain one stands still in sleep; on macOS this one does not.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def zone() -> int:
    """Seconds by which local time is ahead of UTC, daylight saving aside."""
    return -time.timezone


class ClockWatch:
    """Compares the clock with the time that passed. All three are passed in, so that tests decide them."""

    def __init__(
        self,
        now: Callable[[], datetime],
        passed: Callable[[], float] = passed,
        zone: Callable[[], int] = zone,
    ) -> None:
        self._now, self._passed, self._zone = now, passed, zone
        self._seen = self._look()

    def since(self, last: int) -> tuple[str, ...]:
        """What an earlier session's last line (milliseconds since 1970) shows: that the clock went back."""
        behind = last / 1000 - self._seen[0]
        return (f"back:{round(behind)}",) if behind > LIMIT else ()

    def changes(self) -> tuple[str, ...]:
        """What was done to the clock since it was looked at last: codes with seconds."""
        before, self._seen = self._seen, self._look()
        wall, passed, zone = (now - then for now, then in zip(self._seen, before, strict=True))
        found = []
        if abs(wall - passed) > LIMIT:
            found.append(f"{'forward' if wall > passed else 'back'}:{round(abs(wall - passed))}")
        if zone:
            found.append(f"zone:{int(zone):+d}")
        return tuple(found)

    def _look(self) -> tuple[float, float, int]:
        return self._now().timestamp(), self._passed(), self._zone()
