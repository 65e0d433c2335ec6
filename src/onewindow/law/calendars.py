"""Working days of the offices: CN, US, EP. A year whose holidays are not known is refused, never guessed.

CN comes from ``chinesecalendar`` (the State Council's yearly notices, make-up working Saturdays included), US from
``holidays`` (5 U.S.C. 6103 and executive orders, as 35 U.S.C. 21(b) counts them), EP from the notices of the EPO's
President under Rule 134(1) EPC in ``tables/closing_days.csv``. The same table, and a file of an installation's own with
its columns, take days of a year that a library does not know yet: a lawyer adds all rows of the year's notice.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from onewindow.texts import Text

NAMES = ("CN", "US", "EP")
COLUMNS = ("calendar", "day", "open", "en", "zh", "citation_en", "citation_zh")
A_CALENDAR = Text("one of CN, US, EP", "CN、US、EP 之一")
A_DAY = Text("a date such as 2027-01-01", "日期，如 2027-01-01")
YES_OR_NO = Text("yes for a weekend day that is worked, no for a day closed", "调休上班日填 yes，放假日填 no")
WORDS = Text("what is said of it", "填写内容")
WEEKEND = {5: Text("a Saturday", "星期六"), 6: Text("a Sunday", "星期日")}
# The Uniform Monday Holiday Act (Pub. L. 90-363) has set the US holidays since 1971; beyond 2100 the library ends.
US_YEARS = range(1971, 2101)


class UnknownYear(LookupError):
    """The holidays of ``year`` are not known to the calendar ``name``."""

    def __init__(self, name: str, year: int) -> None:
        self.name, self.year = name, year
        self.text = Text(
            f"the holidays of {year} are not known to the calendar {name}",
            f"{name} 日历尚无 {year} 年的节假日安排",
        )
        super().__init__(self.text.en)


class FaultyDay(ValueError):
    """A row of closing days that cannot be used: its ``line``, the ``column``, and what was ``expected`` there."""

    def __init__(self, line: int, column: str, expected: Text, got: str) -> None:
        self.line, self.column, self.expected, self.got = line, column, expected, got
        super().__init__(f"line {line}, {column}: expected {expected.en}, got {got!r}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """An office's calendar: its known years, days closed beside weekends with their names, weekend days worked."""

    name: str
    years: frozenset[int]
    closed: Mapping[date, Text]
    worked: frozenset[date]

    def closure(self, day: date) -> Text | None:
        """Why the office is closed on ``day``; None for a working day. Raises ``UnknownYear``."""
        if day.year not in self.years:
            raise UnknownYear(self.name, day.year)
        if (named := self.closed.get(day)) is not None:
            return named
        return None if day in self.worked else WEEKEND.get(day.weekday())

    def is_working(self, day: date) -> bool:
        """Whether the office works on ``day``. Raises ``UnknownYear``."""
        return self.closure(day) is None

    def roll(self, day: date) -> tuple[date, tuple[Text, ...]]:
        """``day`` or the next working day after it, and the names of what it rolled over. Raises ``UnknownYear``."""
        over: dict[Text, None] = {}
        while (closed := self.closure(day)) is not None:
            over[closed] = None
            day += timedelta(days=1)
        return day, tuple(over)

    def add_working_days(self, base: date, count: int) -> date:
        """The ``count``-th working day after ``base``, which does not count itself. Raises ``UnknownYear``."""
        day = base
        while count:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day


@cache
def calendar(name: str) -> Calendar:
    """The calendar of an office, by ``NAMES``. Raises ``KeyError``."""
    made = {"CN": _chinese, "US": _american, "EP": _nothing}[name]()
    years, closed, worked = set(made.years), dict(made.closed), set(made.worked)
    for row in (*listed(), *_added):
        if row["calendar"] == name:
            day = date.fromisoformat(row["day"])
            years.add(day.year)
            if row["open"] == "yes":
                worked.add(day)
            else:
                closed[day] = Text(row["en"], row["zh"])
    return Calendar(name, frozenset(years), closed, frozenset(worked))


_added: list[dict[str, str]] = []


def add(text: str) -> None:
    """Take in closing days beside the table's, as CSV with its columns (``COLUMNS``), before a calendar is first asked.

    Raises ``FaultyDay`` for the first row that cannot be used; then none is taken in.
    """
    rows = [_day_given(line, row) for line, row in enumerate(csv.DictReader(text.splitlines()), 2)]
    _added.extend(rows)


def _day_given(line: int, row: dict[str, str]) -> dict[str, str]:
    for column in COLUMNS:
        got = (row.get(column) or "").strip()
        if not got:
            raise FaultyDay(line, column, WORDS, got)
        if column == "calendar" and got not in NAMES:
            raise FaultyDay(line, column, A_CALENDAR, got)
        if column == "open" and got not in ("yes", "no"):
            raise FaultyDay(line, column, YES_OR_NO, got)
        if column == "day":
            try:
                date.fromisoformat(got)
            except ValueError:
                raise FaultyDay(line, column, A_DAY, got) from None
    return {column: row[column].strip() for column in COLUMNS}


def listed() -> list[dict[str, str]]:
    """The rows of ``tables/closing_days.csv``."""
    return _rows("closing_days")


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("onewindow.law").joinpath(f"tables/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _nothing() -> Calendar:
    return Calendar("EP", frozenset(), {}, frozenset())


def _chinese() -> Calendar:
    from chinese_calendar import constants

    years = range(min(constants.holidays).year, max(constants.holidays).year + 1)
    closed = {day: _named(name) for day, name in constants.holidays.items()}
    return Calendar("CN", frozenset(years), closed, frozenset(constants.workdays))


def _american() -> Calendar:
    import holidays

    public = holidays.country_holidays("US", years=US_YEARS, categories=("public", "government"))
    district = holidays.country_holidays("US", subdiv="DC", years=US_YEARS)
    days = {day: name for day, name in district.items() if name.startswith("Inauguration Day")} | dict(public.items())
    return Calendar("US", frozenset(US_YEARS), {day: _named(name) for day, name in days.items()}, frozenset())


def _named(name: str) -> Text:
    plain = name.split("; ")[0].removesuffix(" (observed)")
    return Text(plain, {row["en"]: row["zh"] for row in _rows("holiday_names")}.get(plain, "联邦节假日"))
