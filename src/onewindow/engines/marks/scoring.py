"""From likeness features to one score a candidate, and the share each view has in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights

VIEWS = ("text", "sound", "element", "containment")


def view_strengths(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Strength 0..1 of each view for each candidate: shape (candidates, 4), columns as VIEWS.

    `features` are the rows made by `distance.measure`.
    """
    text, sound, by_query, by_mark, contained, aligned, identical, shared = features.T
    strengths = np.empty((len(features), 4), np.float32)
    strengths[:, 0] = np.where(identical > 0, 1.0, np.minimum(0.99, text**weights.STEEPNESS))
    strengths[:, 1] = weights.SOUND_FACTOR * sound**weights.STEEPNESS
    # Two marks of which only common words are the same look and sound more alike than they are.
    most, least = np.maximum(by_query, by_mark), np.minimum(by_query, by_mark)
    only_common = (shared > 0) & (shared < 0.5) & (least < 0.5) & (identical == 0)
    strengths[:, :2] *= np.where(only_common, 1 - weights.COMMON_LOSS * (1 - 2 * shared), 1)[:, None]
    telling = 1 - weights.COMMON_LOSS * (1 - shared)
    strengths[:, 2] = telling * most * (weights.ELEMENT_BASE + weights.ELEMENT_BALANCE * least)
    strengths[:, 3] = np.where(
        contained != 0,
        weights.CONTAINED_BASE
        + weights.CONTAINED_SHARE * np.abs(contained)
        + weights.CONTAINED_ALIGNED * aligned * 0.5,
        0,
    )
    strengths[:, 3] *= np.where(aligned == 2, telling, 1)
    return strengths


def combine(strengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """One likeness 0..1 from the views: the strongest, raised a little by the next strongest. 1.0 only if identical."""
    ordered = np.sort(strengths, axis=1)
    strongest, second = ordered[:, -1], ordered[:, -2]
    raised = strongest + weights.SECOND_VIEW * (1 - strongest) * second
    return np.where(strengths[:, 0] >= 1.0, np.float32(1.0), np.minimum(raised, np.float32(0.995)))


def with_goods(
    likeness: NDArray[np.float32], query_mask: int, masks: NDArray[np.uint64]
) -> NDArray[np.float64]:
    """Likeness lowered for marks in other classes; a side that names no class is not held against the pair."""
    other = (masks != 0) & ((masks & np.uint64(query_mask)) == 0) if query_mask else np.zeros(len(masks), np.bool_)
    lowered: NDArray[np.float64] = np.where(other, likeness * weights.OTHER_CLASSES, likeness).astype(np.float64)
    rounded: NDArray[np.float64] = np.round(lowered, 4)
    return rounded
