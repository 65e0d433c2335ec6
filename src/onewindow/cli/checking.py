"""``onewindow check``: earlier marks like the one asked for, one mark or a file of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onewindow.cli.failing import REFUSED_ROWS
from onewindow.cli.terminal import language, say, show
from onewindow.kernel.errors import BadInput, OnewindowError, Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.desks.register.searching import SearchRequest

CLASSES = Text("Nice classes from 1 to 45, such as 9; 25", "1 至 45 的尼斯类别，如 9; 25")
ONE = Text("a mark, --image, or both; or else --file", "商标文字、--image 或两者兼有；或者 --file")
OFFICE = Text("an office of two letters, such as CN", "两位字母的主管局代码，如 CN")
COLUMNS = Text("a header with the column text (and classes, if known)", "含 text 列（及可选 classes 列）的表头")
FIELDS = Text("as many fields as the header has", "字段数与表头一致")
REFUSED = Text("{n} of {total} rows could not be searched", "{total} 行中有 {n} 行无法检索")


class Format(StrEnum):
    """How the answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


@dataclass(frozen=True, slots=True)
class Asked:
    """A mark to search for, and the row of the file it came from."""

    text: str
    classes: str = ""
    row: int | None = None


def check(
    text: Annotated[str | None, typer.Argument(help="The mark / 商标文字", show_default=False)] = None,
    classes: Annotated[
        list[str] | None, typer.Option("--class", "-c", help="Nice class, repeatable / 尼斯类别")
    ] = None,
    goods: Annotated[str, typer.Option(help="Goods or services in words / 商品或服务")] = "",
    image: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its picture: SVG, PNG, JPEG, WebP / 商标图样")
    ] = None,
    without_owner: Annotated[
        list[int] | None, typer.Option(help="Leave out the marks of a party (id), repeatable / 排除权利人")
    ] = None,
    without_mark: Annotated[
        list[int] | None, typer.Option(help="Leave out a right (id), repeatable / 排除某一商标")
    ] = None,
    without_word: Annotated[
        list[str] | None, typer.Option(help="Leave out marks with this word, repeatable / 排除含此文字的商标")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most this many hits / 结果数上限")] = 20,
    form: Annotated[Format, typer.Option("--format", help="table, json or csv / 输出格式")] = Format.table,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="CSV: text[,classes] / 批量查询文件")
    ] = None,
    all_statuses: Annotated[bool, typer.Option(help="Ended marks too / 包括已失效商标")] = False,
    status: Annotated[list[str] | None, typer.Option(help="Only marks of this status, repeatable / 仅限此状态")] = None,
    office: Annotated[str, typer.Option(help="Only marks of this office, such as CN / 仅限此主管局")] = "",
    before: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Filed before / 申请日早于")] = None,
    shared_classes: Annotated[bool, typer.Option(help="Only marks that share a class / 仅限同类")] = False,
) -> None:
    """Check a mark in words, by picture (--image) or both, or every mark of a file; bad rows are reported and good rows
    answered (exit code 3)."""
    if (text is None and image is None) == (file is None):
        raise BadInput([Problem("text", ONE)])
    if office and not (len(office) == 2 and office.isascii() and office.isalpha()):
        raise BadInput([Problem("office", OFFICE, got=office)])
    from onewindow.cli.house import open_house

    open_house()
    from onewindow.cli import hits
    from onewindow.desks.register.models import Status
    from onewindow.desks.register.searching import SearchRequest, search

    common = SearchRequest(
        goods=goods, statuses=tuple(Status.values) if all_statuses else tuple(status or ()), limit=limit,
        jurisdiction=office.upper(), filed_before=before.date() if before else None,
        only_shared_classes=shared_classes,
        without_owners=tuple(without_owner or ()), without_marks=tuple(without_mark or ()),
        without_words=tuple(without_word or ()),
    )  # fmt: skip
    if form is Format.csv:
        hits.csv_header()
    if file is None:
        named = read_classes(", ".join(classes or []))
        hits.PRINTERS[form](search(replace(common, text=text or "", classes=named, picture=picture_in(image))), None)
        return
    total = refused = 0
    for asked in _rows(file):
        total += 1
        try:
            if isinstance(asked, Problem):
                raise BadInput([asked], file=file.name)
            chosen = read_classes(asked.classes) or read_classes(", ".join(classes or []))
            answer = search(replace(common, text=asked.text, classes=chosen))
        except BadInput as error:
            refused += 1
            show(_located(error, file.name, asked.row).say(language()), "red", err=True)
        else:
            hits.PRINTERS[form](answer, asked.row)
    if refused:
        say(REFUSED, "red", err=True, n=refused, total=total)
        raise typer.Exit(REFUSED_ROWS)


def example(request: SearchRequest) -> None:
    """Print one search as ``check`` does; used when the window is opened."""
    from onewindow.cli import hits
    from onewindow.desks.register.searching import search

    hits.PRINTERS[Format.table](search(request), None)


def picture_in(path: Path | None) -> bytes | None:
    """The picture in a file, fit to be searched by or compared. Raises ``BadInput`` naming the file."""
    from onewindow.desks.register import asked_picture

    if path is None:
        return None
    content = path.read_bytes()
    asked_picture.check(content, path.name)
    return content


def _located(error: BadInput, name: str, row: int | None) -> OnewindowError:
    problems = [Problem(p.field, p.expected, p.row if p.row is not None else row, p.got) for p in error.problems]
    return BadInput(problems, file=name)


def read_classes(words: str) -> tuple[int, ...]:
    """Nice classes as they are written. Raises ``BadInput``."""
    from onewindow.law import nice

    try:
        return nice.parse_classes(words)
    except nice.UnknownClass as error:
        raise BadInput([Problem("classes", CLASSES, got=error.piece)]) from None


def _rows(file: Path) -> Iterator[Asked | Problem]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        try:
            header = [name.strip().lower() for name in next(reader, [])]
            if "text" not in header:
                raise BadInput([Problem("text", COLUMNS, row=1, got=", ".join(header)[:80])], file=file.name)
            for row, values in enumerate(reader, 1):
                if not values:
                    continue
                if len(values) != len(header):
                    yield Problem("", FIELDS, row=row, got=str(len(values)))
                    continue
                named = dict(zip(header, values, strict=True))
                yield Asked(named["text"], named.get("classes", ""), row)
        except UnicodeDecodeError:
            utf8 = Text("text in UTF-8", "UTF-8 编码的文本")
            raise BadInput([Problem("file", utf8)], file=file.name) from None
        except csv.Error as error:
            broken = Text("a CSV file", "CSV 文件")
            raise BadInput([Problem("file", broken, got=str(error))], file=file.name) from None
