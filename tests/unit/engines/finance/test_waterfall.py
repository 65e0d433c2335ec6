"""Cash is conserved to the cent, and the arrays pay what the book's plain loop pays."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.plain_waterfall import run_one
from hypothesis import given, settings
from hypothesis import strategies as st

from onewindow.engines.finance import returns
from onewindow.engines.finance.deal import PRO_RATA, SEQUENTIAL, Deal, Tranche, faults
from onewindow.engines.finance.loans import BULLET, FORMS, LEVEL, Claim, pool
from onewindow.engines.finance.waterfall import Result, Scenarios, blocks, run

POOL = pool([Claim("a", LEVEL, 60_000_000_00, 0.06, 60), Claim("b", BULLET, 47_000_000_00, 0.05, 36)])
DEAL = Deal(
    (Tranche("A", 73_000_000_00, 0.028), Tranche("B", 28_000_000_00, 0.030)),
    fee_rate=0.002, reserve=1_000_000_00, default_trigger=0.1,
)  # fmt: skip
claims = st.builds(
    Claim, st.just("c"), st.sampled_from(FORMS), st.integers(1, 10**12), st.floats(0, 0.3), st.integers(1, 40)
)
shares = st.floats(0, 1)


@st.composite
def deals(draw: st.DrawFn) -> tuple[Deal, list[Claim]]:
    assets = draw(st.lists(claims, min_size=1, max_size=3))
    room = int(pool(assets).balance[0])
    tranches = []
    for number in range(draw(st.integers(1, 4))):
        if room < 1:
            break
        size = draw(st.integers(1, room))
        tranches.append(Tranche(f"T{number}", size, draw(st.floats(0, 0.2))))
        room -= size
    deal = Deal(
        tuple(tranches), draw(st.sampled_from([SEQUENTIAL, PRO_RATA])), draw(st.floats(0, 0.05)),
        draw(st.integers(0, 10**8)), draw(st.integers(0, 10**10)), draw(shares),
    )  # fmt: skip
    return deal, assets


@settings(max_examples=150, deadline=None)
@given(deals(), st.integers(1, 50), shares, shares, shares, st.integers(0, 6), st.integers(0, 2**31))
def test_cash_is_conserved_and_the_plain_loop_agrees(
    given: tuple[Deal, list[Claim]], months: int, default: float, prepaid: float, recovery: float, lag: int, seed: int
) -> None:
    deal, assets = given
    draw = np.random.default_rng(seed)
    scenarios = Scenarios(default * draw.random((3, months)), prepaid * draw.random((3, months)), recovery, lag)
    together = pool(assets)
    result = run(deal, together, scenarios)
    assert not result.out_of_balance(deal.reserve).any(), "cash was lost or made"
    for amounts in (result.fees, result.interest, result.principal, result.reserve, result.released, result.balance):
        assert (amounts >= 0).all()
    paid = result.principal.cumsum(axis=1) + result.balance
    assert (paid == np.array([tranche.size for tranche in deal.tranches])).all(), "notes that were not repaid are owed"
    plain = run_one(deal, together, list(scenarios.default[1]), list(scenarios.prepaid[1]), recovery, lag)
    for month, row in enumerate(plain):
        assert {name: _cell(result, name, month) for name in row} == row


def _cell(result: Result, name: str, month: int) -> object:
    return getattr(result, name)[1, month].tolist()


def test_without_defaults_everybody_is_paid() -> None:
    result = run(DEAL, POOL, returns.constant([0.0], 0.0, 60))
    assert not result.balance[:, -1].any() and not result.shortfall.any() and not result.triggered.any()
    figures = returns.figures(DEAL, result)
    assert figures.rate[0] == pytest.approx([(1 + 0.028 / 12) ** 12 - 1, (1 + 0.030 / 12) ** 12 - 1], abs=1e-8)
    assert figures.life[0, 0] < figures.life[0, 1], "the senior notes are repaid first"
    assert not figures.loss.any()


def test_the_senior_tranche_withstands_more_defaults() -> None:
    rates = returns.break_even(DEAL, POOL, 0.0, 60, 0.3, 6)
    assert 0 < rates[1] < rates[0]
    for place, rate in enumerate(rates):
        at, above = (run(DEAL, POOL, returns.constant([value], 0.0, 60, 0.3, 6)) for value in (rate, rate + 0.0002))
        assert at.balance[0, -1, place] == 0 and at.shortfall[0, -1, place] == 0
        assert above.balance[0, -1, place] + above.shortfall[0, -1, place] > 0


def test_a_breached_trigger_turns_pro_rata_to_sequential_and_keeps_the_cash_in() -> None:
    deal = replace(DEAL, principal=PRO_RATA, default_trigger=0.0)
    calm = run(deal, POOL, returns.constant([0.0], 0.0, 60))
    hit = run(deal, POOL, returns.constant([0.10], 0.0, 60))
    assert not calm.triggered.any() and hit.triggered.all()
    assert calm.principal[0, 0, 1] > 0, "in proportion: both are repaid from the first month"
    assert hit.principal[0, 0, 1] == 0, "the senior notes first"
    assert calm.released[0, 0] > 0 and hit.released[0, 0] == 0


def test_losses_fall_on_the_most_junior_notes() -> None:
    result = run(DEAL, POOL, returns.constant([0.12], 0.0, 60))
    figures = returns.figures(DEAL, result)
    assert figures.loss[0, 0] == 0 and figures.loss[0, 1] > 0
    assert figures.rate[0, 1] < 0.03


def test_prepayments_shorten_the_life() -> None:
    slow, fast = (returns.figures(DEAL, run(DEAL, POOL, returns.constant([0.0], cpr, 60))).life for cpr in (0.0, 0.3))
    assert (fast < slow).all()


def test_blocks_say_what_one_run_says() -> None:
    scenarios = returns.random(7, 60, 0.03, 0.5, 0.05, 0.4, 6, seed=1)
    whole = returns.figures(DEAL, run(DEAL, POOL, scenarios))
    joined = returns.join(returns.figures(DEAL, part) for part in blocks(DEAL, POOL, scenarios, size=3))
    np.testing.assert_allclose(joined.rate, whole.rate)
    np.testing.assert_allclose(joined.life, whole.life)
    again = returns.random(7, 60, 0.03, 0.5, 0.05, 0.4, 6, seed=1)
    assert (again.default == scenarios.default).all(), "the same seed, the same scenarios"


def test_tranches_that_exceed_the_pool_are_refused() -> None:
    deal = Deal((Tranche("A", 73_000_000_00, 0.028), Tranche("A", -1, 1.5)))
    assert {(fault.field, fault.row) for fault in faults(deal, 70_000_000_00)} >= {
        ("tranches", None), ("name", 1), ("name", 2), ("size", 2), ("coupon", 2)
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"tranches of at most the pool's 70,000,000\.00, got 73,000,000\.00"):
        run(Deal((Tranche("A", 73_000_000_00, 0.028),)), pool([Claim("x", BULLET, 70_000_000_00, 0.05, 12)]),
            returns.constant([0.0], 0.0, 12))  # fmt: skip


@given(claims)
def test_a_schedule_repays_its_balance(claim: Claim) -> None:
    made = pool([claim])
    assert made.principal.sum() == made.balance[0] and made.balance[-1] == 0 and (made.principal >= 0).all()


@pytest.mark.parametrize(
    "wrong", [("annuity", 1, 0.1, 12), (LEVEL, 0, 0.1, 12), (LEVEL, 1, -0.1, 12), (LEVEL, 1, 0.1, 0)]
)
def test_a_claim_that_cannot_be(wrong: tuple[str, int, float, int]) -> None:
    with pytest.raises(ValueError):
        pool([Claim("x", *wrong)])
