"""Insurance of intellectual property as rows: the products with their basis, and the premium subsidies by year.

``frequency`` (claims a right a year), ``severity`` (mean claim, CNY) and ``variation`` are a belief to begin with, not
experience; ``credibility`` is how many own claims weigh as much. An insurer changes them by changing the rows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of cover: which rights, how long they must still run, and what a premium is reckoned from."""

    code: str
    name: Text
    covers: Text
    rights: frozenset[str]
    overseas: bool
    years_left: int
    frequency: float
    severity: float
    variation: float
    credibility: float
    expenses: float
    risk: float


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What the public purse pays of the premium of one year of a scheme, while the row is in force."""

    scheme: str
    year: int
    valid_from: date
    valid_to: date | None
    percent: int
    name: Text
    citation: Text
    verified: bool


@cache
def products() -> dict[str, Product]:
    """Every product by its code, in the order of the table."""
    return {
        row["code"]: Product(
            row["code"], Text(row["en"], row["zh"]), Text(row["covers_en"], row["covers_zh"]),
            frozenset(row["rights"].split(";")), row["overseas"] == "yes", int(row["years_left"]),
            *(float(row[n]) for n in ("frequency", "severity", "variation", "credibility", "expenses", "risk")),
        )
        for row in _rows("insurance_products")
    }  # fmt: skip


@cache
def subsidies() -> tuple[Subsidy, ...]:
    """Every row of the subsidies."""
    return tuple(
        Subsidy(
            row["scheme"], int(row["year"]), date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None, int(row["percent"]),
            Text(row["en"], row["zh"]), Text(row["citation_en"], row["citation_zh"]), row["verified"] == "yes",
        )
        for row in _rows("premium_subsidies")
    )  # fmt: skip


def subsidy(scheme: str, year: int, on: date) -> Subsidy | None:
    """The row for a holder's ``year`` (from 1) in a scheme on a day; None when the purse pays nothing."""
    for row in subsidies():
        if (
            (row.scheme, row.year) == (scheme, year)
            and row.valid_from <= on
            and (not row.valid_to or on < row.valid_to)
        ):
            return row
    return None


def schemes() -> tuple[str, ...]:
    """The schemes there are."""
    return tuple(dict.fromkeys(row.scheme for row in subsidies()))


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("onewindow.law").joinpath(f"tables/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
