"""``onewindow listings scan``: a catalogue read in blocks, scanned by one process or several, written as it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onewindow.cli.failing import REFUSED_ROWS
from onewindow.cli.scan_output import ENDINGS, Format
from onewindow.cli.terminal import language, say
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text

DONE = Text(
    "Rows read: {read}, refused: {refused}. Findings: {found}, in listings: {listings}. Marks looked for: {marks}.",
    "读取 {read} 行，在 {listings} 件商品中发现 {found} 处，拒收 {refused} 处；所查商标 {marks} 件。",
)
REPORT = Text("Why each row was refused stands in {report}", "每一行的拒收原因见 {report}")
NOTHING = Text("a register, watch list or file with marks", "含有商标的登记簿、监测名单或文件")
OUT = Text("a name ending in .parquet, .csv or .jsonl", "以 .parquet、.csv 或 .jsonl 结尾的文件名")
TO_A_FILE = Text("--out with a name ending in .parquet", "--out 指定以 .parquet 结尾的文件名")
IN_FILE = Text("pictures within the Parquet file, for --spark", "使用 --spark 时图片应在 Parquet 文件内")
HELP_AGAINST = "register, watched, or a CSV: id,text[,classes,licensees,image] / 比对范围"


def scan(
    catalogue: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV, JSON Lines or Parquet / 商品目录")
    ],
    against: Annotated[str, typer.Option(help=HELP_AGAINST)] = "register",
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="Where findings go / 结果文件")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="By default as --out ends / 输出格式")] = None,
    processes: Annotated[int, typer.Option(min=1, max=256, help="Processes to scan with / 进程数")] = 1,
    images: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of the files named in image / 图片文件夹")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Where refused rows go / 拒收行报告")] = None,
    everything: Annotated[bool, typer.Option(help="Also what its context speaks against / 包括语境不支持者")] = False,
    spark: Annotated[bool, typer.Option(help="Scan a Parquet file with PySpark / 使用 PySpark")] = False,
) -> None:
    """Find protected marks in the titles and pictures of a catalogue, disguised ones included; bad rows go to a report
    (exit 3)."""
    from onewindow.cli.house import open_house

    open_house()
    from onewindow.cli import scan_output, scan_work
    from onewindow.desks.register.reading import format_of

    kind = format_of(catalogue.name)
    form = form or (ENDINGS.get(out.suffix.lower()) if out else Format.table)
    if form is None:
        raise BadInput([Problem("--out", OUT, got=str(out))])
    if out is None and (form is Format.parquet or spark):
        raise BadInput([Problem("--out", TO_A_FILE)])
    if spark and images is not None:
        raise BadInput([Problem("--images", IN_FILE)])
    scanners = scan_work.scanners_of(against)
    marks = {mark.id for scanner in scanners for mark in scanner.protected}
    if not marks:
        raise BadInput([Problem("--against", NOTHING, got=against)])
    if spark and out is not None:
        from onewindow.cli.scan_spark import scan_with_spark

        totals = scan_with_spark(scanners, catalogue, kind, out, everything)
    else:
        with scan_output.writer(form, out, language()) as write:
            totals = scan_work.scan_file(scanners, catalogue, kind, images, processes, everything, write)
    refused = len(totals.problems)
    counts = {"read": totals.read, "found": totals.found, "listings": totals.listings}
    say(DONE, err=True, refused=refused, marks=len(marks), **counts)
    if refused:
        report = report or catalogue.with_name(catalogue.name + ".refused.csv")
        scan_output.write_report(report, catalogue.name, totals.problems)
        say(REPORT, "yellow", err=True, report=report)
        raise typer.Exit(REFUSED_ROWS)
