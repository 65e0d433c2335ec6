"""The waterfall: how a pool's cash of each month is given out, for many scenarios at once, to the cent.

Cash of interest pays fees, then from the most senior tranche down its interest and its principal deficiency, then the
reserve, then the originator. Cash of principal (scheduled, prepaid, recovered, and the deficiencies just paid) repays
the notes. A deficiency is what notes exceed the pool and the cash of principal by, charged from the most junior up.
Sources: Fabozzi and Kothari, "Introduction to Securitization", ch. 5-6; Moody's, "The principal deficiency ledger"
(UK RMBS practice). Everything is int64 cents: a share is a minimum or a difference, so nothing is lost or made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from onewindow.engines.finance.deal import PRO_RATA, Deal, faults
from onewindow.engines.finance.loans import PERIODS_A_YEAR, Schedule
from onewindow.engines.finance.timevalue import Cents, Flags, Floats

LARGEST = 10**14
"""Cents a pool may have: products by rates stay exact in int64 and close in float64."""


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Shares by scenario and month, (scenarios, months): of the balance that defaults, of the rest that is prepaid."""

    default: Floats
    prepaid: Floats
    recovery: float = 0.0
    """Share of a defaulted balance that comes back ``lag`` months later."""
    lag: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """(scenarios, months)."""
        return self.default.shape[0], self.default.shape[1]


@dataclass(frozen=True, slots=True)
class Result:
    """What was paid, in cents: (scenarios, months), with one dimension of tranches more where there are tranches."""

    interest_in: Cents
    principal_in: Cents
    fees: Cents
    interest: Cents
    principal: Cents
    reserve: Cents
    """In the reserve after the month."""
    released: Cents
    """To the originator."""
    defaulted: Cents
    pool: Cents
    """The pool's balance after the month."""
    balance: Cents
    """The notes of each tranche after the month."""
    shortfall: Cents
    """Interest each tranche is owed and was not paid."""
    triggered: Flags
    """Whether the trigger was breached by the end of the month."""

    def out_of_balance(self, opening_reserve: int) -> Cents:
        """Cash in less cash out and kept, by scenario and month: 0 everywhere, or cash was lost or made."""
        before = np.concatenate([np.full((self.reserve.shape[0], 1), opening_reserve), self.reserve[:, :-1]], axis=1)
        out = self.fees + self.interest.sum(axis=2) + self.principal.sum(axis=2) + self.released
        return np.asarray(self.interest_in + self.principal_in + before - out - self.reserve)


def run(deal: Deal, pool: Schedule, scenarios: Scenarios) -> Result:
    """Give out the pool's cash month by month in every scenario. Raises ``ValueError`` for a deal with faults."""
    opening = int(pool.balance[0])
    wrong = faults(deal, opening)
    if wrong:
        raise ValueError("; ".join(f"{fault.field}: {fault.expected.en}, got {fault.got}" for fault in wrong))
    if opening > LARGEST:
        raise ValueError(f"a pool has at most {LARGEST} cents, got {opening}")
    count, months = scenarios.shape
    state = _State(deal, opening, count, months + scenarios.lag)
    rows = [state.month(month, pool, scenarios, last=month == months - 1) for month in range(months)]
    return Result(*(np.stack(column, axis=1) for column in zip(*rows, strict=True)))


def blocks(deal: Deal, pool: Schedule, scenarios: Scenarios, size: int = 500) -> Iterator[Result]:
    """The same, so many scenarios at a time: memory stays flat however many there are."""
    for start in range(0, scenarios.shape[0], size):
        part = slice(start, start + size)
        yield run(deal, pool, Scenarios(scenarios.default[part], scenarios.prepaid[part], scenarios.recovery,
                                        scenarios.lag))  # fmt: skip


class _State:
    """What is carried from month to month, each an array over the scenarios."""

    def __init__(self, deal: Deal, opening: int, count: int, ahead: int) -> None:
        self.deal, self.opening = deal, opening
        self.pool = np.full(count, opening, dtype=np.int64)
        self.notes = [np.full(count, tranche.size, dtype=np.int64) for tranche in deal.tranches]
        self.owed = [np.zeros(count, dtype=np.int64) for _ in deal.tranches]
        self.reserve = np.full(count, deal.reserve, dtype=np.int64)
        self.defaulted = np.zeros(count, dtype=np.int64)
        self.recovered = np.zeros((ahead + 1, count), dtype=np.int64)

    def month(self, month: int, pool: Schedule, scenarios: Scenarios, last: bool) -> tuple[Cents | Flags, ...]:
        opened = self.pool
        interest_in, principal_in, lost = self._collect(month, pool, scenarios)
        self.defaulted = self.defaulted + lost
        stopped = self.defaulted > round(self.deal.default_trigger * self.opening)
        fees, interest, cures, cash = self._pay_interest(opened, interest_in, principal_in)
        cash = self._fill_reserve(cash, last)
        # Once a trigger is breached, what would go to the originator repays notes instead; so does all at the end.
        kept = np.where(stopped, cash, 0)
        principal, left = self._repay(principal_in + cures + kept, stopped)
        if last:  # what is left in the reserve repays what is left of the notes
            more, rest = self._repay(self.reserve, np.ones_like(stopped))
            principal, left, self.reserve = [a + b for a, b in zip(principal, more, strict=True)], left + rest, left * 0
        else:
            left = self._release_reserve(left)
        released = cash - kept + left
        return (interest_in, principal_in, fees, np.stack(interest, axis=1), np.stack(principal, axis=1), self.reserve,
                released, lost, self.pool, np.stack(self.notes, axis=1), np.stack(self.owed, axis=1),
                stopped)  # fmt: skip

    def _collect(self, month: int, pool: Schedule, scenarios: Scenarios) -> tuple[Cents, Cents, Cents]:
        """(interest, principal with recoveries, defaulted balance) of the month; the pool's balance falls."""
        nothing = np.zeros_like(self.pool)
        lost = interest = scheduled = early = nothing
        if month < pool.principal.size and pool.balance[month] > 0:
            lost = _share(self.pool, scenarios.default[:, month])
            left = self.pool - lost
            interest = _share(left, pool.interest[month] / pool.balance[month])
            scheduled = (
                left if pool.balance[month + 1] == 0 else _share(left, pool.principal[month] / pool.balance[month])
            )
            early = _share(left - scheduled, scenarios.prepaid[:, month])
            self.pool = left - scheduled - early
        self.recovered[month + scenarios.lag] += _share(lost, scenarios.recovery)
        return interest, scheduled + early + self.recovered[month], lost

    def _pay_interest(
        self, opened: Cents, interest_in: Cents, principal_in: Cents
    ) -> tuple[Cents, list[Cents], Cents, Cents]:
        """(fees, interest by tranche, deficiencies paid, cash left); the reserve helps with fees and interest."""
        alive = _sum(self.notes) > 0
        due = np.where(alive, _share(opened, self.deal.fee_rate / PERIODS_A_YEAR) + self.deal.fee_fixed, 0)
        fees, cash = self._pay(due, interest_in)
        deficiencies = self._deficiencies(principal_in)
        interest, cures = [], np.zeros_like(cash)
        for place, tranche in enumerate(self.deal.tranches):
            rate = tranche.coupon / PERIODS_A_YEAR
            owed = self.owed[place] + _share(self.notes[place] + self.owed[place], rate)
            paid, cash = self._pay(owed, cash)
            self.owed[place] = owed - paid
            interest.append(paid)
            cure = np.minimum(cash, deficiencies[place])
            cures, cash = cures + cure, cash - cure
        return fees, interest, cures, cash

    def _pay(self, due: Cents, cash: Cents) -> tuple[Cents, Cents]:
        paid = np.minimum(due, cash)
        drawn = np.minimum(due - paid, self.reserve)
        self.reserve = self.reserve - drawn
        return paid + drawn, cash - paid

    def _deficiencies(self, principal_in: Cents) -> list[Cents]:
        """By tranche: what the notes exceed the pool and the cash of principal by, from the most junior up."""
        gap = np.maximum(_sum(self.notes) - self.pool - principal_in, 0)
        charged = []
        for notes in reversed(self.notes):
            part = np.minimum(gap, notes)
            gap = gap - part
            charged.append(part)
        return charged[::-1]

    def _fill_reserve(self, cash: Cents, last: bool) -> Cents:
        if last:
            return cash
        fill = np.minimum(cash, self.deal.reserve - self.reserve)
        self.reserve = self.reserve + fill
        return cash - fill

    def _repay(self, cash: Cents, stopped: Flags) -> tuple[list[Cents], Cents]:
        """(principal by tranche, what no note is left to take); the notes fall."""
        paid = [np.zeros_like(cash) for _ in self.notes]
        if self.deal.principal == PRO_RATA:
            total = _sum(self.notes)
            shared = rest = np.where(stopped, 0, np.minimum(cash, total))
            for place, notes in enumerate(self.notes):
                # By float and floor, as the product leaves int64; never more than there is, whatever was rounded.
                part = np.floor(shared * (notes / np.maximum(total, 1))).astype(np.int64)
                paid[place] = np.minimum(np.minimum(part, notes), rest)
                rest = rest - paid[place]
        left = cash - _sum(paid)
        for place, notes in enumerate(self.notes):
            more = np.minimum(left, notes - paid[place])
            paid[place], left = paid[place] + more, left - more
        self.notes = [notes - part for notes, part in zip(self.notes, paid, strict=True)]
        return paid, left

    def _release_reserve(self, left: Cents) -> Cents:
        """With all notes paid the reserve is the originator's."""
        done = _sum(self.notes) + _sum(self.owed) == 0
        freed = np.where(done, self.reserve, 0)
        self.reserve = self.reserve - freed
        return left + freed


def _share(amount: Cents, share: Floats | float) -> Cents:
    """A share of amounts, to the cent nearest."""
    return np.asarray(np.rint(amount * share), dtype=np.int64)


def _sum(parts: list[Cents]) -> Cents:
    return np.asarray(np.sum(parts, axis=0), dtype=np.int64)
