"""The polynomial linear program (PLP) over a tree of FIFO servers (Bouillard, "Trade-off between accuracy and
tractability of network calculus in FIFO networks", Performance Evaluation 153, 2022, section 4).

Dates go back from the end: the bit of interest leaves the root at date 0. A server ``d`` steps from the root has dates
0 .. d + 1; its date k < d + 1 is when the data that leave it at its successor's date k came in (FIFO), its last date
is where its service curve starts. A group of flows that enters at depth d is d + 1 amounts x[k] >= 0, what arrived
between dates k + 1 and k there; FIFO makes them the same at every later server. Beside Bouillard's rows stand delays
of virtual bits over pieces of the tree and bursts of unions of groups, both from ``ludb``: the program is never worse
than LUDB, and often better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """Flows that enter the tree at ``first`` and leave it after ``last`` together (indices of the tree's servers)."""

    first: int
    last: int
    burst: float
    rate: float


@dataclass(frozen=True, slots=True)
class Limit:
    """Of ``groups``, all of which pass ``at``, together no more than ``burst + rate * time`` enters server ``at``."""

    at: int
    groups: tuple[int, ...]
    burst: float
    rate: float


@dataclass(frozen=True, slots=True)
class Delay:
    """A bit needs at most ``most`` from entering ``first`` to leaving ``last``, which lies ahead of it or is it."""

    first: int
    last: int
    most: float


@dataclass(frozen=True, slots=True)
class Tree:
    """Servers, the root at 0; ``after`` is the index of the successor (-1 for the root), always a smaller one."""

    after: tuple[int, ...]
    speed: tuple[float, ...]
    latency: tuple[float, ...]
    groups: tuple[Group, ...]
    limits: tuple[Limit, ...] = ()
    shapes: tuple[Limit, ...] = ()
    """What a link's own rate allows through it: limits with a packet as burst and the link's rate."""
    delays: tuple[Delay, ...] = ()
    depth: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        depth: list[int] = []
        for follower in self.after:
            depth.append(0 if follower < 0 else depth[follower] + 1)
        object.__setattr__(self, "depth", tuple(depth))


@dataclass(frozen=True, slots=True)
class Program:
    """Maximise the sum of ``v[aims]`` over rows ``matrix v <= most`` and v >= 0 (ages and amounts)."""

    matrix: sparse.csr_matrix
    most: Floats
    aims: tuple[int, ...]
    row_unit: Floats
    column_unit: Floats
    """Rows and columns are data or times: what to divide by for numbers near 1, which the solver's tolerances mean."""


class _Rows:
    """Rows gathered block by block."""

    def __init__(self) -> None:
        self.column: list[Ints] = []
        self.value: list[Floats] = []
        self.entries: list[Ints] = []
        self.most: list[float] = []
        self.unit: list[float] = []

    def put(self, columns: Ints, values: Floats, entries: Ints, most: float, unit: float) -> None:
        """A block of rows: flat columns and values, how many of them each row has; one ``most`` and unit for all."""
        self.column.append(columns)
        self.value.append(values)
        self.entries.append(entries)
        self.most.append(most)
        self.unit.append(unit)

    def differences(self, above: int, below: int, count: int, most: float, unit: float) -> None:
        """Rows v[above + k] - v[below + k] <= most, k from 0 to before ``count``."""
        columns, values, entries = _stepped(count)
        self.put(columns + np.where(values > 0, above, below), values, entries, most, unit)

    def one(self, columns: Sequence[int], values: Sequence[float], most: float, unit: float) -> None:
        """A single row."""
        self.put(np.array(columns, np.int64), np.array(values), np.array([len(columns)], np.int64), most, unit)

    def made(self, width: int) -> tuple[sparse.csr_matrix, Floats, Floats]:
        """The matrix of all rows, what they are at most, and their units."""
        blocks = [len(entries) for entries in self.entries]
        ends = np.concatenate(([0], np.cumsum(np.concatenate(self.entries))))
        matrix = sparse.csr_matrix(
            (np.concatenate(self.value), np.concatenate(self.column), ends), shape=(len(ends) - 1, width)
        )
        return matrix, np.repeat(np.array(self.most, float), blocks), np.repeat(np.array(self.unit, float), blocks)


@cache
def _stepped(count: int) -> tuple[Ints, Floats, Ints]:
    """Columns k, k with values 1, -1 for each row k."""
    rows = np.arange(count)
    return np.repeat(rows, 2), np.tile([1.0, -1.0], count), np.full(count, 2)


@cache
def _between(dates: int, groups: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """A row for each two dates u < v, those next to each other first: the steps from u to before v of every group, then
    u, then v. For each entry whose it is (``groups``: the ages) and the step; entries a row; where u and v stand."""
    whose: list[int] = []
    step: list[int] = []
    entries: list[int] = []
    for apart in range(1, dates):
        for u in range(dates - apart):
            for group in range(groups):
                whose += [group] * apart
                step += range(u, u + apart)
            whose += [groups, groups]
            step += [u, u + apart]
            entries.append(groups * apart + 2)
    last = np.cumsum(entries) - 1
    return np.array(whose), np.array(step), np.array(entries), last - 1, last


def program(tree: Tree, aim: int, own: Sequence[int] = ()) -> Program:
    """The program that bounds the time from entering server ``aim`` to leaving the root; with ``own``, what groups
    ``own`` have in the tree at most, which is their burst after the root.

    Columns: the ages (minus dates) of each server in turn, then the amounts of each group. An age is >= 0. With ``own``
    one more for each: what came of the group since the bit that now leaves.
    """
    depth = np.array(tree.depth)
    age = np.concatenate(([0], np.cumsum(depth + 2)))
    ages = int(age[-1])
    sizes = np.array([tree.depth[group.first] + 1 for group in tree.groups])
    amount = ages + np.concatenate(([0], np.cumsum(sizes)))
    rows = _Rows()
    data = max(group.burst for group in tree.groups) or 1.0
    time = max(tree.latency) + data / min(tree.speed)
    on: list[list[int]] = [[] for _ in tree.after]
    for number, group in enumerate(tree.groups):
        server = group.first
        while server >= 0:
            on[server].append(number)
            if server == group.last:
                break
            server = tree.after[server]
    for server, follower in enumerate(tree.after):
        here, last = int(age[server]), tree.depth[server] + 1
        rows.differences(here, here + 1, last, 0.0, time)
        speed, entering = tree.speed[server], [int(amount[number]) + last - 1 for number in on[server]]
        columns, values = [here + last, *entering], [speed] + [-1.0] * len(entering)
        if follower >= 0:
            there = int(age[follower])
            rows.differences(there, here, last, 0.0, time)
            columns.append(there + last - 1)
            values.append(-speed)
        rows.one(columns, values, speed * tree.latency[server], data)
    for number, group in enumerate(tree.groups):
        _arrivals(rows, int(age[group.first]), tree.depth[group.first] + 2, [int(amount[number])], group, data)
    for limit in (*tree.limits, *tree.shapes):
        _arrivals(
            rows, int(age[limit.at]), tree.depth[limit.at] + 2, [int(amount[g]) for g in limit.groups], limit, data
        )
    for delay in tree.delays:
        follower = tree.after[delay.last]
        if follower >= 0:
            rows.differences(int(age[delay.first]), int(age[follower]), tree.depth[delay.last] + 1, delay.most, time)
        else:
            rows.one([int(age[delay.first])], [1.0], delay.most, time)
    width = int(amount[-1])
    for extra, number in enumerate(own):
        group = tree.groups[number]
        here, start = int(age[group.first]), int(amount[number])
        for date in range(tree.depth[group.first] + 2):
            places = [width + extra, here + date, *range(start, start + date)]
            rows.one(places, [1.0, -group.rate] + [1.0] * date, group.burst, data)
    matrix, most, row_unit = rows.made(width + len(own))
    units = np.full(matrix.shape[1], data)
    units[:ages] = time
    return Program(matrix, most, tuple(range(width, width + len(own))) or (int(age[aim]),), row_unit, units)


def _arrivals(rows: _Rows, here: int, dates: int, amounts: Sequence[int], most: Group | Limit, unit: float) -> None:
    """For dates u < v: what arrived between them is at most burst + rate (age v - age u)."""
    whose, step, entries, u, v = _between(dates, len(amounts))
    values = np.ones(len(whose))
    values[u], values[v] = most.rate, -most.rate
    rows.put(np.array([*amounts, here])[whose] + step, values, entries, most.burst, unit)


def safe(made: Program, tree: Tree, duals: Floats, own: Sequence[int] = ()) -> float:
    """An upper bound of the optimum whatever the solver's rounding: weights >= 0 on the rows cover the objective, and
    what they leave uncovered is charged at the most that a variable can be in a busy period (infinite at a full
    server)."""
    short = np.zeros(made.matrix.shape[1])
    short[list(made.aims)] = 1.0
    short -= made.matrix.T @ duals
    value = float(made.most @ duals)
    missing = np.flatnonzero(short > 0)
    if len(missing):
        value += float(short[missing] @ _caps(tree, own)[missing])
    return value * (1 + 1e-12)


def _caps(tree: Tree, own: Sequence[int]) -> Floats:
    once = {delay.first: delay.most for delay in tree.delays if delay.first == delay.last}
    burst, rate = np.zeros(len(tree.after)), np.zeros(len(tree.after))
    for group in tree.groups:
        server, waited = group.first, 0.0
        while True:
            burst[server] += group.burst + group.rate * waited
            rate[server] += group.rate
            if server == group.last:
                break
            waited += once[server]
            server = tree.after[server]
    oldest: list[float] = []
    for server, follower in enumerate(tree.after):
        spare = tree.speed[server] - rate[server]
        busy = (tree.speed[server] * tree.latency[server] + burst[server]) / spare if spare > 0 else np.inf
        oldest.append(busy + (oldest[follower] if follower >= 0 else 0.0))
    ages = [np.full(depth + 2, old) for depth, old in zip(tree.depth, oldest, strict=True)]
    amounts = [np.full(tree.depth[g.first] + 1, g.burst + g.rate * oldest[g.first]) for g in tree.groups]
    for number in own:
        group = tree.groups[number]
        amounts.append(np.array([group.burst + group.rate * oldest[group.first]]))
    return np.concatenate(ages + amounts)


def solve(made: Program) -> tuple[float, Floats]:
    """The optimum by HiGHS, and the dual value of every row (>= 0). Infinite with no duals if it did not end well."""
    import highspy

    highs: Any = highspy._core._Highs()  # highspy.Highs() writes a banner to standard output
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    # Nothing at all is feasible, so the primal simplex starts at once; half the time of presolve and dual simplex.
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("simplex_strategy", 4)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
    highs.setOptionValue("dual_feasibility_tolerance", 1e-9)
    rows, columns = made.matrix.shape
    matrix = made.matrix
    entries = np.repeat(1 / made.row_unit, np.diff(matrix.indptr)) * matrix.data * made.column_unit[matrix.indices]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    cost = np.zeros(columns)
    cost[list(made.aims)] = 1.0
    lp.col_cost_ = cost
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.full(columns, highspy.kHighsInf)
    lp.row_lower_, lp.row_upper_ = np.full(rows, -highspy.kHighsInf), made.most / made.row_unit
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, entries
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return float("inf"), np.zeros(0)
    unit = float(made.column_unit[made.aims[0]])
    duals = np.maximum(np.array(highs.getSolution().row_dual), 0.0) * unit / made.row_unit
    return float(highs.getInfo().objective_function_value) * unit, duals
