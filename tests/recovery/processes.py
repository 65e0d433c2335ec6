"""A fresh installation for tests with real processes: its own home, its own database, the real command."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Process = subprocess.Popen[str]
# What an installation holds, counted so that anything lost or doubled shows.
COUNT = """
import json, django
django.setup()
from django.db.models import Count, Sum
from onewindow.desks.examination.models import Application
from onewindow.desks.register.models import ImportRun, LegalEvent, Party, RefusedRow, Right
from onewindow.kernel import ledger
from onewindow.kernel.jobs import Job
def total(action):
    return int(ledger.Entry.objects.filter(action=action).aggregate(sum=Sum("quantity"))["sum"] or 0)
read, faults = ledger.verify()
runs = list(ImportRun.objects.values("read", "added", "changed", "same", "refused"))
print(json.dumps({
    "rights": Right.objects.count(), "filed": LegalEvent.objects.filter(code="filed").count(),
    "parties": Party.objects.count(), "refusals": RefusedRow.objects.count(), "runs": runs,
    "marks_in_ledger": total("register.marks_recorded"), "parties_in_ledger": total("register.parties_recorded"),
    "jobs": {job.kind: [job.state, job.done] for job in Job.objects.all()},
    "applications": [str(pk) for pk in Application.objects.values_list("pk", flat=True)],
    "opened": [str(e.case_id) for e in ledger.Entry.objects.filter(action__endswith=".opened")],
    "entries": read, "faults": [f"{fault.seq}: {fault.text.en}" for fault in faults],
}))
"""


@dataclass(frozen=True)
class Installation:
    """Where an installation lives, and on which database (SQLite in its home when none is named)."""

    home: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes; settings of the tests' own process do not leak into it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ONEWINDOW_")}
        own = {"ONEWINDOW_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "onewindow.web.settings", "LANG": "en"}
        return {**kept, **own, **({"ONEWINDOW_DATABASE_URL": self.database_url} if self.database_url else {})}

    def start(self, *arguments: str) -> Process:
        """Start ``onewindow ...`` and do not wait for it; it leads a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "onewindow", *arguments], env=self.environment, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def run(self, *arguments: str, given: str = "", code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run ``onewindow ...`` to its end; ``code`` is the exit code it must have."""
        command = [sys.executable, "-m", "onewindow", *arguments]
        done = subprocess.run(command, env=self.environment, text=True, input=given, capture_output=True, timeout=180)
        if code is not None and done.returncode != code:
            raise AssertionError(f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def python(self, script: str) -> str:
        """Run a script in the installation's environment; what it printed."""
        command = [sys.executable, "-c", script]
        return subprocess.run(
            command, env=self.environment, text=True, check=True, stdout=subprocess.PIPE, timeout=180
        ).stdout

    def count(self) -> dict[str, Any]:
        """What it holds (see ``COUNT``)."""
        found: dict[str, Any] = json.loads(self.python(COUNT).splitlines()[-1])
        return found


def kill(process: Process) -> None:
    """``kill -9`` of the process and of all it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def running(process: Process) -> Iterator[Process]:
    """The process, ended by SIGTERM when the block ends."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                kill(process)


def wait_until(true: Callable[[], bool], seconds: float, every: float = 0.1) -> float:
    """Wait until ``true()``; how long it took. Raises ``AssertionError`` when it takes longer."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"not within {seconds} s: {true}")
        time.sleep(every)
    return time.monotonic() - begun


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
