"""A window of its own for tests, benchmarks and pictures: a fresh home, the sample register, server and worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 300  # the first start on a busy machine compiles the engines
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--font-render-hinting=none",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """An open window: where it is, what it keeps, and the password of its sample people."""

    url: str
    home: Path
    password: str

    def run(self, script: str) -> dict[str, str]:
        """Run a script of this folder in the window, in a process of its own; the JSON it prints last."""
        environment = _without_ours() | {"ONEWINDOW_HOME": str(self.home)}
        command = [sys.executable, str(Path(__file__).with_name(script))]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
        return found


@contextmanager
def fresh_window(closing_days: str = "", **environment: str) -> Iterator[Window]:
    """Open a window with ``onewindow up`` in a fresh home, as a person would; close it and remove the home after.

    ``closing_days`` is the text of its own ``closing_days.csv``, if it has one. Raises ``RuntimeError`` with what it
    said if it does not open.
    """
    home = Path(tempfile.mkdtemp(prefix="onewindow-fresh-"))
    if closing_days:
        (home / "closing_days.csv").write_text(closing_days)
    port = _free_port()
    command = [sys.executable, "-m", "onewindow", "up", "--port", str(port), "--workers", "1"]
    said = home / "said.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            command,
            env={**_without_ours(), "ONEWINDOW_HOME": str(home), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, said)
        yield Window(f"http://127.0.0.1:{port}", home, (home / "sample-password").read_text().strip())
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(home, ignore_errors=True)


def chromium() -> str | None:
    """The Chromium of this machine, if there is one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _without_ours() -> dict[str, str]:
    """The environment without settings of another window."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("ONEWINDOW_", "DJANGO_"))}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], said: Path) -> None:
    last = time.monotonic() + READY_SECONDS
    while time.monotonic() < last and process.poll() is None:
        if (
            "sample-password" in {path.name for path in said.parent.iterdir()}
            and b"http://127.0.0.1" in said.read_bytes()
        ):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the window did not open:\n{said.read_text(errors='replace')}")
