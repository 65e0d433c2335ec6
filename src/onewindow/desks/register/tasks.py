"""The register's long work: taking in a file of marks, making the index anew, loading the sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onewindow.desks.register import marks_index, services
from onewindow.desks.register.checking import check_row
from onewindow.desks.register.models import ImportRun, RefusedRow, Source
from onewindow.desks.register.reading import Row, count_rows, read
from onewindow.desks.register.recording import MarkRecord, analyze, record_block
from onewindow.kernel import bulk, clock, jobs, ledger
from onewindow.kernel.access import Actor, house
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.people import Person
from onewindow.texts import Text

BLOCK = 5000
Block = tuple[int, list[MarkRecord], list[Problem]]


@jobs.handler("register.import_marks")
def import_marks(run: jobs.Run) -> dict[str, Any]:
    """Take in the file of an import run, block by block, from where it was left."""
    taken = ImportRun.objects.get(pk=run.args["import"])
    path = Path(taken.path)
    if not path.exists():
        gone = Text("the file where it was", "仍在原处的文件")
        raise BadInput([Problem("file", gone, got=taken.path)], file=taken.name)
    actor = _actor(taken.started_by)
    total = count_rows(path, taken.format)
    for last, records, problems in _blocks(path, taken, int(run.cursor.get("row", 0))):
        with run.step(last, max(total, last), row=last):
            _take(actor, taken, last, records, problems)
    analyze()
    now = clock.now()
    jobs.enqueue("register.build_index", f"register.build_index:{ledger.last_seq()}", now)
    names = ("read", "added", "changed", "same", "refused")
    return {name: getattr(taken, name) for name in names}


@jobs.handler("register.build_index")
def build_index(run: jobs.Run) -> dict[str, Any]:
    """Make the index of marks anew from the register."""
    return {"marks": marks_index.build(lambda done, total: _tick(run, done, total))}


@jobs.handler("register.load_sample")
def load_sample(run: jobs.Run) -> dict[str, Any]:
    """Load the sample register, once in the life of a database; begun again after a crash, it leaves what is there."""
    return {"marks": services.load_sample(house("onewindow up"), clock.now())}


def _tick(run: jobs.Run, done: int, total: int) -> None:
    with run.step(done, total):
        pass


def _take(actor: Actor, taken: ImportRun, last: int, records: list[MarkRecord], problems: list[Problem]) -> None:
    now = clock.now()
    facts: ledger.Data = {"import": taken.pk, "file": taken.sha256, "to_row": last}
    recorded = record_block(actor, now, records, Source.IMPORT, facts)
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


def _blocks(path: Path, taken: ImportRun, skip: int) -> Iterator[Block]:
    """Blocks of rows; no number stands twice in a block, so a file that repeats one is taken in order."""
    records: list[MarkRecord] = []
    problems: list[Problem] = []
    numbers: set[tuple[str, str]] = set()
    last = skip
    for number, row in read(path, taken.format, taken.name, skip):
        checked = _checked(row, number)
        full = len(records) + len(problems) >= BLOCK
        again = isinstance(checked, MarkRecord) and (checked.jurisdiction, checked.number) in numbers
        if full or again:
            yield last, records, problems
            records, problems, numbers = [], [], set()
        if isinstance(checked, MarkRecord):
            records.append(checked)
            numbers.add((checked.jurisdiction, checked.number))
        else:
            problems.extend(checked)
        last = number
    if last > skip:
        yield last, records, problems


def _checked(row: Row | Problem, number: int) -> MarkRecord | list[Problem]:
    return [row] if isinstance(row, Problem) else check_row(row, number)


def _actor(person_id: int | None) -> Actor:
    person = Person.objects.filter(pk=person_id or 0).first()
    return person.actor() if person else house("onewindow import")
