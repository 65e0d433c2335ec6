"""The procedures of the network desk."""

from __future__ import annotations

from onewindow.desks.network import incident_steps
from onewindow.desks.network.policy import READERS
from onewindow.kernel import flow
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.texts import Text


def concerns(case: Case, actor: Actor) -> bool:
    """The network is the business of its engineers and of the administrators."""
    return actor.has(*READERS)


INCIDENT = flow.declare(
    flow.Procedure(
        name="incident",
        label=Text("Network incident", "网络故障事件"),
        opened=Text("Incident detected", "发现故障事件"),
        concerns=concerns,
        states=incident_steps.STATES,
        transitions=incident_steps.STEPS,
    )
)
