"""Where a pledge can stand, and what that means to its parties."""

from __future__ import annotations

from onewindow.kernel.flow import State
from onewindow.texts import Text

STATES = (
    State(
        "draft",
        Text("Draft", "草稿"),
        Text(
            "The pledgor writes the joint form. Nobody else sees it until it is sent to the lender.",
            "出质人正在填写共同申请表，发送质权人之前他人不可见。",
        ),
    ),
    State(
        "signing",
        Text("With the lender", "待质权人签署"),
        Text("The pledgor has signed; the lender reads the form and signs or sends it back.",
             "出质人已签署，待质权人核对后签署或退回。"),
    ),
    State(
        "filed",
        Text("Filed", "已提交"),
        Text("Both have signed. The office holds every ground of refusal against the register and decides.",
             "双方已签署，登记机关对照登记簿逐项审查后作出决定。"),
    ),
    State(
        "registered",
        Text("Registered", "已登记"),
        Text("The pledge has effect. Without the pledgee's consent nobody transfers, licenses or gives up the rights.",
             "质权已设立；未经质权人同意，不得转让、许可或放弃所质押的权利。"),
    ),
    State(
        "changing",
        Text("Change awaits the pledgee", "变更待质权人同意"),
        Text("The pledgor asked for a change; until the pledgee agrees the pledge stands as it was.",
             "出质人已申请变更；质权人同意之前，质押登记维持不变。"),
        exit=True,
    ),
    State(
        "consenting",
        Text("Consent awaited", "待质权人同意处分"),
        Text("The pledgor asked the pledgee to consent to an act; the proceeds are prepaid or escrowed.",
             "出质人已请求质权人同意处分；所得价款应提前清偿债务或者提存。"),
        exit=True,
    ),
    State(
        "refused",
        Text("Refused", "不予登记"),
        Text("A ground of refusal stands. The parties may file anew when it is gone.",
             "存在不予登记的情形；情形消除后可重新申请。"),
        final=True,
        exit=True,
    ),
    State(
        "withdrawn",
        Text("Withdrawn", "已撤回"),
        Text("The form was taken back before the pledge was registered.", "登记之前申请已撤回。"),
        final=True,
        exit=True,
    ),
    State(
        "discarded",
        Text("Discarded", "已删除"),
        Text("The draft was thrown away before it was sent.", "草稿在发送前已被删除。"),
        final=True,
        exit=True,
    ),
    State(
        "realised",
        Text("Realised", "质权已实现"),
        Text("The pledgee realised the pledge; its effect has ended.", "质权人已实现质权，质押登记效力终止。"),
        final=True,
        exit=True,
    ),
    State(
        "cancelled",
        Text("Cancelled", "已注销"),
        Text("The pledge has ended; the rights are free again.", "质押登记已注销，权利恢复自由。"),
        final=True,
    ),
)  # fmt: skip
