"""How many steps of cases a second on one core, in batches and one commit each, beside the disk's own fsync.

python benchmarks/transitions.py [--cases 10000] [--singles 300] [--database both|sqlite|postgresql]

A step is a real one: an officer upholds a complaint under the marketplace pack. It locks the case, checks side, policy
and reason, writes the decision, ends and begins periods, appends to the hash-chained ledger and writes two letters.
SQLite and PostgreSQL are measured one after the other, each in an installation of its own on the same disk.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: names in it hide the standard library's
from benchmarks import databases  # noqa: E402

Rate = tuple[str, float, float]
"""What was counted; how many a second of CPU time of this process, and by the clock."""


def main() -> None:
    """Measure each database in a process of its own and print all of them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--singles", type=int, default=300)
    parser.add_argument("--database", choices=("both", "sqlite", "postgresql"), default="both")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        print(json.dumps(measure(chosen.cases, chosen.singles)))
        return
    begun = time.monotonic()
    kinds = ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,)
    found = {kind: in_fresh(kind, chosen) for kind in kinds}
    print(f"{chosen.cases:,} complaints in batches, {chosen.singles} one by one (synthetic); one core")
    print(f"{'a second':<28}" + "".join(f"{kind + ', CPU':>18}{'by the clock':>14}" for kind in kinds))
    for rows in zip(*found.values(), strict=True):
        print(f"{rows[0][0]:<28}" + "".join(f"{_told(cpu):>18}{_told(wall):>14}" for _name, cpu, wall in rows))
    print(f"every ledger verified without a fault; {time.monotonic() - begun:.0f} s in all")


def _told(rate: float) -> str:
    return f"{rate:,.0f}" if rate else "–"


def in_fresh(kind: str, chosen: argparse.Namespace) -> list[Rate]:
    """The rates of one database, and of the disk under it."""
    with tempfile.TemporaryDirectory(prefix="onewindow-") as folder:
        disk = fsync(Path(folder))
        with databases.fresh(kind, Path(folder)) as environment:
            command = [sys.executable, __file__, "--child"]
            command += ["--cases", str(chosen.cases), "--singles", str(chosen.singles)]
            done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    rates: list[Rate] = [(str(n), float(c), float(w)) for n, c, w in json.loads(done.stdout.splitlines()[-1])]
    return [("append 4 kB and fsync", 0.0, disk), *rates]


def fsync(folder: Path, times: int = 300) -> float:
    """The disk's own rate: append 4 kB and fsync, over and over."""
    block = os.urandom(4096)
    with (folder / "fsync").open("wb") as file:
        begun = time.perf_counter()
        for _ in range(times):
            file.write(block)
            file.flush()
            os.fsync(file.fileno())
        return times / (time.perf_counter() - begun)


def measure(cases: int, singles: int) -> list[Rate]:
    """Open complaints, then uphold them one by one and in batches of 100 and 500."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from benchmarks.protection_world import World

    world, rates = World(listings=1000), []
    with Counted("opened, 300 a notice", cases + singles, rates):
        ids = world.open(cases + singles)
    single, ids = ids[:singles], ids[singles:]
    with Counted("steps, one a commit", singles, rates):
        for case in single:
            world.uphold([case])
    for size, mine in ((100, ids[: cases // 2]), (500, ids[cases // 2 :])):
        with Counted(f"steps, {size} a commit", len(mine), rates):
            for first in range(0, len(mine), size):
                world.uphold(mine[first : first + size])
    from onewindow.kernel import ledger

    _read, faults = ledger.verify()
    if faults:
        raise SystemExit(f"the ledger has {len(faults)} faults")
    return rates


class Counted:
    """Counts what is done in its block by CPU time of this process and by the clock."""

    def __init__(self, name: str, count: int, into: list[Rate]) -> None:
        self.name, self.count, self.into = name, count, into

    def __enter__(self) -> None:
        self.begun = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        wall, cpu = time.perf_counter() - self.begun[0], time.process_time() - self.begun[1]
        self.into.append((self.name, self.count / cpu, self.count / wall))


if __name__ == "__main__":
    main()
