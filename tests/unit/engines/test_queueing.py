"""The simulated queue against closed forms, and what a forecast says of simple offices."""

import numpy as np
import pytest

from onewindow.engines import queueing
from onewindow.engines.queueing import Kind, Office


def steady(office: Office, months: float, seed: int) -> queueing.Run:
    """A run without its first tenth, in which the queue fills."""
    run = queueing.simulate(office, months, seed)
    late = run.came > months / 10
    return queueing.Run(run.kinds[late], run.came[late], run.begun[late])


@pytest.mark.parametrize(("examiners", "rate", "arrivals"), [(1, 10.0, 7.0), (3, 10.0, 24.0), (10, 10.0, 85.0)])
def test_the_mean_wait_is_that_of_erlang_c(examiners: int, rate: float, arrivals: float) -> None:
    office = Office((Kind(0, (), arrivals),), examiners, rate)
    waits = [steady(office, 60_000 / arrivals, seed).ages.mean() for seed in range(4)]
    expected = queueing.erlang_c(examiners, arrivals / rate) / (examiners * rate - arrivals)
    assert np.mean(waits) == pytest.approx(expected, rel=0.07)
    assert queueing.mean_waits(examiners, rate, [arrivals]) == pytest.approx([expected])


def test_the_mean_wait_of_each_priority_is_that_of_the_closed_form() -> None:
    arrivals = [6.0, 8.0, 10.0]
    office = Office(tuple(Kind(rank, (), each) for rank, each in enumerate(arrivals)), 3, 10.0)
    runs = [steady(office, 3_000, seed) for seed in range(4)]
    expected = queueing.mean_waits(3, 10.0, arrivals)
    for kind in range(3):
        waits = np.concatenate([run.ages[run.kinds == kind] for run in runs])
        assert waits.mean() == pytest.approx(expected[kind], rel=0.09)
    assert expected[0] < expected[1] < expected[2]


def test_erlang_c_at_known_points() -> None:
    assert queueing.erlang_c(1, 0.5) == pytest.approx(0.5)
    assert queueing.erlang_c(2, 1.0) == pytest.approx(1 / 3)  # a textbook value: M/M/2 at half its capacity
    assert queueing.erlang_c(5, 0.0) == 0
    assert queueing.erlang_c(400, 360.0) < queueing.erlang_c(400, 396.0) < 1
    for load in (3.0, 4.0, -1.0):
        with pytest.raises(ValueError, match="steady state"):
            queueing.erlang_c(3, load)


def test_a_backlog_drains_when_the_fluid_says() -> None:
    ages = tuple(np.linspace(0, 9, 6_000).tolist())
    office = Office((Kind(0, ages, 500.0),), 20, 50.0)
    expected = queueing.drain_months(office.backlog, office.capacity, office.arrivals)
    assert expected == 12
    ends = []
    for seed in range(3):
        run = queueing.simulate(office, 24, seed)
        waiting_files = run.ages > 0.01
        ends.append(run.begun[waiting_files].max())
    assert np.mean(ends) == pytest.approx(expected, rel=0.1)
    assert queueing.drain_months(1, 10, 10) == float("inf")
    assert queueing.drain_months(0, 10, 20) == 0


def test_the_age_at_decision_follows_the_fluid() -> None:
    ages = tuple(np.linspace(0, 9, 9_000).tolist())
    office = Office((Kind(0, ages, 1_000.0),), 30, 50.0)
    found = queueing.forecast(office, 24, seeds=range(3))
    middle = np.arange(24) + 0.5
    fluid = queueing.fluid_age(middle, np.array(ages), office.capacity, office.arrivals)
    busy = fluid > 0.3
    assert np.abs(found.median - fluid)[busy].max() < 0.4
    assert fluid[-1] == 0 and found.median[-1] < 0.1
    down = found.month_down_to(4.0)
    first = int(np.flatnonzero(fluid <= 4.0)[0]) + 1
    assert down is not None and abs(down - first) <= 1


def test_an_office_that_cannot_keep_up_never_comes_down() -> None:
    office = Office((Kind(0, tuple([6.0] * 500), 120.0),), 2, 50.0)
    found = queueing.forecast(office, 36, seeds=[1])
    assert found.month_down_to(4.0) is None
    assert found.median[-1] > 6


def test_a_month_without_decisions_is_no_evidence() -> None:
    nothing = float("nan")
    waited = np.array([9.0, 3.0, nothing, 5.0, nothing, 4.0, 2.0, nothing])
    assert queueing.Forecast(waited, waited, 1).month_down_to(4.0) == 6
    assert queueing.Forecast(waited[:5], waited[:5], 1).month_down_to(4.0) is None
    assert queueing.Forecast(waited[1:3], waited[1:3], 1).month_down_to(4.0) == 1


def test_an_office_without_files_is_down_at_once() -> None:
    found = queueing.forecast(Office((Kind(0),), 1, 50.0), 12, seeds=[1])
    assert np.isnan(found.median).all()
    assert found.month_down_to(4.0) == 1


def test_the_first_priority_does_not_wait_behind_the_backlog() -> None:
    office = Office((Kind(0, (), 10.0), Kind(1, tuple([5.0] * 3_000), 40.0)), 2, 50.0)
    run = queueing.simulate(office, 12, seed=7)
    assert np.median(run.ages[run.kinds == 0]) < 0.1
    assert np.median(run.ages[run.kinds == 1]) > 5


def test_the_same_seed_is_the_same_run_and_another_is_not() -> None:
    office = Office((Kind(0, (1.0, 2.0), 30.0),), 1, 25.0)
    one, again, other = (queueing.simulate(office, 12, seed).begun for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_nobody_is_seen_before_coming_and_no_examiner_works_on_two_files() -> None:
    office = Office((Kind(0, (3.0, 1.0), 20.0), Kind(1, (8.0,), 20.0)), 1, 45.0)
    run = queueing.simulate(office, 50, seed=3)
    assert (run.ages >= 0).all() and (run.begun >= 0).all()
    assert (np.diff(run.begun) > 0).all()


def test_a_large_office_is_simulated_at_a_scale_that_keeps_its_answer() -> None:
    ages = tuple(np.linspace(0, 8, 400_000).tolist())
    office = Office((Kind(0, ages, 50_000.0),), 1_000, 75.0)
    small, scale = queueing.scaled(office, 24)
    assert scale == 54
    assert small.capacity == pytest.approx(office.capacity / scale)
    found = queueing.forecast(office, 24, seeds=[1])
    fluid = queueing.fluid_age(np.arange(24) + 0.5, np.array(ages), office.capacity, office.arrivals)
    busy = fluid > 0.5
    assert np.abs(found.median - fluid)[busy].max() < 0.35


@pytest.mark.parametrize(("examiners", "rate"), [(0, 10.0), (1, 0.0)])
def test_an_office_in_which_nobody_works_is_refused(examiners: int, rate: float) -> None:
    with pytest.raises(ValueError, match="at least one examiner"):
        queueing.simulate(Office((Kind(0),), examiners, rate), 1, seed=1)
