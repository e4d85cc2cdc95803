"""What is noticed at opening, and what the lock of the whole program takes with it."""

# ruff: noqa: FBT003 (truth is a value here)

from typing import Any

from tests.replacing import Replacements, always, does_nothing, value


def _without_panic(original: Any) -> Any:
    """The window's keys without the one that locks."""

    def on_keys(idle: Any, keys: Any) -> None:
        original(idle, {key: act for key, act in keys.items() if key != "Ctrl+Shift+L"})

    return on_keys


ROWS: dict[str, Replacements] = {
    "app.compose.mark_missing": {"pscp_desktop.app.compose._unmarked": always(False)},
    "app.session.signals": {
        "pscp_desktop.ui.idle.SystemSignals.sleeping": does_nothing,
        "pscp_desktop.ui.idle.SystemSignals.session_locked": does_nothing,
        "pscp_desktop.ui.idle.SystemSignals.screen_saved": does_nothing,
    },
    "ui.lock.panic_key": {"pscp_desktop.ui.idle.Idle.on_keys": _without_panic},
    "ui.tasks.patience": {"pscp_desktop.ui.tasks.PATIENCE_SECONDS": value(25)},
}
