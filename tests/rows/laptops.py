"""Laptops: who sees what was on one, what is named there, and whose word ends one."""

# ruff: noqa: FBT003 (truth is a value here)

from typing import Any

from tests.replacing import Replacements, always, does_nothing


def _named(original: Any) -> Any:
    """Every file is told with its title."""
    from dataclasses import replace

    def told(reconciling: Any, session: Any, one: Any, card: Any, **given: Any) -> Any:
        return replace(original(reconciling, session, one, card, **given), title=one.title)

    return told


def _no_hour(original: Any) -> Any:
    """Whatever is known by today counts as known at the last contact."""
    return lambda past, reconciling, _until: original(past, reconciling, 0)


ROWS: dict[str, Replacements] = {
    "laptops.manifest": {"pscp_desktop.services.reconciling.manifest._Past.__init__": _no_hour},
    "laptops.nameless": {"pscp_desktop.services.reconciling.manifest._file": _named},
    "laptops.manifest_right": {
        "pscp_desktop.services.reconciling.manifest.leads": always(True),
    },
    "laptops.settle_right": {"pscp_desktop.services.reconciling.laptops.leads": always(True)},
    "laptops.acts_right": {
        "pscp_desktop.ui.reconciling.laptops_section.leads": always(True),
    },
    "laptops.reason": {"pscp_desktop.ui.ask.Question.allow": does_nothing},
    "laptops.order_by_stick": {"pscp_desktop.app.rounds.Rounds._end_if_ordered": does_nothing},
    "laptops.last_word": {
        "pscp_desktop.services.reconciling.ending.LastWord._hear": always(False),
    },
}
