"""Clients' 66-bit blocks onto the instances of PHYs and back: the shim's mux and demux over a real calendar.

A stream of blocks is an array of 64-bit words with an array of sync headers (1: data, 2: control). A slot whose client
has nothing to send carries an idle control block, which the far end drops. Every so many blocks each instance sends one
of overhead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onewindow.engines.network.flexe.calendar import UNUSED, Calendar
from onewindow.engines.network.flexe.groups import FlexeError

Words = npt.NDArray[np.uint64]
Heads = npt.NDArray[np.uint8]

DATA, CONTROL = 1, 2
IDLE = np.uint64(0x1E << 56)
"""A control block of idles (IEEE 802.3, figure 82-5: block type 0x1E)."""
ERROR = np.uint64(0x1E1E1E1E1E1E1E1E)
"""What a slot without a client carries: an error control block."""


@dataclass(frozen=True, slots=True)
class Stream:
    """66-bit blocks in the order in which they are sent."""

    words: Words
    heads: Heads

    def __post_init__(self) -> None:
        if self.words.shape != self.heads.shape or self.words.ndim != 1:
            raise ValueError(f"one sync header a block: {self.words.shape} words, {self.heads.shape} headers")


def mux(calendar: Calendar, clients: Mapping[int, Stream], turns: int, overhead: Words) -> list[Stream]:
    """The blocks of each working instance over ``turns`` of the calendar, overhead in between.

    ``overhead`` is (instances, n): the words of the overhead blocks each sends, one at the start and one after each
    ``blocks_between_overhead``. Raises ``FlexeError`` for a client without a slot that has blocks to send.
    """
    instances = len(calendar.group.instances)
    owners = np.array(calendar.slots)
    for number, stream in clients.items():
        if stream.words.size and number not in calendar.slots:
            raise FlexeError(f"client {number} has blocks to send and no slot: give it one",
                             f"客户端 {number} 有数据块要发送却没有时隙：请分配一个")  # fmt: skip
    words = np.full(owners.size * turns, ERROR, dtype=np.uint64)
    heads = np.full(words.size, CONTROL, dtype=np.uint8)
    for number in set(calendar.slots) - {UNUSED}:
        at = (np.flatnonzero(owners == number)[None, :] + owners.size * np.arange(turns)[:, None]).ravel()
        stream = clients.get(number, Stream(np.empty(0, np.uint64), np.empty(0, np.uint8)))
        sent = min(at.size, stream.words.size)
        words[at], heads[at] = IDLE, CONTROL
        words[at[:sent]], heads[at[:sent]] = stream.words[:sent], stream.heads[:sent]
    between = calendar.group.blocks_between_overhead
    return [_with_overhead(words[n::instances], heads[n::instances], between, overhead[n]) for n in range(instances)]


def demux(calendar: Calendar, sent: list[Stream]) -> dict[int, Stream]:
    """The blocks of every client of a calendar, idles dropped. Raises ``FlexeError`` for streams of unequal length."""
    group = calendar.group
    if len(sent) != len(group.instances) or len({stream.words.size for stream in sent}) != 1:
        raise FlexeError(f"group {group.number}: deskewed streams of all working instances are needed, equally long",
                         f"组 {group.number}：需要所有工作实例已对齐且等长的码流")  # fmt: skip
    kept = [_without_overhead(stream, group.blocks_between_overhead) for stream in sent]
    words = np.stack([stream.words for stream in kept], axis=1).ravel()
    heads = np.stack([stream.heads for stream in kept], axis=1).ravel()
    owners = np.resize(np.array(calendar.slots), words.size)
    found = {}
    for number in set(calendar.slots) - {UNUSED}:
        mine = (owners == number) & ~((heads == CONTROL) & (words == IDLE))
        found[number] = Stream(words[mine], heads[mine])
    return found


def _with_overhead(words: Words, heads: Heads, every: int, overhead: Words) -> Stream:
    at = np.arange(0, words.size, every)
    if overhead.size < at.size:
        raise ValueError(f"{at.size} overhead blocks are needed, got {overhead.size}")
    first = np.where(np.arange(at.size) % 8 == 0, CONTROL, DATA).astype(
        np.uint8
    )  # block 1 of a frame is an ordered set
    return Stream(np.insert(words, at, overhead[: at.size]), np.insert(heads, at, first))


def _without_overhead(stream: Stream, every: int) -> Stream:
    keep = np.arange(stream.words.size) % (every + 1) != 0
    return Stream(stream.words[keep], stream.heads[keep])
