"""What goes into a cell of a sheet, so that no sheet calculates what somebody wrote."""

from typing import Final

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a sheet take a cell for a formula."""


def guarded(value: object) -> object:
    """Words that a sheet would calculate, with a mark before them that keeps them words."""
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return "" if value is None else value
