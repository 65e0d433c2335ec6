"""Greedy choice and local search for a partial set covering, compiled.

Sets are given by candidate (which points each covers) and by point (which candidates cover each), as compressed rows.
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
def improve(
    starts: Ints, points: Ints, of_starts: Ints, candidates: Ints, weights: Floats, needed: float, chosen: Ints,
    draws: Floats, tabu: int, target: int,
) -> Ints:  # fmt: skip
    """A smaller covering by tabu search: drop one candidate, then swap until the weight is back, and again.

    ``draws`` are uniform numbers in [0, 1), one a swap: their count is the budget. Returns the smallest covering met,
    at once when it has no more than ``target`` candidates.
    Each swap adds a candidate of a point that is not covered, the one that brings most, and drops the one whose
    going costs least (the idea of weighted local search for set covering, after Gao et al., 2015).
    """
    size = starts.size - 1
    times = np.zeros(weights.size, np.int64)
    inside = np.zeros(size, np.bool_)
    bonus = np.ones(weights.size)  # raised while a point stays bare, so that the search leaves a local best
    until = np.zeros(size, np.int64)
    best = chosen.copy()
    current = chosen.copy()
    count = current.size
    for c in current:
        inside[c] = True
        for k in range(starts[c], starts[c + 1]):
            times[points[k]] += 1
    reached = 0.0
    for p in range(weights.size):
        if times[p]:
            reached += weights[p]
    for turn in range(draws.size):
        while reached >= needed - 1e-9 and count > 1:
            best = current[:count].copy()
            if count <= target:
                return best
            at, cost = -1, np.inf
            for i in range(count):
                lost = 0.0
                c = current[i]
                for k in range(starts[c], starts[c + 1]):
                    if times[points[k]] == 1:
                        lost += weights[points[k]]
                if lost < cost:
                    at, cost = i, lost
            c = current[at]
            inside[c] = False
            for k in range(starts[c], starts[c + 1]):
                times[points[k]] -= 1
                if times[points[k]] == 0:
                    reached -= weights[points[k]]
            count -= 1
            current[at] = current[count]
        bare = 0
        for p in range(weights.size):
            if times[p] == 0 and of_starts[p + 1] > of_starts[p]:
                bare += 1
                bonus[p] += 0.02
        if bare == 0:
            return best
        pick = min(int(draws[turn] * bare), bare - 1)
        for p in range(weights.size):
            if times[p] == 0 and of_starts[p + 1] > of_starts[p]:
                if pick == 0:
                    target = p
                    break
                pick -= 1
        add, gain = -1, -1.0
        for k in range(of_starts[target], of_starts[target + 1]):
            c = candidates[k]
            if inside[c] or until[c] > turn:
                continue
            brings = 0.0
            for j in range(starts[c], starts[c + 1]):
                if times[points[j]] == 0:
                    brings += weights[points[j]] * bonus[points[j]]
            if brings > gain:
                add, gain = c, brings
        if add < 0:
            continue
        drop, cost = -1, np.inf
        for i in range(count):
            c = current[i]
            lost = 0.0
            for k in range(starts[c], starts[c + 1]):
                if times[points[k]] == 1:
                    lost += weights[points[k]] * bonus[points[k]]
            if until[c] <= turn and lost < cost:
                drop, cost = i, lost
        if drop < 0:
            continue
        gone = current[drop]
        inside[gone], inside[add] = False, True
        until[gone], until[add] = turn + tabu, turn + tabu // 2
        for k in range(starts[gone], starts[gone + 1]):
            times[points[k]] -= 1
            if times[points[k]] == 0:
                reached -= weights[points[k]]
        for k in range(starts[add], starts[add + 1]):
            if times[points[k]] == 0:
                reached += weights[points[k]]
            times[points[k]] += 1
        current[drop] = add
    return best
