"""The end of a period against a slow walk through the calendar, day by day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from onewindow.law import periods

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
PERIOD = periods.rule("cn.trademark.examination", date(2024, 1, 1))


def walked_months(base: date, months: int) -> date:
    """Walk day by day into the month that is due; stop on the base's day, or on the month's last."""
    left, day = months, base
    while left:
        tomorrow = day + timedelta(days=1)
        left -= tomorrow.month != day.month
        day = tomorrow
    while day.day < base.day and (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


@given(days, st.integers(0, 60))
def test_months_end_where_a_walk_ends(base: date, months: int) -> None:
    assert periods.end(replace(PERIOD, unit="months", value=Decimal(months)), base) == walked_months(base, months)


@given(days, st.integers(0, 10))
def test_years_end_where_a_walk_ends(base: date, years: int) -> None:
    assert periods.end(replace(PERIOD, unit="years", value=Decimal(years)), base) == walked_months(base, 12 * years)


@given(days, st.integers(0, 1000))
def test_days_do_not_count_the_first(base: date, count: int) -> None:
    assert (periods.end(replace(PERIOD, unit="days", value=Decimal(count)), base) - base).days == count


@given(days, days, st.integers(0, 60))
def test_who_begins_later_never_ends_earlier(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))
    assert periods.add_months(early, months) <= periods.add_months(late, months)
