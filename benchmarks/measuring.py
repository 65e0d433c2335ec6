"""What the mark benchmarks share: time of queries, ranks and their intervals."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

CUTS = (1, 20, 100)


class Spent:
    """Seconds that queries took, by the clock and of the processor."""

    def __init__(self) -> None:
        self.clock: list[float] = []
        self.processor: list[float] = []

    @contextmanager
    def on_one(self) -> Iterator[None]:
        began, busy = time.perf_counter(), time.process_time()
        yield
        self.clock.append(time.perf_counter() - began)
        self.processor.append(time.process_time() - busy)

    def __str__(self) -> str:
        clock, processor = (
            "p50 {:.1f} ms, p95 {:.1f} ms".format(*np.percentile(np.array(spent) * 1e3, (50, 95)))
            for spent in (self.clock, self.processor)
        )
        return f"{clock} a query (processor {processor})"


def resident() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def most_resident() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def interval(found: list[bool]) -> str:
    """95 % bootstrap interval of a share (1,000 seeded resamples of the pairs)."""
    drawn = np.random.default_rng(1).choice(np.array(found), (1000, len(found))).mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return f"{low:.2f}-{high:.2f}"


def recall_line(label: str, ranks: list[float]) -> str:
    """Shares of the ranks within each of CUTS."""
    cells = "  ".join(f"{sum(rank <= cut for rank in ranks) / len(ranks):.2f}" for cut in CUTS)
    return f"  {label:<40} n={len(ranks):<4} {cells}"


def with_intervals(label: str, ranks: list[float]) -> str:
    """The same with the interval of each."""
    cells = "  ".join(interval([rank <= cut for rank in ranks]) for cut in CUTS)
    return f"{recall_line(label, ranks)}   {cells}"


def told_apart(similar: list[float], others: list[float]) -> float:
    """Probability that a similar pair ranks before one that is not (ranks beyond 100 are equal; .5 is chance)."""
    near, far = (np.minimum(np.array(ranks), CUTS[-1] + 1) for ranks in (similar, others))
    return float((near[:, None] < far).mean() + (near[:, None] == far).mean() / 2)
