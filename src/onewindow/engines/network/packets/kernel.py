"""The event loop, compiled: arrivals at a queue, links that become free, sources, pauses, notices of congestion.

PFC: IEEE 802.1Qbb, counted by the link the bytes came over and by class.
"""

from __future__ import annotations

import numpy as np

from onewindow.engines.compiled import jit, lender
from onewindow.engines.network.packets.heap import (
    ARRIVE,
    IDLE,
    LOW,
    NOTICE,
    PAUSE,
    RESUME,
    SHIFT,
    SOURCE,
    START,
    chance,
    fresh,
    pop,
    push,
    release,
)
from onewindow.engines.network.packets.sending import join, pull, slow
from onewindow.engines.network.packets.state import (
    CLASSES,
    DELIVERED,
    DROPPED,
    DRR,
    EVENTS,
    GAP,
    HEAP,
    NOW,
    State,
    Whole,
)

lend = lender()


@jit(inline=True)
def finish(state: State, port: Whole, now: Whole, size: Whole) -> Whole:
    """When a port that starts now has sent ``size`` bytes: by its pace, or in the slots its calendar owns."""
    ports, slots = state.ports, state.slots
    start = ports[port].calendar
    if start < 0:
        return now + np.int64(np.ceil(size * ports[port].pace))
    cycle, owned, length = ports[port].cycle, ports[port].owned, ports[port].slot_time
    blocks = (size + 7) // 8
    # Slots are counted without the overhead blocks (one in 20,461); slot n begins at (n + n // 20460) slot times.
    slot = np.int64(np.ceil(now / length))
    slot -= slot // 20461
    while (slot + slot // 20460) * length < now:
        slot += 1
    round_, place = slot // cycle, slot % cycle
    used = 0
    while used < owned and slots[start + used] < place:
        used += 1
    last = round_ * owned + used + blocks - 1
    slot = (last // owned) * cycle + slots[start + last % owned]
    return np.int64(np.ceil((slot + slot // 20460 + 1) * length))


@jit(inline=True)
def choose(state: State, port: Whole) -> Whole:
    """The class whose packet goes next, -1: none may."""
    ports, queues, packets = state.ports, state.queues, state.packets
    base = port * CLASSES
    if ports[port].policy == DRR:
        any_ = False
        for c in range(CLASSES):
            if queues[base + c].head >= 0 and queues[base + c].stopped == 0:
                any_ = True
        while any_:
            c = ports[port].turn
            if queues[base + c].head >= 0 and queues[base + c].stopped == 0:
                size = packets[queues[base + c].head].size
                if queues[base + c].deficit >= size:
                    queues[base + c].deficit -= size
                    return c
            if queues[base + c].head < 0:
                queues[base + c].deficit = 0.0
            c = (c + 1) % CLASSES
            ports[port].turn = c
            if queues[base + c].head >= 0 and queues[base + c].stopped == 0:  # who may not send saves nothing up
                queues[base + c].deficit += queues[base + c].quantum
        return -1
    for c in range(CLASSES):
        if queues[base + c].head >= 0 and queues[base + c].stopped == 0:
            return c
    return -1


@jit(inline=True)
def begin(state: State, port: Whole, now: Whole) -> None:
    """Start sending if the port is free and something may go."""
    ports, queues, packets = state.ports, state.queues, state.packets
    if ports[port].busy:
        return
    if ports[port].host >= 0:
        packet = pull(state, port, now)
        if packet < 0:
            return
    else:
        c = choose(state, port)
        if c < 0:
            return
        queue = port * CLASSES + c
        packet = queues[queue].head
        queues[queue].head = packets[packet].after
        if queues[queue].head < 0:
            queues[queue].tail = -1
        queues[queue].bytes -= packets[packet].size
    ports[port].busy = 1
    ports[port].sending = packet
    push(state, finish(state, port, now, packets[packet].size), (IDLE << SHIFT) | port)


@jit(inline=True)
def drop(state: State, packet: Whole) -> None:
    """A packet that found no room."""
    state.number[DROPPED] += 1
    state.flows[state.packets[packet].flow].dropped += 1
    release(state, packet)


@jit(inline=True)
def enqueue(state: State, packet: Whole, now: Whole) -> Whole:
    """A packet reaches the queue of its next port: marked, counted against the link it came over, or dropped.

    Returns the port if it is free now, else -1.
    """
    ports, queues, packets, flows = state.ports, state.queues, state.packets, state.flows
    flow = packets[packet].flow
    hop = packets[packet].hop
    port = state.route[flows[flow].first + hop]
    c = flows[flow].rank
    queue = port * CLASSES + c
    size = packets[packet].size
    waiting = 0
    for k in range(CLASSES):
        waiting += queues[port * CLASSES + k].bytes
    if hop > 0:
        link = state.route[flows[flow].first + hop - 1]
        if ports[link].xoff > 0:
            place = link * CLASSES + c
            if queues[place].held + size > ports[link].xoff + ports[link].room:
                drop(state, packet)
                return -1
            queues[place].held += size
            if queues[place].told == 0 and queues[place].held > ports[link].xoff:
                queues[place].told = 1
                ports[link].pauses += 1
                push(state, now + ports[link].delay + ports[link].respond, (PAUSE << SHIFT) | place)
    if ports[port].limit > 0 and waiting + size > ports[port].limit:
        if hop > 0:
            queues[state.route[flows[flow].first + hop - 1] * CLASSES + c].held -= size
        drop(state, packet)
        return -1
    if ports[port].kmax > 0 and waiting > ports[port].kmin:
        share = ports[port].pmax * (waiting - ports[port].kmin) / max(1, ports[port].kmax - ports[port].kmin)
        if waiting >= ports[port].kmax or chance(state) < share:
            packets[packet].mark = 1
            ports[port].marked += 1
    state.seen[port * 64 + min(63, waiting >> 16)] += 1
    packets[packet].after = -1
    if queues[queue].tail < 0:
        queues[queue].head = packet
    else:
        packets[queues[queue].tail].after = packet
    queues[queue].tail = packet
    queues[queue].bytes += size
    if waiting + size > ports[port].most:
        ports[port].most = waiting + size
    return -1 if ports[port].busy else port


@jit(inline=True)
def leave(state: State, port: Whole, now: Whole) -> None:
    """A port has sent its packet: on to the next queue or to the sink, from where it can begin the next."""
    ports, queues, packets, flows = state.ports, state.queues, state.packets, state.flows
    packet = ports[port].sending
    flow = packets[packet].flow
    hop = packets[packet].hop
    ports[port].busy = 0
    ports[port].sent += packets[packet].size
    if hop > 0:
        link = state.route[flows[flow].first + hop - 1]
        if ports[link].xoff > 0:
            place = link * CLASSES + flows[flow].rank
            queues[place].held -= packets[packet].size
            if queues[place].told == 1 and queues[place].held <= ports[link].xon:
                queues[place].told = 0
                push(state, now + ports[link].delay + ports[link].respond, (RESUME << SHIFT) | place)
    if hop + 1 < flows[flow].hops:
        packets[packet].hop = hop + 1
        push(state, now + ports[port].delay, (ARRIVE << SHIFT) | packet)
    else:
        there = now + ports[port].delay
        took = there - packets[packet].born
        flows[flow].packets += 1
        flows[flow].delay_sum += took
        if took > flows[flow].delay_most:
            flows[flow].delay_most = took
        state.number[DELIVERED] += 1
        flows[flow].got += packets[packet].size
        if flows[flow].total > 0:
            if flows[flow].got >= flows[flow].total:
                flows[flow].done = there
            if packets[packet].mark and there - flows[flow].notified >= state.control[GAP]:
                flows[flow].notified = there
                push(state, there + flows[flow].back, (NOTICE << SHIFT) | flow)
        release(state, packet)


@jit(inline=True)
def drip(state: State, flow: Whole, now: Whole) -> Whole:
    """An open-loop source spends its tokens, then waits: for one packet, a part of its bucket, or all of it.

    Returns its first port if that is free now, else -1.
    """
    flows = state.flows
    idle = -1
    unit = flows[flow].unit
    flows[flow].tokens = min(flows[flow].burst, flows[flow].tokens + (now - flows[flow].filled) / flows[flow].drip)
    flows[flow].filled = now
    while flows[flow].tokens >= unit - 1e-6:
        packet = fresh(state, flow, unit, now)
        if packet < 0:
            break
        flows[flow].tokens -= unit
        idle = enqueue(state, packet, now)
    draw = chance(state)
    want = float(unit)
    if flows[flow].style == 1 or (flows[flow].style == 2 and draw < 0.3):
        want = flows[flow].burst
    elif flows[flow].style == 2 and draw < 0.6:
        want = unit + (flows[flow].burst - unit) * chance(state)
    wait = np.int64(np.ceil((want - flows[flow].tokens) * flows[flow].drip))
    push(state, now + max(1, wait), (SOURCE << SHIFT) | flow)
    return idle


@jit(inline=True)
def _loop(state: State, until: Whole) -> Whole:
    queues, flows, number = state.queues, state.flows, state.number
    count = 0
    while number[HEAP] > 0 and state.heap_time[0] <= until:
        what = pop(state)
        now = number[NOW]
        kind, thing = what >> SHIFT, what & LOW
        count += 1
        port = np.int64(-1)
        if kind == ARRIVE:
            port = enqueue(state, thing, now)
        elif kind == IDLE:
            leave(state, thing, now)
            port = thing
        elif kind == SOURCE:
            port = drip(state, thing, now)
        elif kind == PAUSE:
            queues[thing].stopped = 1
        elif kind == RESUME:
            queues[thing].stopped = 0
            port = thing // CLASSES
        elif kind == NOTICE:
            if flows[thing].left > 0:
                slow(state, thing, now)
        elif kind == START:
            port = join(state, thing, now)
        else:  # LOOK
            port = thing
        if port >= 0:
            begin(state, port, now)
    number[EVENTS] += count
    return count


@jit()
def run(state: State, until: Whole) -> Whole:
    """Work through the events up to and including time ``until``; how many there were."""
    # Views that own nothing: the compiler then keeps no count of references to them, which took most of the time.
    lent = State(
        lend(state.ports),
        lend(state.queues),
        lend(state.packets),
        lend(state.flows),
        lend(state.heap_time),
        lend(state.heap_what),
        lend(state.number),
        lend(state.control),
        lend(state.route),
        lend(state.slots),
        lend(state.seen),
    )
    return _loop(lent, until)
