"""Which walls a straight ray crosses: the inner loop of the multi-wall model, compiled."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from onewindow.engines.compiled import jit

Floats = npt.NDArray[np.float64]

TOGETHER: Final = 16
"""Points in a row that are looked at together: most walls lie aside of all rays to them, and are passed over."""
EDGE: Final = 1e-9
"""A wall counts as this share longer than it is at each end, so that no ray slips through where two meet."""


@jit()
def wall_loss(sources: Floats, points: Floats, walls: Floats) -> Floats:
    """Summed loss in dB of the walls between each source and point: (S, 2), (P, 2), (W, 5) give (P, S).

    A wall row is x1, y1, x2, y2, loss. A ray that ends on a wall does not cross it; one through the point where two
    walls meet crosses both.
    """
    total = np.zeros((points.shape[0], sources.shape[0]))
    boxes = np.empty((walls.shape[0], 4))
    for w in range(walls.shape[0]):
        spare = 1e-6 * (1 + abs(walls[w, 2] - walls[w, 0]) + abs(walls[w, 3] - walls[w, 1]))  # well above EDGE
        boxes[w, 0], boxes[w, 1] = min(walls[w, 0], walls[w, 2]) - spare, max(walls[w, 0], walls[w, 2]) + spare
        boxes[w, 2], boxes[w, 3] = min(walls[w, 1], walls[w, 3]) - spare, max(walls[w, 1], walls[w, 3]) + spare
    near = np.empty(walls.shape[0], np.int64)
    for first in range(0, points.shape[0], TOGETHER):
        last = min(first + TOGETHER, points.shape[0])
        left, right = points[first:last, 0].min(), points[first:last, 0].max()
        low, high = points[first:last, 1].min(), points[first:last, 1].max()
        for s in range(sources.shape[0]):
            sx, sy = sources[s, 0], sources[s, 1]
            count = 0
            for w in range(walls.shape[0]):
                beside = (boxes[w, 0] > max(right, sx)) | (boxes[w, 1] < min(left, sx))
                above = (boxes[w, 2] > max(high, sy)) | (boxes[w, 3] < min(low, sy))
                near[count] = w
                count += not (beside | above)
            for p in range(first, last):
                dx, dy = points[p, 0] - sx, points[p, 1] - sy
                lost = 0.0
                for n in range(count):
                    w = near[n]
                    ex, ey = walls[w, 2] - walls[w, 0], walls[w, 3] - walls[w, 1]
                    cross = dx * ey - dy * ex
                    if abs(cross) < 1e-12:
                        continue
                    ox, oy = walls[w, 0] - sx, walls[w, 1] - sy
                    along = (ox * ey - oy * ex) / cross
                    if along <= 1e-9 or along >= 1 - 1e-9:
                        continue
                    across = (ox * dy - oy * dx) / cross
                    if -EDGE <= across <= 1 + EDGE:
                        lost += walls[w, 4]
                total[p, s] = lost
    return total
