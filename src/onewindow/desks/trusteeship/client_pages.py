"""The pages of one client: every deadline, the file of its rights, paying, what if, and what leaves the window."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.register.models import Kind
from onewindow.desks.trusteeship import exports, listing, reading, selectors, services, what_if
from onewindow.desks.trusteeship.board import TO_DO, Board
from onewindow.desks.trusteeship.listing import CHIPS, Asked, Deadline
from onewindow.desks.trusteeship.models import Client
from onewindow.kernel import clock, jobs
from onewindow.kernel.errors import BadInput
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.tables import csv_lines
from onewindow.kernel.wording import day, number
from onewindow.law.docket import State
from onewindow.law.money import Money
from onewindow.law.saying import STATES
from onewindow.law.schedule import LINES
from onewindow.texts import Language, Text

PAGE, MARKS = 25, 50
PERCENTS = {
    85: Text("85%, one applicant", "85%，单独申请人"),
    70: Text("70%, joint applicants", "70%，共同申请人"),
}
FIELDS = ("jurisdiction", "kind", "number", "filing_date", "filing_fee_date", "grant_date", "expiry_date", "classes",
          "paid_to")  # fmt: skip
EXAMPLES = (
    ("CN", "invention", "201710601862.3", "2017-07-21", "2017-08-01", "2020-03-03", "", "", "9"),
    ("CN", "utility_model", "202220000012.4", "2022-02-10", "2022-02-11", "2022-11-01", "", "", "4"),
    ("CN", "design", "202330000021.3", "2023-05-06", "2023-05-06", "2023-12-05", "", "", "3"),
    ("CN", "invention", "202510000033.4", "2025-01-20", "2025-02-01", "", "", "", ""),
    ("CN", "trademark", "90000001", "2016-03-01", "", "2017-02-14", "2027-02-13", "30; 32", ""),
    ("US", "invention", "10123456", "2019-03-02", "", "2023-06-06", "", "", ""),
    ("EP", "invention", "EP3123456", "2022-05-10", "", "", "", "", "4"),
)
"""Synthetic: the numbers have their check digits, and are nobody's."""
AHEAD = (30, 90, 365)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def client_page(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The client's rights as a docket: figures, then every deadline that is asked for with its sentence."""
    actor = actor_of(request)
    client = selectors.client(actor, client_id)
    board = selectors.board_of(client, _today())
    asked = _asked(request)
    places = listing.chosen(board, asked)
    page = Paginator(places, PAGE).get_page(request.GET.get("page"))
    language = current_language()
    shown = pages(page)
    query = [(key, value) for key, value in request.GET.items() if key != "page"]
    for name in ("previous_url", "next_url"):
        if shown[name]:
            shown[name] += f"&{urlencode(query)}" if query else ""
    context = {
        "client": client,
        "own": client.trustee_id == actor.id and client.case.state == "in_force",
        "rows": [row(one) for one in listing.deadlines(board, page.object_list)],
        "count": len(places),
        "page": shown,
        "figures": _figures(board),
        "to_pay": sums(listing.costs(board, listing.YEAR)),
        "marks": [
            {"text": right.title, "number": right.reference, "classes": "; ".join(map(str, right.classes)),
             "href": reverse("right", args=[right.pk])}
            for right in board.rights if right.kind == Kind.TRADEMARK and right.title
        ][:MARKS],
        "files": client.files.order_by("-pk")[:5],
        "chosen": {
            "state": [state.name.lower() for state in asked.states], "line": asked.line, "office": asked.office,
            "days": asked.days or "",
        },
        "state_options": [{"value": s.name.lower(), "label": STATES[s].say(language)} for s in State],
        "line_options": [{"value": "", "label": _("Everything")}]
        + [{"value": line.code, "label": f"{line.name.say(language)} ({line.office})"} for line in LINES],
        "office_options": [{"value": "", "label": _("Every office")}]
        + [{"value": office, "label": office} for office in sorted({r.jurisdiction for r in board.rights})],
        "days_options": [{"value": "", "label": _("However far")}]
        + [{"value": n, "label": ngettext("%(num)s day ahead", "%(num)s days ahead", n) % {"num": n}} for n in AHEAD],
    }  # fmt: skip
    return render(request, "trusteeship/client.html", context)


def row(one: Deadline) -> dict[str, Any]:
    """A deadline as a page shows it."""
    language = current_language()
    return {
        "key": one.key, "pay": f"{one.right.pk}:{one.year}" if _payable(one) else "",
        "due": day(one.due), "iso": one.due.isoformat(), "name": one.name.say(language),
        "sentence": one.sentence.say(language), "right": one.right.reference, "title": one.right.title,
        "href": reverse("right", args=[one.right.pk]), "state": STATES[one.state].say(language),
        "chip": CHIPS[one.state], "cost": one.cost.say(language) if one.cost else "",
        "surcharge": one.surcharge.say(language) if one.surcharge else "", "unsure": not one.fee_verified,
    }  # fmt: skip


def _payable(one: Deadline) -> bool:
    return one.state in TO_DO and bool(one.line.years or one.line.stages)


def _figures(board: Board) -> list[dict[str, str]]:
    counts = listing.counts(board)
    return [
        {"label": _("Rights"), "value": number(len(board.rights))},
        {"label": _("Due within 90 days"), "value": number(counts["near"])},
        {"label": _("Late, in grace"), "value": number(counts["late"])},
        {"label": _("Missed"), "value": number(counts["missed"])},
    ]


def sums(amounts: list[Money] | tuple[Money, ...]) -> str:
    """Sums of several currencies beside each other."""
    return " + ".join(amount.say(current_language()) for amount in amounts) or "–"


def _asked(request: HttpRequest) -> Asked:
    named = {state.name.lower(): state for state in State}
    states = tuple(named[name] for name in request.GET.getlist("state") if name in named)
    days = request.GET.get("days", "")
    line, office = request.GET.get("line", ""), request.GET.get("office", "")
    return Asked(
        states or listing.SHOWN, line if line in {one.code for one in LINES} else "", office[:2],
        int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
    )  # fmt: skip


@require_POST
def give_file(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Give a file of the client's rights."""
    actor = actor_of(request)
    selectors.own_client(actor, client_id)
    given = request.FILES.get("file")
    try:
        if given is None:
            raise BadInput([services.NO_FILE])
        file = services.give_portfolio(actor, clock.now(), client_id, given, given.name or "")
    except BadInput as error:
        messages.error(request, error.say())
        return redirect("client", client_id)
    return redirect("portfolio-file", client_id, file.pk)


@require_safe
def file_page(request: HttpRequest, client_id: UUID, file_id: int) -> HttpResponse:
    """One file: how far it is, what was taken in, what was refused and why."""
    file = selectors.portfolio_file(actor_of(request), client_id, file_id)
    zh = current_language() == "zh"
    refusals = [
        {"row": "" if r.row is None else number(r.row), "field": r.field, "got": r.got,
         "expected": r.expected_zh if zh else r.expected_en}
        for r in file.refusals.order_by("row", "pk")[:200]
    ]  # fmt: skip
    context = {
        "client": file.client, "file": file, "refusals": refusals,
        "job": jobs.Job.objects.filter(pk=file.job_id or 0).first(),
        "counts": {name: number(getattr(file, name)) for name in ("read", "taken", "refused")},
    }  # fmt: skip
    return render(request, "trusteeship/file.html", context)


@require_POST
def pay(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Mark the chosen yearly fees as paid."""
    actor = actor_of(request)
    selectors.own_client(actor, client_id)
    chosen = [pair.partition(":") for pair in request.POST.getlist("paid")]
    pairs = [(int(a), int(b)) for a, _sep, b in chosen if a.isdigit() and b.isdigit() and len(a) < 18 and len(b) < 3]
    try:
        count = services.mark_paid(actor, clock.now(), client_id, pairs)
        messages.success(request, ngettext("%(num)s fee is marked as paid.", "%(num)s fees are marked as paid.", count)
                         % {"num": count})  # fmt: skip
    except BadInput as error:
        messages.error(request, error.say())
    return redirect("client", client_id)


@require_http_methods(["GET", "HEAD", "POST"])
def feed_page(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The calendar's secret address: made anew by POST, and then seen this once."""
    actor = actor_of(request)
    client = selectors.own_client(actor, client_id)
    address = ""
    if request.method == "POST":
        token = services.new_feed(actor, clock.now(), client_id)
        # A calendar asks in its own language, not in its reader's.
        address = request.build_absolute_uri(f"{reverse('calendar', args=[token])}?lang={current_language()}")
    return render(request, "trusteeship/feed.html", {"client": client, "address": address})


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a client for whoever has its secret address."""
    client = selectors.client_of_feed(token)
    now = clock.now()
    board = selectors.board_of(client, clock.local_day(now, settings.TIME_ZONE))
    asked = request.GET.get("lang")
    language: Language = "zh" if asked == "zh" else "en" if asked == "en" else current_language()
    body = exports.calendar(client, board, now, language)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
def what_if_page(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What would change if: recomputed at once, and compared with what is."""
    client = selectors.client(actor_of(request), client_id)
    board = selectors.board_of(client, _today())
    language = current_language()
    question = request.GET.get("ask", "reduced")
    question = question if question in what_if.QUESTIONS else "reduced"
    percent = 70 if request.GET.get("percent") == "70" else 85
    chosen = request.GET.get("right", "")
    right_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else 0
    answer = what_if.ask(board, question, percent, right_id)
    context = {
        "client": client,
        "question": question,
        "percent": percent,
        "right": right_id or "",
        "questions": [{"value": name, "label": text.say(language)} for name, text in what_if.QUESTIONS.items()],
        "percents": [{"value": percent, "label": text.say(language)} for percent, text in PERCENTS.items()],
        "rights": [{"value": "", "label": _("All rights it can be asked of")}]
        + [{"value": r.pk, "label": f"{r.reference} {r.title}"[:80]} for r in board.rights[:500]],
        "answer": answer,
        "now": sums(answer.now),
        "then": sums(answer.then),
        "effects": [text.say(language) for text in answer.effects],
        "rows": [
            {
                "due": day(d.one.due), "right": d.one.right.reference, "name": d.one.name.say(language),
                "before": _told(d.before), "after": _told(d.after),
            }
            for d in answer.differences
        ],
    }  # fmt: skip
    return render(request, "trusteeship/what_if.html", context)


def _told(one: Deadline | None) -> str:
    if one is None:
        return "–"
    language = current_language()
    return " · ".join(filter(None, [STATES[one.state].say(language), one.cost.say(language) if one.cost else ""]))


def _board(request: HttpRequest, client_id: UUID) -> tuple[Client, Board]:
    client = selectors.client(actor_of(request), client_id)
    return client, selectors.board_of(client, _today())


def _days(request: HttpRequest) -> int:
    days = request.GET.get("days", "")
    return int(days) if days.isascii() and days.isdigit() and 0 < len(days) < 5 else 90


@require_safe
def payments_csv(request: HttpRequest, client_id: UUID) -> StreamingHttpResponse:
    """The list to pay from."""
    _client, board = _board(request, client_id)
    rows = exports.payment_rows(exports.payable(board, _days(request)))
    lines = csv_lines(exports.payment_header(), [tuple(value) for value in rows])
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")


@require_safe
def payments_xlsx(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The list to pay from, as a spreadsheet."""
    _client, board = _board(request, client_id)
    return _sheet(exports.payments_xlsx(exports.payable(board, _days(request))), "payments.xlsx")


@require_safe
def report_xlsx(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Every deadline, as a spreadsheet."""
    _client, board = _board(request, client_id)
    return _sheet(exports.report_xlsx(board), "deadlines.xlsx")


@require_safe
def report_pdf(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The client's report."""
    client, board = _board(request, client_id)
    return HttpResponse(exports.report_pdf(client, board, clock.now()), content_type="application/pdf")


@require_safe
def template_csv(request: HttpRequest) -> StreamingHttpResponse:
    """An example of a portfolio: every column, and a synthetic right of each kind to see how they are written."""
    columns = (*reading.COLUMNS.required, *reading.COLUMNS.optional)
    title = _("An example (synthetic)")
    rows = [[(dict(zip(FIELDS, row, strict=True)) | {"title": title}).get(c, "") for c in columns] for row in EXAMPLES]
    return StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")


def _sheet(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=SHEET)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _today() -> date:
    return clock.local_day(clock.now(), settings.TIME_ZONE)


urls = [
    path("clients/portfolio.csv", template_csv, name="portfolio-template"),
    path("clients/<uuid:client_id>", client_page, name="client"),
    path("clients/<uuid:client_id>/files", give_file, name="portfolio-give"),
    path("clients/<uuid:client_id>/files/<int:file_id>", file_page, name="portfolio-file"),
    path("clients/<uuid:client_id>/paid", pay, name="client-paid"),
    path("clients/<uuid:client_id>/calendar", feed_page, name="client-feed"),
    path("clients/<uuid:client_id>/what-if", what_if_page, name="client-what-if"),
    path("clients/<uuid:client_id>/payments.csv", payments_csv, name="payments-csv"),
    path("clients/<uuid:client_id>/payments.xlsx", payments_xlsx, name="payments-xlsx"),
    path("clients/<uuid:client_id>/report.xlsx", report_xlsx, name="client-report-xlsx"),
    path("clients/<uuid:client_id>/report.pdf", report_pdf, name="client-report"),
    path("calendars/<str:token>.ics", calendar, name="calendar"),
]
