"""The search page, its live results, and the same answer as CSV and PDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.register import asked_picture, hits, report, search_form
from onewindow.desks.register.models import STATUS_LABELS, Source, Status
from onewindow.desks.register.search_form import SHORT
from onewindow.desks.register.searching import LIKELY, Found, SearchAnswer, search
from onewindow.kernel import clock, files
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import is_partial
from onewindow.kernel.tables import csv_lines

SHOWN = 0.005
"""What would be 0 of 100 is not shown: every picture of the register is a little like the one asked for."""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The whole page, or only the results while somebody types."""
    problems: list[str] = []
    answer: SearchAnswer | None = None
    if request.GET.get("q", "").strip() or request.GET.get("picture"):
        try:
            answer = _answer(request)
        except BadInput as error:
            problems = [_told(p) for p in error.problems]
        except NotFound as error:  # the picture is no longer here
            problems = [error.say()]
    return _page(request, request.GET, answer, problems)


@require_POST
def search_by_picture(request: HttpRequest) -> HttpResponse:
    """Take a picture to search by, and go to the results under its key."""
    given = request.FILES.get("image")
    asked = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", "picture"):
            asked.setlist(name, values)
    try:
        search_form.count(request, picture=True)
        if given is None:
            raise BadInput([asked_picture.NONE])
        content = given.read(files.PICTURE_BYTES + 1)
        asked["picture"] = asked_picture.keep(content, given.name or "", clock.now())
    except BadInput as error:
        return _page(request, asked, None, [_told(p) for p in error.problems])
    return redirect(f"{reverse('search')}?{_query(asked)}")


@require_safe
def asked_picture_page(request: HttpRequest, key: str) -> HttpResponse:
    """The picture that was searched by, as a picture and nothing else."""
    content = asked_picture.content_of(key, clock.now())
    response = files.as_picture(content, files.check_picture(content, ""))
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _page(request: HttpRequest, given: QueryDict, answer: SearchAnswer | None, problems: list[str]) -> HttpResponse:
    filters = search_form.chosen(given)
    language = current_language()
    picture = given.get("picture", "") if answer else ""
    context = {
        "q": given.get("q", ""),
        "goods": given.get("goods", ""),
        "picture": picture,
        "without_picture": f"{reverse('search')}?{_query(given, without=('picture',))}",
        "chosen": filters,
        "left_out": search_form.left_out(filters),
        "answer": answer,
        "hits": [_on_page(found, answer, given) for found in answer.found if found.hit.score >= SHOWN]
        if answer
        else [],
        "close": sum(found.hit.score >= LIKELY for found in answer.found) if answer else 0,
        "problems": problems,
        "query": _query(given),
        "more_url": _more_url(given, answer),
        "suggested": _suggested(answer),
        "lettering": answer.lettering.said.say(language)
        if answer and answer.lettering and answer.lettering.said
        else "",
        "status_options": [
            {"value": "registered", "label": STATUS_LABELS[Status.REGISTERED].say(language)},
            {"value": "pending", "label": STATUS_LABELS[Status.PENDING].say(language)},
            {"value": "ended", "label": _("Ended or refused")},
        ],
    }
    name = "register/results.html" if is_partial(request) else "register/search.html"
    return render(request, name, context, status=422 if problems and not is_partial(request) else 200)


def _on_page(found: Found, answer: SearchAnswer, given: QueryDict) -> dict[str, Any]:
    """A hit with what the search page lets do with it: leave it or its owner out, compare it."""
    right = found.right
    address = f"{reverse('search')}?{_query(given)}"
    compared = {
        "a": answer.request.text, "a_picture": given.get("picture", ""),
        "a_classes": "; ".join(map(str, answer.classes)), "b_right": right.pk,
    }  # fmt: skip
    side_by_side = f"{reverse('compare')}?{urlencode({name: value for name, value in compared.items() if value})}"
    return shown(found, answer) | {
        "links": [
            {"href": side_by_side, "label": _("Compare")},
            {"href": f"{address}&without_mark={right.pk}", "label": _("Leave out this mark")},
            {"href": f"{address}&without_owner={right.owner_id}", "label": _("Leave out this owner")},
        ]
    }


def _told(problem: Problem) -> str:
    """What is wrong, under the name that the page gives the field."""
    labels = {
        "text": _("Mark"), "goods": _("Goods"), "classes": _("Goods"), "jurisdiction": _("Office or country"),
        "before": _("Filed before"), "statuses": _("Status"), "image": _("Picture"),
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
    response.headers["Content-Disposition"] = str(content_disposition_header(True, f"{_name(answer)}.csv"))
    return response


@require_safe
def search_pdf(request: HttpRequest) -> HttpResponse:
    """The answer as a report to keep."""
    answer = _answer(request)
    listed = [shown(found, answer) for found in answer.found]
    document = report.search_report(answer, listed, clock.now())
    response = HttpResponse(document, content_type="application/pdf")
    response.headers["Content-Disposition"] = str(content_disposition_header(False, f"{_name(answer)}.pdf"))
    return response


def _name(answer: SearchAnswer) -> str:
    return answer.request.text[:40].strip() or _("picture")


def _answer(request: HttpRequest) -> SearchAnswer:
    search_form.count(request, bool(request.GET.get("picture")))
    return search(search_form.asked(request.GET, clock.now()))


def _more_url(given: QueryDict, answer: SearchAnswer | None) -> str:
    if answer is None or len(answer.found) < SHORT or given.get("all") or answer.found[-1].hit.score < SHOWN:
        return ""
    return f"{reverse('search')}?{_query(given)}&all=1"


def _query(given: QueryDict, without: tuple[str, ...] = ()) -> str:
    left = ("lang", *without)
    return urlencode([(key, value) for key, values in given.lists() if key not in left for value in values if value])


def _suggested(answer: SearchAnswer | None) -> str:
    if answer is None or not answer.suggested:
        return ""
    return hits.suggested_words(answer.suggested, current_language())


def _lettering(answer: SearchAnswer | None) -> str:
    said = answer.lettering.said if answer and answer.lettering else None
    return said.say(current_language()) if said else ""


def shown(found: Found, answer: SearchAnswer) -> dict[str, Any]:
    """A hit as the ``mark_hit`` macro takes it."""
    from onewindow.engines import marks

    right, language = found.right, current_language()
    reasons = [
        {
            "label": hits.view_of(r),
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
