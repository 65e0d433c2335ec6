"""Whether the tables are whole: citations, calendars, and dates without gap or overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from onewindow.law import calendars, dated, rules
from onewindow.law.rules import ANY, Rule
from onewindow.law.schedule import LINES, Line
from onewindow.texts import Language, Text

ENDS_EARLY = Text("it ends before it begins", "失效日不晚于生效日")
OVERLAPS = Text("it overlaps with line {line}", "与第 {line} 行的有效期重叠")
GAP = Text("a gap after line {line}", "与第 {line} 行之间有空档")
LISTED = Text("listed in line {line} already", "第 {line} 行已列")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: file, line, and the matter."""

    table: str
    line: int
    text: Text

    def say(self, language: Language) -> str:
        """``periods.csv, line 7: ...``."""
        where = (
            f"{self.table}.csv，第 {self.line} 行：" if language == "zh" else f"{self.table}.csv, line {self.line}: "
        )
        return where + self.text.say(language)


def counts() -> dict[str, dict[str, int]]:
    """Rules by jurisdiction: rows, different ids, rows verified and not."""
    by: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    for rule in rules.table():
        by[rule.jurisdiction].append((rule.id, rule.verified))
    for row in dated_rows():
        by[dated.JURISDICTION].append((f"{row.table} {row.key}", row.verified))
    return {
        jurisdiction: {
            "rows": len(found), "ids": len({name for name, _ in found}),
            "verified": sum(sure for _, sure in found), "unverified": sum(not sure for _, sure in found),
        }
        for jurisdiction, found in sorted(by.items())
    }  # fmt: skip


def tables() -> tuple[str, ...]:
    """The tables that are checked; all but the last two have rules that are counted."""
    return (*rules.TABLES, *dated.KEYS, "closing_days", "schedule")


def dated_rows() -> tuple[dated.Row, ...]:
    """Every row of the tables that have columns of their own."""
    return tuple(row for name in dated.KEYS for row in dated.read(name))


def faults(table: Iterable[Rule] | None = None) -> list[Fault]:
    """Everything wrong with the tables (or with ``table``), in the order of their rows.

    Two rows of one id must not hold on the same day for the same right and facts; the rows of one id, right and
    condition must follow one another without a gap. (Citations, units and dates that cannot be read are refused
    earlier, by ``rules.parse``.)
    """
    by: defaultdict[str, list[Rule]] = defaultdict(list)
    found: list[Fault] = []
    for rule in rules.table() if table is None else table:
        by[rule.id].append(rule)
        if rule.rolls and rule.rolls not in calendars.NAMES:
            found.append(_of_rule(rule, Text(f"no calendar {rule.rolls}", f"没有 {rule.rolls} 日历")))
        if rule.unit == "working_days" and not rule.rolls:
            found.append(_of_rule(rule, Text("working days of which calendar?", "未写明工作日所依日历")))
        if rule.valid_to is not None and rule.valid_to <= rule.valid_from:
            found.append(_of_rule(rule, ENDS_EARLY))
        if rule.value < 0:
            found.append(_of_rule(rule, Text("the value is negative", "数值为负")))
    for same in by.values():
        found += _overlaps(same)
        found += _gaps(same)
    return sorted(found, key=lambda fault: (fault.table, fault.line))


def dated_faults(table: Iterable[dated.Row] | None = None) -> list[Fault]:
    """The same of the tables that have columns of their own: on every day one row of a key, from its first row on."""
    by: defaultdict[tuple[str, str], list[dated.Row]] = defaultdict(list)
    found: list[Fault] = []
    for row in dated_rows() if table is None else table:
        by[row.table, row.key].append(row)
        if row.valid_to is not None and row.valid_to <= row.valid_from:
            found.append(_of_row(row, ENDS_EARLY))
    for same in by.values():
        for earlier, later in pairwise(sorted(same, key=lambda row: row.valid_from)):
            if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                found.append(_of_row(later, OVERLAPS.fill(line=earlier.line)))
            elif earlier.valid_to < later.valid_from:
                found.append(_of_row(later, GAP.fill(line=earlier.line)))
    return sorted(found, key=lambda fault: (fault.table, fault.line))


def day_faults(table: Iterable[Mapping[str, str]] | None = None) -> list[Fault]:
    """What is wrong with the closing days: a day of an office listed twice, or without a citation."""
    found, seen = [], dict[tuple[str, str], int]()
    for line, row in enumerate(calendars.listed() if table is None else table, 2):
        key = row["calendar"], row["day"]
        if key in seen:
            found.append(_of_day(line, row, LISTED.fill(line=seen[key])))
        if not (row["citation_en"].strip() and row["citation_zh"].strip()):
            found.append(_of_day(line, row, Text("no citation", "缺少依据")))
        seen.setdefault(key, line)
    return found


def schedule_faults(lines: Iterable[Line] = LINES) -> list[Fault]:
    """Deadlines of the schedule whose period or fee no table has."""
    known = {rule.id for rule in rules.table()}
    return [
        _fault("schedule", number, line.code, Text(f"no rule {name}", f"没有规则 {name}"))
        for number, line in enumerate(lines, 2)
        for name in (line.rule, line.fee, line.grace)
        if name and name not in known
    ]


def _overlaps(same: list[Rule]) -> list[Fault]:
    return [
        _of_rule(other, OVERLAPS.fill(line=one.line))
        for one, other in combinations(same, 2)
        if _share_right(one, other) and _share_days(one, other) and _share_facts(one, other)
    ]


def _gaps(same: list[Rule]) -> list[Fault]:
    by: defaultdict[tuple[object, ...], list[Rule]] = defaultdict(list)
    for rule in same:
        by[rule.right, rule.condition].append(rule)
    return [
        _of_rule(later, GAP.fill(line=earlier.line))
        for rows in by.values()
        for earlier, later in pairwise(sorted(rows, key=lambda rule: rule.valid_from))
        if earlier.valid_to is not None and earlier.valid_to < later.valid_from
    ]


def _share_right(one: Rule, other: Rule) -> bool:
    return one.right == other.right or ANY in (one.right, other.right)


def _share_days(one: Rule, other: Rule) -> bool:
    return one.valid_from < (other.valid_to or date.max) and other.valid_from < (one.valid_to or date.max)


def _share_facts(one: Rule, other: Rule) -> bool:
    """Whether some facts meet both conditions; a fact that only one of them asks for does not tell them apart."""
    terms = {term.fact: term for term in one.condition}
    return all(term.meets(terms[term.fact]) for term in other.condition if term.fact in terms)


def _of_rule(rule: Rule, matter: Text) -> Fault:
    return _fault(rule.table, rule.line, rule.id, matter)


def _of_row(row: dated.Row, matter: Text) -> Fault:
    return _fault(row.table, row.line, row.key, matter)


def _of_day(line: int, row: Mapping[str, str], matter: Text) -> Fault:
    return _fault("closing_days", line, f"{row['calendar']} {row['day']}", matter)


def _fault(table: str, line: int, about: str, matter: Text) -> Fault:
    return Fault(table, line, Text(f"{about}: {matter.en}", f"{about}：{matter.zh}"))
