"""Time value of money: present values, level payments, average lives, internal rates of return.

Sources: Brealey, Myers, Allen, "Principles of Corporate Finance", ch. 2 (present values and annuities); Fabozzi, "The
Handbook of Fixed Income Securities", ch. on mortgages (level payment, average life).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Cents = NDArray[np.int64]
Flags = NDArray[np.bool_]
YEAR = 365.0
MONTH = 30.0


def present_value(amount: float, rate: float, years: float) -> float:
    """What ``amount`` in ``years`` is worth now at an effective ``rate`` a year: C / (1 + r)^t."""
    return float(amount / (1 + rate) ** years)


def present_value_of(amounts: Sequence[float], days: Sequence[date], on: date, rate: float) -> float:
    """The present value on a day of amounts on days, at an effective rate a year (actual days / 365)."""
    years = np.array([(day - on).days / YEAR for day in days])
    return float(np.sum(np.asarray(amounts, dtype=float) / (1 + rate) ** years))


def annuity(rate: float, periods: int) -> float:
    """The present value of 1 at the end of each of ``periods``: (1 - (1 + r)^-n) / r."""
    return float(periods) if rate == 0 else float(-np.expm1(-periods * np.log1p(rate)) / rate)


def level_payment(principal: float, rate: float, periods: int) -> float:
    """The level payment of each period that repays ``principal`` at ``rate`` a period. Raises ``ValueError``."""
    if periods < 1:
        raise ValueError(f"a loan has at least one period, got {periods}")
    return principal / annuity(rate, periods)


def average_life(amounts: Sequence[float], days: Sequence[date], on: date, unit: float = YEAR) -> float:
    """The weighted average life of principal paid on days, in units of that many days: sum(t * p) / sum(p)."""
    paid = np.asarray(amounts, dtype=float)
    times = np.array([(day - on).days / unit for day in days])
    return float(times @ paid / paid.sum())


def average_lives(principal: ArrayLike, periods_a_year: int = 12) -> Floats:
    """The weighted average life in years of each row of principal by period (..., periods); nan where none is paid."""
    paid = np.asarray(principal, dtype=float)
    times = np.arange(1, paid.shape[-1] + 1) / periods_a_year
    total = paid.sum(axis=-1)
    return np.where(total > 0, (paid @ times) / np.where(total > 0, total, 1), np.nan)


def internal_rates(
    price: ArrayLike, flows: ArrayLike, low: float = -0.99, high: float = 1.0, steps: int = 60
) -> Floats:
    """The rate a period at which each row of ``flows`` (..., periods), none negative, is worth its ``price``.

    By bisection, as the present value falls with the rate; nan where the flows do not pay even at ``low``.
    """
    paid = np.asarray(flows, dtype=float)
    prices = np.broadcast_to(np.asarray(price, dtype=float), paid.shape[:-1])
    bottom, top = np.full(prices.shape, low), np.full(prices.shape, high)
    times = np.arange(1, paid.shape[-1] + 1)
    last = np.flatnonzero(paid.reshape(-1, paid.shape[-1]).any(axis=0))
    width = int(last[-1]) + 1 if last.size else 1  # periods after the last payment weigh nothing
    for _ in range(steps):
        middle = (bottom + top) / 2
        # exp(-t log(1 + r)) of far periods may underflow to 0 or, near -99 %, overflow: both compare as they should.
        with np.errstate(over="ignore", invalid="ignore"):
            factors = np.exp(-np.log1p(middle)[..., None] * times[:width])
            worth = np.nansum(paid[..., :width] * factors, axis=-1)
        above = worth > prices
        bottom, top = np.where(above, middle, bottom), np.where(above, top, middle)
    return np.where(paid.sum(axis=-1) > 0, (bottom + top) / 2, np.nan)


def yearly(rate_a_period: ArrayLike, periods_a_year: int = 12) -> Floats:
    """The effective rate a year of a rate a period: (1 + r)^m - 1."""
    return np.asarray(np.expm1(periods_a_year * np.log1p(np.asarray(rate_a_period, dtype=float))), dtype=float)


def weighted_rate(amounts: Sequence[float], rates: Sequence[float]) -> float:
    """The average of rates weighted by amounts."""
    return float(np.average(rates, weights=amounts))
