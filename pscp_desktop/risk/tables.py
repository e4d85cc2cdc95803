"""Tables of text with coordinates and dates, as people really have them.

Comma, semicolon, tab or bar between columns; decimal commas; with or without a line of names; UTF-8, UTF-16
or Latin-1.
"""

import codecs
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from pscp_desktop.risk.arrays import Floats
from pscp_desktop.risk.refusals import UnfitInput

X_NAMES = (
    "x", "lon", "lng", "long", "longitude", "longitud", "easting", "este", "coord_x", "x_coord", "xcoord",
    "point_x", "x_coordinate", "x_coordina", "utm_x", "coordenada_x", "coor_x", "stop_lon",
    "x_utm", "coordenada_x_utm",
)  # fmt: skip
Y_NAMES = (
    "y", "lat", "latitude", "latitud", "northing", "norte", "coord_y", "y_coord", "ycoord", "point_y",
    "y_coordinate", "y_coordina", "utm_y", "coordenada_y", "coor_y", "stop_lat", "coordenada_y_utm", "y_utm",
)  # fmt: skip
DATE_NAMES = (
    "date", "fecha", "datetime", "date_time", "timestamp", "occ_date", "occurred", "occurred_on", "day",
    "time",
    "t", "fecha_hora",
)  # fmt: skip
MOST_BYTES = 1 << 30
EPOCH_SECONDS = 1e8
DAYS = 86400.0


@dataclass(frozen=True)
class Table:
    """A table: names of columns (numbers from 1 where the file names none) and rows of text."""

    path: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    comma_is_decimal: bool

    def column(self, wanted: str, usual: Sequence[str], fallback: int | None = None) -> int | None:
        """The place of a column by its name, or by a usual name; `fallback` where the file names none."""
        lower = [name.strip().lower() for name in self.names]
        if wanted:
            if wanted.strip().lower() not in lower:
                raise UnfitInput(
                    f"{self.path.name}: no column {wanted!r}; there are: {', '.join(self.names)}"
                )
            return lower.index(wanted.strip().lower())
        for name in usual:
            if name in lower:
                return lower.index(name)
        nameless = self.names == tuple(str(place + 1) for place in range(len(self.names)))
        return fallback if nameless and fallback is not None and fallback < len(lower) else None

    def text(self, place: int) -> list[str]:
        return [row[place].strip() if place < len(row) else "" for row in self.rows]

    def numbers(self, place: int) -> Floats:
        """The numbers of a column, nan where there is none."""
        return np.array([number(cell, comma=self.comma_is_decimal) for cell in self.text(place)])


def read_table(path: Path) -> Table:
    """Read a table; raises `UnfitInput` where there is none, in one line that says why."""
    lines = read_text(path).splitlines()
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise UnfitInput(f"{path.name}: the file is empty")
    mark = max(";\t|,", key=lambda sign: (first.count(sign), sign == ","))
    rows = [tuple(row) for row in csv.reader(lines, delimiter=mark) if any(c.strip() for c in row)]
    comma = mark != ","
    numeric = sum(not np.isnan(number(cell, comma=comma)) for cell in rows[0])
    if numeric >= 2:
        return Table(path, tuple(str(p + 1) for p in range(len(rows[0]))), tuple(rows), comma)
    return Table(path, tuple(name.strip() for name in rows[0]), tuple(rows[1:]), comma)


def read_text(path: Path) -> str:
    """The text of a file, UTF-8 (with or without a mark), UTF-16 (with one) or Latin-1."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnfitInput(f"{path.name}: over a gigabyte is too much")
        content = path.read_bytes()
    except OSError as reason:
        raise UnfitInput(f"{path}: cannot be read ({reason.strerror})") from None
    marked = content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def number(cell: str, *, comma: bool) -> float:
    """The number in a cell of text, nan where there is none."""
    text = cell.strip().replace("\u00a0", "").replace(" ", "")
    if comma and "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        found = float(text)
    except ValueError:
        return float("nan")
    return found if np.isfinite(found) and not re.fullmatch(r"[_]+|.*_.*", text) else float("nan")


_PARTS = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ,]+(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.\d+)?)?"
    r"\s*([AaPp]\.?[Mm]\.?)?)?.*"
)
_MONTHS = {
    name: month
    for month, names in enumerate(
        ("jan ene", "feb", "mar", "apr abr", "may", "jun", "jul", "aug ago", "sep set", "oct", "nov",
         "dec dic"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_OF_MONTH = re.compile(
    r"(\d{1,2})(?:[-/. ]+de)?[-/. ]+([^\W\d_]{3,})\.?(?: +de)?[-/., ]+(\d{2,4})(?=\D|$)(.*)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.? +(\d{1,2}),? +(\d{4})(?=\D|$)(.*)")


def _without_words(text: str) -> str:
    """A day whose month is a word, in English or Spanish, as year-month-day; any other text as it is."""
    text = text.strip()
    match = _DAY_OF_MONTH.fullmatch(text)
    day, word, year, rest = match.groups() if match else ("", "", "", "")
    if not match and (match := _MONTH_FIRST.fullmatch(text)):
        word, day, year, rest = match.groups()
    month = _MONTHS.get(word[:3].lower())
    if month is None:
        return text
    return f"{int(year) + (2000 if len(year) == 2 else 0):04}-{month:02}-{int(day):02}{rest}"


def days_of(texts: Sequence[str]) -> tuple[Floats, bool]:
    """Days since 1970 of each text (nan where it is no date), and whether day and month were told apart.

    ISO 8601, day/month/year or month/day/year (told apart by any day over 12, else day first), year first,
    months as words in English or Spanish, eight digits, seconds or milliseconds since 1970, or plain numbers,
    which are days already.
    """
    numbers = np.array([number(text, comma=False) for text in texts])
    if texts and np.isfinite(numbers).mean() > 0.5:
        return _numeric_days(numbers), True
    texts = [_without_words(text) for text in texts]
    matched = [_PARTS.fullmatch(text) for text in texts]
    slashed = [
        (int(m[1]), int(m[2])) for m in matched if m and len(m[1]) <= 2 and len(m[3]) in {2, 4}
    ]
    month_first = any(second > 12 for _, second in slashed)
    known = month_first or any(first > 12 for first, _ in slashed) or not slashed
    found = [
        _iso(text, match)
        if match is None or len(match[1]) == 4
        else _slashed(match, month_first=month_first)
        for text, match in zip(texts, matched, strict=True)
    ]
    return np.array(found, dtype=float), known


def _numeric_days(numbers: Floats) -> Floats:
    top = float(np.nanmax(numbers))
    if float(np.nanmin(numbers)) >= 19_000_101 and top <= 21_001_231:
        return np.array([_eight(value) for value in numbers])
    if top > EPOCH_SECONDS * 1000:
        return numbers / 1000 / DAYS
    return numbers / DAYS if top > EPOCH_SECONDS else numbers


def _eight(value: float) -> float:
    return _iso(f"{int(value)}") if np.isfinite(value) else float("nan")


def _iso(text: str, match: re.Match[str] | None = None) -> float:
    """A day in the order of ISO 8601, zeros before small numbers or not."""
    try:
        found = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return _slashed(match, year_first=True) if match else float("nan")
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() / DAYS


def _slashed(match: re.Match[str], *, month_first: bool = False, year_first: bool = False) -> float:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if year_first:
        first, second, year, month_first = second, year, first, True
    month, day = (first, second) if month_first else (second, first)
    year += 2000 if year < 100 else 0
    hour = int(match[4] or 0)
    if match[7]:
        hour = hour % 12 + (12 if match[7][0] in "pP" else 0)
    try:
        found = datetime(year, month, day, hour, int(match[5] or 0), int(match[6] or 0), tzinfo=UTC)
    except ValueError:
        return float("nan")
    return found.timestamp() / DAYS
