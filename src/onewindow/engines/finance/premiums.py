"""Premiums of insurance by frequency and severity, with what an insurer has seen given its weight.

Expected loss a year = frequency * limited expected severity; the premium covers it, expenses and a loading for risk.
Sources: Klugman, Panjer, Willmot, "Loss Models", 4th ed.: limited expected value of the lognormal (appendix A.5.1),
Buhlmann credibility (ch. 17-18), method of moments (ch. 13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, log, log1p, sqrt


@dataclass(frozen=True, slots=True)
class Experience:
    """What was insured and what it cost, of one class of business in one year."""

    exposure: float
    """Rights insured for a year."""
    claims: int
    paid: float


@dataclass(frozen=True, slots=True)
class Basis:
    """What is believed before anything was seen."""

    frequency: float
    """Claims a right a year."""
    severity: float
    """Mean of a claim before deductible and limit."""
    variation: float
    """Standard deviation of a claim over its mean."""
    credibility: float
    """Claims that must have been seen to weigh as much as the belief (Buhlmann's k, in claims)."""


@dataclass(frozen=True, slots=True)
class Loading:
    """Shares of the premium for expenses and profit, and of the expected loss for risk."""

    expenses: float
    risk: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A premium and how it comes about."""

    frequency: float
    severity: float
    weight: float
    """Of the own experience, 0 to 1."""
    expected_loss: float
    premium: float

    def rate(self, limit: float) -> float:
        """Premium over limit."""
        return self.premium / limit


def limited_mean(mean: float, variation: float, cap: float) -> float:
    """The mean of the smaller of a lognormal loss and ``cap``: E[X ^ u], appendix A.5.1."""
    if cap <= 0:
        return 0.0
    if variation < 1e-6:
        return min(mean, cap)
    variance = log1p(variation**2)
    mu, sigma = log(mean) - variance / 2, sqrt(variance)
    z = (log(cap) - mu) / sigma
    return mean * _normal(z - sigma) + cap * (1 - _normal(z))


def quote(
    basis: Basis, seen: Sequence[Experience], limit: float, deductible: float, rights: int, loading: Loading
) -> Quote:
    """The premium of a year for ``rights`` under one limit for each claim. Raises ``ValueError``."""
    if limit <= deductible or deductible < 0 or rights < 1 or not 0 <= loading.expenses < 1:
        raise ValueError("a limit above the deductible, one right at least, expenses below the whole premium")
    exposure, claims = sum(one.exposure for one in seen), sum(one.claims for one in seen)
    weight = claims / (claims + basis.credibility)
    frequency, severity = basis.frequency, basis.severity
    if exposure > 0:
        frequency = weight * claims / exposure + (1 - weight) * basis.frequency
    if claims > 0:
        severity = weight * sum(one.paid for one in seen) / claims + (1 - weight) * basis.severity
    layer = limited_mean(severity, basis.variation, limit) - limited_mean(severity, basis.variation, deductible)
    expected = rights * frequency * layer
    return Quote(frequency, severity, weight, expected, expected * (1 + loading.risk) / (1 - loading.expenses))


def subsidised(premium: float, shares: Sequence[float], year: int) -> float:
    """What the public purse pays of a premium in its ``year`` (from 1), by the shares of successive years; then 0."""
    return premium * (shares[year - 1] if 1 <= year <= len(shares) else 0.0)


def _normal(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2
