"""The pages on which a marketplace's officers bring in catalogues."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onewindow.desks.protection import catalogue_intake
from onewindow.desks.protection.catalogue_models import CatalogueRun
from onewindow.kernel import clock, files, jobs
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.tables import csv_lines
from onewindow.kernel.wording import moment, number
from onewindow.texts import Text

NO_FILE = Text("a file of listings", "商品目录文件")


@require_http_methods(["GET", "POST"])
def catalogues_page(request: HttpRequest) -> HttpResponse:
    """The files taken in, and the way to give another."""
    actor, now = actor_of(request), clock.now()
    if not actor.has(*catalogue_intake.OFFICE):
        raise NotFound()
    problems: list[Problem] = []
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is None:
                raise BadInput([Problem("file", NO_FILE)])
            name = given.name or ""
            kept = files.keep(actor, now, given, name, "marks", settings.UPLOAD_LIMIT)
            run, _job = catalogue_intake.ask(
                actor, now, request.POST.get("catalogue", ""), kept.path, name,
                request.POST.get("territories", ""),
            )  # fmt: skip
            return redirect("catalogue-run", run.pk)
        except BadInput as error:
            problems = [*error.problems]
    labels = {"file": _("File"), "catalogue": _("Catalogue"), "territories": _("Offered in")}
    context = {
        "rows": [_row(run) for run in catalogue_intake.runs(actor)[:100]],
        "errors": [{"text": p.say(label=labels.get(p.field, "")), "href": f"#f-{p.field}"} for p in problems],
        "given": request.POST,
    }
    return render(request, "protection/catalogues.html", context, status=422 if problems else 200)


def _row(run: CatalogueRun) -> dict[str, Any]:
    return {
        "file": {"text": run.name, "href": reverse("catalogue-run", args=[run.pk])},
        "catalogue": run.catalogue.name,
        "started": moment(run.started_at),
        **{name: number(getattr(run, name)) for name in ("read", "added", "changed", "same", "refused", "found")},
    }


@require_safe
def run_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """One file: how far it is, what it brought, what was refused and why."""
    run = catalogue_intake.run_of(actor_of(request), run_id)
    zh = current_language() == "zh"
    refusals = [
        {"row": number(r.row), "field": r.field, "got": r.got, "expected": r.expected_zh if zh else r.expected_en}
        for r in run.refusals.order_by("row", "pk")[:100]
    ]
    job = jobs.Job.objects.filter(pk=run.job_id or 0).first()
    context = {"run": run, "job": job, "counts": _row(run), "refusals": refusals}
    return render(request, "protection/catalogue_run.html", context)


@require_safe
def refused_csv(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """Every refused row of a file."""
    run = catalogue_intake.run_of(actor_of(request), run_id)
    header = ["file", "row", "field", "got", "expected", "expected_zh"]
    refusals = run.refusals.order_by("row", "pk").iterator()
    rows = ((run.name, r.row, r.field, r.got, r.expected_en, r.expected_zh) for r in refusals)
    return StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")


urls = [
    path("protection/catalogues", catalogues_page, name="catalogues"),
    path("protection/catalogues/<int:run_id>", run_page, name="catalogue-run"),
    path("protection/catalogues/<int:run_id>/refused.csv", refused_csv, name="catalogue-refused"),
]
