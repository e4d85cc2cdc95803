"""Legal days are counted as the Civil Code counts them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pscp_desktop.domain.calendar import (
    Due,
    answer_due,
    at,
    contact_due,
    day_of,
    days_after,
    follow_up_days,
    keep_until,
    longest_due,
    months_after,
)

DAYS = st.dates(min_value=date(2012, 7, 27), max_value=date(2150, 12, 31))


def test_a_moment_just_before_midnight_utc_is_already_the_next_day_in_madrid() -> None:
    assert day_of(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert day_of(datetime(2026, 1, 1, 22, 30, tzinfo=UTC)) == date(2026, 1, 1)


def test_a_moment_without_a_time_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001 (what is refused)


def test_wall_clock_time_follows_the_change_of_the_hour() -> None:
    assert at(date(2026, 3, 28), 9).astimezone(UTC).hour == 8
    assert at(date(2026, 3, 29), 9).astimezone(UTC).hour == 7


def test_fifteen_days_leave_out_the_first_and_count_every_calendar_day() -> None:
    assert contact_due(date(2026, 3, 5)) == date(2026, 3, 20)
    assert answer_due(date(2026, 2, 20)) == date(2026, 3, 7)


def test_three_and_four_months_end_on_the_same_day_or_the_months_last() -> None:
    assert longest_due(date(2026, 3, 5)) == date(2026, 6, 5)
    assert longest_due(date(2025, 11, 30)) == date(2026, 2, 28)
    assert keep_until(date(2023, 10, 31)) == date(2024, 2, 29)


def test_an_agreement_of_the_last_day_of_a_month_is_asked_about_on_last_days() -> None:
    assert follow_up_days(date(2026, 1, 31)) == (
        (1, date(2026, 2, 28)),
        (3, date(2026, 4, 30)),
        (6, date(2026, 7, 31)),
        (12, date(2027, 1, 31)),
    )


@given(DAYS, st.integers(0, 600))
def test_a_term_of_months_lands_in_the_right_month_and_never_past_the_day(
    start: date, months: int
) -> None:
    end = months_after(start, months)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (
        end.day < start.day and (end + timedelta(days=1)).month != end.month
    )


@given(DAYS, DAYS, st.integers(0, 60))
def test_whoever_starts_later_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))

    assert months_after(first, months) <= months_after(second, months)


@given(DAYS, st.integers(1, 400))
def test_days_left_fall_by_one_each_day_and_it_is_late_only_the_day_after(
    start: date, days: int
) -> None:
    due = Due("contact", "", days_after(start, days))

    assert due.days_left(start) == days
    assert due.days_left(due.on) == 0
    assert not due.overdue(due.on)
    assert due.overdue(due.on + timedelta(days=1))


@given(st.datetimes(min_value=datetime(2012, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_every_moment_has_a_day_in_madrid_next_to_its_day_in_utc(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)

    assert day_of(moment) - moment.date() in {timedelta(0), timedelta(days=1)}
