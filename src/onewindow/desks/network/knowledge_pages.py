"""What is known of alarms and faults, as a page; an engineer's file over it; causes learned and learned on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onewindow.desks.network import incident_learning, incident_view, knowing
from onewindow.desks.network.models import CausalEdge
from onewindow.desks.network.policy import ENGINEERS, READERS
from onewindow.engines.faults import knowledge
from onewindow.engines.faults.knowledge import WHERE, Fault, Kind, Knowledge
from onewindow.kernel import clock, jobs
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import listed, moment, number, percent
from onewindow.texts import Text

PLACES = {
    "self": Text("On the device", "本设备"),
    "peer": Text("At the other end", "对端设备"),
    "beyond": Text("Behind it", "其后设备"),
}
SHOWN = 100
"""Causes shown, the surest first."""


@require_http_methods(["GET", "POST"])
def knowledge_page(request: HttpRequest) -> HttpResponse:
    """Read what is known; put a file in force over it, or let causes be learned on, as the button says."""
    actor, now = actor_of(request), clock.now()
    if not actor.has(*READERS):
        raise NotFound()
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            if request.POST.get("what") == "learn":
                incident_learning.ask(actor, now)
                return redirect("knowledge")
            file = request.FILES.get("file")
            content = file.read(knowing.LIMIT + 1) if file is not None else b""
            if file is None:
                raise BadInput([Problem("file", incident_view.NO_FILE)])
            if len(content) > knowing.LIMIT:
                raise BadInput([Problem("file", incident_view.TOO_LARGE.fill(limit=knowing.LIMIT))])
            knowing.load(actor, now, content, file.name or "")
            return redirect("knowledge")
        except BadInput as error:
            problems = [*error.problems]
    known, given = knowing.in_force(), knowing.given()
    running = jobs.Job.objects.filter(kind=incident_learning.JOB, state__in=jobs.OPEN).exists()
    edges = CausalEdge.objects.order_by("prior", "-sure", "pk")
    context: dict[str, Any] = {
        "errors": [
            {"text": p.say(label=_("File") if p.field in ("file", "knowledge") else ""), "href": "#f-file"}
            for p in problems
        ],
        "engineer": actor.has(*ENGINEERS),
        "given": given and {"name": given.name, "by": given.given_by, "when": moment(given.given_at)},
        "faults": [_fault(fault, known) for fault in known.faults.values()],
        "kinds": [_kind(kind) for kind in known.kinds.values()],
        "causes": [_cause(edge, known) for edge in edges[:SHOWN]],
        "learning": running,
    }  # fmt: skip
    return render(request, "network/knowledge.html", context, status=422 if problems else 200)


@require_safe
def knowledge_file(request: HttpRequest) -> HttpResponse:
    """The file that comes with onewindow, and the engineer's after it: to be copied and extended."""
    if not actor_of(request).has(*READERS):
        raise NotFound()
    given = knowing.given()
    if given is not None and request.GET.get("of") == "given":
        text, name = given.text, "knowledge-given.toml"
    else:
        text, name = knowledge.text_of_built_in(), "knowledge.toml"
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _fault(fault: Fault, known: Knowledge) -> dict[str, Any]:
    language = current_language()
    return {
        "id": fault.id, "label": fault.label.say(language), "remote": fault.remote,
        "signs": [
            {
                "label": PLACES[where].say(language),
                "value": listed(
                    f"{known.kinds[kind].label.say(language)} {percent(seen, 0)}"
                    for kind, seen in sorted(fault.signs[where].items(), key=lambda pair: -pair[1])
                ),
            }
            for where in WHERE if fault.signs[where]
        ],
        "checks": [check.say(language) for check in fault.checks],
        "action": fault.action.say(language), "verify": fault.verify.say(language),
    }  # fmt: skip


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "label": kind.label.say(current_language()), "id": kind.id, "names": ", ".join(kind.names),
        "severity": kind.severity, "cause": _("yes") if kind.cause else "",
    }  # fmt: skip


def _cause(edge: CausalEdge, known: Knowledge) -> dict[str, Any]:
    says = {1: _("expert: yes"), 0: _("expert: no"), -1: _("learned")}
    learned = edge.prior == -1
    return {
        "cause": incident_view.kind_label(edge.cause, known), "effect": incident_view.kind_label(edge.effect, known),
        "sure": number(round(100 * edge.sure)), "share": number(round(100 * edge.share)) if learned else "",
        "delay": f"{edge.delay:.1f}" if learned else "", "by": says[edge.prior], "when": moment(edge.learned_at),
    }  # fmt: skip


urls = [
    path("network/knowledge", knowledge_page, name="knowledge"),
    path("network/knowledge/file", knowledge_file, name="knowledge-file"),
]
