"""What a waterfall means to each tranche: average life, yield, loss, and how many defaults it withstands.

Sources: Fabozzi and Kothari, "Introduction to Securitization" (average life, yield to maturity by scenario, break-even
default rate); Fabozzi, "The Handbook of Fixed Income Securities" (CDR and CPR as monthly shares).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from onewindow.engines.finance.deal import Deal
from onewindow.engines.finance.loans import Schedule
from onewindow.engines.finance.timevalue import Floats, average_lives, internal_rates, yearly
from onewindow.engines.finance.waterfall import Result, Scenarios, run


@dataclass(frozen=True, slots=True)
class Figures:
    """By scenario and tranche (scenarios, tranches)."""

    life: Floats
    """Weighted average life of the principal paid, years."""
    rate: Floats
    """Effective yield a year at the price paid; -1 when nothing is paid at all."""
    loss: Floats
    """Share of the notes never repaid."""
    unpaid: Floats
    """Interest owed at the end, as a share of the notes."""


def monthly(yearly_share: float) -> float:
    """The share a month that makes ``yearly_share`` a year: 1 - (1 - a)^(1/12), for CDR and CPR alike."""
    return float(-np.expm1(np.log1p(-yearly_share) / 12)) if yearly_share < 1 else 1.0


def constant(default: Iterable[float], prepaid: float, months: int, recovery: float = 0.0, lag: int = 0) -> Scenarios:
    """One scenario for each constant default rate a year, all with the same prepayment rate a year."""
    shares = np.array([monthly(rate) for rate in default])
    shape = (shares.size, months)
    return Scenarios(np.broadcast_to(shares[:, None], shape), np.full(shape, monthly(prepaid)), recovery, lag)


def random(
    count: int, months: int, default: float, spread: float, prepaid: float, recovery: float, lag: int, seed: int
) -> Scenarios:
    """Scenarios whose yearly default rate is lognormal about ``default`` with log-deviation ``spread``, and whose
    months vary about it by an autoregression (0.9) of a tenth of that: a good or bad economy that lasts.
    """
    draw = np.random.Generator(np.random.PCG64(seed))
    level = default * np.exp(spread * draw.standard_normal(count) - spread**2 / 2)
    wave = np.zeros((count, months))
    state = np.zeros(count)
    for month in range(months):
        state = 0.9 * state + 0.1 * spread * draw.standard_normal(count)
        wave[:, month] = state
    yearly_shares = np.clip(level[:, None] * np.exp(wave), 0.0, 0.99)
    return Scenarios(
        -np.expm1(np.log1p(-yearly_shares) / 12), np.full((count, months), monthly(prepaid)), recovery, lag
    )


def figures(deal: Deal, result: Result, prices: Iterable[float] = ()) -> Figures:
    """Life, yield and loss of every tranche in every scenario; ``prices`` are shares of par, 1 if not given."""
    sizes = np.array([tranche.size for tranche in deal.tranches], dtype=float)
    paid = np.array([*prices] or [1.0] * sizes.size) * sizes
    principal = np.moveaxis(result.principal, 2, 1)
    flows = principal + np.moveaxis(result.interest, 2, 1)
    rate = yearly(internal_rates(paid, flows))
    return Figures(
        life=average_lives(principal),
        rate=np.where(flows.sum(axis=2) > 0, rate, -1.0),
        loss=result.balance[:, -1, :] / sizes,
        unpaid=result.shortfall[:, -1, :] / sizes,
    )


def join(parts: Iterable[Figures]) -> Figures:
    """The figures of blocks of scenarios as one."""
    rows = [(part.life, part.rate, part.loss, part.unpaid) for part in parts]
    return Figures(*(np.concatenate(column) for column in zip(*rows, strict=True)))


def break_even(deal: Deal, pool: Schedule, prepaid: float, months: int, recovery: float, lag: int) -> list[float]:
    """By tranche, the largest constant default rate a year at which it is paid in full, interest and principal.

    Found among 100 rates, then among 100 between the last that pays and the next: to 0.01 % of a year. A tranche that
    is not paid even without defaults has 0.
    """
    low, high = np.zeros(len(deal.tranches)), np.full(len(deal.tranches), 0.99)
    for _ in range(2):
        grids = np.linspace(low, high, 101)
        result = run(deal, pool, constant(grids.ravel(), prepaid, months, recovery, lag))
        whole = (result.balance[:, -1, :] == 0) & (result.shortfall[:, -1, :] == 0)
        for place in range(low.size):
            paid = whole[place :: low.size, place]
            first = int(np.argmin(paid)) if not paid.all() else paid.size
            column = grids[:, place]
            low[place] = column[max(first - 1, 0)]
            high[place] = column[min(first, column.size - 1)]
    return [float(rate) for rate in low]
