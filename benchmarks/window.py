"""The window under load: concurrent users on the search page, its partial and the API, on the sample register.

python benchmarks/window.py --users 50 --seconds 20
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

Asked = tuple[str, str, str | None, dict[str, str]]
MARKS = (
    "酷奇",
    "Kuchi",
    "耐克",
    "NIKEE",
    "星巴克",
    "Starbuks",
    "小米",
    "Xiao Mi",
    "Addidas",
    "可口可乐",
    "Guchi",
    "三星",
    "Bosh",
)


def page(mark: str, number: int) -> Asked:
    """The search page with its results."""
    return "GET", f"/marks?{urlencode({'q': mark, 'goods': number})}", None, {}


def partial(mark: str, number: int) -> Asked:
    """The results alone, as they come while typing."""
    return "GET", f"/marks?{urlencode({'q': mark, 'goods': number})}", None, {"HX-Request": "true"}


def api(mark: str, number: int) -> Asked:
    """The same search over the API."""
    body = json.dumps({"text": mark, "classes": [number]})
    return "POST", "/api/marks/search", body, {"Content-Type": "application/json"}


ROUTES: dict[str, Callable[[str, int], Asked]] = {"search page": page, "htmx partial": partial, "API": api}


class Load:
    """Users that ask one thing after the other and note how long each answer took."""

    def __init__(self, port: int, route: Callable[[str, int], Asked], users: int, seconds: float, seed: int) -> None:
        self.times: list[float] = []
        self.errors: defaultdict[str, int] = defaultdict(int)
        self._port, self._route, self._until = port, route, time.monotonic() + seconds
        self._threads = [
            threading.Thread(target=self._user, args=(random.Random(f"{seed} {n}"),)) for n in range(users)
        ]
        begun = time.monotonic()
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()
        self.seconds = time.monotonic() - begun

    def _user(self, chance: random.Random) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while time.monotonic() < self._until:
            method, path, body, headers = self._route(chance.choice(MARKS), chance.choice((9, 25, 30, 35)))
            begun = time.perf_counter()
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.errors[type(error).__name__] += 1
                connection.close()
                continue
            self.times.append(time.perf_counter() - begun)
            if answer.status != 200:
                self.errors[str(answer.status)] += 1
        connection.close()


def main() -> None:
    """Open a window on a fresh sample register, load each route, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onewindow-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        environment = {**os.environ, "ONEWINDOW_HOME": str(Path(folder) / "home"), "ONEWINDOW_SEARCH_RATE": "100000000"}
        environment.pop("ONEWINDOW_DATABASE_URL", None)
        command = [
            sys.executable,
            "-m",
            "onewindow",
            "--lang",
            "en",
            "up",
            "--port",
            str(port),
            "--workers",
            str(chosen.workers),
        ]
        window = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            wait_until_open(window)
            for _ in range(chosen.workers * 8):
                Load(port, api, 1, 0.2, chosen.seed)  # every server process has opened the index once
            report(port, chosen)
        finally:
            window.send_signal(signal.SIGINT)
            window.wait()


def wait_until_open(window: subprocess.Popen[str]) -> None:
    """Read what the command prints until it says that the window is open."""
    assert window.stdout is not None
    for line in window.stdout:
        if "The window is open" in line:
            return
    raise SystemExit("the window did not open")


def report(port: int, chosen: argparse.Namespace) -> None:
    """Load each route in turn and print what was seen."""
    print(f"{chosen.users} users, {chosen.seconds:.0f} s a route, {chosen.workers} servers, {os.cpu_count()} cores")
    print("(the users' threads run on the same cores)")
    print(f"{'route':<14}{'requests/s':>11}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'requests':>10}  errors")
    for name, route in ROUTES.items():
        load = Load(port, route, chosen.users, chosen.seconds, chosen.seed)
        times = sorted(load.times) or [0.0]
        shares = [1000 * times[min(int(len(times) * share), len(times) - 1)] for share in (0.50, 0.95, 0.99)]
        errors = ", ".join(f"{count} x {kind}" for kind, count in load.errors.items()) or "none"
        rate = len(load.times) / load.seconds
        print(f"{name:<14}{rate:>11.0f}" + "".join(f"{s:>9.0f}" for s in shares) + f"{len(load.times):>10}  {errors}")


if __name__ == "__main__":
    main()
