"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite. Models give the columns, not the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, connections, models

BLOCK = 5000


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert ``rows`` (values in the order of ``columns``, field names) inside the caller's transaction.

    Values are what Python holds (dates, Decimal, UUID, dict for JSON); each field prepares them for the database as
    it would for ``save``. No defaults are filled in and no signals are sent.
    """
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)  # type: ignore[union-attr]
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
        lines = (_copy_line(row, json) for row in rows)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            while text := "".join(islice(lines, BLOCK)):
                copy.write(text)
        return
    prepare = [(place, prep) for place, field in enumerate(fields) if (prep := _preparation(field))]
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - quoted names
    ready = _prepared(rows, prepare)
    with connection.cursor() as cursor:
        while block := list(islice(ready, BLOCK)):
            cursor.executemany(statement, block)


def insert_all(objects: Sequence[models.Model]) -> None:
    """Insert objects of one model as ``insert`` does; keys that the database gives are not read back."""
    if not objects:
        return
    model = type(objects[0])
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = [field.attname for field in fields]
    insert(model, [field.name for field in fields], ([getattr(each, name) for name in names] for each in objects))


def update(objects: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write the fields ``names`` of objects of one model by their keys, inside the caller's transaction: one prepared
    statement, run for every row. Values are prepared by their fields as ``save`` does; no signals are sent."""
    given = list(objects)
    if not given:
        return
    meta = type(given[0])._meta
    fields = [meta.get_field(name) for name in names]
    assert meta.pk is not None
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)  # type: ignore[union-attr]
    statement = f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608 - quoted
    every: list[Any] = [*fields, meta.pk]
    rows = ([field.get_db_prep_save(getattr(one, field.attname), connection) for field in every] for one in given)
    with connection.cursor() as cursor:
        while block := list(islice(rows, BLOCK)):
            cursor.executemany(statement, block)


def _preparation(field: Any) -> Callable[[Any], Any] | None:
    """How SQLite is given a value of this field; None when it takes the value as it is."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.CharField | models.TextField | models.IntegerField | models.BooleanField):
        return None
    database = connections[connection.alias]  # itself, not the proxy that looks it up at every call
    if isinstance(field, models.UUIDField):  # without its hyphens, as the field itself does
        return lambda value: value.hex if isinstance(value, UUID) else field.get_db_prep_save(value, database)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return lambda value: value.isoformat() if isinstance(value, date) else value
    if isinstance(field, models.JSONField):  # may hold what changes
        return lambda value: field.get_db_prep_save(value, database)
    return _remembered(lambda value: field.get_db_prep_save(value, database))


def _remembered(prepare: Callable[[Any], Any]) -> Callable[[Any], Any]:
    # Rows of one block mostly share their moments: the very object that was prepared last is not prepared again.
    last: tuple[Any, Any] = (None, prepare(None))

    def prepared(value: Any) -> Any:
        nonlocal last
        if value is not last[0]:
            last = (value, prepare(value))
        return last[1]

    return prepared


def _prepared(
    rows: Iterable[Sequence[Any]], prepare: Sequence[tuple[int, Callable[[Any], Any]]]
) -> Iterator[Sequence[Any]]:
    for row in rows:
        ready = list(row)
        for place, prep in prepare:
            ready[place] = prep(ready[place])
        yield ready


def reset_sequence(model: type[models.Model]) -> None:
    """After rows were inserted with their own keys: let the next key follow the highest (PostgreSQL only)."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


# The text format of COPY. Source: PostgreSQL documentation, COPY, "Text Format".
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_line(row: Sequence[Any], json: Sequence[int]) -> str:
    values = list(row)
    for place in json:
        values[place] = None if values[place] is None else orjson.dumps(values[place]).decode()
    return "\t".join(["\\N" if value is None else _written(value) for value in values]) + "\n"


def _written(value: object) -> str:
    # Numbers, dates, moments and UUIDs are written as Python writes them; text (and JSON) with its escapes.
    if not isinstance(value, str):
        return str(value)
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)
