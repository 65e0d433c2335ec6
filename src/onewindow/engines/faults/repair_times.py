"""What automation would make of the time to repair: a simulation whose assumptions are all here, and are printed.

Nothing here was measured at a customs house. The manual budget is one of 240 minutes that the mission names; how it
divides into phases, and every other number, is assumed and may be set otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Minutes of each phase on average (each drawn from a gamma distribution of ``shape``), and shares 0 to 1.

    A wrong root costs the automated minutes and then the manual way. A fault that no command mends needs a visit.
    """

    detect: float = 1.0
    locate: float = 0.2
    approve: float = 2.0
    execute: float = 3.0
    verify: float = 2.0
    visit: float = 90.0
    visit_share: float = 0.2
    top1: float = 0.95
    shape: float = 4.0
    manual_detect: float = 15.0
    manual_triage: float = 20.0
    manual_locate: float = 115.0
    manual_decide: float = 15.0
    manual_fix: float = 60.0
    manual_verify: float = 15.0

    @property
    def manual(self) -> float:
        """Minutes of the manual way on average: 240 as it stands."""
        return float(sum(getattr(self, f.name) for f in fields(self) if f.name.startswith("manual_")))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Minutes to restore: mean with its 95 % interval, median, 95th percentile; the same of the manual way; the mean
    of faults restored remotely and of those that needed a visit; the share of simulated faults below 10 minutes."""

    mean: float
    low: float
    high: float
    p50: float
    p95: float
    manual_mean: float
    manual_p50: float
    manual_p95: float
    remote_mean: float
    visit_mean: float
    below_ten: float


def simulate(assumed: Assumptions, faults: int = 20_000, seed: int = 1) -> Outcome:
    """Simulate ``faults`` faults. Interval: normal, mean +- 1.96 standard errors."""
    chance = np.random.default_rng(seed)

    def minutes(mean: float) -> Floats:
        return chance.gamma(assumed.shape, max(mean, 1e-9) / assumed.shape, faults)

    manual = sum(
        (minutes(getattr(assumed, f.name)) for f in fields(assumed) if f.name.startswith("manual_")), np.zeros(faults)
    )
    until = minutes(assumed.detect) + minutes(assumed.locate) + minutes(assumed.approve)
    visits = chance.random(faults) < assumed.visit_share
    fix = minutes(assumed.execute) + np.where(visits, np.maximum(minutes(assumed.visit) - assumed.execute, 0), 0)
    total = until + fix + minutes(assumed.verify)
    wrong = chance.random(faults) >= assumed.top1
    total = total + np.where(wrong, manual - minutes(assumed.manual_detect), 0)
    error = 1.96 * float(total.std(ddof=1)) / faults**0.5
    mean = float(total.mean())

    def of(which: NDArray[np.bool_]) -> float:
        return float(total[which].mean()) if which.any() else 0.0

    return Outcome(
        mean, mean - error, mean + error, float(np.median(total)), float(np.quantile(total, 0.95)),
        float(manual.mean()), float(np.median(manual)), float(np.quantile(manual, 0.95)),
        of(~visits), of(visits), float((total < 10).mean()),
    )  # fmt: skip
