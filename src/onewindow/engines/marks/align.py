"""Where two sequences are alike: compiled local alignment for highlighting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit


@jit(frozen("u4"), frozen("u4"))
def alike(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> tuple[int, int, int, int]:
    """(start, end) in a and (start, end) in b of the best local alignment (Smith and Waterman 1981: equal 2, else -1);
    all zero if they share nothing. The earliest of equals."""
    rows = np.zeros((2, len(b) + 1, 3), np.int32)  # score, start in a, start in b
    best, found = 0, (0, 0, 0, 0)
    for i in range(len(a)):
        now, last = rows[(i + 1) & 1], rows[i & 1]
        for j in range(len(b)):
            step = 2 if a[i] == b[j] else -1
            score, p, q = step, i, j
            if last[j, 0] > 0:
                score, p, q = last[j, 0] + step, last[j, 1], last[j, 2]
            if last[j + 1, 0] - 1 > score:
                score, p, q = last[j + 1, 0] - 1, last[j + 1, 1], last[j + 1, 2]
            if now[j, 0] - 1 > score:
                score, p, q = now[j, 0] - 1, now[j, 1], now[j, 2]
            if score <= 0:
                score = 0
            now[j + 1, 0], now[j + 1, 1], now[j + 1, 2] = score, p, q
            if score > best:
                best, found = score, (p, i + 1, q, j + 1)
    return found
