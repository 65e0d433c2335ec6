"""Periods of the law: which row is in force, when it ends, and the sentence that says why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from onewindow.kernel import clock
from onewindow.law import periods, rules

EXAMINATION = periods.rule("cn.trademark.examination", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("base", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-11-20", 9, "2025-08-20"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-03-15", 0, "2024-03-15"),
        ("2000-02-29", 1200, "2100-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last(base: str, months: int, end: str) -> None:
    assert periods.add_months(date.fromisoformat(base), months) == date.fromisoformat(end)


def test_the_row_in_force_is_found_by_the_day() -> None:
    assert (EXAMINATION.count, EXAMINATION.unit) == (9, "months")
    with pytest.raises(rules.NoRule):
        periods.rule("cn.trademark.examination", EXAMINATION.valid_from - timedelta(days=1))
    with pytest.raises(rules.NoRule):
        periods.rule("cn.trademark.nothing", date(2024, 1, 1))


def test_hours_do_not_run_by_the_calendar() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="clock"):
        periods.end(replace(EXAMINATION, unit="hours"), date(2024, 1, 1))


def test_the_sentence_names_day_length_base_and_article() -> None:
    said = periods.explain(EXAMINATION, date(2024, 11, 20), date(2025, 8, 20))
    for part in ("9 months", "receipt of the application", "art. 28"):
        assert part in said.en
    for part in ("9 个月", "收到申请文件之日", "第二十八条"):
        assert part in said.zh
    assert ("not verified" in said.en) == ("未经核实" in said.zh) == (not EXAMINATION.verified)


def test_a_period_begins_on_the_day_of_the_office_and_ends_with_its_last_moment() -> None:
    base = datetime(2024, 11, 20, 17, 0, tzinfo=UTC)  # the 21st in Shanghai
    due, _ = clock.due("cn.trademark.examination", base, "Asia/Shanghai")
    assert due == datetime(2025, 8, 21, 15, 59, 59, 999999, tzinfo=UTC)
    due, _ = clock.due("cn.trademark.examination", base, "America/New_York")
    assert due == datetime(2025, 8, 21, 3, 59, 59, 999999, tzinfo=UTC)
