"""What the bulletin counts of sites: plans made and in force, services certified, access points."""

from __future__ import annotations

from onewindow.desks.network.indicators import NETWORK
from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

PLANS, SERVICES = Text("plans", "份"), Text("services", "项")

declare(
    Indicator(
        "network-sites", Text("Sites planned", "已纳入规划的站点"), Text("sites", "个"),
        Text("Sites for which a plan was asked at least once; the sample counts as one.",
             "至少申请过一次规划的站点；样例站点计入。"),
        adds=("network.site_added",), about=NETWORK,
    )
)  # fmt: skip
declare(
    Indicator(
        "site-plans", Text("Plans of sites made", "已完成的站点规划"), PLANS,
        Text("Plans worked out whole, whatever became of them since.", "已完成的规划，不论其后状态。"),
        adds=("site_plan.finish",), about=NETWORK,
    )
)  # fmt: skip
declare(
    Indicator(
        "site-plans-in-force", Text("Plans of sites in force", "现行站点规划"), PLANS,
        Text("Plans approved by a second person and neither replaced nor withdrawn.",
             "已由第二人批准且未被取代或撤销的规划。"),
        adds=("site_plan.approve",), takes=("site_plan.withdraw",), about=NETWORK,
    )
)  # fmt: skip
declare(
    Indicator(
        "services-certified", Text("Services certified without loss", "已认证零丢包业务"), SERVICES,
        Text("Services of plans in force that are proved to keep their deadline and to lose nothing.",
             "现行规划中已证明满足时限且零丢包的业务。"),
        adds=("network.services_certified",), takes=("network.services_uncertified",), about=NETWORK,
    )
)  # fmt: skip
declare(
    Indicator(
        "services-certified-share", Text("Share of services certified", "业务认证占比"),
        Text("of 100 services", "每百项"),
        Text("Of the services of all plans ever approved, those certified in time and without loss.",
             "历次已批准规划的业务中，已认证达标且零丢包者。"),
        adds=("network.services_certified",), out_of=("network.services_planned",), about=NETWORK,
    )
)  # fmt: skip
declare(
    Indicator(
        "access-points-planned", Text("Wi-Fi access points planned", "规划的无线接入点"), Text("access points", "个"),
        Text("Access points of the plans in force.", "现行规划中的接入点。"),
        adds=("network.access_points_planned",), takes=("network.access_points_ended",), about=NETWORK,
    )
)  # fmt: skip
