"""What the bulletin counts of complaints about listings."""

from __future__ import annotations

from decimal import Decimal

from onewindow.desks.protection import dashboard, procedures
from onewindow.desks.protection import flow as flow
from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

ABOUT = Text("Complaints about listings", "商品投诉")


def _opened() -> tuple[str, ...]:
    return tuple(f"{procedures.procedure_name(pack)}.opened" for pack in procedures.known().values())


def _first(outcome: str) -> tuple[str, ...]:
    return tuple(
        f"{procedures.procedure_name(pack)}.{step.name}"
        for pack in procedures.known().values()
        for step in pack.steps
        if step.handled and step.outcome == outcome
    )


declare(
    Indicator(
        "complaints",
        Text("Complaints about listings", "商品投诉"),
        Text("listings", "件"),
        Text("Listings complained of, each listing of a notice once.", "被投诉的商品，同一投诉中每件商品计一次。"),
        adds=_opened(),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "complaints-answered",
        Text("Complaints answered", "已答复投诉"),
        Text("listings", "件"),
        Text("First decisions on complaints, whichever way.", "对投诉的首次决定，不论结果。"),
        adds=tuple(dashboard.handled_actions()),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "complaints-within-a-day",
        Text("Time to the answer of a complaint", "投诉答复用时"),
        Text("hours (median)", "小时（中位数）"),
        Text("Half of the complaints were answered within this time.", "半数投诉在该时间内得到答复。"),
        adds=tuple(dashboard.handled_actions()),
        measure="waited_seconds",
        per=Decimal(3600),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "complaints-upheld",
        Text("Complaints upheld", "成立的投诉"),
        Text("listings", "件"),
        Text("Complaints after which the listing went down at the first decision.", "首次决定即令商品下架的投诉。"),
        adds=_first("upheld"),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "rights-holder-accounts",
        Text("Rights holders' accounts", "权利人账户"),
        Text("accounts", "个"),
        Text(
            "Accounts opened after their documents were checked, less those closed.",
            "材料审核通过开立的账户，减去已关闭者。",
        ),
        adds=("protection_account.approve",),
        takes=("protection_account.close",),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "alliance-members",
        Text("Members of the alliance", "联盟成员"),
        Text("members", "个"),
        Text("Rights holders who joined the alliance, less those who left.", "加入联盟的权利人，减去已退出者。"),
        adds=("protection.alliance_joined",),
        takes=("protection.alliance_left",),
        about=ABOUT,
    )
)
