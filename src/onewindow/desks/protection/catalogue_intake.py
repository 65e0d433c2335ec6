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
from onewindow.engines.listings import PictureScanner, Scanner
from onewindow.kernel import bulk, clock, jobs, ledger
from onewindow.kernel.access import Actor, Role, house
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound, Problem
from onewindow.kernel.people import Person
from onewindow.texts import Text

BLOCK, PICTURED = 2000, 64
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
        watching.follower.scanners()
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
    """The job: scan all listings for one right, titles for its words and pictures for its picture."""
    right_id = int(run.args["right"])
    titles = Scanner.build(mark for mark in watching.protected() if mark.id == str(right_id))
    pictures = PictureScanner.build(mark for mark in watching.figurative() if mark.id == str(right_id))
    total, done, found = Listing.objects.count(), int(run.cursor.get("scanned", 0)), 0
    last = int(run.cursor.get("last", 0))
    rows = Listing.objects.select_related("seller", "catalogue").order_by("pk")
    size = PICTURED if pictures.protected else BLOCK
    while (titles.protected or pictures.protected) and (block := list(rows.filter(pk__gt=last)[:size])):
        last, done = block[-1].pk, done + len(block)
        fresh = _without(right_id, block, in_picture=False)
        pictured = _without(right_id, [listing for listing in block if listing.image], in_picture=True)
        read, seen = cataloguing.in_titles(fresh, titles), cataloguing.in_pictures(pictured, pictures)
        with run.step(done, max(total, done), last=last, scanned=done):
            actor, subject, now = house("onewindow scan"), f"right/{right_id}", clock.now()
            found += cataloguing.keep_findings(actor, now, subject, fresh, read, False, set(), {})
            found += cataloguing.keep_findings(actor, now, subject, pictured, seen, True, set(), {})
    return {"read": done, "found": found}  # found since it was last taken up


def _without(right_id: int, listings: list[Listing], in_picture: bool) -> list[Listing]:
    there = Finding.objects.filter(right_id=right_id, listing__in=listings, in_picture=in_picture)
    known = set(there.values_list("listing_id", flat=True))
    return [listing for listing in listings if listing.pk not in known]


def scan_pictures(run: jobs.Run) -> dict[str, Any]:
    """The job: scan the pictures of the listings that one ledger entry brought in or edited."""
    entry, last, done, found = int(run.args["entry"]), int(run.cursor.get("last", 0)), 0, 0
    rows = Listing.objects.select_related("seller").filter(touched_seq=entry).exclude(image="").order_by("pk")
    total = rows.count()
    while block := list(rows.filter(pk__gt=last)[:PICTURED]):
        last, done = block[-1].pk, done + len(block)
        seen = cataloguing.in_pictures(block, watching.follower.scanners().pictures)
        with run.step(done, max(total, done), last=last):
            # What was edited meanwhile has a job of its own.
            same = set(rows.filter(pk__in=[listing.pk for listing in block]).values_list("pk", flat=True))
            seen = [row for row in seen if block[row.listing].pk in same]
            subject, actor = f"catalogue/{block[0].catalogue_id}", house("onewindow scan")
            again = same if run.args["edited"] else set()
            found += cataloguing.keep_findings(actor, clock.now(), subject, block, seen, True, again, {})
    return {"read": done, "found": found}
