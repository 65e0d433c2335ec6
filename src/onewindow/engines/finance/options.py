"""The value of keeping a right by paying its renewal fees year by year: each fee buys the option to go on.

Yearly returns follow a recombining binomial lattice; before each year the holder pays the fee or lets the right lapse,
whichever is worth more. Sources: Pakes, "Patents as Options", Econometrica 54 (1986) 755-784 (the optimal stopping);
Cox, Ross, Rubinstein, "Option Pricing: A Simplified Approach", J. Financial Economics 7 (1979) 229-263 (the lattice).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Renewal:
    """With the option to lapse, without it (every fee paid whatever comes), and the chance of reaching each year."""

    value: float
    committed: float
    kept: tuple[float, ...]

    @property
    def option(self) -> float:
        """What the freedom to lapse is worth."""
        return self.value - self.committed


def renewal_value(first: float, fees: Sequence[float], volatility: float, growth: float, rate: float) -> Renewal:
    """Value of a right whose return in its next year is ``first`` and whose fees of coming years are ``fees``.

    Returns move up by e^s or down by e^-s a year (s = ``volatility``), drifting by ``growth``; all is discounted at
    ``rate``. A year's fee is paid at its start, its return comes at its end. Raises ``ValueError``.
    """
    up, down = float(np.exp(volatility)), float(np.exp(-volatility))
    chance = 0.5 if volatility == 0 else (1 + growth - down) / (up - down)
    if not 0 <= chance <= 1:
        raise ValueError(f"growth between {down - 1:.1%} and {up - 1:.1%} for this volatility, got {growth:.1%}")
    trend = 1 + growth if volatility == 0 else 1.0
    years, discount = len(fees), 1 / (1 + rate)
    free = bound = np.zeros(years + 1)
    goes_on: list[np.ndarray[tuple[int], np.dtype[np.bool_]]] = []
    for year in range(years - 1, -1, -1):
        steps = np.arange(year + 1)
        returns = first * trend**year * up ** (2 * steps - year)
        worth = [discount * (returns + chance * later[1 : year + 2] + (1 - chance) * later[: year + 1]) - fees[year]
                 for later in (free, bound)]  # fmt: skip
        goes_on.append(worth[0] > 0)
        free, bound = np.maximum(worth[0], 0.0), worth[1]
    kept, mass = [], np.array([1.0])
    for alive in reversed(goes_on):
        mass = mass * alive
        kept.append(float(mass.sum()))
        mass = np.append(mass * (1 - chance), 0.0) + np.insert(mass * chance, 0, 0.0)
    return Renewal(float(free[0]), float(bound[0]), tuple(kept))
