"""Greedy choice and simulated annealing for a partial set covering, compiled.

Sets are given by candidate (which points each covers), as compressed rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from onewindow.engines.compiled import jit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@jit()
def greedy(starts: Ints, points: Ints, weights: Floats, needed: float) -> Ints:
    """Candidates, each the one that brings the most weight, until ``needed`` is covered or nothing brings more."""
    candidates = starts.size - 1
    covered = np.zeros(weights.size, np.bool_)
    chosen = np.zeros(candidates, np.int64)
    count, reached = 0, 0.0
    while reached < needed - 1e-9:
        best, gain = -1, 0.0
        for c in range(candidates):
            brings = 0.0
            for k in range(starts[c], starts[c + 1]):
                if not covered[points[k]]:
                    brings += weights[points[k]]
            if brings > gain:
                best, gain = c, brings
        if best < 0:
            break
        for k in range(starts[best], starts[best + 1]):
            if not covered[points[k]]:
                covered[points[k]] = True
                reached += weights[points[k]]
        chosen[count] = best
        count += 1
    return chosen[:count].copy()


@jit()
def anneal(
    starts: Ints, points: Ints, nearest: Ints, weights: Floats, needed: float, chosen: Ints, moves: int, hot: float,
    cold: float, rng: np.random.Generator,
) -> tuple[Ints, float]:  # fmt: skip
    """As many candidates as ``chosen`` that cover as much weight as can be met with, and that weight.

    Each of at most ``moves`` moves lets a chosen candidate give way to one of its row in ``nearest`` (candidates, near
    ones); one that loses weight is taken with a chance that falls as the temperature does, from ``hot`` to ``cold`` in
    units of weight (simulated annealing). Ends as soon as ``needed`` is covered.
    """
    times = np.zeros(weights.size, np.int64)
    inside = np.zeros(starts.size - 1, np.bool_)
    now, best = chosen.copy(), chosen.copy()
    reached = 0.0
    for c in now:
        inside[c] = True
        for k in range(starts[c], starts[c + 1]):
            if times[points[k]] == 0:
                reached += weights[points[k]]
            times[points[k]] += 1
    most, heat, cools = reached, hot, (cold / hot) ** (1 / moves)
    for _ in range(moves):
        if most >= needed - 1e-9:
            break
        heat *= cools
        at = int(rng.random() * now.size)
        out = now[at]
        into = nearest[out, int(rng.random() * nearest.shape[1])]
        allowed = reached + heat * np.log(1 - rng.random())
        if inside[into]:
            continue
        then = reached
        for k in range(starts[out], starts[out + 1]):
            times[points[k]] -= 1
            if times[points[k]] == 0:
                then -= weights[points[k]]
        for k in range(starts[into], starts[into + 1]):
            if times[points[k]] == 0:
                then += weights[points[k]]
            times[points[k]] += 1
        if then >= allowed:
            now[at], reached = into, then
            inside[out], inside[into] = False, True
            if reached > most:
                best, most = now.copy(), reached
            continue
        for k in range(starts[into], starts[into + 1]):
            times[points[k]] -= 1
        for k in range(starts[out], starts[out + 1]):
            times[points[k]] += 1
    return best, most
