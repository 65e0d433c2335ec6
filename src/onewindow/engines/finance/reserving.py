"""Reserves for claims that are not settled yet: the chain ladder with its standard error.

Source: Mack, "Distribution-free calculation of the standard error of chain ladder reserve estimates", ASTIN Bulletin
23 (1993) 213-225: factors, sigmas, mean squared error (theorem 3) and its corollary for all years together. The last
sigma rests on one pair of years only: it is extrapolated log-linearly, as the R package ChainLadder and
chainladder-python do unless told otherwise, or by Mack's own rule (the smallest of three).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onewindow.engines.finance.timevalue import Floats


@dataclass(frozen=True, slots=True)
class Reserve:
    """By year of origin: latest and ultimate claims, what is still to come (IBNR), its standard error; and in all."""

    latest: Floats
    ultimate: Floats
    ibnr: Floats
    error: Floats
    total: float
    total_error: float
    factors: Floats
    """Development factors from each age to the next."""


def triangle(origins: Sequence[int], ages: Sequence[int], amounts: Sequence[float], size: int) -> Floats:
    """Cumulative claims (size, size) by year of origin and age from 0; nan where the future lies."""
    paid = np.zeros((size, size))
    for origin, age, amount in zip(origins, ages, amounts, strict=True):
        if origin + age < size:
            paid[origin, age] += amount
    total = np.cumsum(paid, axis=1)
    future = np.add.outer(np.arange(size), np.arange(size)) >= size
    return np.where(future, np.nan, total)


def mack(cumulative: NDArray[np.float64], log_linear: bool = True) -> Reserve:
    """The chain ladder of a triangle whose future is nan. Raises ``ValueError`` if it is no triangle of claims."""
    size = cumulative.shape[0]
    known = np.add.outer(np.arange(size), np.arange(size)) < size
    if cumulative.shape != (size, size) or size < 3 or not np.array_equal(~np.isnan(cumulative), known):
        raise ValueError("a triangle of at least three years, each a year shorter than the one before")
    if not (np.nan_to_num(cumulative, nan=1.0)[:, :-1] > 0).all():
        raise ValueError("every year has claims above 0 from its first age on")
    factors, sigmas = _development(cumulative, log_linear)
    full = cumulative.copy()
    for age in range(1, size):
        rows = np.arange(size - age, size)
        full[rows, age] = full[rows, age - 1] * factors[age - 1]
    latest = cumulative[np.arange(size), size - 1 - np.arange(size)]
    ultimate = full[:, -1]
    error, total_error = _errors(cumulative, full, factors, sigmas)
    ibnr = ultimate - latest
    return Reserve(latest, ultimate, ibnr, error, float(ibnr.sum()), total_error, factors)


def _development(cumulative: Floats, log_linear: bool) -> tuple[Floats, Floats]:
    size = cumulative.shape[0]
    factors, sigmas = np.ones(size - 1), np.zeros(size - 1)
    for age in range(size - 1):
        before, after = cumulative[: size - 1 - age, age], cumulative[: size - 1 - age, age + 1]
        factors[age] = after.sum() / before.sum()
        if before.size > 1:
            sigmas[age] = (before * (after / before - factors[age]) ** 2).sum() / (before.size - 1)
    sigmas[-1] = _last(sigmas[:-1], log_linear)
    return factors, sigmas


def _last(squares: Floats, log_linear: bool) -> float:
    """The square of the last sigma, from the squares before it."""
    ages = np.flatnonzero(squares > 0)
    if log_linear and ages.size > 1:
        slope, start = np.polyfit(ages, np.log(squares[ages]), 1)
        return float(np.exp(start + slope * squares.size))
    if squares.size > 1 and squares[-2] > 0:
        return float(min(squares[-1] ** 2 / squares[-2], squares[-2], squares[-1]))
    return float(squares[-1])


def _errors(cumulative: Floats, full: Floats, factors: Floats, sigmas: Floats) -> tuple[Floats, float]:
    size = cumulative.shape[0]
    sums = np.array([cumulative[: size - 1 - age, age].sum() for age in range(size - 1)])
    ultimate, weights = full[:, -1], sigmas / factors**2
    squares, total = np.zeros(size), 0.0
    for origin in range(1, size):
        ages = np.arange(size - 1 - origin, size - 1)
        squares[origin] = ultimate[origin] ** 2 * np.sum(weights[ages] * (1 / full[origin, ages] + 1 / sums[ages]))
        together = ultimate[origin] * ultimate[origin + 1 :].sum() * np.sum(2 * weights[ages] / sums[ages])
        total += squares[origin] + together
    return np.sqrt(squares), float(np.sqrt(total))
