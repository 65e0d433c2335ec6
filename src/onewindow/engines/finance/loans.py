"""What loans and licences are scheduled to pay, and the pool they make together, in whole cents.

A loan pays level payments, or interest and its principal at the end (bullet); a licence pays equal fees, and is worth
their present value at the rate of the deal. Source: Fabozzi, "The Handbook of Fixed Income Securities" (level payment).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onewindow.engines.finance.timevalue import Cents, Floats, annuity, level_payment

LEVEL, BULLET, LICENCE = "level", "bullet", "licence"
FORMS = (LEVEL, BULLET, LICENCE)
PERIODS_A_YEAR = 12
LONGEST = 600
"""Months a claim may run."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim in a pool. ``amount`` in cents: the balance of a loan, the monthly fee of a licence."""

    id: str
    form: str
    amount: int
    rate: float
    """A year: the loan's interest; for a licence, the rate at which its fees are discounted."""
    months: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is paid if nobody defaults or pays early, by month. Balances have one element more: the opening one."""

    balance: Cents
    interest: Cents
    principal: Cents


def schedule(claim: Claim) -> Schedule:
    """The claim's schedule; principal adds up to the opening balance exactly. Raises ``ValueError``."""
    if claim.form not in FORMS:
        raise ValueError(f"form is one of {', '.join(FORMS)}, got {claim.form!r}")
    if not (0 < claim.months <= LONGEST and claim.amount > 0 and 0 <= claim.rate < 1):
        raise ValueError(f"claim {claim.id}: amount above 0, rate from 0 to below 1, 1 to {LONGEST} months")
    rate, months = claim.rate / PERIODS_A_YEAR, claim.months
    if claim.form == LICENCE:
        opening, payment = claim.amount * annuity(rate, months), float(claim.amount)
    else:
        opening, payment = float(claim.amount), level_payment(claim.amount, rate, months)
    if claim.form == BULLET:
        exact = np.append(np.full(months, opening), 0.0)
    else:
        exact = _level_balances(opening, payment, rate, months)
    balance = np.rint(exact).astype(np.int64)
    interest = np.rint(balance[:-1] * rate).astype(np.int64)
    return Schedule(balance, interest, balance[:-1] - balance[1:])


def _level_balances(opening: float, payment: float, rate: float, months: int) -> Floats:
    """B(t) = B(0) (1 + r)^t - P ((1 + r)^t - 1) / r."""
    grown = (1 + rate) ** np.arange(months + 1)
    paid = payment * (np.arange(months + 1) if rate == 0 else (grown - 1) / rate)
    balance: Floats = opening * grown - paid
    balance[-1] = 0.0
    return balance


def pool(claims: Sequence[Claim]) -> Schedule:
    """The schedules of all claims together. Raises ``ValueError`` for a pool of nothing."""
    if not claims:
        raise ValueError("a pool has at least one claim")
    longest = max(claim.months for claim in claims)
    balance, interest, principal = (np.zeros(longest + extra, dtype=np.int64) for extra in (1, 0, 0))
    for claim in claims:
        one = schedule(claim)
        balance[: one.balance.size] += one.balance
        interest[: one.interest.size] += one.interest
        principal[: one.principal.size] += one.principal
    return Schedule(balance, interest, principal)
