"""A static setting by search with a budget of simulations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onewindow.engines.network.ecn.scoring import USUAL, Score, Setting, Sizes, score

Case = tuple[float, int]
"""A load and a seed."""


def together(scores: Sequence[Score]) -> Score:
    """The mean of several scores (geometric for times)."""
    return Score(
        float(np.exp(np.mean([np.log(one.mean_us) for one in scores]))),
        float(np.exp(np.mean([np.log(one.small_p99) for one in scores]))),
        sum(one.pauses for one in scores), sum(one.dropped for one in scores),
        float(np.mean([one.finished for one in scores])),
    )  # fmt: skip


def gain(found: Score, usual: Score) -> float:
    """How much better than the usual setting: mean log ratio of the two times, less for pauses above the usual ones."""
    more = max(0, found.pauses - usual.pauses) / (usual.pauses + 20)
    return float(0.5 * (np.log(usual.mean_us / found.mean_us) + np.log(usual.small_p99 / found.small_p99)) - 0.2 * more)


def search(sizes: Sizes, cases: Sequence[Case], budget: int, seed: int, milliseconds: float = 20.0) -> Setting:
    """The best of ``budget`` settings on ``cases``: half of them drawn over decades, half near the best so far."""
    random = np.random.default_rng(seed)
    usual = together([score(USUAL, sizes, load, number, milliseconds) for load, number in cases])
    best, most = USUAL, 0.0
    for turn in range(budget):
        if turn < budget // 2:
            kmin, ratio, pmax = 4_000 * 100 ** random.random(), 1.2 * 6 ** random.random(), 10 ** random.uniform(-2, 0)
        else:
            step = np.exp(random.normal(0, 0.35, 3))
            kmin, ratio, pmax = best.kmin * step[0], max(1.05, best.kmax / best.kmin * step[1]), best.pmax * step[2]
        tried = Setting(int(kmin), int(kmin * ratio), float(min(1.0, pmax)))
        found = gain(together([score(tried, sizes, load, number, milliseconds) for load, number in cases]), usual)
        if found > most:
            best, most = tried, found
    return best


def tune(sizes: Sizes, load: float, budget: int, seed: int) -> tuple[Setting, Score, Score]:
    """The setting found, and on seeds and loads it was not tuned on the usual setting's score and its own."""
    best = search(sizes, [(load, seed), (load, seed + 1)], budget, seed)
    held = [(min(0.9, load * factor), seed + 100 + k) for k in range(2) for factor in (0.85, 1.0, 1.1)]
    usual, own = (together([score(one, sizes, at, number) for at, number in held]) for one in (USUAL, best))
    return best, usual, own
