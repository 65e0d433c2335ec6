"""The search page, its live results, and the same answer as CSV and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onewindow.desks.register import hits, report
from onewindow.desks.register.models import ALIVE, STATUS_LABELS, Source, Status
from onewindow.desks.register.searching import LIKELY, LIMIT, Found, SearchAnswer, SearchRequest, search
from onewindow.kernel import clock, rate
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, is_partial
from onewindow.kernel.tables import csv_lines
from onewindow.law import nice
from onewindow.texts import Text

SHORT = 20
ENDED = tuple(status for status in Status if status not in ALIVE)
GROUPS = {
    "registered": (Status.REGISTERED,),
    "pending": (Status.PENDING,),
    "ended": ENDED,
}


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The whole page, or only the results while somebody types."""
    text = request.GET.get("q", "").strip()
    problems: list[Problem] = []
    answer: SearchAnswer | None = None
    if text:
        try:
            answer = _answer(request)
        except BadInput as error:
            problems = list(error.problems)
    context = {
        "q": request.GET.get("q", ""),
        "goods": request.GET.get("goods", ""),
        "chosen": _chosen(request.GET),
        "answer": answer,
        "hits": [shown(found, answer) for found in answer.found] if answer else [],
        "close": sum(found.hit.score >= LIKELY for found in answer.found) if answer else 0,
        "problems": [_told(p) for p in problems],
        "query": _query(request),
        "more_url": _more_url(request, answer),
        "suggested": _suggested(answer),
        "status_options": [
            {"value": "registered", "label": STATUS_LABELS[Status.REGISTERED].say(current_language())},
            {"value": "pending", "label": STATUS_LABELS[Status.PENDING].say(current_language())},
            {"value": "ended", "label": _("Ended or refused")},
        ],
    }
    name = "register/results.html" if is_partial(request) else "register/search.html"
    return render(request, name, context, status=422 if problems and not is_partial(request) else 200)


def _told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "text": _("Mark"), "goods": _("Goods"), "classes": _("Goods"), "jurisdiction": _("Office or country"),
        "before": _("Filed before"), "statuses": _("Status"),
    }  # fmt: skip
    return problem.say(label=labels.get(problem.field, ""))


@require_safe
def search_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The answer as a table."""
    from onewindow.engines import marks

    answer = _answer(request)
    header = ["rank", "score", "mark", "office", "number", "classes", "shared_classes", "status", "owner",
              "filing_date", "registration_date", "expiry_date", "reasons", "source"]  # fmt: skip
    rows = (
        (rank, f"{f.hit.score:.3f}", f.right.title, f.right.jurisdiction, f.right.number,
         " ".join(map(str, f.right.classes)), " ".join(map(str, f.shared_classes)), f.right.status, f.right.owner.name,
         f.right.filing_date, f.right.registration_date, f.right.expiry_date,
         "; ".join(marks.explain(r, current_language()) for r in f.hit.reasons), Source(f.right.source).label)
        for rank, f in enumerate(answer.found, 1)
    )  # fmt: skip
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = str(content_disposition_header(True, f"{answer.request.text[:40]}.csv"))
    return response


@require_safe
def search_pdf(request: HttpRequest) -> HttpResponse:
    """The answer as a report to keep."""
    answer = _answer(request)
    listed = [shown(found, answer) for found in answer.found]
    document = report.search_report(answer, listed, clock.now())
    response = HttpResponse(document, content_type="application/pdf")
    response.headers["Content-Disposition"] = str(content_disposition_header(False, f"{answer.request.text[:40]}.pdf"))
    return response


def _answer(request: HttpRequest) -> SearchAnswer:
    actor = actor_of(request)
    visitor = str(actor.id or request.META.get("REMOTE_ADDR", ""))
    rate.take(f"search:{visitor}", settings.SEARCH_RATE, clock.now())
    return search(_asked(request.GET))


def _asked(given: Mapping[str, str]) -> SearchRequest:
    """The question in a query string. ``goods`` takes classes (``9; 25``) as well as words."""
    goods = given.get("goods", "").strip()
    classes: tuple[int, ...] = ()
    try:
        classes = nice.parse_classes(goods) if goods else ()
    except ValueError:
        if goods.replace(",", " ").replace(";", " ").replace(" ", "").isdigit():
            expected = Text("Nice classes from 1 to 45, or goods in words", "1 至 45 的尼斯类别，或商品文字")
            raise BadInput([Problem("goods", expected, got=goods[:40])]) from None
    chosen = _chosen(given)
    return SearchRequest(
        text=given.get("q", ""),
        classes=classes,
        goods="" if classes else goods,
        statuses=tuple(status for name in chosen["status"] for status in GROUPS.get(name, ())),
        only_shared_classes=chosen["scope"] == "shared",
        jurisdiction=chosen["office"].upper()[:2],
        filed_before=_day(chosen["before"]),
        limit=LIMIT if given.get("all") else SHORT,
    )


def _chosen(given: Any) -> dict[str, Any]:
    statuses = given.getlist("status") if hasattr(given, "getlist") else []
    return {
        "status": statuses or ["registered", "pending"],
        "scope": given.get("scope", "all"),
        "office": given.get("office", "").strip(),
        "before": given.get("before", "").strip(),
    }


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        expected = Text("a date such as 2024-05-31", "形如 2024-05-31 的日期")
        raise BadInput([Problem("before", expected, got=value[:40])]) from None


def _more_url(request: HttpRequest, answer: SearchAnswer | None) -> str:
    if answer is None or len(answer.found) < SHORT or request.GET.get("all"):
        return ""
    return f"{reverse('search')}?{_query(request)}&all=1"


def _query(request: HttpRequest) -> str:
    return urlencode([(key, value) for key, values in request.GET.lists() if key != "lang" for value in values])


def _suggested(answer: SearchAnswer | None) -> str:
    if answer is None or not answer.suggested:
        return ""
    return hits.suggested_words(answer.suggested, current_language())


def shown(found: Found, answer: SearchAnswer) -> dict[str, Any]:
    """A hit as the ``mark_hit`` macro takes it."""
    from onewindow.engines import marks

    right, language = found.right, current_language()
    reasons = [
        {
            "label": hits.VIEWS[r.view].say(language) if r.view in hits.VIEWS else r.view,
            "kind": "containment" if r.view == "element" else r.view,
            "rule": f"{marks.explain(r, language)} · {marks.citation(r, language)}",
            "sentence": marks.explain(r, language),
            "citation": marks.citation(r, language),
        }
        for r in found.hit.reasons
    ]
    return {
        "href": reverse("right", args=[right.pk]),
        "text": right.title,
        "lang": hits.tongue(right.title),
        "spans": _merged([r.mark_span for r in found.hit.reasons]),
        "image": reverse("right-picture", args=[right.pk]) if right.image else None,
        "score": found.hit.score,
        "reasons": reasons,
        "overlap": hits.overlap(found, answer),
        "status": hits.status_chip(right),
        "owner": right.owner.name,
        "facts": hits.facts(right),
    }


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged
