"""The best marking by search with a budget of trials: static settings offline, or the numbers of the policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from onewindow.engines.network.ecn.fabric import Fabric, Sizes
from onewindow.engines.network.ecn.marking import INTERVAL_US, SEARCHED, USUAL, Policy, Setting
from onewindow.engines.network.ecn.scoring import Case, Marking, Score, gain, score, together

M = TypeVar("M", Setting, Policy)


def scores(marking: Marking, fabric: Fabric, sizes: Sizes, cases: Sequence[Case], milliseconds: float,
           executor: Executor | None = None, interval_us: float = INTERVAL_US) -> list[Score]:  # fmt: skip
    """The score of each case; cases at once if there is an executor."""
    one = partial(score, marking, fabric, sizes, milliseconds=milliseconds, interval_us=interval_us)
    return list(executor.map(one, cases) if executor else map(one, cases))


def search(
    start: M,
    fabric: Fabric,
    sizes: Sizes,
    cases: Sequence[Case],
    budget: int,
    seed: int,
    milliseconds: float = 20.0,
    executor: Executor | None = None,
    tried: Callable[[tuple[M, ...], Score], None] = lambda marking, score: None,
) -> tuple[M, ...]:
    """The best of ``budget`` markings on ``cases``, ``start`` first: a third drawn widely, one for all classes; the
    rest near the best so far, in all classes or in one. ``tried`` is told of each."""
    random = np.random.default_rng(seed)
    usual = together(scores((USUAL,) * fabric.classes, fabric, sizes, cases, milliseconds, executor))
    best, most = (start,) * fabric.classes, -np.inf
    for turn in range(budget):
        marking = best
        if turn >= max(1, budget // 3):
            marking = _near(best, random)
        elif turn:
            marking = (start.drawn(random),) * fabric.classes
        found = together(scores(marking, fabric, sizes, cases, milliseconds, executor))
        tried(marking, found)
        own = gain(found, usual)
        if own > most:
            best, most = marking, own
    return best


def _near(best: tuple[M, ...], random: np.random.Generator) -> tuple[M, ...]:
    """A step in one class, or the same kind of step in all (one step for all while they are alike)."""
    place = int(random.integers(len(best) + 1))
    if place < len(best):
        return tuple(own.near(random) if n == place else own for n, own in enumerate(best))
    if len(set(best)) == 1:
        return (best[0].near(random),) * len(best)
    return tuple(own.near(random) for own in best)


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a search found, and the scores on cases it did not see."""

    static: tuple[Setting, ...]
    policy: tuple[Policy, ...]
    usual_score: Score
    static_score: Score
    policy_score: Score


def tune(
    fabric: Fabric, sizes: Sizes, load: float, budget: int, seed: int, milliseconds: float = 20.0,
    executor: Executor | None = None,
) -> Tuned:  # fmt: skip
    """Both kinds of marking tuned at two loads around ``load``, and scored on other seeds at ``load`` and beside it."""
    cases = [(load * 0.85, seed), (min(0.9, load * 1.15), seed + 1)]
    static = search(SEARCHED, fabric, sizes, cases, budget, seed, milliseconds, executor)
    policy = search(Policy(), fabric, sizes, cases, budget, seed, milliseconds, executor)
    held = [(min(0.9, load * factor), seed + 100 + k) for k in range(2) for factor in (0.9, 1.0, 1.1)]
    usual, own, online = (
        together(scores(marking, fabric, sizes, held, milliseconds, executor))
        for marking in ((USUAL,) * fabric.classes, static, policy)
    )
    return Tuned(static, policy, usual, own, online)
