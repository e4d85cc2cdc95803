"""How far off a day is, and how the end of a list's line says it."""

from datetime import date, datetime, timedelta
from typing import Final

from PySide6.QtCore import QDate, QLocale

from pscp_desktop.domain.calendar import MADRID, day_of
from pscp_desktop.i18n import language, tr, trn
from pscp_desktop.ui.forms.days import short_day

WEEK: Final = 7


def hour(moment: datetime) -> str:
    """`9:12`, by the clock of Madrid."""
    here = moment.astimezone(MADRID)
    return f"{here.hour}:{here.minute:02}"


def near_moment(moment: datetime, today: date) -> str:
    """`hoy, 9:12`; on days further off the hour says nothing and is left out."""
    day = day_of(moment)
    if abs((day - today).days) > 1:
        return short_day(day, today)
    return f"{short_day(day, today)}, {hour(moment)}"


def whole_moment(moment: datetime, today: date) -> str:
    """The day and the hour, always both: for what will happen."""
    return f"{short_day(day_of(moment), today)}, {hour(moment)}"


def days_left(day: date, today: date) -> str:
    """`Quedan 3 días`, `Hoy es el último día`, `Hace 2 días`."""
    left = (day - today).days
    if left == 0:
        return tr("Today is the last day")
    if left > 0:
        return trn("{n} day left", "{n} days left", left).format(n=left)
    return trn("{n} day late", "{n} days late", -left).format(n=-left)


def short_due(day: date, today: date) -> str:
    """The same for the end of a list's line: `hace 2 d`, `hoy`, `vie 20`, `27 mar`."""
    left = (day - today).days
    if left < 0:
        return tr("{n} d late").format(n=-left)
    if left <= 1:
        return short_day(day, today)
    if left < WEEK:
        return _shaped(day, "ddd d")
    return _shaped(day, "d MMM" if day.year == today.year else "MMM yyyy")


def opened_day(day: date, today: date) -> str:
    """`5 de marzo`, with its year where that is another one."""
    shape = {"es": "d 'de' MMMM"}.get(language(), "d MMMM")
    if day.year != today.year:
        shape += {"es": " 'de' yyyy"}.get(language(), " yyyy")
    return QLocale(language()).toString(QDate(day.year, day.month, day.day), shape)


def end_of_week(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def _shaped(day: date, shape: str) -> str:
    said = QLocale(language()).toString(QDate(day.year, day.month, day.day), shape)
    return said.replace(".", "")
