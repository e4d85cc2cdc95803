"""How much of a day is ahead, in words."""

from datetime import datetime
from typing import Final

from pscp_desktop.i18n import tr, trn
from pscp_desktop.services.mediation.dues import DueItem
from pscp_desktop.ui.days import hour

SOON_MINUTES: Final = 60


def soon(starts: datetime, now: datetime) -> str:
    """`En 20 min`, within the hour before; nothing else."""
    minutes = round((starts - now).total_seconds() / 60)
    if 0 < minutes <= SOON_MINUTES:
        return tr("In {n} min").format(n=minutes)
    return ""


def ahead(agenda: tuple[DueItem, ...], now: datetime) -> str:
    """How much of the day is ahead, in one line."""
    coming = [item for item in agenda if item.starts_at and item.starts_at > now]
    if not coming:
        return tr("Nothing more is arranged for today.")
    first = coming[0].starts_at
    assert first is not None  # noqa: S101 (filtered above)
    left = trn("You have {n} appointment left.", "You have {n} appointments left.", len(coming))
    return f"{left.format(n=len(coming))} " + tr("The next is at {hour}.").format(hour=hour(first))
