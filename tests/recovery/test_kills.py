"""After ``kill -9`` of an import, a worker, a server or its timers nothing acknowledged is lost or doubled."""

import random
from pathlib import Path

import pytest
from tests.recovery import kills

pytestmark = pytest.mark.recovery


def test_a_killed_import_goes_on_where_it_was(tmp_path: Path) -> None:
    seen = kills.kill_imports(tmp_path, random.Random(1), kills=1, marks=40_000)
    assert seen.kills == 1


def test_another_worker_takes_over_within_30_seconds(tmp_path: Path) -> None:
    seen = kills.kill_workers(tmp_path, random.Random(2), kills=1, marks=60_000)
    assert len(seen.recovery) == 1, "the import ended before the worker was killed"


def test_drafts_acknowledged_by_a_killed_server_are_there(tmp_path: Path) -> None:
    seen = kills.kill_servers(tmp_path, random.Random(3), kills=2)
    assert seen.acknowledged > 0


def test_what_falls_due_is_done_once_though_workers_are_killed(tmp_path: Path) -> None:
    seen = kills.kill_timers(tmp_path, random.Random(4), kills=2, cases_per_kill=150)
    assert seen.acknowledged == 300
