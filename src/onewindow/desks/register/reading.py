"""Reading a file to be taken in: CSV, JSON Lines or Parquet, row by row, whatever is wrong with single rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Columns:
    """The schema of a kind of file: columns that must be there and columns that may be."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


COLUMNS = {
    "marks": Columns(
        ("jurisdiction", "number", "text", "classes", "status", "filing_date", "owner_name"),
        ("owner_country", "owner_key", "goods", "registration_date", "expiry_date", "image"),
    ),
    "nice": Columns(
        ("class", "similar_group", "name"), ("part", "paragraph", "code", "name_en", "group_title", "notes")
    ),
}
"""By kind of file; in the README as well, under "Importing marks" and "Importing a table of similar goods"."""
FORMATS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
LONGEST_LINE = 1 << 20

Row = dict[str, Any]
UTF8 = Text("text in UTF-8", "UTF-8 编码的文本")
WHOLE_PARQUET = Text("a whole Parquet file", "完整的 Parquet 文件")


def format_of(name: str) -> str:
    """The format by the file's name. Raises ``BadInput`` for another ending."""
    kind = FORMATS.get(Path(name).suffix.lower())
    if kind is None:
        expected = Text("a name ending in .csv, .jsonl or .parquet", "以 .csv、.jsonl 或 .parquet 结尾的文件名")
        raise BadInput([Problem("file", expected)], file=name)
    return kind


def showable(text: str) -> str:
    """``text`` as it can be kept and shown: bytes that are no UTF-8, and NUL, are marked."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{SYMBOL FOR NULL}")


def check_columns(columns: Columns, present: list[str], name: str) -> None:
    """Raise ``BadInput`` naming every required column that is missing."""
    missing = [column for column in columns.required if column not in present]
    if missing:
        expected = Text("this column in the header", "表头中的一列")
        got = showable(", ".join(present)[:120])
        raise BadInput([Problem(column, expected, row=1, got=got) for column in missing], file=name)


def count_rows(path: Path, kind: str) -> int:
    """About how many rows there are (exact for Parquet), for the progress bar."""
    if kind == "parquet":
        return int(_parquet(path, path.name).metadata.num_rows)
    with path.open("rb") as file:
        lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return max(lines - (kind == "csv"), 0)


def read(
    path: Path, kind: str, name: str, skip: int = 0, columns: Columns = COLUMNS["marks"]
) -> Iterator[tuple[int, Row | Problem]]:
    """(row number, row or what is wrong with it) after the first ``skip`` rows. Rows count from 1, without the header.

    Raises ``BadInput`` where the file as a whole cannot be read: columns missing, no UTF-8 at all, not Parquet.
    """
    if kind == "parquet":
        yield from _read_parquet(path, name, skip, columns)
        return
    with path.open("rb") as file:
        _refuse_utf16(file, name)
        # Bytes that are no UTF-8 become lone surrogates: the row they stand in can be named, the others read.
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        yield from _read_csv(text, name, skip, columns) if kind == "csv" else _read_jsonl(text, skip)


def _read_csv(text: IO[str], name: str, skip: int, columns: Columns) -> Iterator[tuple[int, Row | Problem]]:
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(text)
    try:
        header = next(reader, [])
    except csv.Error:
        header = []
    header = [column.strip() for column in header]
    check_columns(columns, header, name)
    width = len(header)
    number = 0
    while True:
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, Problem("", Text("a CSV row with fields below 1 MB", "字段小于 1 MB 的 CSV 行"), row=number)
            continue
        if number <= skip:
            continue
        if len(values) != width:
            if not values:  # an empty line is nothing, but it keeps its number
                continue
            expected = Text("{n} fields", "{n} 个字段").fill(n=width)
            yield number, Problem("", expected, row=number, got=str(len(values)))
            continue
        yield number, dict(zip(header, values, strict=True))


def _read_jsonl(text: IO[str], skip: int) -> Iterator[tuple[int, Row | Problem]]:
    expected = Text("one JSON object on the line", "每行一个 JSON 对象")
    for number, line in enumerate(text, 1):
        if number <= skip or not line.strip():
            continue
        try:
            row = orjson.loads(line.encode())
        except UnicodeEncodeError:
            yield number, Problem("", UTF8, row=number)
            continue
        except orjson.JSONDecodeError:
            row = None
        if not isinstance(row, dict):
            yield number, Problem("", expected, row=number, got=showable(line[:60].strip()))
            continue
        yield number, row


def _read_parquet(path: Path, name: str, skip: int, schema: Columns) -> Iterator[tuple[int, Row | Problem]]:
    import pyarrow

    file = _parquet(path, name)
    check_columns(schema, file.schema_arrow.names, name)
    columns = [column for column in (*schema.required, *schema.optional) if column in file.schema_arrow.names]
    number = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if number + rows <= skip:
            number += rows
            continue
        batches = file.iter_batches(batch_size=2000, row_groups=[group], columns=columns)
        while True:
            try:
                batch = next(batches, None)
            except (pyarrow.ArrowException, OSError):
                raise BadInput([Problem("file", WHOLE_PARQUET)], file=name) from None
            if batch is None:
                break
            for row in batch.to_pylist():
                number += 1
                if number > skip:
                    yield number, row


def _parquet(path: Path, name: str) -> Any:
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pyarrow.ArrowInvalid, OSError):
        raise BadInput([Problem("file", WHOLE_PARQUET)], file=name) from None


def _refuse_utf16(file: IO[bytes], name: str) -> None:
    start = file.read(4096)
    file.seek(0)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start:
        raise BadInput([Problem("file", UTF8, got="UTF-16 / binary")], file=name)
