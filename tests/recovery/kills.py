"""``kill -9`` at random points of an import, of a worker, of a server under writes; and what must hold afterwards.

Used by the tests with a few kills and by ``benchmarks/kills.py`` with many. Each round raises ``AssertionError`` when
something acknowledged is lost, anything is doubled, or the ledger does not verify.
"""

from __future__ import annotations

import http.client
import json
import random
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from benchmarks import synthetic_marks
from tests.recovery.processes import Installation, Process, free_port, kill, running, wait_until

TAKEOVER_SECONDS = 30.0
DATABASE = "onewindow.sqlite3"


@dataclass
class Outcome:
    """What a round saw: kills, seconds until the work went on, things acknowledged and found again."""

    kills: int = 0
    recovery: list[float] = field(default_factory=list)
    acknowledged: int = 0


def rows(house: Installation, query: str, value: str) -> list[tuple[Any, ...]]:
    """The rows of a query with one value, read past the application, so that it can be asked often."""
    with closing(sqlite3.connect(f"file:{house.home / DATABASE}?mode=ro", uri=True)) as reader:
        return reader.execute(query, [value]).fetchall()


def job_done(house: Installation, kind: str) -> tuple[str, int]:
    """(state, rows done) of the one job of a kind."""
    for state, done in rows(house, "SELECT state, done FROM kernel_job WHERE kind = ?", kind):
        return str(state), int(done)
    return "", 0


def kill_imports(folder: Path, chance: random.Random, kills: int, marks: int) -> Outcome:
    """Kill ``onewindow import marks`` again and again; the last one is left to end."""
    house, file = _with_file(folder, marks)
    seen = Outcome()
    acknowledged = 0
    for _ in range(kills):
        process = house.start("import", "marks", str(file))
        taken_up = _wait_for_progress(house, acknowledged, process)
        seen.recovery.append(taken_up)
        time.sleep(chance.random() * 0.6)
        state, acknowledged = job_done(house, "register.import_marks")
        kill(process)
        seen.kills += 1
        if state == "done":
            break
    house.run("import", "marks", str(file))
    seen.acknowledged = _must_be_whole(house, marks, acknowledged)
    return seen


def kill_workers(folder: Path, chance: random.Random, kills: int, marks: int) -> Outcome:
    """Kill the worker that holds an import while another one waits; the other takes over."""
    house, file = _with_file(folder, marks)
    house.python(
        "import django; django.setup(); from pathlib import Path; from onewindow.kernel import clock;"
        "from onewindow.kernel.access import house; from onewindow.desks.register.services import ask_import;"
        f"ask_import(house('tests'), clock.now(), Path({str(file)!r}), 'synthetic.csv')"
    )
    seen, acknowledged = Outcome(), 0
    workers = [house.start("worker")]
    try:
        _wait_for_progress(house, 0, workers[0])
        while seen.kills < kills:
            workers.append(house.start("worker"))
            time.sleep(0.5 + chance.random() * 0.5)
            kill(workers.pop(0))
            seen.kills += 1
            state, acknowledged = job_done(house, "register.import_marks")
            if state == "done":
                break
            seen.recovery.append(_wait_for_progress(house, acknowledged, workers[0]))
        wait_until(lambda: job_done(house, "register.import_marks")[0] == "done", 120)
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait()
    seen.acknowledged = _must_be_whole(house, marks, acknowledged)
    return seen


def kill_servers(folder: Path, chance: random.Random, kills: int, writers: int = 4) -> Outcome:
    """Kill processes of the server while clients write drafts; ``onewindow up`` starts them again."""
    house = Installation(folder / "home")
    house.run(
        "people", "add", "holder", "--name", "Holder (synthetic)", "--role", "holder", given="long enough words\n"
    )
    key = house.run("key", "holder").stdout.strip()
    port = free_port()
    with running(house.start("up", "--no-sample", "--port", str(port))) as window:
        client = _Writers(port, key, writers)
        try:
            wait_until(lambda: bool(client.acknowledged), 60)
            seen = Outcome()
            while seen.kills < kills:
                time.sleep(0.2 + chance.random())
                chance.choice(_server_processes(window)).kill()
                seen.kills += 1
                seen.recovery.append(client.next_answer(TAKEOVER_SECONDS))
        finally:
            client.end()
    found = house.count()
    seen.acknowledged = len(client.acknowledged)
    assert len(set(client.acknowledged)) == len(client.acknowledged), "a case was acknowledged twice"
    assert set(client.acknowledged) <= set(found["applications"]), "an acknowledged draft is lost"
    assert sorted(found["applications"]) == sorted(found["opened"]), "drafts and ledger disagree"
    assert found["faults"] == []
    return seen


class _Writers:
    """Threads that write one draft after the other and remember what was acknowledged."""

    def __init__(self, port: int, key: str, count: int) -> None:
        self.acknowledged: list[str] = []
        self._port, self._key, self._over = port, key, threading.Event()
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def next_answer(self, seconds: float) -> float:
        """Wait for answers to requests made from now on; how long the first one took."""
        before = len(self.acknowledged) + len(self._threads)  # what is under way now does not count
        return wait_until(lambda: len(self.acknowledged) > before, seconds, every=0.02)

    def end(self) -> None:
        """Let every thread finish its request."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        body = json.dumps({"text": "SYNTHETIC", "classes": [25]})
        while not self._over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            try:
                connection.request("POST", "/api/applications", body, headers)
                answer = connection.getresponse()
                content = answer.read()
                if answer.status == 201:
                    self.acknowledged.append(json.loads(content)["case_id"])
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # the server is gone; ask again
            finally:
                connection.close()


def _server_processes(window: Process) -> list[psutil.Process]:
    own = psutil.Process(window.pid).children(recursive=True)
    return [process for process in own if any("granian" in word for word in _command(process))] or own


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def _with_file(folder: Path, marks: int) -> tuple[Installation, Path]:
    house, file = Installation(folder / "home"), folder / "synthetic.csv"
    synthetic_marks.write(file, marks)
    house.run("people", "list")  # makes the tables
    return house, file


def _wait_for_progress(house: Installation, beyond: int, process: Process) -> float:
    def moved() -> bool:
        state, done = job_done(house, "register.import_marks")
        if process.poll() is not None and state != "done":
            raise AssertionError(f"the process ended with {process.returncode} at row {done}")
        return state == "done" or done > beyond

    return wait_until(moved, TAKEOVER_SECONDS, every=0.02)


def _must_be_whole(house: Installation, marks: int, acknowledged: int) -> int:
    found = house.count()
    assert acknowledged <= marks
    assert found["faults"] == [], found["faults"]
    assert found["rights"] == found["filed"] == found["marks_in_ledger"] == marks, found
    assert found["parties"] == found["parties_in_ledger"], found
    assert [(run["read"], run["added"], run["refused"]) for run in found["runs"]] == [(marks, marks, 0)], found["runs"]
    return marks


SEED = """
import django; django.setup()
from benchmarks.protection_world import World
from onewindow.kernel import clock
World(listings=200, begun=clock.now()).releases({count})
"""
RELEASE, WAITING = "protection_us_dmca.replace", "us-dmca.waiting"
SPREAD = 2.0
"""Seconds over which the releases of one kill fall due."""


def kill_timers(
    folder: Path, chance: random.Random, kills: int, cases_per_kill: int = 60, standing: int = 3
) -> Outcome:
    """Kill one of some workers at a random moment while releases fall due, again and again; the others take over.

    A takeover took as long as it took until all that was due when the worker was killed had been released.
    """
    house, count = Installation(folder / "home"), kills * cases_per_kill
    house.run("people", "list")  # makes the tables
    house.python(SEED.format(count=count))
    waiting = waiting_releases(house)
    assert len(waiting) == count
    seen, workers = Outcome(), [house.start("worker") for _ in range(standing)]
    try:
        while seen.kills < kills:
            wait_until(lambda: sum(map(_watches, workers)) >= min(2, standing - 1), 120)
            first = seen.kills * cases_per_kill
            due = fall_due(house, waiting[first : first + cases_per_kill], chance)
            time.sleep(chance.random() * 0.75 * SPREAD)
            victim = chance.choice([worker for worker in workers if _watches(worker)])
            kill(victim)
            owed = first + sum(moment < datetime.now(UTC) for moment in due)
            workers[workers.index(victim)] = house.start("worker")
            seen.kills += 1
            seen.recovery.append(wait_until(lambda n=owed: released(house) >= n, TAKEOVER_SECONDS, every=0.02))
        wait_until(lambda: released(house) >= count, 120)
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait()
    found = json.loads(house.python(RELEASED).splitlines()[-1])
    assert found["faults"] == [], found
    assert found["entries"] == found["cases"] == found["replaced"] == count, found
    assert found["open"] == 0, found
    assert found["letters"] == count, found
    seen.acknowledged = count
    return seen


def _watches(worker: Process) -> bool:
    """Whether a worker has come up: its timers have a thread of their own, and the database is open."""
    try:
        process = psutil.Process(worker.pid)
        return process.num_threads() > 1 and any(DATABASE in file.path for file in process.open_files())
    except psutil.Error:
        return False


def waiting_releases(house: Installation) -> list[int]:
    """The periods at whose end material is put back, in order."""
    asked = "SELECT id FROM kernel_due WHERE rule_id = ? AND ended_at IS NULL ORDER BY id"
    return [int(number) for (number,) in rows(house, asked, WAITING)]


def fall_due(house: Installation, periods: list[int], chance: random.Random) -> list[datetime]:
    """Let periods be over at random moments from now on; which they are."""
    now = datetime.now(UTC)
    moments = sorted(now + timedelta(seconds=chance.random() * SPREAD) for _ in periods)
    told = [(f"{moment.replace(tzinfo=None)}", period) for moment, period in zip(moments, periods, strict=True)]
    with closing(sqlite3.connect(house.home / DATABASE, timeout=30)) as writer, writer:
        writer.executemany("UPDATE kernel_due SET due_at = ? WHERE id = ?", told)
    return moments


RELEASED = """
import json, django; django.setup()
from django.db.models import Count
from onewindow.kernel import ledger
from onewindow.kernel.case import Case, Due, Letter
entries = ledger.Entry.objects.filter(action="protection_us_dmca.replace")
print(json.dumps({
    "entries": entries.count(), "cases": entries.values("case_id").distinct().count(),
    "replaced": Case.objects.filter(state="replaced").count(),
    "open": Due.objects.filter(rule_id="us-dmca.waiting", ended_at=None).count(),
    "letters": Letter.objects.filter(name="replaced").count(),
    "faults": [fault.text.en for fault in ledger.verify()[1]],
}))
"""


def released(house: Installation) -> int:
    """How many releases are in the ledger."""
    ((count,),) = rows(house, "SELECT COUNT(*) FROM kernel_entry WHERE action = ?", RELEASE)
    return int(count)
