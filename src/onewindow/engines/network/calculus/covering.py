"""The least waiting over a nested tandem, by a small simplex compiled to machine code.

A tandem of FIFO servers (rate R, latency T) carries cross traffic whose segments nest (two of them are apart or one
lies within the other). LUDB takes a flow out of the service of its segment with a parameter theta (Lenzini, Martorini,
Mingozzi, Stea, "Tight end-to-end per-flow delay bounds in FIFO multiplexing sink-tree networks", 2006; Bisti, Lenzini,
Mingozzi, Stea, 2008). Written with y = theta - (latency before), one number a segment, everything is linear and the
best thetas are the optimum of one covering program:

    minimise  sum of y   subject to, for a server x and each segment k over it (j runs over segments over x within k, k
    too): sum_j (R_x - rates of the segments over x strictly within j) y_j  >=  sum_j burst_j,      y >= 0.

The latency of what is left is sum T + sum y. Segments come sorted by length, so those over a server form a chain.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import jit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@jit(numba.int64[::1], numba.int64[::1], numba.float64[::1], numba.float64[::1], numba.float64[::1])
def cover(first: Ints, last: Ints, burst: Floats, rate: Floats, speed: Floats) -> Floats:
    """Best ``y`` of each segment ``first..last`` (inclusive, sorted by length, distinct) over servers of ``speed``.

    The answer is feasible to rounding whatever the simplex did: a last pass lifts each y to what its rows still need.
    """
    segments, servers = len(first), len(speed)
    # Of the servers with the same innermost segment only the slowest matters.
    slowest = np.full(segments, -1, np.int64)
    for x in range(servers):
        for k in range(segments):
            if first[k] <= x <= last[k]:
                if slowest[k] < 0 or speed[x] < speed[slowest[k]]:
                    slowest[k] = x
                break
    rows = 0
    for inner in range(segments):
        if slowest[inner] >= 0:
            for k in range(inner, segments):
                if first[k] <= slowest[inner] <= last[k]:
                    rows += 1
    table = np.zeros((segments + 1, rows + segments + 1))
    row = 0
    for inner in range(segments):
        x = slowest[inner]
        if x < 0:
            continue
        left, need = speed[x], 0.0
        for k in range(inner, segments):
            if not first[k] <= x <= last[k]:
                continue
            need += burst[k]
            if row > 0 and k != inner:  # the row of the segment before, and one more
                for j in range(segments):
                    table[j, row] = table[j, row - 1]
            table[k, row] = left
            table[segments, row] = need
            left -= rate[k]
            row += 1
    for k in range(segments):
        table[k, rows + k] = 1.0
        table[k, rows + segments] = 1.0
    wide = rows + segments
    # The dual, max need'u with coefficients' u <= 1, starts feasible at u = 0.
    for _ in range(50 * (rows + segments)):
        enter, best = -1, 1e-11
        for c in range(wide):
            if table[segments, c] > best:
                best, enter = table[segments, c], c
        if enter < 0:
            break
        leave, least = -1, np.inf
        for k in range(segments):
            if table[k, enter] > 1e-12:
                ratio = table[k, wide] / table[k, enter]
                if ratio < least - 1e-15:
                    least, leave = ratio, k
        if leave < 0:
            break
        pivot = table[leave, enter]
        for c in range(wide + 1):
            table[leave, c] /= pivot
        for k in range(segments + 1):
            if k != leave and table[k, enter] != 0.0:
                factor = table[k, enter]
                for c in range(wide + 1):
                    table[k, c] -= factor * table[leave, c]
    y = np.zeros(segments)
    for k in range(segments):
        y[k] = max(0.0, -table[segments, rows + k])
    for k in range(segments):
        for inner in range(k + 1):
            x = slowest[inner]
            if x < 0 or not (first[inner] >= first[k] and last[inner] <= last[k]):
                continue
            left, need = speed[x], 0.0
            for j in range(inner, k):
                if first[j] <= x <= last[j]:
                    need += burst[j] - left * y[j]
                    left -= rate[j]
            need += burst[k]
            if need > left * y[k]:
                y[k] = need / left
    return y
