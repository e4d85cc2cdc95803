"""Tables as people have them: separators, decimal commas, names, and every way to write a day."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.risk.placing import are_degrees, system, system_of
from pscp_desktop.risk.refusals import UnfitInput
from pscp_desktop.risk.tables import X_NAMES, days_of, number, read_table

DAY = 20_089  # 2025-01-01


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-01-01", DAY),
        ("2025/01/01", DAY),
        ("20250101", DAY),
        ("2025-01-01T12:00:00", DAY + 0.5),
        ("2025-01-01 12:00", DAY + 0.5),
        ("2025-01-01T12:00:00.000Z", DAY + 0.5),
        ("2025-01-01T12:00:00+02:00", DAY + 10 / 24),
        ("1/1/2025", DAY),
        ("01.01.2025", DAY),
        ("1-1-25", DAY),
        ("01/01/2025 06:00:00 PM", DAY + 0.75),
        ("1/1/2025 18:00", DAY + 0.75),
        ("1735689600", DAY),
        ("1735689600000", DAY),
        ("17", 17),
    ],
)
def test_a_day_however_it_is_written(written: Any, day: Any) -> None:
    days, _ = days_of([written])

    assert days[0] == pytest.approx(day)


def test_a_day_over_twelve_tells_day_from_month() -> None:
    first, told = days_of(["13/02/2025", "01/02/2025"])
    american, told_too = days_of(["02/13/2025", "02/01/2025"])
    unknown, not_told = days_of(["01/02/2025"])

    np.testing.assert_array_equal(first, american)
    assert told
    assert told_too
    assert not not_told
    assert unknown[0] == DAY + 31


@given(texts=st.lists(st.text(max_size=12), max_size=6))
def test_nothing_written_breaks_the_reading(texts: Any) -> None:
    days, _ = days_of(texts)

    assert days.shape == (len(texts),)


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("3.5", False, 3.5),
        ("3,5", True, 3.5),
        ("1.234,5", True, 1234.5),
        (" 7 ", False, 7),
        ("1e3", False, 1000),
    ],
)
def test_a_number_however_it_is_written(text: Any, comma: Any, value: Any) -> None:
    assert number(text, comma=comma) == value


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1_000"])
def test_what_is_no_number_is_none(text: Any) -> None:
    assert np.isnan(number(text, comma=False))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_a_table_by_its_separator_and_encoding(mark: Any, encoding: Any, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        mark.join(["Año", "X", "Y"]).encode(encoding) + b"\n" + mark.join("123").encode()
    )

    table = read_table(path)

    assert table.names == ("Año", "X", "Y")
    assert table.column("", X_NAMES) == 1
    assert table.numbers(2).tolist() == [3]


def test_a_table_without_names_is_numbered(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("1.5,2.5,2025-01-01\n3,4,2025-01-02\n", encoding="utf-8")

    table = read_table(path)

    assert table.names == ("1", "2", "3")
    assert table.column("", X_NAMES, 0) == 0
    assert len(table.rows) == 2


def test_short_rows_and_blank_lines_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("x,y\n\n1\n1,2\n", encoding="utf-8")

    assert np.isnan(read_table(path).numbers(1)).tolist() == [True, False]


def test_the_system_of_a_file() -> None:
    degrees, metres = np.array([(-3.7, 40.4)]), np.array([(440_000.0, 4_474_000.0)])

    assert system_of(degrees, "", "EPSG:25830", "f")[0] == "EPSG:4326"
    assert system_of(metres, "", "EPSG:25830", "f") == ("EPSG:25830", "")
    assert system_of(metres, "EPSG:4326", "EPSG:25830", "f")[0] == "EPSG:25830"
    assert system_of(metres, "EPSG:23030", "EPSG:25830", "f") == ("EPSG:23030", "")
    with pytest.raises(UnfitInput):
        system_of(metres, "", "EPSG:4326", "f")
    with pytest.raises(UnfitInput):
        system("EPSG:none")
    assert not are_degrees(np.empty((0, 2)))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitInput):
        read_table(tmp_path / "none.csv")


@pytest.mark.parametrize(
    "written",
    ["5-ene-2025", "5-Jan-2025", "05 ene. 25", "January 5, 2025", "5 de enero de 2025", "2025/1/5",
     "2025-1-5", "2025.01.5"],
)  # fmt: skip
def test_a_day_with_its_month_as_a_word_or_without_zeros(written: str) -> None:
    days, told = days_of([written])

    assert days[0] == DAY + 4
    assert told


def test_a_month_that_is_none_is_no_day() -> None:
    days, _ = days_of(["5-xyz-2025", "31-feb-2025", "mayor 5, 2025", "5 de 2025"])

    assert np.isnan(days[[0, 1, 3]]).all()


def test_a_table_of_a_spreadsheet_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("año;x;y\n1;2,5;3\n".encode("utf-16"))

    table = read_table(path)

    assert table.names == ("año", "x", "y")
    assert table.numbers(1).tolist() == [2.5]
