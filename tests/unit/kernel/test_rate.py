"""How often one visitor may ask."""

from datetime import UTC, datetime, timedelta

import pytest

from onewindow.kernel import rate
from onewindow.kernel.errors import TooMany

START = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)


def taken(key: str, seconds: float, per_minute: int = 6) -> bool:
    try:
        rate.take(key, per_minute, START + timedelta(seconds=seconds))
    except TooMany:
        return False
    return True


def test_a_minutes_worth_at_once_then_at_an_even_pace() -> None:
    assert [taken("a", 0) for _ in range(7)] == [True] * 6 + [False]
    assert [taken("a", 9.9), taken("a", 10), taken("a", 10)] == [False, True, False]
    assert [taken("a", 3600) for _ in range(7)] == [True] * 6 + [False]


def test_visitors_do_not_wait_for_each_other() -> None:
    assert [taken("a", 0) for _ in range(7)][-1] is False
    assert taken("b", 0)


def test_the_wait_said_is_the_wait_needed() -> None:
    for _ in range(6):
        taken("a", 0)
    with pytest.raises(TooMany) as refused:
        rate.take("a", 6, START)
    assert refused.value.retry_after == 11
    assert (
        str(refused.value.retry_after) in refused.value.text.en
        and str(refused.value.retry_after) in refused.value.text.zh
    )
    assert taken("a", refused.value.retry_after)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    assert [taken("a", 100) for _ in range(6)] == [True] * 6
    assert not taken("a", 50)


def test_a_rate_of_none_lets_nobody_in() -> None:
    assert not taken("a", 0, per_minute=0)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "MOST_VISITORS", 10)
    for n in range(100):
        assert taken(f"visitor {n}", 0)
    assert len(rate._buckets) == 10
    assert "visitor 99" in rate._buckets
