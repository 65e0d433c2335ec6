"""Whether the database still guards the ledger."""

from __future__ import annotations

from django.db import connection

NAMES = ("kernel_entry_no_update", "kernel_entry_no_delete")


def missing() -> list[str]:
    """The guards of the ledger that are not in the database (or are switched off)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'kernel_entry'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'kernel_entry'::regclass AND tgenabled IN ('O', 'A')"
            )
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in NAMES if name not in present]
