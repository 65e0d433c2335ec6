"""A small fabric of hosts, leaf and spine switches, and messages over it: what settings of ECN are tried on.

Every link between a host and a leaf has ``gbps``; a leaf's links to its spines have together what its hosts have. PFC
holds back each link into a switch before anything is lost. A star is one leaf without a spine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.network.packets import Dcqcn, Message, Port, Simulation, pfc
from onewindow.texts import Text

FRAME, PAYLOAD = 1_048, 1_000
LINK_NS = 1_000.0
XOFF, XON = 250_000, 240_000
"""Bytes of one link that may wait in a switch at 25 Gb/s before it is told to stop, and to go on."""
CLASSES = (Text("leaf to host", "叶到主机"), Text("leaf to spine", "叶到脊"), Text("spine to leaf", "脊到叶"))
"""Classes of switch ports: each has settings of its own."""
DCQCN = Dcqcn(rate_timer_us=300, gap_us=4)
"""The vendor's timers (HPCC, SIGCOMM 2019, names them as the usual ones)."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Message sizes in bytes: points of the cumulative distribution."""

    size: tuple[float, ...]
    share: tuple[float, ...]


MIXED = Sizes((500, 2_000, 10_000, 50_000, 200_000, 1_000_000, 5_000_000), (0.0, 0.3, 0.55, 0.7, 0.8, 0.93, 1.0))
"""A mixture of requests, images and copies (made up)."""


def read_sizes(text: str) -> Sizes:
    """A distribution as lines ``bytes percent``, rising from 0 or more to 100 %. Raises ``ValueError`` naming the line
    that is anything else."""
    size: list[float] = []
    share: list[float] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            one, percent = map(float, line.split())
        except ValueError:
            raise ValueError(f"line {number}: `{line.strip()}` is not `bytes percent`, two numbers") from None
        falls = bool(size) and (one <= size[-1] or percent / 100 < share[-1])
        if not 0 <= one < inf or not 0 <= percent <= 100 or falls:
            raise ValueError(f"line {number}: bytes and percent must rise from line to line, percent to 100 at most")
        size.append(one)
        share.append(percent / 100)
    if len(size) < 2 or share[-1] != 1:
        raise ValueError("the last line must reach 100 percent, after at least one other")
    return Sizes(tuple(size), tuple(share))


@dataclass(frozen=True, slots=True)
class Fabric:
    """``leaves`` switches with ``hosts`` each, all joined to every one of ``spines``."""

    leaves: int = 4
    hosts: int = 4
    spines: int = 2
    gbps: float = 25.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a fabric whose hosts cannot all reach another."""
        if self.leaves < 1 or self.all_hosts < 2 or not self.gbps > 0:
            raise ValueError("a fabric needs a leaf, two hosts and a rate above 0")
        if self.leaves > 1 and self.spines < 1:
            raise ValueError(f"{self.leaves} leaves without a spine are not joined; add a spine")

    @property
    def all_hosts(self) -> int:
        """How many hosts there are."""
        return self.leaves * self.hosts

    @property
    def classes(self) -> int:
        """How many classes of switch ports there are."""
        return len(CLASSES) if self.spines else 1

    def ports(self) -> tuple[list[Port], NDArray[np.int64]]:
        """Ports, and the class of each (-1: a host's own)."""
        across = self.gbps * self.hosts / self.spines if self.spines else 0.0
        counts = (self.all_hosts, self.all_hosts, self.leaves * self.spines, self.leaves * self.spines)
        made: list[Port] = []
        for kind, (count, rate) in enumerate(zip(counts, (self.gbps, self.gbps, across, across), strict=True)):
            host, held = kind == 0, kind != 1  # a host takes what it gets
            xoff, xon = (int(limit * rate / 25) if held else 0 for limit in (XOFF, XON))
            room = pfc.headroom(rate, LINK_NS, FRAME) if held else 0
            made += [Port(rate, LINK_NS, host=host, xoff=xoff, xon=xon, room=room)] * count
        return made, np.repeat(np.arange(-1, 3), counts)

    def route(self, source: int, sink: int, number: int) -> list[int]:
        """Ports from host to host; message ``number`` takes a spine by a hash (ECMP)."""
        hosts, one, two = self.all_hosts, source // self.hosts, sink // self.hosts
        if one == two:
            return [source, hosts + sink]
        spine = (number * 2654435761 >> 7) % self.spines
        up = 2 * hosts + one * self.spines + spine
        down = 2 * hosts + self.leaves * self.spines + spine * self.leaves + two
        return [source, up, down, hosts + sink]


STAR = Fabric(1, 32, 0)


def traffic(
    fabric: Fabric, sizes: Sizes, load: float, seed: int, milliseconds: float
) -> tuple[Simulation, NDArray[np.float64]]:
    """Poisson messages between random hosts, ``load`` of each host's link in payload; the simulation before its start,
    and the best time of each message (us).

    Raises ``ValueError`` for a load outside 0 to 1 or a span without a message.
    """
    if not 0 < load < 1:
        raise ValueError(f"load {load:g}: a share of the links above 0 and below 1")
    size, share = np.array(sizes.size), np.array(sizes.share)
    random = np.random.default_rng(seed)
    hosts = fabric.all_hosts
    mean = size[0] * share[0] + float(np.trapezoid(size, share))  # what lies below the first point is as large as it
    rate = load * hosts * fabric.gbps / 8 * 1e3 / mean
    count = int(rate * milliseconds * 1e3)
    if not count:
        raise ValueError(f"{milliseconds:g} ms at load {load:g} hold no message; a longer span")
    starts = np.cumsum(random.exponential(1 / rate, count))
    drawn = np.maximum(1, np.interp(random.random(count), share, size)).astype(int)
    source = random.integers(0, hosts, count)
    sink = (source + random.integers(1, hosts, count)) % hosts
    wire = drawn + (FRAME - PAYLOAD) * -(-drawn // PAYLOAD)
    ports, _ = fabric.ports()
    messages = [Message(fabric.route(int(a), int(b), k), int(w), float(t) * 1e3)
                for k, (a, b, w, t) in enumerate(zip(source, sink, wire, starts, strict=True))]  # fmt: skip
    slot = np.array([8e-3 / port.rate_gbps for port in ports])  # us a byte
    best = [
        len(m.route) * LINK_NS / 1e3 + m.size * slot[m.route[0]] + min(m.size, FRAME) * slot[list(m.route[1:])].sum()
        for m in messages
    ]
    return Simulation(ports, messages, seed, replace(DCQCN, line_gbps=fabric.gbps), packets=1 << 16), np.array(best)
