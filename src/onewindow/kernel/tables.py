"""Tables that leave the window as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

# A spreadsheet runs a cell that begins with one of these as a formula. Source: OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV file in lines, with the mark by which spreadsheets know that it is UTF-8, formulas made harmless."""
    yield "\ufeff" + _line(header)
    for row in rows:
        yield _line([_cell(value) for value in row])


def _line(values: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return "" if value is None else value
