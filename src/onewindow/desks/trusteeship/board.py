"""From the register to the columns that docketing works on, and the docket of a client as it stands on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from onewindow.desks.register.models import LegalEvent, Right
from onewindow.law.docket import Docket, State, docket
from onewindow.law.facts import ENTITIES, KINDS, OFFICES, Events, Facts, Rights, gather

VALUES = ("year", "percent")
"""Facts of an event that docketing reads as its number."""


@dataclass(frozen=True)
class Board:
    """The rights of a client in the order of the columns, what is known of them, and their deadlines on a day."""

    rights: tuple[Right, ...]
    facts: Facts
    found: Docket
    today: date

    def again(self, facts: Facts) -> Board:
        """The board as it would be if the facts were others."""
        return replace(self, facts=facts, found=docket(facts, self.today))


def board(rights: Sequence[Right], today: date, entity: str = "large", paid_to: dict[int, int] | None = None) -> Board:
    """The deadlines of these rights: two queries (the rights are one), then columns.

    ``paid_to`` is what a trustee knows to be paid beyond the register's events, by right.
    """
    facts = facts_of(rights, entity)
    if paid_to:
        known = np.array([paid_to.get(right.pk, 0) for right in rights], np.int32)
        facts = replace(facts, paid_to=np.maximum(facts.paid_to, known))
    return Board(tuple(rights), facts, docket(facts, today), today)


def facts_of(rights: Sequence[Right], entity: str = "large") -> Facts:
    """What the register knows of these rights, in columns."""
    place = {right.pk: i for i, right in enumerate(rights)}
    told = LegalEvent.objects.filter(right__in=list(place)).order_by("pk")
    rows = [
        (place[right], code, on.toordinal(), next((data[name] for name in VALUES if name in data), 0))
        for right, code, on, data in told.values_list("right_id", "code", "date", "data")
    ]
    right, code, day, value = zip(*rows, strict=True) if rows else ((), (), (), ())
    events = Events(_ints(right), np.array(code, dtype=np.str_), _ints(day), _ints(value))
    columns = Rights(
        kind=_ints([KINDS.index(r.kind) for r in rights]),
        office=_ints([OFFICES.index(r.jurisdiction) if r.jurisdiction in OFFICES else 0 for r in rights]),
        filing=_ints([r.filing_date.toordinal() for r in rights]),
        grant=_ints([_ordinal(r.registration_date) for r in rights]),
        expiry=_ints([_ordinal(r.expiry_date) for r in rights]),
        classes=_ints([max(r.nice_mask.bit_count(), 1) for r in rights]),
        entity=_ints([ENTITIES.index(entity)] * len(rights)),
    )
    return gather(columns, events)


def _ints(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, dtype=np.int32)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


TO_DO = (State.OPEN, State.LATE)
