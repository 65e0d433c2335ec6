"""What a simulation is made of: ports, messages and streams, and how a sender behaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Port:
    """The sending end of a link. ``rate_gbps`` of the link, ``delay_ns`` to its far end; a ``host`` sends for its
    flows.

    ECN marks from ``kmin`` to ``kmax`` bytes with up to ``pmax``; ``limit`` bytes may wait (0: any number). PFC: at
    ``xoff`` bytes held at the far end (0: none) it is told to stop, at ``xon`` to go on; ``room`` is what may still
    come; the stop takes ``respond_ns`` beside the way back. ``calendar``: the client's slots of a FlexE group, instead
    of the rate.
    """

    rate_gbps: float
    delay_ns: float = 1_000.0
    host: bool = False
    policy: str = "priority"
    quanta: Mapping[int, float] = field(default_factory=dict)
    kmin: int = 0
    kmax: int = 0
    pmax: float = 0.2
    limit: int = 0
    xoff: int = 0
    xon: int = 0
    room: int = 0
    respond_ns: float = 0.0
    calendar: Sequence[int] = ()
    cycle: int = 20
    slot_ps: float = 640.0


@dataclass(frozen=True, slots=True)
class Message:
    """``size`` bytes from the host port that begins ``route``, sent from ``start_ns`` on as DCQCN allows."""

    route: Sequence[int]
    size: int
    start_ns: float
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """An open-loop source within its token bucket (bytes; Gb/s): packets of ``unit`` bytes straight into a queue.

    ``style``: 0 steady after a first burst, 1 waits for a full bucket each time, 2 a mixture by chance.
    """

    route: Sequence[int]
    burst: float
    rate_gbps: float
    unit: int = 1_000
    rank: int = 0
    start_ns: float = 0.0
    style: int = 2


@dataclass(frozen=True, slots=True)
class Dcqcn:
    """Parameters of the sender; the defaults are the paper's, for a line of ``line_gbps``."""

    line_gbps: float = 25.0
    gain: float = 1 / 256
    rate_timer_us: float = 55.0
    alpha_timer_us: float = 55.0
    bytes: int = 10_000_000
    fast: int = 5
    gap_us: float = 50.0
    slowest_gbps: float = 0.1
