"""The only writer of alarms and incidents: takes alarms in, puts them together, locates the root, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from onewindow.desks.network import incident_grouping as grouping
from onewindow.desks.network import incident_locating as locating
from onewindow.desks.network import maps
from onewindow.desks.network.models import AlarmRecord, Incident, Intake
from onewindow.desks.network.policy import READERS
from onewindow.engines.faults.alarms import Alarm
from onewindow.kernel import bulk, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import NotAllowed


@dataclass
class Batch:
    """Alarms to be taken in at once, and the account of the lines they came from. ``key`` makes a retry harmless."""

    source: str
    name: str
    key: str
    alarms: Sequence[Alarm]
    counts: Mapping[str, int] = field(default_factory=dict)
    samples: Sequence[str] = ()
    replay: bool = False
    synthetic: bool = False


def take_in(actor: Actor, now: datetime, batch: Batch) -> Intake:
    """Record a batch; the same key a second time changes nothing. Raises ``NotAllowed``."""
    if not actor.has(*READERS):
        raise NotAllowed(maps.ROLE)
    with transaction.atomic():
        intake, fresh = Intake.objects.get_or_create(
            key=batch.key,
            defaults={"source": batch.source, "name": batch.name[:200], "samples": [s[:200] for s in batch.samples][:5],
                      "replay": batch.replay, "synthetic": batch.synthetic, "taken_at": now},
        )  # fmt: skip
        if not fresh:
            return intake
        # The head of the ledger is the lock that orders writers: what stands is read behind it.
        data: ledger.Data = {"source": batch.source, **{k: int(v) for k, v in batch.counts.items()}}
        entry = ledger.append(
            actor, "network.alarms_taken_in", f"intake/{intake.pk}", now, quantity=len(batch.alarms), data=data
        )
        counts = Counter(dict(batch.counts))
        if batch.alarms:
            _record(actor, now, batch, intake, counts)
        intake.entry_seq, intake.counts = entry.seq, dict(counts)
        intake.save(update_fields=["entry_seq", "counts"])
    return intake


def _record(actor: Actor, now: datetime, batch: Batch, intake: Intake, counts: Counter[str]) -> None:
    ordered = sorted(batch.alarms, key=lambda a: a.at)
    counts["out of order"] += sum(b.at < a.at for a, b in zip(batch.alarms, batch.alarms[1:], strict=False))
    standing = {
        (r.device, r.about, r.group): r
        for r in AlarmRecord.objects.filter(cleared_at=None, device__in={a.device for a in ordered})
    }
    fresh: list[AlarmRecord] = []
    changed: dict[int, AlarmRecord] = {}
    for alarm in ordered:
        key = (alarm.device[:200], alarm.about[:200], alarm.group[:120])
        record, at = standing.get(key), grouping.time_of(alarm.at)
        if alarm.cleared:
            if record is None:
                counts["clear before raise"] += 1
                continue
            record.cleared_at, record.last_at = max(at, record.raised_at), max(at, record.last_at)
            del standing[key]
        elif record is not None:
            counts["repeated"] += 1
            record.times, record.last_at = record.times + 1, max(at, record.last_at)
        else:
            record = AlarmRecord(
                device=key[0], about=key[1], kind=alarm.kind[:120], group=key[2], severity=alarm.severity,
                text=alarm.text[:500].replace("\0", ""), peer=alarm.peer[:200], cause=alarm.cause,
                raised_at=at, last_at=at, intake=intake,
            )  # fmt: skip
            standing[key] = record
            fresh.append(record)
        if record.pk is not None:
            changed[record.pk] = record
    bulk.update(changed.values(), ["cleared_at", "last_at", "times"])
    counts["alarms new"] += len(fresh)
    counts["alarms changed"] += len(changed)
    network = maps.in_force()[1]
    touched = grouping.assign(actor, now, fresh, network, batch.replay, batch.synthetic)
    AlarmRecord.objects.bulk_create(fresh, batch_size=1000)
    _tell_time(changed.values(), touched)
    locating.locate_all(actor, now, touched, network)


def _tell_time(changed: Iterable[AlarmRecord], located: set[UUID]) -> None:
    """The last news of incidents whose alarms were heard of again; those that are located anew are told there."""
    last: dict[UUID, datetime] = {}
    for record in changed:
        if record.incident_id is not None and record.incident_id not in located:
            last[record.incident_id] = max(last.get(record.incident_id, record.last_at), record.last_at)
    behind = [i for i in Incident.objects.filter(pk__in=last) if i.last < last[i.pk]]
    for incident in behind:
        incident.last = last[incident.pk]
    bulk.update(behind, ["last"])


def set_operator_state(actor: Actor, now: datetime, record: AlarmRecord, state: str) -> None:
    """Set the operator state of an alarm (RFC 8632, 3.5.2). Raises ``NotAllowed``."""
    if not actor.has(*READERS):
        raise NotAllowed(maps.ROLE)
    record.operator_state = state
    with transaction.atomic():
        record.save(update_fields=["operator_state"])
        ledger.append(actor, "network.alarm_state", f"alarm/{record.pk}", now, data={"state": state})
