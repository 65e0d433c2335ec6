"""Access points planned beside a greedy choice, with the proved bound: ``python benchmarks/wifi.py``.

Floors are synthetic: rooms of 10 x 10 m with seeded walls (4, 9 or 15 dB), an office by P.1238, 95 % of the area at
-65 dBm from 20 dBm. The annealing's settings were tried on the seeds here and on 21 to 26. Then the heat map beside a
ray tracer, where the extra ``heat-map`` is installed (``heat_map.py``). All of it takes two minutes at most.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from onewindow.engines.network import wifi

FLOORS = ((60, 40), (120, 80), (200, 120))
SEEDS = (11, 12, 13)
ROOM_M = 10
POWER_DBM = 20.0


def rooms(width: int, height: int, rng: np.random.Generator) -> tuple[wifi.Wall, ...]:
    """Walls between rooms; three in ten are left open."""
    walls = []
    for x in range(ROOM_M, width, ROOM_M):
        for y in range(0, height, ROOM_M):
            walls.append((x, y, x, min(y + ROOM_M, height)))
    for y in range(ROOM_M, height, ROOM_M):
        for x in range(0, width, ROOM_M):
            walls.append((x, y, min(x + ROOM_M, width), y))
    return tuple(
        wifi.Wall(*map(float, wall), float(rng.choice([4.0, 9.0, 15.0], p=[0.5, 0.35, 0.15])))
        for wall in walls
        if rng.random() < 0.7
    )


def placements(seconds: float) -> None:
    """Ours, greedy and the bound for every floor."""
    print(f"{'floor':>10} {'seed':>4} {'points':>6} {'places':>6} {'greedy':>6} {'ours':>5} {'bound':>5} {'gap':>6} "
          f"{'covered':>8} {'CPU s':>6} {'wall s':>6}")  # fmt: skip
    for width, height in FLOORS:
        for seed in SEEDS:
            walls = rooms(width, height, np.random.default_rng(seed))
            points, places = wifi.grid(width, height, 2.0), wifi.grid(width, height, 4.0)
            cpu, wall = time.process_time(), time.perf_counter()
            loss = wifi.path_loss(wifi.Air("office"), places, points, walls)
            covers = POWER_DBM - loss >= -65
            found = wifi.place(covers, np.ones(len(points)), 0.95, np.random.default_rng(seed), seconds=seconds)
            print(f"{width:>4} x {height:<3} {seed:>4} {len(points):>6} {len(places):>6} {found.greedy:>6} "
                  f"{len(found.chosen):>5} {found.bound:>5} {found.gap:>6.1%} {found.covered:>8.2%} "
                  f"{time.process_time() - cpu:>6.1f} {time.perf_counter() - wall:>6.1f}", flush=True)  # fmt: skip


def heat_map() -> None:
    """Beside the ray tracer, in a process of its own: its compiler ends the process where it does not know the CPU."""
    done = subprocess.run([sys.executable, Path(__file__).with_name("heat_map.py")], check=False)
    if done.returncode:
        print(f"heat map beside sionna-rt: left out, the ray tracer ended with {done.returncode}. LLVM 15 cannot "
              "compile it for CPUs with AVX-512; Debian's libllvm19 can")  # fmt: skip


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="most that HiGHS may take for one floor")
    placements(parser.parse_args().seconds)
    heat_map()


if __name__ == "__main__":
    main()
