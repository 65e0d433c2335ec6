"""The page of the queue: the next file, what waits and how long, who has what, batches, sittings, and the what-if."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.examination import assigning, case_view, queue, routes, what_if_view
from onewindow.desks.examination.case_pages import told
from onewindow.desks.examination.flow import PROCEDURE
from onewindow.desks.examination.models import ROUTE_LABELS, Application, Sitting
from onewindow.desks.examination.policy import EXAMINERS
from onewindow.kernel import clock
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import day, listed, number
from onewindow.texts import Text

NO_DAY = Text("a date such as 2024-05-31", "形如 2024-05-31 的日期")


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """The queue as it stands, and with the numbers of the form as it would go."""
    actor, now = actor_of(request), clock.now()
    queue.must_see(actor)
    return _page(request, actor, now, [])


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The next file for the examiner, on the page of its case."""
    actor = actor_of(request)
    queue.must_see(actor)
    taken = assigning.take_next(actor, clock.now())
    if taken is None:
        messages.info(request, _("Nothing waits that nobody has."))
        return redirect("queue")
    return redirect("case", taken.pk)


@require_POST
def form_batch(request: HttpRequest) -> HttpResponse:
    """Make a batch of the files chosen."""
    return _office_act(request, lambda actor, now: routes.form_batch(actor, now, _files(request)))


@require_POST
def open_sitting(request: HttpRequest) -> HttpResponse:
    """Arrange a sitting."""

    def act(actor: Actor, now: datetime) -> Sitting:
        try:
            on = date.fromisoformat(request.POST.get("day", ""))
        except ValueError:
            raise BadInput([Problem("day", NO_DAY, got=request.POST.get("day", "")[:20])]) from None
        examiner = request.POST.get("examiner", "")
        person = int(examiner) if examiner.isdecimal() and len(examiner) < 19 else 0
        return routes.open_sitting(actor, now, request.POST.get("place", ""), on, person)

    return _office_act(request, act)


@require_POST
def collect(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Collect the files chosen for a sitting."""
    return _office_act(request, lambda actor, now: routes.collect(actor, now, sitting_id, _files(request)))


def _office_act(request: HttpRequest, act: Any) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    queue.must_see(actor)
    try:
        act(actor, now)
    except BadInput as error:
        return _page(request, actor, now, list(error.problems))
    return redirect("queue")


def _files(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(value) for value in request.POST.getlist("files")]
    except ValueError:
        return []


def _page(request: HttpRequest, actor: Actor, now: datetime, problems: list[Problem]) -> HttpResponse:
    language = current_language()
    asked, wrong = what_if_view.asked(request.GET, now)
    mine = assigning.waiting().filter(examiner_id=actor.id).select_related("case", "right", "sitting", "batch")
    rows = queue.waiting_table(now)
    context = {
        "may_take": actor.has(*EXAMINERS),
        "count": sum(row.count for row in rows),
        "waiting": [
            {"route": ROUTE_LABELS[r.route].say(language), "state": PROCEDURE.state(r.state).label.say(language),
             "count": number(r.count), "free": number(r.free), "oldest": number(r.oldest)}
            for r in rows
        ],
        "mine": [_file(application, now) for application in mine],
        "hands": [{"who": name, "count": number(count)} for name, count in queue.in_hands()],
        "pendency": [
            {"route": ROUTE_LABELS[p.route].say(language) if p.route else _("All routes"), "decided": number(p.decided),
             "median": f"{p.median:.1f}", "ninety": f"{p.ninety:.1f}"}
            for p in queue.pendency(now)
        ],
        "due_now": _due_now(now),
        "related": [_related(relation, files) for relation, files in routes.related()[:5]],
        "sittings": [_sitting(one) for one in Sitting.objects.filter(day__gte=_today(now)).order_by("day")[:20]],
        "free_files": [{"value": a.pk, "label": f"{a.number} {a.text or '▣'}"} for a in routes.free_files()[:50]],
        "examiners": [{"value": pk, "label": name} for pk, name in routes.examiners().items()],
        "given": request.POST,
        "what_if": what_if_view.shown(asked, now) if asked else None,
        "numbers": what_if_view.fields(request.GET, now),
        "errors": [{"text": told(p), "href": None} for p in [*problems, *wrong]],
    }  # fmt: skip
    return render(request, "examination/queue.html", context, status=422 if problems or wrong else 200)


def _file(application: Application, now: datetime) -> dict[str, Any]:
    filed = application.right.filing_date if application.right else _today(now)
    return {
        "mark": {"text": application.text or "▣", "href": reverse("case", args=[application.pk])},
        "number": application.number,
        "route": case_view.route(application),
        "state": PROCEDURE.state(application.case.state).label.say(current_language()),
        "age": number((_today(now) - filed).days),
    }


def _due_now(now: datetime) -> list[dict[str, Any]]:
    """Files that no examiner has to read, but that somebody has to move on: a period is over."""
    from onewindow.kernel.case import Due

    rules = {"published": "cn.trademark.opposition", "refused": "cn.trademark.review",
             "partly_refused": "cn.trademark.review", "registered": "cn.trademark.grace"}  # fmt: skip
    over = Due.objects.filter(ended_at=None, due_at__lt=now, rule_id__in=set(rules.values())).select_related("case")
    found = [due for due in over.order_by("due_at")[:200] if rules.get(due.case.state) == due.rule_id]
    files = Application.objects.in_bulk([due.case_id for due in found])
    return [
        {"mark": {"text": files[due.case_id].text or "▣", "href": reverse("case", args=[due.case_id])},
         "number": files[due.case_id].number, "state": PROCEDURE.state(due.case.state).label.say(current_language()),
         "since": day(clock.local_day(due.due_at, settings.TIME_ZONE))}
        for due in found
    ]  # fmt: skip


def _related(relation: str, files: list[Application]) -> dict[str, Any]:
    title = (
        files[0].applicant_name
        if relation == "applicant"
        else _("Class %(classes)s") % {"classes": listed(files[0].classes)}
    )
    return {
        "title": title,
        "count": ngettext("%(num)s file", "%(num)s files", len(files)) % {"num": len(files)},
        "files": [a.pk for a in files],
        "names": listed(a.text or "▣" for a in files[:8]),
    }


def _sitting(sitting: Sitting) -> dict[str, Any]:
    return {
        "pk": sitting.pk,
        "place": sitting.place,
        "day": day(sitting.day),
        "examiner": routes.examiners().get(sitting.examiner_id, ""),
        "files": listed(a.text or "▣" for a in sitting.applications.order_by("number")),
    }


def _today(now: datetime) -> date:
    return clock.local_day(now, settings.TIME_ZONE)


urls = [
    path("queue", queue_page, name="queue"),
    path("queue/next", take_next, name="queue-next"),
    path("queue/batches", form_batch, name="queue-batch"),
    path("queue/sittings", open_sitting, name="queue-sitting"),
    path("queue/sittings/<int:sitting_id>", collect, name="queue-collect"),
]
