"""Days and hours as people type them and as they read them."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QDate, QLocale

from pscp_desktop.domain.calendar import MADRID, day_of
from pscp_desktop.i18n import LANGUAGES, language, tr, trn
from pscp_desktop.ui.palette import folded

HALF_A_YEAR: Final = 183
WEEK: Final = 7
CENTURY: Final = 100
SPOKEN: Final[Mapping[str, int]] = {
    "hoy": 0, "today": 0, "ayer": -1, "yesterday": -1, "manana": 1, "tomorrow": 1,
    "man": 1, "anteayer": -2, "pasado manana": 2, "pasado": 2,
}  # fmt: skip
SHORTEST_NAME: Final = 2
_STEP = re.compile(r"([+-])\s*(\d{1,4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\.?(?:\s*[/.\- ]\s*(\d{2}|\d{4}))?")
_NAMED = re.compile(r"(\d{1,2})\s*(?:de\s+)?([a-z]+)\.?(?:\s*(?:de\s+|del\s+)?(\d{2}|\d{4}))?")
_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2})?)?\s*h?")
_BARE_TIME = re.compile(r"(\d{1,2})(\d{2})")


def read_day(typed: str, today: date) -> date | None:
    """The day somebody means: "hoy", "lun", "15/3", "15 de marzo", "+15"; None if it is no day.

    A weekday is the next one; a day without a year is the nearest one.
    """
    words = " ".join(folded(typed).replace(",", " ").split())
    if words in SPOKEN:
        return today + timedelta(days=SPOKEN[words])
    if words in _weekdays():
        ahead = (_weekdays()[words] - today.weekday() - 1) % WEEK + 1
        return today + timedelta(days=ahead)
    if found := _STEP.fullmatch(words):
        days = int(found[2])
        return today + timedelta(days=days if found[1] == "+" else -days)
    return _calendar_day(_without_weekday(words), today)


def _without_weekday(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if rest and first.rstrip(".") in _weekdays() else words


def _calendar_day(words: str, today: date) -> date | None:
    if found := _ISO.fullmatch(words):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(words):
        return _with_year(int(found[1]), int(found[2]), found[3], today)
    found = _NAMED.fullmatch(words)
    if found and found[2] in _months():
        return _with_year(int(found[1]), _months()[found[2]], found[3], today)
    return None


def _with_year(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is None:
        known = [_valid(today.year + by, month, day) for by in (0, -1, 1)]
        return min(filter(None, known), key=lambda found: abs((found - today).days), default=None)
    whole = int(year)
    if whole < CENTURY:
        # Two figures are this century unless that lies far ahead: a birth in 58, an end in 28.
        whole += today.year - today.year % CENTURY
        whole -= CENTURY if whole > today.year + 10 else 0
    return _valid(whole, month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_time(typed: str) -> time | None:
    """The hour somebody means: "10:30", "10.30", "1030", "10"; None if it is no hour."""
    words = typed.strip().casefold()
    found = _TIME.fullmatch(words) or _BARE_TIME.fullmatch(words)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 (a day's)


@cache
def _weekdays() -> dict[str, int]:
    """Every name of a weekday in our languages and each of its beginnings, from Monday as 0."""
    names: dict[str, int] = {}
    for spoken in LANGUAGES:
        for day in range(1, WEEK + 1):
            whole = folded(QLocale(spoken).dayName(day, QLocale.FormatType.LongFormat))
            for length in range(SHORTEST_NAME, len(whole) + 1):
                names.setdefault(whole[:length], day - 1)
    return names


@cache
def _months() -> dict[str, int]:
    """Every name of a month in our languages and each of its beginnings of three letters or more."""
    names: dict[str, int] = {}
    for spoken in LANGUAGES:
        for month in range(1, 13):
            whole = folded(QLocale(spoken).monthName(month, QLocale.FormatType.LongFormat))
            for length in range(SHORTEST_NAME + 1, len(whole) + 1):
                names.setdefault(whole[:length], month)
    return names


def typed_day(day: date) -> str:
    """A day as it stands in a field."""
    return f"{day.day}/{day.month}/{day.year}"


def long_day(day: date) -> str:
    """A day in full: "viernes, 20 de marzo de 2026"."""
    shape = {"es": "dddd, d 'de' MMMM 'de' yyyy"}.get(language(), "dddd d MMMM yyyy")
    return QLocale(language()).toString(_qt(day), shape)


def short_day(day: date, today: date) -> str:
    """A day as people read it in a list: "hoy", "ayer", "vie 20 mar", "5 mar 2024"."""
    away = (day - today).days
    if abs(away) > 1:
        return _shaped(day, "ddd d MMM" if abs(away) <= HALF_A_YEAR else "d MMM yyyy")
    return {0: tr("today"), -1: tr("yesterday"), 1: tr("tomorrow")}[away]


def short_moment(moment: datetime, now: datetime) -> str:
    """A moment as people read it: "hoy, 9:12", "vie 20 mar, 18:20"."""
    return whole_moment(moment, day_of(now))


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


def appointed(moment: datetime, today: date) -> str:
    """How far off a meeting is: `Hoy, 17:30`, `Mañana, 10:00`, `En 3 días`; gone by, `Sin anotar`."""
    left = (day_of(moment) - today).days
    if left < 0:
        return tr("Not written up")
    if left > 1:
        return tr("In {n} days").format(n=left)
    near = tr("Tomorrow, {hour}") if left else tr("Today, {hour}")
    return near.format(hour=hour(moment))


def left_until(day: date, today: date, starts_at: datetime | None, *, legal: bool) -> str:
    """What is left: of a meeting its hour, of a term of the law its last day, else the days."""
    if starts_at is not None:
        return appointed(starts_at, today)
    return tr("Due today") if day == today and not legal else days_left(day, today)


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


def plain_day(day: date) -> str:
    """A day that stands by itself, with its year: `2 mar 2026`."""
    return _shaped(day, "d MMM yyyy")


def opened_day(day: date, today: date) -> str:
    """`5 de marzo`, with its year where that is another one."""
    shape = {"es": "d 'de' MMMM"}.get(language(), "d MMMM")
    if day.year != today.year:
        shape += {"es": " 'de' yyyy"}.get(language(), " yyyy")
    return QLocale(language()).toString(_qt(day), shape)


def end_of_week(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def month_of(day: date) -> str:
    """`Marzo de 2026`, as a heading."""
    shape = {"es": "MMMM 'de' yyyy"}.get(language(), "MMMM yyyy")
    said = QLocale(language()).toString(_qt(day), shape)
    return said[:1].upper() + said[1:]


def _shaped(day: date, shape: str) -> str:
    return _said(day, shape, language())


@lru_cache(maxsize=4096)
def _said(day: date, shape: str, in_language: str) -> str:
    """Kept: what happened in a file happened on a few days, and each line says its own."""
    return QLocale(in_language).toString(_qt(day), shape).replace(".", "")


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
