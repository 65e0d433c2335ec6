"""Taking in the file of a catalogue, block by block, as a job that goes on where it was left."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onewindow.desks.protection import cataloguing, watching
from onewindow.desks.protection.catalogue_models import CatalogueRun, Listing, RefusedListing
from onewindow.desks.protection.catalogue_reading import COLUMNS, Block, blocks
from onewindow.desks.protection.finding_models import Finding
from onewindow.desks.register import reading
from onewindow.engines.listings import Scanner
from onewindow.kernel import bulk, clock, jobs, ledger
from onewindow.kernel.access import Actor, Role, house
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound, Problem
from onewindow.kernel.people import Person
from onewindow.texts import Text

BLOCK = 2000
OFFICE = (Role.ENFORCEMENT, Role.ADMINISTRATOR)
ONLY_OFFICE = Text("Only the marketplace's officers bring in catalogues.", "仅平台人员可导入商品目录。")
KIND = "protection.import_catalogue"


def ask(
    actor: Actor, now: datetime, catalogue: str, path: Path, name: str, territories: str = ""
) -> tuple[CatalogueRun, jobs.Job]:  # fmt: skip
    """Ask for a file of listings to be taken into a catalogue. The same content again goes on, or is done.
    ``territories`` are the countries where the catalogue is offered, if they are to be named anew.

    Raises ``NotAllowed``, ``BadInput`` for a file that cannot be read as a whole.
    """
    if not actor.has(*OFFICE):
        raise NotAllowed(ONLY_OFFICE)
    form = reading.format_of(name)
    next(iter(reading.read(path, form, name, columns=COLUMNS)), None)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        into = cataloguing.catalogue_named(actor, now, catalogue)
        cataloguing.offered_in(actor, now, into, territories)
        run, _ = CatalogueRun.objects.get_or_create(
            catalogue=into, sha256=sha256,
            defaults={"name": name[:200], "path": "", "format": form, "started_by": actor.id, "started_at": now},
        )  # fmt: skip
        if not Path(run.path or "/nowhere").exists():
            run.path = str(path.resolve())
        job = jobs.enqueue(KIND, f"{KIND}:{into.pk}:{sha256}", now, {"run": run.pk}, actor.id)
        run.job_id = job.pk
        run.save(update_fields=["path", "job_id"])
    return run, job


def runs(actor: Actor) -> QuerySet[CatalogueRun]:
    """The files taken in, the last first: the office's business."""
    found = CatalogueRun.objects.select_related("catalogue").order_by("-pk")
    return found if actor.has(*OFFICE) else found.none()


def run_of(actor: Actor, run_id: int) -> CatalogueRun:
    """One file taken in. Raises ``NotFound``."""
    found = runs(actor).filter(pk=run_id).first()
    if found is None:
        raise NotFound()
    return found


def take_in(run: jobs.Run) -> dict[str, Any]:
    """The job: take in the rest of the file."""
    taken = CatalogueRun.objects.select_related("catalogue").get(pk=run.args["run"])
    path = Path(taken.path)
    if not path.exists():
        gone = Text("the file where it was", "仍在原处的文件")
        raise BadInput([Problem("file", gone, got=taken.path)], file=taken.name)
    person = Person.objects.filter(pk=taken.started_by or 0).first()
    actor = person.actor() if person else house("onewindow import")
    total = reading.count_rows(path, taken.format)
    for block in blocks(path, taken.format, taken.name, BLOCK, int(run.cursor.get("row", 0))):
        with run.step(block.last, max(total, block.last), row=block.last):
            _take(actor, taken, block)
    return {name: getattr(taken, name) for name in ("read", "added", "changed", "same", "refused", "found")}


def _take(actor: Actor, taken: CatalogueRun, block: Block) -> None:
    now = clock.now()
    facts: ledger.Data = {"file": taken.sha256, "to_row": block.last}
    came = cataloguing.record(actor, now, taken.catalogue, block.rows, facts)
    if block.problems:
        bulk.insert(
            RefusedListing,
            ("run", "row", "field", "got", "expected_en", "expected_zh"),
            [(taken.pk, p.row, p.field, p.got[:200], p.expected.en, p.expected.zh) for p in block.problems],
        )
        rows = len({p.row for p in block.problems})
        subject = f"catalogue/{taken.catalogue_id}"
        ledger.append(actor, "protection.catalogue_refused", subject, now, quantity=rows, data=facts)
        taken.refused += rows
    taken.read = block.last
    taken.added += came.added
    taken.changed += came.changed
    taken.same += came.same
    taken.found += came.found
    taken.save(update_fields=["read", "added", "changed", "same", "refused", "found"])


def scan_for_right(run: jobs.Run) -> dict[str, Any]:
    """The job: scan all listings for one right."""
    right_id = int(run.args["right"])
    scanner = Scanner.build(mark for mark in watching.protected() if mark.id == str(right_id))
    total, done, found = Listing.objects.count(), int(run.cursor.get("scanned", 0)), 0
    last = int(run.cursor.get("last", 0))
    rows = Listing.objects.select_related("seller", "catalogue").order_by("pk")
    while scanner.protected and (block := list(rows.filter(pk__gt=last)[:BLOCK])):
        last, done = block[-1].pk, done + len(block)
        known = set(
            Finding.objects.filter(right_id=right_id, listing__in=block).values_list("listing_id", flat=True)
        )  # fmt: skip
        fresh = [listing for listing in block if listing.pk not in known]
        with run.step(done, max(total, done), last=last, scanned=done):
            actor, subject = house("onewindow scan"), f"right/{right_id}"
            found += cataloguing.scan(actor, clock.now(), subject, fresh, set(), {}, scanner)
    return {"read": done, "found": found}  # found since it was last taken up
