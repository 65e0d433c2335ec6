"""A ledger entry changed or removed by hand: the database refuses; with its guards taken away, the doctor finds it."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.recovery.processes import Installation


@pytest.fixture
def house(tmp_path: Path) -> Installation:
    """An installation with three ledger entries."""
    made = Installation(tmp_path / "home")
    for name in ("one", "two", "three"):
        made.run("people", "add", name, "--name", name, given="long enough words\n")
    return made


def failures(house: Installation) -> dict[str, Any]:
    findings = json.loads(house.run("doctor", "--json", code=None).stdout)
    return {f["name"]: f["text"]["en"] for f in findings if f["verdict"] == "fail"}


STATEMENTS = {
    "edited": "UPDATE kernel_entry SET actor_name = 'somebody else' WHERE seq = 2",
    "removed": "DELETE FROM kernel_entry WHERE seq = 2",
    "cut off": "DELETE FROM kernel_entry WHERE seq = 3",
}


def test_what_is_done_by_hand_is_refused_and_without_guards_found(house: Installation) -> None:
    database = house.home / "onewindow.sqlite3"
    assert failures(house) == {}
    sound = {table: _rows(database, table) for table in ("kernel_entry", "kernel_head")}
    for deed, statement in STATEMENTS.items():
        with sqlite3.connect(database) as hand, pytest.raises(sqlite3.IntegrityError, match="append-only"):
            hand.execute(statement)
        with sqlite3.connect(database) as hand:
            triggers = hand.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                hand.execute(f"DROP TRIGGER {name}")
            hand.execute(statement)
        found = failures(house)
        assert set(found) == {"guards", "ledger"}, (deed, found)
        assert ("2" if deed != "cut off" else "3") in found["ledger"], (deed, found)
        with sqlite3.connect(database) as hand:  # as it was, for the next deed
            for table, rows in sound.items():
                hand.execute(f"DELETE FROM {table}")
                hand.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            for _, sql in triggers:
                hand.execute(sql)
    assert failures(house) == {}


def _rows(database: Path, table: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(database) as reader:
        return reader.execute(f"SELECT * FROM {table}").fetchall()
