"""The compiled loop of the classifier. Imported only when a table is learned: importing compiles it."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from onewindow.engines.compiled import frozen, jit


@jit(frozen("i8"), frozen("i4"), frozen("f4"), frozen("i8"), frozen("i8", 2), numba.int64, numba.int64, numba.float64)
def softmax_weights(
    starts: NDArray[np.int64], columns: NDArray[np.int32], values: NDArray[np.float32], answers: NDArray[np.int64],
    orders: NDArray[np.int64], width: int, kinds: int, rate: float,
) -> NDArray[np.float32]:  # fmt: skip
    """Weights ``(width, kinds)`` of a multinomial logistic regression over sparse rows, by stochastic gradient descent.

    Row i has ``columns[starts[i]:starts[i + 1]]`` and its values, and the right answer ``answers[i]``. Every row of
    ``orders`` is one pass, the order in which rows are seen; the step shrinks from ``rate`` to 0 over the passes.
    """
    weights = np.zeros((width, kinds), np.float32)
    scores = np.empty(kinds, np.float32)
    passes = len(orders)
    for turn in range(passes):
        step = np.float32(rate * (1.0 - turn / passes))
        for i in orders[turn]:
            scores[:] = 0
            for j in range(starts[i], starts[i + 1]):
                row = weights[columns[j]]
                for k in range(kinds):
                    scores[k] += values[j] * row[k]
            top = scores.max()
            total = np.float32(0)
            for k in range(kinds):
                scores[k] = np.exp(scores[k] - top)
                total += scores[k]
            for k in range(kinds):
                scores[k] /= total
            scores[answers[i]] -= 1
            for j in range(starts[i], starts[i + 1]):
                row = weights[columns[j]]
                move = values[j] * step
                for k in range(kinds):
                    row[k] -= move * scores[k]
    return weights
