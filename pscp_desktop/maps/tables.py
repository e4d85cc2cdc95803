"""CSV: points by two columns of coordinates, or lines that belong to areas by a code."""

import csv
import io
import re
from typing import Final

import numpy as np

from pscp_desktop.maps.bounded import COLUMNS, FEATURES, demand_count
from pscp_desktop.maps.faults import Note, Unreadable
from pscp_desktop.maps.features import Column, Floats
from pscp_desktop.maps.found import Found, Told, Wanted
from pscp_desktop.maps.grids import DEGREES

LONGEST_LINE: Final = 256 * 1024
WHOLE_TURN: Final = 360
DELIMITERS: Final = ",;\t|"
EAST: Final = (
    "x",
    "lon",
    "lng",
    "long",
    "longitude",
    "longitud",
    "stop_lon",
    "coordenada_x",
    "coord_x",
    "coordenada_x_utm",
    "utm_x",
    "x_utm",
    "este",
    "easting",
    "point_x",
    "x_coordinate",
)
NORTH: Final = (
    "y",
    "lat",
    "latitude",
    "latitud",
    "stop_lat",
    "coordenada_y",
    "coord_y",
    "coordenada_y_utm",
    "utm_y",
    "y_utm",
    "norte",
    "northing",
    "point_y",
    "y_coordinate",
)
ANGLES: Final = re.compile(r"lon|lng|lat", re.IGNORECASE)
NUMBER: Final = re.compile(r"^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?$|^$")


def read(content: bytes, name: str, wanted: Wanted, told: Told) -> list[Found]:
    """The lines of a table: as points where two columns are coordinates, else as they are."""
    text, notes = _decoded(content)
    header, rows = _rows(text)
    told(0.5)
    columns = _columns(header, rows)
    told(0.8)
    x, y = _places(header, wanted)
    if not x:
        return [Found(name=name, columns=columns, count=len(rows), notes=notes)]
    points = (_numbers(columns[x]), _numbers(columns[y]))
    crs = DEGREES if not wanted.crs and ANGLES.search(x) and _angles(points) else ""
    rest = {title: column for title, column in columns.items() if title not in {x, y}}
    return [Found(name=name, points=points, columns=rest, count=len(rows), crs=crs, notes=notes)]


def _decoded(content: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text, by its mark of encoding, as UTF-8, or as Western European with a note."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\0" in content:
            raise Unreadable("not_text")
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise Unreadable("not_text") from None
        return content.decode("cp1252", "replace"), (Note("encoding"),)


def _rows(text: str) -> tuple[list[str], list[list[str]]]:
    first = text[: LONGEST_LINE + 1].partition("\n")[0]
    if len(first) > LONGEST_LINE:
        raise Unreadable("too_long")
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if any(cell and NUMBER.match(cell) for cell in header):
            # A table without a header: its first line is data.
            rows, header = [header], [""] * len(header)
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > FEATURES:
                demand_count(len(rows), FEATURES, "lines")
    except csv.Error as error:
        raise Unreadable("too_long") from error
    if not header or not rows:
        raise Unreadable("empty")
    demand_count(len(header), COLUMNS, "columns")
    return header, rows


def _columns(header: list[str], rows: list[list[str]]) -> dict[str, Column]:
    width = len(header)
    if any(len(row) != width for row in rows):
        rows = [(row + [""] * width)[:width] for row in rows]
    titles = _titles(header)
    return {
        title: _column(values)
        for title, values in zip(titles, zip(*rows, strict=True), strict=True)
    }


def _titles(header: list[str]) -> list[str]:
    """A name for every column: what has none, or has another's, is told apart by its number."""
    used: set[str] = set()
    titles = []
    for number, name in enumerate(header, 1):
        title = name[:80] or f"column {number}"
        titles.append(title if title not in used else f"{title[:70]} {number}")
        used.add(titles[-1])
    return titles


def _column(values: tuple[str, ...]) -> Column:
    """Numbers where every cell is one or empty; codes that begin with a nought stay words."""
    if not any(values) or any(value[:1] == "0" and value[1:2].isdigit() for value in values[:200]):
        return values
    if not all(NUMBER.match(value.strip()) for value in values[:200]):
        return values
    try:
        return np.array([float(value) if value else np.nan for value in values], dtype=np.float64)
    except ValueError:
        return _spanish(values)


def _spanish(values: tuple[str, ...]) -> Column:
    """Numbers with a decimal comma, or words after all."""
    if not all(NUMBER.match(value.strip()) for value in values):
        return values
    plain = [value.strip().replace(",", ".") for value in values]
    return np.array([float(value) if value else np.nan for value in plain], dtype=np.float64)


def _places(header: list[str], wanted: Wanted) -> tuple[str, str]:
    titles = _titles(header)
    if wanted.x or wanted.y:
        if wanted.x not in titles or wanted.y not in titles:
            raise Unreadable("no_columns")
        return wanted.x, wanted.y
    known = {title.lower(): title for title in reversed(titles)}
    x = next((known[name] for name in EAST if name in known), "")
    y = next((known[name] for name in NORTH if name in known), "")
    return (x, y) if x and y else ("", "")


def _numbers(column: Column) -> Floats:
    """A column of coordinates; what is no number is nowhere."""
    if not isinstance(column, tuple):
        return column
    found = np.full(len(column), np.nan)
    for number, value in enumerate(column):
        plain = value.strip().replace(",", ".")
        if plain and NUMBER.match(plain):
            found[number] = float(plain)
    if np.isnan(found).all():
        raise Unreadable("not_numbers")
    return found


def _angles(points: tuple[Floats, Floats]) -> bool:
    x, y = points
    return bool(np.nanmax(np.abs(x)) <= WHOLE_TURN and np.nanmax(np.abs(y)) <= WHOLE_TURN)
