"""The page of a case: where it stands, what its examiner or its applicant can do, what was found, decided, said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.examination import assigning, case_view, reports, routes, selectors
from onewindow.desks.examination.models import Application
from onewindow.desks.examination.policy import OFFICE
from onewindow.desks.register import hits
from onewindow.kernel import casepage, caseview, clock, flow
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, Conflict, NotFound, Problem
from onewindow.kernel.requests import actor_of


def told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "text": _("Mark"), "image": _("Picture"), "classes": _("Nice classes"), "goods": _("Goods and services"),
        "applicant_name": _("Applicant"), "applicant_country": _("Country"), "reason": _("Reason"),
        "citations": _("Earlier marks"), "grounds": _("Grounds of the law"), "search_report": _("Search report"),
        "period": _("Time"), "ground": _("Ground"), "earlier": _("Earlier right"), "opponent": _("Opponent"),
        "outcome": _("Decision"), "files": _("Files"), "place": _("Place"), "day": _("Day"), "examiner": _("Examiner"),
        "examiners": _("Examiners"), "rate": _("Files one decides"), "arrivals": _("Files that come"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


@require_safe
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case, read like a letter."""
    return _case(request, case_id, [])


@require_POST
def fire(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Take a step of the procedure, with what its form says."""
    actor = actor_of(request)
    selectors.application(actor, case_id)
    try:
        flow.fire(case_id, name, actor, clock.now(), step_data(request.POST))
    except BadInput as error:
        return _case(request, case_id, [*error.problems])
    return redirect("case", case_id)


@require_POST
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the step that the form of the decision names."""
    outcome = request.POST.get("outcome", "")
    if outcome not in case_view.DECISIONS:
        wrong = Problem("outcome", case_view.NO_OUTCOME)
        selectors.application(actor_of(request), case_id)
        return _case(request, case_id, [wrong])
    return fire(request, case_id, outcome)


def step_data(form: QueryDict) -> dict[str, Any]:
    """What a form gives a step; a citation is written as ``right:rule``."""
    cited = [pair.partition(":") for pair in form.getlist("citations")]
    return {
        "reason": form.get("reason", "").replace("\0", "").strip(),
        "goods": form.get("goods", "").replace("\0", ""),
        "classes": form.getlist("classes"),
        "grounds": form.getlist("grounds"),
        "citations": [{"right": int(r), "rule": rule} for r, _sep, rule in cited if r.isdecimal() and len(r) < 19],
    }


@require_POST
def give_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put a file back into the queue."""
    assigning.give_back(actor_of(request), clock.now(), case_id)
    return redirect("queue")


@require_POST
def ask_preference(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The applicant asks to be examined first."""
    try:
        routes.ask_preference(actor_of(request), clock.now(), case_id, request.POST.get("ground", ""))
    except BadInput as error:
        return _case(request, case_id, [*error.problems])
    return redirect("case", case_id)


@require_POST
def answer_preference(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """An examiner grants or declines it."""
    routes.answer_preference(actor_of(request), clock.now(), case_id, request.POST.get("answer") == "grant")
    return redirect("case", case_id)


@require_POST
def report_anew(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for the search report to be made anew."""
    actor = actor_of(request)
    application = selectors.application(actor, case_id)
    if not actor.has(*OFFICE):
        raise NotFound()
    if application.case.state not in assigning.WAITING:
        raise Conflict(case_view.NOT_NOW)
    reports.ask(actor, clock.now(), case_id)
    return redirect("case", case_id)


def _case(request: HttpRequest, case_id: UUID, problems: list[Problem]) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    application = selectors.application(actor, case_id)
    seen = caseview.view(application.case, actor)
    context = {
        "application": application,
        "tongue": hits.tongue(application.text),
        "errors": [{"text": told(p), "href": None} for p in problems],
        "classes": hits.class_words(application.classes),
        **casepage.parts(seen, actor, now),
        **_desk(application, seen, actor, now, request.POST),
    }  # fmt: skip
    return render(request, "examination/case.html", context, status=422 if problems else 200)


def _desk(
    application: Application, seen: caseview.CaseView, actor: Actor, now: datetime, given: Mapping[str, Any]
) -> dict[str, Any]:
    office = actor.has(*OFFICE)
    report = case_view.report(application) if office else None
    return {
        "office": office,
        "simple_steps": case_view.simple_steps(application, seen.open_steps, actor, now),
        "class_options": case_view.class_options(application),
        "decision": case_view.decision_form(application, seen.open_steps, actor, given),
        "take_first": office and case_view.wants_taking(application, actor),
        "mine": actor.id is not None and application.examiner_id == actor.id,
        "report": report,
        "decisions": case_view.decisions(application),
        "oppositions": case_view.oppositions(application),
        "route": case_view.route(application),
        "preference": case_view.preference(application, actor),
        "given": given,
        "examiner_name": routes.examiners().get(application.examiner_id or 0, "") if office else "",
    }


urls = [
    path("cases/<uuid:case_id>", case_page, name="case"),
    path("cases/<uuid:case_id>/decide", decide, name="case-decide"),
    path("cases/<uuid:case_id>/give-back", give_back, name="case-give-back"),
    path("cases/<uuid:case_id>/preference", ask_preference, name="case-preference"),
    path("cases/<uuid:case_id>/preference/answer", answer_preference, name="case-preference-answer"),
    path("cases/<uuid:case_id>/report", report_anew, name="case-report"),
    path("cases/<uuid:case_id>/<slug:name>", fire, name="case-fire"),
]
