"""Long work of incidents."""

from __future__ import annotations

from typing import Any

from onewindow.desks.network import incident_learning
from onewindow.kernel import clock, jobs
from onewindow.kernel.access import house
from onewindow.texts import Text


@jobs.handler(incident_learning.JOB, Text("Learning causes of alarms", "正在学习告警因果"))
def learn_causes(run: jobs.Run) -> dict[str, Any]:
    """Learn from the alarms since. It commits by itself; a run that is taken over reads on from what was kept."""
    causes = incident_learning.learn_causes(house(incident_learning.JOB), clock.now())
    with run.step(1, 1):
        return {"causes": causes}
