"""New alarms to the incidents they belong to: what is open goes on, what is new begins one. One query a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from onewindow.desks.network import knowing
from onewindow.desks.network.flow import INCIDENT
from onewindow.desks.network.models import AlarmRecord, Incident
from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.correlate import QUIET, Correlator
from onewindow.engines.faults.correlate import Incident as Found
from onewindow.engines.faults.topology import Topology
from onewindow.kernel import bulk, flow
from onewindow.kernel.access import Actor

OPEN_STATES = ("detected", "located")
"""While an incident stands here, new alarms may change where its root is."""


def assign(
    actor: Actor, now: datetime, fresh: Sequence[AlarmRecord], network: Topology, replay: bool, synthetic: bool
) -> set[UUID]:
    """Put new alarms (not yet in the database) with the incidents they belong to, or into new ones; returns the
    incidents touched. An open incident goes on from what its row tells: its devices, first and last news."""
    if not fresh:
        return set()
    first = min(r.raised_at for r in fresh).timestamp()
    going_on = Incident.objects.filter(last__gte=time_of(first - QUIET), case__state__in=OPEN_STATES, replay=replay)
    standing = AlarmRecord.objects.filter(
        cleared_at=None, incident__isnull=False, device__in={r.device for r in fresh}
    ).exclude(about="")
    places = {(d, about): incident for d, about, incident in standing.values_list("device", "about", "incident")}
    correlator = Correlator(network)
    known: dict[int, UUID] = {}
    for number, (pk, onset, last, devices) in enumerate(
        going_on.order_by("onset").values_list("pk", "onset", "last", "devices"), 1
    ):
        known[-number] = pk
        began, heard = onset.timestamp(), last.timestamp()
        correlator.open.append(Found(-number, began, heard, devices=set(devices), end=heard))
    touched: set[UUID] = set()
    by_alarm: dict[int, AlarmRecord] = {}
    events: list[tuple[float, bool, Alarm]] = []
    for record in fresh:
        place = places.get((record.device, record.about))
        if place is not None:
            record.incident_id = place
            touched.add(place)
            continue
        alarm = alarm_of(record)
        by_alarm[id(alarm)] = record
        events.append((alarm.at, False, alarm))
        if record.cleared_at is not None:
            events.append((record.cleared_at.timestamp(), True, alarm_of(record, record.cleared_at)))
    groups: list[Found] = []
    for _at, _cleared, alarm in sorted(events, key=lambda event: event[:2]):
        groups += correlator.feed(alarm)
    groups += correlator.close()
    knows = knowing.in_force().kinds
    new: list[list[AlarmRecord]] = []
    for group in groups:
        records = [by_alarm[id(a)] for a in group.alarms if not a.cleared]
        home = known.get(group.number)
        if home is not None and records:
            touched.add(home)
            for record in records:
                record.incident_id = home
        elif home is None and any(r.kind in knows for r in records):
            new.append(records)
    return touched | _open(actor, now, new, replay, synthetic)


def _open(
    actor: Actor, now: datetime, groups: Sequence[Sequence[AlarmRecord]], replay: bool, synthetic: bool
) -> set[UUID]:
    cases = flow.open_cases(INCIDENT, actor, now, [flow.Opening(None) for _ in groups])
    opened = []
    for case, records in zip(cases, groups, strict=True):
        onset = min(r.raised_at for r in records)
        opened.append(Incident(
            case=case, number=f"INC-{onset:%Y%m%d}-{str(case.pk)[:8].upper()}", onset=onset, last=onset, detected=now,
            correlated=now, replay=replay, synthetic=synthetic,
        ))  # fmt: skip
        for record in records:
            record.incident_id = case.pk
    bulk.insert_all(opened)
    return {one.pk for one in opened}


def alarm_of(record: AlarmRecord, cleared: datetime | None = None) -> Alarm:
    """A record as the engine's alarm; with ``cleared`` as its end."""
    at = (cleared or record.raised_at).timestamp()
    return Alarm(
        record.device, record.about, record.kind, record.group, at, cleared is not None, record.severity, record.text,
        record.peer, record.cause,
    )  # fmt: skip


def alarms_of(records: Iterable[AlarmRecord]) -> list[Alarm]:
    """Records as raised alarms of the engine."""
    return [alarm_of(record) for record in records]


def time_of(at: float) -> datetime:
    """Seconds since 1970 as a moment."""
    return datetime.fromtimestamp(at, UTC)
