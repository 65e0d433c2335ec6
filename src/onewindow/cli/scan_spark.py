"""The same scan on Spark: ``mapInArrow`` over a Parquet file, with the scanners broadcast to the executors."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onewindow.cli.scan_output import COLUMNS, record
from onewindow.kernel.errors import BadInput, Problem, Unavailable
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.cli.scan_work import Totals
    from onewindow.engines.listings.finding_rows import Scanners

ONLY_PARQUET = Text("a Parquet file, for --spark", "使用 --spark 时为 Parquet 文件")
NO_SPARK = Text(
    "PySpark is not installed: `pip install onewindow[spark]`, and Java 17.",
    "未安装 PySpark：请执行 `pip install onewindow[spark]`，并安装 Java 17。",
)
TYPES = {"start": "int", "end": "int", "score": "double", "authorised": "boolean"}
SCHEMA = ", ".join(f"`{name}` {TYPES.get(name, 'string')}" for name in COLUMNS)


def scan_with_spark(scanners: Scanners, path: Path, kind: str, out: Path, everything: bool) -> Totals:
    """Scan a Parquet file on Spark (the master is ``local[*]`` unless the session's configuration says another) and
    write one Parquet file. Raises ``Unavailable`` without PySpark, ``BadInput`` for another kind of file."""
    if kind != "parquet":
        raise BadInput([Problem("file", ONLY_PARQUET)], file=path.name)
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Unavailable(NO_SPARK) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    session = builder.appName("onewindow listings scan").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        return _run(session, scanners, path, out, everything)
    finally:
        session.stop()


def _run(session: Any, scanners: Scanners, path: Path, out: Path, everything: bool) -> Totals:
    from pyarrow import parquet

    from onewindow.cli.scan_output import parquet_schema
    from onewindow.cli.scan_work import Totals
    from onewindow.desks.protection.catalogue_reading import CatalogueRow

    shared = session.sparkContext.broadcast(scanners)

    def scan(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield scan_batch(shared.value, batch, everything)

    frame = session.read.parquet(str(path.resolve()))
    names = [name for name in CatalogueRow._fields if name in frame.columns]
    missing = {"id", "title"} - set(names)
    if missing:
        raise BadInput([Problem(name, Text("this column", "该列")) for name in sorted(missing)], file=path.name)
    found = frame.select(*names).mapInArrow(scan, SCHEMA)
    totals, listings = Totals(), set()
    temporary = out.with_name(out.name + ".part")
    schema = parquet_schema()
    with parquet.ParquetWriter(temporary, schema, compression="zstd") as file:
        table = found.toArrow().cast(schema)
        file.write_table(table)
        totals.found = table.num_rows
        listings.update(table["listing_id"].to_pylist())
    temporary.replace(out)
    totals.read = frame.count()
    totals.listings = len(listings)
    return totals


@cache
def _open_house() -> None:
    # Once in each of Spark's own Python processes.
    from onewindow.cli.house import open_house

    open_house()


def scan_batch(scanners: Scanners, batch: Any, everything: bool) -> Any:
    """The findings in an Arrow batch of listings, as an Arrow batch; rows that are no listings are passed over."""
    import pyarrow

    _open_house()
    from onewindow.cli.scan_output import parquet_schema
    from onewindow.cli.scan_work import rows_in
    from onewindow.desks.protection.catalogue_reading import CatalogueRow, check_row, with_picture

    checked = ((check_row(given, 0), given.get("image")) for given in batch.to_pylist())
    rows = [with_picture(row, image, 0)[0] for row, image in checked if isinstance(row, CatalogueRow)]
    found = rows_in(scanners, rows, everything)
    columns = list(zip(*(record(rows[one.listing], one) for one in found), strict=True)) or [()] * len(COLUMNS)
    return pyarrow.RecordBatch.from_arrays(
        [pyarrow.array(column, field.type) for column, field in zip(columns, parquet_schema(), strict=True)],
        schema=parquet_schema(),
    )
