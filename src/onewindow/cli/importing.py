"""``onewindow import marks|nice`` and ``onewindow index``: work done here, with its progress in the terminal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from onewindow.cli.failing import FAILED, REFUSED_ROWS, STOPPED
from onewindow.cli.terminal import console, language, say, show
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.desks.register.models import ImportRun
    from onewindow.kernel.jobs import Job

READING, INDEXING = Text("rows taken in", "导入数据"), Text("index", "生成索引")
KNOWN = Text(
    "This file was taken in before ({name}, {at:%Y-%m-%d}); nothing was changed.",
    "该文件此前已导入（{name}，{at:%Y-%m-%d}），未作任何更改。",
)
COUNTS = Text(
    "Rows read: {read}. {added} new, {changed} changed, {same} as they were, {refused} refused.",
    "共读取 {read} 行：新增 {added}，变更 {changed}，相同 {same}，拒收 {refused}。",
)
REPORT = Text("Why each row was refused stands in {report}", "每一行的拒收原因见 {report}")
PAUSED = Text(
    "Stopped after row {row}. The same command goes on from there.", "已在第 {row} 行后停止。重新运行同一命令即可继续。"
)
UNINDEXED = Text(
    "Stopped before the index was made: run `onewindow index`.", "索引尚未生成：请运行 `onewindow index`。"
)
HELD = Text(
    "{holder} holds this job: waiting until it ends, or has been silent for 20 seconds.",
    "任务由 {holder} 执行中：等待其完成，或其失联 20 秒后接手。",
)
IN_FORCE = Text(
    "In force since {since}: {name}, {items} items in {groups} similar groups.",
    "自 {since} 起启用：{name}，共 {items} 个项目、{groups} 个类似群。",
)
NO_TABLE = Text("No table of similar goods is in force.", "尚无启用的区分表。")
INDEXED = Text("The index holds {n} marks.", "索引共含 {n} 件商标。")


def marks(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, JSON Lines or Parquet / 商标文件")],
    report: Annotated[Path | None, typer.Option(help="Where refused rows go / 拒收行报告")] = None,
) -> None:
    """Import a file of marks. Killed or stopped, it goes on when given again; refused rows go to a report (exit 3)."""
    run, known = _take_in(file, "marks")
    if not known:
        _index_changes()
    _end(run, file, report)


def nice(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, JSON Lines or Parquet / 区分表文件")],
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="In force since / 启用日期")] = None,
    report: Annotated[Path | None, typer.Option(help="Where refused rows go / 拒收行报告")] = None,
) -> None:
    """Import an edition of a table of similar goods and services; it follows the one in force, which is kept."""
    run, _ = _take_in(file, "nice", since.date() if since else None)
    _say_edition()
    _end(run, file, report)


def _take_in(file: Path, kind: str, since: date | None = None) -> tuple[ImportRun, bool]:
    """The import of a file, done here, and whether it had been done before."""
    from onewindow.cli.house import keeper, migrate, open_house

    open_house()
    migrate()
    from onewindow.desks.register.models import ImportRun
    from onewindow.desks.register.services import ask_import
    from onewindow.kernel import clock

    run, job = ask_import(keeper("import"), clock.now(), file, file.name, kind, since)
    known = not job.is_open
    if known:
        say(KNOWN, "yellow", name=run.name, at=run.started_at)
    else:
        _work(job, READING)
        run = ImportRun.objects.get(pk=run.pk)
        _must_be_done(job, PAUSED.fill(row=run.read))
    say(COUNTS, read=run.read, added=run.added, changed=run.changed, same=run.same, refused=run.refused)
    return run, known


def _say_edition() -> None:
    from onewindow.desks.register.goods_models import GoodsItem
    from onewindow.desks.register.goods_recording import edition_in_force

    edition = edition_in_force()
    if edition is None:
        say(NO_TABLE, "yellow")
        return
    items = GoodsItem.objects.filter(group__edition=edition).count()
    say(IN_FORCE, since=edition.since, name=edition.run.name, items=items, groups=edition.groups.count())


def _end(run: ImportRun, file: Path, report: Path | None) -> None:
    """Refused rows go to a report, and the command ends with its own exit code."""
    if run.refused:
        report = report or file.with_name(file.name + ".refused.csv")
        _write_report(run, file.name, report)
        say(REPORT, "yellow", report=report)
        raise typer.Exit(REFUSED_ROWS)


def index() -> None:
    """Make the index anew from the register, whatever is on disk."""
    from onewindow.cli.house import open_house

    open_house()
    from onewindow.desks.register import marks_index

    with console(err=True).status(INDEXING.say(language())):
        say(INDEXED, n=marks_index.build())


def _index_changes() -> None:
    from onewindow.kernel import clock, jobs, ledger

    # The import asked for this very job when it ended; it is done here, not left to a worker that may not run.
    job = jobs.enqueue("register.build_index", f"register.build_index:{ledger.last_seq()}", clock.now())
    _work(job, INDEXING)
    _must_be_done(job, UNINDEXED)
    say(INDEXED, n=job.result["marks"])


def _work(job: Job, what: Text) -> None:
    """Do the job here with a bar; Ctrl-C asks it to stop at its next step."""
    from onewindow.kernel import worker

    if job.state == "running":
        say(HELD, "dim", err=True, holder=job.holder)
    with _stops(job.pk), _bar(job.pk, what):
        worker.run_here(job)


def _must_be_done(job: Job, stopped: Text) -> None:
    if job.state == "cancelled":
        say(stopped, "yellow")
        raise typer.Exit(STOPPED)
    if job.state != "done":
        show(job.error.say(language()) if job.error else job.state, "red", err=True)
        raise typer.Exit(FAILED)


@contextmanager
def _stops(job_id: int) -> Iterator[None]:
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    def watch() -> None:
        from django.db import connection

        from onewindow.kernel import clock, jobs

        asked.wait()
        if not over.is_set():
            jobs.stop(job_id, clock.now())
        connection.close()

    over = threading.Event()
    before = {name: signal.signal(name, ask) for name in (signal.SIGINT, signal.SIGTERM)}
    watcher = threading.Thread(target=watch, daemon=True)  # a signal may come inside a transaction: the asking waits
    watcher.start()
    try:
        yield
    finally:
        over.set()
        asked.set()
        watcher.join()
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def _bar(job_id: int, what: Text) -> Iterator[None]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(err=True), disable=not console(err=True).is_terminal) as progress:
        task = progress.add_task(what.say(language()), total=None)
        over = threading.Event()

        def watch() -> None:
            from django.db import connection

            from onewindow.kernel.jobs import Job

            while not over.wait(0.3):
                done, total = Job.objects.values_list("done", "total").get(pk=job_id)
                progress.update(task, completed=done, total=total or None)
            connection.close()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def _write_report(run: ImportRun, name: str, path: Path) -> None:
    from onewindow.kernel.tables import csv_lines

    header = ("file", "row", "field", "got", "expected", "expected_zh")
    refusals = run.refusals.order_by("row", "pk").values_list("row", "field", "got", "expected_en", "expected_zh")
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(csv_lines(header, ((name, *row) for row in refusals.iterator())))
