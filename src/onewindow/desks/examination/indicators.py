"""What the bulletin counts of the examination."""

from __future__ import annotations

from decimal import Decimal

from onewindow.kernel.indicators import Indicator, declare
from onewindow.texts import Text

ABOUT = Text("Examination", "商标审查")

FIRST_DECISIONS = ("trademark.accept", "trademark.refuse", "trademark.refuse_in_part")

declare(
    Indicator(
        "applications",
        Text("Trademark applications", "商标注册申请"),
        Text("applications", "件"),
        Text("Applications filed at this window, withdrawn ones included.", "在本窗口提交的申请，含其后撤回者。"),
        adds=("trademark.file",),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "applications-decided",
        Text("Applications decided", "已审结商标申请"),
        Text("applications", "件"),
        Text("First decisions: approvals, refusals, refusals in part.", "首次审查决定：初步审定、驳回、部分驳回。"),
        adds=FIRST_DECISIONS,
        about=ABOUT,
    )
)
declare(
    Indicator(
        "months-to-first-decision",
        Text("Time to the first decision", "首次决定用时"),
        Text("months (median)", "个月（中位数）"),
        Text(
            "Half of the first decisions came within this time of the filing.",
            "半数首次决定在自申请日起的该时间内作出。",
        ),
        adds=FIRST_DECISIONS,
        measure="waited_days",
        per=Decimal("30.4375"),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "refusals",
        Text("Refusals", "驳回"),
        Text("applications", "件"),
        Text(
            "First decisions that refuse wholly or in part, whatever a review made of them.",
            "全部或部分驳回的首次决定，不论其后复审结果。",
        ),
        adds=("trademark.refuse", "trademark.refuse_in_part"),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "oppositions",
        Text("Oppositions", "商标异议"),
        Text("oppositions", "件"),
        Text("Oppositions filed at this window.", "在本窗口提出的异议。"),
        adds=("trademark.oppose",),
        about=ABOUT,
    )
)
declare(
    Indicator(
        "registrations",
        Text("Registrations", "核准注册"),
        Text("marks", "件"),
        Text("Applications filed at this window that led to registration.", "在本窗口提交并核准注册的申请。"),
        adds=("trademark.register", "trademark.reject_opposition"),
        about=ABOUT,
    )
)
