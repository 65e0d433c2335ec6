"""Long work over the API: how far it is, and the way to stop it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from onewindow.kernel import clock, jobs
from onewindow.kernel.api import SIGNED_IN, RecordId, Words, answer, words
from onewindow.kernel.requests import actor_of

router = Router(auth=SIGNED_IN, tags=["Jobs"])


class JobOut(Schema):
    """A piece of long work. ``total`` is 0 while it is not known."""

    id: int
    kind: str
    state: jobs.JobState
    done: int
    total: int
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    stop_asked: bool
    result: dict[str, Any]
    error: Annotated[Words | None, Field(description="what went wrong")]


@router.get("/{job_id}", response=JobOut, summary="A job", operation_id="get_job")
def get_job(request: HttpRequest, job_id: Annotated[RecordId, Path()]) -> HttpResponse:
    """A job the caller asked for."""
    return answer(_job_out(jobs.job_of(job_id, actor_of(request))))


@router.post("/{job_id}/stop", response=JobOut, summary="Stop a job", operation_id="stop_job")
def stop_job(request: HttpRequest, job_id: Annotated[RecordId, Path()]) -> HttpResponse:
    """Ask a job to stop at its next step; asked for again later, it goes on from there."""
    job = jobs.job_of(job_id, actor_of(request))
    jobs.stop(job.pk, clock.now())
    job.refresh_from_db()
    return answer(_job_out(job))


def _job_out(job: jobs.Job) -> dict[str, Any]:
    names = (
        "kind", "state", "done", "total", "asked_at", "started_at", "ended_at", "stop_asked", "result"
    )  # fmt: skip
    return {"id": job.pk, "error": words(job.error) if job.error else None, **{n: getattr(job, n) for n in names}}
