"""An oracle for the ends of periods that shares nothing with the code under test: it walks, one day at a time.

Working days come from the libraries' own questions (``chinese_calendar.is_workday``, ``holidays``), month lengths from
the rule of leap years. The walk is compiled, so that a million of them take seconds.
"""

from datetime import date

import chinese_calendar
import holidays
import numpy as np
from numba import njit
from numpy.typing import NDArray

FIRST = date(1970, 1, 1)
DAYS, MONTHS, YEARS = 0, 1, 2


@njit(cache=False)
def _length(year: int, month: int) -> int:
    if month == 2:
        return 29 if (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


@njit(cache=False)
def walk(year: int, month: int, day: int, count: int, unit: int, open_: NDArray[np.int8], term: bool) -> int:
    """Days since 1 January 1970 of the last day of a period; ``open_`` is 1 working, 0 closed, -1 not known."""
    wanted, left = day, count if unit == DAYS else count * 12 if unit == YEARS else count
    serial = _serial(year, month, day)
    while left > 0:  # into the month that is due, or so many days on
        day += 1
        serial += 1
        turned = day > _length(year, month)
        if turned:
            day, month = 1, month + 1
            if month > 12:
                month, year = 1, year + 1
        if unit == DAYS or turned:
            left -= 1
    if unit != DAYS:
        while day < wanted and day < _length(year, month):
            day += 1
            serial += 1
    if term and day == wanted:
        return serial - 1
    rolled = serial
    while open_[rolled] == 0:
        rolled += 1
    return serial if open_[serial] == -1 or open_[rolled] == -1 else rolled


@njit(cache=False)
def _serial(year: int, month: int, day: int) -> int:
    days = 0
    for past in range(1970, year):
        days += 366 if _length(past, 2) == 29 else 365
    for past in range(1, month):
        days += _length(year, past)
    return days + day - 1


@njit(cache=False)
def walk_all(
    dates: NDArray[np.int32], counts: NDArray[np.int32], units: NDArray[np.int8], term: NDArray[np.bool_],
    open_: NDArray[np.int8],
) -> NDArray[np.int32]:  # fmt: skip
    """``walk`` for columns of (year, month, day), counts and units."""
    out = np.empty(len(counts), np.int32)
    for i in range(len(counts)):
        out[i] = walk(dates[i, 0], dates[i, 1], dates[i, 2], counts[i], units[i], open_, term[i])
    return out


def openness(office: str) -> NDArray[np.int8]:
    """Whether an office works, for each day from 1970 to 2105, asked of the library a day at a time."""
    last = date(2105, 12, 31).toordinal()
    return np.array([_open(office, date.fromordinal(n)) for n in range(FIRST.toordinal(), last + 1)], np.int8)


def never_closed() -> NDArray[np.int8]:
    """For periods that do not roll."""
    return np.ones((date(2105, 12, 31) - FIRST).days + 1, np.int8)


_federal = holidays.country_holidays("US", categories=("public", "government"), years=range(1971, 2101))


def _open(office: str, day: date) -> int:
    if office == "CN":
        try:
            return int(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return -1
    if not 1971 <= day.year <= 2100:
        return -1
    inauguration = day.year % 4 == 1 and (day.month, day.day) == (1, 20 if day.weekday() != 6 else 21)
    monday_after = inauguration or (day.year % 4 == 1 and (day.month, day.day) == (1, 21) and day.weekday() == 0)
    return int(day.weekday() < 5 and day not in _federal and not monday_after)
