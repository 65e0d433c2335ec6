"""The repair-time page: what was measured of live incidents, and what might be under assumptions that stand there."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onewindow.desks.network import incident_selectors, knowing
from onewindow.desks.network.incident_view import fault_label, span
from onewindow.desks.network.models import Incident
from onewindow.desks.network.policy import READERS
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.repair_times import Assumptions, simulate
from onewindow.kernel.errors import NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import moment, number
from onewindow.texts import Text

SHOWN = 200
WORDS = {
    "detect": Text("Detect", "发现"),
    "locate": Text("Locate", "定位"),
    "approve": Text("Approve", "批准"),
    "execute": Text("Carry out remotely", "远程执行"),
    "verify": Text("Verify", "验证"),
    "visit": Text("Visit", "现场处置"),
    "visit_share": Text("Share that needs a visit", "需现场处置占比"),
    "top1": Text("Root right at once", "首位根因准确率"),
    "manual_detect": Text("By hand: detect", "人工：发现"),
    "manual_triage": Text("By hand: triage", "人工：研判"),
    "manual_locate": Text("By hand: locate", "人工：定位"),
    "manual_decide": Text("By hand: decide", "人工：决定"),
    "manual_fix": Text("By hand: fix", "人工：修复"),
    "manual_verify": Text("By hand: verify", "人工：验证"),
    "shape": Text("Spread (gamma shape)", "离散程度（伽马分布形状参数）"),
}
ASKED = {"visit_share": (0.0, 100.0), "top1": (0.0, 100.0), "approve": (0.0, 240.0), "visit": (0.0, 1440.0)}
"""What the form asks, and within which bounds; shares in percent."""
BOUNDS = Text("a number from {low} to {high}", "{low} 至 {high} 之间的数")


@require_safe
def repair_times(request: HttpRequest) -> HttpResponse:
    """Times of live incidents, p50, p95 and mean; and the what-if beside its assumptions."""
    actor = actor_of(request)
    if not actor.has(*READERS):
        raise NotFound()
    live = list(incident_selectors.incidents(actor).filter(replay=False, synthetic=False)[:SHOWN])
    assumed, given, problems = _asked(request)
    outcome, known = simulate(assumed), knowing.in_force()
    context = {
        "percentiles": ("p50", "p95"),
        "phases": _phases(live),
        "incidents": [_line(one, known) for one in live if one.fixed is not None],
        "given": given,
        "errors": [
            {"text": p.say(label=WORDS[p.field].say(current_language())), "href": f"#f-{p.field}"} for p in problems
        ],
        "wrong": {p.field for p in problems},
        "outcome": outcome,
        "rows": _rows(outcome),
        "below": round(100 * outcome.below_ten),
        "mean_below": outcome.high < 10,
        "assumptions": [
            {"what": WORDS[f.name].say(current_language()), "value": _value(f.name, getattr(assumed, f.name))}
            for f in fields(assumed)
        ],
        "manual": round(assumed.manual),
    }
    return render(request, "network/repair_times.html", context, status=422 if problems else 200)


def _error(problem: Problem) -> dict[str, str]:
    return {"text": problem.say(label=WORDS[problem.field].say(current_language())), "href": f"#f-{problem.field}"}


def _asked(request: HttpRequest) -> tuple[Assumptions, dict[str, str], list[Problem]]:
    assumed = Assumptions()
    given: dict[str, str] = {}
    problems: list[Problem] = []
    for name, (low, high) in ASKED.items():
        share = name in ("visit_share", "top1")
        now = getattr(assumed, name) * (100 if share else 1)
        given[name] = request.GET.get(name, f"{now:g}")[:12]
        try:
            value = float(given[name])
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            problems.append(Problem(name, BOUNDS.fill(low=f"{low:g}", high=f"{high:g}"), got=given[name]))
            continue
        assumed = replace(assumed, **{name: value / 100 if share else value})
    return assumed, given, problems


def _value(name: str, value: float) -> str:
    if name in ("visit_share", "top1"):
        return f"{100 * value:g}%"
    return f"{value:g}" if name == "shape" else _("%(n)s min") % {"n": f"{value:g}"}


def _rows(outcome: Any) -> list[dict[str, str]]:
    def minutes(value: float) -> str:
        return f"{value:.1f}"

    interval = f"{minutes(outcome.low)}–{minutes(outcome.high)}"
    return [
        {"what": _("With automation"), "mean": minutes(outcome.mean), "interval": interval,
         "p50": minutes(outcome.p50), "p95": minutes(outcome.p95)},
        {"what": _("By hand"), "mean": minutes(outcome.manual_mean), "interval": "",
         "p50": minutes(outcome.manual_p50), "p95": minutes(outcome.manual_p95)},
        {"what": _("Restored remotely"), "mean": minutes(outcome.remote_mean), "interval": "", "p50": "", "p95": ""},
        {"what": _("With a visit"), "mean": minutes(outcome.visit_mean), "interval": "", "p50": "", "p95": ""},
    ]  # fmt: skip


def _phases(live: list[Incident]) -> list[dict[str, str]]:
    parts = [
        (_("First alarm to detected"), "onset", "detected", None),
        (_("Detected to located"), "detected", "located", None),
        (_("Located to approved"), "located", "decided", None), (_("Approved to fixed"), "decided", "fixed", None),
        (_("First alarm to fixed, remotely"), "onset", "fixed", True),
        (_("First alarm to fixed, with a visit"), "onset", "fixed", False),
        (_("Fixed to verified"), "fixed", "verified", None),
    ]  # fmt: skip
    rows = []
    for label, begin, end, remote in parts:
        waits = sorted(
            getattr(i, end) - getattr(i, begin)
            for i in live
            if getattr(i, begin) and getattr(i, end) and (remote is None or i.remote is remote)
        )
        row = {"what": label, "count": number(len(waits)), "p50": "", "p95": "", "mean": ""}
        if waits:
            mean = sum(waits[1:], waits[0]) / len(waits)
            row |= {"p50": span(waits[(len(waits) - 1) // 2]), "p95": span(waits[-(-95 * len(waits) // 100) - 1]),
                    "mean": span(mean)}  # fmt: skip
        rows.append(row)
    return rows


def _line(incident: Incident, known: Knowledge) -> dict[str, Any]:
    assert incident.fixed is not None
    return {
        "number": {"text": incident.number, "href": reverse("incident", args=[incident.pk])},
        "onset": moment(incident.onset), "fault": fault_label(incident.fault, known),
        "time": span(incident.fixed - incident.onset), "how": _("remote") if incident.remote else _("visit"),
    }  # fmt: skip


urls = [path("network/repair-times", repair_times, name="repair-times")]
