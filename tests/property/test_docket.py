"""The dates of the docket against an oracle that walks day by day, and against the slow arithmetic of ``periods``."""

from datetime import date, timedelta

import numpy as np
import pytest
from benchmarks import day_by_day as oracle
from benchmarks.synthetic_rights import rights_of
from hypothesis import given, settings
from hypothesis import strategies as st

from onewindow.law import docket, facts, periods, saying, schedule, vector
from onewindow.law.docket import State

SAMPLE = 20_000


@pytest.mark.parametrize(("office", "first", "last"), [("CN", 1985, 2040), ("US", 1975, 2060)])
def test_ends_are_where_a_walk_day_by_day_ends(office: str, first: int, last: int) -> None:
    random = np.random.default_rng(5)
    span = (date(last, 1, 1) - date(first, 1, 1)).days
    days = (date(first, 1, 1).toordinal() + random.integers(0, span, SAMPLE)).astype(np.int32)
    months = random.choice([1, 2, 3, 6, 12, 16, 18, 30, 32, 36, 42, 240], SAMPLE).astype(np.int32)
    ours, _ = vector.rolling(office).roll(vector.add_months(days, months))
    split = np.array([(d.year, d.month, d.day) for d in map(date.fromordinal, days.tolist())], np.int32)
    walked = oracle.walk_all(
        split, months, np.full(SAMPLE, oracle.MONTHS, np.int8), np.zeros(SAMPLE, bool), oracle.openness(office)
    )
    assert np.array_equal(ours - vector.EPOCH, walked)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.dates(date(2005, 1, 1), date(2026, 12, 31)))
def test_columns_say_what_one_right_at_a_time_would_say(seed: int, today: date) -> None:
    known = rights_of(60, seed)
    found = docket.docket(known, today)
    assert len(found)
    for i in range(0, len(found), 7):
        line, rule = schedule.LINES[found.line[i]], docket.counted_rule(found, i)
        base, due = (date.fromordinal(int(c[i])) for c in (found.base, found.due))
        if line.code not in ("renewal", "renewal_ep"):
            ended = periods.ending(rule, base)
            assert (ended.day, ended.unknown is not None) == (due, bool(found.unknown[i]))
        assert rule.in_force(base) or line.code == "renewal"
        said = saying.explain(found, i)
        assert periods.day_en(due) in said.en and periods.day_zh(due) in said.zh and rule.citation.zh in said.zh


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.dates(date(2005, 1, 1), date(2026, 12, 31)), st.integers(1, 400))
def test_a_deadline_that_went_by_unmet_is_missed_and_never_vanishes(seed: int, today: date, later: int) -> None:
    known = rights_of(60, seed)
    then, now = docket.docket(known, today), docket.docket(known, today + timedelta(days=later))

    def keyed(found: docket.Docket) -> dict[tuple[int, int, int], int]:
        keys = zip(found.right.tolist(), found.line.tolist(), found.year.tolist(), strict=True)
        return dict(zip(keys, found.state.tolist(), strict=True))

    before, after = keyed(then), keyed(now)
    lapsed = {right for (right, line, _), state in after.items() if state == State.MISSED and _yearly(line)}
    for key, state in before.items():
        if key not in after:  # nothing more is due on a right that lapsed meanwhile
            assert key[0] in lapsed and _yearly(key[1])
        elif state == State.MISSED:
            assert after[key] == State.MISSED
        elif state == State.OPEN:
            assert after[key] in (State.OPEN, State.LATE, State.MISSED)
    assert not np.any((now.state == State.OPEN) & (now.due < (today + timedelta(days=later)).toordinal()))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.dates(date(2005, 1, 1), date(2026, 12, 31)))
def test_money_is_never_more_than_the_full_fee_and_a_surcharge_is_late(seed: int, today: date) -> None:
    found = docket.docket(rights_of(60, seed), today)
    assert np.all((found.fee <= found.full) & (found.fee >= 0) & (found.surcharge >= 0))
    assert np.all(found.surcharge[found.state != State.LATE] == 0)
    assert np.all((found.base <= found.due) & (found.due <= found.last))


def _yearly(line: int) -> bool:
    return schedule.LINES[line].years or schedule.LINES[line].stages > 0


def test_a_portfolio_of_nothing_has_an_empty_docket() -> None:
    assert len(docket.docket(rights_of(0, 1), date(2024, 1, 1))) == 0
    assert len(facts.OFFICES) == 5
