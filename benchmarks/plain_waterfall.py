"""The waterfall written as a book tells it: one scenario, one month, one whole number of cents at a time.

It is the peer of the benchmark and the judge of the tests: slow, and short enough to be read.
"""

from __future__ import annotations

import math

from onewindow.engines.finance.deal import PRO_RATA, Deal
from onewindow.engines.finance.loans import Schedule


def near(value: float) -> int:
    """The nearest whole cent, halves to even, as the arrays round."""
    return round(value)


def run_one(
    deal: Deal, pool: Schedule, default: list[float], prepaid: list[float], recovery: float, lag: int
) -> list[dict[str, object]]:
    """Every month of one scenario: what came in, and who was paid what."""
    months = len(default)
    balances, interests, principals = pool.balance.tolist(), pool.interest.tolist(), pool.principal.tolist()
    left, reserve, defaulted = balances[0], deal.reserve, 0
    notes = [tranche.size for tranche in deal.tranches]
    owed = [0] * len(notes)
    coming = [0] * (months + lag + 1)
    rows: list[dict[str, object]] = []
    for month in range(months):
        opened, last = left, month == months - 1
        lost = interest_in = scheduled = early = 0
        if month < len(principals) and balances[month] > 0:
            lost = near(left * default[month])
            performing = left - lost
            interest_in = near(performing * (interests[month] / balances[month]))
            ends = balances[month + 1] == 0
            scheduled = performing if ends else near(performing * (principals[month] / balances[month]))
            early = near((performing - scheduled) * prepaid[month])
            left = performing - scheduled - early
        coming[month + lag] += near(lost * recovery)
        principal_in = scheduled + early + coming[month]
        defaulted += lost
        stopped = defaulted > round(deal.default_trigger * balances[0])

        cash, drawn = interest_in, 0
        fees = near(opened * (deal.fee_rate / 12)) + deal.fee_fixed if sum(notes) > 0 else 0
        from_cash = min(fees, cash)
        drawn = min(fees - from_cash, reserve)
        cash, reserve, fees = cash - from_cash, reserve - drawn, from_cash + drawn
        gap = max(sum(notes) - left - principal_in, 0)
        deficiency = [0] * len(notes)
        for place in reversed(range(len(notes))):
            deficiency[place] = min(gap, notes[place])
            gap -= deficiency[place]
        interest, cures = [0] * len(notes), 0
        for place, tranche in enumerate(deal.tranches):
            due = owed[place] + near((notes[place] + owed[place]) * (tranche.coupon / 12))
            from_cash = min(due, cash)
            drawn = min(due - from_cash, reserve)
            cash, reserve = cash - from_cash, reserve - drawn
            interest[place] = from_cash + drawn
            owed[place] = due - interest[place]
            cure = min(cash, deficiency[place])
            cash, cures = cash - cure, cures + cure
        if not last:
            fill = min(cash, deal.reserve - reserve)
            reserve, cash = reserve + fill, cash - fill
        kept = cash if stopped else 0
        principal, rest = repay(deal, notes, principal_in + cures + kept, stopped)
        if last:
            more, spare = repay(deal, notes, reserve, True)
            principal, rest, reserve = [a + b for a, b in zip(principal, more, strict=True)], rest + spare, 0
        elif sum(notes) + sum(owed) == 0:
            rest, reserve = rest + reserve, 0
        rows.append({
            "interest_in": interest_in, "principal_in": principal_in, "fees": fees, "interest": interest,
            "principal": principal, "reserve": reserve, "released": cash - kept + rest, "defaulted": lost,
            "pool": left, "balance": notes[:], "shortfall": owed[:], "triggered": stopped,
        })  # fmt: skip
    return rows


def repay(deal: Deal, notes: list[int], cash: int, stopped: bool) -> tuple[list[int], int]:
    """Give cash to the notes, which fall by it: what each was paid, and what none could take."""
    paid = [0] * len(notes)
    if deal.principal == PRO_RATA and not stopped:
        total = sum(notes)
        shared = rest = min(cash, total)
        for place, note in enumerate(notes):
            part = math.floor(shared * (note / max(total, 1)))
            paid[place] = min(part, note, rest)
            rest -= paid[place]
    left = cash - sum(paid)
    for place, note in enumerate(notes):
        more = min(left, note - paid[place])
        paid[place] += more
        left -= more
        notes[place] -= paid[place]
    return paid, left
