"""What the bulletin counts of the register."""

from __future__ import annotations

from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

ABOUT = Text("The register", "登记簿")

declare(
    Indicator(
        "register-size",
        Text("Marks in the register", "在册商标"),
        Text("marks", "件"),
        Text(
            "Marks and applications recorded, whatever became of them since; sample marks included and labelled.",
            "已入册的商标与申请，不论其后状态；含已标注的样例商标。",
        ),
        adds=("register.marks_recorded",),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "rights-holders",
        Text("Rights holders", "权利人"),
        Text("parties", "个"),
        Text("Parties that were recorded as owners of a right.", "作为权利所有人入册的主体。"),
        adds=("register.parties_recorded",),
        about=ABOUT,
    )
)
