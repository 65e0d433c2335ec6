"""Indicators: figures that are a count or a sum over ledger entries, and so lead back to them.

A desk declares what it counts; the bulletin prints it without knowing the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from onewindow.kernel.ledger import Entry
from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure: the sum of quantities of entries of some actions (each adds, or takes away)."""

    name: str
    label: Text
    unit: Text
    meaning: Text
    adds: tuple[str, ...]
    takes: tuple[str, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that counts."""
        return (*self.adds, *self.takes)

    def entries(self) -> QuerySet[Entry]:
        """The ledger entries under the figure."""
        return Entry.objects.filter(action__in=self.actions)

    def value(self) -> Decimal:
        """The figure now."""
        sums = self.entries().aggregate(
            plus=Sum("quantity", filter=Q(action__in=self.adds)), minus=Sum("quantity", filter=Q(action__in=self.takes))
        )
        return (sums["plus"] or Decimal(0)) - (sums["minus"] or Decimal(0))

    def by_month(self) -> list[tuple[str, Decimal]]:
        """(month as 2026-11, what was added less what was taken away in it), oldest first."""
        rows = self.entries().annotate(month=TruncMonth("at")).values("month", "action").annotate(sum=Sum("quantity"))
        months: dict[str, Decimal] = {}
        for row in rows.order_by("month"):
            month = row["month"].strftime("%Y-%m")
            sign = 1 if row["action"] in self.adds else -1
            months[month] = months.get(month, Decimal(0)) + sign * row["sum"]
        return list(months.items())


_indicators: dict[str, Indicator] = {}


def declare(indicator: Indicator) -> None:
    """Let the bulletin print this figure."""
    _indicators[indicator.name] = indicator


def declared() -> Mapping[str, Indicator]:
    """Every indicator by name, in the order of the desks."""
    return _indicators
