"""Indicators: figures that are a count, a sum or a median over ledger entries, and so lead back to them.

A desk declares what it counts; the bulletin prints it without knowing the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from onewindow.kernel.ledger import Entry
from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure: the sum of quantities of entries of some actions (each adds, or takes away).

    With ``median_of`` it is the median of that whole number in the entries' data, divided by ``per``, instead.
    """

    name: str
    label: Text
    unit: Text
    meaning: Text
    adds: tuple[str, ...]
    takes: tuple[str, ...] = ()
    median_of: str = ""
    per: Decimal = Decimal(1)

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that counts."""
        return (*self.adds, *self.takes)

    def entries(self) -> QuerySet[Entry]:
        """The ledger entries under the figure."""
        return Entry.objects.filter(action__in=self.actions)

    def value(self) -> Decimal:
        """The figure now."""
        if self.median_of:
            return self._median(self.entries().values_list("data", flat=True))
        sums = self.entries().aggregate(
            plus=Sum("quantity", filter=Q(action__in=self.adds)), minus=Sum("quantity", filter=Q(action__in=self.takes))
        )
        return (sums["plus"] or Decimal(0)) - (sums["minus"] or Decimal(0))

    def by_month(self) -> list[tuple[str, Decimal]]:
        """(month as 2026-11, what was added less what was taken away in it, or its median), oldest first."""
        if self.median_of:
            return self._medians()
        rows = self.entries().annotate(month=TruncMonth("at")).values("month", "action").annotate(sum=Sum("quantity"))
        months: dict[str, Decimal] = {}
        for row in rows.order_by("month"):
            month = row["month"].strftime("%Y-%m")
            sign = 1 if row["action"] in self.adds else -1
            months[month] = months.get(month, Decimal(0)) + sign * row["sum"]
        return list(months.items())

    def _medians(self) -> list[tuple[str, Decimal]]:
        of_month: dict[str, list[dict[str, Any]]] = {}
        entries = self.entries().annotate(month=TruncMonth("at")).order_by("month")
        for month, data in entries.values_list("month", "data"):
            of_month.setdefault(month.strftime("%Y-%m"), []).append(data)
        return [(month, self._median(found)) for month, found in of_month.items()]

    def _median(self, found: Iterable[dict[str, Any]]) -> Decimal:
        values = [data[self.median_of] for data in found if self.median_of in data]
        return (Decimal(median(values)) / self.per).quantize(Decimal("0.1")) if values else Decimal(0)


_indicators: dict[str, Indicator] = {}


def declare(indicator: Indicator) -> None:
    """Let the bulletin print this figure."""
    _indicators[indicator.name] = indicator


def declared() -> Mapping[str, Indicator]:
    """Every indicator by name, in the order of the desks."""
    return _indicators
