"""What can be done to the register: take in a file, load the sample."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from onewindow.desks.register import marks_index, reading
from onewindow.desks.register.goods_models import GoodsEdition
from onewindow.desks.register.models import ImportRun, Source
from onewindow.desks.register.recording import MarkRecord, Recorded, record_block
from onewindow.kernel import clock, jobs
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotAllowed, Problem
from onewindow.texts import Text

SAMPLE_BLOCK = 5000
NO_FILE = Problem("file", Text("a file to take in", "待导入的文件"))


def ask_import(
    actor: Actor, now: datetime, path: Path, name: str, kind: str = "marks", since: date | None = None
) -> tuple[ImportRun, jobs.Job]:
    """Ask for a file to be taken in; ``kind`` is one of ``reading.COLUMNS``. The same content is one run: given again,
    it goes on or is done. ``since`` is the day from which a table of goods is in force, today if none is said.

    Raises ``NotAllowed`` for anybody but an administrator, ``BadInput`` for a file of another kind.
    """
    if not actor.has(Role.ADMINISTRATOR):
        raise NotAllowed(Text("Only an administrator imports files.", "只有管理员可以导入数据。"))
    if kind not in reading.COLUMNS:
        expected = Text(f"one of {', '.join(reading.COLUMNS)}", f"以下之一：{'、'.join(reading.COLUMNS)}")
        raise BadInput([Problem("kind", expected, got=kind[:20])])
    today = clock.local_day(now, settings.TIME_ZONE)
    if since is not None and since > today:
        raise BadInput([Problem("since", Text("a day not after today", "不晚于今日的日期"), got=since.isoformat())])
    form = reading.format_of(name)
    # A file that cannot be read as a whole is refused before there is a run.
    next(iter(reading.read(path, form, name, columns=reading.COLUMNS[kind])), None)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        run, _ = ImportRun.objects.get_or_create(
            kind=kind,
            sha256=sha256,
            defaults={"name": name[:200], "path": "", "format": form, "started_by": actor.id, "started_at": now},
        )
        if run.path != str(path.resolve()) and not Path(run.path or "/nowhere").exists():
            run.path = str(path.resolve())  # the file was moved since; its content is the same
        key = f"import:{sha256}" if kind == "marks" else f"import-{kind}:{sha256}"
        job = jobs.enqueue(f"register.import_{kind}", key, now, {"import": run.pk}, actor.id)
        if kind == "nice" and job.is_open:
            GoodsEdition.objects.get_or_create(run=run, defaults={"since": since or today})
        run.job_id = job.pk
        run.save(update_fields=["path", "job_id"])
    return run, job


def load_sample(actor: Actor, now: datetime) -> int:
    """Record the sample register and index it; what is there already is left alone. Returns the marks it has."""
    records = chain(_sample_words(), _sample_logos())
    total = 0
    for block in _blocks(records, SAMPLE_BLOCK):
        with transaction.atomic():
            recorded: Recorded = record_block(actor, now, block, Source.SAMPLE)
        total += recorded.added + recorded.changed + recorded.same
    marks_index.build()
    return total


def _sample_words() -> Iterator[MarkRecord]:
    from onewindow.desks.register.sample import reader

    for mark in reader.iter_marks():
        yield _sample_record(
            mark.key, mark.text, mark.brand, mark.owner, mark.country, mark.classes, mark.goods_en, mark.goods_zh
        )


def _sample_logos() -> Iterator[MarkRecord]:
    from onewindow.desks.register.sample import reader

    for logo in reader.iter_logos():
        yield _sample_record(
            logo.key, logo.title, logo.brand, logo.owner, logo.country, logo.classes, logo.goods_en, logo.goods_zh,
            image=f"sample/{logo.key}",
        )  # fmt: skip


def _sample_record(
    key: str, title: str, brand: str, owner: str, country: str | None, classes: tuple[int, ...],
    goods_en: str, goods_zh: str, image: str = "",
) -> MarkRecord:  # fmt: skip
    from onewindow.desks.register.sample import reader

    facts = reader.particulars(key)
    return MarkRecord(
        jurisdiction=country or "XX", number=facts.number, title=title, classes=classes, status=facts.status,
        filing_date=facts.filing_date, registration_date=facts.registration_date, expiry_date=facts.expiry_date,
        owner_name=owner, owner_country=country or "", owner_key=f"sample:{brand}",
        goods=f"{goods_zh}｜{goods_en}", image=image,
    )  # fmt: skip


def _blocks(records: Iterable[MarkRecord], size: int) -> Iterator[list[MarkRecord]]:
    iterator = iter(records)
    while block := list(islice(iterator, size)):
        yield block
