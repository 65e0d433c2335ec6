"""Tables whose rows have columns of their own beside what every row of the law has: days of validity and a citation.

``rules`` reads the tables of values; grounds of pledges, products of insurance and subsidies of premiums are
words and figures of their own kind, dated and cited all the same.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from onewindow.texts import Text

KEYS = {
    "pledge_grounds": ("kind", "number"),
    "insurance_products": ("code",),
    "premium_subsidies": ("scheme", "year"),
}
"""The columns that say which row is the successor of which; on one day one row of a key is in force."""
JURISDICTION = "CN"
"""Whose law these tables are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``valid_to`` is exclusive. ``key`` names what it is about, ``cells`` has the columns of its table."""

    table: str
    line: int
    key: str
    valid_from: date
    valid_to: date | None
    name: Text
    citation: Text
    verified: bool
    cells: Mapping[str, str]

    def in_force(self, on: date) -> bool:
        """Whether the row was in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@cache
def read(name: str) -> tuple[Row, ...]:
    """The rows of one table of ``KEYS``. Raises ``ValueError`` naming file, line and column."""
    return parse(name, resources.files("onewindow.law").joinpath(f"tables/{name}.csv").read_text("utf-8"))


def parse(name: str, text: str) -> tuple[Row, ...]:
    """The rows of a table given as CSV. Raises ``ValueError`` as ``read`` does."""
    return tuple(_row(name, line, row) for line, row in enumerate(csv.DictReader(text.splitlines()), 2))


def _row(name: str, line: int, row: dict[str, str]) -> Row:
    def wrong(column: str, expected: str) -> ValueError:
        return ValueError(f"{name}.csv, line {line}, {column}: expected {expected}, got {row.get(column)!r}")

    def day(column: str) -> date:
        try:
            return date.fromisoformat(row[column])
        except (KeyError, TypeError, ValueError):
            raise wrong(column, "a date such as 2024-05-31") from None

    if row.get("verified") not in ("yes", "no"):
        raise wrong("verified", "yes or no")
    for column in KEYS[name]:
        if not row.get(column):
            raise wrong(column, "what the row is about")
    try:
        label, citation = Text(row["en"], row["zh"]), Text(row["citation_en"], row["citation_zh"])
    except ValueError as error:
        raise ValueError(f"{name}.csv, line {line}: {error}") from None
    return Row(
        name, line, " ".join(row[column] for column in KEYS[name]), day("valid_from"),
        day("valid_to") if row["valid_to"] else None, label, citation, row["verified"] == "yes", row,
    )  # fmt: skip
