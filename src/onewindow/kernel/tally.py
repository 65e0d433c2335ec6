"""A running tally of the ledger in this process: sums, counts and measured values by action and month.

The ledger is append-only, so what was counted up to an entry stays true: only what came since is read. The hash of the
last entry counted is kept: a ledger that is not the one counted before (another database) is counted from the start.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import localtime

from onewindow.kernel.ledger import START, Entry, Head

Cell = tuple[str, str]
"""An action and a month such as ``2026-11``."""


class Tally:
    """What the entries of each action add up to, by month; safe to use from several threads."""

    def __init__(self, measured: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """``measured`` tells which (action, fact) pairs are to be kept value by value."""
        self._measured, self._lock = measured, threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._seq, self._hash = 0, START
        self.sums: dict[Cell, Decimal] = {}
        self.counts: dict[Cell, int] = {}
        self.values: dict[tuple[str, str, str], list[int]] = {}
        """By (action, fact, month)."""

    def follow(self) -> None:
        """Count what came since the last time."""
        with self._lock:
            head = Head.objects.get(pk=1)
            if self._seq and not Entry.objects.filter(pk=self._seq, hash=self._hash).exists():
                self._begin()
            if head.seq > self._seq:
                self._count(head.seq)
                self._seq, self._hash = head.seq, head.hash

    def _count(self, last: int) -> None:
        # Into copies: another thread may be adding up the old ones.
        sums, counts = defaultdict(Decimal, self.sums), defaultdict(int, self.counts)
        fresh = Entry.objects.filter(seq__gt=self._seq, seq__lte=last).order_by()
        by_month = fresh.annotate(month=TruncMonth("at")).values("action", "month")
        for row in by_month.annotate(total=Sum("quantity"), number=Count("seq")):
            cell = (row["action"], row["month"].strftime("%Y-%m"))
            sums[cell] += row["total"].quantize(Decimal("0.01"))
            counts[cell] += row["number"]
        facts: dict[str, set[str]] = defaultdict(set)
        for action, fact in self._measured():
            facts[action].add(fact)
        found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for action, at, data in fresh.filter(action__in=facts).values_list("action", "at", "data").iterator():
            month = f"{localtime(at):%Y-%m}"
            for fact in facts[action]:
                if isinstance(value := data.get(fact), int):
                    found[action, fact, month].append(value)
        values = dict(self.values)
        for key, more in found.items():
            values[key] = [*values.get(key, []), *more]
        self.sums, self.counts, self.values = sums, counts, values
