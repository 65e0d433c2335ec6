"""What the doctor looks at in the kernel: database, guards, ledger, files, jobs, disk, secrets, font."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from onewindow.kernel import documents, ledger, timers, triggers
from onewindow.kernel.doctor import Said, check, fine
from onewindow.kernel.files import StoredFile
from onewindow.kernel.jobs import Job, JobState
from onewindow.texts import Text

LOW_DISK, VERY_LOW_DISK = 5 << 30, 1 << 30
WAITING_TOO_LONG = timedelta(minutes=2)
FAILED_LATELY = timedelta(days=7)


@check("database", Text("Database", "数据库"))
def _database(now: datetime) -> Said:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
            return fine(Text(f"PostgreSQL {version} answers", f"PostgreSQL {version} 连接正常"))
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        sound = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    if sound != "ok":
        todo = Text(
            "Restore the last backup: `onewindow restore FILE --force`.",
            "请恢复最近的备份：`onewindow restore FILE --force`。",
        )
        return "fail", Text(f"SQLite finds its file damaged: {sound}", f"SQLite 数据库文件损坏：{sound}"), todo
    if found != {"journal_mode": "wal", "synchronous": 2}:
        todo = Text(
            "Put the database on a disk that allows WAL, not a network drive.", "请将数据库放在支持 WAL 的本地磁盘上。"
        )
        return (
            "fail",
            Text(f"SQLite runs with {found}, not WAL and FULL", f"SQLite 运行参数为 {found}，而非 WAL 与 FULL"),
            todo,
        )
    return fine(Text("SQLite: its file is sound; WAL, synchronous FULL", "SQLite：文件完好；WAL，synchronous FULL"))


@check("migrations", Text("Tables", "表结构"))
def _migrations(now: datetime) -> Said:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        todo = Text("`onewindow up` brings the tables up to date.", "运行 `onewindow up` 更新表结构。")
        return "fail", Text(f"{len(waiting)} changes are not made yet", f"有 {len(waiting)} 项变更尚未执行"), todo
    return fine(Text("up to date", "已是最新"))


@check("guards", Text("Guards of the ledger", "台账保护"))
def _guards(now: datetime) -> Said:
    missing = triggers.missing()
    if missing:
        names = ", ".join(missing)
        todo = Text(
            "Find out who removed them; back up, and restore that backup with --force: it makes the guards anew.",
            "请查明移除原因；备份后以 --force 恢复该备份即可重建触发器。",
        )
        return "fail", Text(f"the database no longer refuses changes: {names}", f"数据库不再拒绝改动：{names}"), todo
    return fine(Text("the database refuses to change or delete entries", "数据库拒绝修改或删除账目"))


@check("ledger", Text("Ledger", "台账"))
def _ledger(now: datetime) -> Said:
    begun = time.perf_counter()
    read, faults = ledger.verify()
    seconds = time.perf_counter() - begun
    if faults:
        en = "; ".join(f"entry {fault.seq}: {fault.text.en}" for fault in faults[:3])
        zh = "；".join(f"第 {fault.seq} 条：{fault.text.zh}" for fault in faults[:3])
        todo = Text(
            "Keep a copy of the database as it is, compare the entries named with the last backup, and restore it.",
            "请保留数据库现状副本，将所列账目与最近备份比对后恢复。",
        )
        return "fail", Text(en, zh), todo
    return fine(Text("{n} entries verified in {s:.1f} s", "已核验 {n} 条，用时 {s:.1f} 秒").fill(n=read, s=seconds))


@check("jobs", Text("Long work", "后台任务"))
def _jobs(now: datetime) -> Said:
    failed = Job.objects.filter(state=JobState.FAILED, ended_at__gt=now - FAILED_LATELY).order_by("-pk")
    late = now - WAITING_TOO_LONG
    waiting = Job.objects.filter(state=JobState.QUEUED, run_after__lt=late).count()
    silent = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=late).count()
    if waiting or silent:
        todo = Text(
            "No worker seems to run: `onewindow up` or `onewindow worker`.",
            "似乎没有后台进程：请运行 `onewindow up` 或 `onewindow worker`。",
        )
        text = Text(
            f"{waiting} wait and {silent} were left for over two minutes",
            f"{waiting} 项等待、{silent} 项中断均超过两分钟",
        )
        return "warn", text, todo
    if last := failed.first():
        todo = Text("Put the cause right and ask for it again.", "请排除原因后重新发起。")
        text = Text(
            f"{failed.count()} failed in the last week, the last: {last.kind}: {last.error_en}",
            f"近一周失败 {failed.count()} 项，最近一项：{last.kind}：{last.error_zh}",
        )
        return "warn", text, todo
    running = Job.objects.filter(state=JobState.RUNNING).count()
    return fine(Text(f"{running} running, none waits too long", f"{running} 项执行中，无积压"))


@check("timers", Text("Steps that time brings", "到期步骤"))
def _timers(now: datetime) -> Said:
    late = timers.late(now, WAITING_TOO_LONG)
    if late:
        todo = Text(
            "No worker seems to run: `onewindow up` or `onewindow worker`.",
            "似乎没有后台进程：请运行 `onewindow up` 或 `onewindow worker`。",
        )
        return "warn", Text(f"{late} are over two minutes late", f"{late} 项逾期超过两分钟"), todo
    refused = ledger.Entry.objects.filter(action=timers.REFUSED, at__gt=now - FAILED_LATELY).count()
    if refused:
        todo = Text(
            "Look at the cases that the ledger names and take their steps by hand.", "请查看台账所列案件并手动办理。"
        )
        return "warn", Text(f"{refused} could not be taken in the last week", f"近一周有 {refused} 项未能执行"), todo
    return fine(Text("none is late", "无逾期"))


@check("files", Text("Stored files", "存档文件"))
def _files(now: datetime) -> Said:
    read, wrong = 0, []
    for kept in StoredFile.objects.order_by("pk").iterator():
        read += 1
        try:
            with kept.path.open("rb") as content:
                same = hashlib.file_digest(content, "sha256").hexdigest() == kept.sha256
        except OSError:
            same = False
        if not same:
            wrong.append(kept.sha256)
    if wrong:
        todo = Text("Put these files back from a backup.", "请从备份中恢复这些文件。")
        shown = ", ".join(wrong[:3])
        return "fail", Text(f"{len(wrong)} missing or changed: {shown}", f"{len(wrong)} 个缺失或被改动：{shown}"), todo
    return fine(Text(f"{read} files are there and unchanged", f"{read} 个文件齐全且未改动"))


@check("disk", Text("Disk", "磁盘"))
def _disk(now: datetime) -> Said:
    free = shutil.disk_usage(settings.HOME).free
    text = Text(f"{free / 2**30:.1f} GiB free", f"剩余 {free / 2**30:.1f} GiB")
    if free >= LOW_DISK:
        return fine(text)
    todo = Text("Make room: a full disk stops every write.", "请清理空间：磁盘写满后将无法写入。")
    return ("fail" if free < VERY_LOW_DISK else "warn"), text, todo


@check("font", Text("Chinese font for PDF", "PDF 中文字体"))
def _font(now: datetime) -> Said:
    face = documents.chinese_face()
    if face is None:
        return "warn", Text("none found", "未找到"), documents.NO_FACE
    return fine(Text(face.name, face.name))


@check("secrets", Text("Secrets", "密钥"))
def _secrets(now: datetime) -> Said:
    kept = [Path(settings.HOME) / name for name in ("secret-key", "sample-password")]
    open_to_others = [path for path in kept if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_others:
        names = ", ".join(path.name for path in open_to_others)
        todo = Text(
            f"chmod 600 {' '.join(map(str, open_to_others))}", f"chmod 600 {' '.join(map(str, open_to_others))}"
        )
        return "fail", Text(f"others can read {names}", f"其他用户可读取 {names}"), todo
    if os.environ.get("ONEWINDOW_SECRET_KEY") and len(settings.SECRET_KEY) < 50:
        todo = Text("Choose one of 50 characters or more.", "请使用至少 50 个字符的密钥。")
        return "warn", Text("ONEWINDOW_SECRET_KEY is short", "ONEWINDOW_SECRET_KEY 过短"), todo
    return fine(Text("readable by this user alone", "仅当前用户可读"))


@check("deployment", Text("Deployment", "部署"))
def _deployment(now: datetime) -> Said:
    from django.core import checks

    if not settings.SECURE_SSL_REDIRECT:
        outside = [host for host in settings.ALLOWED_HOSTS if host not in ("127.0.0.1", "localhost", "[::1]")]
        if not outside:
            return fine(Text("serves this machine only, without TLS", "仅供本机访问，未启用 TLS"))
    found = checks.run_checks(include_deployment_checks=True)
    if found:
        ids = ", ".join(sorted({str(message.id) for message in found}))
        todo = Text(
            "Set ONEWINDOW_HTTPS=1 and serve it behind TLS; see README.",
            "请设置 ONEWINDOW_HTTPS=1 并置于 TLS 之后，参见 README。",
        )
        return "warn", Text(f"Django's deployment check says {ids}", f"Django 部署检查提示 {ids}"), todo
    return fine(Text("Django's deployment check finds nothing", "Django 部署检查未发现问题"))
