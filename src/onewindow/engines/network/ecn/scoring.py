"""What a setting of ECN does to messages on a star of hosts: simulated, seeded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onewindow.engines.network.packets import Dcqcn, Message, Port, Simulation

FRAME, PAYLOAD = 1_048, 1_000
SMALL = 100_000
"""Bytes below which a message counts as small (the usual limit for WebSearch)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Marking from ``kmin`` to ``kmax`` bytes, with up to ``pmax``."""

    kmin: int
    kmax: int
    pmax: float


USUAL = Setting(100_000, 400_000, 0.2)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Message sizes in bytes: points of the cumulative distribution."""

    size: tuple[float, ...]
    share: tuple[float, ...]


MIXED = Sizes((500, 2_000, 10_000, 50_000, 200_000, 1_000_000, 5_000_000), (0.0, 0.3, 0.55, 0.7, 0.8, 0.93, 1.0))
"""A mixture of requests, images and copies (made up)."""


def read_sizes(text: str) -> Sizes:
    """A distribution as lines ``bytes percent``, from 0 to 100 %. Raises ``ValueError`` for anything else."""
    rows = [tuple(map(float, line.split())) for line in text.splitlines() if line.strip()]
    if any(len(row) != 2 for row in rows) or not rows or rows[-1][1] != 100:
        raise ValueError("a distribution has lines `bytes percent` that end at 100 percent")
    return Sizes(tuple(row[0] for row in rows), tuple(row[1] / 100 for row in rows))


@dataclass(frozen=True, slots=True)
class Score:
    """Mean time of a message (us), p99 slowdown of small ones, pauses sent, packets lost, share finished."""

    mean_us: float
    small_p99: float
    pauses: int
    dropped: int
    finished: float


def star(setting: Setting, sizes: Sizes, load: float, seed: int, milliseconds: float, hosts: int = 16,
         gbps: float = 25.0) -> tuple[Simulation, np.ndarray[tuple[int], np.dtype[np.float64]]]:  # fmt: skip
    """A star of hosts with Poisson messages; the simulation before its start, and the best time of each message
    (us)."""
    size, share = np.array(sizes.size), np.array(sizes.share)
    random = np.random.default_rng(seed)
    rate = load * hosts * gbps / 8 * 1e3 / float(np.trapezoid(size, share))
    count = int(rate * milliseconds * 1e3)
    starts = np.cumsum(random.exponential(1 / rate, count))
    drawn = np.maximum(1, np.interp(random.random(count), share, size)).astype(int)
    source = random.integers(0, hosts, count)
    sink = (source + random.integers(1, hosts, count)) % hosts
    wire = drawn + (FRAME - PAYLOAD) * -(-drawn // PAYLOAD)
    up = [Port(gbps, 1_000, host=True, xoff=250_000, xon=240_000, room=60_000) for _ in range(hosts)]
    down = [Port(gbps, 1_000, kmin=setting.kmin, kmax=setting.kmax, pmax=setting.pmax) for _ in range(hosts)]
    messages = [Message([int(a), hosts + int(b)], int(w), float(t) * 1e3)
                for a, b, w, t in zip(source, sink, wire, starts, strict=True)]  # fmt: skip
    best = 2.0 + (wire + FRAME) * 8 / (gbps * 1e3)
    return Simulation([*up, *down], messages, seed, Dcqcn(gbps, rate_timer_us=300, gap_us=4), packets=1 << 16), best


def measure(simulation: Simulation, best: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Score:
    """The score of a simulation that has run."""
    rows = simulation.state.flows
    done = rows["done"] > 0
    took = (rows["done"] - rows["start"])[done] / 1e6
    small = rows["total"][done] < SMALL
    slowdown = (took / best[done])[small]
    return Score(
        float(took.mean()), float(np.percentile(slowdown, 99)), int(simulation.state.ports["pauses"].sum()),
        simulation.dropped, float(done.mean()),
    )  # fmt: skip


def score(setting: Setting, sizes: Sizes, load: float, seed: int, milliseconds: float = 20.0) -> Score:
    """Simulate ``milliseconds`` of arrivals to their end under one static setting."""
    simulation, best = star(setting, sizes, load, seed, milliseconds)
    simulation.run(milliseconds * 1e3 * 20)
    return measure(simulation, best)
