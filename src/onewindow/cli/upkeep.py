"""Commands that keep an installation: worker, backup, restore, doctor, version."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from onewindow.cli.failing import FAILED
from onewindow.cli.terminal import console, language, say, show
from onewindow.texts import Text

WROTE = Text(
    "{path}: {rows} rows of {tables} tables and {files} files.", "{path}：{tables} 张表共 {rows} 行，{files} 个文件。"
)
RESTORED = Text(
    "Restored: {rows} rows of {tables} tables and {files} files; every hash is as it was, the ledger verifies.",
    "恢复完成：{tables} 张表共 {rows} 行，{files} 个文件；全部哈希一致，账本核验通过。",
)
RESEALED = Text(
    "The ledger's head was not sealed with this installation's secret: the chain was verified against the backup's "
    "manifest and the head sealed anew.",
    "账本链首并非用本安装的密钥封印：已按备份清单核验链条并重新封印。",
)
LOST = Text(
    "{n} stored files are missing on disk and so in the backup: {names}", "磁盘上缺失 {n} 个文件，备份中亦无：{names}"
)
INDEXED = Text("The index holds {n} marks.", "索引共含 {n} 件商标。")
SIGNS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def worker() -> None:
    """Take one job after the other until told to end (SIGTERM, Ctrl-C)."""
    from onewindow.cli.house import migrate, open_house

    open_house()
    migrate()
    from onewindow.kernel import worker

    worker.run()


def backup(file: Annotated[Path, typer.Argument(dir_okay=False, help="File to write, .zip / 备份文件")]) -> None:
    """Write everything kept into one file, as of one moment, while others go on working."""
    from onewindow.cli.house import open_house

    open_house()
    from onewindow.kernel import backup, clock

    with console(err=True).status(str(file)):
        manifest = backup.write(file, clock.now())
    say(WROTE.fill(path=file, **manifest.counts()), "green")
    if manifest.missing:
        say(LOST, "yellow", err=True, n=len(manifest.missing), names=", ".join(manifest.missing[:5]))


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Backup file / 备份文件")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there / 覆盖现有数据")] = False,
) -> None:
    """Put a backup into an empty database of either kind. Close the window first."""
    from onewindow.cli.house import alone, migrate, open_house

    open_house()
    if not force:
        migrate()
    from onewindow.desks.register import marks_index
    from onewindow.kernel import restore

    with alone("migrate"), console(err=True).status(str(file)):
        restored = restore.restore(file, force)
    say(RESTORED.fill(**restored.manifest.counts()), "green")
    if restored.resealed:
        say(RESEALED, "yellow")
    with console(err=True).status(str(file)):
        say(INDEXED, n=marks_index.build())


def doctor(as_json: Annotated[bool, typer.Option("--json", help="For programs / 机器可读")] = False) -> None:
    """Look at everything that can be wrong, and say what to do about it. Exit code 1 when something is."""
    from onewindow.cli.house import open_house

    open_house()
    import orjson

    from onewindow.kernel import clock
    from onewindow.kernel.doctor import examine

    findings = list(examine(clock.now()))
    if as_json:
        sys.stdout.write(orjson.dumps([asdict(finding) for finding in findings]).decode() + "\n")
    else:
        for finding in findings:
            sign, colour = SIGNS[finding.verdict]
            colon = "：" if language() == "zh" else ": "
            show(f"{sign} {finding.label.say(language())}{colon}{finding.text.say(language())}", colour)
            if finding.todo:
                show(f"  → {finding.todo.say(language())}")
    if any(finding.verdict == "fail" for finding in findings):
        raise typer.Exit(FAILED)


def version() -> None:
    """Print the version."""
    from onewindow import __version__

    show(f"onewindow {__version__}")
