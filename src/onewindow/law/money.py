"""Money: an exact amount in one currency. Two currencies are never added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from onewindow.texts import Language

CURRENCIES = {"CNY": ("CNY", "元"), "USD": ("USD", "美元"), "EUR": ("EUR", "欧元")}
"""Code, and the word behind an amount in Chinese."""


class MixedCurrencies(ValueError):
    """Two amounts of different currencies met in a sum or a comparison."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in major units (yuan, dollars, euros) with its ISO 4217 code."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise ValueError(f"expected one of {', '.join(CURRENCIES)}, got {self.currency!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")
        return other.amount

    def percent(self, share: int | Decimal) -> Money:
        """``share`` per cent of it, to the cent, halves up."""
        return Money(self.amount * share / 100, self.currency).rounded()

    def rounded(self) -> Money:
        """To the cent, halves up."""
        return Money(self.amount.quantize(Decimal("0.01"), ROUND_HALF_UP), self.currency)

    def say(self, language: Language) -> str:
        """``CNY 1,200`` or ``1,200 元``; cents only where there are any."""
        amount = self.rounded().amount
        digits = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
        code, word = CURRENCIES[self.currency]
        return f"{digits} {word}" if language == "zh" else f"{code} {digits}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum, nothing being zero of ``currency``. Raises ``MixedCurrencies``."""
    return sum(amounts, Money(Decimal(0), currency))
