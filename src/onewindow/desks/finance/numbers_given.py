"""Numbers as people write them in forms and files: read, or a problem that says what was expected. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from onewindow.kernel.errors import Problem
from onewindow.texts import Text

LARGEST = Decimal(10) ** 11


@dataclass
class Reader:
    """Reads the fields of one form or row; what is wrong gathers in ``problems``."""

    given: Mapping[str, Any]
    row: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A field as a line of text."""
        value = self.given.get(name) or ""
        return "".join(c for c in str(value) if c != "\0" and not "\ud800" <= c <= "\udfff").strip()

    def wrong(self, name: str, expected: Text, got: str = "") -> None:
        """Note what was expected of a field."""
        self.problems.append(Problem(name, expected, row=self.row, got=got[:40]))

    def number(self, name: str, low: float, high: float, default: float | None = None) -> float:
        """A number from ``low`` to ``high``; nothing written is ``default``, or a problem where there is none."""
        text = self.text(name).replace(",", "").replace("，", "").removesuffix("%").strip()
        if not text and default is not None:
            return default
        try:
            value = float(Decimal(text))
        except (InvalidOperation, OverflowError):
            value = float("nan")
        if not low <= value <= high:
            expected = Text("a number from {low} to {high}", "{low} 至 {high} 之间的数值")
            self.wrong(name, expected.fill(low=f"{low:,g}", high=f"{high:,g}"), text)
            return default if default is not None else low
        return value

    def percent(self, name: str, low: float, high: float, default: float | None = None) -> float:
        """A percentage, as a share."""
        return self.number(name, low, high, default) / 100

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number."""
        value = self.number(name, low, high, default)
        if value != int(value):
            self.wrong(name, Text("a whole number", "整数"), self.text(name))
        return int(value)

    def money(self, name: str, optional: bool = False) -> Decimal:
        """An amount above 0 with at most two decimals; an optional one may be left out and is then 0."""
        text = self.text(name).replace(",", "").replace("，", "")
        if not text and optional:
            return Decimal(0)
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("nan")
        if (
            not amount.is_finite()
            or not (0 if optional else Decimal("0.01")) <= amount <= LARGEST
            or (amount != round(amount, 2))
        ):
            expected = Text("an amount above 0 with at most two decimals", "大于 0、至多两位小数的金额")
            self.wrong(name, expected, text)
            return Decimal(0) if optional else Decimal(1)
        return amount.quantize(Decimal("0.01"))

    def lines(self, name: str, most: int = 200) -> list[tuple[int, list[str]]]:
        """The lines of a field, each with its number and its parts between commas."""
        kept = [(n, line) for n, line in enumerate(str(self.given.get(name) or "").splitlines(), 1) if line.strip()]
        if len(kept) > most:
            self.wrong(name, Text("at most {n} lines", "不超过 {n} 行").fill(n=most), str(len(kept)))
        return [(n, [part.strip() for part in line.replace("，", ",").split(",")]) for n, line in kept[:most]]


def cents(amount: Decimal) -> int:
    """An amount in whole cents."""
    return int(amount * 100)


def from_cents(value: int) -> Decimal:
    """Cents as an amount."""
    return Decimal(value) / 100
