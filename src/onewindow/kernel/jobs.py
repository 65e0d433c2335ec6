"""Long work as leased rows: enqueued in the transaction that wants it, run once in effect, taken over after a crash.

A worker holds a job by a lease with a token of its own and renews it while it lives. Every step of the work commits
together with the job's cursor and only while the token is still the holder's: a worker that was thought dead and
wakes up again cannot write a second time. Source of the idea: fencing tokens (Kleppmann, "How to do distributed
locking", 2016).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import DatabaseError, close_old_connections, connection, models, transaction
from django.db.models import Q

from onewindow.kernel import clock
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotFound, OnewindowError
from onewindow.texts import Text

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=20)
HEARTBEAT_SECONDS = 4.0
ATTEMPTS_WITHOUT_PROGRESS = 5


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One piece of long work."""

    kind = models.CharField(max_length=60)
    args = models.JSONField()
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=80, default="")
    cursor = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    error_en = models.TextField(default="")
    error_zh = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "run_after"]),
            models.Index(fields=["asked_by", "asked_at"]),
        ]

    @property
    def is_open(self) -> bool:
        """True until it is done, failed or cancelled."""
        return self.state in OPEN

    @property
    def error(self) -> Text | None:
        """What went wrong, in both languages."""
        return Text(self.error_en, self.error_zh) if self.error_en else None


class LeaseLost(Exception):
    """Another worker holds the job now; what this one was about to write was not written."""


class Stopped(Exception):
    """Somebody asked for the job to stop; it can be resumed from its cursor."""


class Run:
    """A job in the hands of a worker: its arguments, its cursor, and ``step`` to commit a piece of work."""

    def __init__(self, job: Job, token: UUID) -> None:
        self.job, self.token = job, token
        self.args: dict[str, Any] = job.args
        self.cursor: dict[str, Any] = job.cursor
        self.on_progress: Callable[[int, int], None] | None = None

    @contextmanager
    def step(self, done: int, total: int, **cursor: object) -> Iterator[None]:
        """One transaction: the body's writes and the new cursor are committed together, or neither is.

        Raises ``LeaseLost`` (nothing was written) or ``Stopped`` (nothing was written, resume from the old cursor).
        """
        with transaction.atomic():
            yield
            moved = {**self.cursor, **cursor}
            held = Job.objects.filter(pk=self.job.pk, lease_token=self.token)
            if Job.objects.filter(pk=self.job.pk, stop_asked=True).exists():
                raise Stopped
            if not held.update(cursor=moved, done=done, total=total, attempts=0, lease_until=clock.now() + LEASE):
                raise LeaseLost
        self.cursor, self.job.attempts = moved, 0
        if self.on_progress:
            self.on_progress(done, total)


Handler = Callable[[Run], dict[str, Any]]
_handlers: dict[str, Handler] = {}
_labels: dict[str, Text] = {}


def handler(kind: str, label: Text) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of ``kind``, and what to call them. It returns the job's result."""

    def register(function: Handler) -> Handler:
        _handlers[kind], _labels[kind] = function, label
        return function

    return register


def label(kind: str) -> Text:
    """What a job of ``kind`` is doing, in words."""
    return _labels.get(kind, Text(kind, kind))


def enqueue(kind: str, key: str, now: datetime, args: dict[str, Any] | None = None, asked_by: int | None = None) -> Job:
    """Ask for a job inside the caller's transaction; a job of the same key is not asked for twice.

    A job that had failed or was cancelled is queued again and goes on from its cursor.
    """
    if kind not in _handlers:
        raise ValueError(f"no handler for jobs of kind {kind!r}")
    with transaction.atomic():
        job, fresh = Job.objects.select_for_update().get_or_create(
            key=key,
            defaults={"kind": kind, "args": args or {}, "asked_by": asked_by, "asked_at": now, "run_after": now},
        )
        if not fresh and job.state in (JobState.FAILED, JobState.CANCELLED):
            job.state, job.run_after, job.attempts, job.stop_asked = JobState.QUEUED, now, 0, False
            job.error_en = job.error_zh = ""
            job.ended_at = None
            job.save()
    return job


def job_of(job_id: int, actor: Actor) -> Job:
    """A job the actor asked for; an administrator may see all. Raises ``NotFound``."""
    job = Job.objects.filter(pk=job_id).first()
    own = job is not None and job.asked_by is not None and job.asked_by == actor.id
    if job is None or not (own or actor.has(Role.ADMINISTRATOR)):
        raise NotFound()
    return job


def stop(job_id: int, now: datetime) -> None:
    """Ask a job to stop at its next step; one that has not begun ends here."""
    Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.CANCELLED, ended_at=now)
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(stop_asked=True)


def claim(now: datetime, holder: str, job_id: int | None = None) -> Run | None:
    """Take the next job that waits, or whose holder has fallen silent; ``job_id`` asks for that one only."""
    ready = Job.objects.filter(
        Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    ).order_by("run_after", "pk")
    if job_id is not None:
        ready = ready.filter(pk=job_id)
    if not ready.exists():  # without the write lock: an idle worker must not stand in a writer's way
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            ready = ready.select_for_update(skip_locked=True)
        job = ready.first()
        if job is None:
            return None
        token = uuid4()
        job.state, job.lease_token, job.lease_until, job.holder = JobState.RUNNING, token, now + LEASE, holder
        job.attempts += 1
        job.started_at = job.started_at or now
        job.save()
    return Run(job, token)


def perform(run: Run) -> None:
    """Do a claimed job to its end and record how it ended. The lease is renewed by a thread meanwhile."""
    over = threading.Event()
    pulse = threading.Thread(target=_keep_lease, args=(run, over), name=f"lease of job {run.job.pk}", daemon=True)
    pulse.start()
    try:
        if run.job.attempts > ATTEMPTS_WITHOUT_PROGRESS:
            text = Text("It ended without progress too many times.", "多次执行均无进展而中止。")
            _end(run, JobState.FAILED, error=text)
            return
        result = _handlers[run.job.kind](run)
        _end(run, JobState.DONE, result=result)
    except LeaseLost:
        return  # the work goes on elsewhere
    except Stopped:
        _end(run, JobState.CANCELLED)
    except OnewindowError as error:
        _end(run, JobState.FAILED, error=error.text)
    except Exception as error:
        _try_again(run, error)
        raise
    finally:
        over.set()
        pulse.join()


def _end(run: Run, state: JobState, result: dict[str, Any] | None = None, error: Text | None = None) -> None:
    Job.objects.filter(pk=run.job.pk, lease_token=run.token).update(
        state=state, result=result or {}, ended_at=clock.now(), lease_token=None, lease_until=None, stop_asked=False,
        error_en=error.en if error else "", error_zh=error.zh if error else "",
    )  # fmt: skip


def _try_again(run: Run, error: Exception) -> None:
    kind = type(error).__name__
    if run.job.attempts >= ATTEMPTS_WITHOUT_PROGRESS:
        _end(run, JobState.FAILED, error=Text(f"An error of ours: {kind}.", f"系统内部错误：{kind}。"))
        return
    later = clock.now() + timedelta(seconds=2**run.job.attempts)
    Job.objects.filter(pk=run.job.pk, lease_token=run.token).update(
        state=JobState.QUEUED, run_after=later, lease_token=None, lease_until=None
    )


def _keep_lease(run: Run, over: threading.Event) -> None:
    try:
        while not over.wait(HEARTBEAT_SECONDS):
            held = Job.objects.filter(pk=run.job.pk, lease_token=run.token)
            try:
                if not held.update(lease_until=clock.now() + LEASE):
                    return
            except DatabaseError as error:  # a busy database now may have time at the next beat
                log.warning("the lease of job %s was not renewed: %s", run.job.pk, error)
    finally:
        close_old_connections()
        connection.close()
