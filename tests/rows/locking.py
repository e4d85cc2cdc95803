"""What is noticed at opening, and what the lock of the whole program takes with it."""

# ruff: noqa: FBT003 (truth is a value here)

from tests.replacing import Replacements, always

ROWS: dict[str, Replacements] = {
    "app.compose.mark_missing": {"pscp_desktop.app.compose._unmarked": always(False)},
}
