"""Which walls a straight ray crosses: the inner loop of the multi-wall model, compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from onewindow.engines.compiled import jit

Floats = npt.NDArray[np.float64]


@jit()
def wall_loss(sources: Floats, points: Floats, walls: Floats) -> Floats:
    """Summed loss in dB of the walls between each source and point: (S, 2), (P, 2), (W, 5) give (P, S).

    A wall row is x1, y1, x2, y2, loss. A ray that ends on a wall does not cross it; one through the point where two
    walls meet crosses both.
    """
    total = np.zeros((points.shape[0], sources.shape[0]))
    for p in range(points.shape[0]):
        px, py = points[p, 0], points[p, 1]
        for s in range(sources.shape[0]):
            dx, dy = px - sources[s, 0], py - sources[s, 1]
            lost = 0.0
            for w in range(walls.shape[0]):
                ex, ey = walls[w, 2] - walls[w, 0], walls[w, 3] - walls[w, 1]
                cross = dx * ey - dy * ex
                if abs(cross) < 1e-12:
                    continue
                ox, oy = walls[w, 0] - sources[s, 0], walls[w, 1] - sources[s, 1]
                along = (ox * ey - oy * ex) / cross
                if along <= 1e-9 or along >= 1 - 1e-9:
                    continue
                across = (ox * dy - oy * dx) / cross
                if -1e-9 <= across <= 1 + 1e-9:
                    lost += walls[w, 4]
            total[p, s] = lost
    return total
