"""The database itself refuses to change or remove a ledger entry, on SQLite and on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    f"""CREATE TRIGGER kernel_entry_no_{verb} BEFORE {verb} ON kernel_entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
    for verb in ("update", "delete")
]
POSTGRESQL = [
    """CREATE FUNCTION kernel_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
    """CREATE TRIGGER kernel_entry_no_update BEFORE UPDATE OR DELETE ON kernel_entry
    FOR EACH ROW EXECUTE FUNCTION kernel_entry_refuse()""",
    """CREATE TRIGGER kernel_entry_no_delete BEFORE TRUNCATE ON kernel_entry
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_entry_refuse()""",
]


def close(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers, and the sealed head of the empty ledger."""
    from onewindow.kernel import ledger

    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
    head = apps.get_model("kernel", "Head")
    head.objects.create(pk=1, seq=0, hash=ledger.START, seal=ledger.seal(0, ledger.START))


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
