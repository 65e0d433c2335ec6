"""Restoring a backup: into an empty database of either kind, or in the place of what is there, all or nothing.

Every hash is checked in the file before anything is changed, and again from the tables before it is committed. No name
within the file is ever used as a path: members are asked for by names made from what this installation knows.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import orjson
from django.core.management import call_command
from django.db import connection, connections, models, transaction

from onewindow.kernel import bulk, canonical, files, ledger
from onewindow.kernel.backup import (
    FORMAT,
    MANIFEST,
    Manifest,
    Table,
    applied_migrations,
    file_member,
    table_member,
)
from onewindow.kernel.errors import BadInput, Conflict, Problem
from onewindow.texts import Text

LARGEST_MANIFEST = 256 * 1024 * 1024
WHOLE = Text("a whole, unchanged backup file of onewindow", "完整且未被改动的 onewindow 备份文件")
NOT_EMPTY = Text(
    "The database is not empty: {table} has rows. `--force` puts the backup in the place of what is there.",
    "数据库非空：{table} 中已有数据。使用 `--force` 可用备份替换现有数据。",
)
IN_USE = Text(
    "The database is in use: close the window and its workers first.", "数据库正被使用：请先关闭窗口及其后台进程。"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; ``resealed`` when the ledger's head was not sealed with this installation's secret."""

    manifest: Manifest
    resealed: bool


def restore(path: Path, force: bool = False) -> Restored:
    """Put the backup at ``path`` into the database; ``force`` replaces one that is not empty.

    Raises ``BadInput`` for a file that is broken, changed or of another version, ``Conflict`` for a database that is
    not empty or in use; nothing is changed then.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = read_manifest(archive, path.name)
            _check_members(archive, manifest, path.name)
            with _place(manifest, force, path.name):
                resealed = _fill(archive, manifest, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise BadInput([Problem("file", WHOLE)], file=path.name) from error
    return Restored(manifest, resealed)


def read_manifest(archive: zipfile.ZipFile, name: str) -> Manifest:
    """The manifest of a backup. Raises ``BadInput`` when it is none of ours or of another format."""
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise BadInput([Problem(MANIFEST, WHOLE)], file=name)
    try:
        data = orjson.loads(archive.read(MANIFEST))
        if data["format"] != FORMAT:
            expected = Text("a backup of format {n}", "第 {n} 版格式的备份").fill(n=FORMAT)
            raise BadInput([Problem("format", expected, got=str(data["format"])[:20])], file=name)
        data["tables"] = {str(label): Table(**table) for label, table in data["tables"].items()}
        manifest = Manifest(**data)
    except (orjson.JSONDecodeError, TypeError, AttributeError) as error:
        raise BadInput([Problem(MANIFEST, WHOLE)], file=name) from error
    strangers = [digest for digest in manifest.files if not re.fullmatch(r"[0-9a-f]{64}", digest)]
    if strangers:
        raise BadInput([Problem("files", WHOLE, got=strangers[0][:80])], file=name)
    return manifest


def _check_members(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> None:
    ours = {model._meta.label: canonical.columns(model) for model in canonical.kept_models()}
    if {label: table.columns for label, table in manifest.tables.items()} != ours:
        raise BadInput([Problem("tables", _of_version(manifest), got=manifest.version)], file=name)
    for label, table in manifest.tables.items():
        found = canonical.Digest()
        with archive.open(table_member(label)) as lines:
            while block := lines.read(1 << 20):
                found.add(block, block.count(b"\n"))
        if (found.rows, found.sha256) != (table.rows, table.sha256):
            raise BadInput([Problem(label, WHOLE)], file=name)
    for sha256 in manifest.files:
        with archive.open(file_member(sha256)) as content:
            if _sha256(content) != sha256:
                raise BadInput([Problem(file_member(sha256), WHOLE)], file=name)


def _sha256(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := content.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def _place(manifest: Manifest, force: bool, name: str) -> Iterator[None]:
    """An empty database with the backup's tables, in a transaction that ends with the block."""
    if force and connection.vendor == "sqlite":
        with _new_file(), transaction.atomic():
            _must_match(manifest, name)
            yield
        return
    with transaction.atomic():
        if force:
            _drop_tables()
            call_command("migrate", verbosity=0, interactive=False)
        _must_match(manifest, name)
        for model in canonical.kept_models():
            if model._base_manager.exists():
                raise Conflict(NOT_EMPTY, table=model._meta.db_table)
        yield


def _fill(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> bool:
    for model in canonical.kept_models():
        label = model._meta.label
        with archive.open(table_member(label)) as raw:
            lines = io.BufferedReader(cast(io.RawIOBase, raw), 1 << 20)
            bulk.insert(model, canonical.columns(model), map(orjson.loads, lines))
        if isinstance(model._meta.pk, models.AutoField):
            bulk.reset_sequence(model)
    resealed = _set_head(manifest)
    for model in canonical.kept_models():
        table, found = manifest.tables[model._meta.label], canonical.digest(model, "default")
        if (found.rows, found.sha256) != (table.rows, table.sha256):
            raise BadInput([Problem(model._meta.label, WHOLE)], file=name)
    _, faults = ledger.verify()
    if faults:
        raise BadInput([Problem(f"ledger {fault.seq}", fault.text) for fault in faults], file=name)
    for sha256 in manifest.files:
        _put_file(archive, sha256)
    return resealed


def _set_head(manifest: Manifest) -> bool:
    seq, digest, seal = int(manifest.head["seq"]), str(manifest.head["hash"]), str(manifest.head["seal"])
    ours = hmac.compare_digest(seal, ledger.seal(seq, digest))
    kept = seal if ours else ledger.seal(seq, digest)
    ledger.Head.objects.update_or_create(pk=1, defaults={"seq": seq, "hash": digest, "seal": kept})
    return not ours


def _put_file(archive: zipfile.ZipFile, sha256: str) -> None:
    final = files.path_of(sha256)
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.with_name(sha256 + ".part")
    with archive.open(file_member(sha256)) as content, temporary.open("wb") as out:
        while block := content.read(1 << 20):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(final)


def _must_match(manifest: Manifest, name: str) -> None:
    if manifest.migrations != applied_migrations("default"):
        raise BadInput([Problem("migrations", _of_version(manifest), got=manifest.version)], file=name)


def _of_version(manifest: Manifest) -> Text:
    return Text(
        f"the tables of this version (restore it with onewindow {manifest.version}, then upgrade)",
        f"与本版本一致的表结构（请用 onewindow {manifest.version} 恢复后再升级）",
    )


@contextmanager
def _new_file() -> Iterator[None]:
    """Let the default connection write a new SQLite file, and put it in the place of the old one at the end."""
    database: dict[str, Any] = connections["default"].settings_dict
    old = Path(database["NAME"])
    new = old.with_name(old.name + ".restoring")
    _remove(new)
    connections["default"].close()
    database["NAME"] = str(new)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
        connections["default"].close()
        _settle(new)
        if old.exists():
            _settle(old)
        new.replace(old)
        _sync_folder(old.parent)
    finally:
        connections["default"].close()
        database["NAME"] = str(old)
        _remove(new)


def _settle(path: Path) -> None:
    # Leaving WAL needs the file to oneself: it fails while anybody has it open, and leaves no log beside it.
    with sqlite3.connect(path, timeout=1) as alone:
        try:
            mode = alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "locked"
    alone.close()
    if mode != "delete":
        raise Conflict(IN_USE)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop_tables() -> None:
    # Within the transaction: PostgreSQL takes dropped tables back when a later step fails.
    from django.apps import apps

    ours = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in [*ours, "django_migrations"]:
            if table in present:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc "
            r"WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'kernel\_%'"
        )
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")
