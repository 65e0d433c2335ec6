"""``kill -9`` of import, worker, server and timers at random points, many times; what was seen, as a table.

python benchmarks/kills.py --kills 100 [--only timers]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: names in it hide the standard library's
from tests.recovery import kills  # noqa: E402

MARKS_PER_KILL = 15_000
ROUND, TIMERS_ROUND = 5, 50
"""Kills on one installation: a killed import needs thousands of rows more, a killed timer a few dozen."""
KINDS: dict[str, Callable[[Path, random.Random, int], kills.Outcome]] = {
    "import": lambda folder, chance, n: kills.kill_imports(folder, chance, n, MARKS_PER_KILL * (n + 1)),
    "worker": lambda folder, chance, n: kills.kill_workers(folder, chance, n, MARKS_PER_KILL * (n + 1)),
    "server": kills.kill_servers,
    "timers": kills.kill_timers,
}


def main() -> None:
    """Rounds of a few kills on a fresh installation each, in turn of the kinds, several at a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(KINDS), help="kill this kind alone")
    parser.add_argument("--round", type=int, default=0, help="kills on one installation")
    parser.add_argument("--parallel", type=int, default=0, help="rounds at a time: most of a round is waiting")
    chosen = parser.parse_args()
    only_timers = chosen.only == "timers"
    chosen.round = chosen.round or (TIMERS_ROUND if only_timers else ROUND)
    chosen.parallel = chosen.parallel or (2 if only_timers else 4)
    begun = time.monotonic()
    totals = {kind: kills.Outcome() for kind in KINDS}
    sizes = [min(chosen.round, chosen.kills - first) for first in range(0, chosen.kills, chosen.round)]
    kinds = [chosen.only] if chosen.only else list(KINDS)
    with ThreadPoolExecutor(chosen.parallel) as pool:
        rounds = [pool.submit(one_round, kinds, chosen.seed, number, size) for number, size in enumerate(sizes)]
        for done in as_completed(rounds):
            try:
                kind, seen = done.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            total = totals[kind]
            total.kills += seen.kills
            total.acknowledged += seen.acknowledged
            total.recovery += seen.recovery
            print(f"{kind}: {seen.kills} kills", file=sys.stderr, flush=True)
    print(f"seed {chosen.seed}, {chosen.parallel} at a time, {time.monotonic() - begun:.0f} s")
    head = f"{'killed':<10}{'kills':>7}{'acknowledged':>14}{'lost':>6}{'doubled':>9}"
    print(f"{head}{'taken over after, p50':>23}{'p90':>8}{'most':>8}")
    for kind, total in totals.items():
        if total.kills:
            waits = sorted(total.recovery) or [0.0]
            middle, late, most = (f"{waits[int(q * (len(waits) - 1))]:.1f} s" for q in (0.5, 0.9, 1))
            print(f"{kind:<10}{total.kills:>7}{total.acknowledged:>14,}{0:>6}{0:>9}{middle:>23}{late:>8}{most:>8}")
    print("lost and doubled are 0 because a round with another figure ends the run with an error")


def one_round(kinds: list[str], seed: int, number: int, size: int) -> tuple[str, kills.Outcome]:
    """One round: which kind it was, and what was seen."""
    kind = kinds[number % len(kinds)]
    with tempfile.TemporaryDirectory(prefix="onewindow-") as folder:
        return kind, KINDS[kind](Path(folder), random.Random(f"{seed} {number}"), size)


if __name__ == "__main__":
    main()
