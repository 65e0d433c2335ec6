"""A site planned whole: proofs of its services, and access points for its areas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from onewindow.engines.network import wifi
from onewindow.engines.network.site.model import AreaPlan, Site, SiteError
from onewindow.engines.network.site.proving import Proof, prove
from onewindow.engines.network.wifi import Air, Area, Demand, Target, Wall, WifiPlan
from onewindow.engines.network.wifi.propagation import WALL_LOSS_DB
from onewindow.texts import Text

MOST_BUSY = Target().busy
"""Most of the air that an access point may be asked for."""


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What is proved of the wires and planned for the air; ``wifi`` by area."""

    proof: Proof
    wifi: dict[str, WifiPlan]
    seed: int


def plan(site: Site, seed: int = 0, seconds: float = 10.0, step: Callable[[str], None] = lambda name: None) -> SitePlan:
    """Plan everything; ``seconds`` is what the placement of one area may take, ``step`` is told what is being done.

    Raises ``SiteError`` naming the element and the smallest thing that would mend it.
    """
    step("proof")
    proof = prove(site)
    air = {}
    for area in site.areas:
        step(area.name)
        air[area.name] = plan_area(site, area, seed, seconds)
    return SitePlan(proof, air, seed)


def plan_area(site: Site, area: AreaPlan, seed: int, seconds: float) -> WifiPlan:
    """Access points of one area."""
    made, target = area_of(area), target_of(area)
    try:
        return wifi.plan(made, target, demands_of(site, area), np.random.default_rng(seed), seconds)
    except wifi.NoPlace as none:
        raise SiteError(f"area {area.name}", Text(
            f"no set of places reaches {area.share:.0%} of it at {area.least_dbm:g} dBm ({none}); lower share "
            "or least_dbm, or take a wall away",
            f"任何位置组合都无法使 {area.share:.0%} 的面积达到 {area.least_dbm:g} dBm；"
            "请降低 share 或 least_dbm，或拆除墙体",
        )) from none  # fmt: skip
    except ValueError as error:
        raise SiteError(f"area {area.name}", Text(str(error), f"无法规划：{error}")) from error


def area_of(area: AreaPlan) -> Area:
    """The area as ``wifi`` takes it: walls with their losses, stacks as four sides of a container wall each."""
    walls = [Wall(w.x1_m, w.y1_m, w.x2_m, w.y2_m, WALL_LOSS_DB[w.material]) for w in area.walls]
    loss = WALL_LOSS_DB["container"] / 2  # two sides are crossed
    for x, y, width, depth in area.stacks:
        corners = [(x, y), (x + width, y), (x + width, y + depth), (x, y + depth), (x, y)]
        walls += [Wall(*one, *two, loss) for one, two in pairwise(corners)]
    height = 8.0 if area.environment == "yard" else 3.0
    grid = max(2.0, round((area.width_m * area.height_m / 3_000) ** 0.5))
    air = replace(Air(area.environment), access_height_m=height)
    return Area(area.width_m, area.height_m, tuple(walls), air, grid_m=grid, candidate_grid_m=2 * grid)


def demands_of(site: Site, area: AreaPlan) -> tuple[Demand, ...]:
    """What services ask of the area's air."""
    return tuple(
        Demand(s.name, s.x_m, s.y_m, s.rate_mbps * 1e6, s.packet_bytes) for s in site.services if s.area == area.name
    )


def shortfalls(area: AreaPlan, told: Mapping[str, Any]) -> tuple[Text, ...]:
    """What an area (as ``plan_json`` tells of it) lacks of what is asked for, and what would mend it."""
    why = []
    if told["covered"] < area.share - 1e-9:
        why.append(Text(
            f"{told['covered']:.1%} covered, {area.share:.0%} asked for: plan its access points anew, take a wall "
            "away, or lower share",
            f"覆盖率 {told['covered']:.1%}，要求 {area.share:.0%}：请重新规划接入点、拆除墙体，或降低 share",
        ))  # fmt: skip
    if told["second_covered"] < area.second_share - 1e-9:
        why.append(Text(
            f"{told['second_covered']:.1%} hear a second access point, {area.second_share:.0%} asked for: plan its "
            "access points anew, or lower second_share",
            f"可收到第二个接入点的面积为 {told['second_covered']:.1%}，要求 {area.second_share:.0%}："
            "请重新规划接入点，或降低 second_share",
        ))  # fmt: skip
    if told.get("unserved"):
        names = told["unserved"]
        why.append(Text(f"no access point serves {', '.join(names)}: move it, or plan the access points anew",
                        f"没有接入点可为 {'、'.join(names)} 服务：请移动其位置，或重新规划接入点"))  # fmt: skip
    busiest = max((point["busy"] for point in told["access_points"]), default=0.0)
    if busiest > MOST_BUSY:
        why.append(Text(
            f"its busiest access point is asked for {busiest:.0%} of the air, {MOST_BUSY:.0%} at most: a wider "
            "channel_width_mhz, or less rate_mbps of what it serves",
            f"最忙接入点的空口占用为 {busiest:.0%}，上限 {MOST_BUSY:.0%}："
            "请加大 channel_width_mhz，或降低所服务业务的 rate_mbps",
        ))  # fmt: skip
    return tuple(why)


def target_of(area: AreaPlan) -> Target:
    """What the area must reach."""
    return Target(area.least_dbm, area.share, area.second_share, width_mhz=area.channel_width_mhz)
