"""The simulated examination queue beside its closed forms: Erlang C, priorities without preemption, the fluid.

    python benchmarks/examination_queue.py [--months N] [--seeds N]

Prints a line for each: what was simulated (mean of the seeds and its standard error), the closed form, the difference,
and the time it took.
"""

import argparse
import time

import numpy as np

from onewindow.engines import queueing
from onewindow.engines.queueing import Kind, Office


def main() -> None:
    """Compare, case by case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=float, default=4_000)
    parser.add_argument("--seeds", type=int, default=8)
    given = parser.parse_args()
    print(f"{'case':<42} {'simulated':>16} {'closed form':>12} {'diff':>7} {'files/s':>10}")
    for examiners, rate, arrivals in ((1, 10.0, 7.0), (3, 10.0, 24.0), (10, 10.0, 85.0), (40, 5.0, 190.0)):
        office = Office((Kind(0, (), arrivals),), examiners, rate)
        expected = queueing.mean_waits(examiners, rate, [arrivals])
        steady(f"M/M/{examiners}, load {arrivals / office.capacity:.0%}", office, expected, given.months, given.seeds)
    arrivals_of = [6.0, 8.0, 10.0]
    office = Office(tuple(Kind(rank, (), each) for rank, each in enumerate(arrivals_of)), 3, 10.0)
    steady("M/M/3 with priorities", office, queueing.mean_waits(3, 10.0, arrivals_of), given.months, given.seeds)
    drain(given.seeds)


def steady(name: str, office: Office, expected: list[float], months: float, seeds: int) -> None:
    """Mean waits in the steady state, priority by priority."""
    began = time.perf_counter()
    runs = [queueing.simulate(office, months, seed) for seed in range(seeds)]
    speed = sum(len(run.ages) for run in runs) / (time.perf_counter() - began)
    for kind, wanted in enumerate(expected):
        means = [run.ages[(run.kinds == kind) & (run.came > months / 10)].mean() for run in runs]
        line(f"{name}, priority {kind}, mean wait", np.array(means), wanted, speed)


def drain(seeds: int) -> None:
    """The time to work off a backlog."""
    ages = tuple(np.linspace(0, 9, 6_000).tolist())
    office = Office((Kind(0, ages, 500.0),), 20, 50.0)
    began = time.perf_counter()
    runs = [queueing.simulate(office, 24, seed) for seed in range(seeds)]
    speed = sum(len(run.ages) for run in runs) / (time.perf_counter() - began)
    ends = np.array([run.begun[run.ages > 0.01].max() for run in runs])
    wanted = queueing.drain_months(office.backlog, office.capacity, office.arrivals)
    line("fluid: 6,000 waiting, drained after", ends, wanted, speed)


def line(name: str, found: np.ndarray, wanted: float, speed: float) -> None:
    """One line of the table, in months."""
    mean, error = found.mean(), found.std(ddof=1) / np.sqrt(len(found)) if len(found) > 1 else 0.0
    print(f"{name:<42} {mean:9.4f} ±{error:6.4f} {wanted:12.4f} {mean / wanted - 1:+7.1%} {speed:10,.0f}")


if __name__ == "__main__":
    main()
