"""The event loop, compiled: arrivals at a queue, links that become free, sources, pauses, notices of congestion.

DCQCN: Zhu et al., "Congestion control for large-scale RDMA deployments", SIGCOMM 2015; its timers are read when a flow next
sends, which saves their events. PFC: IEEE 802.1Qbb, counted by the link the bytes came over and by class.
"""

from __future__ import annotations

import numpy as np

from onewindow.engines.compiled import jit, lender
from onewindow.engines.network.packets.state import (
    ADD,
    ALPHA_TIMER,
    BYTES,
    CLASSES,
    DELIVERED,
    DROPPED,
    DRR,
    EVENTS,
    F8,
    FAST,
    FREE,
    GAIN,
    GAP,
    HEAP,
    HYPER,
    I8,
    MISSED,
    NOW,
    RANDOM,
    RATE_TIMER,
    SLOWEST,
    Rows,
)

ARRIVE, IDLE, SOURCE, PAUSE, RESUME, NOTICE, START, LOOK = range(8)
SHIFT = 40
lend = lender()
LOW = (1 << SHIFT) - 1


@jit(inline=True)
def push(heap_time: I8, heap_what: I8, number: I8, time: int, what: int) -> None:
    """Put an event on the heap (four children a node: fewer cache misses than two)."""
    place = number[HEAP]
    number[HEAP] = place + 1
    while place > 0:
        parent = (place - 1) >> 2
        if heap_time[parent] <= time:
            break
        heap_time[place] = heap_time[parent]
        heap_what[place] = heap_what[parent]
        place = parent
    heap_time[place] = time
    heap_what[place] = what


@jit(inline=True)
def pop(heap_time: I8, heap_what: I8, number: I8) -> int:
    """Take the next event off the heap; its time is in ``number[NOW]``."""
    what = heap_what[0]
    number[NOW] = heap_time[0]
    size = number[HEAP] - 1
    number[HEAP] = size
    time, moved = heap_time[size], heap_what[size]
    place = 0
    while True:
        child = 4 * place + 1
        if child >= size:
            break
        least = child
        for other in range(child + 1, min(child + 4, size)):
            if heap_time[other] < heap_time[least]:
                least = other
        if heap_time[least] >= time:
            break
        heap_time[place] = heap_time[least]
        heap_what[place] = heap_what[least]
        place = least
    heap_time[place] = time
    heap_what[place] = moved
    return what


@jit(inline=True)
def chance(number: I8) -> float:
    """A number in [0, 1) by xorshift64*."""
    x = np.uint64(number[RANDOM])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    number[RANDOM] = np.int64(x)
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@jit(inline=True)
def fresh(packets: Rows, number: I8, flow: int, size: int, now: int) -> int:
    """A packet from the free list, -1 if all are on their way."""
    packet = number[FREE]
    if packet < 0:
        number[MISSED] += 1
        return -1
    number[FREE] = packets[packet].after
    packets[packet].flow = flow
    packets[packet].size = size
    packets[packet].hop = 0
    packets[packet].born = now
    packets[packet].mark = 0
    packets[packet].flow = flow
    return packet


@jit(inline=True)
def release(packets: Rows, number: I8, packet: int) -> None:
    """Give a packet back."""
    packets[packet].after = number[FREE]
    number[FREE] = packet


@jit(inline=True)
def finish(ports: Rows, slots: I8, port: int, now: int, size: int) -> int:
    """When a port that starts now has sent ``size`` bytes: by its pace, or in the slots its calendar owns."""
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
def choose(ports: Rows, queues: Rows, packets: Rows, port: int) -> int:
    """The class whose packet goes next, -1: none may."""
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
            if queues[base + c].head >= 0:
                queues[base + c].deficit += queues[base + c].quantum
        return -1
    for c in range(CLASSES):
        if queues[base + c].head >= 0 and queues[base + c].stopped == 0:
            return c
    return -1


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
    port: int,
    now: int,
) -> int:
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


@jit(inline=True)
def grow(ports: Rows, flows: Rows, control: F8, route: I8, flow: int, now: int) -> None:
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
def slow(ports: Rows, flows: Rows, control: F8, route: I8, flow: int, now: int) -> None:
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
def begin(
    ports: Rows,
    queues: Rows,
    packets: Rows,
    flows: Rows,
    heap_time: I8,
    heap_what: I8,
    number: I8,
    control: F8,
    route: I8,
    slots: I8,
    port: int,
    now: int,
) -> None:
    """Start sending if the port is free and something may go."""
    if ports[port].busy:
        return
    if ports[port].host >= 0:
        packet = pull(ports, queues, packets, flows, heap_time, heap_what, number, control, route, port, now)
        if packet < 0:
            return
    else:
        c = choose(ports, queues, packets, port)
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
    push(heap_time, heap_what, number, finish(ports, slots, port, now, packets[packet].size), (IDLE << SHIFT) | port)


@jit(inline=True)
def enqueue(
    ports: Rows,
    queues: Rows,
    packets: Rows,
    flows: Rows,
    heap_time: I8,
    heap_what: I8,
    number: I8,
    control: F8,
    route: I8,
    slots: I8,
    seen: I8,
    packet: int,
    now: int,
) -> int:
    """A packet reaches the queue of its next port: marked, counted against the link it came over, or dropped.

    Returns the port if it is free now, else -1.
    """
    flow = packets[packet].flow
    hop = packets[packet].hop
    port = route[flows[flow].first + hop]
    c = flows[flow].rank
    queue = port * CLASSES + c
    size = packets[packet].size
    waiting = 0
    for k in range(CLASSES):
        waiting += queues[port * CLASSES + k].bytes
    if hop > 0:
        link = route[flows[flow].first + hop - 1]
        if ports[link].xoff > 0:
            place = link * CLASSES + c
            if queues[place].held + size > ports[link].xoff + ports[link].room:
                number[DROPPED] += 1
                flows[flow].dropped += 1
                release(packets, number, packet)
                return -1
            queues[place].held += size
            if queues[place].told == 0 and queues[place].held > ports[link].xoff:
                queues[place].told = 1
                ports[link].pauses += 1
                push(
                    heap_time,
                    heap_what,
                    number,
                    now + ports[link].delay + ports[link].respond,
                    (PAUSE << SHIFT) | place,
                )
    if ports[port].limit > 0 and waiting + size > ports[port].limit:
        number[DROPPED] += 1
        flows[flow].dropped += 1
        if hop > 0:
            queues[route[flows[flow].first + hop - 1] * CLASSES + c].held -= size
        release(packets, number, packet)
        return -1
    if ports[port].kmax > 0 and waiting > ports[port].kmin:
        share = ports[port].pmax * (waiting - ports[port].kmin) / max(1, ports[port].kmax - ports[port].kmin)
        if waiting >= ports[port].kmax or chance(number) < share:
            packets[packet].mark = 1
            ports[port].marked += 1
    seen[port * 64 + min(63, waiting >> 16)] += 1
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
def leave(
    ports: Rows,
    queues: Rows,
    packets: Rows,
    flows: Rows,
    heap_time: I8,
    heap_what: I8,
    number: I8,
    control: F8,
    route: I8,
    slots: I8,
    port: int,
    now: int,
) -> None:
    """A port has sent its packet: on to the next queue or to the sink, from where it can begin the next."""
    packet = ports[port].sending
    flow = packets[packet].flow
    hop = packets[packet].hop
    ports[port].busy = 0
    ports[port].sent += packets[packet].size
    if hop > 0:
        link = route[flows[flow].first + hop - 1]
        if ports[link].xoff > 0:
            place = link * CLASSES + flows[flow].rank
            queues[place].held -= packets[packet].size
            if queues[place].told == 1 and queues[place].held <= ports[link].xon:
                queues[place].told = 0
                push(
                    heap_time,
                    heap_what,
                    number,
                    now + ports[link].delay + ports[link].respond,
                    (RESUME << SHIFT) | place,
                )
    if hop + 1 < flows[flow].hops:
        packets[packet].hop = hop + 1
        push(heap_time, heap_what, number, now + ports[port].delay, (ARRIVE << SHIFT) | packet)
    else:
        there = now + ports[port].delay
        took = there - packets[packet].born
        flows[flow].packets += 1
        flows[flow].delay_sum += took
        if took > flows[flow].delay_most:
            flows[flow].delay_most = took
        number[DELIVERED] += 1
        flows[flow].got += packets[packet].size
        if flows[flow].total > 0:
            if flows[flow].got >= flows[flow].total:
                flows[flow].done = there
            if packets[packet].mark and there - flows[flow].notified >= control[GAP]:
                flows[flow].notified = there
                push(heap_time, heap_what, number, there + flows[flow].back, (NOTICE << SHIFT) | flow)
        release(packets, number, packet)


@jit(inline=True)
def drip(
    ports: Rows,
    queues: Rows,
    packets: Rows,
    flows: Rows,
    heap_time: I8,
    heap_what: I8,
    number: I8,
    control: F8,
    route: I8,
    slots: I8,
    seen: I8,
    flow: int,
    now: int,
) -> int:
    """An open-loop source spends its tokens, then waits: for one packet, a part of its bucket, or all of it.

    Returns its first port if that is free now, else -1.
    """
    idle = -1
    unit = flows[flow].unit
    flows[flow].tokens = min(flows[flow].burst, flows[flow].tokens + (now - flows[flow].filled) / flows[flow].drip)
    flows[flow].filled = now
    while flows[flow].tokens >= unit - 1e-6:
        packet = fresh(packets, number, flow, unit, now)
        if packet < 0:
            break
        flows[flow].tokens -= unit
        idle = enqueue(
            ports, queues, packets, flows, heap_time, heap_what, number, control, route, slots, seen, packet, now
        )
    draw = chance(number)
    want = float(unit)
    if flows[flow].style == 1 or (flows[flow].style == 2 and draw < 0.3):
        want = flows[flow].burst
    elif flows[flow].style == 2 and draw < 0.6:
        want = unit + (flows[flow].burst - unit) * chance(number)
    wait = np.int64(np.ceil((want - flows[flow].tokens) * flows[flow].drip))
    push(heap_time, heap_what, number, now + max(1, wait), (SOURCE << SHIFT) | flow)
    return idle


@jit(inline=True)
def _loop(
    ports: Rows,
    queues: Rows,
    packets: Rows,
    flows: Rows,
    heap_time: I8,
    heap_what: I8,
    number: I8,
    control: F8,
    route: I8,
    slots: I8,
    seen: I8,
    until: int,
) -> int:
    count = 0
    while number[HEAP] > 0 and heap_time[0] <= until:
        what = pop(heap_time, heap_what, number)
        now = number[NOW]
        kind, thing = what >> SHIFT, what & LOW
        count += 1
        port = np.int64(-1)
        if kind == ARRIVE:
            port = enqueue(
                ports, queues, packets, flows, heap_time, heap_what, number, control, route, slots, seen, thing, now
            )
        elif kind == IDLE:
            leave(ports, queues, packets, flows, heap_time, heap_what, number, control, route, slots, thing, now)
            port = thing
        elif kind == SOURCE:
            port = drip(
                ports, queues, packets, flows, heap_time, heap_what, number, control, route, slots, seen, thing, now
            )
        elif kind == PAUSE:
            queues[thing].stopped = 1
        elif kind == RESUME:
            queues[thing].stopped = 0
            port = thing // CLASSES
        elif kind == NOTICE:
            if flows[thing].left > 0:
                slow(ports, flows, control, route, thing, now)
        elif kind == START:
            port = route[flows[thing].first]
            if ports[port].ring < 0:
                ports[port].ring = thing
                flows[thing].mate = thing
            else:
                flows[thing].mate = flows[ports[port].ring].mate
                flows[ports[port].ring].mate = thing
            flows[thing].due = now
        else:  # LOOK
            port = thing
        if port >= 0:
            begin(ports, queues, packets, flows, heap_time, heap_what, number, control, route, slots, port, now)
    number[EVENTS] += count
    return count


@jit()
def run(
    ports: Rows,
    queues: Rows,
    packets: Rows,
    flows: Rows,
    heap_time: I8,
    heap_what: I8,
    number: I8,
    control: F8,
    route: I8,
    slots: I8,
    seen: I8,
    until: int,
) -> int:
    """Work through the events up to and including time ``until``; how many there were."""
    # Views that own nothing: the compiler then keeps no count of references to them, which took most of the time.
    ports_ = lend(ports)
    queues_ = lend(queues)
    packets_ = lend(packets)
    flows_ = lend(flows)
    heap_time_ = lend(heap_time)
    heap_what_ = lend(heap_what)
    number_ = lend(number)
    control_ = lend(control)
    route_ = lend(route)
    slots_ = lend(slots)
    seen_ = lend(seen)
    return _loop(
        ports_, queues_, packets_, flows_, heap_time_, heap_what_, number_, control_, route_, slots_, seen_, until
    )
