"""The pages of an applicant: the list, the form with its draft, the last look before sending, the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.examination import (
    case_pages,
    opposition_pages,
    queue_pages,
    rules,
    selectors,
    services,
    watch_pages,
)
from onewindow.desks.examination.case_pages import told
from onewindow.desks.examination.flow import PROCEDURE
from onewindow.desks.examination.models import Application
from onewindow.desks.examination.policy import OFFICE
from onewindow.desks.register import hits
from onewindow.desks.register.searching import SearchRequest, search
from onewindow.kernel import clock, files, flow
from onewindow.kernel.access import Role
from onewindow.kernel.errors import BadInput, NotFound, OnewindowError, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.wording import listed, moment
from onewindow.law import nice

FIELDS = ("text", "goods", "applicant_name", "applicant_country")


@require_safe
def applications_page(request: HttpRequest) -> HttpResponse:
    """The applications that are this actor's business."""
    actor = actor_of(request)
    if not actor.has(Role.HOLDER, Role.AGENT, *OFFICE):
        raise NotFound()
    page = Paginator(selectors.visible_to(actor), 50).get_page(request.GET.get("page"))
    rows = [
        {
            "mark": {"text": a.text or "▣", "href": _address(a)},
            "number": a.number or "–",
            "classes": listed(a.classes),
            "state": PROCEDURE.state(a.case.state).label.say(current_language()),
            "moved": moment(a.case.moved_at if a.number else a.saved_at),
        }
        for a in page
    ]
    context = {"rows": rows, "page": pages(page), "may_file": actor.has(Role.HOLDER, Role.AGENT)}
    return render(request, "examination/applications.html", context)


def _address(application: Application) -> str:
    return reverse("case", args=[application.pk])


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new draft; from here on it is kept as it is written."""
    fields = {name: request.POST[name] for name in ("text", "goods") if request.POST.get(name)}
    application = services.begin_draft(actor_of(request), clock.now(), fields)
    return redirect("application-edit", application.pk)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The form. A save by the page itself is answered in JSON, one by the person goes on to the last look."""
    actor = actor_of(request)
    application = selectors.application(actor, case_id)
    if application.case.state != "draft":
        return redirect("case", case_id)
    problems: list[Problem] = []
    if request.method == "POST":
        problems, application = _save(request, application)
        if request.headers.get("X-Autosave"):
            body = {"problems": [{"field": p.field, "text": p.say()} for p in problems]}
            return JsonResponse(body, status=422 if problems else 200)
        if not problems and not request.POST.get("stay"):
            return redirect("application-check", case_id)
    return render(request, "examination/edit.html", _form(application, problems), status=422 if problems else 200)


def _save(request: HttpRequest, application: Application) -> tuple[list[Problem], Application]:
    actor, now = actor_of(request), clock.now()
    fields = {name: request.POST[name] for name in FIELDS if name in request.POST}
    if "classes" in request.POST or "classes_shown" in request.POST:
        fields["classes"] = ";".join(request.POST.getlist("classes"))
    problems: list[Problem] = []
    try:
        application = services.save_draft(actor, now, application.pk, fields)
    except BadInput as error:
        problems += error.problems
    picture = request.FILES.get("image")
    try:
        if picture is not None:
            application = services.set_picture(actor, now, application.pk, picture, picture.name or "")
        elif request.POST.get("no_image"):
            application = services.set_picture(actor, now, application.pk, None)
    except BadInput as error:
        problems += error.problems
    return problems, application


def _form(application: Application, problems: list[Problem]) -> dict[str, Any]:
    language = current_language()
    return {
        "application": application,
        "errors": {p.field: p.wanted(language) for p in problems},
        "error_list": [{"text": told(p), "href": f"#f-{p.field}"} for p in problems],
        "class_options": [{"value": n, "label": f"{n} {nice.heading(n, language)}"} for n in range(1, 46)],
        "suggested": hits.suggestions(application.goods),
        "saved": moment(application.saved_at),
    }


@require_safe
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The last look before sending: what will be filed, what is missing, which earlier marks are close."""
    actor = actor_of(request)
    application = selectors.application(actor, case_id)
    if application.case.state != "draft":
        return redirect("case", case_id)
    firing = flow.Firing(application.case, actor, clock.now(), {})
    problems = rules.still_missing(firing)
    edit_url = reverse("application-edit", args=[case_id])
    fixed = application.case.party_id is not None
    rows = [
        {"label": label, "value": value, "change_url": f"{edit_url}#f-{field}" if field else None}
        for label, value, field in (
            (_("Mark"), application.text, "text"),
            (_("Picture"), _("attached") if application.image else "", "image"),
            (_("Nice classes"), hits.class_words(application.classes), "classes"),
            (_("Goods and services"), application.goods, "goods"),
            (_("Applicant"), application.applicant_name, "" if fixed else "applicant_name"),
            (_("Country"), application.applicant_country, "" if fixed else "applicant_country"),
        )
    ]
    context = {
        "application": application,
        "rows": rows,
        "problems": [{"text": told(p), "href": f"{edit_url}#f-{p.field}"} for p in problems],
        "close": _close(application),
        "step": PROCEDURE.transition("file"),
    }
    return render(request, "examination/check.html", context)


def _close(application: Application) -> list[dict[str, Any]]:
    """The earlier marks most alike, so that nobody files blindly."""
    from onewindow.desks.register.search_pages import shown

    if not any(c.isalnum() for c in application.text):
        return []
    try:
        answer = search(SearchRequest(text=application.text, classes=application.classes, limit=3))
    except OnewindowError:  # a search that cannot be made must not keep anybody from filing
        return []
    return [shown(found, answer) for found in answer.found]


@require_safe
def picture(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The picture in a draft or an application, for those whose business it is."""
    application = selectors.application(actor_of(request), case_id)
    kept = files.StoredFile.objects.filter(pk=application.image).first()
    if kept is None:
        raise NotFound()
    return files.as_picture(kept.path.read_bytes(), kept.kind)


urls = [
    path("applications", applications_page, name="applications"),
    path("applications/new", begin, name="application-new"),
    path("applications/<uuid:case_id>/edit", edit, name="application-edit"),
    path("applications/<uuid:case_id>/check", check, name="application-check"),
    path("applications/<uuid:case_id>/picture", picture, name="application-picture"),
    *case_pages.urls,
    *opposition_pages.urls,
    *queue_pages.urls,
    *watch_pages.urls,
]
