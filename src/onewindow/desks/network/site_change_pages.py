"""What would a change break: one place of a plan's site, or its whole file, held against the plan that stands."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from onewindow.desks.network import site_selectors, site_services
from onewindow.desks.network.policy import ENGINEERS
from onewindow.desks.network.site_view import say, words
from onewindow.engines.network.site import SiteError, changing, drawing, editing
from onewindow.engines.network.site.changing import AreaChange, Changes, ServiceChange
from onewindow.engines.network.site.planning import shortfalls
from onewindow.kernel.errors import BadInput, NotFound
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of


@require_http_methods(["GET", "POST"])
def site_change(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The form for a change and, once it is given, what it breaks."""
    actor = actor_of(request)
    plan = site_selectors.one(actor, plan_id)
    if not plan.result:
        raise NotFound()
    data, _kind = site_services.parsed(plan.text)
    place, value = request.POST.get("place", ""), request.POST.get("value", "").replace("\0", "")
    text, problems, seen = plan.text, [], {}
    if request.method == "POST":
        given = request.POST.get("site", "").replace("\r\n", "\n").replace("\0", "")
        try:
            text = given if place == "" else _edited(data, place, value)
            seen = _seen(changing.compare(plan.result, site_services.read(text)[0]))
        except BadInput as error:
            problems = [*error.problems]
        except SiteError as error:
            problems = [site_services.problem(error)]
    context = {
        "w": words(), "ms": "ms", "plan": plan, "text": text, "place": place, "value": value, "seen": seen,
        "errors": [{"text": one.say(), "href": "#f-value" if place else "#f-site"} for one in problems],
        "error": "; ".join(one.say() for one in problems) or None, "engineer": actor.has(*ENGINEERS),
        "places": [{"value": "", "label": "–"}, *(
            {"value": name, "label": f"{name} = {now}" if now else name} for name, now in editing.places(data)
        )],
    }  # fmt: skip
    return render(request, "network/site_change.html", context, status=422 if problems else 200)


def _edited(data: dict[str, Any], place: str, value: str) -> str:
    return json.dumps(editing.changed(data, place, value), ensure_ascii=False, indent=1)


def _seen(changes: Changes) -> dict[str, Any]:
    language = current_language()
    stop = "；" if language == "zh" else "; "

    def outcome(one: ServiceChange | AreaChange) -> str:
        if one.was_well:
            return say("holds" if one.is_well else "breaks")
        return say("mends" if one.is_well else "still")

    def service(one: ServiceChange) -> dict[str, str]:
        how = outcome(one) if one.before and one.after else say("new" if one.after else "gone")
        return {
            "service": one.name, "before": f"{one.before['delay_ms']:.3f}" if one.before else "–",
            "after": f"{one.after.delay_s * 1e3:.3f}" if one.after else "–",
            "outcome": f"{how}, {outcome(one)}" if one.before is None and one.after else how,
            "why": stop.join(why.say(language) for why in one.after.why) if one.after else "–",
        }  # fmt: skip

    def area(one: AreaChange) -> dict[str, str]:
        before, after = one.before, one.told()
        return {
            "area": one.area.name, "before": f"{before['covered']:.1%}" if before else "–",
            "after": f"{after['covered']:.1%}" if one.after else say("no_points"),
            "second": f"{after['second_covered']:.1%}", "busiest": f"{one.busiest:.0%}", "outcome": outcome(one),
            "why": stop.join(why.say(language) for why in shortfalls(one.area, after)) or "–",
        }  # fmt: skip

    broken = [one.name if isinstance(one, ServiceChange) else one.area.name for one in changes.broken]
    names = ("、" if language == "zh" else ", ").join(broken)
    moved = [one for one in changes.areas if one.moved]
    return {
        "broken": len(broken),
        "verdict": say("breaks_some", names=names) if broken else say("breaks_none"),
        "services": [service(one) for one in changes.services if one.moved],
        "areas": [area(one) for one in moved],
        # Drawn here of numbers and escaped names only (engines.network.site.drawing).
        "pictures": [
            {"title": say("heard", name=one.area.name), "svg": mark_safe(drawing.floor(one.area, one.after))}  # noqa: S308
            for one in moved
            if one.after
        ],
        "groups": [
            {"group": one.name, "before": say("used", used=one.before[0], all=one.before[1]) if one.before else "–",
             "after": say("used", used=one.after[0], all=one.after[1])}
            for one in changes.groups
        ],
    }  # fmt: skip


urls = [path("network/sites/<uuid:plan_id>/change", site_change, name="site-change")]
