"""The arithmetic of periods: when one ends, over which holidays it rolls, and the sentence that says why."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onewindow.law import rules
from onewindow.law.calendars import UnknownYear, calendar
from onewindow.law.rules import Rule
from onewindow.texts import Text

UNITS = {
    "hours": Text("hours", "小时"),
    "days": Text("days", "日"),
    "working_days": Text("working days", "个工作日"),
    "months": Text("months", "个月"),
    "years": Text("years", "年"),
}


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day of a period: as counted, as it stands after rolling, and what it rolled over.

    ``unknown`` is the year whose holidays are not known: the day stands as counted and may still roll on.
    """

    counted: date
    day: date
    over: tuple[Text, ...] = ()
    unknown: int | None = None


def rule(rule_id: str, on: date) -> Rule:
    """The period ``rule_id`` in force on a day. Raises ``rules.NoRule``."""
    return rules.find(rule_id, on)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day.

    Source: Implementing Regulations of the Patent Law (CN), rule 5; Implementing Regulations of the Trademark Law
    (CN), art. 12 say the same.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end(period: Rule, base: date) -> date:
    """The last day of a period that began on ``base``, rolled to a working day where the rule says so."""
    return ending(period, base).day


def ending(period: Rule, base: date) -> Ending:
    """The last day of a period of days, working days, months or years that began on ``base``, and how it came to be.

    Day one is not counted, except in the term of a right. Source: Implementing Regulations of the Trademark Law (CN),
    art. 12: such a term ends the day before the corresponding day, or with the month that has no such day.
    Raises ``UnknownYear`` for working days that run into a year without a calendar; a day that would roll stands as
    counted there, which is never too late.
    """
    match period.unit:
        case "working_days":
            last = calendar(period.rolls).add_working_days(base, period.count)
            return Ending(last, last)
        case "days":
            last = base + timedelta(days=period.count)
        case "months":
            last = add_months(base, period.count)
        case "years":
            last = add_months(base, 12 * period.count)
        case _:
            raise ValueError(f"{period.id} runs by the clock ({period.unit}), not by the calendar")
    if period.first_day_counts and last.day == base.day:
        last -= timedelta(days=1)
    return rolled(last, period.rolls)


def rolled(last: date, by: str) -> Ending:
    """The ending of a period whose last day is ``last``, rolled by a calendar; with none it stands."""
    if not by:
        return Ending(last, last)
    try:
        day, over = calendar(by).roll(last)
    except UnknownYear as error:
        return Ending(last, last, unknown=error.year)
    return Ending(last, day, over)


def explain(period: Rule, base: date | datetime, due: date | datetime, ended: Ending | None = None) -> Text:
    """Why it is due then, in a sentence that names base, length, article, and the holidays it rolled over."""
    unit = UNITS[period.unit]
    unit_en = unit.en.removesuffix("s") if period.count == 1 else unit.en
    rolling = rolling_clause(ended)
    return Text(
        f"Due {day_en(due)}: {period.count} {unit_en} from {period.base.en} ({day_en(base)}){rolling.en}, "
        f"{period.citation.en}{unsure(period).en}.",
        f"期限为{day_zh(due)}：自{period.base.zh}（{day_zh(base)}）起 {period.count} {unit.zh}{rolling.zh}，"
        f"依据{period.citation.zh}{unsure(period).zh}。",
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence in both languages; may be empty, unlike a ``Text``."""

    en: str = ""
    zh: str = ""


def unsure(period: Rule) -> Clause:
    """The mark of a rule whose text is not on file."""
    return Clause() if period.verified else Clause(" (rule not verified)", "（规则未经核实）")


def rolling_clause(ended: Ending | None) -> Clause:
    """Which holidays a day rolled over, or that a year's holidays are not known yet."""
    if ended is None or (not ended.over and ended.unknown is None):
        return Clause()
    if ended.unknown is not None:
        return Clause(
            f" (the holidays of {ended.unknown} are not known here: it may roll on to a working day)",
            f"（{ended.unknown} 年节假日安排未知，届满日可能顺延）",
        )
    names_en, names_zh = (sep.join(getattr(t, at) for t in ended.over) for sep, at in ((", ", "en"), ("、", "zh")))
    return Clause(
        f", counted to {day_en(ended.counted)} and rolled over {names_en} to the next working day",
        f"，计至{day_zh(ended.counted)}，因遇{names_zh}顺延至其后第一个工作日",
    )


def day_en(value: date | datetime) -> str:
    """``31 May 2024``, with the time of a moment."""
    return f"{value.day} {value:%B %Y}" + (f" {value:%H:%M}" if isinstance(value, datetime) else "")


def day_zh(value: date | datetime) -> str:
    """``2024年5月31日``, with the time of a moment."""
    at = f" {value:%H:%M}" if isinstance(value, datetime) else ""
    return f"{value.year}年{value.month}月{value.day}日{at}"
