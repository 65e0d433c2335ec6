"""Bringing an edition of the table of similar goods into the register: block by block, then in force as a whole.

An edition that is being read is seen by nobody. What it has in common with the edition in force keeps the ledger entry
that brought it in; only what is new or changed makes an entry. The older editions stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from onewindow.desks.register.goods_checking import GoodsRecord
from onewindow.desks.register.goods_models import GoodsEdition, GoodsGroup, GoodsItem
from onewindow.desks.register.models import ImportRun
from onewindow.desks.register.recording import Recorded
from onewindow.kernel import bulk, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import Problem
from onewindow.texts import Text

AGAIN = Text("an item that its group does not have already", "该类似群中尚未出现的项目")
COLUMNS = ("group", "part", "paragraph", "code", "name", "name_en", "recorded_seq")
Key = tuple[str, str, str]
Particulars = tuple[str, str, str]


def edition_in_force() -> GoodsEdition | None:
    """The edition with the latest date; of two with the same, the one that came later."""
    editions = GoodsEdition.objects.filter(in_force_seq__isnull=False).select_related("run")
    return editions.order_by("-since", "-in_force_seq").first()


def record_goods(
    actor: Actor, now: datetime, run: ImportRun, rows: Sequence[tuple[int, GoodsRecord]], facts: ledger.Data
) -> tuple[Recorded, list[Problem]]:
    """Record a block of an edition inside the caller's transaction; an item given before in the file is a problem."""
    edition = GoodsEdition.objects.get(run=run)
    records = [record for _, record in rows]
    here, before = _items(edition, records), _items(edition_in_force(), records)
    good = [record for _, record in rows if record.key not in here]
    problems = [Problem("name", AGAIN, n, record.name[:60]) for n, record in rows if record.key in here]
    added = sum(record.key not in before for record in good)
    fresh = {record.key for record in good if before.get(record.key, (None, 0))[0] != _particulars(record)}
    seq = 0
    if fresh:
        entry = ledger.append(
            actor, "register.goods_recorded", f"goods/{edition.pk}", now, quantity=len(fresh), data=facts
        )
        seq = entry.seq
    groups = _groups(edition, good)
    bulk.insert(
        GoodsItem, COLUMNS,
        [
            (groups[r.group], r.part, r.paragraph, r.code, r.name, r.name_en,
             seq if r.key in fresh else before[r.key][1])
            for r in good
        ],
    )  # fmt: skip
    return Recorded(added, len(fresh) - added, len(good) - len(fresh)), problems


def put_in_force(actor: Actor, now: datetime, run: ImportRun) -> None:
    """Put the edition of a run that was read to its end in force from its day, inside the caller's transaction.

    An edition without items, or with those of the edition it would follow and nothing else, is dropped.
    """
    edition = GoodsEdition.objects.filter(run=run, in_force_seq__isnull=True).first()
    if edition is None:
        return
    before = edition_in_force()
    items = GoodsItem.objects.filter(group__edition=edition).count()
    if not items or (before and before.since >= edition.since and _told(before) == _told(edition)):
        edition.delete()
        return
    data: ledger.Data = {"import": run.pk, "file": run.sha256, "since": edition.since.isoformat()}
    entry = ledger.append(actor, "register.goods_table_in_force", f"goods/{edition.pk}", now, quantity=items, data=data)
    edition.in_force_seq = entry.seq
    edition.save(update_fields=["in_force_seq"])


def _items(edition: GoodsEdition | None, records: Sequence[GoodsRecord]) -> dict[Key, tuple[Particulars, int]]:
    """Those of the records that an edition has, with their particulars there and their ledger entry."""
    if edition is None:
        return {}
    found = GoodsItem.objects.filter(group__edition=edition, name__in={record.name for record in records})
    rows = found.values_list("group__code", "code", "name", "part", "paragraph", "name_en", "recorded_seq")
    return {row[:3]: (row[3:6], row[6]) for row in rows.iterator()}


def _particulars(record: GoodsRecord) -> Particulars:
    return record.part, record.paragraph, record.name_en


def _groups(edition: GoodsEdition, records: Sequence[GoodsRecord]) -> dict[str, int]:
    """The groups of the records by code, made where missing; a title stands once, a note is added to those before."""
    groups = {group.code: group for group in edition.groups.filter(code__in={record.group for record in records})}
    touched: dict[str, GoodsGroup] = {}
    for record in records:
        group = groups.get(record.group)
        if group is None:
            group = GoodsGroup(edition=edition, class_number=record.class_number, code=record.group)
            groups[record.group] = touched[record.group] = group
        if record.group_title and not group.title:
            group.title, touched[record.group] = record.group_title, group
        if record.notes and record.notes not in group.notes:
            group.notes, touched[record.group] = f"{group.notes}\n{record.notes}".strip(), group
    GoodsGroup.objects.bulk_create([group for group in touched.values() if group.pk is None])
    known = [group for group in touched.values() if group.pk is not None]
    GoodsGroup.objects.bulk_update(known, ["title", "notes"])
    return {code: group.pk for code, group in groups.items()}


def _told(edition: GoodsEdition) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    items = GoodsItem.objects.filter(group__edition=edition)
    told = items.values_list("group__code", "code", "name", "part", "paragraph", "name_en")
    return set(told.iterator()), set(edition.groups.values_list("class_number", "code", "title", "notes").iterator())
