"""How long until somebody should be back, in words and in the tone they are said in."""

from datetime import datetime
from typing import Final

from pscp_desktop.i18n import tr, trn

MINUTE: Final = 60
HOUR: Final = 60
GRACE: Final = 15
"""Minutes after which being late is no longer the traffic."""


def minutes_left(back_at: datetime, now: datetime) -> int:
    """Whole minutes until then; negative once it has passed."""
    return round((back_at - now).total_seconds() / MINUTE)


def left_said(minutes: int) -> tuple[str, str, str]:
    """Words, tone and icon: calm while there is time, amber when late, red when it is serious."""
    if minutes >= 0:
        return tr("Back in {time}").format(time=span(minutes)), "info", "due"
    late = tr("{time} late").format(time=span(-minutes))
    return (late, "warn", "warn") if -minutes < GRACE else (late, "danger", "danger")


def span(minutes: int) -> str:
    """`40 min`, `2 h`, `1 h 20 min`."""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return tr("{n} min").format(n=rest)
    if not rest:
        return tr("{n} h").format(n=hours)
    return tr("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def out_said(count: int) -> str:
    """How many are out, as the line under the title."""
    if not count:
        return tr("Nobody is out.")
    return trn("{n} person is out.", "{n} people are out.", count).format(n=count)
