"""The front page, what the window says of itself, progress of long work, and errors."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onewindow.desks.register import hits
from onewindow.desks.register.models import Right, Source
from onewindow.kernel import front, jobs
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotFound, OnewindowError
from onewindow.kernel.language import current_language
from onewindow.kernel.problems import problem_answer
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import number
from onewindow.web.api_errors import Fault

EXAMPLE = defaultdict(lambda: "…", query="A", mark="B", longer="A", shorter="B")
"""What stands in the sentence of a rule where there are no marks to name."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The job a person came for: is this name free? Below it, what else can be done here."""
    actor = actor_of(request)
    later = [] if actor.id is not None else [_task(each, sign_in=True) for each in front.after_sign_in()]
    return render(request, "home.html", {"tasks": _tasks(actor), "later": later})


def _tasks(actor: Actor) -> list[dict[str, str]]:
    """What a person can come for, the work of their own roles first; the search stands above the list."""
    entrances = [each for each in front.entrances(actor) if each.route != "search"]
    return [_task(each) for each in sorted(entrances, key=lambda each: Role.PUBLIC in each.roles)]


def _task(entrance: front.Entrance, sign_in: bool = False) -> dict[str, str]:
    language, href = current_language(), reverse(entrance.route)
    if sign_in:
        href = f"{reverse('sign-in')}?{urlencode({'next': href})}"
    return {"href": href, "title": entrance.title.say(language), "body": entrance.body.say(language)}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How marks are compared, where the data come from, how a program asks."""
    from onewindow.engines import marks

    language = current_language()
    rules = [
        {"rule": rule.zh.format_map(EXAMPLE), "citation": rule.citation}
        if language == "zh"
        else {"rule": rule.en.format_map(EXAMPLE), "citation": rule.citation_en}
        for rule in marks.rules().values()
    ]
    counts = {source.value: number(Right.objects.filter(source=source).count()) for source in Source}
    return render(request, "about.html", {"rules": rules, "counts": counts})


@require_safe
def goods_classes(request: HttpRequest) -> HttpResponse:
    """Nice classes and similar groups for goods in words, while somebody types."""
    suggested = hits.suggestions(request.GET.get("goods", "")[:2000])
    return render(request, "goods_classes.html", {"suggested": suggested})


@require_safe
def job_progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far a job is: a part of a page that asks again until it ends."""
    job = _job(request, job_id)
    response = render(request, "job.html", {"job": shown(job)})
    if "waited" in request.GET and not job.is_open:
        response.headers["HX-Refresh"] = "true"  # the page around it shows what the job brought
    return response


def _job(request: HttpRequest, job_id: int) -> jobs.Job:
    actor = actor_of(request)
    job = jobs.Job.objects.filter(pk=job_id).first()
    own = job is not None and actor.id is not None and job.asked_by == actor.id
    if job is None or not (own or actor.has(Role.ADMINISTRATOR)):
        raise NotFound()
    return job


def shown(job: jobs.Job) -> dict[str, Any]:
    """A job as the ``progress`` macro takes it."""
    words = {
        jobs.JobState.QUEUED: _("waiting for a worker"),
        jobs.JobState.DONE: _("done"),
        jobs.JobState.CANCELLED: _("stopped; it can go on from here"),
    }
    message = job.error.say(current_language()) if job.error else words.get(jobs.JobState(job.state), "")
    return {
        "url": reverse("job", args=[job.pk]), "label": jobs.label(job.kind).say(current_language()), "state": job.state,
        "done": number(job.done), "total": number(job.total) if job.total else "",
        "fraction": round(job.done / job.total, 3) if job.total else 0, "message": message,
        "result_url": None, "result_label": None,
    }  # fmt: skip


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere."""
    return render(request, "error.html", {"error": NotFound()}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """The page for an error of ours."""
    from onewindow.texts import Text

    if request.path.startswith("/api/"):
        return problem_answer(Fault())
    error = OnewindowError(
        Text("Something went wrong on our side. Nothing was half done.", "系统出错，本次操作未生效。")
    )
    return render(request, "error.html", {"error": error}, status=500)


urls = [
    path("", home, name="home"),
    path("about", about, name="about"),
    path("goods-classes", goods_classes, name="goods-classes"),
    path("jobs/<int:job_id>", job_progress, name="job"),
]
