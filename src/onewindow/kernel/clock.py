"""Time is an argument. Only the edges (a request, a command, a worker) ask what time it is, with ``now()``."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onewindow.law import periods
from onewindow.texts import Text


def now() -> datetime:
    """The present moment, in UTC. Called at the edges only."""
    return datetime.now(UTC)


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of ``at`` where the office stands: the day that counts for a date of filing."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The last moment of ``day`` at the office: an act done on the last day of a period is in time."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)


def due(rule_id: str, base: datetime, zone: str) -> tuple[datetime, Text]:
    """When the period of ``rule_id`` that began at ``base`` ends, and the sentence that explains it.

    Periods in hours run by the clock; periods in days, months and years run by the calendar of ``zone``.
    """
    return due_under(periods.rule(rule_id, local_day(base, zone)), base, zone)


def due_under(rule: periods.Period, base: datetime, zone: str) -> tuple[datetime, Text]:
    """When a period that began at ``base`` ends, and the sentence that explains it."""
    if rule.unit == "hours":
        at = base + timedelta(hours=rule.value)
        return at, periods.explain(rule, base.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone)))
    start = local_day(base, zone)
    day = periods.end(rule, start)
    return end_of_day(day, zone), periods.explain(rule, start, day)
