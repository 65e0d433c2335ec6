"""Imports over the API: an administrator sends a file and sees how far it is, what it brought, what was refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Path, Query, Router, Schema

from onewindow.desks.register import reading, selectors, services
from onewindow.desks.register.api_shapes import Day
from onewindow.desks.register.models import ImportRun, RefusedRow
from onewindow.kernel import clock, files
from onewindow.kernel.access import Role
from onewindow.kernel.api import After, PageSize, RecordId, Words, answer, file_form, only, page
from onewindow.kernel.errors import BadInput
from onewindow.kernel.jobs import Job
from onewindow.kernel.requests import actor_of
from onewindow.kernel.tables import csv_lines

router = Router(auth=only(Role.ADMINISTRATOR))
Kind = Literal["marks", "nice"]
FILE_FORM = file_form("file", "its name ends in .csv, .jsonl or .parquet")


class ImportOut(Schema):
    """The taking in of one file. The same content is one import, however often it is sent."""

    id: int
    kind: Kind
    name: str
    sha256: str
    format: str
    started_at: datetime
    read: int
    added: int
    changed: int
    same: int
    refused: int
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    job_id: int


class RefusedOut(Schema):
    """A row that was not taken in: where, and what was expected there."""

    id: int
    row: int
    field: str
    got: str
    expected: Words


class RefusedPage(Schema):
    """Refused rows; ask again with ``after`` set to ``next``."""

    items: list[RefusedOut]
    next: int | None


@router.post(
    "", response={202: ImportOut}, summary="Import a file", operation_id="start_import", openapi_extra=FILE_FORM
)
def start_import(
    request: HttpRequest,
    kind: Annotated[Kind, Query(description="marks, or a table of similar goods and services (nice)")] = "marks",
    since: Annotated[Day | None, Query(description="from when a table of goods is in force; today if not said")] = None,
) -> HttpResponse:
    """Take in a file: CSV, JSON Lines or Parquet. Good rows go in, the others are reported."""
    actor, now = actor_of(request), clock.now()
    given = request.FILES.get("file")
    if given is None or given.file is None:
        raise BadInput([services.NO_FILE])
    name = given.name or ""
    reading.format_of(name)
    kept = files.keep(actor, now, given.file, name, kind, settings.UPLOAD_LIMIT)
    run, job = services.ask_import(actor, now, kept.path, name, kind, since)
    return answer(_import_out(run, job), status=202)


@router.get("/{run_id}", response=ImportOut, summary="An import", operation_id="get_import")
def get_import(request: HttpRequest, run_id: Annotated[RecordId, Path()]) -> HttpResponse:
    """How far an import is and what it brought."""
    run = selectors.import_run(actor_of(request), run_id)
    return answer(_import_out(run, Job.objects.get(pk=run.job_id or 0)))


@router.get(
    "/{run_id}/refused", response=RefusedPage, summary="Its refused rows", operation_id="list_refused",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)  # fmt: skip
def list_refused(
    request: HttpRequest,
    run_id: Annotated[RecordId, Path()],
    form: Annotated[Literal["json", "csv"], Query(alias="format", description="csv: all rows at once")] = "json",
    after: After = 0,
    limit: PageSize = 50,
) -> HttpResponse | StreamingHttpResponse:
    """The rows that were not taken in, a page at a time, or all of them as CSV."""
    refusals = selectors.import_run(actor_of(request), run_id).refusals.order_by("pk")
    if form == "csv":
        header = ["row", "field", "got", "expected", "expected_zh"]
        rows = ((r.row, r.field, r.got, r.expected_en, r.expected_zh) for r in refusals.iterator())
        return StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    return answer(page([_refused_out(r) for r in refusals.filter(pk__gt=after)[: limit + 1]], limit))


def _import_out(run: ImportRun, job: Job) -> dict[str, Any]:
    names = ("kind", "name", "sha256", "format", "started_at", "read", "added", "changed", "same", "refused", "job_id")
    return {"id": run.pk, "state": job.state, **{name: getattr(run, name) for name in names}}


def _refused_out(refused: RefusedRow) -> dict[str, Any]:
    return {
        "id": refused.pk, "row": refused.row, "field": refused.field, "got": refused.got,
        "expected": {"en": refused.expected_en, "zh": refused.expected_zh},
    }  # fmt: skip
