"""Small granularity: a 5G slot cut into 480 sub-slots of 10 Mb/s (ITU-T G.8312; figures from memory: unverified).

A turn of the sub-slots is 20 frames of 198 blocks of the slot: a start block, 195 blocks that carry 8 blocks of each of
24 sub-slots at 65 bits a block, an end block, and an idle block to take up differences of clocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm
from typing import Final

import numpy as np

from onewindow.engines.network.flexe.calendar import Calendar, spread
from onewindow.engines.network.flexe.groups import CYCLES_AN_OVERHEAD, FlexeError
from onewindow.engines.network.flexe.service import ServiceCurve, curve_of

SUB_SLOT_BPS: Final = 10_000_000
FRAMES, SUB_SLOTS_A_FRAME, BLOCKS_A_SUB_SLOT, BLOCKS_A_FRAME = 20, 24, 8, 198
SUB_SLOTS: Final = FRAMES * SUB_SLOTS_A_FRAME
TURN: Final = FRAMES * BLOCKS_A_FRAME
"""Blocks of the slot, so turns of the calendar, in which every sub-slot comes once."""


@dataclass(frozen=True, slots=True)
class SubSlots:
    """A slot of a calendar, cut: ``owners`` has the client of each sub-slot.

    Raises ``FlexeError`` for a group whose slots are not of 5 Gb/s.
    """

    calendar: Calendar
    slot: int
    owners: tuple[int, ...]

    def __post_init__(self) -> None:
        group = self.calendar.group
        if group.slot_gbps != 5:
            raise FlexeError(
                f"group {group.number}: sub-slots are cut from a slot of 5 Gb/s, its slots are of {group.slot_gbps}: "
                "make its slots 5 Gb/s",
                f"组 {group.number}：子时隙由 5 Gb/s 时隙切分，而该组时隙为 {group.slot_gbps} Gb/s：请改为 5 Gb/s",
            )

    def count(self, client: int) -> int:
        """Sub-slots of a client."""
        return self.owners.count(client)

    def turns(self, client: int) -> list[int]:
        """The turns of the calendar, of every ``TURN``, in which the slot's block ends a block of the client."""
        found = []
        for number, owner in enumerate(self.owners):
            if owner == client:
                frame, place = divmod(number, SUB_SLOTS_A_FRAME)
                before = place * BLOCKS_A_SUB_SLOT
                ended = range(before + 1, before + BLOCKS_A_SUB_SLOT + 1)
                found += [frame * BLOCKS_A_FRAME + -(-65 * n // 64) for n in ended]
        return found

    def positions(self, client: int) -> list[int]:
        """The same as ``Calendar.positions``, counted over ``TURN`` turns of the calendar."""
        return [turn * len(self.calendar.slots) + self.slot for turn in self.turns(client)]


def assign_sub_slots(clients_mbps: Mapping[int, float]) -> tuple[int, ...]:
    """The client of each of the 480 sub-slots, evenly spread; rates in Mb/s, rounded up to sub-slots.

    Raises ``FlexeError`` for more than the 5G slot holds, or a rate that is not above zero.
    """
    counts = {}
    for client, rate in clients_mbps.items():
        if rate <= 0:
            raise FlexeError(f"client {client}: a rate above 0 Mb/s is needed, got {rate:g}",
                             f"客户端 {client}：速率须大于 0 Mb/s，现为 {rate:g}")  # fmt: skip
        counts[client] = -int(-rate * 1e6 // SUB_SLOT_BPS)
    asked = sum(counts.values())
    if asked > SUB_SLOTS:
        raise FlexeError(
            f"the slot is overbooked: {asked} sub-slots are asked for, it has {SUB_SLOTS}: give a client a 5G slot of "
            f"its own, or ask for {(asked - SUB_SLOTS) * 10} Mb/s less",
            f"时隙超额：共需 {asked} 个子时隙，只有 {SUB_SLOTS} 个：请为其中一个客户端分配独立的 5G 时隙，或减少 "
            f"{(asked - SUB_SLOTS) * 10} Mb/s",
        )
    return tuple(spread(counts, SUB_SLOTS))


def sub_slot_curve(cut: SubSlots, client: int, shim_s: float = 0.0) -> ServiceCurve:
    """The best rate-latency curve of a client's sub-slots, as ``service_curve`` has it for whole slots.

    Frames and overhead blocks have periods of their own: the pattern is counted until both begin together again, and
    one block is added for any other phase between them. Raises ``FlexeError`` for a client without a sub-slot.
    """
    turns = np.array(cut.turns(client), dtype=np.int64)
    if not turns.size:
        raise FlexeError(f"client {client} has no sub-slot: give it one", f"客户端 {client} 没有子时隙：请分配一个")
    group = cut.calendar.group
    again = lcm(TURN, CYCLES_AN_OVERHEAD)
    turns = (turns + np.arange(0, again, TURN)[:, None]).ravel()
    blocks = turns * group.slots_an_instance + cut.slot // len(group.instances) + turns // CYCLES_AN_OVERHEAD
    ends = (blocks + 1).astype(np.float64) * group.block_ns
    period = (again * group.slots_an_instance + again // CYCLES_AN_OVERHEAD) * group.block_ns
    return curve_of(group, ends, period, shim_s + group.block_ns * 1e-9)
