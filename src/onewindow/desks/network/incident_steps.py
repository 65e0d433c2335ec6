"""The states and steps of an incident, from its first alarm to the verified repair."""

from __future__ import annotations

from onewindow.desks.network import incident_repairs as repairs
from onewindow.desks.network.policy import ENGINEERS, READERS
from onewindow.kernel.flow import State, Transition
from onewindow.texts import Text

STATES = (
    State(
        "detected",
        Text("Detected", "已发现"),
        Text("Alarms belong together; where they come from is not known yet.", "相关告警已归并，根因尚未定位。"),
    ),
    State(
        "located",
        Text("Located", "已定位"),
        Text(
            "A root and a repair are proposed; an engineer approves, or decides otherwise.",
            "已提出根因与修复方案，由工程师批准或另行决定。",
        ),
    ),
    State(
        "decided",
        Text("Approved", "已批准"),
        Text("An engineer approved the repair; nothing has been done yet.", "工程师已批准修复方案，尚未执行。"),
    ),
    State(
        "dispatched",
        Text("Under repair", "修复中"),
        Text("The repair is being done.", "正在修复。"),
    ),
    State(
        "fixed",
        Text("Fixed", "已修复"),
        Text("The repair is done; it remains to verify that all is well.", "已修复，待验证。"),
    ),
    State(
        "verified",
        Text("Verified", "已验证"),
        Text("Service is restored and verified.", "业务已恢复并经验证。"),
        final=True,
    ),
    State(
        "dismissed",
        Text("Dismissed", "已撤销"),
        Text("No fault of the network.", "并非网络故障。"),
        final=True,
        exit=True,
    ),
)
STEPS = (
    Transition(
        name="locate", sources=("detected",), target="located",
        label=Text("Locate", "定位"), done=Text("Root located", "根因已定位"),
        roles=READERS, effects=repairs.locate,
    ),
    Transition(
        name="approve", sources=("located",), target="decided",
        label=Text("Approve the repair", "批准修复方案"), done=Text("Repair approved", "修复方案已批准"),
        roles=ENGINEERS, guard=repairs.can_approve, effect=repairs.approve,
    ),
    Transition(
        name="dispatch", sources=("decided",), target="dispatched",
        label=Text("Begin the repair", "开始修复"), done=Text("Repair begun", "修复已开始"),
        roles=ENGINEERS, guard=repairs.can_dispatch, effect=repairs.dispatch,
    ),
    Transition(
        name="fix", sources=("dispatched",), target="fixed",
        label=Text("Report it fixed", "报告已修复"), done=Text("Fixed", "已修复"),
        roles=ENGINEERS, effect=repairs.fix,
    ),
    Transition(
        name="verify", sources=("fixed",), target="verified",
        label=Text("Verified: close", "验证通过，结案"), done=Text("Verified", "验证通过"),
        roles=ENGINEERS, effect=repairs.verify,
    ),
    Transition(
        name="reopen", sources=("fixed", "dispatched", "decided"), target="located",
        label=Text("Not the cause: decide anew", "未奏效，重新决定"), done=Text("Decided anew", "重新决定"),
        roles=ENGINEERS, effect=repairs.reopen,
    ),
    Transition(
        name="dismiss", sources=("detected", "located"), target="dismissed",
        label=Text("No fault: dismiss", "并非故障，撤销"), done=Text("Dismissed", "已撤销"),
        roles=ENGINEERS, guard=repairs.needs_reason, effect=repairs.dismiss,
        confirm=Text("The incident ends here. Say why.", "故障事件将就此结束，请说明理由。"),
    ),
)  # fmt: skip
