"""The two desks of the practice by their sides, and what each says to whoever started it."""

from typing import Final

LEFT: Final = "left"
RIGHT: Final = "right"
WAITING: Final = "waiting"
SHOWN: Final = "shown"
FAILED: Final = "failed"
