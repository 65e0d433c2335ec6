"""Taking in a file, block by block: read, check, record what is good, report what is not, whatever the file holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from onewindow.desks.register.models import ImportRun, RefusedRow
from onewindow.desks.register.reading import COLUMNS, Row, count_rows, read
from onewindow.desks.register.recording import Recorded
from onewindow.kernel import bulk, clock, jobs, ledger
from onewindow.kernel.access import Actor, house
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.people import Person
from onewindow.texts import Text

BLOCK = 5000
Record = TypeVar("Record")
Numbered = list[tuple[int, Record]]


@dataclass(frozen=True, slots=True)
class Intake(Generic[Record]):
    """How a kind of file is taken in: a row is checked, a block of records is recorded, at the end comes ``finish``.

    ``key`` stands once in a block, so a file that repeats one is taken in order. ``record`` runs in the transaction of
    the block and may find more rows unfit.
    """

    kind: str
    check: Callable[[Row, int], Record | list[Problem]]
    key: Callable[[Record], Hashable]
    record: Callable[[Actor, datetime, ImportRun, Numbered[Record], ledger.Data], tuple[Recorded, list[Problem]]]
    finish: Callable[[jobs.Run, Actor, ImportRun], None]


def take_in(run: jobs.Run, intake: Intake[Record]) -> dict[str, Any]:
    """Take in the file of an import run from where it was left; what it brought."""
    taken = ImportRun.objects.get(pk=run.args["import"])
    path = Path(taken.path)
    if not path.exists():
        gone = Text("the file where it was", "仍在原处的文件")
        raise BadInput([Problem("file", gone, got=taken.path)], file=taken.name)
    actor = _actor(taken.started_by)
    total = count_rows(path, taken.format)
    for last, records, problems in _blocks(path, taken, int(run.cursor.get("row", 0)), intake):
        with run.step(last, max(total, last), row=last):
            _take(actor, taken, last, records, problems, intake)
    intake.finish(run, actor, taken)
    return {name: getattr(taken, name) for name in ("read", "added", "changed", "same", "refused")}


def _take(
    actor: Actor, taken: ImportRun, last: int, records: Numbered[Record], problems: list[Problem],
    intake: Intake[Record],
) -> None:  # fmt: skip
    now = clock.now()
    facts: ledger.Data = {"import": taken.pk, "file": taken.sha256, "to_row": last}
    recorded, more = intake.record(actor, now, taken, records, facts)
    problems = problems + more
    if problems:
        bulk.insert(
            RefusedRow,
            ("run", "row", "field", "got", "expected_en", "expected_zh"),
            [(taken.pk, p.row, p.field, p.got[:200], p.expected.en, p.expected.zh) for p in problems],
        )
        rows = len({p.row for p in problems})
        ledger.append(actor, "register.import_refused", f"import/{taken.pk}", now, quantity=rows, data=facts)
        taken.refused += rows
    taken.read = last
    taken.added += recorded.added
    taken.changed += recorded.changed
    taken.same += recorded.same
    taken.save(update_fields=["read", "added", "changed", "same", "refused"])


def _blocks(
    path: Path, taken: ImportRun, skip: int, intake: Intake[Record]
) -> Iterator[tuple[int, Numbered[Record], list[Problem]]]:
    records: Numbered[Record] = []
    problems: list[Problem] = []
    keys: set[Hashable] = set()
    last = skip
    for number, row in read(path, taken.format, taken.name, skip, COLUMNS[intake.kind]):
        checked = [row] if isinstance(row, Problem) else intake.check(row, number)
        key = None if isinstance(checked, list) else intake.key(checked)
        if len(records) + len(problems) >= BLOCK or (key is not None and key in keys):
            yield last, records, problems
            records, problems, keys = [], [], set()
        if isinstance(checked, list):
            problems.extend(checked)
        else:
            records.append((number, checked))
            keys.add(key)
        last = number
    if last > skip:
        yield last, records, problems


def _actor(person_id: int | None) -> Actor:
    person = Person.objects.filter(pk=person_id or 0).first()
    return person.actor() if person else house("onewindow import")
