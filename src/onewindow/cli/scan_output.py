"""Findings as they leave the command: a table for people, CSV, JSON Lines and Parquet for programs, block by block."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from onewindow.kernel.errors import Problem
from onewindow.kernel.tables import csv_lines
from onewindow.texts import Language, Text

if TYPE_CHECKING:
    from onewindow.cli.scan_work import Write
    from onewindow.desks.protection.catalogue_reading import CatalogueRow
    from onewindow.engines.listings.finding_rows import FindingRow

COLUMNS = (
    "listing_id", "protected_id", "mark", "found_in", "start", "end", "text", "disguise", "score", "context",
    "classes", "seller", "authorised", "title",
)  # fmt: skip
HEADINGS = (Text("listing", "商品"), Text("mark", "商标"), Text("score", "得分"), Text("why", "理由"))
MOST_SHOWN = 200
MORE = Text("{n} more are not shown; --out keeps all.", "另有 {n} 处未显示；以 --out 可全部保存。")
CELLS = 10


class Format(StrEnum):
    """How findings are printed or written."""

    table = "table"
    json = "json"
    csv = "csv"
    parquet = "parquet"


ENDINGS = {".parquet": Format.parquet, ".csv": Format.csv, ".jsonl": Format.json, ".json": Format.json}


def record(row: CatalogueRow, found: FindingRow) -> tuple[object, ...]:
    """A finding by ``COLUMNS``."""
    classes = ";".join(str(n) for n in range(1, 46) if found.class_mask >> (n - 1) & 1)
    return (
        row.id, found.protected_id, found.mark, "picture" if found.in_picture else "title", found.start, found.end,
        row.title[found.start : found.end], found.disguise, found.score, found.context, classes, row.seller,
        found.authorised, row.title,
    )  # fmt: skip


@contextmanager
def writer(form: Format, out: Path | None, language: Language) -> Iterator[Write]:
    """A function that takes blocks of rows with their findings. A file takes its name when all is written."""
    temporary = out.with_name(out.name + ".part") if out else None
    if form is Format.parquet:
        assert temporary is not None
        with _parquet(temporary) as write:
            yield write
    elif temporary is not None:
        with temporary.open("w", encoding="utf-8", newline="") as file, _TEXT[form](file, language) as write:
            yield write
    else:
        with _TEXT[form](sys.stdout, language) as write:
            yield write
    if out and temporary:
        temporary.replace(out)


@contextmanager
def _csv(file: IO[str], language: Language) -> Iterator[Write]:
    file.write(next(csv_lines(COLUMNS, ())))

    def write(rows: Sequence[CatalogueRow], found: Sequence[FindingRow]) -> None:
        lines = csv_lines(COLUMNS, (record(rows[one.listing], one) for one in found))
        next(lines)
        file.writelines(lines)

    yield write


@contextmanager
def _json(file: IO[str], language: Language) -> Iterator[Write]:
    import orjson

    def write(rows: Sequence[CatalogueRow], found: Sequence[FindingRow]) -> None:
        for one in found:
            named = dict(zip(COLUMNS, record(rows[one.listing], one), strict=True))
            file.write(orjson.dumps(named).decode() + "\n")

    yield write


@contextmanager
def _table(file: IO[str], language: Language) -> Iterator[Write]:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from onewindow.engines.listings.explain import say

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for heading, ratio in zip(HEADINGS, (5, 2, 0, 4), strict=True):
        table.add_column(heading.say(language), ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    more = 0

    def write(rows: Sequence[CatalogueRow], found: Sequence[FindingRow]) -> None:
        nonlocal more
        for one in found:
            if table.row_count >= MOST_SHOWN:
                more += 1
                continue
            row = rows[one.listing]
            title = row.title
            marked = f"{escape(title[: one.start])}[bold reverse]{escape(title[one.start : one.end])}[/]"
            full = round(one.score * CELLS)
            why = say(title[one.start : one.end], one.mark or "▣", one.disguise, one.context).say(language)
            table.add_row(
                f"{marked}{escape(title[one.end :])}\n[dim]{escape(row.id)} · {escape(row.seller)}[/]",
                escape(one.mark or "▣"),
                f"{'█' * full}{'░' * (CELLS - full)} {one.score:.2f}", escape(why),
            )  # fmt: skip

    yield write
    console = Console(file=file, highlight=False)
    console.print(table)
    if more:
        console.print(MORE.say(language, n=more), style="dim")


_TEXT = {Format.csv: _csv, Format.json: _json, Format.table: _table}


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    import pyarrow
    from pyarrow import parquet

    schema = parquet_schema()

    with parquet.ParquetWriter(path, schema, compression="zstd") as file:

        def write(rows: Sequence[CatalogueRow], found: Sequence[FindingRow]) -> None:
            columns = list(zip(*(record(rows[one.listing], one) for one in found), strict=True))
            if columns:
                file.write_table(pyarrow.table(columns, schema=schema))

        yield write


def parquet_schema() -> Any:
    """The types of ``COLUMNS``."""
    import pyarrow

    whole, number, yes = pyarrow.int32(), pyarrow.float64(), pyarrow.bool_()
    kinds = {"start": whole, "end": whole, "score": number, "authorised": yes}
    return pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])


def write_report(path: Path, name: str, problems: Sequence[Problem]) -> None:
    """Refused rows as CSV."""
    header = ["file", "row", "field", "got", "expected", "expected_zh"]
    rows = ((name, p.row, p.field, p.got, p.expected.en, p.expected.zh) for p in problems)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(header, rows))
