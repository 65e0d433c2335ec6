"""The ledger: append-only by the database itself, and every way to tamper with it is found."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from tests.guards import without_guards

from onewindow.kernel import ledger, triggers
from onewindow.kernel.access import house
from onewindow.texts import Text

pytestmark = pytest.mark.django_db
ACTOR = house("tests")
ledger.declare("test.done", Text("Done", "完成"))


def fill(now: datetime, entries: int = 5) -> list[ledger.Entry]:
    with transaction.atomic():
        return ledger.append_many(ACTOR, [ledger.Draft("test.done", f"thing/{n}") for n in range(entries)], now)


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def faults(since: int = 0) -> list[str]:
    return [fault.text.en for fault in ledger.verify(since)[1]]


def test_an_empty_ledger_and_a_filled_one_verify(now: datetime) -> None:
    assert ledger.verify() == (0, [])
    fill(now)
    assert ledger.verify() == (5, [])
    assert ledger.verify(since=3) == (2, [])
    assert ledger.last_seq() == 5


def test_numbers_and_hashes_follow_each_other(now: datetime) -> None:
    entries = [*fill(now, 2), *fill(now, 2)]
    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    assert [entry.prev_hash for entry in entries] == [ledger.START, *(entry.hash for entry in entries[:-1])]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE kernel_entry SET subject = 'other'", "DELETE FROM kernel_entry", "DELETE FROM kernel_entry WHERE seq = 5"],
)
def test_the_database_refuses_to_change_or_remove_entries(now: datetime, statement: str) -> None:
    fill(now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(statement)
    assert ledger.verify() == (5, [])


def test_postgresql_refuses_truncate(now: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    fill(now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute("TRUNCATE kernel_entry")


def test_missing_guards_are_named() -> None:
    assert triggers.missing() == []
    with without_guards():
        assert triggers.missing() == list(triggers.NAMES)
    assert triggers.missing() == []


def test_an_edited_entry_is_found(now: datetime) -> None:
    fill(now)
    with without_guards():
        execute("UPDATE kernel_entry SET actor_name = 'somebody else' WHERE seq = 3")
    assert [fault.seq for fault in ledger.verify()[1]] == [3]
    assert faults() == ["its content was changed"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("quantity", 2),
        ("subject", "x"),
        ("action", "x.y"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("request_id", "x"),
        ("actor_id", 9),
    ],
)
def test_every_column_is_covered_by_the_hash(now: datetime, column: str, value: object) -> None:
    fill(now)
    with without_guards():
        execute(f"UPDATE kernel_entry SET {column} = %s WHERE seq = 2", value)
    assert faults() == ["its content was changed"]


def test_a_removed_entry_is_found(now: datetime) -> None:
    fill(now)
    with without_guards():
        execute("DELETE FROM kernel_entry WHERE seq = 3")
    assert "entries 3 to 3 are missing" in faults()


def test_entries_cut_off_at_the_end_are_found(now: datetime) -> None:
    fill(now)
    with without_guards():
        execute("DELETE FROM kernel_entry WHERE seq > 3")
    assert faults() == ["entries 4 to 5 are missing"]


def test_a_cut_ledger_with_its_head_set_back_is_found_by_the_seal(now: datetime) -> None:
    entries = fill(now)
    with without_guards():
        execute("DELETE FROM kernel_entry WHERE seq > 3")
    execute("UPDATE kernel_head SET seq = 3, hash = %s", entries[2].hash)
    assert faults() == ["the seal of the head is not ours"]


def test_a_chain_forged_without_the_secret_is_found(now: datetime) -> None:
    fill(now)
    with without_guards():
        before = ledger.START
        for entry in ledger.Entry.objects.order_by("seq"):
            entry.subject, entry.prev_hash = f"forged/{entry.seq}", before
            entry.hash = before = ledger.entry_hash(entry)
            entry.save()
    execute("UPDATE kernel_head SET hash = %s, seal = %s", before, ledger.seal(5, before, "a guess"))
    assert faults() == ["the seal of the head is not ours"]


def test_a_head_without_its_entry_is_found(now: datetime) -> None:
    entries = fill(now)
    execute("UPDATE kernel_head SET hash = %s, seal = %s", entries[1].hash, ledger.seal(5, entries[1].hash))
    assert faults() == ["the last entry is not the one sealed"]


def test_reseal_after_the_secret_was_changed(now: datetime, settings: object) -> None:
    fill(now)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "a new secret"
    assert faults() == ["the seal of the head is not ours"]
    with pytest.raises(RuntimeError), transaction.atomic():
        ledger.reseal()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert faults() == []
    with transaction.atomic():
        ledger.reseal()
    settings.SECRET_KEY_FALLBACKS = []
    assert faults() == []


def test_an_undeclared_action_a_naive_time_and_unfit_data_are_refused(now: datetime) -> None:
    with transaction.atomic():
        with pytest.raises(ValueError, match="never declared"):
            ledger.append(ACTOR, "test.unheard_of", "thing/1", now)
        with pytest.raises(ValueError, match="zone"):
            ledger.append(ACTOR, "test.done", "thing/1", now.replace(tzinfo=None))
        for unfit in ({"x": 1.5}, {"x": now}, {"x": "a\0b"}, {"a\0b": 1}, {1: "x"}, {"x": {1: 2}}, {"x": [2.5]}):
            with pytest.raises(TypeError):
                ledger.append(ACTOR, "test.done", "thing/1", now, data=unfit)
        with pytest.raises(ValueError, match="quantity"):
            ledger.append(ACTOR, "test.done", "thing/1", now, quantity=10**13)
    assert ledger.verify() == (0, [])


@pytest.mark.django_db(transaction=True)
def test_an_entry_alone_is_refused_and_a_rolled_back_one_leaves_no_trace(now: datetime) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        ledger.append(ACTOR, "test.done", "thing/1", now)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ledger.append(ACTOR, "test.done", "thing/1", now)
        raise ZeroDivisionError
    assert ledger.last_seq() == 0
    fill(now, 3)
    assert ledger.verify() == (3, [])


def test_an_action_keeps_its_words() -> None:
    with pytest.raises(ValueError, match="twice"):
        ledger.declare("test.done", Text("Something else", "别的"))
    with pytest.raises(ValueError, match="dotted"):
        ledger.declare("Done", Text("Done", "完成"))
