"""A hybrid logical clock. It orders what is shown, never what is true.

A stamp is 48 bits of milliseconds and 16 of count.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

COUNT_BITS: Final = 16
MOST_COUNT: Final = (1 << COUNT_BITS) - 1
AHEAD_TOLERATED: Final = 5 * 60 * 1000
"""Milliseconds by which a stamp from elsewhere may pull this clock forward; more is ignored."""


def milliseconds(stamp: int) -> int:
    """The wall time in a stamp, in milliseconds since 1970."""
    return stamp >> COUNT_BITS


@dataclass(slots=True)
class Clock:
    """Gives stamps that only grow, whatever the wall clock does. It never refuses anybody."""

    wall: Callable[[], int]
    """Milliseconds since 1970 as this machine believes them."""
    last: int = 0

    def tick(self) -> int:
        """The next stamp of this device."""
        now = max(0, self.wall()) << COUNT_BITS
        if now > self.last:
            self.last = now
        elif self.last & MOST_COUNT == MOST_COUNT:
            self.last = (milliseconds(self.last) + 1) << COUNT_BITS
        else:
            self.last += 1
        return self.last

    def meet(self, stamp: int) -> None:
        """Take notice of a stamp from elsewhere, as far as it is believable."""
        believable = (max(0, self.wall()) + AHEAD_TOLERATED) << COUNT_BITS
        self.last = max(self.last, min(stamp, believable))
