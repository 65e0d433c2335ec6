"""What one comes to the network desk for."""

from __future__ import annotations

from onewindow.kernel.access import Role
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "incidents",
        Text("Find a fault", "查找网络故障"),
        Text("From alarms to the root device and the repair.", "由告警定位根因设备与修复方案。"),
        frozenset({Role.NETWORK, Role.ADMINISTRATOR}),
        nav=Text("Incidents", "故障事件"),
        rank=41,
    ),
)
