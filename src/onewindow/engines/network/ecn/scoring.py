"""What a way of marking does to messages: simulated, seeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.network.ecn.fabric import Fabric, Sizes, traffic
from onewindow.engines.network.ecn.marking import INTERVAL_US, Policy, Setting, settle, steer
from onewindow.engines.network.packets import Simulation

SMALL = 100_000
"""Bytes below which a message counts as small (the usual limit for WebSearch)."""
TO_THE_END = 20
"""How many times the span of arrivals a simulation may take to finish them."""
Marking = tuple[Setting, ...] | tuple[Policy, ...]
"""One a class of ports."""
Case = tuple[float, int]
"""A load and a seed."""


@dataclass(frozen=True, slots=True)
class Score:
    """Mean time of a message (us), p99 slowdown of small ones, pauses sent, packets lost, share finished."""

    mean_us: float
    small_p99: float
    pauses: int
    dropped: int
    finished: float


def score(marking: Marking, fabric: Fabric, sizes: Sizes, case: Case, milliseconds: float = 20.0,
          interval_us: float = INTERVAL_US) -> Score:  # fmt: skip
    """Simulate ``milliseconds`` of arrivals to their end. Raises ``ValueError`` as ``traffic`` does, or if no small
    message came to its end."""
    simulation, best = traffic(fabric, sizes, *case, milliseconds)
    _, kinds = fabric.ports()
    until = milliseconds * 1e3 * TO_THE_END
    policies = tuple(own for own in marking if isinstance(own, Policy))
    if policies:
        steer(simulation, policies, kinds, until, interval_us)
    else:
        settle(simulation, tuple(own for own in marking if isinstance(own, Setting)), kinds, until)
    return _scored(simulation, best)


def least(fabric: Fabric, sizes: Sizes, case: Case, milliseconds: float = 20.0) -> Score:
    """The same through switches a hundred times as fast: what is left is what messages of one host wait for each other,
    which no marking can mend."""
    simulation, best = traffic(fabric, sizes, *case, milliseconds)
    _, kinds = fabric.ports()
    simulation.state.ports["pace"][kinds >= 0] /= 100
    simulation.run(milliseconds * 1e3 * TO_THE_END)
    return _scored(simulation, best)


def _scored(simulation: Simulation, best: NDArray[np.float64]) -> Score:
    rows = simulation.state.flows
    done = rows["done"] > 0
    took = (rows["done"] - rows["start"])[done] / 1e6
    small = rows["total"][done] < SMALL
    if not small.any():
        raise ValueError(f"no message below {SMALL:,} bytes came to its end, and those are scored by themselves; "
                         "a longer span, or sizes that begin lower")  # fmt: skip
    slowdown = (took / best[done])[small]
    return Score(
        float(took.mean()), float(np.percentile(slowdown, 99)), int(simulation.state.ports["pauses"].sum()),
        simulation.dropped, float(done.mean()),
    )  # fmt: skip


def together(scores: Sequence[Score]) -> Score:
    """The mean of several scores (geometric for times)."""
    return Score(
        float(np.exp(np.mean([np.log(one.mean_us) for one in scores]))),
        float(np.exp(np.mean([np.log(one.small_p99) for one in scores]))),
        sum(one.pauses for one in scores), sum(one.dropped for one in scores),
        float(np.mean([one.finished for one in scores])),
    )  # fmt: skip


def gain(found: Score, usual: Score) -> float:
    """How far both times fall together below the usual ones: the lesser of the mean's fall in steps of 10 % and the
    p99's in steps of 30 %, less for pauses above the usual ones."""
    more = max(0, found.pauses - usual.pauses) / (usual.pauses + 20)
    mean = np.log(found.mean_us / usual.mean_us) / np.log(0.9)
    small = np.log(found.small_p99 / usual.small_p99) / np.log(0.7)
    return float(min(mean, small) + 0.1 * max(mean, small) - 2 * more)
