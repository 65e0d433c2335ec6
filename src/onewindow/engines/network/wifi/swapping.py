"""Greedy choice and local search for a partial set covering, compiled.

Sets are given by candidate (which points each covers) and by point (which candidates cover each), as compressed rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from onewindow.engines.compiled import jit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


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
def _add(
    c: int, starts: Ints, points: Ints, of_starts: Ints, candidates: Ints, worth: Floats, times: Ints, gain: Floats,
    loss: Floats, inside: Bools, weights: Floats,
) -> float:  # fmt: skip
    """Take candidate ``c`` in; the weight that it covers alone."""
    brought = 0.0
    for k in range(starts[c], starts[c + 1]):
        p = points[k]
        if times[p] == 0:
            brought += weights[p]
            loss[c] += worth[p]
            for j in range(of_starts[p], of_starts[p + 1]):
                gain[candidates[j]] -= worth[p]
        elif times[p] == 1:
            for j in range(of_starts[p], of_starts[p + 1]):
                if inside[candidates[j]]:
                    loss[candidates[j]] -= worth[p]
        times[p] += 1
    inside[c] = True
    return brought


@jit()
def _drop(
    c: int, starts: Ints, points: Ints, of_starts: Ints, candidates: Ints, worth: Floats, times: Ints, gain: Floats,
    loss: Floats, inside: Bools, weights: Floats,
) -> float:  # fmt: skip
    """Leave candidate ``c`` out; the weight that is bare without it."""
    inside[c] = False
    loss[c] = 0.0
    gone = 0.0
    for k in range(starts[c], starts[c + 1]):
        p = points[k]
        times[p] -= 1
        if times[p] == 0:
            gone += weights[p]
            for j in range(of_starts[p], of_starts[p + 1]):
                gain[candidates[j]] += worth[p]
        elif times[p] == 1:
            for j in range(of_starts[p], of_starts[p + 1]):
                if inside[candidates[j]]:
                    loss[candidates[j]] += worth[p]
    return gone


@jit()
def improve(
    starts: Ints, points: Ints, of_starts: Ints, candidates: Ints, weights: Floats, needed: float, chosen: Ints,
    draws: Floats, tabu: int, target: int,
) -> Ints:  # fmt: skip
    """A smaller covering: drop one candidate, then swap until the weight is back, and again.

    Each swap adds the candidate that brings most and drops the one whose going costs least, neither of the last few
    turns; points that stay bare are worth more and more, so that the search leaves a local best (weighting local search
    for set covering, after Gao et al., 2015). ``draws`` are uniform in [0, 1), two a swap: half their count is the
    budget. Returns the smallest covering met, at once when it has no more than ``target`` candidates.
    """
    size = starts.size - 1
    times = np.zeros(weights.size, np.int64)
    inside = np.zeros(size, np.bool_)
    worth = weights.copy()
    gain, loss = np.zeros(size), np.zeros(size)
    until = np.zeros(size, np.int64)
    for c in range(size):
        for k in range(starts[c], starts[c + 1]):
            gain[c] += worth[points[k]]
    reached = 0.0
    for c in chosen:
        reached += _add(c, starts, points, of_starts, candidates, worth, times, gain, loss, inside, weights)
    best = chosen.copy()
    turns = draws.size // 2
    for turn in range(turns):
        if reached >= needed - 1e-9:
            best = np.flatnonzero(inside)
            if best.size <= target or best.size == 1:
                return best
            gone = best[np.argmin(loss[best])]
            reached -= _drop(gone, starts, points, of_starts, candidates, worth, times, gain, loss, inside, weights)
            continue
        add, most = -1, -1.0
        drop, least = -1, np.inf
        for c in range(size):
            if until[c] > turn:
                continue
            if inside[c]:
                if loss[c] < least:
                    drop, least = c, loss[c]
            elif gain[c] > most:
                add, most = c, gain[c]
        if draws[2 * turn] < 0.05:  # now and then a step that is not the best
            other = min(int(draws[2 * turn + 1] * size), size - 1)
            if not inside[other]:
                add = other
        if add < 0 or drop < 0:
            continue
        reached -= _drop(drop, starts, points, of_starts, candidates, worth, times, gain, loss, inside, weights)
        reached += _add(add, starts, points, of_starts, candidates, worth, times, gain, loss, inside, weights)
        until[drop] = turn + tabu + int(draws[2 * turn + 1] * tabu)
        until[add] = turn + tabu
        if turn % 10 == 0:
            for p in range(weights.size):
                if times[p] == 0:
                    more = 0.1 * weights[p]
                    worth[p] += more
                    for j in range(of_starts[p], of_starts[p + 1]):
                        gain[candidates[j]] += more
    return best
