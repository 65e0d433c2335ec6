"""From scores of ordered pairs to a graph: how high a score must be, and one edge after another without a circle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def threshold(scores: Scores, decoys: Scores, false_edges: float) -> float:
    """The lowest score above which at most a share ``false_edges`` of the pairs is expected to be chance.

    ``scores`` (types, types); ``decoys`` (draws, types, types): the scores of decoys, which are all chance. The count
    of decoys above a score estimates the false pairs above it.
    Source: Barber and Candes, "Controlling the false discovery rate via knockoffs", Annals of Statistics 2015, eq. 1.8.
    """
    off = ~np.eye(len(scores), dtype=bool)
    real = np.sort(scores[off])
    chance = np.sort(decoys[:, off], axis=None)
    for score in np.unique(real[real > 0]):
        false = (len(chance) - np.searchsorted(chance, score)) / len(decoys)
        if false <= false_edges * (len(real) - np.searchsorted(real, score)):
            return float(score)
    return float("inf")


def surety(scores: Scores, decoys: Scores) -> Scores:
    """How sure each pair is: one less the share of chance among the pairs that score as high (0 to 1)."""
    off = ~np.eye(len(scores), dtype=bool)
    real, chance = np.sort(scores[off]), np.sort(decoys[:, off], axis=None)
    above = np.maximum(len(real) - np.searchsorted(real, scores), 1)
    false = (len(chance) - np.searchsorted(chance, scores)) / len(decoys)
    sure = np.clip(1 - false / above, 0, 1)
    sure[scores <= 0] = 0
    return np.asarray(sure, np.float64)


def acyclic(scores: Scores, prior: NDArray[np.float64], circles: bool = False) -> NDArray[np.bool_]:
    """The graph of the pairs with a score, best first, leaving out each that would close a circle.

    ``prior``: 1 for an edge an expert knows (comes first whatever its score), 0 for one ruled out, -1 for unknown.
    Expert edges that contradict each other stand as given. ``circles`` lets learned edges close circles.
    """
    types = len(scores)
    edges = prior > 0
    np.fill_diagonal(edges, False)
    reaches = np.eye(types, dtype=bool) | edges  # reaches[u, v]: a way leads from u to v
    for _ in range(max(types, 2).bit_length()):
        reaches = (reaches.astype(np.float32) @ reaches.astype(np.float32)) > 0
    open_ = (scores > 0) & (prior < 0)
    np.fill_diagonal(open_, False)
    pairs = np.argwhere(open_)
    for u, v in pairs[np.argsort(-scores[open_], kind="stable")]:
        if reaches[v, u] and not circles:
            continue
        edges[u, v] = True
        reaches |= np.outer(reaches[:, u], reaches[v])
    return edges
