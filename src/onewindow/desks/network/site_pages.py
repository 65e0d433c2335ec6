"""The pages of sites: plans and the form for one, a plan read like a letter, its pictures and files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.network import site_selectors, site_services
from onewindow.desks.network.policy import ENGINEERS, READERS
from onewindow.desks.network.site_flow import PROCEDURE
from onewindow.desks.network.site_models import SitePlan
from onewindow.desks.network.site_view import shown, words
from onewindow.kernel import casepage, caseview, clock, flow, jobs
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.wording import moment

PER_PAGE = 25
UNITS = {"ms": "ms", "kb": "kB", "dbm": "dBm"}


@require_http_methods(["GET", "POST"])
def sites(request: HttpRequest) -> HttpResponse:
    """The plans of all sites, and the form to ask for one; ``of`` fills it with a plan's file, ``sample`` with the
    sample's."""
    actor = actor_of(request)
    if not actor.has(*READERS):
        raise NotFound()
    problems: list[Problem] = []
    text, seed = "", "0"
    asked = request.GET.get("of", "")
    if asked == "sample":
        text = site_services.sample()
    elif asked:
        try:
            text = site_selectors.one(actor, UUID(asked)).text
        except ValueError:
            raise NotFound() from None
    if request.method == "POST":
        text, seed = request.POST.get("site", ""), request.POST.get("seed", "0")
        number = int(seed) if seed.isdecimal() and len(seed) < 10 else 0
        topology = request.FILES.get("topology")
        try:
            if topology is not None:
                begun = topology.read(site_services.LARGEST_TOPOLOGY + 1), topology.name or ""
                return _sites(request, json.dumps(site_services.from_topology(*begun), ensure_ascii=False, indent=1))
            return redirect("site-plan", site_services.ask(actor, clock.now(), text, number).pk)
        except BadInput as error:
            problems = [*error.problems]
            if topology is not None:
                return _sites(request, "", topology_problems=problems)
    return _sites(request, text, seed, problems)


def _sites(
    request: HttpRequest, text: str, seed: str = "0", problems: Sequence[Problem] = (),
    topology_problems: Sequence[Problem] = (),
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    page = Paginator(site_selectors.visible_to(actor), PER_PAGE).get_page(request.GET.get("page"))
    w = words()
    said = [one.say(label=w["file"] if one.field == "site" else "") for one in problems]
    topology_said = [one.say(label=w["topology_file"] if one.field == "file" else "") for one in topology_problems]
    context = {
        "w": w,
        "rows": [_row(plan) for plan in page],
        "pagination": pages(page),
        "errors": [{"text": one, "href": "#f-site"} for one in said]
        + [{"text": one, "href": "#f-topology"} for one in topology_said],
        "error": "; ".join(said) or None,
        "topology_error": "; ".join(topology_said) or None,
        "text": text, "seed": seed, "engineer": actor.has(*ENGINEERS),
    }  # fmt: skip
    return render(request, "network/sites.html", context, status=422 if problems or topology_problems else 200)


@require_safe
def site_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A plan, read like a letter."""
    return _page(request, plan_id, [])


@require_POST
def site_fire(request: HttpRequest, plan_id: UUID, plan_step: str) -> HttpResponse:
    """Take a step of the procedure."""
    actor = actor_of(request)
    site_selectors.one(actor, plan_id)
    try:
        flow.fire(plan_id, plan_step, actor, clock.now(), {"reason": request.POST.get("reason", "").replace("\0", "")})
    except BadInput as error:
        return _page(request, plan_id, [*error.problems])
    return redirect("site-plan", plan_id)


@require_safe
def site_picture(request: HttpRequest, plan_id: UUID, picture: str) -> HttpResponse:
    """One of a plan's pictures as SVG."""
    plan = site_selectors.one(actor_of(request), plan_id)
    for one in plan.pictures:
        if one["name"] == picture:
            return HttpResponse(one["svg"], content_type="image/svg+xml")
    raise NotFound()


@require_safe
def site_file(request: HttpRequest, plan_id: UUID, file: str) -> HttpResponse:
    """What machines read: ``plan``, ``topology``, ``flexe``, ``certificates``; ``source`` is the file as given."""
    plan = site_selectors.one(actor_of(request), plan_id)
    if file == "source":
        return HttpResponse(plan.text, content_type="text/plain; charset=utf-8")
    data = site_selectors.file(plan, file)
    if not data:
        raise NotFound()
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _page(request: HttpRequest, plan_id: UUID, problems: list[Problem]) -> HttpResponse:
    actor, language = actor_of(request), current_language()
    plan = site_selectors.one(actor, plan_id)
    seen = caseview.view(plan.case, actor)
    context: dict[str, Any] = {
        "u": UNITS,
        "w": words(), "plan": plan, "seen": seen, "asked": moment(plan.asked_at),
        "errors": [{"text": one.say(), "href": "#f-reason"} for one in problems],
        "procedure": [
            {"label": step.state.label.say(language), "state": step.standing,
             "exits": [state.label.say(language) for state in step.exits]}
            for step in seen.steps
        ],
        "open": {step.name: step for step in seen.open_steps},
        "own": plan.case.state == "planned" and plan.case.opened_by == actor.id,
        "timeline": [
            {"when": moment(h.entry.at), "iso": h.entry.at.isoformat(), "who": casepage.who(h.entry),
             "what": h.what.say(language), "seal": h.entry.hash[:8],
             "href": reverse("entry", args=[h.entry.seq]) if caseview.entry_is_open(h.entry, actor) else None}
            for h in seen.timeline
        ],
        "history": [_row(one) for one in site_selectors.history(actor, plan)],
        "why": plan.why_zh if language == "zh" else plan.why_en,
        "job": jobs.Job.objects.filter(pk=plan.job or 0).first() if plan.case.state == "planning" else None,
        **(shown(plan) if plan.result else {}),
    }  # fmt: skip
    return render(request, "network/site_plan.html", context, status=422 if problems else 200)


def _row(plan: SitePlan) -> dict[str, Any]:
    language, said = current_language(), words()
    return {
        "site": {"text": plan.name, "href": reverse("site-plan", args=[plan.pk])}, "version": str(plan.version),
        "state": PROCEDURE.state(plan.case.state).label.say(language), "asked": moment(plan.asked_at),
        "by": plan.asked_by, "origin": said["synthetic" if plan.synthetic else "given"],
    }  # fmt: skip


urls = [
    path("network/sites", sites, name="sites"),
    path("network/sites/<uuid:plan_id>", site_plan, name="site-plan"),
    path("network/sites/<uuid:plan_id>/<slug:plan_step>", site_fire, name="site-plan-fire"),
    path("network/sites/<uuid:plan_id>/pictures/<slug:picture>.svg", site_picture, name="site-picture"),
    path("network/sites/<uuid:plan_id>/files/<slug:file>", site_file, name="site-file"),
]
