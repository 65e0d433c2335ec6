"""The deadlines of a board as rows: chosen, ordered, in the reader's words, with their money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from onewindow.desks.register.models import Right
from onewindow.desks.trusteeship.board import TO_DO, Board
from onewindow.law import saying
from onewindow.law.docket import State
from onewindow.law.money import Money, total
from onewindow.law.rules import table
from onewindow.law.schedule import LINES, Line
from onewindow.texts import Text

NEAR = 90
YEAR = 365
CHIPS = {
    State.DONE: "status-ended", State.OPEN: "status-pending", State.LATE: "status-refused",
    State.MISSED: "status-refused", State.EXPECTED: "status-ended", State.PASSED: "status-ended",
}  # fmt: skip
SHOWN = (State.OPEN, State.LATE, State.MISSED)
"""What a page shows unless it is asked for something else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deadlines are wanted: states, a line's code, an office, how many days ahead (0: all)."""

    states: tuple[State, ...] = SHOWN
    line: str = ""
    office: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of one right in words, with what it costs now."""

    place: int
    right: Right
    line: Line
    year: int
    state: State
    due: date
    name: Text
    sentence: Text
    fee: Money | None
    surcharge: Money | None
    fee_verified: bool

    @property
    def key(self) -> str:
        """What makes it the same deadline on another day: right, line and year."""
        return f"{self.right.pk}:{self.line.code}:{self.year}"

    @property
    def cost(self) -> Money | None:
        """Fee and surcharge together."""
        if self.fee is None:
            return None
        return self.fee + self.surcharge if self.surcharge else self.fee


def chosen(board: Board, asked: Asked) -> list[int]:
    """The places of the deadlines that are wanted, the nearest first; what has gone by after what can be done."""
    found = board.found
    mask = np.isin(found.state, asked.states)
    if asked.line:
        mask &= np.isin(found.line, [place for place, line in enumerate(LINES) if line.code == asked.line])
    if asked.office:
        of = np.array([right.jurisdiction == asked.office for right in board.rights], bool)
        mask &= of[found.right] if len(of) else False
    if asked.days:
        mask &= found.due <= board.today.toordinal() + asked.days
    option = np.array([line.option for line in LINES])[found.line] & (found.state == State.MISSED)
    gone = np.isin(found.state, (State.MISSED, State.DONE, State.PASSED)).astype(int) + option
    order = np.lexsort((found.right, found.due, gone))
    return [int(i) for i in order if mask[i]]


def deadlines(board: Board, places: Iterable[int]) -> list[Deadline]:
    """These deadlines in words."""
    return [deadline(board, i) for i in places]


def deadline(board: Board, i: int) -> Deadline:
    """One deadline in words."""
    found = board.found
    rule = table()[int(found.fee_rule[i])] if found.fee_rule[i] >= 0 else None
    currency = rule.unit if rule else "CNY"

    def money(cents: int) -> Money:
        return Money(Decimal(int(cents)) / 100, currency)

    return Deadline(
        place=i, right=board.rights[int(found.right[i])], line=LINES[int(found.line[i])], year=int(found.year[i]),
        state=State(int(found.state[i])), due=date.fromordinal(int(found.due[i])), name=saying.name(found, i),
        sentence=saying.explain(found, i), fee=money(found.fee[i]) if rule else None,
        surcharge=money(found.surcharge[i]) if found.surcharge[i] else None,
        fee_verified=rule is None or rule.verified,
    )  # fmt: skip


def costs(board: Board, days: int = 0) -> list[Money]:
    """What is to be paid, surcharges included, within so many days (0: ever), one sum a currency."""
    found = board.found
    mask = np.isin(found.state, TO_DO) & (found.fee_rule >= 0)
    mask &= ~np.array([line.option for line in LINES])[found.line]
    if days:
        mask &= found.due <= board.today.toordinal() + days
    sums: defaultdict[str, list[Money]] = defaultdict(list)
    for place in np.unique(found.fee_rule[mask]):
        which = mask & (found.fee_rule == place)
        currency = table()[int(place)].unit
        cents = int(found.fee[which].sum() + found.surcharge[which].sum())
        sums[currency].append(Money(Decimal(cents) / 100, currency))
    return [total(amounts, currency) for currency, amounts in sorted(sums.items())]


def counts(board: Board) -> dict[str, int]:
    """How many deadlines: near, late, missed (options not taken are not counted as missed)."""
    found = board.found
    option = np.array([line.option for line in LINES])[found.line]
    return {
        "near": int(np.sum((found.state == State.OPEN) & ~option & (found.due <= board.today.toordinal() + NEAR))),
        "late": int(np.sum(found.state == State.LATE)),
        "missed": int(np.sum((found.state == State.MISSED) & ~option)),
    }
