"""How a host sends: its flows in turn, each at the rate that DCQCN leaves it.

Zhu et al., "Congestion control for large-scale RDMA deployments", SIGCOMM 2015. Timers are read when a flow next sends
or is told of congestion, which saves their events.
"""

from __future__ import annotations

import numpy as np

from onewindow.engines.compiled import jit
from onewindow.engines.network.packets.heap import LOOK, SHIFT, fresh, push
from onewindow.engines.network.packets.state import (
    ADD,
    ALPHA_TIMER,
    BYTES,
    CLASSES,
    F8,
    FAST,
    GAIN,
    HYPER,
    I8,
    RATE_TIMER,
    SLOWEST,
    Rows,
    Whole,
)


@jit(inline=True)
def grow(ports: Rows, flows: Rows, control: F8, route: I8, flow: Whole, now: Whole) -> None:
    """DCQCN's increases and the decay of alpha since they were last looked at."""
    if flows[flow].decayed == 0:
        return
    periods = (now - flows[flow].decayed) // np.int64(control[ALPHA_TIMER])
    if periods > 0:
        flows[flow].alpha *= (1.0 - control[GAIN]) ** periods
        flows[flow].decayed += periods * np.int64(control[ALPHA_TIMER])
    if flows[flow].cut == 0:
        return
    by_time = (now - flows[flow].cut) // np.int64(control[RATE_TIMER])
    by_bytes = flows[flow].counted // np.int64(control[BYTES])
    fast = np.int64(control[FAST])
    line = ports[route[flows[flow].first]].pace
    while flows[flow].grown < by_time + by_bytes:
        flows[flow].grown += 1
        done = flows[flow].grown
        speed, target = 1.0 / flows[flow].rate, 1.0 / flows[flow].target
        if done > fast:
            target += control[HYPER] if min(by_time, by_bytes) > fast else control[ADD]
        target = min(target, 1.0 / line)
        flows[flow].target = 1.0 / target
        flows[flow].rate = 2.0 / (speed + target)
        if flows[flow].rate <= line * 1.0001 and flows[flow].grown > fast:
            flows[flow].rate = line
            flows[flow].cut = 0
            return


@jit(inline=True)
def slow(ports: Rows, flows: Rows, control: F8, route: I8, flow: Whole, now: Whole) -> None:
    """DCQCN's decrease on a notice of congestion."""
    grow(ports, flows, control, route, flow, now)
    if flows[flow].cut == 0 or flows[flow].grown > 0:  # a second notice before any increase keeps the target
        flows[flow].target = flows[flow].rate
    flows[flow].rate = min(flows[flow].rate / (1.0 - flows[flow].alpha / 2.0), control[SLOWEST])
    flows[flow].alpha = (1.0 - control[GAIN]) * flows[flow].alpha + control[GAIN]
    flows[flow].cut = now
    flows[flow].decayed = now
    flows[flow].grown = 0
    flows[flow].counted = 0


@jit(inline=True)
def pull(
    ports: Rows,
    queues: Rows,
    packets: Rows,
    flows: Rows,
    heap_time: I8,
    heap_what: I8,
    number: I8,
    control: F8,
    route: I8,
    port: Whole,
    now: Whole,
) -> Whole:
    """The next packet of a host: its flows in turn, each as its rate allows; plans the next look if all must wait."""
    flow = ports[port].ring
    if flow < 0:
        return -1
    begin, soonest = flow, np.int64(0)
    while True:
        nxt = flows[flow].mate
        if queues[port * CLASSES + flows[nxt].rank].stopped == 0:
            if flows[nxt].due <= now:
                size = min(flows[nxt].unit, flows[nxt].left)
                packet = fresh(packets, number, nxt, size, now)
                if packet < 0:
                    return -1
                flows[nxt].left -= size
                flows[nxt].counted += size
                grow(ports, flows, control, route, nxt, now)
                flows[nxt].due = now + np.int64(size * flows[nxt].rate)
                if flows[nxt].left <= 0:  # out of the ring
                    if nxt == flow:
                        ports[port].ring = -1
                    else:
                        flows[flow].mate = flows[nxt].mate
                        ports[port].ring = flow
                else:
                    ports[port].ring = nxt
                return packet
            if soonest == 0 or flows[nxt].due < soonest:
                soonest = flows[nxt].due
        flow = nxt
        if flow == begin:
            break
    if soonest > 0 and (ports[port].wake <= now or soonest < ports[port].wake):
        ports[port].wake = soonest
        push(heap_time, heap_what, number, soonest, (LOOK << SHIFT) | port)
    return -1
