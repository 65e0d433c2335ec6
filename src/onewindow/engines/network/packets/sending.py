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
    FAST,
    GAIN,
    HYPER,
    RATE_TIMER,
    SLOWEST,
    State,
    Whole,
)


@jit(inline=True)
def grow(state: State, flow: Whole, now: Whole) -> None:
    """DCQCN's increases and the decay of alpha since they were last looked at."""
    ports, flows, control, route = state.ports, state.flows, state.control, state.route
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
        if min(done, max(by_time, by_bytes)) > fast:  # fast recovery ends when either has come so often
            target += control[HYPER] if min(by_time, by_bytes) > fast else control[ADD]
        target = min(target, 1.0 / line)
        flows[flow].target = 1.0 / target
        flows[flow].rate = 2.0 / (speed + target)
        if flows[flow].rate <= line * 1.0001 and flows[flow].grown > fast:
            flows[flow].rate = line
            flows[flow].cut = 0
            return


@jit(inline=True)
def slow(state: State, flow: Whole, now: Whole) -> None:
    """DCQCN's decrease on a notice of congestion."""
    flows, control = state.flows, state.control
    grow(state, flow, now)
    if flows[flow].cut == 0 or flows[flow].grown > 0:  # a second notice before any increase keeps the target
        flows[flow].target = flows[flow].rate
    flows[flow].rate = min(flows[flow].rate / (1.0 - flows[flow].alpha / 2.0), control[SLOWEST])
    flows[flow].alpha = (1.0 - control[GAIN]) * flows[flow].alpha + control[GAIN]
    flows[flow].cut = now
    flows[flow].decayed = now
    flows[flow].grown = 0
    flows[flow].counted = 0


@jit(inline=True)
def join(state: State, flow: Whole, now: Whole) -> Whole:
    """A message begins: it takes its turn in the ring of its host's port, which is returned."""
    ports, flows = state.ports, state.flows
    port = state.route[flows[flow].first]
    if ports[port].ring < 0:
        ports[port].ring = flow
        flows[flow].mate = flow
    else:
        flows[flow].mate = flows[ports[port].ring].mate
        flows[ports[port].ring].mate = flow
    flows[flow].due = now
    return port


@jit(inline=True)
def pull(state: State, port: Whole, now: Whole) -> Whole:
    """The next packet of a host: its flows in turn, each as its rate allows; plans the next look if all must wait."""
    ports, queues, flows = state.ports, state.queues, state.flows
    flow = ports[port].ring
    if flow < 0:
        return -1
    begin, soonest = flow, np.int64(0)
    while True:
        nxt = flows[flow].mate
        if queues[port * CLASSES + flows[nxt].rank].stopped == 0:
            if flows[nxt].due <= now:
                size = min(flows[nxt].unit, flows[nxt].left)
                packet = fresh(state, nxt, size, now)
                if packet < 0:
                    return -1
                flows[nxt].left -= size
                flows[nxt].counted += size
                grow(state, nxt, now)
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
        push(state, soonest, (LOOK << SHIFT) | port)
    return -1
