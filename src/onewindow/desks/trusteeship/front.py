"""What one comes to the trusteeship desk for."""

from __future__ import annotations

from onewindow.kernel.access import Role
from onewindow.kernel.front import Entrance, declare
from onewindow.texts import Text

declare(
    Entrance(
        "clients",
        Text("Look after clients' rights", "托管客户的权利"),
        Text(
            "Every deadline with its reason, fees, reminders, a calendar and lists to pay from.",
            "逐项期限及其依据、费用、提醒、日历订阅与缴费清单。",
        ),
        frozenset({Role.AGENT}),
        nav=Text("Clients", "托管客户"),
        rank=30,
    ),
    Entrance(
        "clients",
        Text("See who looks after my rights", "查看我的权利托管"),
        Text("The mandates of your party and every deadline.", "查看托管委托与各项期限。"),
        frozenset({Role.HOLDER}),
        rank=31,
    ),
    Entrance(
        "reduction",
        Text("Ask for a fee reduction", "申请费用减缴"),
        Text(
            "Whether you qualify, alone or jointly, and what it saves over the life of your patents.",
            "单独或共同申请是否符合条件，以及在专利有效期内可节省的费用。",
        ),
        frozenset({Role.HOLDER, Role.AGENT}),
        rank=32,
    ),
)
