"""What slices have of the FlexE groups that their services cross: whole slots, or sub-slots of one that they share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from onewindow.engines.network import flexe
from onewindow.engines.network.flexe import TURN, Calendar, Client, FlexeError, Group, Phy, ServiceCurve, SubSlots
from onewindow.engines.network.site.model import GroupPlan, Site, SiteError


@dataclass(frozen=True, slots=True)
class Shares:
    """A group's calendar and the client number of each slice. Slices with sub-slots (``small``: their numbers among
    them) share one slot, ``cut``, whose client bears all their names."""

    calendar: Calendar
    numbers: dict[str, int]
    small: dict[str, int] = field(default_factory=dict)
    cut: SubSlots | None = None

    def curve(self, name: str) -> ServiceCurve:
        """What is guaranteed to a slice. Raises ``FlexeError`` for one without a slot."""
        if self.cut and name in self.small:
            return flexe.sub_slot_curve(self.cut, self.small[name])
        return flexe.service_curve(self.calendar, self.numbers[name])

    def blocks(self, name: str) -> tuple[list[int], int]:
        """The blocks of a slice in the order in which slots come, and after how many the pattern comes again."""
        slots = len(self.calendar.slots)
        if self.cut and name in self.small:
            return self.cut.positions(self.small[name]), TURN * slots
        return self.calendar.positions(self.numbers[name]), slots


def share(site: Site, plan: GroupPlan, used: Collection[str]) -> Shares:
    """Slots of a group for the slices ``used`` over it.

    Raises ``SiteError`` for a group that is overbooked, a slot used twice, slices with sub-slots in several slots.
    """
    at = {one.name: (number, one) for number, one in enumerate(site.slices, 1) if one.name in used}
    numbers = {name: number for name, (number, one) in at.items() if not one.rate_mbps}
    small = {name: number for name, (number, one) in at.items() if one.rate_mbps}
    shared = len(site.slices) + 1
    try:
        group = _group(plan)
        clients = [Client(number, at[name][1].rate_gbps, name) for name, number in numbers.items()]
        if small:
            numbers[" + ".join(small)] = shared
            clients.append(Client(shared, plan.slot_gbps))
        calendar = _written(group, plan, numbers, small, shared) if plan.slots else flexe.assign(group, clients)
        if not small:
            return Shares(calendar, numbers)
        owners = flexe.assign_sub_slots({number: at[name][1].rate_mbps for name, number in small.items()})
        return Shares(calendar, numbers, small, SubSlots(calendar, calendar.positions(shared)[0], owners))
    except FlexeError as error:
        raise SiteError(f"group {plan.name}", error.message) from error


def _group(plan: GroupPlan) -> Group:
    phys = tuple(Phy(n, rate, n not in plan.down) for n, rate in enumerate(plan.phys_gbps, 1))
    return Group(plan.number, phys, plan.slot_gbps, plan.name)


def _written(group: Group, plan: GroupPlan, numbers: dict[str, int], small: Collection[str], shared: int) -> Calendar:
    """The calendar as an engineer wrote it; slices with sub-slots may each name the slot they share."""
    slots = {numbers[name]: slots for name, slots in plan.slots.items() if name in numbers}
    if small:
        slots[shared] = tuple({slot for name in small for slot in plan.slots.get(name, ())})
        if len(slots[shared]) != 1:
            first = next(iter(small))
            raise FlexeError(
                f"{', '.join(small)} share one slot, {len(slots[shared])} are written for them: write one, as in "
                f"slots = {{ {first} = [0] }}",
                f"{'、'.join(small)} 共用一个时隙，现写了 {len(slots[shared])} 个：请只写一个，"
                f"如 slots = {{ {first} = [0] }}",
            )
    return flexe.place(group, slots)
