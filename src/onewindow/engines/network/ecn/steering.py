"""The policy of ``marking`` at work, compiled: between two stretches of the event loop every port's thresholds are
set."""

from __future__ import annotations

from typing import Any

import numpy as np

from onewindow.engines.compiled import jit
from onewindow.engines.network.packets.kernel import run
from onewindow.engines.network.packets.state import CLASSES, F8, HEAP, I8, State, Whole


@jit()
def drive(state: State, until: Whole, interval: Whole, numbers: F8, kinds: I8, scale: F8) -> Any:
    """Run to ``until``, thresholds set anew every ``interval`` (picoseconds) at ports of a class (``kinds`` >= 0) by
    row ``numbers[kind]``; ``scale`` is a port's rate over 25 Gb/s."""
    ports, queues = state.ports, state.queues
    count = len(ports)
    before, sent, marked = np.zeros(count), np.zeros(count), np.zeros(count)
    rate, marks = np.zeros(count), np.zeros(count)
    apart = interval / 20e6
    now = 0
    while now < until and state.number[HEAP] > 0:
        now += interval
        run(state, min(now, until))
        for port in range(count):
            if kinds[port] < 0:
                continue
            own = numbers[kinds[port]]
            waiting = 0.0
            for c in range(CLASSES):
                waiting += queues[port * CLASSES + c].bytes
            waiting /= 1e5 * scale[port]
            line = interval / ports[port].pace  # bytes that an interval could carry
            new = min(1.0, interval / (own[7] * 1e6))
            rate[port] += new * ((ports[port].sent - sent[port]) / line - rate[port])
            marks[port] += new * ((ports[port].marked - marked[port]) * 1_048.0 / line - marks[port])
            power = own[0] + own[1] * np.log2(1.0 + 10.0 * waiting) + own[2] * (waiting - before[port]) / apart
            power += own[3] * marks[port] + own[4] * rate[port]
            low = 8e3 * scale[port] * 2.0 ** min(8.0, max(0.0, power))
            ports[port].kmin, ports[port].kmax, ports[port].pmax = np.int64(low), np.int64(low * own[5]), own[6]
            before[port], sent[port], marked[port] = waiting, ports[port].sent, ports[port].marked
    return now
