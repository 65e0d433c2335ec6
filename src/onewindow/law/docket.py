"""Every deadline of many rights at once: a function of their legal-status events and the law's tables.

All is done on columns: a hundred thousand rights are one pass, not a hundred thousand loads. Nothing is forgotten: a
deadline that went by unmet stands there as missed. ``explain`` says one deadline in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from onewindow.law import costing, vector
from onewindow.law.facts import KINDS, OFFICES, Facts
from onewindow.law.rules import Rule, rows, table
from onewindow.law.schedule import LINES, Line
from onewindow.law.vector import Days, Flags

Ints: TypeAlias = NDArray[np.int32]
Cents: TypeAlias = NDArray[np.int64]
LONGEST = 20
"""Years of the longest term."""


class State(IntEnum):
    """Where a deadline stands on a day. ``EXPECTED`` and ``PASSED`` are of days on which nothing has to be done."""

    DONE = 0
    OPEN = 1
    LATE = 2
    MISSED = 3
    EXPECTED = 4
    PASSED = 5


@dataclass(frozen=True)
class Docket:
    """Deadlines in columns, in the order of ``LINES``. Days are ordinals, money is in hundredths of a currency."""

    right: Ints
    """Place of the right in the facts."""
    line: Ints
    """Place in ``LINES``."""
    rule: Ints
    """Place of the period's row in ``rules.table()``."""
    year: Ints
    """Year of the right, or stage; 0 where there is none."""
    base: Days
    counted: Days
    due: Days
    last: Days
    """The last day with surcharge; ``due`` where there is no grace."""
    unknown: Flags
    """The holidays of the year are not known: ``due`` stands as counted."""
    state: Ints
    full: Cents
    fee: Cents
    """After reduction."""
    surcharge: Cents
    """On the day asked for; nothing before it is late."""
    fee_rule: Ints
    """Place of the fee's row in ``rules.table()``, -1 where there is no fee."""

    def __len__(self) -> int:
        return len(self.right)

    def take(self, which: Flags | Ints) -> Docket:
        """The deadlines chosen by a mask or by places."""
        return Docket(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def docket(facts: Facts, today: date) -> Docket:
    """Every deadline of these rights as it stands on ``today``."""
    now = today.toordinal()
    return _joined([part for place, line in enumerate(LINES) for part in _deadlines(facts, place, line, now)])


def _deadlines(facts: Facts, place: int, line: Line, now: int) -> Iterator[Docket]:
    for kind in line.kinds:
        base = facts.day(line.base)
        of = np.flatnonzero(
            (facts.office == OFFICES.index(line.office)) & (facts.kind == KINDS.index(kind)) & (base > 0)
        ).astype(np.int32)
        if not of.size:
            continue
        if line.years:
            for year in range(2 if line.office == "CN" else 3, LONGEST + 1):
                owing = of[facts.owes(of, kind, year, line.office)]
                if owing.size:
                    yield from _counted(facts, place, line, kind, owing, now, year)
        elif line.stages:
            for stage in range(1, line.stages + 1):
                yield from _counted(facts, place, line, kind, of, now, stage)
        else:
            yield from _counted(facts, place, line, kind, of, now, 0)


def _counted(facts: Facts, place: int, line: Line, kind: str, of: Ints, now: int, year: int) -> Iterator[Docket]:
    base_of_all = facts.day(line.base)[of]
    for rule in rows(line.rule):
        if rule.right not in ("any", kind) or (rule.condition and not rule.condition[0].holds(year)):
            continue
        mine = _in_force(rule, base_of_all)
        if not mine.any():
            continue
        rights, base = of[mine], base_of_all[mine]
        counted = last_day(rule, line, base, year)
        due, unknown = vector.rolling(rule.rolls).roll(counted) if rule.rolls else (counted, np.zeros(len(base), bool))
        last = _grace(line, kind, counted, due)
        state = _states(facts, line, rights, year, due, last, now)
        cost = costing.costs(facts, line, kind, rights, year, counted, due, state == State.LATE, now)
        alive = (facts.ended[rights] == 0) | (counted <= facts.ended[rights]) | (line.base in ("lapsed", "refused"))
        made = Docket(
            rights, _same(place, rights), _same(RULE_PLACE[rule], rights), _same(year, rights), base, counted, due,
            last, unknown, state, *cost,
        )  # fmt: skip
        yield made.take(alive)


def last_day(rule: Rule, line: Line, base: Days, year: int) -> Days:
    """The last day of a period as counted, before it rolls (see ``periods.ending``)."""
    if line.code == "renewal":  # the window is counted back from the end of the term, which is the day it is due
        return base
    times = year - 1 if line.years else 1
    match rule.unit:
        case "days":
            last = (base + rule.count).astype(np.int32)
        case "months":
            last = vector.add_months(base, rule.count * times)
        case "years":
            last = vector.add_months(base, 12 * rule.count * times)
        case _:
            raise ValueError(f"{rule.id} cannot be docketed in {rule.unit}")
    if rule.first_day_counts:
        last = last - vector.same_day_of_month(last, base)
    return vector.month_end(last) if line.code == "renewal_ep" else last.astype(np.int32)


def _grace(line: Line, kind: str, counted: Days, due: Days) -> Days:
    last = due.copy()
    if line.grace:
        for rule in rows(line.grace):
            if rule.right in ("any", kind):
                mine = _in_force(rule, counted)
                end = vector.add_months(counted[mine], rule.count)
                if line.code == "renewal_ep":
                    end = vector.month_end(end)
                last[mine] = vector.rolling(rule.rolls).roll(end)[0] if rule.rolls else end
    return last


def _states(facts: Facts, line: Line, of: Ints, year: int, due: Days, last: Days, now: int) -> Ints:
    late, gone = now > due, now > last
    if line.notice:
        return np.where(late, State.PASSED, State.EXPECTED).astype(np.int32)
    state = np.where(gone, State.MISSED, np.where(late, State.LATE, State.OPEN)).astype(np.int32)
    if line.years or line.stages:
        done = facts.paid_to[of] >= year
    else:
        done = np.zeros(len(of), bool)
        base = facts.day(line.base)[of]
        for column in line.done:
            done |= facts.day(column)[of] >= np.maximum(base, 1)
    state[done] = State.DONE
    return state


def _in_force(rule: Rule, days: Days) -> Flags:
    until = rule.valid_to.toordinal() if rule.valid_to else np.iinfo(np.int32).max
    return (days >= rule.valid_from.toordinal()) & (days < until)


def _same(value: int, like: Ints) -> Ints:
    return np.full(len(like), value, np.int32)


def _joined(parts: list[Docket]) -> Docket:
    names = Docket.__dataclass_fields__
    if not parts:
        empty = np.zeros(0, np.int32)
        return Docket(*(empty.astype(bool) if name == "unknown" else empty for name in names))  # type: ignore[arg-type]
    whole = Docket(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    return whole.take(~_after_lapse(whole))


def _after_lapse(found: Docket) -> Flags:
    """Annuities after one that was missed: the right has lapsed, and nothing is due on it any more."""
    yearly = np.isin(found.line, [place for place, line in enumerate(LINES) if line.years or line.stages])
    missed = yearly & (found.state == State.MISSED)
    first = np.full(int(found.right.max(initial=-1)) + 1, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(first, found.right[missed], found.year[missed])
    return yearly & (found.year > first[found.right])


RULE_PLACE = {rule: place for place, rule in enumerate(table())}


def counted_rule(found: Docket, i: int) -> Rule:
    """The period's row of one deadline with the length it has there: five years for the annuity of year six."""
    rule, line = table()[int(found.rule[i])], LINES[int(found.line[i])]
    return replace(rule, value=rule.value * int(found.year[i] - 1)) if line.years else rule
