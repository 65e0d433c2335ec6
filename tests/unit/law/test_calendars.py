"""Working days of the offices, and what a day rolls over. Vectors: worked example 4 of the facts on deadlines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from onewindow.kernel import clock, closing_days
from onewindow.kernel.errors import BadInput, Unavailable
from onewindow.law import calendars, periods, rules
from onewindow.law.calendars import UnknownYear, calendar

PRIORITY = rules.find("cn.patent.priority", date(2020, 1, 1), "invention")


@pytest.mark.parametrize(
    ("base", "months", "end", "over"),
    [
        ("2019-10-01", 12, "2020-10-09", "国庆节"),
        ("2020-08-31", 6, "2021-03-01", "星期日"),
        ("2018-02-20", 36, "2021-02-20", None),  # a make-up Saturday is worked
        ("2019-01-28", 12, "2020-02-03", "春节"),
    ],
)
def test_a_last_day_rolls_to_the_next_working_day(base: str, months: int, end: str, over: str | None) -> None:
    began = date.fromisoformat(base)
    period = replace(PRIORITY, value=Decimal(months))
    ended = periods.ending(period, began)
    said = periods.explain(period, began, ended.day, ended)
    assert ended.day == date.fromisoformat(end)
    assert ("顺延" in said.zh) == ("rolled over" in said.en) == (over is not None)
    assert over is None or over in said.zh


def test_a_year_nobody_has_published_is_refused_and_never_guessed() -> None:
    chinese = calendar("CN")
    after = max(chinese.years) + 1
    with pytest.raises(UnknownYear) as unknown:
        chinese.is_working(date(after, 6, 1))
    assert str(after) in unknown.value.text.zh and str(after) in unknown.value.text.en
    with pytest.raises(UnknownYear):
        chinese.add_working_days(date(after - 1, 12, 31), 1)
    ended = periods.ending(PRIORITY, date(after - 1, 10, 1))
    said = periods.explain(PRIORITY, date(after - 1, 10, 1), ended.day, ended)
    assert (ended.day, ended.unknown) == (date(after, 10, 1), after)  # as counted: never too late
    assert f"holidays of {after} are not known" in said.en and f"{after} 年节假日安排未知" in said.zh


def test_working_days_skip_holidays_and_count_make_up_days() -> None:
    chinese = calendar("CN")
    assert chinese.add_working_days(date(2021, 2, 10), 1) == date(2021, 2, 18)
    assert chinese.add_working_days(date(2021, 2, 18), 3) == date(2021, 2, 22)  # Friday, make-up Saturday, Monday
    assert chinese.add_working_days(date(2024, 5, 31), 0) == date(2024, 5, 31)


def test_the_clock_counts_working_days_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    five = replace(PRIORITY, id="test.five", unit="working_days", value=Decimal(5))
    monkeypatch.setattr(periods, "rule", lambda _id, _on: five)
    due, said = clock.due("test.five", datetime(2021, 2, 10, 2, tzinfo=UTC), "Asia/Shanghai")
    assert due == datetime(2021, 2, 23, 15, 59, 59, 999999, tzinfo=UTC)
    assert "5 working days" in said.en and "5 个工作日" in said.zh
    last = max(calendar("CN").years)
    with pytest.raises(Unavailable) as refused:
        clock.due("test.five", datetime(last, 12, 30, tzinfo=UTC), "Asia/Shanghai")
    assert str(last + 1) in refused.value.text.zh


@pytest.mark.parametrize(
    ("office", "day", "working"),
    [
        ("US", date(2025, 1, 9), False),  # day of mourning by executive order
        ("US", date(2025, 1, 20), False),
        ("US", date(2021, 1, 20), False),  # Inauguration Day, a holiday within the District of Columbia
        ("US", date(2024, 10, 14), False),
        ("US", date(2024, 4, 16), True),  # Emancipation Day is the District's own, not federal
        ("US", date(2027, 7, 5), False),  # the 4th is a Sunday
        ("EP", date(2020, 12, 28), False),
        ("EP", date(2020, 12, 23), True),
        ("EP", date(2015, 5, 5), False),
        ("EP", date(2020, 5, 22), False),  # closed by a decision of April 2020
        ("EP", date(2017, 12, 27), False),
        ("EP", date(2003, 10, 3), False),
        ("CN", date(2020, 1, 31), False),  # Spring Festival was prolonged
        ("CN", date(2024, 2, 18), True),
    ],
)
def test_days_of_the_offices(office: str, day: date, working: bool) -> None:
    assert calendar(office).is_working(day) is working


NOTICE = "calendar,day,open,en,zh,citation_en,citation_zh\n"


def test_a_later_year_is_given_in_a_file_of_the_house_s_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(calendars, "_added", [])
    year = max(calendar("CN").years) + 1
    saturday = next(day for day in (date(year, 3, n) for n in range(1, 8)) if day.weekday() == 5)
    (tmp_path / closing_days.NAME).write_text(
        f"{NOTICE}CN,{year}-01-01,no,New Year's Day,元旦,a notice,某通知\n"
        f"CN,{saturday},yes,worked,调休,a notice,某通知\n"
    )
    closing_days.take_in(tmp_path)
    chinese = calendar.__wrapped__("CN")
    assert not chinese.is_working(date(year, 1, 1)) and chinese.is_working(saturday)
    assert not chinese.is_working(saturday + timedelta(days=7))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("XX,2027-01-01,no,a,甲,b,乙", "calendar"), ("CN,tomorrow,no,a,甲,b,乙", "day"),
        ("CN,2027-01-01,maybe,a,甲,b,乙", "open"), ("CN,2027-01-01,no,a,甲,b,", "citation_zh"),
        ("CN,2027-01-01,no,a", "zh"),
    ],
)  # fmt: skip
def test_a_wrong_closing_day_is_named_and_none_is_taken_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: str, column: str
) -> None:
    monkeypatch.setattr(calendars, "_added", [])
    good = "CN,2027-01-01,no,a,甲,b,乙"
    (tmp_path / closing_days.NAME).write_text(f"{NOTICE}{good}\n{row}\n")
    with pytest.raises(BadInput) as refused:
        closing_days.take_in(tmp_path)
    (problem,) = refused.value.problems
    assert (problem.field, problem.row, refused.value.file) == (column, 3, "closing_days.csv") and not calendars._added


def test_the_doctor_tells_in_time_that_a_year_is_missing() -> None:
    from onewindow.desks.finance import health

    last = max(calendar("CN").years)
    assert health._calendar(datetime(last, 6, 1, tzinfo=UTC))[0] == "ok"
    verdict, _text, todo = health._calendar(datetime(last, 12, 20, tzinfo=UTC))
    assert verdict == "warn" and todo is not None and "closing_days.csv" in todo.zh


def test_every_holiday_has_a_name_in_both_languages() -> None:
    for office in calendars.NAMES:
        assert {named.zh for named in calendar(office).closed.values()}.isdisjoint({""})
    with pytest.raises(UnknownYear):
        calendar("EP").is_working(date(2021, 6, 1))
