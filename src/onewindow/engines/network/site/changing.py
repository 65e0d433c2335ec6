"""What a changed site breaks of the plan that stands: proofs made anew, access points left where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from onewindow.engines.network import wifi
from onewindow.engines.network.site.model import AreaPlan, Site
from onewindow.engines.network.site.planning import area_of, demands_of, shortfalls, target_of
from onewindow.engines.network.site.proving import ServiceProof, prove
from onewindow.engines.network.wifi import Survey

Json = Mapping[str, Any]
NOTICED = 1e-6
"""A delay that moved by less (relatively) is the same."""


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """A service before (of ``plan_json``) and after; ``None`` where it is not."""

    name: str
    before: Json | None
    after: ServiceProof | None

    @property
    def was_well(self) -> bool:
        """Whether it was certified before; a service that was not there broke nothing."""
        return self.before is None or bool(self.before["in_time"] and self.before["zero_loss"])

    @property
    def is_well(self) -> bool:
        """Whether it is certified after; a service taken away breaks nothing."""
        return self.after is None or (self.after.in_time and self.after.lossless)

    @property
    def moved(self) -> bool:
        """Whether anything of it is otherwise than before."""
        if self.before is None or self.after is None or self.was_well != self.is_well:
            return True
        before = float(self.before["delay_ms"])
        return abs(self.after.delay_s * 1e3 - before) > NOTICED * before


@dataclass(frozen=True, slots=True)
class AreaChange:
    """An area before (of ``plan_json``; ``None``: it had no plan) and after, with the access points as they stand."""

    area: AreaPlan
    before: Json | None
    after: Survey | None
    unserved: tuple[str, ...]
    busiest: float

    @property
    def was_well(self) -> bool:
        """Whether it reached before what it must now; an area that had no plan broke nothing."""
        return self.before is None or not shortfalls(self.area, self.before)

    @property
    def is_well(self) -> bool:
        """Whether it reaches its share, serves everything and has air to spare, with what stands there."""
        return self.after is not None and not shortfalls(self.area, self.told())

    def told(self) -> Json:
        """What stands there after, in the words of ``plan_json``."""
        seen = self.after
        return {
            "covered": seen.covered if seen else 0.0, "second_covered": seen.second_covered if seen else 0.0,
            "access_points": [{"busy": self.busiest}], "unserved": list(self.unserved),
        }  # fmt: skip

    @property
    def moved(self) -> bool:
        """Whether anything of it is otherwise than before."""
        if self.after is None or self.before is None:
            return True
        busiest = max((point["busy"] for point in self.before["access_points"]), default=0.0)
        return (
            abs(self.after.covered - self.before["covered"]) > 1e-9 or abs(self.busiest - busiest) > 1e-9
            or abs(self.after.second_covered - self.before["second_covered"]) > 1e-9
            or list(self.unserved) != self.before.get("unserved", [])
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A FlexE group: slots in use and slots there are, before (``None``: it was not there) and after."""

    name: str
    before: tuple[int, int] | None
    after: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """All of it."""

    services: tuple[ServiceChange, ...]
    areas: tuple[AreaChange, ...]
    groups: tuple[GroupChange, ...]

    @property
    def broken(self) -> list[ServiceChange | AreaChange]:
        """What held before and does not any more."""
        every: list[ServiceChange | AreaChange] = [*self.services, *self.areas]
        return [one for one in every if one.was_well and not one.is_well]


def compare(before: Json, site: Site) -> Changes:
    """The plan ``before`` (``plan_json``) against the site as it would be.

    Raises ``SiteError`` for a site that cannot be proved at all: its element and what would mend it are the answer.
    """
    proof = prove(site)
    was = {one["name"]: one for one in before["services"]}
    now = {one.service.name: one for one in proof.services}
    services = tuple(ServiceChange(name, was.get(name), now.get(name)) for name in dict.fromkeys([*was, *now]))
    areas = tuple(_area(before.get("wifi", {}).get(area.name), site, area) for area in site.areas)
    groups = []
    for name, shares in proof.shares.items():
        old = before["calendars"].get(name)
        groups.append(GroupChange(name, _used(old["slots"]) if old else None, _used(shares.calendar.slots)))
    return Changes(services, areas, tuple(groups))


def _used(slots: Any) -> tuple[int, int]:
    return sum(map(bool, slots)), len(slots)


def _area(before: Json | None, site: Site, area: AreaPlan) -> AreaChange:
    target, demands = target_of(area), demands_of(site, area)
    points = before["access_points"] if before else []
    if not points:
        return AreaChange(area, before, None, tuple(d.name for d in demands), 0.0)
    seen = wifi.survey(
        area_of(area), target, demands, np.array([[p["x_m"], p["y_m"]] for p in points]),
        tuple(p["channel"] for p in points), tuple(p["power_dbm"] for p in points),
    )  # fmt: skip
    unserved = tuple(d.name for d, by in zip(demands, seen.served_by, strict=True) if by < 0)
    return AreaChange(area, before, seen, unserved, float(seen.utilisation.max()))
