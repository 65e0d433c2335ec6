"""The office's pages: the dashboard with its queue, the next case, accounts whose documents wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.protection import accounts, complaints, dashboard, deciding, policy, said
from onewindow.kernel import casepage, clock, flow
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import moment, number


@require_safe
def dashboard_page(request: HttpRequest) -> HttpResponse:
    """What is due, what is late, the share within 24 hours, the workload."""
    actor, now, language = actor_of(request), clock.now(), current_language()
    deciding.may_see_queue(actor)
    week, due = dashboard.handled(now - timedelta(days=7), now), dashboard.due_counts(now)
    mine = complaints.visible_to(actor).filter(officer_id=actor.id).order_by("case__moved_at")[:50]
    context: dict[str, Any] = {
        "may_take": actor.has(*policy.OFFICERS),
        "late": number(due["late"]),
        "soon": number(due["soon"]),
        "today": number(due["today"]),
        "share": f"{100 * week.share:.1f}" if week.share is not None else "–",
        "count": number(week.count),
        "median": f"{week.median_seconds / 3600:.1f}",
        "mine": [said.row(each) for each in mine],
        "urgent": [
            said.row(complaint) | {"left": casepage.left(due.due_at - now, language)}
            for complaint, due in dashboard.most_urgent()
        ],
        "waiting": [
            {
                "pack": flow.procedures()[load.procedure].label.say(language),
                "state": flow.procedures()[load.procedure].state(load.state).label.say(language),
                "count": number(load.count),
                "oldest": moment(load.oldest),
            }
            for load in dashboard.waiting()
        ],
        "hands": [{"who": who, "count": number(n)} for who, n in dashboard.hands()],
        "decided": [{"who": who, "count": number(n)} for who, n in dashboard.decided(now - timedelta(days=7), now)],
        "accounts": [
            {
                "party": {"text": each.party.name, "href": reverse("protection-account-office", args=[each.pk])},
                "since": moment(each.opened_at),
            }
            for each in accounts.waiting(actor)
        ],
    }
    return render(request, "protection/dashboard.html", context)


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The next case for the officer, on its page."""
    actor = actor_of(request)
    deciding.may_see_queue(actor)
    taken = deciding.take_next(actor, clock.now())
    if taken is None:
        messages.info(request, _("Nothing waits that nobody has."))
        return redirect("protection-queue")
    return redirect("protection-case", taken.pk)


urls = [
    path("protection/queue", dashboard_page, name="protection-queue"),
    path("protection/queue/next", take_next, name="protection-next"),
]
