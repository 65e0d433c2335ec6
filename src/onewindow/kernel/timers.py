"""Timers: the steps that the house takes by itself when a period is over, such as a release that the law orders.

A procedure names them (``Procedure.timers``); a running period then carries its step. Waking reads the periods that are
over through a partial index that holds the running ones alone, so a million pending cost nothing, and moves their cases
in batches of one transaction each: after ``kill -9`` a batch is done or untouched, and any worker takes it up. Nothing
fires early: a period includes its last moment.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F

from onewindow.kernel import clock, flow, ledger
from onewindow.kernel.access import house
from onewindow.kernel.case import Case, Due
from onewindow.kernel.errors import OnewindowError
from onewindow.texts import Text

log = logging.getLogger(__name__)
BATCH = 500
TICK_SECONDS = 1.0
REFUSED = "timer.refused"

ledger.declare(REFUSED, Text("A step that was due by time could not be taken", "到期步骤未能执行"))


@dataclass(frozen=True, slots=True)
class Woken:
    """One batch: how many periods it ended, how many steps were taken, and the latest of them in seconds."""

    ended: int = 0
    fired: int = 0
    latest: float = 0.0


def wake(now: datetime, limit: int = BATCH) -> Woken:
    """Take the steps of up to ``limit`` periods that are over at ``now``, the longest over first.

    A case whose step cannot be taken stays where it is and the ledger says why; its period does not fire again.
    """
    over = Due.objects.filter(ended_at=None, fires__isnull=False, due_at__lt=now).order_by("due_at")
    found = list(over.values_list("pk", "case_id")[:limit])  # without the write lock: mostly there is nothing to do
    if not found:
        return Woken()
    try:
        return _take([pk for pk, _case in found], {case for _pk, case in found}, now)
    except DatabaseError:
        raise
    except Exception:  # one case that breaks its step must not hold up the others
        log.exception("a batch of timers failed; taking each alone")
    done = [_alone(pk, case, now) for pk, case in found]
    return Woken(sum(w.ended for w in done), sum(w.fired for w in done), max(w.latest for w in done))


def _alone(due: int, case: UUID, now: datetime) -> Woken:
    try:
        return _take([due], {case}, now)
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("the timer %s of case %s failed", due, case)
        with transaction.atomic():
            Due.objects.filter(pk=due).update(fires=None)
            _tell(case, type(error).__name__, now)
        return Woken(ended=1)


def _take(dues: Sequence[int], cases: set[UUID], now: datetime) -> Woken:
    with transaction.atomic():
        free = Case.objects.filter(pk__in=cases).order_by("pk")
        # Cases before periods, as ``flow.fire`` locks them; who holds one now may be ending its period.
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True)
        held = {case.pk: case.procedure for case in free}
        over = Due.objects.filter(pk__in=dues, case_id__in=held, ended_at=None)
        running = list(over.order_by("due_at").values_list("pk", "case_id", "fires", "due_at"))
        by_step: dict[str, dict[UUID, datetime]] = {}
        for _pk, case, step, due_at in running:
            by_step.setdefault(step or "", {})[case] = due_at
        fired = 0
        for step, due in by_step.items():
            moved = flow.fire_many(list(due), step, house("timer"), now, {"by_time": True})
            fired += len(moved.entries)
            for case, error in moved.refused.items():
                _tell(case, error.text.en, now, error)
        # It was over at its end, not when it was looked at.
        Due.objects.filter(pk__in=[row[0] for row in running]).update(ended_at=F("due_at"))
        latest = max(((now - due_at).total_seconds() for *_rest, due_at in running), default=0.0)
        return Woken(len(running), fired, latest)


def _tell(case: UUID, why: str, now: datetime, error: OnewindowError | None = None) -> None:
    data: ledger.Data = {"reason": {"en": error.text.en, "zh": error.text.zh}} if error else {"reason": why}
    ledger.append(house("timer"), REFUSED, f"case/{case}", now, case_id=case, data=data)


def wake_all(now: datetime) -> int:
    """Take every step that is due at ``now``; returns how many."""
    fired = 0
    while (woken := wake(now)).ended:
        fired += woken.fired
    return fired


def watch(ending: threading.Event) -> None:
    """Wake what is due until ``ending``; run by every worker in a thread of its own, beside the long work."""
    try:
        while not ending.is_set():
            close_old_connections()
            try:
                woken = wake(clock.now())
            except DatabaseError as error:  # busy, or gone for a moment
                log.warning("timers wait: %s", error)
                woken = Woken()
            if woken.ended < BATCH:
                ending.wait(TICK_SECONDS)
    finally:
        connection.close()


def late(now: datetime, by: timedelta) -> int:
    """How many steps that should have been taken by themselves are late by more than ``by``."""
    return Due.objects.filter(ended_at=None, fires__isnull=False, due_at__lt=now - by).count()
