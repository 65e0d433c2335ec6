"""The pages of incidents: the list and what is taken in, and an incident read like a letter."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.network import incident_loading, incident_selectors, incident_view, knowing, maps
from onewindow.desks.network.policy import ENGINEERS, READERS
from onewindow.kernel import casepage, caseview, clock, flow
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.wording import moment, number

PER_PAGE = 25
SYNTHETIC_SEEDS = 1_000_000


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """The incidents, what was taken in, and the forms to take in more."""
    return _incidents(request, [])


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Take in a log, put a topology in force, or make a synthetic storm: as the button says."""
    actor, now = actor_of(request), clock.now()
    if not actor.has(*READERS):
        raise NotFound()
    what = request.POST.get("what", "")
    try:
        if what == "storm":
            incident_loading.load_storm(actor, now, secrets.randbelow(SYNTHETIC_SEEDS))
            return redirect("incidents")
        file = request.FILES.get("file")
        if file is None:
            raise BadInput([Problem("file", incident_view.NO_FILE)])
        limit = maps.LIMIT if what == "map" else incident_loading.LIMIT
        content = file.read(limit + 1)
        if len(content) > limit:
            raise BadInput([Problem("file", incident_view.TOO_LARGE.fill(limit=limit))], file=file.name or "")
        if what == "map":
            maps.load(actor, now, content, file.name or "")
        else:
            incident_loading.load_log(actor, now, content, file.name or "")
    except BadInput as error:
        return _incidents(request, [*error.problems])
    return redirect("incidents")


@require_safe
def incident_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The incident, read like a letter."""
    return _incident(request, incident_id, [])


@require_POST
def fire(request: HttpRequest, incident_id: UUID, incident_step: str) -> HttpResponse:
    """Take a step of the procedure, with what its form says."""
    actor = actor_of(request)
    incident_selectors.incident(actor, incident_id)
    device, _sep, fault = request.POST.get("choice", "").partition("|")
    data = {"device": device, "fault": fault, "how": request.POST.get("how", ""),
            "reason": request.POST.get("reason", "").replace("\0", "").strip()}  # fmt: skip
    try:
        flow.fire(incident_id, incident_step, actor, clock.now(), data)
    except BadInput as error:
        return _incident(request, incident_id, [*error.problems])
    return redirect("incident", incident_id)


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "file": _("File"), "map": _("Topology"), "log": _("Log"), "device": _("Root device"), "fault": _("Fault"),
        "how": _("How it is repaired"), "reason": _("Reason"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


def _incidents(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    actor = actor_of(request)
    if not actor.has(*READERS):
        raise NotFound()
    page = Paginator(incident_selectors.incidents(actor), PER_PAGE).get_page(request.GET.get("page"))
    kept, known = maps.in_force()[0], knowing.in_force()
    context = {
        "problems": [told(p) for p in problems],
        "rows": [incident_view.row(one, known) for one in page],
        "pagination": pages(page),
        "map": kept,
        "map_counts": (number(len(kept.devices)), number(len(kept.links))) if kept else None,
        "intakes": [incident_view.intake(one) for one in incident_selectors.intakes(actor)[:8]],
    }
    return render(request, "network/incidents.html", context, status=422 if problems else 200)


def _incident(request: HttpRequest, incident_id: UUID, problems: list[Problem]) -> HttpResponse:
    actor, language = actor_of(request), current_language()
    one = incident_selectors.incident(actor, incident_id)
    seen = caseview.view(one.case, actor)
    network = maps.in_force()[1]
    context: dict[str, Any] = {
        "incident": one,
        "seen": seen,
        "errors": [{"text": told(p), "href": None} for p in problems],
        "procedure": [
            {"label": step.state.label.say(language), "state": step.standing,
             "exits": [state.label.say(language) for state in step.exits]}
            for step in seen.steps
        ],
        "open": {step.name: step for step in seen.open_steps},
        "engineer": actor.has(*ENGINEERS),
        "timeline": _timeline(seen, actor),
        **incident_view.whole(one, network),
    }  # fmt: skip
    return render(request, "network/incident.html", context, status=422 if problems else 200)


def _timeline(seen: caseview.CaseView, actor: Actor) -> list[dict[str, Any]]:
    return [
        {"when": moment(h.entry.at), "iso": h.entry.at.isoformat(), "who": casepage.who(h.entry),
         "what": h.what.say(current_language()), "seal": h.entry.hash[:8],
         "href": reverse("entry", args=[h.entry.seq]) if caseview.entry_is_open(h.entry, actor) else None}
        for h in seen.timeline
    ]  # fmt: skip


urls = [
    path("network/incidents", incidents, name="incidents"),
    path("network/incidents/load", load, name="incidents-load"),
    path("network/incidents/<uuid:incident_id>", incident_page, name="incident"),
    path("network/incidents/<uuid:incident_id>/<slug:incident_step>", fire, name="incident-fire"),
]
