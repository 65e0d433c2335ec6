"""What a calendar guarantees: the exact service curve of a client's slots, overhead and alignment markers included.

Slots come at fixed times: within a turn of the calendar at their positions, one block later after each overhead. The
client is served one block a slot. A rate-latency curve R (t - T) below that staircase has the long-run rate as R and,
as its least T, the largest lag of the staircase behind R over any window: exact for the pattern, whatever the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onewindow.engines.network.flexe.calendar import Calendar
from onewindow.engines.network.flexe.groups import (
    BLOCK_BITS,
    MARKER_PERIOD,
    FlexeError,
    Group,
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ServiceCurve:
    """At least ``rate_bps`` * (t - ``latency_s``) bits are served in any t seconds of a busy period."""

    rate_bps: float
    latency_s: float


def service_curve(calendar: Calendar, client: int, shim_s: float = 0.0) -> ServiceCurve:
    """The best rate-latency curve of a client's slots; ``shim_s`` is added for the shim and deskew of the equipment.

    Raises ``FlexeError`` for a client without a slot.
    """
    times, period = _block_times(calendar, client)
    return curve_of(calendar.group, times, period, shim_s)


def curve_of(group: Group, times: Floats, period: float, shim_s: float) -> ServiceCurve:
    """The best rate-latency curve of blocks that end at ``times`` of every ``period`` (ns) on an instance of the
    group."""
    each = period / len(times)
    # Blocks end at t_1 <= t_2 ...; T = max over i < j of (t_j - t_i) - (j - i - 1) * each, over two periods.
    lag = np.concatenate([times, times + period]) - np.arange(2 * times.size) * each
    behind = float((lag[1:] - np.minimum.accumulate(lag)[:-1]).max()) + each
    # Markers stretch time by a constant factor and come on every lane at once: a block a lane (20 on 100G, 4 on 50G).
    stretch = MARKER_PERIOD / (MARKER_PERIOD - 1)
    lanes = 4 if group.phys[0].rate_gbps == 50 else 20
    rate = BLOCK_BITS / (each * stretch * 1e-9)
    return ServiceCurve(rate, (behind * stretch + lanes * group.block_ns) * 1e-9 + shim_s)


def staircase(calendar: Calendar, client: int, windows_s: Floats) -> Floats:
    """Bits served in the worst window of each length, markers left out: the exact lower staircase, for comparison."""
    times, period = _block_times(calendar, client)
    several = int(np.ceil(float(windows_s.max()) * 1e9 / period)) + 2
    ends = (times[None, :] + period * np.arange(several)[:, None]).ravel()
    begins = times + 1e-6  # the worst window begins when a slot has just gone
    served = [
        int((np.searchsorted(ends, begins + w * 1e9 - 1e-9, side="right") - np.searchsorted(ends, begins)).min())
        for w in windows_s
    ]
    return np.array(served, dtype=np.float64) * BLOCK_BITS


def worst_gap_ns(calendar: Calendar, client: int) -> float:
    """The longest time from the end of one of a client's blocks to the end of its next, markers left out."""
    times, period = _block_times(calendar, client)
    return float(np.diff(np.concatenate([times, times[:1] + period])).max())


def _block_times(calendar: Calendar, client: int) -> tuple[Floats, float]:
    """Ends of a client's blocks over one overhead period in ns, in order, and that period."""
    group = calendar.group
    positions = np.array(calendar.positions(client), dtype=np.int64)
    if positions.size == 0:
        raise FlexeError(f"client {client} has no slot in group {group.number}: give it one",
                         f"客户端 {client} 在组 {group.number} 中没有时隙：请分配一个")  # fmt: skip
    turn, between = group.slots_an_instance, group.blocks_between_overhead
    starts = (positions // len(group.instances))[None, :] + np.arange(0, between, turn)[:, None]
    ends = (starts.ravel() + 1).astype(np.float64) * group.block_ns
    return ends, (between + 1) * group.block_ns
