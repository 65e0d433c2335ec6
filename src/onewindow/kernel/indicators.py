"""Indicators: figures that are a count, a sum, a share or a quantile over ledger entries, and so lead back to them.

A desk declares what it counts; the bulletin prints it without knowing the desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.db.models import QuerySet

from onewindow.kernel.ledger import Entry
from onewindow.kernel.tally import Tally
from onewindow.texts import Text

OTHER = Text("Other figures", "其他指标")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure: the sum of quantities of entries of some actions (each adds, or takes away).

    With ``measure`` it is the ``quantile`` (0.5: the median) of that whole number in the entries' data, divided by
    ``per``, instead. With ``out_of`` it is the sum as a percentage of the sum over those actions. ``about`` is the
    heading that the bulletin prints it under.
    """

    name: str
    label: Text
    unit: Text
    meaning: Text
    adds: tuple[str, ...]
    takes: tuple[str, ...] = ()
    measure: str = ""
    quantile: Decimal = Decimal("0.5")
    per: Decimal = Decimal(1)
    out_of: tuple[str, ...] = ()
    about: Text = OTHER

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that counts."""
        return tuple(dict.fromkeys((*self.adds, *self.takes, *self.out_of)))

    def entries(self) -> QuerySet[Entry]:
        """The ledger entries under the figure."""
        return Entry.objects.filter(action__in=self.actions)

    def entry_count(self) -> int:
        """How many ledger entries are under the figure."""
        _tally.follow()
        return sum(count for (action, _month), count in _tally.counts.items() if action in self.actions)

    def value(self) -> Decimal:
        """The figure now."""
        _tally.follow()
        if self.measure:
            return self._quantile(chain.from_iterable(values for _month, values in self._measured()))
        return self._figure(sum(self._sums(self.adds, self.takes).values(), Decimal(0)),
                            sum(self._sums(self.out_of).values(), Decimal(0)))  # fmt: skip

    def by_month(self) -> list[tuple[str, Decimal]]:
        """(month as 2026-11, the figure of that month alone), oldest first."""
        _tally.follow()
        if self.measure:
            of_month: dict[str, list[int]] = defaultdict(list)
            for month, values in self._measured():
                of_month[month] += values
            return [(month, self._quantile(of_month[month])) for month in sorted(of_month)]
        parts, wholes = self._sums(self.adds, self.takes), self._sums(self.out_of)
        months = sorted({*parts, *wholes})
        return [(month, self._figure(parts.get(month, Decimal(0)), wholes.get(month, Decimal(0)))) for month in months]

    def _figure(self, part: Decimal, whole: Decimal) -> Decimal:
        if not self.out_of:
            return part
        return (100 * part / whole).quantize(Decimal("0.1")) if whole else Decimal(0)

    def _sums(self, adds: tuple[str, ...], takes: tuple[str, ...] = ()) -> dict[str, Decimal]:
        months: dict[str, Decimal] = {}
        for (action, month), total in _tally.sums.items():
            for actions, sign in ((adds, 1), (takes, -1)):
                if action in actions:
                    months[month] = months.get(month, Decimal(0)) + sign * total
        return months

    def _measured(self) -> Iterator[tuple[str, list[int]]]:
        for (action, fact, month), values in _tally.values.items():
            if action in self.adds and fact == self.measure:
                yield month, values

    def _quantile(self, found: Iterable[int]) -> Decimal:
        """By linear interpolation between the two nearest values (Hyndman and Fan 1996, definition 7)."""
        values = sorted(found)
        if not values:
            return Decimal(0)
        place = (len(values) - 1) * self.quantile
        low = int(place)
        high = min(low + 1, len(values) - 1)
        return ((values[low] + (values[high] - values[low]) * (place - low)) / self.per).quantize(Decimal("0.1"))


_indicators: dict[str, Indicator] = {}


def _measured_facts() -> set[tuple[str, str]]:
    return {(action, i.measure) for i in _indicators.values() if i.measure for action in i.adds}


_tally = Tally(_measured_facts)


def declare(indicator: Indicator) -> None:
    """Let the bulletin print this figure."""
    _indicators[indicator.name] = indicator


def declared() -> Mapping[str, Indicator]:
    """Every indicator by name, in the order of the desks."""
    return _indicators
