"""FlexE groups, their PHYs and the calendar slots that these offer.

Source: OIF-FLEXE-02.x: a 100G PHY has 20 slots of 5G (or 4 of 25G), 50G has 10; 200G and 400G are two and four
instances of 100G, each with an overhead of its own. All PHYs of a group have one rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from onewindow.texts import Text

INSTANCES: Final = {50: 1, 100: 1, 200: 2, 400: 4}
"""FlexE instances of a PHY, by its rate in Gb/s."""
BLOCK_BITS: Final = 64
"""What a 66-bit block carries."""
BLOCK_NS: Final = 0.64
"""How long a block of a 100G instance lasts: 66 bits at 103.125 Gb/s."""
CYCLES_AN_OVERHEAD: Final = 1023
"""One overhead block after this many cycles of all 5G slots of an instance (20 blocks on 100G)."""
MARKER_PERIOD: Final = 16384
"""One alignment marker a lane in this many blocks (IEEE 802.3, clause 82.2.7)."""


class FlexeError(ValueError):
    """Something that a group cannot do; the sentence names the element and the smallest thing that would mend it."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.message = Text(en, zh)


@dataclass(frozen=True, slots=True)
class Phy:
    """One Ethernet PHY of a group: its number (1 to 254), its rate in Gb/s, whether it works."""

    number: int
    rate_gbps: int = 100
    up: bool = True

    def __post_init__(self) -> None:
        if self.rate_gbps not in INSTANCES:
            known, got = sorted(INSTANCES), self.rate_gbps
            raise FlexeError(f"PHY {self.number}: a PHY has one of {known} Gb/s, got {got}",
                             f"PHY {self.number}：速率应为 {known} Gb/s 之一，现为 {got}")  # fmt: skip
        if not 1 <= self.number <= 254:
            raise FlexeError(f"PHY {self.number}: PHY numbers are 1 to 254", f"PHY {self.number}：PHY 编号为 1 至 254")


@dataclass(frozen=True, slots=True)
class Client:
    """A FlexE client: number (1 to 65534) and rate in Gb/s, a multiple of the group's slot."""

    number: int
    rate_gbps: float
    name: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 65534:
            raise FlexeError(f"client {self.number}: client numbers are 1 to 65534",
                             f"客户端 {self.number}：编号应为 1 至 65534")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A group: number (1 to 2**20 - 2), its PHYs in order, and the rate of a slot in Gb/s (5 or 25)."""

    number: int
    phys: tuple[Phy, ...]
    slot_gbps: int = 5
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.number < 2**20 - 1:
            raise FlexeError(f"group {self.number}: group numbers are 1 to {2**20 - 2}",
                             f"组 {self.number}：组编号应为 1 至 {2**20 - 2}")  # fmt: skip
        if not self.phys:
            raise FlexeError(f"group {self.number} has no PHY: add one", f"组 {self.number} 没有 PHY：请添加一个")
        if len({phy.number for phy in self.phys}) != len(self.phys):
            raise FlexeError(f"group {self.number}: two PHYs have the same number: renumber one",
                             f"组 {self.number}：两个 PHY 编号相同：请改其一")  # fmt: skip
        if len({phy.rate_gbps for phy in self.phys}) != 1:
            raise FlexeError(
                f"group {self.number}: all PHYs of a group have one rate: move the others to another group",
                f"组 {self.number}：同组 PHY 速率须一致：请将其余 PHY 移至其他组",
            )
        if self.slot_gbps not in (5, 25) or (self.slot_gbps == 25 and self.phys[0].rate_gbps == 50):
            raise FlexeError(f"group {self.number}: slots are of 5 or (from 100G) 25 Gb/s, got {self.slot_gbps}",
                             f"组 {self.number}：时隙为 5 或（100G 起）25 Gb/s，现为 {self.slot_gbps}")  # fmt: skip

    @property
    def slots_an_instance(self) -> int:
        """Slots that each instance offers: the blocks of one turn of its calendar."""
        return (10 if self.phys[0].rate_gbps == 50 else 20) * 5 // self.slot_gbps

    @property
    def blocks_between_overhead(self) -> int:
        """Calendar blocks between two overhead blocks of an instance."""
        return CYCLES_AN_OVERHEAD * self.slots_an_instance * self.slot_gbps // 5

    @property
    def block_ns(self) -> float:
        """How long a block lasts on an instance."""
        return BLOCK_NS * (2 if self.phys[0].rate_gbps == 50 else 1)

    @property
    def slots_a_phy(self) -> int:
        """Slots that each PHY offers."""
        return self.slots_an_instance * INSTANCES[self.phys[0].rate_gbps]

    @property
    def working(self) -> tuple[Phy, ...]:
        """The PHYs that are up."""
        return tuple(phy for phy in self.phys if phy.up)

    @property
    def instances(self) -> tuple[tuple[int, int], ...]:
        """(PHY number, instance of it) for every instance that is up, in order."""
        return tuple((phy.number, n) for phy in self.working for n in range(INSTANCES[phy.rate_gbps]))

    @property
    def slots(self) -> int:
        """Slots of all PHYs that are up."""
        return self.slots_a_phy * len(self.working)

    def slots_for(self, client: Client) -> int:
        """Slots that a client takes. Raises ``FlexeError`` for a rate that is not a multiple of the slot."""
        count = client.rate_gbps / self.slot_gbps
        if count < 1 or abs(count - round(count)) > 1e-9:
            up = max(1, -int(-client.rate_gbps // self.slot_gbps)) * self.slot_gbps
            raise FlexeError(
                f"client {client.number}: {client.rate_gbps:g} Gb/s is no multiple of the group's slot of "
                f"{self.slot_gbps} Gb/s: ask for {up} Gb/s",
                f"客户端 {client.number}：{client.rate_gbps:g} Gb/s 不是该组时隙 {self.slot_gbps} Gb/s 的整数倍："
                f"请改为 {up} Gb/s",
            )
        return round(count)
