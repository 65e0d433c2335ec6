"""Channels and transmit power of access points, chosen together: the least same-channel overlap that keeps coverage.

Two access points on one channel disturb each other by what each receives of the other. Channels are coloured greedily
by the heaviest conflicts and then improved one by one; power is taken back level by level where coverage allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

CENTRES: Final = {
    "CN": {20: (36, 40, 44, 48, 52, 56, 60, 64, 149, 153, 157, 161, 165), 40: (38, 46, 54, 62, 151, 159),
           80: (42, 58, 155)},
    "EU": {20: (36, 40, 44, 48, 52, 56, 60, 64, 100, 104, 108, 112, 116, 120, 124, 128, 132, 136, 140),
           40: (38, 46, 54, 62, 102, 110, 118, 126, 134), 80: (42, 58, 106, 122)},
    "US": {20: (36, 40, 44, 48, 52, 56, 60, 64, 100, 104, 108, 112, 116, 120, 124, 128, 132, 136, 140, 144, 149, 153,
                157, 161, 165),
           40: (38, 46, 54, 62, 102, 110, 118, 126, 134, 142, 151, 159), 80: (42, 58, 106, 122, 138, 155)},
}  # fmt: skip
"""Channel numbers in the 5 GHz band by domain and width in MHz (IEEE 802.11 annex E; national rules unverified)."""
POWERS_DBM: Final = (20.0, 17.0, 14.0, 11.0, 8.0)


@dataclass(frozen=True, slots=True)
class Reach:
    """``share`` of the weight must hear ``depth`` access points at ``least_dbm`` or better."""

    least_dbm: float
    share: float
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Assignment:
    """A channel number and a power in dBm for each access point, and the overlap left (sum of received mW x 1e9)."""

    channels: tuple[int, ...]
    powers_dbm: tuple[float, ...]
    overlap: float


def assign(
    between_db: Floats, to_points_db: Floats, weights: Floats, reaches: tuple[Reach, ...], domain: str,
    width_mhz: int, rng: np.random.Generator, rounds: int = 200,
) -> Assignment:  # fmt: skip
    """Channels and powers for access points with losses ``between_db`` (A, A) and ``to_points_db`` (P, A) in dB.

    Power is taken back as far as every one of ``reaches`` still holds over ``weights`` (P); one that full power does
    not hold is left aside. Raises ``ValueError`` for an unknown domain or width.
    """
    if domain not in CENTRES or width_mhz not in CENTRES[domain]:
        raise ValueError(f"no 5 GHz channels of {width_mhz} MHz in domain {domain!r}: known are {sorted(CENTRES)}")
    numbers = CENTRES[domain][width_mhz]
    powers = np.full(between_db.shape[0], POWERS_DBM[0])
    channels = np.zeros(powers.size, dtype=np.int64)
    for _ in range(2):
        heard = _heard(between_db, powers)
        channels = _colour(heard, channels, len(numbers), rng, rounds)
        powers = _quieten(to_points_db, weights, reaches, channels, between_db)
    overlap = _overlap(_heard(between_db, powers), channels)
    return Assignment(tuple(numbers[c] for c in channels), tuple(powers.tolist()), overlap)


def _heard(between_db: Floats, powers: Floats) -> Floats:
    """What access points receive of each other, both ways added, in nW; symmetric, zero on the diagonal."""
    one_way = 10 ** ((powers[None, :] - between_db + 90) / 10)
    both = one_way + one_way.T
    np.fill_diagonal(both, 0)
    return np.asarray(both)


def _overlap(heard: Floats, channels: Ints) -> float:
    return float((heard * (channels[:, None] == channels[None, :])).sum() / 2)


def _colour(heard: Floats, channels: Ints, number: int, rng: np.random.Generator, rounds: int) -> Ints:
    best = channels.copy()
    order = np.argsort(-heard.sum(axis=1))
    load = np.zeros((heard.shape[0], number))
    for a in order:  # heaviest first, each where it hears least of those placed before it
        best[a] = int(load[a].argmin())
        load[:, best[a]] += heard[:, a]
    least, current = _overlap(heard, best), best.copy()
    for _ in range(rounds):
        trial = current.copy()
        some = rng.choice(trial.size, size=min(3, trial.size), replace=False)
        trial[some] = rng.integers(number, size=some.size)
        for a in rng.permutation(trial.size):
            sums = np.bincount(trial, weights=heard[a], minlength=number)
            trial[a] = int(sums.argmin())
        value = _overlap(heard, trial)
        if value <= least:
            current, least = trial, value
    return current


def _quieten(
    to_points_db: Floats, weights: Floats, reaches: tuple[Reach, ...], channels: Ints, between_db: Floats
) -> Floats:
    powers = np.full(between_db.shape[0], POWERS_DBM[0])
    kept = [_Kept(reach, POWERS_DBM[0] - to_points_db >= reach.least_dbm, weights) for reach in reaches]
    kept = [each for each in kept if each.holds(each.times)]
    conflict = (_heard(between_db, powers) * (channels[:, None] == channels[None, :])).sum(axis=1)
    for before, level in pairwise(POWERS_DBM):
        for a in np.argsort(-conflict):
            if powers[a] != before:
                continue
            less = [level - to_points_db[:, a] >= each.reach.least_dbm for each in kept]
            if all(each.holds(each.without(a, hears)) for each, hears in zip(kept, less, strict=True)):
                powers[a] = level
                for each, hears in zip(kept, less, strict=True):
                    each.times, each.hears[:, a] = each.without(a, hears), hears
    return powers


@dataclass
class _Kept:
    """A reach while powers change: who hears whom, and how many each point hears."""

    reach: Reach
    hears: Bools
    weights: Floats

    def __post_init__(self) -> None:
        self.times: Ints = self.hears.sum(axis=1)

    def holds(self, times: Ints) -> bool:
        reached = float(self.weights[times >= self.reach.depth].sum())
        return reached >= self.reach.share * float(self.weights.sum()) - 1e-9

    def without(self, a: int, hears: Bools) -> Ints:
        """How many each point hears when access point ``a`` is heard by ``hears`` instead."""
        return np.asarray(self.times - self.hears[:, a] + hears)
