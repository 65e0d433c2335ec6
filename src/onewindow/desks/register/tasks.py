"""The register's long work: taking in files, making the index anew, loading the sample."""

from __future__ import annotations

import io
from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime
from typing import Any

from onewindow.desks.register import goods, marks_index, services
from onewindow.desks.register.checking import check_row
from onewindow.desks.register.goods_checking import GoodsRecord, check_goods_row
from onewindow.desks.register.goods_recording import put_in_force, record_goods
from onewindow.desks.register.intake import Intake, Numbered, take_in
from onewindow.desks.register.models import ImportRun, Source
from onewindow.desks.register.recording import MarkRecord, Recorded, analyze, record_block
from onewindow.kernel import clock, files, jobs, ledger
from onewindow.kernel.access import Actor, house
from onewindow.kernel.errors import Problem
from onewindow.texts import Text

TAKING_IN = Text("Taking in the file", "正在导入文件")


@jobs.handler("register.import_marks", TAKING_IN)
def import_marks(run: jobs.Run) -> dict[str, Any]:
    """Take in a file of marks, then ask for the index."""
    return take_in(run, MARKS)


@jobs.handler("register.import_nice", TAKING_IN)
def import_nice(run: jobs.Run) -> dict[str, Any]:
    """Take in an edition of the table of similar goods and services, then put it in force."""
    return take_in(run, GOODS)


@jobs.handler("register.build_index", Text("Making the index of marks", "正在生成商标索引"))
def build_index(run: jobs.Run) -> dict[str, Any]:
    """Make the index of marks anew from the register."""
    return {"marks": marks_index.build(lambda done, total: _tick(run, done, total))}


@jobs.handler("register.load_sample", Text("Loading the sample register", "正在载入样例登记簿"))
def load_sample(run: jobs.Run) -> dict[str, Any]:
    """Load the sample register, once in the life of a database; begun again after a crash, it leaves what is there."""
    return {"marks": services.load_sample(house("onewindow up"), clock.now())}


def _tick(run: jobs.Run, done: int, total: int) -> None:
    with run.step(done, total):
        pass


def _record_marks(
    actor: Actor, now: datetime, taken: ImportRun, records: Numbered[MarkRecord], facts: ledger.Data
) -> tuple[Recorded, list[Problem]]:
    kept = [_with_picture(actor, now, record) for _, record in records]
    return record_block(actor, now, kept, Source.IMPORT, facts), []


def _with_picture(actor: Actor, now: datetime, record: MarkRecord) -> MarkRecord:
    if record.picture is None:
        return record
    name = f"{record.jurisdiction} {record.number}"
    kept = files.keep_picture(actor, now, io.BytesIO(record.picture), name)
    return replace(record, image=kept.sha256, picture=None)


def _mark_key(record: MarkRecord) -> Hashable:
    return record.jurisdiction, record.number


def _ask_for_index(run: jobs.Run, actor: Actor, taken: ImportRun) -> None:
    analyze()
    jobs.enqueue("register.build_index", f"register.build_index:{ledger.last_seq()}", clock.now())


def _goods_key(record: GoodsRecord) -> Hashable:
    return record.key


def _put_in_force(run: jobs.Run, actor: Actor, taken: ImportRun) -> None:
    with run.step(taken.read, taken.read):
        put_in_force(actor, clock.now(), taken)
    goods.prepare()


MARKS = Intake("marks", check_row, _mark_key, _record_marks, _ask_for_index)
GOODS = Intake("nice", check_goods_row, _goods_key, record_goods, _put_in_force)
