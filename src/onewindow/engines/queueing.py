"""A queue of files before examiners: simulated with seeds, and forecast by closed forms.

Files of several kinds, ranked by priority, wait for one of N examiners; within a kind the oldest goes first, and a file
once begun is finished. Times are in months. Arrivals are Poisson, work on a file takes an exponential time.
Sources: Erlang C and M/M/c in Gross, Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", ch. 2; priorities
without preemption in M/M/c: Kella and Yechiali, "Waiting times in the non-preemptive priority M/M/c queue" (1985).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LARGEST_SIMULATION = 30_000
"""Files in one run; a larger office is simulated at a smaller scale."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one priority (0 goes first): the ages of those that wait now, and how many come in a month."""

    priority: int
    ages: tuple[float, ...] = ()
    arrivals: float = 0.0


@dataclass(frozen=True, slots=True)
class Office:
    """The kinds of files, the examiners, and how many files one of them decides in a month."""

    kinds: tuple[Kind, ...]
    examiners: int
    rate: float

    @property
    def capacity(self) -> float:
        """Files that all examiners decide in a month."""
        return self.examiners * self.rate

    @property
    def arrivals(self) -> float:
        """Files that come in a month."""
        return sum(kind.arrivals for kind in self.kinds)

    @property
    def backlog(self) -> int:
        """Files that wait now."""
        return sum(len(kind.ages) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Run:
    """Every file of a simulation: its kind, when it came (before 0: it waited already) and when work on it began."""

    kinds: NDArray[np.int64]
    came: Floats
    begun: Floats

    @property
    def ages(self) -> Floats:
        """Months a file had waited when work on it began."""
        return self.begun - self.came


def simulate(office: Office, months: float, seed: int) -> Run:
    """The files whose turn comes within ``months``, in the order of their turn. The same seed gives the same run.

    Raises ``ValueError`` for an office without examiners or without work done.
    """
    if office.examiners < 1 or office.rate <= 0:
        raise ValueError("an office has at least one examiner who decides files")
    random = np.random.default_rng(seed)
    came, kinds = _arrivals(office, months, random)
    work = random.exponential(1 / office.rate, len(came))
    waiting: list[tuple[int, float, int]] = []
    free = [0.0] * office.examiners
    turns: list[int] = []
    begun: list[float] = []
    ranks = [kind.priority for kind in office.kinds]
    place = 0
    while True:
        at = free[0]
        while place < len(came) and came[place] <= at:
            heapq.heappush(waiting, (ranks[kinds[place]], came[place], place))
            place += 1
        if not waiting:
            if place >= len(came):
                break
            at = came[place]  # the examiner waits for the next file
            heapq.heapreplace(free, at)
            continue
        if at > months:
            break
        number = heapq.heappop(waiting)[2]
        turns.append(number)
        begun.append(at)
        heapq.heapreplace(free, at + work[number])
    order = np.array(turns, np.int64)
    return Run(kinds[order], came[order], np.array(begun))


def _arrivals(office: Office, months: float, random: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    came, kinds = [], []
    for number, kind in enumerate(office.kinds):
        count = random.poisson(kind.arrivals * months)
        times = np.concatenate((-np.array(kind.ages, np.float64), random.uniform(0, months, count)))
        came.append(times)
        kinds.append(np.full(len(times), number, np.int64))
    times, numbers = np.concatenate(came), np.concatenate(kinds)
    order = np.argsort(times, kind="stable")
    return times[order], numbers[order]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Month by month the median and 90 % of the months that files decided in it had waited (NaN: none was)."""

    median: Floats
    ninety: Floats
    scale: int
    """Files that one simulated file stands for."""

    def month_down_to(self, target: float) -> int | None:
        """The first month (from 1) with decisions from which the median stays at or below ``target``, if there is one.

        A month in which nothing was decided says nothing; a forecast without any decision is down from the start.
        """
        decided = np.flatnonzero(~np.isnan(self.median))
        above = decided[self.median[decided] > target]
        if not len(above):
            return 1
        later = decided[decided > above[-1]]
        return int(later[0]) + 1 if len(later) else None


def forecast(office: Office, months: int, seeds: Sequence[int]) -> Forecast:
    """Simulate ``months`` once a seed and gather what was waited, by the month of the decision."""
    small, scale = scaled(office, months)
    runs = [simulate(small, months, seed) for seed in seeds]
    ages, begun = (np.concatenate([getattr(run, name) for run in runs]) for name in ("ages", "begun"))
    month = np.minimum(begun.astype(np.int64), months - 1)
    median, ninety = np.full(months, np.nan), np.full(months, np.nan)
    for number in range(months):
        waited = ages[month == number]
        if len(waited):
            median[number], ninety[number] = np.quantile(waited, (0.5, 0.9))
    return Forecast(median, ninety, scale)


def scaled(office: Office, months: float) -> tuple[Office, int]:
    """The same office with one file in k (of those waiting every k-th by age) and one examiner in k, if so many."""
    k = max(1, int(np.ceil((office.backlog + office.arrivals * months) / LARGEST_SIMULATION)))
    kinds = tuple(Kind(d.priority, tuple(sorted(d.ages)[k // 2 :: k]), d.arrivals / k) for d in office.kinds)
    examiners = max(1, round(office.examiners / k))
    return Office(kinds, examiners, office.capacity / (k * examiners)), k


def drain_months(backlog: float, capacity: float, arrivals: float) -> float:
    """Months until a backlog is worked off, files taken as a fluid: B / (N mu - lambda); infinite if it never is."""
    if backlog <= 0:
        return 0.0
    return backlog / (capacity - arrivals) if capacity > arrivals else float("inf")


def fluid_age(months: Floats, ages: Floats, capacity: float, arrivals: float) -> Floats:
    """Age of the file whose turn comes after so many months, oldest first, files taken as a fluid.

    While the files of today last it is one of them; then one that came at (capacity * t - backlog) / arrivals.
    """
    oldest = np.sort(ages)[::-1]
    done = capacity * months
    if len(oldest):
        now = np.interp(done, np.arange(len(oldest)), oldest) + months
    else:
        now = np.zeros_like(months)
    later = months - (done - len(oldest)) / arrivals if arrivals > 0 else np.zeros_like(months)
    return np.asarray(np.where(done < len(oldest), now, np.maximum(later, 0.0)), np.float64)


def erlang_c(examiners: int, load: float) -> float:
    """Probability that a file has to wait in M/M/c; ``load`` is arrivals over the rate of one examiner (Erlang C).

    Raises ``ValueError`` unless 0 <= load < examiners.
    """
    if not 0 <= load < examiners:
        raise ValueError(f"a steady state needs a load below {examiners}, got {load}")
    blocked = 1.0  # Erlang B by its recursion, which does not overflow
    for servers in range(1, examiners + 1):
        blocked = load * blocked / (servers + load * blocked)
    return blocked / (1 - load / examiners * (1 - blocked))


def mean_waits(examiners: int, rate: float, arrivals: Sequence[float]) -> list[float]:
    """Mean months that files of each priority wait in the steady state, the first going first (M/M/c, no preemption).

    With one priority this is the mean wait of M/M/c. Raises ``ValueError`` when arrivals reach the capacity.
    """
    capacity = examiners * rate
    residual = erlang_c(examiners, sum(arrivals) / rate) / capacity
    waits, before = [], 0.0
    for number in range(len(arrivals)):
        through = sum(arrivals[: number + 1]) / capacity
        waits.append(residual / ((1 - before) * (1 - through)))
        before = through
    return waits
