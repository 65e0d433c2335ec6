"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite. Models give the columns, not the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert ``rows`` (values in the order of ``columns``, field names) inside the caller's transaction.

    Values are what Python holds (dates, Decimal, UUID, dict for JSON); each field prepares them for the database as
    it would for ``save``. No defaults are filled in and no signals are sent.
    """
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)  # type: ignore[union-attr]
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        json = [isinstance(field, models.JSONField) for field in fields]
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_json(v) if is_json else v for v, is_json in zip(row, json, strict=True)])
        return
    prepare = [field.get_db_prep_save for field in fields]  # type: ignore[union-attr]
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            [[prep(value, connection) for prep, value in zip(prepare, row, strict=True)] for row in rows],
        )


def reset_sequence(model: type[models.Model]) -> None:
    """After rows were inserted with their own keys: let the next key follow the highest (PostgreSQL only)."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _json(value: Any) -> Any:
    import orjson

    return None if value is None else orjson.dumps(value).decode()
