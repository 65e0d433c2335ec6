"""Reading a catalogue: the listings of a file in blocks, and what is wrong with single rows."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from onewindow.desks.register import asked_picture
from onewindow.desks.register.checking import PICTURE, Cells
from onewindow.desks.register.reading import Columns, read, showable
from onewindow.kernel import files
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text

COLUMNS = Columns(("id", "title"), ("category", "seller", "image"))
WORDS = ("id", "title", "category", "seller")
LONGEST = {"id": 120, "title": 2000, "category": 200, "seller": 200}
REMEMBERED = 1_000_000
"""An id is known to stand twice in a file if no more ids than these are between."""
MOST_BYTES = 64 * 1024 * 1024
"""Of the pictures of one block, each counted as at least half a megabyte: to keep one takes its time too."""
LEAST_BYTES = MOST_BYTES // 128
IN_FOLDER = Text("the name of a picture in the folder given", "所给文件夹内的图片文件名")
ONCE = Text("an id that stands once in the file", "文件中不重复的 id")


class CatalogueRow(NamedTuple):
    """A listing as a catalogue gives it; its picture is one that was checked."""

    id: str
    title: str
    category: str = ""
    seller: str = ""
    image: bytes = b""


@dataclass
class Block:
    """Rows of a file up to number ``last``: the good ones with their numbers, and what is wrong with the others."""

    last: int = 0
    numbers: list[int] = field(default_factory=list)
    rows: list[CatalogueRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_row(row: Mapping[str, Any], number: int | None) -> CatalogueRow | list[Problem]:
    """The listing of a row, without its picture, or everything that is wrong with it."""
    values = [row.get(name) for name in WORDS]
    if all(type(v) is str and v.isprintable() and len(v) <= 120 for v in values[:2]) and values[0] and values[1]:
        rest = values[2:]
        if all(v is None or (type(v) is str and len(v) <= 200 and v.isprintable()) for v in rest):
            stripped = [str(v or "").strip() for v in values]
            if stripped[0] and stripped[1]:
                return _listing(stripped)
    cells = Cells(row, number or 0, LONGEST)
    listing = _listing([cells.words(name, name in COLUMNS.required) for name in WORDS])
    if number is None:
        return [Problem(p.field, p.expected, None, p.got) for p in cells.problems] or listing
    return cells.problems or listing


def _listing(words: list[str]) -> CatalogueRow:
    reference, title, category, seller = words
    return CatalogueRow(reference, title, category, seller)


def with_picture(
    listing: CatalogueRow, given: Any, number: int | None, folder: Path | None = None
) -> tuple[CatalogueRow, list[Problem]]:
    """A listing with the picture of its row. A picture that is none is told, and the listing stays without: its title
    is scanned all the same."""
    image, problems = picture_of(given, number, folder)
    return listing._replace(image=image), problems


def picture_of(given: Any, number: int | None, folder: Path | None = None) -> tuple[bytes, list[Problem]]:
    """The picture of a row, or nothing and what is wrong with it: bytes, their base64 in a file of text, or with a
    ``folder`` the name of a file in it."""
    if given is None or given in ("", b""):
        return b"", []
    try:
        content = given if isinstance(given, bytes) else _bytes_of(str(given).strip(), folder)
        asked_picture.check(content)
    except ValueError:
        return b"", [Problem("image", PICTURE, number, showable(str(given))[:60])]
    except BadInput as error:
        got = "" if isinstance(given, bytes) else showable(str(given))[:60]
        return b"", [Problem("image", problem.expected, number, got) for problem in error.problems]
    return content, []


def _bytes_of(given: str, folder: Path | None) -> bytes:
    if folder is None:
        return base64.b64decode(given, validate=True)
    path = (folder / given).resolve()
    if "\0" in given or not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise BadInput([Problem("image", IN_FOLDER)])
    with path.open("rb") as file:
        return file.read(files.PICTURE_BYTES + 1)


def blocks(
    path: Path, form: str, name: str, size: int, skip: int = 0, folder: Path | None = None
) -> Iterator[Block]:  # fmt: skip
    """The file in blocks of up to ``size`` rows, after the first ``skip``; with a ``folder`` pictures are named as
    files in it. Raises ``BadInput`` for a file that cannot be read as a whole."""
    block, seen, weight = Block(skip), dict[str, None](), 0
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
            assert not isinstance(row, Problem)
            checked, unfit = with_picture(checked, row.get("image"), number, folder)
            block.problems.extend(unfit)
            block.numbers.append(number)
            block.rows.append(checked)
            weight += max(len(checked.image), LEAST_BYTES) if checked.image else 0
        block.last = number
        if len(block.rows) + len(block.problems) >= size or weight >= MOST_BYTES:
            yield block
            block, weight = Block(number), 0
    if block.rows or block.problems:
        yield block
