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
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


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
    """Rows gathered as triplets."""

    def __init__(self) -> None:
        self.row: list[NDArray[np.int64]] = []
        self.column: list[NDArray[np.int64]] = []
        self.value: list[Floats] = []
        self.most: list[Floats] = []
        self.unit: list[Floats] = []
        self.count = 0

    def add(self, columns: NDArray[np.int64], values: Floats, most: Floats, unit: float) -> None:
        """Rows with equally many entries each: ``columns`` and ``values`` of shape (rows, entries)."""
        rows, entries = columns.shape
        self.row.append(np.repeat(np.arange(self.count, self.count + rows), entries))
        self.column.append(columns.ravel())
        self.value.append(np.broadcast_to(values, columns.shape).ravel())
        self.most.append(np.broadcast_to(most, rows))
        self.unit.append(np.full(rows, unit))
        self.count += rows


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
        here, dates = int(age[server]), tree.depth[server] + 2
        k = np.arange(dates - 1)
        rows.add(np.stack((here + k, here + k + 1), 1), np.array([1.0, -1.0]), np.zeros(1), time)
        if follower >= 0:
            there = int(age[follower])
            rows.add(np.stack((there + k, here + k), 1), np.array([1.0, -1.0]), np.zeros(1), time)
        speed, last = tree.speed[server], dates - 1
        columns = [here + last] + [int(amount[number]) + last - 1 for number in on[server]]
        values = [speed] + [-1.0] * len(on[server])
        if follower >= 0:
            columns.append(int(age[follower]) + last - 1)
            values.append(-speed)
        rows.add(np.array([columns]), np.array(values), np.array([speed * tree.latency[server]]), data)
    for number, group in enumerate(tree.groups):
        _arrivals(rows, int(age[group.first]), tree.depth[group.first] + 2, [int(amount[number])], group, data)
    for limit in (*tree.limits, *tree.shapes):
        _arrivals(
            rows, int(age[limit.at]), tree.depth[limit.at] + 2, [int(amount[g]) for g in limit.groups], limit, data
        )
    for delay in tree.delays:
        follower = tree.after[delay.last]
        k = np.arange(tree.depth[delay.last] + 1)
        if follower >= 0:
            columns2 = np.stack((age[delay.first] + k, age[follower] + k), 1)
            rows.add(columns2, np.array([1.0, -1.0]), np.array([delay.most]), time)
        else:
            rows.add(np.stack((age[delay.first] + k,), 1), np.array([1.0]), np.array([delay.most]), time)
    width = int(amount[-1])
    for extra, number in enumerate(own):
        group = tree.groups[number]
        here, start = int(age[group.first]), int(amount[number])
        for date in range(tree.depth[group.first] + 2):
            places = [width + extra, here + date, *range(start, start + date)]
            rows.add(np.array([places]), np.array([1.0, -group.rate] + [1.0] * date), np.array([group.burst]), data)
    entries = (np.concatenate(rows.value), (np.concatenate(rows.row), np.concatenate(rows.column)))
    matrix = sparse.csr_matrix(entries, shape=(rows.count, width + len(own)))
    units = np.full(matrix.shape[1], data)
    units[:ages] = time
    return Program(matrix, np.concatenate(rows.most), tuple(range(width, width + len(own))) or (int(age[aim]),),
                   np.concatenate(rows.unit), units)  # fmt: skip


def _arrivals(rows: _Rows, here: int, dates: int, amounts: Sequence[int], most: Group | Limit, unit: float) -> None:
    """For dates u < v: what arrived between them is at most burst + rate (age v - age u)."""
    for apart in range(1, dates):
        u = np.arange(dates - apart)
        amount = [start + u + step for start in amounts for step in range(apart)]
        columns = np.stack([*amount, here + u, here + u + apart], 1)
        values = np.array([1.0] * len(amount) + [most.rate, -most.rate])
        rows.add(columns, values, np.array([most.burst]), unit)


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
    highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
    highs.setOptionValue("dual_feasibility_tolerance", 1e-9)
    rows, columns = made.matrix.shape
    scaled = sparse.diags_array(1 / made.row_unit) @ made.matrix @ sparse.diags_array(made.column_unit)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    cost = np.zeros(columns)
    cost[list(made.aims)] = 1.0
    lp.col_cost_ = cost
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.full(columns, highspy.kHighsInf)
    lp.row_lower_, lp.row_upper_ = np.full(rows, -highspy.kHighsInf), made.most / made.row_unit
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = scaled.indptr, scaled.indices
    lp.a_matrix_.value_ = scaled.data
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return float("inf"), np.zeros(0)
    unit = float(made.column_unit[made.aims[0]])
    duals = np.maximum(np.array(highs.getSolution().row_dual), 0.0) * unit / made.row_unit
    return float(highs.getInfo().objective_function_value) * unit, duals
