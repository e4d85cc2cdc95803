"""How exactly a place may be shown: to whom, and whether it stays inside."""

import math
from collections.abc import Iterable
from typing import Final

from pscp_desktop.domain.access import LEADING, Role

SMALLEST_INSIDE_M: Final = 50
"""No cell inside the programme is smaller, in metres."""
SMALLEST_OUTSIDE_M: Final = 100
"""No cell in what leaves it is smaller, in metres."""
FOR_ANALYSTS: Final = frozenset({Role.ANALYST}) | LEADING


def cell_for(roles: Iterable[Role], *, leaves: bool, wanted_m: int = SMALLEST_INSIDE_M) -> int:
    """The side in metres of the smallest cell in which these roles may see or give out a place."""
    inside = SMALLEST_INSIDE_M if FOR_ANALYSTS & frozenset(roles) else SMALLEST_OUTSIDE_M
    return max(wanted_m, SMALLEST_OUTSIDE_M if leaves else inside)


def blurred(x: float, y: float, cell_m: int) -> tuple[float, float]:
    """The middle of the cell a point lies in; projected metres in, projected metres out.

    All points of a cell give the same, so nothing is learned from seeing many of them.
    """
    return (math.floor(x / cell_m) + 0.5) * cell_m, (math.floor(y / cell_m) + 0.5) * cell_m
