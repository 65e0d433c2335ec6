"""Small granularity: a 5G slot cut into 480 sub-slots of 10 Mb/s (ITU-T G.8312; figures from memory: unverified)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onewindow.engines.network.flexe.calendar import spread
from onewindow.engines.network.flexe.groups import FlexeError
from onewindow.engines.network.flexe.service import ServiceCurve

SUB_SLOTS: Final = 480
SUB_SLOT_BPS: Final = 10_000_000
CYCLE_S: Final = 480 * 8 * 66 * 8 / 5e9
"""One turn of all sub-slots of a 5G slot when a sub-slot carries 8 blocks of 66 bytes (assumed, unverified)."""


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
            f"the slot is overbooked: {asked} sub-slots are asked for, it has {SUB_SLOTS}: take another 5G slot, or "
            f"{(asked - SUB_SLOTS) * 10} Mb/s less",
            f"时隙超额：共需 {asked} 个子时隙，只有 {SUB_SLOTS} 个：请再用一个 5G 时隙，或减少 "
            f"{(asked - SUB_SLOTS) * 10} Mb/s",
        )
    return tuple(spread(counts, SUB_SLOTS))


def sub_slot_curve(owners: tuple[int, ...], client: int, slot: ServiceCurve) -> ServiceCurve:
    """What the sub-slots of a client guarantee inside a 5G slot: their share of its rate, after the longest gap.

    Raises ``FlexeError`` for a client without a sub-slot.
    """
    at = [n for n, owner in enumerate(owners) if owner == client]
    if not at:
        raise FlexeError(f"client {client} has no sub-slot: give it one", f"客户端 {client} 没有子时隙：请分配一个")
    gaps = [b - a for a, b in zip(at, [*at[1:], at[0] + SUB_SLOTS], strict=True)]
    return ServiceCurve(
        slot.rate_bps * len(at) / SUB_SLOTS, slot.latency_s + (max(gaps) + max(0, len(at) - 1)) * CYCLE_S / SUB_SLOTS
    )
