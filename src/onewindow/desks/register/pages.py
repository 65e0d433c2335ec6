"""The pages of rights, their owners, and the taking in of files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.register import hits, selectors, services
from onewindow.desks.register.compare_pages import compare_page, compare_pictures
from onewindow.desks.register.models import (
    EVENT_LABELS,
    KIND_LABELS,
    PATENTS,
    ImportRun,
    Kind,
    LegalEvent,
    Right,
    Source,
    Status,
)
from onewindow.desks.register.picture import picture_of
from onewindow.desks.register.search_pages import (
    asked_picture_page,
    search_by_picture,
    search_csv,
    search_page,
    search_pdf,
)
from onewindow.kernel import clock, files, jobs
from onewindow.kernel.access import Role
from onewindow.kernel.errors import BadInput, NotFound
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.tables import csv_lines
from onewindow.kernel.wording import day, listed, moment, number
from onewindow.texts import Language, Text

PAGE = 50
HOLDS = Text("What the file holds", "文件内容")
KINDS = {
    "marks": (Text("Marks", "商标"), None),
    "nice": (
        Text("Table of similar goods and services", "类似商品和服务区分表"),
        Text(
            "Columns: class, similar_group, name; also part, paragraph, code, name_en, group_title, notes. A file is a "
            "whole edition and follows the one in force.",
            "必需列：class、similar_group、name；可选列：part、paragraph、code、name_en、group_title、notes。一个文件即"
            "一个完整版本，导入后取代现行版本。",
        ),
    ),
}


@require_safe
def right_page(request: HttpRequest, right_id: int) -> HttpResponse:
    """A right: its particulars, its events, its owner's other rights."""
    actor = actor_of(request)
    right = selectors.right(actor, right_id)
    others = selectors.rights(actor).filter(owner=right.owner).exclude(pk=right.pk)
    language = current_language()
    told = selectors.events(right)
    events = [
        {"when": day(e.date), "iso": e.date.isoformat(), "what": _event_words(e, language),
         "who": _("Category %(letter)s (WIPO ST.27)") % {"letter": e.category},
         "href": reverse("entry", args=[e.entry_seq])}
        for e in reversed(told)
    ]  # fmt: skip
    context = {
        "right": right,
        "kind": KIND_LABELS[Kind(right.kind)].say(current_language()),
        "patent": right.kind in PATENTS,
        "status": hits.status_chip(right),
        "tongue": hits.tongue(right.title),
        "sample": right.source == Source.SAMPLE,
        "can_oppose": _is_published(right, told)
        and actor.has(Role.HOLDER, Role.AGENT)
        and right.owner_id != actor.party_id,
        "particulars": _particulars(right),
        "events": events,
        "others": [_short(other) for other in others.order_by("-filing_date")[:6]],
        "others_count": others.count() + 1,
    }
    return render(request, "register/right.html", context)


def _event_words(event: LegalEvent, language: Language) -> str:
    year = event.data.get("year")
    return EVENT_LABELS[event.code].say(language) + (_(" (year %(year)s)") % {"year": year} if year else "")


def _is_published(right: Right, events: list[LegalEvent]) -> bool:
    """Whether a mark is published and not yet registered or refused: whether it can be opposed."""
    return right.status == Status.PENDING and any(event.code == "published" for event in events)


def _particulars(right: Right) -> list[dict[str, Any]]:
    rows = [
        (_("Owner"), right.owner.name, reverse("party", args=[right.owner_id])),
        (_("Number"), right.reference, None),
        (_("Owned together with"), listed(party.name for party in right.co_owners.order_by("pk")), None),
        (_("Nice classes"), hits.class_words(right.classes), None),
        (_("Goods and services"), right.goods, None),
        (_("Filed"), day(right.filing_date), None),
        (_("Granted") if right.kind in PATENTS else _("Registered"), day(right.registration_date), None),
        (_("Term ends"), day(right.expiry_date), None),
        (_("Origin of this record"), _origin(right), reverse("entry", args=[right.recorded_seq])),
    ]
    return [{"label": label, "value": value, "href": href} for label, value, href in rows if value]


def _origin(right: Right) -> str:
    return {
        Source.SAMPLE: _("sample, not an official register"),
        Source.IMPORT: _("imported from a file"),
        Source.WINDOW: _("filed at this window"),
        Source.TRUSTEE: _("entered by a trustee, not from an office"),
    }[Source(right.source)]


def _short(right: Right) -> dict[str, str]:
    words = {"classes": listed(right.classes), "status": hits.status_chip(right)["label"]}
    kind = KIND_LABELS[Kind(right.kind)].say(current_language())
    body = _("Class %(classes)s, %(status)s") % words if right.classes else listed([kind, words["status"]])
    return {"href": reverse("right", args=[right.pk]), "title": right.title or "▣", "body": body}


@require_safe
def right_picture(request: HttpRequest, right_id: int) -> HttpResponse:
    """The picture of a mark, as a picture and nothing else."""
    response = files.as_picture(*picture_of(selectors.right(actor_of(request), right_id)))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def party_page(request: HttpRequest, party_id: int) -> HttpResponse:
    """A party and its rights."""
    actor = actor_of(request)
    party = selectors.party(actor, party_id)
    rights = selectors.rights(actor).filter(owner=party).order_by("-filing_date", "pk")
    context = {"party": party, **_rights_table(request, rights)}
    return render(request, "register/party.html", context)


@require_safe
def own_rights_page(request: HttpRequest) -> HttpResponse:
    """The rights of the party the actor acts for."""
    actor = actor_of(request)
    if not actor.has(Role.HOLDER, Role.AGENT):
        raise NotFound()
    return render(request, "register/own_rights.html", _rights_table(request, selectors.own_rights(actor)))


def _rights_table(request: HttpRequest, rights: QuerySet[Right]) -> dict[str, Any]:
    page = Paginator(rights, PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "mark": {"text": right.title or "▣", "href": reverse("right", args=[right.pk])},
            "number": right.reference,
            "classes": listed(right.classes),
            "status": hits.status_chip(right)["label"],
            "filed": day(right.filing_date),
            "until": day(right.expiry_date),
        }
        for right in page
    ]
    return {"rows": rows, "count": page.paginator.count, "page": pages(page)}


@require_http_methods(["GET", "POST"])
def imports_page(request: HttpRequest) -> HttpResponse:
    """The files taken in, and the way to give another."""
    actor = actor_of(request)
    if not actor.has(Role.ADMINISTRATOR):
        raise NotFound()
    problems: list[str] = []
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is None:
                raise BadInput([services.NO_FILE])
            now = clock.now()
            kept = files.keep(actor, now, given, given.name or "", "marks", settings.UPLOAD_LIMIT)
            kind = request.POST.get("kind", "marks")
            run, _job = services.ask_import(actor, now, kept.path, given.name or "", kind)
            return redirect("import", run.pk)
        except BadInput as error:
            problems = [p.say(label=_("File")) if p.field == "file" else p.say() for p in error.problems]
    rows = [_import_row(run) for run in selectors.imports(actor)[:100]]
    kinds = [
        {"value": kind, "label": label.say(current_language()), "hint": hint.say(current_language()) if hint else ""}
        for kind, (label, hint) in KINDS.items()
    ]
    context = {"rows": rows, "problems": problems, "kinds": kinds, "kinds_label": HOLDS.say(current_language())}
    return render(request, "register/imports.html", context, status=422 if problems else 200)


def _import_row(run: ImportRun) -> dict[str, Any]:
    return {
        "file": {"text": run.name, "href": reverse("import", args=[run.pk])},
        "started": moment(run.started_at),
        **{name: number(getattr(run, name)) for name in ("read", "added", "changed", "same", "refused")},
    }


@require_safe
def import_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """One file: how far it is, what it brought, what was refused and why."""
    run = selectors.import_run(actor_of(request), run_id)
    job = jobs.Job.objects.filter(pk=run.job_id or 0).first()
    refusals = [
        {"row": number(r.row), "field": r.field, "got": r.got,
         "expected": r.expected_zh if current_language() == "zh" else r.expected_en}
        for r in run.refusals.order_by("row", "pk")[:100]
    ]  # fmt: skip
    context = {"run": run, "job": job, "counts": _import_row(run), "refusals": refusals}
    return render(request, "register/import.html", context)


@require_safe
def refused_csv(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """Every refused row of a file."""
    run = selectors.import_run(actor_of(request), run_id)
    header = ["file", "row", "field", "got", "expected", "expected_zh"]
    rows = ((run.name, r.row, r.field, r.got, r.expected_en, r.expected_zh)
            for r in run.refusals.order_by("row", "pk").iterator())  # fmt: skip
    return StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")


@require_POST
def import_stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop taking in a file; giving it again goes on from there."""
    run = selectors.import_run(actor_of(request), run_id)
    if run.job_id is None:
        raise Http404
    jobs.stop(run.job_id, clock.now())
    return redirect("import", run.pk)


urls = [
    path("marks", search_page, name="search"),
    path("marks/picture", search_by_picture, name="search-picture"),
    path("marks/picture/<slug:key>", asked_picture_page, name="asked-picture"),
    path("marks.csv", search_csv, name="search-csv"),
    path("marks.pdf", search_pdf, name="search-pdf"),
    path("compare", compare_page, name="compare"),
    path("compare/pictures", compare_pictures, name="compare-pictures"),
    path("rights", own_rights_page, name="own-rights"),
    path("rights/<int:right_id>", right_page, name="right"),
    path("rights/<int:right_id>/picture", right_picture, name="right-picture"),
    path("parties/<int:party_id>", party_page, name="party"),
    path("imports", imports_page, name="imports"),
    path("imports/<int:run_id>", import_page, name="import"),
    path("imports/<int:run_id>/refused.csv", refused_csv, name="import-refused"),
    path("imports/<int:run_id>/stop", import_stop, name="import-stop"),
]
