"""Calendars: which client each slot carries, spread as evenly as the other clients allow."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from onewindow.engines.network.flexe.groups import Client, FlexeError, Group

UNUSED = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The client number of every slot, in the order in which slots come (``UNUSED`` for a slot without a client).

    Slot ``i`` of a group of ``n`` working instances is slot ``i // n`` of instance ``i % n``: all send at once, so that
    is the order in time.
    """

    group: Group
    slots: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.slots) != self.group.slots:
            raise FlexeError(
                f"group {self.group.number}: its calendar has {self.group.slots} slots, got {len(self.slots)}",
                f"组 {self.group.number}：时隙表应有 {self.group.slots} 个时隙，现为 {len(self.slots)}",
            )

    def positions(self, client: int) -> list[int]:
        """The slots of a client, in order."""
        return [slot for slot, owner in enumerate(self.slots) if owner == client]

    def of_instance(self, phy: int, instance: int = 0) -> tuple[int, ...]:
        """The calendar of one instance, as its overhead carries it. Raises ``FlexeError`` for one that is not up."""
        instances = self.group.instances
        if (phy, instance) not in instances:
            raise FlexeError(f"group {self.group.number}: instance {instance} of PHY {phy} is not up",
                             f"组 {self.group.number}：PHY {phy} 的实例 {instance} 未工作")  # fmt: skip
        return self.slots[instances.index((phy, instance)) :: len(instances)]


def assign(group: Group, clients: Sequence[Client]) -> Calendar:
    """A calendar that carries every client, each with its slots as far apart as can be.

    The k-th of a client's n slots of S stands in the window [kS/n, (k+1)S/n): earliest window's end first, which finds
    such a calendar whenever the clients fit (EDF is optimal for unit jobs; Liu and Layland, 1973). A client alone, or
    clients whose shares divide the calendar, are spread exactly evenly.
    Raises ``FlexeError`` for a group that is overbooked (with what would mend it) or a client named twice.
    """
    numbers = [client.number for client in clients]
    if len(set(numbers)) != len(numbers):
        twice = next(number for number in numbers if numbers.count(number) > 1)
        raise FlexeError(f"client {twice} is named twice in group {group.number}: give one of them another number",
                         f"客户端 {twice} 在组 {group.number} 中出现两次：请改其一编号")  # fmt: skip
    counts = {client.number: group.slots_for(client) for client in clients}
    asked = sum(counts.values())
    if asked > group.slots:
        raise _overbooked(group, clients, counts, asked)
    return Calendar(group, tuple(spread(counts, group.slots)))


def place(group: Group, slots: Mapping[int, Sequence[int]]) -> Calendar:
    """A calendar as an engineer wrote it: the slots of each client.

    Raises ``FlexeError`` for a slot that is used twice or that the group does not have.
    """
    owners = [UNUSED] * group.slots
    for client, wanted in slots.items():
        for slot in wanted:
            if not 0 <= slot < group.slots:
                raise FlexeError(f"client {client}: slot {slot} is not one of 0 to {group.slots - 1}",
                                 f"客户端 {client}：时隙 {slot} 不在 0 至 {group.slots - 1} 之内")  # fmt: skip
            if owners[slot] != UNUSED:
                free = next((s for s, owner in enumerate(owners) if owner == UNUSED), None)
                mend = f"move it to slot {free}" if free is not None else "add a PHY, or take a slot back"
                zh = f"请移至时隙 {free}" if free is not None else "请增加 PHY，或收回一个时隙"
                raise FlexeError(f"slot {slot} is used twice, by clients {owners[slot]} and {client}: {mend}",
                                 f"时隙 {slot} 被客户端 {owners[slot]} 与 {client} 重复使用：{zh}")  # fmt: skip
            owners[slot] = client
    return Calendar(group, tuple(owners))


def spread(counts: Mapping[int, int], size: int) -> list[int]:
    """Owners of ``size`` slots, each client with its count of them, each in a window of its own."""
    owners = [UNUSED] * size
    waiting: list[tuple[Fraction, int]] = []
    # (release, window's end, client, k); exact fractions, so that ties are ties.
    jobs = sorted(
        (Fraction(k * size, n), Fraction((k + 1) * size, n), client) for client, n in counts.items() for k in range(n)
    )
    at = 0
    for slot in range(size):
        while at < len(jobs) and jobs[at][0] <= slot:
            heapq.heappush(waiting, (jobs[at][1], jobs[at][2]))
            at += 1
        if waiting:
            owners[slot] = heapq.heappop(waiting)[1]
    return owners


def _overbooked(group: Group, clients: Sequence[Client], counts: Mapping[int, int], asked: int) -> FlexeError:
    over = asked - group.slots
    down = [phy for phy in group.phys if not phy.up]
    small = min((c for c in clients if counts[c.number] >= over), key=lambda c: counts[c.number], default=None)
    mends, zh = [], []
    if down and group.slots + group.slots_a_phy * len(down) >= asked:
        numbers = [str(phy.number) for phy in down]
        mends.append("bring PHY " + ", ".join(numbers) + " up")
        zh.append("请恢复 PHY " + "、".join(numbers))
    else:
        more = -(-over // group.slots_a_phy)
        mends.append(f"add {more} PHY of {group.phys[0].rate_gbps}G")
        zh.append(f"请增加 {more} 个 {group.phys[0].rate_gbps}G PHY")
    if small is not None:
        mends.append(f"take {over} slot{'s' if over > 1 else ''} from client {small.number}")
        zh.append(f"从客户端 {small.number} 收回 {over} 个时隙")
    return FlexeError(
        f"group {group.number} is overbooked: its clients ask for {asked} slots, the {len(group.working)} PHYs that "
        f"are up have {group.slots}: {' or '.join(mends)}",
        f"组 {group.number} 超额：客户端共需 {asked} 个时隙，工作中的 {len(group.working)} 个 PHY 只有 "
        f"{group.slots} 个：" + "，或".join(zh),
    )
