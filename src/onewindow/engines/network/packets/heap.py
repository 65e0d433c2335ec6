"""What the event loop takes and gives back: events by time, packets from a free list, chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from onewindow.engines.compiled import jit
from onewindow.engines.network.packets.state import (
    FREE,
    HEAP,
    MISSED,
    NOW,
    RANDOM,
    State,
    Whole,
)

ARRIVE, IDLE, SOURCE, PAUSE, RESUME, NOTICE, START, LOOK = range(8)
"""Kinds of events: the high bits; what it is about stands in the low ones."""
SHIFT = 40
LOW = (1 << SHIFT) - 1


@jit(inline=True)
def push(state: State, time: Whole, what: Whole) -> None:
    """Put an event on the heap (four children a node: fewer cache misses than two); one without room is counted."""
    heap_time, heap_what, number = state.heap_time, state.heap_what, state.number
    place = number[HEAP]
    if place >= len(heap_time):
        number[MISSED] += 1
        return
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
def pop(state: State) -> Whole:
    """Take the next event off the heap; its time is in ``number[NOW]``."""
    heap_time, heap_what, number = state.heap_time, state.heap_what, state.number
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
def chance(state: State) -> Any:
    """A number in [0, 1) by xorshift64*."""
    number = state.number
    x = np.uint64(number[RANDOM])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    number[RANDOM] = np.int64(x)
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@jit(inline=True)
def fresh(state: State, flow: Whole, size: Whole, now: Whole) -> Whole:
    """A packet from the free list, -1 if all are on their way."""
    packets, number = state.packets, state.number
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
    return packet


@jit(inline=True)
def release(state: State, packet: Whole) -> None:
    """Give a packet back."""
    packets, number = state.packets, state.number
    packets[packet].after = number[FREE]
    number[FREE] = packet
