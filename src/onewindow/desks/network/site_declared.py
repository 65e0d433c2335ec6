"""What the sites' half of the desk makes known when the desk is ready: procedure, long work, figures, entrance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from onewindow.desks.network import site_flow as site_flow
from onewindow.desks.network import site_indicators as site_indicators
from onewindow.desks.network import site_services
from onewindow.desks.network.policy import READERS
from onewindow.desks.network.site_models import SitePlan
from onewindow.kernel import clock, jobs
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text


@jobs.handler(site_services.KIND, Text("Planning a site", "正在规划站点"))
def plan_site(run: jobs.Run) -> dict[str, Any]:
    """Plan a site and keep the plan; the two happen together or not at all."""
    plan = SitePlan.objects.get(pk=UUID(run.args["case"]))
    keep = site_services.make(plan)
    with run.step(1, 1):
        keep(clock.now())
    return {}


declare(
    Entrance(
        "sites",
        Text("Plan a network site", "规划网络站点"),
        Text(
            "Wi-Fi, FlexE slices and proved delays, from one file.",
            "由一份文件完成 Wi-Fi、FlexE 切片规划与时延证明。",
        ),
        READERS,
        nav=Text("Sites", "站点"),
        rank=42,
    ),
)
