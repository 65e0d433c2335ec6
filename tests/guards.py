"""The ledger's guards, taken away: to empty a test database, or to tamper as somebody at the machine could."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

from onewindow.kernel import ledger, triggers


@contextmanager
def without_guards() -> Iterator[None]:
    """The database lets entries be changed and removed inside the block."""
    _run(f"DROP TRIGGER {name}{_of_table()}" for name in triggers.NAMES)
    try:
        yield
    finally:
        migration = import_module("onewindow.kernel.migrations.0002_ledger_is_append_only")
        statements = migration.SQLITE if connection.vendor == "sqlite" else migration.POSTGRESQL
        _run(s for s in statements if "CREATE TRIGGER" in s)


def begin_ledger() -> None:
    """The sealed head of an empty ledger, as the migration makes it."""
    ledger.Head.objects.create(pk=1, seq=0, hash=ledger.START, seal=ledger.seal(0, ledger.START))


def _of_table() -> str:
    return "" if connection.vendor == "sqlite" else " ON kernel_entry"


def _run(statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
