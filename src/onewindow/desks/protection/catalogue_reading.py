"""Reading a catalogue: the listings of a file in blocks, and what is wrong with single rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from onewindow.desks.register.checking import Cells
from onewindow.desks.register.reading import Columns, read
from onewindow.kernel.errors import Problem
from onewindow.texts import Text

COLUMNS = Columns(("id", "title"), ("category", "seller", "image"))
LONGEST = {"id": 120, "title": 2000, "category": 200, "seller": 200, "image": 400}
REMEMBERED = 1_000_000
"""An id is known to stand twice in a file if no more ids than these are between."""
ONCE = Text("an id that stands once in the file", "文件中不重复的 id")


class CatalogueRow(NamedTuple):
    """A listing as a catalogue gives it."""

    id: str
    title: str
    category: str = ""
    seller: str = ""
    image: str = ""


@dataclass
class Block:
    """Rows of a file up to number ``last``: the good ones with their numbers, and what is wrong with the others."""

    last: int = 0
    numbers: list[int] = field(default_factory=list)
    rows: list[CatalogueRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_row(row: Mapping[str, Any], number: int | None) -> CatalogueRow | list[Problem]:
    """The listing of a row, or everything that is wrong with it."""
    values = [row.get(name) for name in CatalogueRow._fields]
    if all(type(v) is str and v.isprintable() and len(v) <= 120 for v in values[:2]) and values[0] and values[1]:
        rest = values[2:]
        if all(v is None or (type(v) is str and len(v) <= 200 and v.isprintable()) for v in rest):
            stripped = [str(v or "").strip() for v in values]
            if stripped[0] and stripped[1]:
                return CatalogueRow(*stripped)
    cells = Cells(row, number or 0, LONGEST)
    listing = CatalogueRow(*(cells.words(name, name in COLUMNS.required) for name in CatalogueRow._fields))
    if number is None:
        return [Problem(p.field, p.expected, None, p.got) for p in cells.problems] or listing
    return cells.problems or listing


def blocks(path: Path, form: str, name: str, size: int, skip: int = 0) -> Iterator[Block]:
    """The file in blocks of up to ``size`` rows, after the first ``skip``. Raises ``BadInput`` for a file that cannot
    be read as a whole."""
    block, seen = Block(skip), dict[str, None]()
    for number, row in read(path, form, name, skip, COLUMNS):
        checked = [row] if isinstance(row, Problem) else check_row(row, number)
        if not isinstance(checked, list) and checked.id in seen:
            checked = [Problem("id", ONCE, number, checked.id[:60])]
        if isinstance(checked, list):
            block.problems.extend(checked)
        else:
            seen[checked.id] = None
            if len(seen) > REMEMBERED:
                del seen[next(iter(seen))]
            block.numbers.append(number)
            block.rows.append(checked)
        block.last = number
        if len(block.rows) + len(block.problems) >= size:
            yield block
            block = Block(number)
    if block.rows or block.problems:
        yield block
