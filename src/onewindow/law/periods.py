"""Periods that the law sets, as dated rows of ``tables/periods.csv``, and the arithmetic of their end.

A lawyer changes a period by adding a row with a later ``valid_from``: the past keeps the row that was in force.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources

from onewindow.texts import Text

UNITS = {
    "hours": Text("hours", "小时"),
    "days": Text("days", "日"),
    "months": Text("months", "个月"),
    "years": Text("years", "年"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """One row: how long, from what, by which article, in force between which days (``valid_to`` exclusive)."""

    id: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    value: int
    unit: str
    base: Text
    citation: Text
    verified: bool
    first_day_counts: bool = False
    """True for the term of a right: it ends the day before the corresponding day."""


class NoPeriod(LookupError):
    """No row of this rule was in force on the day asked for."""


@cache
def table() -> tuple[Period, ...]:
    """Every row of the table."""
    text = resources.files("onewindow.law").joinpath("tables/periods.csv").read_text("utf-8")
    return tuple(_row(row) for row in csv.DictReader(text.splitlines()))


def rule(rule_id: str, on: date) -> Period:
    """The row of ``rule_id`` in force on a day. Raises ``NoPeriod``."""
    for period in table():
        if period.id == rule_id and period.valid_from <= on and (period.valid_to is None or on < period.valid_to):
            return period
    raise NoPeriod(f"no rule {rule_id!r} in force on {on.isoformat()}")


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day.

    Source: Implementing Regulations of the Patent Law (CN), rule 5; Implementing Regulations of the Trademark Law
    (CN), art. 12 say the same.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end(period: Period, base: date) -> date:
    """The last day of a period of days, months or years that began on ``base``.

    Day one is not counted, except in the term of a right. Source: Implementing Regulations of the Trademark Law (CN),
    art. 12: such a term ends the day before the corresponding day, or with the month that has no such day.
    """
    match period.unit:
        case "days":
            last = base + timedelta(days=period.value)
        case "months":
            last = add_months(base, period.value)
        case "years":
            last = add_months(base, 12 * period.value)
        case _:
            raise ValueError(f"{period.id} runs by the clock ({period.unit}), not by the calendar")
    return last - timedelta(days=1) if period.first_day_counts and last.day == base.day else last


def explain(period: Period, base: date | datetime, due: date | datetime) -> Text:
    """Why it is due then, in a sentence that names base, length and article."""
    unit = UNITS[period.unit]
    unsure_en, unsure_zh = ("", "") if period.verified else (" (rule not verified)", "（规则未经核实）")
    return Text(
        f"Due {_en(due)}: {period.value} {unit.en} from {period.base.en} ({_en(base)}), "
        f"{period.citation.en}{unsure_en}.",
        f"期限为{_zh(due)}：自{period.base.zh}（{_zh(base)}）起 {period.value} {unit.zh}，"
        f"依据{period.citation.zh}{unsure_zh}。",
    )


def _en(value: date | datetime) -> str:
    return f"{value.day} {value:%B %Y}" + (f" {value:%H:%M}" if isinstance(value, datetime) else "")


def _zh(value: date | datetime) -> str:
    at = f" {value:%H:%M}" if isinstance(value, datetime) else ""
    return f"{value.year}年{value.month}月{value.day}日{at}"


def _row(row: dict[str, str]) -> Period:
    if row["unit"] not in UNITS:
        raise ValueError(f"periods.csv, {row['id']}, unit: expected one of {', '.join(UNITS)}, got {row['unit']!r}")
    return Period(
        id=row["id"],
        jurisdiction=row["jurisdiction"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        value=int(row["value"]),
        unit=row["unit"],
        base=Text(row["base_en"], row["base_zh"]),
        citation=Text(row["citation_en"], row["citation_zh"]),
        verified=row["verified"] == "yes",
        first_day_counts=row["first_day_counts"] == "yes",
    )
