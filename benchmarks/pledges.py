"""Pledges: 200 attempts at once on one right, the time of a decision and of a certificate, every byte flipped.

    python benchmarks/pledges.py [--attempts 200] [--database sqlite postgresql] [--sweep]

Everything is made by seeded code for the run (synthetic). No peer does this: no open system for pledges was found.
The sweep asks the function that the verify page asks, once for each byte of a certificate with one seeded bit flipped.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: names in it hide the standard library's
from benchmarks.databases import fresh, python  # noqa: E402

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
"""A day of a year whose holidays are known, whenever this runs: the office's working day is counted from it."""
SEED, PART, MISSED = 461, 500, "not detected"
CONNECTIONS = 80
"""At a time on PostgreSQL, whose embedded server takes 100; the other attempts wait for one, as behind any pool."""


def main() -> None:
    """One child process for each database."""
    options = argparse.ArgumentParser()
    options.add_argument("--attempts", type=int, default=200)
    options.add_argument("--decisions", type=int, default=50)
    options.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    options.add_argument(
        "--sweep", action="store_true", help="flip a bit of every byte of a certificate (2 to 4 minutes)"
    )
    options.add_argument("--child", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        child(asked)
        return
    for kind in asked.database:
        with tempfile.TemporaryDirectory() as folder, fresh(kind, Path(folder)) as environment:
            extra = ["--sweep"] if asked.sweep and kind == asked.database[0] else []
            numbers = ["--attempts", str(asked.attempts), "--decisions", str(asked.decisions)]
            subprocess.run(python("pledges.py", "--child", kind, *numbers, *extra), env=environment, check=True)


def child(asked: argparse.Namespace) -> None:
    """All measurements on the database of this process."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.desk.pledging import PledgeDesk

    from onewindow.desks.finance import certificates
    from onewindow.desks.register.recording import Happened
    from onewindow.kernel import flow, ledger
    from onewindow.kernel.access import Actor, Role, house
    from onewindow.kernel.people import add_person

    numbers = count(1)

    def make(*roles: Role, party: int | None = None) -> Actor:
        name = f"person-{next(numbers)}"
        return add_person(house("benchmark"), NOW, name, name, "correct horse battery", set(roles), party).actor()

    def desk() -> PledgeDesk:
        paid = Happened("annuity_paid", date(NOW.year, 6, 1), {"year": NOW.year - 2018})
        return PledgeDesk(make, NOW, events=(paid,))

    terms = {"debt_until": f"{NOW.year + 3}-01-01"}
    contested = desk()
    cases = [contested.filed(**terms).pledge.pk for _ in range(asked.attempts)]
    wall = time.perf_counter()
    outcomes = attempts(cases, contested.officer, CONNECTIONS if asked.child == "postgresql" else asked.attempts)
    wall = time.perf_counter() - wall
    _read, faults = ledger.verify()
    print(f"{asked.child}: {asked.attempts} attempts at once on one right: {dict(outcomes)}, {wall:.1f} s, "
          f"ledger {'whole' if not faults else 'BROKEN'}")  # fmt: skip

    decided, certified = [], []
    for _ in range(asked.decisions):
        one = desk().filed(**terms)
        began, clock_began = time.process_time(), time.perf_counter()
        flow.fire(one.pledge.pk, "register", one.officer, NOW)
        decided.append((time.process_time() - began, time.perf_counter() - clock_began))
        one.seen()
        shown = ledger.Entry.objects.get(action="pledge.register", case_id=one.pledge.pk)
        began, clock_began = time.process_time(), time.perf_counter()
        certificates.make(one.pledge, shown, "https://window.example/verify")
        certified.append((time.process_time() - began, time.perf_counter() - clock_began))
    for name, times in (
        ("decision, all grounds checked", decided[1:]),
        ("certificate, set and signed, warm", certified[1:]),
    ):
        cpu, by_clock = (median(each[i] for each in times) * 1000 for i in (0, 1))
        print(f"{asked.child}: {name}: median {cpu:.0f} ms of CPU, {by_clock:.0f} ms by the clock ({len(times)} times)")
    if asked.sweep:
        sweep(certificates.certificate(one.pledgor, NOW, one.pledge, "https://window.example/verify"))


def attempts(cases: list[UUID], officer: Any, connections: int) -> Counter[str]:
    """Decide on every case at the same moment, each in a thread with its own connection."""
    from django.db import connections as open_connections

    from onewindow.kernel import flow
    from onewindow.kernel.errors import BadInput

    together, room = threading.Barrier(len(cases)), threading.Semaphore(connections)
    outcomes: Counter[str] = Counter()

    def decide(case: UUID) -> None:
        together.wait(60)
        with room:
            try:
                flow.fire(case, "register", officer, NOW)
                outcomes["registered"] += 1
            except BadInput as refused:
                outcomes[f"refused on ground {refused.problems[0].expected.en.split()[2]}"] += 1
            except Exception as fault:
                outcomes[type(fault).__name__] += 1
            finally:
                open_connections.close_all()

    threads = [threading.Thread(target=decide, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def sweep(whole: bytes) -> None:
    """Flip one bit of each byte of a certificate, and ask the window's verification."""
    from onewindow.desks.finance import certificates

    began = time.perf_counter()
    seeded = random.Random(SEED)
    bits = bytes(1 << seeded.randrange(8) for _ in whole)
    parts = [(whole, bits, start) for start in range(0, len(whole), PART)]
    outcomes, used = Counter[str](), 0.0
    assert certificates.verify(whole).genuine, "unchanged, it is genuine"
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=_set_up) as pool:
        for found, cpu in pool.map(_outcomes, parts):
            outcomes += found
            used += cpu
    missed = outcomes.pop(MISSED, 0)
    print(f"sweep: {len(whole):,} bytes, one bit of each flipped: {outcomes.total():,} detected, {missed} not "
          f"({time.perf_counter() - began:.0f} s by the clock in 2 processes, {used:.0f} s of CPU in all)")  # fmt: skip
    for reason, times in outcomes.most_common():
        print(f"  {times:>7,}  {reason}")
    if missed or outcomes.total() != len(whole):
        raise SystemExit(1)


def _set_up() -> None:
    import django

    django.setup()
    logging.getLogger("pyhanko").setLevel(logging.ERROR)  # it warns of what it cannot read: here that is the question


def _outcomes(part: tuple[bytes, bytes, int]) -> tuple[Counter[str], float]:
    """What the window says of each certificate with a flipped bit, and the seconds of CPU it took."""
    from onewindow.desks.finance import certificates
    from onewindow.kernel.errors import BadInput

    whole, bits, start = part
    began = time.process_time()
    said: Counter[str] = Counter()
    for place in range(start, min(start + PART, len(whole))):
        flipped = whole[:place] + bytes([whole[place] ^ bits[place]]) + whole[place + 1 :]
        try:
            verdict = certificates.verify(flipped)
            said[verdict.reason.en if verdict.reason else MISSED] += 1
        except BadInput as refused:
            said[f"It is not {refused.problems[0].expected.en}."] += 1
    return said, time.process_time() - began


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
