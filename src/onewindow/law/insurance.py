"""Insurance of intellectual property as rows: the products with their basis, and the premium subsidies by year.

``frequency`` (claims a right a year), ``severity`` (mean claim, CNY) and ``variation`` are a belief to begin with, not
experience; ``credibility`` is how many own claims weigh as much. An insurer changes them by changing the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from onewindow.law import dated
from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of cover: which rights, how long they must still run, and what a premium is reckoned from."""

    code: str
    name: Text
    covers: Text
    rights: frozenset[str]
    years_left: int
    citation: Text
    verified: bool
    frequency: float
    severity: float
    variation: float
    credibility: float
    expenses: float
    risk: float


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What the public purse pays of the premium of one year of a scheme."""

    scheme: str
    year: int
    percent: int
    name: Text
    citation: Text
    verified: bool


@cache
def products(on: date) -> dict[str, Product]:
    """The products on offer on a day by their code, in the order of the table."""
    return {row.key: _product(row) for row in dated.read("insurance_products") if row.in_force(on)}


def product(code: str, on: date) -> Product:
    """A product as its row stood on a day; before its first row, or after its last, as the nearest one says.

    Raises ``KeyError`` for a code that no row has.
    """
    rows = [row for row in dated.read("insurance_products") if row.key == code]
    if not rows:
        raise KeyError(code)
    return _product(next((row for row in rows if row.in_force(on)), rows[0] if on < rows[0].valid_from else rows[-1]))


def _product(row: dated.Row) -> Product:
    cells = row.cells
    return Product(
        row.key, row.name, Text(cells["covers_en"], cells["covers_zh"]), frozenset(cells["rights"].split(";")),
        int(cells["years_left"]), row.citation, row.verified,
        *(float(cells[n]) for n in ("frequency", "severity", "variation", "credibility", "expenses", "risk")),
    )  # fmt: skip


@cache
def subsidies(on: date) -> tuple[Subsidy, ...]:
    """What the purse pays on a day, by scheme and the holder's year in it."""
    return tuple(
        Subsidy(row.cells["scheme"], int(row.cells["year"]), int(row.cells["percent"]), row.name, row.citation,
                row.verified)
        for row in dated.read("premium_subsidies")
        if row.in_force(on)
    )  # fmt: skip


def subsidy(scheme: str, year: int, on: date) -> Subsidy | None:
    """The row for a holder's ``year`` (from 1) in a scheme on a day; None when the purse pays nothing."""
    return next((row for row in subsidies(on) if (row.scheme, row.year) == (scheme, year)), None)


def schemes(on: date) -> tuple[str, ...]:
    """The schemes of a day."""
    return tuple(dict.fromkeys(row.scheme for row in subsidies(on)))
