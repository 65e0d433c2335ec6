"""The page on which somebody opposes a published mark, and follows what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from onewindow.desks.examination import case_view, given
from onewindow.desks.examination.case_pages import told
from onewindow.desks.examination.flow import PROCEDURE
from onewindow.desks.examination.models import Application, Opposition
from onewindow.desks.examination.policy import APPLICANTS, OPPOSITION_PERIOD
from onewindow.desks.register import hits, selectors
from onewindow.kernel import clock, flow
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import moment
from onewindow.law import refusals


@require_http_methods(["GET", "HEAD", "POST"])
def oppose_page(request: HttpRequest, right_id: int) -> HttpResponse:
    """The form, while the mark is published; one's own oppositions with their outcome, then and later."""
    actor = actor_of(request)
    application = of_right(actor, right_id)
    problems: list[Problem] = []
    if request.method == "POST":
        data = {name: request.POST.get(name, "").replace("\0", "") for name in ("ground", "earlier", "reason")}
        try:
            flow.fire(application.pk, "oppose", actor, clock.now(), data)
            return redirect("oppose", right_id)
        except BadInput as error:
            problems = list(error.problems)
    return _page(request, actor, application, problems)


def of_right(actor: Actor, right_id: int) -> Application:
    """The application behind a right that this actor may oppose or has opposed. Raises ``NotFound``."""
    found = Application.objects.select_related("case", "right__owner").filter(right_id=right_id).first()
    if found is None or actor.id is None or not actor.has(*APPLICANTS):
        raise NotFound()
    if found.case.state not in ("published", "opposed") and not found.case.oppositions.filter(opponent_id=actor.id):
        raise NotFound()
    return found


def _page(request: HttpRequest, actor: Actor, application: Application, problems: list[Problem]) -> HttpResponse:
    right = given.right_of(application)
    due = given.running(application.case, OPPOSITION_PERIOD)
    own = Opposition.objects.filter(case=application.case, opponent_id=actor.id or 0).order_by("pk")
    now = clock.now()
    context: dict[str, Any] = {
        "right": right,
        "tongue": hits.tongue(right.title),
        "classes": hits.class_words(right.classes),
        "until": due.sentence.say(current_language()) if due else "",
        "open": due is not None and now <= due.due_at and not own.filter(outcome="").exists(),
        "grounds": case_view.ground_options(),
        "earlier": [
            {"value": r.pk, "label": f"{r.title or '▣'} ({r.reference})"}
            for r in selectors.own_rights(actor).exclude(pk=right.pk)[:200]
        ],
        "given": request.POST,
        "errors": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "own": [
            {
                "when": moment(one.at),
                "ground": refusals.grounds()[one.ground].meaning.say(current_language()),
                "reason": one.reason,
                "outcome": PROCEDURE.transition(one.outcome).done.say(current_language()) if one.outcome else "",
            }
            for one in own
        ],
    }
    return render(request, "examination/oppose.html", context, status=422 if problems else 200)


urls = [path("rights/<int:right_id>/oppose", oppose_page, name="oppose")]
