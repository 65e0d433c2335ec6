"""The pages of findings: what the scan found for a holder's rights, dismissing, and beginning a notice; the watch."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onewindow.desks.protection import findings, watching
from onewindow.desks.protection.api_listings import told
from onewindow.desks.protection.catalogue_models import AuthorisedSeller
from onewindow.desks.protection.finding_models import Finding, FindingState
from onewindow.desks.register import selectors
from onewindow.desks.register.models import Right
from onewindow.engines.listings.explain import SAID, say
from onewindow.kernel import clock, files
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.tables import csv_lines
from onewindow.kernel.wording import moment
from onewindow.law import nice
from onewindow.texts import Text

PAGE = 50
MOST_IN_FILE, MOST_RIGHTS = 200_000, 200
STATES = {
    FindingState.OPEN: Text("Open", "待处理"),
    FindingState.NOTICED: Text("Notice sent", "已投诉"),
    FindingState.DISMISSED: Text("Dismissed", "已排除"),
    FindingState.GONE: Text("Gone: the listing was edited", "已消失：商品已修改"),
}
COLUMNS = (
    "id", "catalogue", "listing", "title", "seller", "right", "mark", "found_in", "start", "end", "disguise", "score",
    "context", "classes", "state", "found_at",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def findings_page(request: HttpRequest) -> HttpResponse:
    """The findings that the address asks for; chosen ones are dismissed or begin a notice."""
    actor = _admitted(request)
    problems: list[Problem] = []
    ids: list[int] = []
    if request.method == "POST":
        ids = [int(i) for i in request.POST.getlist("finding") if i.isdecimal() and len(i) < 19]
        try:
            if request.POST.get("do") == "notice":
                findings.as_notice(actor, ids)
                return redirect(f"{reverse('protection-notice-new')}?findings={','.join(map(str, sorted(set(ids))))}")
            findings.dismiss(actor, clock.now(), ids, request.POST.get("reason", ""))
            return redirect(request.get_full_path())
        except BadInput as error:
            problems = [*error.problems]
    asked = request.GET.dict()
    page = Paginator(findings.filtered(actor, asked), PAGE).get_page(asked.pop("page", None))
    query = urlencode({name: value for name, value in asked.items() if value})
    language = current_language()
    context = {
        "errors": _errors(problems),
        "rows": [_row(finding) for finding in page],
        "count": page.paginator.count,
        "page": {
            "number": page.number,
            "total": page.paginator.num_pages,
            "previous_url": f"?{query}&page={page.number - 1}" if page.has_previous() else None,
            "next_url": f"?{query}&page={page.number + 1}" if page.has_next() else None,
        },
        "query": f"?{query}" if query else "",
        "asked": asked,
        "chosen": ids,
        "reason": request.POST.get("reason", ""),
        "may_act": actor.has(*findings.HOLDERS),
        "states": [
            *({"value": state.value, "label": text.say(language)} for state, text in STATES.items()),
            {"value": "any", "label": _("Any")},
        ],
        "disguises": [
            {"value": "", "label": _("Any")},
            *({"value": name, "label": text.say(language)} for name, text in SAID.items()),
        ],
        "places": [
            {"value": "", "label": _("Any")}, {"value": "title", "label": _("the title")},
            {"value": "picture", "label": _("the picture")},
        ],
        "contexts": [{"value": "", "label": _("Suspected")}, {"value": "any", "label": _("All, context or not")}],
        "rights": [{"value": "", "label": _("Any")}, *_rights(actor)],
    }  # fmt: skip
    return render(request, "protection/findings.html", context, status=422 if problems else 200)


def _errors(problems: list[Problem]) -> list[dict[str, str]]:
    labels = {"findings": _("Findings"), "reason": _("Reason"), "seller": _("Seller"), "right": _("Right")}
    return [{"text": p.say(label=labels.get(p.field, "")), "href": f"#f-{p.field}"} for p in problems]


def _admitted(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.has(*findings.HOLDERS, *findings.OFFICE):
        raise NotFound()
    return actor


def _rights(actor: Actor) -> list[dict[str, Any]]:
    there = findings.visible_to(actor).values("right_id").distinct()
    rights = Right.objects.filter(pk__in=there).order_by("title", "pk")[:MOST_RIGHTS]
    return [{"value": right.pk, "label": _named(right)} for right in rights]


def _named(right: Right) -> str:
    return right.title or f"▣ {right.reference}"


def _row(finding: Finding) -> dict[str, Any]:
    language, listing, right = current_language(), finding.listing, finding.right
    text = listing.title[finding.start : finding.end]
    numbers = [n for n in range(1, 46) if finding.nice_mask >> (n - 1) & 1]
    return {
        "pk": finding.pk,
        "title": listing.title,
        "spans": [] if finding.in_picture else [(finding.start, finding.end)],
        "picture": reverse("listing-picture", args=[listing.pk]) if finding.in_picture and listing.image else None,
        "reference": listing.reference,
        "catalogue": listing.catalogue.name,
        "seller": listing.seller.name if listing.seller else _("not named"),
        "mark": right.title,
        "mark_name": _named(right),
        "mark_picture": reverse("right-picture", args=[right.pk]) if right.image else None,
        "href": reverse("right", args=[right.pk]),
        "why": say(text, _named(right), finding.disguise, finding.context).say(language),
        "classes": "; ".join(f"{n} {nice.heading(n, language)}" for n in numbers),
        "score": finding.score,
        "state": STATES[FindingState(finding.state)].say(language),
        "reason": finding.reason,
        "open": finding.state == FindingState.OPEN,
        "found": moment(finding.found_at),
    }


@require_safe
def listing_picture(request: HttpRequest, listing_id: int) -> HttpResponse:
    """The picture of a listing, for those who see a finding in it and for the office."""
    kept = findings.picture_of(_admitted(request), listing_id)
    return files.as_picture(kept.path.read_bytes(), kept.kind)


@require_safe
def findings_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The findings that the address asks for, as CSV."""
    rows = ([_cell(row[name]) for name in COLUMNS] for row in _told(request))
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="findings.csv"'
    return response


@require_safe
def findings_parquet(request: HttpRequest) -> HttpResponse:
    """The same as Parquet."""
    import pyarrow
    from pyarrow import parquet

    rows = [{name: row[name] for name in COLUMNS} for row in _told(request)]
    whole, text = pyarrow.int64(), pyarrow.string()
    kinds = {
        "id": whole, "right": whole, "start": whole, "end": whole, "score": pyarrow.float64(),
        "classes": pyarrow.list_(whole), "found_at": pyarrow.timestamp("us", tz="UTC"),
    }  # fmt: skip
    schema = pyarrow.schema([(name, kinds.get(name, text)) for name in COLUMNS])
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows, schema=schema), out, compression="zstd")
    response = HttpResponse(out.getvalue(), content_type="application/vnd.apache.parquet")
    response.headers["Content-Disposition"] = 'attachment; filename="findings.parquet"'
    return response


def _told(request: HttpRequest) -> Iterator[dict[str, Any]]:
    found = findings.filtered(_admitted(request), request.GET.dict())
    return (told(finding) for finding in found[:MOST_IN_FILE].iterator(chunk_size=1000))


def _cell(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value


@require_http_methods(["GET", "POST"])
def watched_page(request: HttpRequest) -> HttpResponse:
    """A holder's rights: which listings are scanned for, and who may sell under each."""
    actor, now = actor_of(request), clock.now()
    if not actor.has(*findings.HOLDERS):
        raise NotFound()
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            _change(actor, request, now)
            return redirect("watched")
        except BadInput as error:
            problems = [*error.problems]
    rights = selectors.own_rights(actor).select_related("listing_watch")
    page = Paginator(rights, PAGE).get_page(request.GET.get("page"))
    named: dict[int, list[str]] = {}
    for right_id, name in AuthorisedSeller.objects.filter(
        right__in=[right.pk for right in page], active=True
    ).values_list("right_id", "name"):
        named.setdefault(right_id, []).append(name)
    rows = [
        {
            "pk": right.pk,
            "title": right.title or "▣",
            "reference": right.reference,
            "href": reverse("right", args=[right.pk]),
            "watched": hasattr(right, "listing_watch") and right.listing_watch.active,
            "sellers": named.get(right.pk, []),
            "shown": bool(right.title or right.image),
        }
        for right in page
    ]
    context = {
        "rows": rows,
        "errors": _errors(problems),
        "page": {
            "number": page.number,
            "total": page.paginator.num_pages,
            "previous_url": f"?page={page.number - 1}" if page.has_previous() else None,
            "next_url": f"?page={page.number + 1}" if page.has_next() else None,
        },
    }  # fmt: skip
    return render(request, "protection/watched.html", context, status=422 if problems else 200)


def _change(actor: Actor, request: HttpRequest, now: datetime) -> None:
    right = request.POST.get("right", "")
    if not right.isdecimal() or len(right) > 18:
        raise NotFound()
    seller = request.POST.get("seller", "").replace("\0", "")
    match request.POST.get("do", ""):
        case "watch":
            watching.watch(actor, now, int(right))
        case "unwatch":
            watching.unwatch(actor, now, int(right))
        case "authorise":
            watching.authorise(actor, now, int(right), seller)
        case "end":
            watching.end_authorisation(actor, now, int(right), seller)
        case _:
            raise NotFound()


urls = [
    path("protection/findings", findings_page, name="findings"),
    path("protection/listings/<int:listing_id>/picture", listing_picture, name="listing-picture"),
    path("protection/findings.csv", findings_csv, name="findings-csv"),
    path("protection/findings.parquet", findings_parquet, name="findings-parquet"),
    path("protection/watched", watched_page, name="watched"),
]
