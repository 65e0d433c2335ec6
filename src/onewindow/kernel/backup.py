"""A backup: one file that holds everything kept, as of one moment, and can be restored on either database.

A zip file of the tables' canonical lines (``canonical``), the stored files, and a manifest with a hash of each. It is
read from one snapshot while others go on writing: a deferred read transaction on SQLite in WAL mode, REPEATABLE READ
on PostgreSQL. The keys are not in it; who moves an installation takes ``home/secret-key`` and ``home/signing`` along.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from onewindow import __version__
from onewindow.kernel import canonical, files
from onewindow.kernel.ledger import Head

FORMAT = 1
MANIFEST = "manifest.json"
SNAPSHOT = "snapshot"


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the backup: its columns, how many rows, and the hash over their lines."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``missing`` are stored files that had a row but no bytes when it was made."""

    format: int
    version: str
    made_at: str
    database: str
    migrations: list[list[str]]
    tables: dict[str, Table]
    head: dict[str, Any]
    files: dict[str, int]
    missing: list[str]

    def counts(self) -> dict[str, int]:
        """How much there is, for a sentence."""
        rows = sum(table.rows for table in self.tables.values())
        return {"tables": len(self.tables), "rows": rows, "files": len(self.files)}


def table_member(label: str) -> str:
    """The name of a table's lines within the zip file."""
    return f"tables/{label}.jsonl"


def file_member(sha256: str) -> str:
    """The name of a stored file within the zip file."""
    return f"files/{sha256}"


def applied_migrations(using: str) -> list[list[str]]:
    """The migrations a database has, in order of name."""
    return sorted([app, name] for app, name in MigrationRecorder(connections[using]).applied_migrations())


def write(path: Path, now: datetime) -> Manifest:
    """Write a backup to ``path``, whole or not at all; only the installation's user can read it."""
    temporary = path.with_name(path.name + ".part")
    handle = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
    try:
        with os.fdopen(handle, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, _snapshot() as using:
                manifest = _fill(archive, using, now)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return manifest


def _fill(archive: zipfile.ZipFile, using: str, now: datetime) -> Manifest:
    head = dict(Head.objects.using(using).values("seq", "hash", "seal").get(pk=1))
    tables = {}
    for model in canonical.kept_models():
        found = canonical.Digest()
        with archive.open(table_member(model._meta.label), "w", force_zip64=True) as out:
            for block, rows in canonical.blocks(model, using):
                out.write(block)
                found.add(block, rows)
        tables[model._meta.label] = Table(canonical.columns(model), found.rows, found.sha256)
    kept, missing = {}, []
    for sha256, size in files.StoredFile.objects.using(using).order_by("pk").values_list("sha256", "size"):
        try:
            archive.write(files.path_of(sha256), file_member(sha256))
            kept[sha256] = size
        except FileNotFoundError:
            missing.append(sha256)
    manifest = Manifest(
        FORMAT, __version__, now.isoformat(), connections[using].vendor, applied_migrations(using), tables, head, kept,
        missing,
    )  # fmt: skip
    archive.writestr(MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
    return manifest


@contextmanager
def _snapshot() -> Iterator[str]:
    """A second connection, read only, that sees one moment; the name to use it by."""
    reader = connections["default"].copy(SNAPSHOT)
    options = reader.settings_dict["OPTIONS"]
    if reader.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"  # IMMEDIATE would hold up every writer
    else:
        from psycopg import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connections[SNAPSHOT] = reader
    try:
        with transaction.atomic(using=SNAPSHOT):
            with reader.cursor() as cursor:
                cursor.execute("PRAGMA query_only=ON" if reader.vendor == "sqlite" else "SET TRANSACTION READ ONLY")
            yield SNAPSHOT
    finally:
        reader.close()
        del connections[SNAPSHOT]
