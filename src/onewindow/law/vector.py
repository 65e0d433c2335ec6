"""The arithmetic of ``periods`` on arrays: days are numbers (``date.toordinal``), 0 where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from onewindow.law.calendars import UnknownYear, calendar

Days: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]
EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = date(1970, 1, 1).toordinal(), date(2105, 12, 31).toordinal()


def add_months(days: Days, months: Days | int) -> Days:
    """As ``periods.add_months``: the same day of the month, or that month's last."""
    day = (days - EPOCH).astype("M8[D]")
    month = day.astype("M8[M]")
    within = day - month.astype("M8[D]")
    target = month + np.asarray(months, "m8[M]")
    start = target.astype("M8[D]")
    longest = (target + 1).astype("M8[D]") - start - 1
    return _ordinals(start + np.minimum(within, longest))


def month_end(days: Days) -> Days:
    """The last day of the month of each day."""
    month = (days - EPOCH).astype("M8[D]").astype("M8[M]")
    return _ordinals((month + 1).astype("M8[D]") - 1)


def same_day_of_month(one: Days, other: Days) -> Flags:
    """Where two days have the same day of the month."""
    return np.equal(_of_month(one), _of_month(other))


def _of_month(days: Days) -> Days:
    day = (days - EPOCH).astype("M8[D]")
    return np.asarray((day - day.astype("M8[M]").astype("M8[D]")).astype(np.int32))


def _ordinals(days: NDArray[np.datetime64]) -> Days:
    return (days.astype(np.int64) + EPOCH).astype(np.int32)


@dataclass(frozen=True)
class Rolling:
    """For each day from ``FIRST``: the working day it rolls to, and whether its year's holidays are known."""

    day: Days
    known: Flags

    def roll(self, days: Days) -> tuple[Days, Flags]:
        """As ``periods.rolled``: (days after rolling, where the holidays are not known and the day stands)."""
        place = np.clip(days - FIRST, 0, len(self.day) - 1)
        inside = (days >= FIRST) & (days <= LAST)
        known = inside & self.known[place]
        return np.where(known, self.day[place], days).astype(np.int32), ~known


@cache
def rolling(name: str) -> Rolling:
    """The rolling of a calendar of ``calendars.NAMES``."""
    office = calendar(name)
    to = np.arange(FIRST, LAST + 1, dtype=np.int32)
    known = np.zeros(len(to), dtype=bool)
    for year in sorted(office.years):
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            if not FIRST <= ordinal <= LAST:
                continue
            try:
                to[ordinal - FIRST] = office.roll(date.fromordinal(ordinal))[0].toordinal()
                known[ordinal - FIRST] = True
            except UnknownYear:  # it would roll into a year that is not known
                continue
    return Rolling(to, known)
