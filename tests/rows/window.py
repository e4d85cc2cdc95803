"""Protections of the window: plain text, covers and locks, what is logged."""

from typing import Any

from PySide6.QtCore import Qt

from tests.replacing import Replacements, always, does_nothing, value


def _guess(_original: object) -> Any:
    """Let Qt guess at markup, as it does by itself."""

    def say(label: Any, words: str) -> None:
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setText(words)

    return say


def _raw(_original: object) -> Any:
    return lambda widget, words: widget.setToolTip(words)


def _told(original: Any) -> Any:
    """A formatter that writes everything, as the library's own does."""
    import logging

    return lambda _self, record: logging.Formatter().format(record)


def _round(original: Any) -> Any:
    """A job's progress that leads back to itself."""

    def begin(self: Any, *given: Any) -> None:
        original(self, *given)
        self.itself = self

    return begin


def _while_wanted(_original: object) -> Any:
    """Lines that are counted only for whoever still waits."""

    def read(model: Any, query: Any, show: Any, progress: Any) -> int:
        found = model._fetch(query)
        progress.hand_over(show, found)
        return 0 if progress.unwanted else found.counted()

    return read


ROWS: dict[str, Replacements] = {
    "ui.words.plain_text": {"pscp_desktop.ui.words.say": _guess},
    "ui.words.hint": {"pscp_desktop.ui.words.hint": _raw},
    "ui.words.compared": {
        "pscp_desktop.ui.words.escape": value(str),
        "pscp_desktop.ui.look.escape": value(str),
    },
    "ui.lock.idle": {"pscp_desktop.ui.lock_clock.LockClock._idle_for": always(answer=False)},
    "ui.lock.clock_jump": {"pscp_desktop.ui.lock_clock.LockClock._slept": always(answer=False)},
    "ui.lock.longest": {
        "pscp_desktop.ui.lock_clock.LockClock._open_too_long": always(answer=False)
    },
    "ui.lock.pin_tries": {"pscp_desktop.ui.lock_clock.PIN_TRIES": value(1000)},
    "ui.lock.closes_questions": {"pscp_desktop.ui.layers.Layers.close_questions": does_nothing},
    "ui.lock.clipboard": {"pscp_desktop.ui.idle.Clipboard.clear": does_nothing},
    "ui.cover.hides_the_desk": {"pscp_desktop.ui.layers.Layers._put_cover": does_nothing},
    "ui.tasks.no_round_references": {"pscp_desktop.ui.tasks.Progress.__init__": _round},
    "ui.ask.forget_places": {"pscp_desktop.ui.ask.forget_places": does_nothing},
    "ui.lists.counted": {"pscp_desktop.ui.lists.model.RowsModel._read": _while_wanted},
    "app.logs.allow_list": {"pscp_desktop.app.logs.AllowList.format": _told},
}
