"""The yearly protection report: its page, its PDF, and the ledger entries under each figure."""

from __future__ import annotations

from functools import lru_cache

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onewindow.desks.protection import yearly
from onewindow.kernel import caseview, clock, ledger
from onewindow.kernel.errors import NotFound
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.wording import moment, number

FIRST = ("complaints", "within", "median", "proactive", "accounts")
"""The figures that a reader looks for first."""


@lru_cache(maxsize=8)
def _counted(year: int, last_seq: int) -> yearly.Report:
    """Counted once for every state of the ledger."""
    return yearly.report(year, yearly.zone())


def report_of(year: int) -> yearly.Report:
    """The report of a year as of now. Raises ``NotFound`` for a year that no calendar has."""
    if not 1 < year < 9998:
        raise NotFound()
    return _counted(year, ledger.last_seq())


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The report of the newest year."""
    years = yearly.years()
    return redirect("protection-yearly", years[0] if years else clock.now().astimezone(yearly.zone()).year)


@require_safe
def report_page(request: HttpRequest, year: int) -> HttpResponse:
    """The report; every figure leads to its entries."""
    language, report = current_language(), report_of(year)
    rows = [
        {
            "label": figure.label.say(language),
            "value": figure.said(language),
            "entries": {"text": number(figure.seen), "href": reverse("protection-yearly-entries", args=[year, name])},
        }
        for name, figure in report.figures.items()
    ]
    counts = [{"upto": yearly.bucket_words(upto, language), "count": number(n)} for upto, n in report.distribution]
    chart = {
        "kind": "bar", "categories": [row["upto"] for row in counts], "unit": _("complaints"),
        "series": [{"name": _("Complaints answered"), "values": [n for _upto, n in report.distribution]}],
        "description": _("How long answers took"),
    }  # fmt: skip
    tiles = [
        {
            "label": report.figures[name].label.say(language),
            "value": report.figures[name].said(language),
            "href": reverse("protection-yearly-entries", args=[year, name]),
        }
        for name in FIRST
    ]
    within = report.figures["within"]
    context = {
        "year": year,
        "rows": rows,
        "tiles": tiles,
        "counts": counts,
        "chart": chart,
        "answer": _("%(share)s of complaints were answered within 24 hours") % {"share": within.said(language)},
        "has_answers": within.value is not None,
        "years": [each for each in yearly.years() if each != year],
        "last_seq": number(report.last_seq),
    }
    return render(request, "protection/yearly.html", context)


@require_safe
def report_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The report as PDF."""
    content = yearly.pdf(report_of(year), current_language(), clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="protection-{year}.pdf"'
    return response


@require_safe
def entries_page(request: HttpRequest, year: int, name: str) -> HttpResponse:
    """The entries under a figure; who may read the ledger can open each."""
    actor, report = actor_of(request), report_of(year)
    figure = report.figures.get(name)
    if figure is None:
        raise NotFound()
    page = Paginator(figure.rows(), 100).get_page(request.GET.get("page"))
    rows = [
        {
            "seq": {
                "text": number(entry.seq),
                "href": reverse("entry", args=[entry.seq]) if caseview.entry_is_open(entry, actor) else None,
            },
            "at": moment(entry.at),
            "what": ledger.actions()[entry.action].label.say(current_language()),
            "hash": entry.hash[:12],
        }
        for entry in page
    ]
    context = {
        "year": year,
        "figure": figure,
        "value": figure.said(current_language()),
        "rows": rows,
        "page": pages(page),
    }
    return render(request, "protection/yearly_entries.html", context)


urls = [
    path("protection/report", newest, name="protection-yearly-newest"),
    path("protection/report/<int:year>", report_page, name="protection-yearly"),
    path("protection/report/<int:year>.pdf", report_pdf, name="protection-yearly-pdf"),
    path("protection/report/<int:year>/<slug:name>", entries_page, name="protection-yearly-entries"),
]
