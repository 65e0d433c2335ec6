"""The law as dated rows, and the one evaluator that reads them.

A row says: in this jurisdiction, for this right, under this condition, from this day to that, the value is so much, by
this article. A lawyer changes a fee or a period by adding a row with a later ``valid_from`` (and closing the row before
it with the same day as ``valid_to``): the past keeps the row that was in force. The idea of dated parameters with a
reference is OpenFisca's.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from onewindow.law.money import CURRENCIES, Money
from onewindow.texts import Text

TABLES = ("periods", "patent_fees", "trademark_fees", "reductions", "foreign_fees")
KINDS = {
    "invention": Text("Invention patent", "发明专利"),
    "utility_model": Text("Utility model", "实用新型"),
    "design": Text("Design", "外观设计"),
    "trademark": Text("Trademark", "商标"),
}
ANY = "any"
LENGTHS = ("hours", "days", "working_days", "months", "years")
UNITS = (*LENGTHS, *CURRENCIES, "percent", "count")
Fact = int | str


@dataclass(frozen=True, slots=True)
class Term:
    """One condition on one fact: a whole number between two ends (both included), or one of some words."""

    fact: str
    low: int = 0
    high: int = 0
    words: frozenset[str] = frozenset()

    def holds(self, value: Fact | None) -> bool:
        """Whether ``value`` meets it; a fact not given meets nothing."""
        if self.words:
            return value in self.words
        return isinstance(value, int) and self.low <= value <= self.high

    def meets(self, other: Term) -> bool:
        """Whether some value meets both."""
        if self.words or other.words:
            return bool(self.words & other.words)
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. ``basis`` is the event whose date the rule counts from or is picked by; ``valid_to`` is exclusive."""

    id: str
    jurisdiction: str
    right: str
    valid_from: date
    valid_to: date | None
    condition: tuple[Term, ...]
    basis: str
    base: Text
    value: Decimal
    unit: str
    rolls: str
    """Calendar by which the end of a period rolls to the next working day, or by which working days count."""
    first_day_counts: bool
    """True for the term of a right: it ends the day before the corresponding day."""
    name: Text
    citation: Text
    verified: bool
    table: str = ""
    line: int = 0

    @property
    def count(self) -> int:
        """The value of a rule that counts whole things: days, months, years, claims."""
        return int(self.value)

    @property
    def money(self) -> Money:
        """The value of a fee. Raises ``ValueError`` for a rule that is none."""
        return Money(self.value, self.unit)

    def in_force(self, on: date) -> bool:
        """Whether the row was in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def applies(self, right: str, facts: dict[str, Fact]) -> bool:
        """Whether it is about this kind of right (``ANY``: whichever) and these facts."""
        return (right == ANY or self.right in (ANY, right)) and all(
            term.holds(facts.get(term.fact)) for term in self.condition
        )


class NoRule(LookupError):
    """No row of this rule was in force on the day asked for, or none fits the facts."""


@cache
def table() -> tuple[Rule, ...]:
    """Every row of every table, in their order."""
    return tuple(rule for name in TABLES for rule in read(name))


def read(name: str) -> list[Rule]:
    """The rows of one table. Raises ``ValueError`` naming file, line and column of a row that cannot be read."""
    text = resources.files("onewindow.law").joinpath(f"tables/{name}.csv").read_text("utf-8")
    return parse(name, text)


def parse(name: str, text: str) -> list[Rule]:
    """The rows of a table given as CSV. Raises ``ValueError`` as ``read`` does."""
    return [_row(name, line, row) for line, row in enumerate(csv.DictReader(text.splitlines()), 2)]


@cache
def rows(rule_id: str) -> tuple[Rule, ...]:
    """Every row of a rule, whenever it was in force. Raises ``NoRule`` for an id that no table has."""
    found = tuple(rule for rule in table() if rule.id == rule_id)
    if not found:
        raise NoRule(f"no rule {rule_id!r}")
    return found


def find(rule_id: str, on: date, right: str = ANY, **facts: Fact) -> Rule:
    """The row of ``rule_id`` in force on a day for a kind of right and the facts.

    Raises ``NoRule``, and ``ValueError`` where several rows fit because the kind of right was not said.
    """
    found = [rule for rule in rows(rule_id) if rule.in_force(on) and rule.applies(right, facts)]
    if not found:
        raise NoRule(f"no rule {rule_id!r} in force on {on.isoformat()} for {right} {facts or ''}".rstrip())
    if len(found) > 1:
        raise ValueError(f"{rule_id} differs by the kind of right: say which")
    return found[0]


def _row(name: str, line: int, row: dict[str, str]) -> Rule:
    def wrong(column: str, expected: str) -> ValueError:
        return ValueError(f"{name}.csv, line {line}, {column}: expected {expected}, got {row.get(column)!r}")

    def day(column: str) -> date:
        try:
            return date.fromisoformat(row[column])
        except ValueError:
            raise wrong(column, "a date such as 2024-05-31") from None

    try:
        value = Decimal(row["value"])
    except ArithmeticError:
        raise wrong("value", "a number") from None
    if row["unit"] not in UNITS:
        raise wrong("unit", f"one of {', '.join(UNITS)}")
    if row["right"] != ANY and row["right"] not in KINDS:
        raise wrong("right", f"{ANY} or one of {', '.join(KINDS)}")
    if row["verified"] not in ("yes", "no"):
        raise wrong("verified", "yes or no")
    try:
        condition = tuple(_term(piece) for piece in row["condition"].split(";") if piece)
        texts = [Text(row[f"{part}_en"], row[f"{part}_zh"]) for part in ("base", "citation")]
        label = Text(row["en"], row["zh"])
    except ValueError as error:
        raise ValueError(f"{name}.csv, line {line}: {error}") from None
    return Rule(
        id=row["id"], jurisdiction=row["jurisdiction"], right=row["right"], valid_from=day("valid_from"),
        valid_to=day("valid_to") if row["valid_to"] else None, condition=condition, basis=row["basis"], base=texts[0],
        value=value, unit=row["unit"], rolls=row["rolls"], first_day_counts=row["first_day_counts"] == "yes",
        name=label, citation=texts[1], verified=row["verified"] == "yes", table=name, line=line,
    )  # fmt: skip


def _term(piece: str) -> Term:
    fact, equals, wanted = piece.strip().partition("=")
    if not equals or not wanted:
        raise ValueError(f"condition: expected fact=value, fact=1..3 or fact=one|other, got {piece!r}")
    low, dots, high = wanted.partition("..")
    if low.isdigit():
        return Term(fact, int(low), int(high) if dots else int(low))
    return Term(fact, words=frozenset(wanted.split("|")))
