"""From likeness features to one score a candidate, and the share each view has in it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.marks import weights
from onewindow.engines.marks.types import Hit, class_mask

VIEWS = ("text", "sound", "element", "containment", "meaning")


@cache
def learned() -> dict[str, float]:
    """The numbers of the ranking (`ranking.json`, made by `tools/learn_mark_weights.py`)."""
    content = resources.files(__package__).joinpath("ranking.json").read_text(encoding="utf-8")
    numbers: dict[str, float] = json.loads(content)["weights"]
    return numbers


def view_strengths(features: NDArray[np.float32], w: dict[str, float]) -> NDArray[np.float32]:
    """Strength 0..1 of each view for each candidate: shape (candidates, 5), columns as VIEWS.

    `features` are the rows made by `comparing.measure`; w: the numbers of the ranking (see `learned`).
    """
    text, sound, by_query, by_mark, contained, aligned, identical, shared = features.T[:8]
    meant_query, meant_mark, meant, apart, first, pairs, across = features.T[8:]
    strengths = np.empty((len(features), len(VIEWS)), np.float32)
    strengths[:, 0] = np.where(identical > 0, 1.0, np.minimum(0.99, text ** w["text_steepness"]))
    # The same letters in another order, as in GREEN LIVING and LIVINGREEN.
    strengths[:, 0] = np.maximum(strengths[:, 0], w["order_factor"] * pairs ** w["order_steepness"])
    # What a script can spell of the sounds of another is less exact.
    steepness = np.where(across > 0, w["across_steepness"], w["sound_steepness"])
    strengths[:, 1] = np.where(across > 0, w["across_factor"], w["sound_factor"]) * sound**steepness
    # Two marks of which only common words are the same look and sound more alike than they are.
    least = np.minimum(by_query, by_mark)
    only_common = (shared > 0) & (shared < 0.5) & (least < 0.5) & (identical == 0)
    loss = np.where(only_common, 1 - w["common_loss"] * (1 - 2 * shared), 1)
    # The guidelines' exceptions: the first characters clearly differ, or two words of different meaning.
    loss *= np.where(first > 0, 1 - w["first_loss"], 1) * np.where(apart > 0, 1 - w["apart_loss"], 1)
    strengths[:, :2] *= np.where(identical > 0, 1, loss)[:, None]
    strengths[:, 2] = _covered(by_query, by_mark, shared, w) * np.where(apart > 0, 1 - w["apart_loss"], 1)
    strengths[:, 2] *= np.where(first > 1, 1 - w["first_shared_loss"], 1)
    telling = 1 - w["common_loss"] * (1 - shared)
    size = np.abs(contained)
    alone = w["contained_base"] + w["contained_share"] * size + w["contained_aligned"] * aligned * 0.5
    strengths[:, 3] = np.where(contained != 0, alone * np.where(aligned == 2, telling, 1), 0)
    strengths[:, 4] = w["meaning_factor"] * _covered(meant_query, meant_mark, meant, w)
    return np.minimum(strengths, 1)


def _covered(
    by_query: NDArray[np.float32], by_mark: NDArray[np.float32], shared: NDArray[np.float32], w: dict[str, float]
) -> NDArray[np.float32]:
    """Strength of elements in common: the better covered side counts whole, the other in part, common words less."""
    most, least = np.maximum(by_query, by_mark), np.minimum(by_query, by_mark)
    balance = w["element_base"] + w["element_balance"] * least + w["query_balance"] * by_query
    # Two marks that correspond as a whole are alike however common their words.
    loss = w["common_loss"] * (1 - shared) * (1 - least**2)
    covered: NDArray[np.float32] = (1 - loss) * most * balance
    return covered


def combine(strengths: NDArray[np.float32], w: dict[str, float]) -> NDArray[np.float32]:
    """One likeness 0..1 from the views: the strongest, raised by the next two. 1.0 only if identical."""
    ordered = np.sort(strengths, axis=1)
    left = (1 - ordered[:, -1]) * (1 - w["second_view"] * ordered[:, -2]) * (1 - w["third_view"] * ordered[:, -3])
    return np.where(strengths[:, 0] >= 1.0, np.float32(1.0), np.minimum(1 - left, np.float32(0.995)))


@cache
def _related(mask: int) -> int:
    """The classes whose goods are often held related to those of any class of a set (see `weights.RELATED`)."""
    found = 0
    for group in weights.RELATED:
        together = sum(1 << number for number in group)
        found |= together if together & mask else 0
    return found


def goods_factors(query_mask: int, masks: NDArray[np.uint64]) -> NDArray[np.float64]:
    """What the classes make of a likeness: less for marks in other classes, not so much less if these are related; a
    side that names no class is not held against the pair."""
    factor = np.ones(len(masks), np.float64)
    if query_mask:
        factor[(masks != 0) & ((masks & np.uint64(query_mask | _related(query_mask))) == 0)] = weights.OTHER_CLASSES
        shared = (masks & np.uint64(query_mask)) != 0
        related = (masks & np.uint64(_related(query_mask))) != 0
        factor[related & ~shared] = weights.RELATED_CLASSES
    return factor


def with_goods(likeness: NDArray[np.float32], query_mask: int, masks: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Likeness with what the classes make of it (see `goods_factors`)."""
    rounded: NDArray[np.float64] = np.round(likeness * goods_factors(query_mask, masks), 4)
    return rounded


def by_relation(hit: Hit, classes: tuple[int, ...], closeness: float) -> Hit:
    """A hit of a query with these classes, scored as goods of this closeness make it instead of the classes (1: the
    same goods, 0: nothing to do with each other)."""
    by_classes = float(goods_factors(class_mask(classes), np.array([class_mask(hit.classes)], np.uint64))[0])
    by_table = weights.OTHER_CLASSES + (1 - weights.OTHER_CLASSES) * closeness
    return replace(hit, score=round(min(1.0, hit.score / by_classes * by_table), 4))
