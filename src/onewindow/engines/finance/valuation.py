"""What a right is worth, by the three approaches: cost, market, income.

Sources: International Valuation Standards, IVS 105 and IVS 210 (approaches and methods); GB/T 39550-2020 is a
framework for patents in China (referred to, not copied); Smith and Parr, "Intellectual Property: Valuation,
Exploitation and Infringement Damages" (relief from royalty, obsolescence); tax amortisation benefit: IVS 210, section
110, and Boer, "The Valuation of Technology" (the factor 1 / (1 - t/n * annuity)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onewindow.engines.finance.timevalue import Floats, annuity


@dataclass(frozen=True, slots=True)
class Comparable:
    """A right that was sold: its price, and by how much the right valued is better (+) or worse (-) in each respect."""

    price: float
    adjustments: tuple[float, ...] = ()


def by_cost(costs: Sequence[float], ages: Sequence[float], inflation: float, life: float, obsolescence: float) -> float:
    """Reproduction cost: what was spent, each sum brought forward from ``ages`` years ago, less physical age and
    obsolescence: sum(c (1+g)^a) * (1 - mean age / life) * (1 - o). Raises ``ValueError``.
    """
    if len(costs) != len(ages) or life <= 0 or not 0 <= obsolescence <= 1:
        raise ValueError("as many ages as costs, a life above 0, obsolescence from 0 to 1")
    spent = np.asarray(costs, dtype=float) * (1 + inflation) ** np.asarray(ages, dtype=float)
    total = float(spent.sum())
    if total == 0:
        return 0.0
    age = float(spent @ np.asarray(ages, dtype=float) / total)
    return total * max(0.0, 1 - age / life) * (1 - obsolescence)


def by_market(comparables: Sequence[Comparable]) -> tuple[float, float, float]:
    """(low, median, high) of the prices of comparables after their adjustments, each a factor 1 + a."""
    if not comparables:
        raise ValueError("the market approach needs a comparable")
    prices = [one.price * float(np.prod([1 + a for a in one.adjustments])) for one in comparables]
    return min(prices), float(np.median(prices)), max(prices)


def growing(first: float, growth: float, years: int) -> Floats:
    """An amount a year that grows at a constant rate."""
    return np.asarray(first * (1 + growth) ** np.arange(years), dtype=float)


def discounted(flows: Sequence[float] | Floats, rate: float, midyear: bool = True) -> float:
    """The present value of flows of years 1, 2, ...; in the middle of each year, or at its end."""
    amounts = np.asarray(flows, dtype=float)
    times = np.arange(1, amounts.size + 1) - (0.5 if midyear else 0.0)
    return float(amounts @ (1 + rate) ** -times)


def relief_from_royalty(
    revenues: Sequence[float] | Floats, royalty: float, tax: float, rate: float, costs: float = 0.0
) -> float:
    """The royalties after tax that owning the right saves, discounted; ``costs`` a year to keep it up come off."""
    return discounted((np.asarray(revenues, dtype=float) * royalty - costs) * (1 - tax), rate)


def cash_flow_value(
    revenues: Sequence[float] | Floats, margin: float, share: float, tax: float, rate: float, costs: float = 0.0
) -> float:
    """The profit of a business that is due to the right (``share`` of its margin), after tax, discounted."""
    return discounted((np.asarray(revenues, dtype=float) * margin * share - costs) * (1 - tax), rate)


def tax_amortisation_factor(tax: float, years: int, rate: float) -> float:
    """By how much a buyer's tax amortisation over ``years`` raises the value: 1 / (1 - t/n * annuity(k, n))."""
    return 1 / (1 - tax / years * annuity(rate, years))
