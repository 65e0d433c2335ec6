"""Published worked examples, each with where it is from."""

from datetime import date

import numpy as np
import pytest

from onewindow.engines.finance import premiums, reserving
from onewindow.engines.finance.deal import Deal, Tranche, faults, remainder
from onewindow.engines.finance.loans import Claim, schedule
from onewindow.engines.finance.timevalue import MONTH, average_life, internal_rates, present_value, present_value_of
from onewindow.engines.finance.valuation import tax_amortisation_factor

# Historical Loss Development, Reinsurance Association of America (1991); in Mack (1993) and Mack (1994).
RAA = (
    (5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662, 18834),
    (106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704),
    (3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466),
    (5655, 11555, 15766, 21266, 23425, 26083, 27067),
    (1092, 9565, 15836, 22169, 25955, 26180),
    (1513, 6445, 11702, 12935, 15852),
    (557, 4020, 10946, 12314),
    (1351, 6947, 13112),
    (3133, 5395),
    (2063,),
)


def two_digits(value: float) -> float:
    """Cut after two digits, not rounded: as absbox prints its figures."""
    return int(value * 100) / 100


def test_a_level_pay_loan_after_one_payment() -> None:
    """absbox's documentation, a mortgage of 4,000 at 8.5 % over 60 months: 3,946.27 after one payment."""
    assert schedule(Claim("loan", "level", 4000_00, 0.085, 60)).balance[1] == 3946_27


def test_a_present_value() -> None:
    """absbox's documentation: 103 on 2023-02-01 as of 2022-02-01 at 5 % is 98.09."""
    worth = present_value_of([103], [date(2023, 2, 1)], date(2022, 2, 1), 0.05)
    assert two_digits(worth) == 98.09


def test_an_average_life() -> None:
    """absbox's documentation: 50 on 2023-06-30 and 50 on 2023-12-31, from 2023-01-01: 0.74 years, 9.06 months."""
    paid = ([50, 50], [date(2023, 6, 30), date(2023, 12, 31)], date(2023, 1, 1))
    assert two_digits(average_life(*paid)) == 0.74
    assert two_digits(average_life(*paid, unit=MONTH)) == 9.06


def test_the_coupon_of_a_real_securitization() -> None:
    """An IP-ABS of 107 m: A of 73 m at 2.8 %, B of 28 m at 3.0 %: 2.8554 % weighted; 6 m stay with the originator."""
    deal = Deal((Tranche("A", 73_000_000_00, 0.028), Tranche("B", 28_000_000_00, 0.030)))
    assert faults(deal, 107_000_000_00) == []
    assert round(deal.coupon, 6) == 0.028554
    assert remainder(deal, 107_000_000_00) == 6_000_000_00


def test_the_tax_amortisation_benefit() -> None:
    """Tax 25 %, 15 years, 12 %: the factor is 1.1280 (cut to four digits)."""
    assert int(tax_amortisation_factor(0.25, 15, 0.12) * 10_000) == 1_1280


def test_a_sum_in_eight_years() -> None:
    """500,000 in 8 years at 10 % are 233,253.69 now; and that price yields 10 %."""
    worth = present_value(500_000, 0.10, 8)
    assert round(worth, 2) == 233_253.69
    assert internal_rates(worth, [0, 0, 0, 0, 0, 0, 0, 500_000]) == pytest.approx(0.10)


def test_mack_on_the_raa_triangle() -> None:
    """Mack's own example as the R package ChainLadder and chainladder-python print it: 52,135.23 and 26,880.74."""
    cumulative = np.full((10, 10), np.nan)
    for origin, row in enumerate(RAA):
        cumulative[origin, : len(row)] = row
    reserve = reserving.mack(cumulative)
    assert round(reserve.total, 2) == 52_135.23
    assert round(reserve.total_error, 2) == 26_880.74
    assert round(reserving.mack(cumulative, log_linear=False).total_error) == 26_909, "by Mack's rule, as he printed it"


def test_peach_growers_insured_against_damage_to_their_indication() -> None:
    """Yangshan peach: limit 300,000, half of the premium from the public purse, a claim of 64,000 within the limit."""
    basis = premiums.Basis(frequency=0.2, severity=64_000, variation=0.0, credibility=20)
    quote = premiums.quote(basis, [], 300_000, 0, 1, premiums.Loading(expenses=0.0, risk=0.0))
    assert quote.expected_loss == pytest.approx(0.2 * 64_000), "a claim of 64,000 is below the limit: paid whole"
    assert premiums.subsidised(10_000, [0.5], 1) == 5_000
    assert premiums.subsidised(10_000, [0.5], 2) == 0


def test_the_beijing_pilot() -> None:
    """Beijing: 25,000 of premium for 2.4 m, 10,000 for 850,000; the purse pays 100 %, then 90, 80 and 50 %."""
    shares = [1.0, 0.9, 0.8, 0.5]
    assert [premiums.subsidised(25_000, shares, year) for year in range(1, 6)] == [25_000, 22_500, 20_000, 12_500, 0]
    rates = [25_000 / 2_400_000, 10_000 / 850_000]
    assert [round(rate * 100, 2) for rate in rates] == [1.04, 1.18]
    # Ours, too, asks relatively more for the smaller limit: small losses are the frequent ones.
    basis = premiums.Basis(frequency=0.02, severity=550_000, variation=1.5, credibility=50)
    large, small = (
        premiums.quote(basis, [], limit, 0, 1, premiums.Loading(0.35, 0.5)).rate(limit)
        for limit in (2_400_000, 850_000)
    )
    assert small > large
