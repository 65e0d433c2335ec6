"""The examination desk's long work: search reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from onewindow.desks.examination import reports
from onewindow.desks.examination.models import Application
from onewindow.desks.register import marks_index
from onewindow.kernel import clock, jobs
from onewindow.kernel.access import house
from onewindow.kernel.errors import Unavailable
from onewindow.texts import Text


@jobs.handler(reports.KIND, Text("Making the search report", "正在生成查询报告"))
def make_search_report(run: jobs.Run) -> dict[str, Any]:
    """Search the register for an application and keep what was found; a register without an index gets one first."""
    application = Application.objects.select_related("case", "right").get(pk=UUID(run.args["case"]))
    try:
        seq, hits = reports.find(application)
    except Unavailable:
        marks_index.build()
        seq, hits = reports.find(application)
    with run.step(1, 1):
        reports.keep(house("search report"), clock.now(), application, seq, hits)
    return {"hits": len(hits)}
