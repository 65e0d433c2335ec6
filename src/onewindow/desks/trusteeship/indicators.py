"""What the bulletin counts of trusteeship."""

from __future__ import annotations

from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

ABOUT = Text("Trusteeship", "知识产权托管")

declare(
    Indicator(
        "trusteeship-clients",
        Text("Clients in trusteeship", "托管客户"),
        Text("clients", "家"),
        Text("Mandates in force: taken on, less those that ended.", "生效中的托管委托：接受委托减去终止委托。"),
        adds=("mandate.opened",),
        takes=("mandate.end",),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "rights-looked-after",
        Text("Rights looked after", "托管权利"),
        Text("rights", "件"),
        Text("Rights that were taken on for clients.", "为客户接受托管的权利。"),
        adds=("trusteeship.rights_taken_on",),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "fees-cut",
        Text("Fees cut", "减缴费用"),
        Text("yuan", "元"),
        Text(
            "What approved reductions save over the rest of the rights' lives, beyond an open licence.",
            "已批准的减缴在权利剩余期限内节省的费用，不含开放许可本可减免的部分。",
        ),
        adds=("trusteeship.reduction_approved",),
        about=ABOUT,
    )
)
