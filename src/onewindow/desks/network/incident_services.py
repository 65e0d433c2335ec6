"""The only writer of alarms and incidents: takes alarms in, puts them together, locates the root, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from onewindow.desks.network import maps
from onewindow.desks.network.flow import INCIDENT
from onewindow.desks.network.models import AlarmRecord, CausalEdge, Incident, Intake
from onewindow.desks.network.policy import READERS
from onewindow.engines.faults import evidence, knowledge, sites
from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.correlate import QUIET, Correlator
from onewindow.engines.faults.correlate import Incident as Found
from onewindow.engines.faults.locate import Location, locate
from onewindow.engines.faults.topology import Topology
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.kernel.errors import NotAllowed

WHOLE = 5000
"""Alarms of an incident that location looks at: the first so many."""
OPEN_STATES = ("detected", "located")
"""While an incident stands here, new alarms may change where its root is."""


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
        record, at = standing.get(key), _time(alarm.at)
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
    AlarmRecord.objects.bulk_create(fresh, batch_size=1000)
    AlarmRecord.objects.bulk_update(changed.values(), ["cleared_at", "last_at", "times"], batch_size=500)
    counts["alarms new"] += len(fresh)
    counts["alarms changed"] += len(changed)
    touched = _assign(actor, now, batch, fresh, ordered[0].at)
    grown = {r.incident_id for r in changed.values() if r.incident_id is not None} - touched
    for incident in Incident.objects.filter(pk__in=grown):
        _tell_time(incident)
    network = maps.in_force()[1]
    for incident in Incident.objects.filter(pk__in=touched).select_related("case").order_by("onset"):
        _locate(actor, now, incident, network)


def _assign(actor: Actor, now: datetime, batch: Batch, fresh: list[AlarmRecord], first: float) -> set[UUID]:
    """Put new alarms with the incidents they belong to, or into new ones; returns the incidents touched."""
    recent = Incident.objects.filter(
        last__gte=_time(first - QUIET), case__state__in=OPEN_STATES, replay=batch.replay
    ).prefetch_related("alarms")
    known: dict[int, Incident] = {}
    pool = list(fresh)
    for incident in recent:
        for record in incident.alarms.all():
            known[record.pk] = incident
            pool.append(record)
    places = {
        (r.device, r.about): r.incident_id
        for r in AlarmRecord.objects.filter(
            cleared_at=None, incident__isnull=False, device__in={r.device for r in fresh}
        )
        if r.about
    }
    correlator = Correlator(maps.in_force()[1])
    by_alarm: dict[int, AlarmRecord] = {}
    groups: list[Found] = []
    touched: set[UUID] = set()
    events: list[Alarm] = []
    for record in pool:
        place = places.get((record.device, record.about))
        if record.pk not in known and place is not None:
            record.incident_id = place
            touched.add(place)
            continue
        alarm = _alarm(record)
        by_alarm[id(alarm)] = record
        events.append(alarm)
        if record.cleared_at is not None:
            events.append(replace(alarm, at=record.cleared_at.timestamp(), cleared=True))
    for alarm in sorted(events, key=lambda a: (a.at, a.cleared)):
        groups += list(correlator.feed(alarm))
    groups += list(correlator.close())
    knows = knowledge.built_in().kinds
    for group in groups:
        records = [by_alarm[id(a)] for a in group.alarms if not a.cleared]
        new = [r for r in records if r.pk not in known]
        homes = list(dict.fromkeys(known[r.pk] for r in records if r.pk in known))
        if not new or (not homes and not any(r.kind in knows for r in records)):
            continue
        home = homes[0] if homes else _open(actor, now, batch, new)
        for record in new:
            record.incident = home
        touched.add(home.pk)
    AlarmRecord.objects.bulk_update([r for r in fresh if r.incident_id is not None], ["incident"], batch_size=500)
    return touched


def _open(actor: Actor, now: datetime, batch: Batch, records: Sequence[AlarmRecord]) -> Incident:
    onset = min(r.raised_at for r in records)
    case: Case = flow.open_case(INCIDENT, actor, now, None)
    return Incident.objects.create(
        case=case, number=f"INC-{onset:%Y%m%d}-{str(case.pk)[:8].upper()}", onset=onset, last=onset, detected=now,
        correlated=now, replay=batch.replay, synthetic=batch.synthetic,
    )  # fmt: skip


def _tell_time(incident: Incident) -> None:
    """Its last news, from its alarms."""
    last = incident.alarms.order_by("-last_at").values_list("last_at", flat=True).first()
    if last is not None and last > incident.last:
        incident.last = last
        incident.save(update_fields=["last"])


def _locate(actor: Actor, now: datetime, incident: Incident, network: Topology) -> None:
    records = list(incident.alarms.order_by("raised_at")[:WHOLE])
    incident.alarms_counted = incident.alarms.count()
    incident.last = max(r.last_at for r in records)
    incident.onset = min(incident.onset, records[0].raised_at)
    incident.devices = sorted({r.device for r in records} | {r.peer for r in records if r.peer})
    told = [_alarm(r) for r in records]
    if incident.case.state in OPEN_STATES:
        location = locate(told, network, knowledge.built_in(), _speaking(incident), _blamed(incident))
        _keep(incident, location, told, network)
    incident.save()
    if incident.case.state == "detected":
        flow.fire(incident.pk, "locate", actor, now)
    else:
        data: ledger.Data = {"alarms": incident.alarms_counted, "roots": incident.roots}
        subject = f"case/{incident.pk}"
        ledger.append(actor, "network.incident_grew", subject, now, case_id=incident.pk, data=data)


def _keep(incident: Incident, location: Location, told: list[Alarm], network: Topology) -> None:
    incident.roots, incident.fault = list(location.roots), location.fault
    incident.probability = location.probability
    incident.candidates = [
        {"device": c.device, "fault": c.fault, "probability": round(c.probability, 4), "silent": c.silent,
         "explains": c.explains, "because": [asdict(a) for a in c.because[:3]]}
        for c in location.candidates
    ]  # fmt: skip
    learned = {(e.cause, e.effect): e.sure for e in CausalEdge.objects.exclude(prior=0)}
    steps = evidence.chain(told, location, network, knowledge.built_in(), learned)
    incident.steps = [
        {"device": s.alarm.device, "about": s.alarm.about, "kind": s.alarm.kind, "text": s.alarm.text, "at": s.alarm.at,
         "count": s.count, "led_by": s.led_by, "sure": s.sure, "learned": s.learned}
        for s in steps
    ]  # fmt: skip
    hit = set(incident.devices) | sites.cut_off(network, [r for r in location.roots if r in network.neighbours])
    incident.scenarios = sorted({sites.scenario_of(d) for d in hit} - {""})
    incident.services = [
        {"en": service.en, "zh": service.zh} for name in incident.scenarios for service in sites.SCENARIOS[name][1]
    ]


def _speaking(incident: Incident) -> frozenset[str]:
    """The devices that sent alarms in the month before: those whose silence means something."""
    since = incident.onset - timedelta(days=30)
    told = AlarmRecord.objects.filter(raised_at__gte=since, raised_at__lte=incident.last).values_list("device")
    return frozenset(device for (device,) in told.distinct())


def _blamed(incident: Incident) -> Counter[tuple[str, str]]:
    """How often within the hour before each device was held to blame for its link to another."""
    before = Incident.objects.filter(last__gte=incident.onset - timedelta(hours=1), onset__lt=incident.onset)
    found: Counter[tuple[str, str]] = Counter()
    for earlier in before.exclude(pk=incident.pk).exclude(case__state="dismissed").filter(replay=incident.replay):
        for root in earlier.roots:
            found.update((root, other) for other in earlier.devices if other != root)
    return found


def _alarm(record: AlarmRecord) -> Alarm:
    return Alarm(
        record.device, record.about, record.kind, record.group, record.raised_at.timestamp(), False, record.severity,
        record.text, record.peer, record.cause,
    )  # fmt: skip


def _time(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def set_operator_state(actor: Actor, now: datetime, records: Iterable[AlarmRecord], state: str) -> None:
    """Set the operator state of alarms (RFC 8632, 3.5.2)."""
    for record in records:
        with transaction.atomic():
            AlarmRecord.objects.filter(pk=record.pk).update(operator_state=state)
            ledger.append(actor, "network.alarm_state", f"alarm/{record.pk}", now, data={"state": state})
