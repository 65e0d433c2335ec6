"""How near two pictures are, as one score.

The table was counted as tools/tune_logos.py does, on 450 searches for brands that the weights were learned from, never
for those kept for tests: of pictures so near within the first 100, the share that were the same brand's in another icon
set. It is a scale of nearness, set on icons of brands, and no office's verdict.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks.images.embedding import Floats
from onewindow.engines.marks.images.views import WHOLE

# Cosine taken off where not both views are whole, and where one is seen in a mirror: such pairs are alike by chance
# more often.
_NOT_WHOLE = 0.06
_MIRRORED = 0.06
_NEARNESS = (0.0, 0.445, 0.622, 0.673, 0.722, 0.773, 0.825, 0.876, 0.922, 0.967, 1.0)
_SHARES = (0.0, 0.002, 0.005, 0.009, 0.028, 0.053, 0.099, 0.226, 0.452, 0.71, 0.9)


def discounts(marks: NDArray[np.uint8], asked: NDArray[np.uint8], mirrored: NDArray[np.bool_]) -> Floats:
    """(n, q) cosine taken off for each pair of a mark's view and one asked for, the latter mirrored or not."""
    whole = (marks[:, None] == WHOLE) & (asked[None, :] == WHOLE)
    found: Floats = np.where(whole, 0, _NOT_WHOLE) + np.where(mirrored, _MIRRORED, 0)[None, :]
    return found.astype(np.float32)


def score(nearness: float) -> float:
    """A score 0..1, rising with nearness (the best cosine of two views less its discount)."""
    return round(float(np.interp(nearness, _NEARNESS, _SHARES)), 6)
