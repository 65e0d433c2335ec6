"""Ranges of a value whose inputs are uncertain: a seeded simulation with triangular distributions.

Source: Vose, "Risk Analysis" (triangular judgement); the seed is an argument, so a range can be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from onewindow.engines.finance.timevalue import Floats

RUNS = 10_000


@dataclass(frozen=True, slots=True)
class Range:
    """The fifth, fiftieth and ninety-fifth of a hundred, and the mean, of simulated values."""

    low: float
    middle: float
    high: float
    mean: float


def draws(inputs: Mapping[str, tuple[float, float, float]], runs: int, seed: int) -> dict[str, Floats]:
    """Values of each input (low, likely, high), drawn independently; an input without a spread stays as it is."""
    draw = np.random.Generator(np.random.PCG64(seed))
    found = {}
    for name, (low, likely, high) in inputs.items():
        if not low <= likely <= high:
            raise ValueError(f"{name}: low, likely and high in this order, got {low}, {likely}, {high}")
        found[name] = draw.triangular(low, likely, high, runs) if high > low else np.full(runs, likely)
    return found


def range_of(
    value: Callable[[Mapping[str, float]], float], inputs: Mapping[str, tuple[float, float, float]], seed: int,
    runs: int = RUNS,
) -> Range:  # fmt: skip
    """The range of ``value`` over ``runs`` draws of its inputs."""
    drawn = draws(inputs, runs, seed)
    columns = [drawn[name].tolist() for name in inputs]
    values = np.array([value(dict(zip(inputs, row, strict=True))) for row in zip(*columns, strict=True)])
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return Range(float(low), float(middle), float(high), float(values.mean()))
