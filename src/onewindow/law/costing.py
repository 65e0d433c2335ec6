"""What the deadlines of a docket cost, on columns: the fee in full, after the better reduction, and the surcharge."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from onewindow.law import vector
from onewindow.law.facts import ENTITIES, Facts
from onewindow.law.rules import NoRule, Rule, rows, table
from onewindow.law.schedule import Line
from onewindow.law.vector import Days, Flags

Ints: TypeAlias = NDArray[np.int32]
Cents: TypeAlias = NDArray[np.int64]
REDUCED = {"filing_fee": "filing", "examination": "examination", "reexamination": "reexamination", "annuity": "annuity"}
"""Which fee of ``cn.reduction.covers`` a line pays."""
FORM = "online"
"""Trademark fees are those of the online form."""


def costs(
    facts: Facts, line: Line, kind: str, of: Ints, year: int, counted: Days, due: Days, late: Flags, now: int
) -> tuple[Cents, Cents, Cents, Ints]:
    """(full, after reduction, surcharge, place of the fee's row) of each deadline, in hundredths."""
    if not line.fee:
        nothing = np.zeros(len(of), np.int64)
        return nothing, nothing, nothing, np.full(len(of), -1, np.int32)
    full, rule = _picked(facts, line.fee, kind, of, counted, year)
    if line.code in ("renewal", "review"):
        full = full * facts.rights.classes[of]
    off = _off(facts, line, kind, of, year, counted)
    fee = (full * (100 - off) + 50) // 100
    surcharge = np.zeros(len(of), np.int64)
    if late.any():
        surcharge[late] = _surcharge(facts, line, kind, of[late], year, counted[late], full[late], now)
    return full, fee, surcharge, rule


def _picked(facts: Facts, rule_id: str, kind: str, of: Ints, on: Days, year: int) -> tuple[Cents, Ints]:
    value, picked = np.zeros(len(of), np.int64), np.full(len(of), -1, np.int32)
    for row in rows(rule_id):
        if row.right not in ("any", kind):
            continue
        mine = _in_force(row, on)
        for term in row.condition:
            match term.fact:
                case "year" | "stage":
                    mine &= term.holds(year)
                case "entity":
                    mine &= np.isin(facts.rights.entity[of], [ENTITIES.index(word) for word in term.words])
                case "form":
                    mine &= term.holds(FORM)
        value[mine], picked[mine] = int(row.value * 100), PLACE[row]
    return value, picked


def _off(facts: Facts, line: Line, kind: str, of: Ints, year: int, on: Days) -> Ints:
    """Per cent off: the better of reduction and open licence, by the rows in force when the fee is due."""
    off = np.zeros(len(of), np.int32)
    covered = REDUCED.get(line.code)
    if covered is None:
        return off
    since = facts.day("fee_reduced")[of]
    reduced = (since > 0) & (since <= on)
    for row in rows("cn.reduction.covers"):
        if row.condition[0].holds(covered):
            within = reduced & _in_force(row, on)
            if line.years:
                within &= year < facts.grant_year(of) + _years_reduced(on)
            off[within] = facts.percent[of][within]
    if line.years:
        open_ = facts.day("open_licence")[of]
        for row in rows("cn.reduction.open_licence"):
            if row.right == kind:
                mine = (open_ > 0) & (open_ <= on) & _in_force(row, on)
                off[mine] = np.maximum(off[mine], int(row.value))
    return off


def _years_reduced(on: Days) -> Ints:
    years = np.zeros(len(on), np.int32)
    for row in rows("cn.reduction.annuity_years"):
        years[_in_force(row, on)] = row.count
    return years


def _surcharge(facts: Facts, line: Line, kind: str, of: Ints, year: int, counted: Days, full: Cents, now: int) -> Cents:
    """The surcharge on ``now`` of what is late: a share of the full fee by months begun (CN), or a fee of its own."""
    if line.office == "CN" and kind != "trademark":
        share = np.zeros(len(of), np.int64)
        for row in rows("cn.fee.annuity.surcharge"):
            month = row.condition[0].low
            begun = (now > vector.add_months(counted, month - 1)) & (now <= vector.add_months(counted, month))
            share[begun & _in_force(row, counted)] = int(row.value)
        # A last day of grace that rolled over a holiday is paid like the month it ends.
        share[now > vector.add_months(counted, 6)] = int(rows("cn.fee.annuity.surcharge")[-1].value)
        return (full * share + 50) // 100
    try:
        value, _ = _picked(facts, f"{line.fee}.surcharge", kind, of, counted, year)
    except NoRule:
        return np.zeros(len(of), np.int64)
    if rows(f"{line.fee}.surcharge")[0].unit == "percent":
        return (full * (value // 100) + 50) // 100
    return value * facts.rights.classes[of]


def _in_force(rule: Rule, days: Days) -> Flags:
    until = rule.valid_to.toordinal() if rule.valid_to else np.iinfo(np.int32).max
    return (days >= rule.valid_from.toordinal()) & (days < until)


PLACE = {rule: place for place, rule in enumerate(table())}
