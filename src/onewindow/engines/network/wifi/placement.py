"""Where access points stand: the fewest candidates that cover a share of the demand, with a proved bound.

Partial set covering. Points heard by the same candidates are one point of their summed weight; a candidate that covers
nothing which another does not cover as well is left out. HiGHS solves the linear relaxation, whose value rounded up is
a bound no plan can beat. Simulated annealing looks for a plan of just that many, then of one more, up to what a greedy
choice takes. While plan and bound are apart, HiGHS is asked for a plan of just the bound: a candidate whose reduced
cost exceeds what is left between relaxation and that number stands in no such plan, which leaves a program small enough
to answer. Yes ends the search, no raises the bound by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEAREST = 40
"""Candidates that one may give way to: those with the largest share of points in common."""
MOVES = 2_500
"""Moves of the annealing for each candidate: with them some floors of 200 x 120 m stay one above the bound."""
HOT, COLD = 0.1, 0.005
"""Temperatures it begins and ends with, as shares of the mean weight that a candidate covers."""
FIRST_SHARE = 0.6
"""Share of the time that the question for a plan of just the bound may take.
Chosen on seeded floors with seeds 0 to 3, which the benchmark does not use."""


class NoPlace(ValueError):
    """The candidates together cover too little: ``reached`` of the ``needed`` share."""

    def __init__(self, reached: float, needed: float, worst: int) -> None:
        super().__init__(
            f"all places for access points together cover {reached:.1%} of the area, {needed:.1%} is asked for; "
            f"point {worst} is not heard from any place: add a place near it, or ask for "
            f"{math.floor(reached * 1000) / 10}%"
        )
        self.reached, self.needed, self.worst = reached, needed, worst


@dataclass(frozen=True, slots=True)
class Placement:
    """Chosen candidates (indices), the share of the weight they cover, what greedy took, the proved least number."""

    chosen: tuple[int, ...]
    covered: float
    greedy: int
    bound: int

    @property
    def gap(self) -> float:
        """How far the plan may be from the fewest, at most: 0 is proved optimal."""
        return (len(self.chosen) - self.bound) / self.bound if self.bound else 0.0


def place(
    covers: Bools, weights: Floats, share: float, rng: np.random.Generator, *, seconds: float = 20.0
) -> Placement:
    """The fewest candidates that cover ``share`` of the weight; ``covers`` (points, candidates), ``weights`` (points).

    ``seconds`` bounds HiGHS, which decides how far the gap is closed, not whether the plan holds.
    Raises ``NoPlace`` where all candidates together do not reach the share, ``ValueError`` for a share outside (0, 1].
    """
    if not 0 < share <= 1:
        raise ValueError(f"share of the area to cover: expected more than 0 and at most 1, got {share}")
    total = float(weights.sum())
    needed = share * total
    heard = covers.any(axis=1)
    if float(weights[heard].sum()) < needed - 1e-9:
        raise NoPlace(float(weights[heard].sum()) / total, share, int(np.flatnonzero(~heard)[0]))
    rows, merged = _merge_points(covers[heard], weights[heard])
    kept = _undominated(rows)
    rows = rows[:, kept]
    from onewindow.engines.network.wifi import swapping

    first = swapping.greedy(*_compressed(rows.T), merged, needed)
    relaxed = _Program(rows, merged, needed)
    bound = relaxed.least()
    best = _fewer(rows, merged, needed, first, bound, rng) if first.size > bound else first
    left = seconds
    while best.size > bound and left > 0:
        answer, fewer, spent = relaxed.within(bound, left * FIRST_SHARE)
        left -= spent
        if answer == "none":
            bound += 1
            continue
        best = fewer if answer == "found" else best
        break
    if best.size > bound and left > 0:
        best, bound = relaxed.branch(best, bound, left)
    chosen = tuple(sorted(int(kept[c]) for c in best))
    covered = float(weights[covers[:, list(chosen)].any(axis=1)].sum()) / total
    return Placement(chosen, covered, int(first.size), bound)


def reinforce(covers: Bools, weights: Floats, chosen: tuple[int, ...], share: float, depth: int = 2) -> tuple[int, ...]:
    """``chosen`` and as many more candidates as bring ``share`` of the weight within reach of ``depth`` access points.

    Greedy, without a bound. Raises ``NoPlace`` where all candidates together do not reach it.
    """
    total, kept = float(weights.sum()), list(chosen)
    times = covers[:, kept].sum(axis=1)
    while float(weights[times >= depth].sum()) < share * total - 1e-9:
        brings = (covers & (times < depth)[:, None]).astype(np.float64).T @ (
            weights * np.where(times == depth - 1, 1.0, 0.1)  # a point one short counts most
        )
        brings[kept] = 0
        best = int(brings.argmax())
        if brings[best] <= 0:
            reached = float(weights[times >= depth].sum()) / total
            raise NoPlace(reached, share, int(np.flatnonzero(times < depth)[0]))
        kept.append(best)
        times = times + covers[:, best]
    return tuple(sorted(kept))


def _fewer(rows: Bools, weights: Floats, needed: float, first: Ints, bound: int, rng: np.random.Generator) -> Ints:
    """The smallest plan found, of ``bound`` candidates or more; ``first`` where none has fewer than that."""
    from onewindow.engines.network.wifi import swapping

    starts, points = _compressed(rows.T)
    nearest, candidates = _nearest(rows), rows.shape[1]
    mean = float((weights @ rows).mean())
    for size in range(bound, first.size):
        chosen, reached = swapping.anneal(
            starts, points, nearest, weights, needed, first[:size], MOVES * candidates, HOT * mean, COLD * mean, rng
        )
        if reached >= needed - 1e-9:
            return chosen
    return first


def _nearest(covers: Bools) -> Ints:
    """The candidates with the most points in common with each, as a share of the points of both: (candidates, near)."""
    sets = covers.astype(np.float32)
    size, shared = sets.sum(axis=0), sets.T @ sets
    alike = shared / (size[:, None] + size - shared)
    np.fill_diagonal(alike, -1)
    near = np.argsort(-alike, axis=1, kind="stable")[:, : min(NEAREST, size.size - 1)]
    return np.ascontiguousarray(near, dtype=np.int64)


def _merge_points(covers: Bools, weights: Floats) -> tuple[Bools, Floats]:
    packed = np.packbits(covers, axis=1)
    _unique, first, inverse = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return covers[first], np.bincount(inverse.ravel(), weights=weights, minlength=first.size).astype(np.float64)


def _undominated(covers: Bools) -> Ints:
    """Candidates whose points are not all covered by one other candidate (of equals, the first stays)."""
    sets = covers.astype(np.float32)
    size = sets.sum(axis=0)
    shared = sets.T @ sets
    inside = shared >= size[:, None] - 0.5  # inside[a, b]: every point of a is one of b
    np.fill_diagonal(inside, False)
    equal = inside & inside.T
    later = np.tril(np.ones_like(equal), -1)
    return np.flatnonzero(~((inside & ~equal) | (equal & later)).any(axis=1) & (size > 0))


def _compressed(rows: Bools) -> tuple[Ints, Ints]:
    starts = np.concatenate([[0], np.cumsum(rows.sum(axis=1))]).astype(np.int64)
    return starts, np.nonzero(rows)[1].astype(np.int64)


class _Program:
    """min sum x, s.t. sum of x over the candidates of p >= y_p, sum w_p y_p >= needed, 0 <= y <= 1, x binary."""

    def __init__(self, covers: Bools, weights: Floats, needed: float) -> None:
        import highspy

        points, candidates = covers.shape
        starts, columns = _compressed(covers)
        columns_y = candidates + np.arange(points)
        # Row p: its candidates, then its own y; one last row for the weight.
        index = np.insert(columns, starts[1:], columns_y)
        value = np.insert(np.ones(columns.size), starts[1:], -1.0)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = candidates + points, points + 1
        lp.col_cost_ = np.concatenate([np.ones(candidates), np.zeros(points)])
        lp.col_lower_ = np.zeros(candidates + points)
        lp.col_upper_ = np.ones(candidates + points)
        lp.row_lower_ = np.concatenate([np.zeros(points), [needed]])
        lp.row_upper_ = np.full(points + 1, highspy.kHighsInf)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([starts + np.arange(points + 1), [index.size + points]]).astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([index, columns_y]).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([value, weights])
        self._candidates, self._covers, self._weights, self._needed = candidates, covers, weights, needed
        self._value, self._reduced = 0.0, np.zeros(candidates)
        self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(lp)
        self._highspy = highspy

    def least(self) -> int:
        """The relaxation's value, rounded up: no plan has fewer."""
        self._solver.run()
        self._value = float(self._solver.getInfo().objective_function_value)
        self._reduced = np.asarray(self._solver.getSolution().col_dual[: self._candidates])
        return max(1, math.ceil(self._value - 1e-6))

    def within(self, most: int, seconds: float) -> tuple[str, Ints, float]:
        """Whether a plan has ``most`` candidates or fewer: "found" with it, "none", or "unknown"; and the time taken.

        Only candidates with a reduced cost of at most ``most`` - the relaxation's value are looked at: each other one
        would cost a plan more than that.
        """
        kept = np.flatnonzero(self._reduced <= most - self._value + 1e-6)
        rows, weights = _merge_points(self._covers[:, kept], self._weights)
        small = _Program(rows, weights, self._needed)
        small._solver.addRow(
            -math.inf, float(most), kept.size, np.arange(kept.size, dtype=np.int32), np.ones(kept.size)
        )
        small._ask(seconds)
        status, spent = small._solver.getModelStatus(), float(small._solver.getRunTime())
        if status == self._highspy.HighsModelStatus.kInfeasible:
            return "none", kept[:0], spent
        if math.isfinite(float(small._solver.getInfo().objective_function_value)):
            return "found", kept[small._chosen()], spent
        return "unknown", kept[:0], spent

    def branch(self, best: Ints, bound: int, seconds: float) -> tuple[Ints, int]:
        """A better plan or a better bound, from branch and bound begun at ``best``."""
        begin = self._highspy.HighsSolution()
        x = np.zeros(self._candidates)
        x[best] = 1
        begin.col_value = np.concatenate([x, self._covers[:, best].any(axis=1).astype(float)]).tolist()
        self._ask(seconds, begin)
        info = self._solver.getInfo()
        bound = max(bound, math.ceil(info.mip_dual_bound - 1e-6))
        if info.objective_function_value < best.size - 0.5:
            best = self._chosen()
        return best, min(bound, best.size)

    def _ask(self, seconds: float, begin: Any = None) -> None:
        """Branch and bound over whole candidates."""
        n = self._candidates
        kinds = np.full(n, self._highspy.HighsVarType.kInteger)
        self._solver.changeColsIntegrality(n, np.arange(n, dtype=np.int32), kinds)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        self._solver.setOptionValue("mip_abs_gap", 0.999)  # whole numbers: closer than one is equal
        if begin is not None:
            self._solver.setSolution(begin)
        self._solver.run()

    def _chosen(self) -> Ints:
        return np.flatnonzero(np.asarray(self._solver.getSolution().col_value[: self._candidates]) > 0.5)
