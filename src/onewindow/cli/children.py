"""Child processes that are kept alive: one that dies is started again, and all end with the command."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

PAUSE_SECONDS, LONGEST_PAUSE, STEADY_SECONDS, GRACE_SECONDS = 0.5, 30.0, 30.0, 10.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process of ours with all it starts (it leads a group of its own)."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = PAUSE_SECONDS
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it now."""
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: S603 - our own command
        self.started = time.monotonic()

    def heal(self) -> int | None:
        """If it has died, clear away what it left, and start it when its pause is over. The exit code of a death."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return None
            _kill_group(self.process)
            steady = time.monotonic() - self.started > STEADY_SECONDS
            self.pause = PAUSE_SECONDS if steady else min(self.pause * 2, LONGEST_PAUSE)
            self.process, self.due = None, time.monotonic() + self.pause
            return code
        if time.monotonic() >= self.due:
            self.start()
        return None


def end(children: Sequence[Child]) -> None:
    """Ask all to end, wait a little, then end what is left."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        if process.poll() is None:
            process.terminate()
    last = time.monotonic() + GRACE_SECONDS
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, last - time.monotonic()))
        _kill_group(process)
        process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nothing is left of it (macOS says so with EPERM)
        return


def _end_with_parent() -> None:
    # A killed parent cannot end its children; Linux does it for us, so that the port is free for the next start.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
