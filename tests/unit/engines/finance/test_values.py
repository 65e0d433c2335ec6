"""Values of rights and loans on them: hand-made cases and what must hold of any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onewindow.engines.finance import lending, premiums, reserving, valuation
from onewindow.engines.finance.options import renewal_value
from onewindow.engines.finance.ranges import range_of
from onewindow.engines.finance.timevalue import annuity

rates = st.floats(0.01, 0.5)


def test_cost_carries_forward_and_wears_off() -> None:
    assert valuation.by_cost([100, 100], [2, 0], 0.1, 10, 0) == pytest.approx(221 * (1 - (121 * 2 / 221) / 10))
    assert valuation.by_cost([100], [20], 0.0, 10, 0) == 0, "older than its life"
    assert valuation.by_cost([], [], 0.0, 10, 0) == 0
    with pytest.raises(ValueError):
        valuation.by_cost([100], [], 0.0, 10, 0)


def test_market_takes_the_median_of_what_was_adjusted() -> None:
    sold = [valuation.Comparable(100, (0.1,)), valuation.Comparable(200, (-0.5,)), valuation.Comparable(150)]
    assert valuation.by_market(sold) == pytest.approx((100, 110, 150))
    with pytest.raises(ValueError):
        valuation.by_market([])


def test_relief_from_royalty_by_hand() -> None:
    worth = valuation.relief_from_royalty([1000, 1000], 0.05, 0.25, 0.10)
    assert worth == pytest.approx(37.5 / 1.1**0.5 + 37.5 / 1.1**1.5)
    assert valuation.discounted([0, 110], 0.10, midyear=False) == pytest.approx(110 / 1.21)
    assert valuation.cash_flow_value([1000], 0.2, 0.25, 0.25, 0.1) == pytest.approx(37.5 / 1.1**0.5)
    assert valuation.growing(100, 0.1, 3) == pytest.approx([100, 110, 121])


@given(st.floats(1, 1e6), rates, st.floats(0.05, 0.6), st.floats(0, 1e5), st.integers(1, 15))
def test_the_freedom_to_lapse_is_never_worth_less_than_nothing(
    first: float, rate: float, volatility: float, fee: float, years: int
) -> None:
    found = renewal_value(first, [fee] * years, volatility, 0.0, rate)
    assert found.value >= 0 and found.option >= -1e-6 * max(first, fee)
    assert all(b <= a + 1e-12 for a, b in zip(found.kept, found.kept[1:], strict=False)), "who lapsed stays lapsed"


def test_a_renewal_without_risk_is_a_present_value() -> None:
    free = renewal_value(100, [0, 0, 0], 0.0, 0.0, 0.1)
    assert free.value == pytest.approx(100 * annuity(0.1, 3)) and free.option == 0 and free.kept == (1, 1, 1)
    dear = renewal_value(100, [10, 10, 500], 0.0, 0.0, 0.1)
    assert dear.kept == (1, 1, 0), "the last fee is not worth paying"
    assert dear.value == pytest.approx(100 * annuity(0.1, 2) - 10 - 10 / 1.1)
    with pytest.raises(ValueError):
        renewal_value(100, [1], 0.1, 0.5, 0.1)


def test_a_range_can_be_made_again() -> None:
    inputs = {"a": (1.0, 2.0, 3.0), "b": (5.0, 5.0, 5.0)}
    one, two = (range_of(lambda x: x["a"] * x["b"], inputs, seed=7, runs=4000) for _ in range(2))
    assert one == two and one.low < one.middle < one.high
    assert one.mean == pytest.approx(10, abs=0.1)
    # The fifth of a hundred of a triangle on (1, 2, 3) lies where (x - 1)^2 / 2 = 0.05.
    assert one.low == pytest.approx(5 * (1 + np.sqrt(0.1)), abs=0.1)
    with pytest.raises(ValueError):
        range_of(lambda x: x["a"], {"a": (3.0, 2.0, 1.0)}, seed=1)


def test_covenants_and_stress() -> None:
    position = lending.Position(debt=60, value=100, income=20, interest=5, repayment=10)
    covenants = lending.Covenants(loan_to_value=0.7, debt_service=1.2, interest_cover=3)
    assert [(t.name, round(t.ratio or 0, 4), t.held) for t in lending.tested(position, covenants)] == [
        ("loan_to_value", 0.6, True), ("debt_service", 1.3333, True), ("interest_cover", 4.0, True)
    ]  # fmt: skip
    stressed = lending.tested(lending.stressed(position, 0.3, 0.2, 0.02), covenants)
    assert [t.held for t in stressed] == [False, False, False]
    assert lending.value_headroom(position, 0.7) == pytest.approx(1 - 60 / 70)
    worthless = lending.tested(lending.Position(1, 0, 0, 0, 0), covenants)
    assert [(t.ratio, t.held) for t in worthless] == [(None, False), (None, True), (None, True)]
    assert lending.tested(position, lending.Covenants()) == []


@given(st.floats(1, 1e7), st.floats(0, 5), st.floats(1, 1e8), st.floats(1, 1e8))
def test_a_limited_loss_is_below_its_limit_and_its_mean(mean: float, variation: float, one: float, two: float) -> None:
    low, high = sorted((one, two))
    small, large = (premiums.limited_mean(mean, variation, cap) for cap in (low, high))
    assert 0 <= small <= large * (1 + 1e-9) + 1e-9
    assert small <= low * (1 + 1e-9) and large <= mean * (1 + 1e-9)


def test_a_limited_loss_against_a_simulation() -> None:
    draw = np.random.default_rng(3)
    variance = np.log(1 + 1.5**2)
    losses = np.exp(np.log(550_000) - variance / 2 + np.sqrt(variance) * draw.standard_normal(400_000))
    assert premiums.limited_mean(550_000, 1.5, 850_000) == pytest.approx(np.minimum(losses, 850_000).mean(), rel=0.01)
    assert premiums.limited_mean(1, 1, 0) == 0


def test_what_was_seen_weighs_as_much_as_there_is_of_it() -> None:
    basis, loading = premiums.Basis(0.1, 100, 0.0, 50), premiums.Loading(0.2, 0.25)
    believed = premiums.quote(basis, [], 1000, 0, 1, loading)
    assert (believed.weight, believed.premium) == (0, pytest.approx(10 * 1.25 / 0.8))
    seen = premiums.quote(basis, [premiums.Experience(100, 50, 10_000)], 1000, 0, 1, loading)
    assert seen.weight == 0.5 and seen.frequency == pytest.approx(0.3) and seen.severity == pytest.approx(150)
    assert seen.rate(1000) == seen.premium / 1000
    with pytest.raises(ValueError):
        premiums.quote(basis, [], 10, 10, 1, loading)


def test_a_triangle_from_payments() -> None:
    made = reserving.triangle([0, 0, 1, 2, 0], [0, 1, 0, 0, 2], [10, 5, 8, 6, 1], 3)
    assert np.array_equal(made, [[10, 15, 16], [8, 8, np.nan], [6, np.nan, np.nan]], equal_nan=True)
    reserve = reserving.mack(made)
    assert reserve.factors == pytest.approx([23 / 18, 16 / 15])
    assert reserve.ultimate == pytest.approx([16, 8 * 16 / 15, 6 * 23 / 18 * 16 / 15])
    with pytest.raises(ValueError):
        reserving.mack(np.zeros((2, 2)))
    with pytest.raises(ValueError):
        reserving.mack(np.where(np.isnan(made), np.nan, 0.0))
