"""Time is an argument. Only the edges (a request, a command, a worker) ask what time it is, with ``now()``."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from onewindow.kernel.errors import Unavailable
from onewindow.law import periods
from onewindow.law.calendars import UnknownYear
from onewindow.law.rules import Rule
from onewindow.texts import Text

NO_CALENDAR = Text(
    "The holidays of {year} are not known to the calendar {name}, so working days cannot be counted there.",
    "{name} 日历尚无 {year} 年的节假日安排，无法计算工作日。",
)


def now() -> datetime:
    """The present moment, in UTC. Called at the edges only."""
    return datetime.now(UTC)


def ordered_id(at: datetime) -> UUID:
    """A new id that sorts by the moment it was given, so that what is opened together is kept together.

    Source: RFC 9562, section 5.7 (UUID version 7): 48 bits of milliseconds, 74 bits by chance.
    """
    chance = secrets.randbits(74)
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | chance >> 62 << 64 | 2 << 62 | chance & (1 << 62) - 1)


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of ``at`` where the office stands: the day that counts for a date of filing."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The last moment of ``day`` at the office: an act done on the last day of a period is in time."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)


def due(rule_id: str, base: datetime, zone: str) -> tuple[datetime, Text]:
    """When the period of ``rule_id`` that began at ``base`` ends, and the sentence that explains it.

    Periods in hours run by the clock; periods in days, working days, months and years run by the calendar of
    ``zone``, and roll over holidays where the rule says so. Raises ``Unavailable`` for working days that run into a
    year whose holidays are not known.
    """
    return due_under(periods.rule(rule_id, local_day(base, zone)), base, zone)


def due_under(rule: Rule, base: datetime, zone: str, estimate: bool = False) -> tuple[datetime, Text]:
    """When a period that began at ``base`` ends, and the sentence that explains it; raises as ``due`` does.

    With ``estimate`` working days in a year whose holidays are not known yet are Monday to Friday, and the sentence
    says so: business that must go on cannot wait for the year's notice.
    """
    if rule.unit == "hours":
        at = base + timedelta(hours=rule.count)
        return at, periods.explain(rule, base.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone)))
    start = local_day(base, zone)
    try:
        ended = periods.ending(rule, start)
    except UnknownYear as error:
        if not estimate:
            raise Unavailable(NO_CALENDAR, name=error.name, year=error.year) from None
        day = _weekdays_after(start, rule.count)
        ended = periods.Ending(day, day, unknown=error.year)
    return end_of_day(ended.day, zone), periods.explain(rule, start, ended.day, ended)


def _weekdays_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
