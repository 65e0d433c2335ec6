"""The pages on which notices are sent: a holder's for many listings, a consumer's report, and what became of them."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onewindow.desks.protection import accounts, complaints, findings, notices, policy, procedures, said
from onewindow.desks.protection.catalogue_models import Catalogue
from onewindow.desks.protection.complaint_models import Notice
from onewindow.desks.protection.notices import Row, Sending
from onewindow.kernel import clock, rate
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.tables import csv_lines
from onewindow.kernel.wording import moment
from onewindow.texts import Text

UTF8 = Text(
    "a CSV file in UTF-8 with the columns catalogue and listing", "UTF-8 编码、含 catalogue 与 listing 列的 CSV 文件"
)


@require_http_methods(["GET", "POST"])
def new_notice(request: HttpRequest) -> HttpResponse:
    """The form of a notice; sent, its page says which rows were taken."""
    actor, now = actor_of(request), clock.now()
    if not actor.has(*policy.HOLDERS):
        raise NotFound()
    account = accounts.account_of(actor)
    if account is None or account.case.state != "open":
        return redirect("protection-account")
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            sending = Sending(
                pack=request.POST.get("pack", ""), reason=request.POST.get("reason", ""), rows=_rows(request),
                statement=request.POST.get("statement", "").replace("\0", ""), right_id=_number(request, "right"),
                key=request.POST.get("key", "")[:60],
                documents=[(file, file.name or "") for file in request.FILES.getlist("evidence")],
            )  # fmt: skip
            sent = notices.send(actor, now, sending)
            return redirect("protection-notice", sent.notice.pk)
        except BadInput as error:
            problems = [*error.problems]
    language = current_language()
    rights = accounts.linked_rights(account)
    begun = request.POST if request.method == "POST" else _begun(request, problems)
    context = {
        "errors": said.errors(problems),
        "packs": [
            {"value": p.name, "label": p.label.say(language), "hint": p.basis.say(language)}
            for p in procedures.known().values()
        ],
        "reasons": _reasons(),
        "rights": [
            {"value": "", "label": _("None of the register")},
            *({"value": r.pk, "label": f"{r.title or '▣'} {r.reference}"} for r in rights),
        ],
        "catalogues": list(Catalogue.objects.order_by("name").values_list("name", flat=True)[:50]),
        "given": begun,
        "no_rights": not rights,
        "key": notices.new_key(),
        "most": 300,
    }
    return render(request, "protection/notice_new.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "POST"])
def report_listing(request: HttpRequest) -> HttpResponse:
    """A consumer's report: a listing and what is wrong with it. No account, no name."""
    actor, now = actor_of(request), clock.now()
    problems: list[Problem] = []
    if request.method == "POST":
        rate.take(f"report:{request.META.get('REMOTE_ADDR', '')}", notices.REPORTS_A_MINUTE, now)
        row = Row(request.POST.get("catalogue", "").strip(), request.POST.get("listing", "").strip(), 1)
        sending = Sending(
            pack="marketplace", reason=request.POST.get("reason", ""), rows=[row],
            statement=request.POST.get("statement", "").replace("\0", ""),
        )  # fmt: skip
        try:
            sent = notices.report(actor, now, sending)
            return render(request, "protection/reported.html", {"code": sent.code, "notice": sent.notice})
        except BadInput as error:
            problems = [*error.problems]
    pack = procedures.known()["marketplace"]
    language = current_language()
    context = {
        "errors": said.errors(problems),
        "reasons": [{"value": r.code, "label": r.label.say(language)} for r in pack.reasons],
        "catalogues": [
            {"value": name, "label": name}
            for name in Catalogue.objects.order_by("name").values_list("name", flat=True)[:50]
        ],
        "given": request.POST if request.method == "POST" else request.GET,
    }
    return render(request, "protection/report_listing.html", context, status=422 if problems else 200)


@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """What became of a report, for whoever has its code."""
    code = request.GET.get("code", "").strip()[:100]
    notice = None
    if code:
        rate.take(f"follow:{request.META.get('REMOTE_ADDR', '')}", 30, clock.now())
        notice = notices.follow(code)
    rows = [
        {
            "number": complaint.number,
            "listing": complaint.title,
            "state": said.state(complaint),
            "since": moment(complaint.case.moved_at),
        }
        for complaint in (notice.complaints.select_related("case") if notice else [])
    ]
    errors = (
        said.errors([Problem("code", Text("the code you were given", "您收到的查询码"))]) if code and not notice else []
    )
    context = {"code": code, "rows": rows, "notice": notice, "errors": errors}
    return render(request, "protection/follow.html", context, status=422 if errors else 200)


@require_safe
def notice_page(request: HttpRequest, notice_id: int) -> HttpResponse:
    """A notice that was sent: its cases, and the rows that were not taken."""
    notice = complaints.notice(actor_of(request), notice_id)
    found = notice.complaints.select_related(*complaints.RELATED).order_by("pk")
    context = {
        "notice": notice,
        "ground": said.ground(notice),
        "pack": procedures.known()[notice.pack],
        "rows": [said.row(each) for each in found],
        "faults": [_fault(problem) for problem in notices.faults_of(notice)],
        "counts": {"taken": len(found), "refused": len(notice.faults)},
    }
    return render(request, "protection/notice.html", context)


@require_safe
def faults_csv(request: HttpRequest, notice_id: int) -> StreamingHttpResponse:
    """The rows of a notice that were not taken, as CSV."""
    notice = complaints.notice(actor_of(request), notice_id)
    rows = [(f["row"], f["field"], f["got"], f["expected"]) for f in map(_fault, notices.faults_of(notice))]
    response = StreamingHttpResponse(
        csv_lines(("row", "field", "got", "expected"), rows), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="notice-{notice.pk}-rows.csv"'
    return response


def _fault(problem: Problem) -> dict[str, Any]:
    return {
        "row": str(problem.row or ""), "field": problem.field, "got": problem.got,
        "expected": problem.wanted(current_language()),
    }  # fmt: skip


def _begun(request: HttpRequest, problems: list[Problem]) -> dict[str, str]:
    """What the form begins with: what the address says, and the findings it names."""
    given = request.GET.dict()
    ids = [int(part) for part in given.get("findings", "").split(",") if part.isdecimal() and len(part) < 19]
    if ids:
        try:
            given.update(findings.as_notice(actor_of(request), ids))
        except BadInput as error:
            problems.extend(error.problems)
    return given


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def _rows(request: HttpRequest) -> list[Row]:
    """The listings of the form: one a line, or a CSV file with the columns catalogue and listing."""
    catalogue = request.POST.get("catalogue", "").strip()
    lines = [line.strip() for line in request.POST.get("listings", "").replace("\0", "").splitlines()]
    rows = [Row(catalogue, line, number) for number, line in enumerate(lines, 1) if line]
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BadInput([Problem("listings", UTF8)], file=file.name or "")
        rows += read_csv(file.read(), catalogue, file.name or "", len(rows))
    return rows


def read_csv(content: bytes, catalogue: str, name: str, after: int = 0) -> list[Row]:
    """The rows of a CSV file of listings. Raises ``BadInput`` for a file that is none."""
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text), strict=True)
        if "\0" in text or "listing" not in (reader.fieldnames or ()):
            raise BadInput([Problem("listings", UTF8)], file=name)
        return [
            Row((line.get("catalogue") or catalogue).strip(), (line["listing"] or "").strip(), after + number)
            for number, line in enumerate(reader, 1)
        ]
    except (UnicodeDecodeError, csv.Error):
        raise BadInput([Problem("listings", UTF8)], file=name) from None


def _reasons() -> list[dict[str, str]]:
    """Every ground once; which pack knows which is said beside it."""
    language = current_language()
    found: dict[str, tuple[str, list[str]]] = {}
    for pack in procedures.known().values():
        for reason in pack.reasons:
            found.setdefault(reason.code, (reason.label.say(language), []))[1].append(pack.label.say(language))
    separator = "、" if language == "zh" else ", "
    return [{"value": code, "label": label, "hint": separator.join(names)} for code, (label, names) in found.items()]


def sent_list(found: list[Notice]) -> list[dict[str, Any]]:
    """Notices as rows of a list."""
    return [
        {
            "at": {"text": moment(each.at), "href": reverse("protection-notice", args=[each.pk])},
            "ground": said.ground(each),
            "rows": str(each.rows),
            "refused": str(len(each.faults)),
        }
        for each in found
    ]


urls = [
    path("protection/notices/new", new_notice, name="protection-notice-new"),
    path("protection/notices/<int:notice_id>", notice_page, name="protection-notice"),
    path("protection/notices/<int:notice_id>/rows.csv", faults_csv, name="protection-notice-rows"),
    path("protection/report-a-listing", report_listing, name="protection-report"),
    path("protection/follow", follow, name="protection-follow"),
]
