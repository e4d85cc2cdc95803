"""Legal days: Europe/Madrid calendar days, counted as the Civil Code counts them.

A term of days leaves out the day it starts from; a term of months ends on the same day of the
month, or on the month's last day where it has no such day (Código Civil, art. 5.1).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MADRID: Final = ZoneInfo("Europe/Madrid")

CONTACT_DAYS: Final = 15
"""Days to try to reach the other party, from the request (Ley 5/2012, art. 4)."""
ANSWER_DAYS: Final = 15
"""Days for a first meeting or an answer, from the other party's receipt (Ley 5/2012, art. 4)."""
LONGEST_MONTHS: Final = 3
"""The longest a process runs that is a condition for going to court (Ley 5/2012, art. 20.2)."""
KEEPING_MONTHS: Final = 4
"""How long the file is kept after the end (Ley 5/2012, art. 22.1)."""
FOLLOW_UP_MONTHS: Final = (1, 3, 6, 12)
"""When an agreement is asked about."""


def day_of(moment: datetime) -> date:
    """The calendar day in Madrid on which an aware moment falls. ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return moment.astimezone(MADRID).date()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment of a wall-clock time in Madrid."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=MADRID)


def days_after(start: date, days: int) -> date:
    """The last day of a term of calendar days; the starting day is not counted."""
    return start + timedelta(days=days)


def months_after(start: date, months: int) -> date:
    """The last day of a term of months: the same day, or the month's last where there is none."""
    whole = start.year * 12 + start.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Due:
    """One day something must be done by, and why."""

    code: str
    label: str
    """Marked with `N_`."""
    on: date
    article: str = ""

    def days_left(self, today: date) -> int:
        """Whole days that remain; 0 on the day itself, negative when late."""
        return (self.on - today).days

    def overdue(self, today: date) -> bool:
        """Whether the day has passed; on the day itself there is still time."""
        return today > self.on


def follow_up_days(agreed_on: date) -> tuple[tuple[int, date], ...]:
    """The months and the days on which an agreement is asked about."""
    return tuple((month, months_after(agreed_on, month)) for month in FOLLOW_UP_MONTHS)


def contact_due(received_on: date) -> date:
    """The last day to try to reach the other party."""
    return days_after(received_on, CONTACT_DAYS)


def answer_due(other_received_on: date) -> date:
    """The last day for the first meeting or the other party's answer."""
    return days_after(other_received_on, ANSWER_DAYS)


def longest_due(other_received_on: date) -> date:
    """The last day of a process that is a condition for going to court."""
    return months_after(other_received_on, LONGEST_MONTHS)


def keep_until(ended_on: date) -> date:
    """The last day on which the file must still be kept."""
    return months_after(ended_on, KEEPING_MONTHS)
