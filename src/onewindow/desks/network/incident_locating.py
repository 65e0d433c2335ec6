"""Where the root of incidents is, for all that a batch touched at once: few queries, one append to the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max

from onewindow.desks.network import knowing
from onewindow.desks.network.incident_grouping import OPEN_STATES, alarms_of
from onewindow.desks.network.models import AlarmRecord, CausalEdge, Incident
from onewindow.engines.faults import evidence, sites
from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.locate import Location, locate
from onewindow.engines.faults.topology import Topology
from onewindow.kernel import bulk, flow, ledger
from onewindow.kernel.access import Actor

WHOLE = 5000
"""Alarms of an incident that location looks at: the first so many."""
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)
WRITTEN = ("alarms_counted", "last", "onset", "devices", "roots", "fault", "probability", "candidates", "steps",
           "scenarios", "services")  # fmt: skip


def locate_all(actor: Actor, now: datetime, touched: set[UUID], network: Topology) -> None:
    """Count, time and locate the incidents ``touched``; those only detected move on, the others are told to have
    grown."""
    incidents = list(Incident.objects.filter(pk__in=touched).select_related("case").order_by("onset"))
    if not incidents:
        return
    told = {
        pk: (many, last)
        for pk, many, last in AlarmRecord.objects.filter(incident__in=touched)
        .values_list("incident").annotate(Count("pk"), Max("last_at"))
    }  # fmt: skip
    records = _records(touched)
    last = max(last for _, last in told.values())
    speaking = frozenset(
        AlarmRecord.objects.filter(raised_at__gte=incidents[0].onset - MONTH, raised_at__lte=last)
        .values_list("device", flat=True).distinct()
    )  # fmt: skip
    history, known = _History(incidents), knowing.in_force()
    learned = {(e.cause, e.effect): e.sure for e in CausalEdge.objects.exclude(prior=0)}
    grown: list[ledger.Draft] = []
    for incident in incidents:
        mine = records[incident.pk]
        incident.alarms_counted, incident.last = told[incident.pk]
        incident.onset = min(incident.onset, mine[0].raised_at)
        incident.devices = sorted({r.device for r in mine} | {r.peer for r in mine if r.peer})
        if incident.case.state in OPEN_STATES:
            alarms = alarms_of(mine)
            location = locate(alarms, network, known, speaking, history.blamed(incident))
            _keep(incident, location, alarms, network, known, learned)
            history.add(incident)
        if incident.case.state != "detected":
            data: ledger.Data = {"alarms": incident.alarms_counted, "roots": incident.roots}
            grown.append(ledger.Draft("network.incident_grew", f"case/{incident.pk}", 1, incident.pk, data))
    bulk.update(incidents, WRITTEN)
    flow.fire_many([i.pk for i in incidents if i.case.state == "detected"], "locate", actor, now)
    ledger.append_many(actor, grown, now)


def _records(touched: set[UUID]) -> dict[UUID, list[AlarmRecord]]:
    """The first alarms of each incident, in order of time; those of a large one are asked for by themselves."""
    found: dict[UUID, list[AlarmRecord]] = {pk: [] for pk in touched}
    rows = AlarmRecord.objects.filter(incident__in=touched).order_by("raised_at", "pk")
    if len(touched) == 1:
        return {pk: list(rows[:WHOLE]) for pk in touched}
    for record in rows.iterator(chunk_size=5000):
        kept = found[record.incident_id] if record.incident_id else []
        if len(kept) < WHOLE:
            kept.append(record)
    return found


class _History:
    """How often within the hour before each device was held to blame for its link to another."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        since = min(i.onset for i in incidents) - HOUR
        until = max(i.onset for i in incidents)
        rows = (
            Incident.objects.filter(last__gte=since, onset__lt=until).exclude(case__state="dismissed")
            .exclude(pk__in=[i.pk for i in incidents]).values_list("onset", "last", "replay", "roots", "devices")
        )  # fmt: skip
        self.rows = list(rows)

    def add(self, incident: Incident) -> None:
        """It was located in this batch."""
        self.rows.append((incident.onset, incident.last, incident.replay, incident.roots, incident.devices))

    def blamed(self, incident: Incident) -> Counter[tuple[str, str]]:
        """(device, other end) -> how often, of the links of this incident's devices."""
        mine = set(incident.devices)
        found: Counter[tuple[str, str]] = Counter()
        for onset, last, replay, roots, devices in self.rows:
            if replay == incident.replay and onset < incident.onset and last >= incident.onset - HOUR:
                for root in mine.intersection(roots):
                    found.update((root, other) for other in devices if other != root)
        return found


def _keep(
    incident: Incident,
    location: Location,
    told: list[Alarm],
    network: Topology,
    known: Knowledge,
    learned: Mapping[tuple[str, str], float],
) -> None:
    incident.roots, incident.fault = list(location.roots), location.fault
    incident.probability = location.probability
    incident.candidates = [
        {"device": c.device, "fault": c.fault, "probability": round(c.probability, 4), "silent": c.silent,
         "explains": c.explains, "because": [asdict(a) for a in c.because[:3]]}
        for c in location.candidates
    ]  # fmt: skip
    steps = evidence.chain(told, location, network, known, learned)
    incident.steps = [
        {"device": s.alarm.device, "about": s.alarm.about, "kind": s.alarm.kind, "text": s.alarm.text, "at": s.alarm.at,
         "count": s.count, "led_by": s.led_by, "sure": s.sure, "learned": s.learned}
        for s in steps
    ]  # fmt: skip
    hit = set(incident.devices) | network.cut_off(location.roots)
    incident.scenarios = sorted({sites.scenario_of(d) for d in hit} - {""})
    incident.services = [
        {"en": service.en, "zh": service.zh} for name in incident.scenarios for service in sites.SCENARIOS[name][1]
    ]
