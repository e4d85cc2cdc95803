"""What goes into a cell of a sheet, so that no sheet calculates what somebody wrote."""

from typing import Final

from pscp_desktop.domain.signs import visible

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a sheet take a cell for a formula."""


def guarded(value: object) -> object:
    """Words that a sheet would calculate, with a mark before them that keeps them words.

    What cannot be seen in them stands there by its number.
    """
    if isinstance(value, str):
        shown = visible(value)
        return f"'{shown}" if value.startswith(FORMULAS) else shown
    return "" if value is None else value
