"""How long any bit takes over a piece of path, links' shaping included; and the names of the rows that prove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onewindow.engines.network.calculus import plp
from onewindow.engines.network.calculus.ludb import Ludb
from onewindow.engines.network.calculus.plp import Floats
from onewindow.engines.network.calculus.trees import Path, Planted, plant

WIDEST = 2_000
"""Columns of a program beyond which it is not tried: it would take seconds."""
Weights = tuple[tuple[tuple[Any, ...], float], ...]
"""Rows of a program by name, and the dual value of each."""
SERVERS = 16
"""Servers of the tree that a program looks at, if its path is not longer."""
EFFORT = 1_000
"""Columns of programs for each flow asked for, beside that of its own delay; then LUDB is left as it is. Counted, not
timed, so that the same network has the same bounds everywhere; about 30 ms a flow."""
FEW = 40
"""Flows that are worth as much effort however few are asked for."""
Proof = tuple[Planted, Weights]


class Waits:
    """Times over paths and bursts after them: by LUDB, and where these say less by programs, over pieces up to
    ``longest`` servers long (1: what shaped links bring to a server; beyond 1 for bursts too), while ``work`` lasts."""

    def __init__(self, ludb: Ludb, longest: int = 0, work: float = EFFORT * FEW) -> None:
        self.ludb, self.longest, self.work = ludb, longest, work
        if longest > 1:
            ludb.refine = self.burst
        self._found: dict[Path, tuple[float, Proof | None]] = {}

    def __call__(self, path: Path) -> float:
        """Most time of any bit over ``path``."""
        by_ludb = self.ludb.left(0, path).total
        if len(path) > self.longest:
            return by_ludb
        if path not in self._found:
            self._found[path] = by_ludb, None
            self._found[path] = self.least(path, 0, by_ludb)
        return self._found[path][0]

    def least(self, path: Path, own: int, most: float, free: bool = False) -> tuple[float, Proof | None]:
        """The least of ``most`` and what programs say of the time over ``path`` or, given ``own``, of the burst of that
        set after it; and the proof if it is a program. ``free``: not counted as work."""
        if self.work < 0 and not free:
            return most, None
        planted = plant(self.ludb, path, max(0, SERVERS - len(path)), self._within(path), own)
        made = plp.program(planted.tree, planted.aim, planted.own)
        columns = made.matrix.shape[1]
        self.work -= 0 if free else columns
        if columns > WIDEST:
            return most, None
        value, duals = plp.solve(made)
        if value < most:
            value = plp.safe(made, planted.tree, duals, planted.own)
            if value < most:
                return value, (planted, weigh(planted, duals))
        return most, None

    def burst(self, flows: int, path: Path) -> tuple[float, Proof | None]:
        """Burst of a set of flows after the whole of ``path`` by programs, and the proof."""
        return self.least(path, flows, float("inf"))

    def _within(self, path: Path) -> Callable[[Path], tuple[float, bool]]:
        """Times over pieces of the tree of ``path``: programs for pieces of the path itself and single servers."""

        def waited(piece: Path) -> tuple[float, bool]:
            by_ludb = self.ludb.left(0, piece).total
            inside = len(piece) == 1 or any(path[k : k + len(piece)] == piece for k in range(len(path)))
            if len(piece) > self.longest or piece == path or not inside:
                return by_ludb, False
            return self(piece), self._found[piece][1] is not None

        return waited

    def proof(self, path: Path) -> Proof:
        """The program behind a time that one found."""
        proof = self._found[path][1]
        assert proof is not None
        return proof


def weigh(planted: Planted, duals: Floats) -> Weights:
    """Names of the rows of ``plp.program`` with the weights that are not zero, in the order the rows were made."""
    names = row_names(planted)
    return tuple((names[row], float(duals[row])) for row in duals.nonzero()[0].tolist())


def row_names(planted: Planted) -> list[tuple[Any, ...]]:
    """What each row of ``plp.program`` says: order, path, service, group, limit, delay, and which."""
    tree = planted.tree
    names: list[tuple[Any, ...]] = []
    for server, follower in enumerate(tree.after):
        dates = tree.depth[server] + 2
        names += [("order", server, k) for k in range(dates - 1)]
        if follower >= 0:
            names += [("path", server, k) for k in range(dates - 1)]
        names.append(("service", server))
    for number, group in enumerate(tree.groups):
        names += [("group", number, u, v) for u, v in _pairs(tree.depth[group.first] + 2)]
    for number, limit in enumerate(tree.limits):
        names += [("limit", number, u, v) for u, v in _pairs(tree.depth[limit.at] + 2)]
    for number, limit in enumerate(tree.shapes):
        names += [("shape", number, u, v) for u, v in _pairs(tree.depth[limit.at] + 2)]
    for number, delay in enumerate(tree.delays):
        names += [("delay", number, k) for k in range(tree.depth[delay.last] + 1)]
    for number in planted.own:
        names += [("own", number, k) for k in range(tree.depth[tree.groups[number].first] + 2)]
    return names


def _pairs(dates: int) -> list[tuple[int, int]]:
    return [(u, u + apart) for apart in range(1, dates) for u in range(dates - apart)]
