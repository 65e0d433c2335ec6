"""A client's portfolio as a CSV file: its columns, and from a row to a right or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from onewindow.desks.register.checking import Cells
from onewindow.desks.register.models import Kind, Status
from onewindow.desks.register.reading import Columns, format_of, read
from onewindow.desks.register.recording import Happened
from onewindow.kernel.errors import BadInput, Problem
from onewindow.law import nice, numbers
from onewindow.texts import Text

COLUMNS = Columns(
    ("jurisdiction", "kind", "number", "title", "filing_date"),
    ("status", "priority_date", "filing_fee_date", "publication_date", "examination_date", "grant_date", "expiry_date",
     "classes", "paid_to"),
)  # fmt: skip
EVENTS = {
    "priority_date": "priority",
    "filing_fee_date": "filing_fee_paid",
    "publication_date": "laid_open",
    "examination_date": "examination_requested",
}
DATE = Text("a date such as 2024-05-31", "形如 2024-05-31 的日期")
KINDS = Text(f"one of {', '.join(Kind.values)}", f"以下之一：{'、'.join(Kind.values)}")
STATUS = Text(f"one of {', '.join(Status.values)}", f"以下之一：{'、'.join(Status.values)}")
LONGEST = {"title": 400, "number": 40}


@dataclass(frozen=True, slots=True)
class Row:
    """A right of a portfolio as its row says it."""

    jurisdiction: str
    kind: str
    number: str
    title: str
    status: str
    filing_date: date
    grant_date: date | None
    expiry_date: date | None
    classes: tuple[int, ...]
    paid_to: int
    events: tuple[Happened, ...]


def check_whole(path: Path, name: str) -> None:
    """Raise ``BadInput`` for a file that is no CSV, or whose header lacks a column."""
    if format_of(name) != "csv":
        raise BadInput([Problem("file", Text("a name ending in .csv", "以 .csv 结尾的文件名"))], file=name)
    next(iter(read(path, "csv", name, columns=COLUMNS)), None)


def check_row(row: Mapping[str, Any], number: int) -> Row | list[Problem]:
    """The right of a row, or everything that is wrong with it: the office number by shape and check digit too."""
    cells = Cells(row, number, LONGEST)
    office, kind = cells.words("jurisdiction").upper(), cells.words("kind").lower()
    if office and not (len(office) == 2 and office.isascii() and office.isalpha()):
        cells.wrong("jurisdiction", Text("a two-letter code such as CN", "两位字母代码，如 CN"))
    if kind and kind not in Kind.values:
        cells.wrong("kind", KINDS)
    given = cells.words("number")
    if given and office and kind in Kind.values:
        try:
            given = numbers.read(office, kind, given).text
        except numbers.BadNumber as error:
            cells.wrong("number", error.expected)
    title = cells.words("title", needed=kind != Kind.TRADEMARK)
    filed = _day(cells, row, "filing_date", needed=True)
    granted, expires = _day(cells, row, "grant_date"), _day(cells, row, "expiry_date")
    status = cells.words("status", needed=False).lower()
    if status and status not in Status.values:
        cells.wrong("status", STATUS)
    days = {column: _day(cells, row, column) for column in EVENTS}
    events = tuple(Happened(code, day) for column, code in EVENTS.items() if (day := days[column]))
    if filed and granted and granted < filed:
        cells.wrong("grant_date", Text("a date not before filing_date", "不早于 filing_date 的日期"))
    priority = days["priority_date"]
    if filed and priority and priority > filed:
        cells.wrong("priority_date", Text("a date not after filing_date", "不晚于 filing_date 的日期"))
    if kind == Kind.TRADEMARK and granted and not expires:
        cells.wrong("expiry_date", Text("the end of the term of a registered mark", "注册商标的有效期满日"))
    classes, paid = _classes(cells, row, kind), _whole(cells, row, "paid_to")
    if cells.problems or filed is None:
        return cells.problems
    return Row(
        office, kind, given, title, status or (Status.REGISTERED if granted else Status.PENDING), filed, granted,
        expires, classes, paid, events,
    )  # fmt: skip


def _day(cells: Cells, row: Mapping[str, Any], column: str, needed: bool = False) -> date | None:
    text = cells.words(column, needed)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1950 <= day.year <= 2100:
        cells.wrong(column, DATE)
        return None
    return day


def _classes(cells: Cells, row: Mapping[str, Any], kind: str) -> tuple[int, ...]:
    text = cells.words("classes", needed=kind == Kind.TRADEMARK)
    try:
        return nice.parse_classes(text)
    except nice.UnknownClass:
        cells.wrong("classes", Text("Nice classes from 1 to 45, such as 9; 25", "1 至 45 的尼斯类别，如 9; 25"))
        return ()


def _whole(cells: Cells, row: Mapping[str, Any], column: str) -> int:
    text = cells.words(column, needed=False)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= 25):
        cells.wrong(column, Text("a year from 1 to 25", "1 至 25 的年度"))
        return 0
    return int(text)
