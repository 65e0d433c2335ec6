"""The procedure of a site's plan: made by the house, approved by a second pair of eyes."""

from __future__ import annotations

from onewindow.desks.network import site_counting
from onewindow.desks.network.policy import READERS
from onewindow.kernel import flow
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case
from onewindow.kernel.errors import Problem
from onewindow.kernel.flow import Firing, State, Transition
from onewindow.texts import Text

HOUSE = frozenset({Role.ADMINISTRATOR})

STATES = (
    State(
        "planning",
        Text("Being planned", "规划中"),
        Text("Places, slots and proofs are being worked out.", "正在计算点位、时隙与证明。"),
    ),
    State(
        "planned",
        Text("Planned", "已规划"),
        Text(
            "The plan is whole; somebody other than who asked for it approves it, or sends it back.",
            "规划已完成，须由申请人以外的人员批准或退回。",
        ),
    ),
    State("approved", Text("Approved", "已批准"), Text("This plan is in force for the site.", "该规划已对站点生效。")),
    State(
        "refused",
        Text("Cannot be planned", "无法规划"),
        Text(
            "The site as described cannot be planned; what would mend it stands below.",
            "按所述站点无法规划，补救办法见下。",
        ),
        final=True,
        exit=True,
    ),
    State(
        "returned",
        Text("Sent back", "已退回"),
        Text("The plan was sent back with a reason.", "规划已附理由退回。"),
        final=True,
        exit=True,
    ),
    State(
        "withdrawn",
        Text("Withdrawn", "已撤销"),
        Text("A later plan took its place, or the site ended.", "已被新规划取代，或站点停用。"),
        final=True,
        exit=True,
    ),
)


def concerns(case: Case, actor: Actor) -> bool:
    """Sites are the business of the network's engineers and of the administrators."""
    return actor.has(*READERS)


def may(case: Case, step: Transition, actor: Actor) -> bool:
    """The house plans; people decide, and nobody on a plan of their own."""
    if step.name in ("finish", "refuse"):
        return actor.id is None
    return step.name != "approve" or actor.id != case.opened_by


def needs_reason(firing: Firing) -> list[Problem]:
    """Who sends a plan back says why."""
    if str(firing.data.get("reason", "")).strip():
        return []
    return [Problem("reason", Text("a reason", "理由"))]


def reason(firing: Firing) -> dict[str, object]:
    """The reason, for the ledger."""
    return {"reason": str(firing.data.get("reason", "")).strip()[:1_000]}


PROCEDURE = flow.declare(
    flow.Procedure(
        name="site_plan",
        label=Text("Plan of a site", "站点规划"),
        opened=Text("Plan asked for", "已申请规划"),
        concerns=concerns,
        may=may,
        states=STATES,
        transitions=(
            Transition(
                "finish",
                ("planning",),
                "planned",
                Text("Plan made", "规划完成"),
                Text("Plan made", "规划已完成"),
                HOUSE,
                effect=site_counting.made,
            ),
            Transition(
                "refuse",
                ("planning",),
                "refused",
                Text("Cannot be planned", "无法规划"),
                Text("Found impossible to plan", "已确认无法规划"),
                HOUSE,
            ),
            Transition(
                "approve",
                ("planned",),
                "approved",
                Text("Approve the plan", "批准规划"),
                Text("Plan approved", "规划已批准"),
                READERS,
                effect=site_counting.approved,
            ),
            Transition(
                "send_back",
                ("planned",),
                "returned",
                Text("Send it back", "退回"),
                Text("Plan sent back", "规划已退回"),
                READERS,
                guard=needs_reason,
                effect=reason,
            ),
            Transition(
                "withdraw",
                ("approved",),
                "withdrawn",
                Text("Withdraw the plan", "撤销规划"),
                Text("Plan withdrawn", "规划已撤销"),
                READERS,
                guard=needs_reason,
                effect=site_counting.withdrawn,
            ),
        ),
    )
)
