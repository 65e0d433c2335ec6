"""Ways to mark: a static setting, and a policy that sets thresholds anew every few microseconds.

The policy is linear in what a port knows: its queue, how it grew, the share of its line sent and marked lately. With
``x`` per 100 KB of queue at 25 Gb/s (other rates in proportion),

    log2(Kmin / 8 KB) = threshold + queue log2(1 + 10 x) + growth dx / 20 us + marks m + rate u,   within 0 .. 8,

Kmax = ratio Kmin, Pmax fixed. A negative ``growth`` marks while a queue builds up and lets it drain unmarked; a
positive ``marks`` holds back once senders were told. State and action follow ACC (SIGCOMM 2021); the policy is small
enough for a programmable data plane, which its interval of a microsecond needs: the processor of a switch would be too
slow for it. ``SEARCHED`` and the policy's own numbers are where searches begin: both were found by such a search on
WebSearch messages over ``Fabric()``, seeds 1 to 3, loads of 50 to 70 %; among the best policies of the search one was
chosen, with its interval, after seeds 101 to 103 at 60 % had been looked at too.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from onewindow.engines.network.packets import Simulation
from onewindow.engines.network.packets.simulation import whole_time

LEAST_KB, DOUBLINGS = 8.0, 8.0


@dataclass(frozen=True, slots=True)
class Setting:
    """Marking from ``kmin`` to ``kmax`` bytes at 25 Gb/s (other rates in proportion), with up to ``pmax``."""

    kmin: int
    kmax: int
    pmax: float

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for thresholds out of order or a share that is none."""
        if not 0 <= self.kmin <= self.kmax or not 0 < self.pmax <= 1:
            raise ValueError(f"{self}: kmin from 0 to kmax, pmax above 0 and up to 1")

    @classmethod
    def drawn(cls, random: Generator) -> Self:
        """One drawn over decades."""
        kmin = 4_000 * 100 ** random.random()
        return cls(int(kmin), int(kmin * 1.2 * 30 ** random.random()), float(10 ** random.uniform(-2.5, 0)))

    def near(self, random: Generator) -> Self:
        """One near this one."""
        step = np.exp(random.normal(0, 0.35, 3))
        kmin, ratio = self.kmin * step[0], max(1.05, self.kmax / self.kmin * step[1])
        return type(self)(int(kmin), int(kmin * ratio), float(min(1.0, self.pmax * step[2])))


USUAL = Setting(100_000, 400_000, 0.2)
SEARCHED = Setting(8_300, 500_000, 0.12)


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of the line; ``memory_us``: over how long marks and rate are averaged."""

    threshold: float = 3.5
    queue: float = 0.15
    growth: float = -5.2
    marks: float = 78.0
    rate: float = -0.6
    ratio: float = 2.1
    pmax: float = 0.25
    memory_us: float = 20.0

    @classmethod
    def drawn(cls, random: Generator) -> Self:
        """One drawn widely around the first."""
        return cls(
            float(random.uniform(0, 6)), float(random.uniform(-1, 1)), float(-2 * 16 ** random.random()),
            float(5 * 30 ** random.random()), float(random.uniform(-2, 2)), float(1.2 * 8 ** random.random()),
            float(10 ** random.uniform(-2, 0)), float(5 * 16 ** random.random()),
        )  # fmt: skip

    def near(self, random: Generator) -> Self:
        """One near this one."""
        step, scale = random.normal(0, 0.5, 3), np.exp(random.normal(0, 0.3, 5))
        return type(self)(
            float(self.threshold + step[0]), float(self.queue + step[1] / 2), float(self.growth * scale[0]),
            float(self.marks * scale[1]), float(self.rate + step[2]), float(max(1.05, self.ratio * scale[2])),
            float(min(1.0, self.pmax * scale[3])), float(self.memory_us * scale[4]),
        )  # fmt: skip


INTERVAL_US = 1.0


def settle(simulation: Simulation, settings: tuple[Setting, ...], kinds: NDArray[np.int64], until_us: float) -> None:
    """Run under one static setting a class of ports."""
    for number, kind in enumerate(kinds):
        if kind >= 0:
            own, scale = settings[kind], simulation.ports[number].rate_gbps / 25
            simulation.set_ecn(number, int(own.kmin * scale), int(own.kmax * scale), own.pmax)
    simulation.run(until_us)


def steer(simulation: Simulation, policies: tuple[Policy, ...], kinds: NDArray[np.int64], until_us: float,
          interval_us: float = INTERVAL_US) -> None:  # fmt: skip
    """Run under one policy a class of ports, each port looked at every ``interval_us``."""
    from onewindow.engines.network.ecn.steering import drive

    numbers = np.array([astuple(policy) for policy in policies])
    scale = np.array([port.rate_gbps / 25 for port in simulation.ports])
    drive(simulation.state, whole_time(until_us), whole_time(interval_us), numbers, kinds, scale)
    simulation.check()
