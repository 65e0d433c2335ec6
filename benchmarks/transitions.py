"""How many steps of cases a second: one commit each and in batches, beside the disk's own fsync, on one core.

python benchmarks/transitions.py [--cases 10000] [--database sqlite|postgresql]

A step is a real one: an officer upholds a complaint under the marketplace pack. It locks the case, checks side, policy
and reason, writes the decision, ends and begins periods, appends to the hash-chained ledger and writes two letters.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: names in it hide the standard library's
from benchmarks import databases  # noqa: E402


def main() -> None:
    """Run the measurement in an installation of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--singles", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        measure(chosen.cases, chosen.singles)
        return
    with (
        tempfile.TemporaryDirectory(prefix="onewindow-") as folder,
        databases.fresh(chosen.database, Path(folder)) as environment,
    ):
        print(f"{chosen.database}, {chosen.cases:,} complaints in batches, {chosen.singles} one by one (synthetic)")
        fsync(Path(folder))
        command = [sys.executable, __file__, "--child", "--cases", str(chosen.cases), "--singles", str(chosen.singles)]
        subprocess.run(command, env=environment, check=True)


def fsync(folder: Path, times: int = 300) -> None:
    """The disk's own rate: append 4 kB and fsync, over and over."""
    block = os.urandom(4096)
    with (folder / "fsync").open("wb") as file:
        begun = time.perf_counter()
        for _ in range(times):
            file.write(block)
            file.flush()
            os.fsync(file.fileno())
        wall = time.perf_counter() - begun
    print(f"{'append 4 kB and fsync':<34}{times / wall:>12,.0f}/s wall")


def measure(cases: int, singles: int) -> None:
    """Open complaints, then uphold them in batches of 100 and 500, and one by one."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from benchmarks.protection_world import World

    world = World(listings=1000)
    begun, cpu = time.perf_counter(), time.process_time()
    ids = world.open(cases + singles)
    told("opened, 300 a notice", cases + singles, begun, cpu)
    at = 0
    for size in (100, 500):
        mine = ids[at : at + cases // 2]
        at += len(mine)
        begun, cpu = time.perf_counter(), time.process_time()
        for first in range(0, len(mine), size):
            world.uphold(mine[first : first + size])
        told(f"steps, {size} a commit", len(mine), begun, cpu)
    begun, cpu = time.perf_counter(), time.process_time()
    for case in ids[at : at + singles]:
        world.uphold([case])
    told("steps, one a commit", singles, begun, cpu)
    from onewindow.kernel import ledger

    read, faults = ledger.verify()
    print(f"ledger: {read:,} entries verified, {len(faults)} faults")


def told(what: str, count: int, begun: float, cpu: float) -> None:
    """A line of the table: by CPU time of this process, and by the clock of a machine that others share."""
    wall, used = time.perf_counter() - begun, time.process_time() - cpu
    print(f"{what:<34}{count / used:>12,.0f}/s CPU{count / wall:>12,.0f}/s wall", flush=True)


if __name__ == "__main__":
    main()
