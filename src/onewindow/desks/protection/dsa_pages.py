"""The page of the DSA exports: statements of reasons in batches, and the parts of a year's transparency report."""

from __future__ import annotations

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from onewindow.desks.protection import deciding, dsa, dsa_report, dsa_template, yearly
from onewindow.kernel import clock
from onewindow.kernel.errors import NotFound
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.tables import csv_lines
from onewindow.texts import Text

TITLES = {
    1: Text("Summary", "概要"),
    2: Text("Names of own categories", "自有类别名称"),
    3: Text("Orders of member states", "成员国命令"),
    4: Text("Notices", "通知"),
    5: Text("Own initiative: illegal content", "主动措施：非法内容"),
    6: Text("Own initiative: terms and conditions", "主动措施：服务条款"),
    7: Text("Appeals and repeated offenders", "申诉与屡次违规"),
    8: Text("Automated means", "自动化手段"),
    9: Text("Human resources", "人力资源"),
    10: Text("Active recipients", "活跃用户数"),
    11: Text("In words", "文字说明"),
}


@require_safe
def exports_page(request: HttpRequest) -> HttpResponse:
    """What can be exported."""
    deciding.may_see_queue(actor_of(request))
    parts = [
        {
            "part": str(number),
            "section": TITLES[number].say(current_language()),
            "year": str(year),
            "file": {"text": file_name(year, number), "href": reverse("protection-dsa-part", args=[year, number])},
        }
        for year in yearly.years()[:3]
        for number in dsa_template.PARTS
    ]
    return render(request, "protection/dsa.html", {"parts": parts})


@require_safe
def statements_file(request: HttpRequest, after: int) -> HttpResponse:
    """A batch of statements of reasons as the Transparency Database takes it; the next one begins after the last."""
    deciding.may_see_queue(actor_of(request))
    found = dsa.statements(after)
    response = HttpResponse(
        orjson.dumps({"statements": [made for _pk, made in found]}), content_type="application/json"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="statements-after-{after}.json"'
    if found:
        response.headers["Link"] = f'<{reverse("protection-dsa-statements", args=[found[-1][0]])}>; rel="next"'
    return response


@require_safe
def part_file(request: HttpRequest, year: int, number: int) -> StreamingHttpResponse:
    """One part of a year's transparency report as CSV."""
    deciding.may_see_queue(actor_of(request))
    if number not in dsa_template.PARTS or not 2000 < year < 9998:
        raise NotFound()
    columns, rows = dsa_report.part(number, year, clock.local_day(clock.now(), settings.TIME_ZONE))
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(year, number)}"'
    return response


def file_name(year: int, number: int) -> str:
    """The name of a part's file, after the templates' own."""
    return f"EN_Annex_I_{year}_Transparency_Reports_CSV_Part_{number}_{dsa_template.PARTS[number]}.csv"


urls = [
    path("protection/transparency", exports_page, name="protection-dsa"),
    path("protection/transparency/statements/<int:after>.json", statements_file, name="protection-dsa-statements"),
    path("protection/transparency/<int:year>/part-<int:number>.csv", part_file, name="protection-dsa-part"),
]
