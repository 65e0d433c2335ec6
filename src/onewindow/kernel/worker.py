"""The worker: takes one job after the other, and the steps that time brings, until it is told to end."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from datetime import timedelta

from django.db import close_old_connections

from onewindow.kernel import clock, jobs, timers

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.5


def run(once: bool = False) -> int:
    """Work until SIGTERM or SIGINT; with ``once`` until nothing waits. Returns how many jobs were taken."""
    ending = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: ending.set())
    holder = f"{socket.gethostname()}:{os.getpid()}"[:80]
    taken = 0
    if once:
        timers.wake_all(clock.now())
    else:
        threading.Thread(target=timers.watch, args=(ending,), name="timers", daemon=True).start()
    while not ending.is_set():
        close_old_connections()
        claimed = jobs.claim(clock.now(), holder)
        if claimed is None:
            if once:
                break
            ending.wait(IDLE_SECONDS)
            continue
        taken += 1
        try:
            jobs.perform(claimed)
        except Exception:  # recorded on the job; one bad job must not end the worker
            log.exception("job %s (%s) ended in an error", claimed.job.pk, claimed.job.kind)
    return taken


def run_here(job: jobs.Job) -> jobs.Job:
    """Do one job in this process and return it as it ended; used by commands that wait for their own work.

    If another worker holds it, wait until that worker is done or falls silent.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}"[:80]
    pause = threading.Event()
    while job.is_open:
        claimed = jobs.claim(clock.now() + timedelta(milliseconds=1), holder, job.pk)
        if claimed is None:
            pause.wait(IDLE_SECONDS)
        else:
            jobs.perform(claimed)
        job.refresh_from_db()
    return job
