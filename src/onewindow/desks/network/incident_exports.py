"""Alarms and incidents as others take them: TM Forum TMF642 and TMF656, and the graph as RDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onewindow.desks.network import knowing
from onewindow.desks.network.models import AlarmRecord, CausalEdge, Incident
from onewindow.engines.faults import sites
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.topology import Topology

SPACE = "https://onewindow.example/network#"
"""The names of the graph's classes and properties."""
STATES = {"detected": "submitted", "located": "acknowledged", "decided": "inProgress", "dispatched": "inProgress",
          "fixed": "resolved", "verified": "closed", "dismissed": "rejected"}  # fmt: skip
"""Ours -> TMF656's states of a service problem."""


def iso(value: datetime | None) -> str | None:
    """A moment in ISO 8601, UTC."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def resource(record: AlarmRecord) -> str:
    """``device/about``."""
    return f"{record.device}/{record.about}" if record.about else record.device


def is_root(record: AlarmRecord) -> bool:
    """Whether it is on a root device of its incident and owns up to a cause, or is the first there."""
    incident = record.incident
    return incident is not None and record.device in incident.roots and record.cause


@dataclass(frozen=True, slots=True)
class Family:
    """How alarms hang together: number of an alarm -> the alarm that led to it, and the others of its incident."""

    parents: Mapping[int, int]
    siblings: Mapping[int, tuple[int, ...]]


CORRELATED = 20
"""Correlated alarms named at most; TMF656 has them all."""


def family(records: Iterable[AlarmRecord]) -> Family:
    """The family of ``records``, by the chain of evidence of their incidents: the first alarm of each kind on each
    device is led to by the first of another, further ones of that kind and device by the first."""
    incidents = {record.incident_id: record.incident for record in records if record.incident is not None}
    rows: dict[Any, list[tuple[int, str, str]]] = {}
    told = AlarmRecord.objects.filter(incident__in=incidents).order_by("raised_at", "pk")
    for incident, pk, device, kind in told.values_list("incident", "pk", "device", "kind"):
        rows.setdefault(incident, []).append((pk, device, kind))
    parents: dict[int, int] = {}
    siblings: dict[int, tuple[int, ...]] = {}
    for key, owner in incidents.items():
        first: dict[tuple[str, str], int] = {}
        for pk, device, kind in rows[key]:
            first.setdefault((device, kind), pk)
        led = {}
        steps = owner.steps if owner is not None else []
        for step in steps:
            before = steps[step["led_by"]] if step["led_by"] is not None else None
            led[step["device"], step["kind"]] = first.get((before["device"], before["kind"])) if before else None
        near = tuple(pk for pk, _, _ in rows[key][: CORRELATED + 1])
        for pk, device, kind in rows[key]:
            beginning = first[device, kind]
            parent = beginning if pk != beginning else led.get((device, kind))
            if parent is not None:
                parents[pk] = parent
            siblings[pk] = near
    return Family(parents, siblings)


def reference(pk: int) -> dict[str, str]:
    """A TMF642 AlarmRef."""
    return {"id": str(pk), "href": f"/api/network/alarms/tmf642/{pk}", "@referredType": "Alarm"}


def tmf642(record: AlarmRecord, known: Knowledge, related: Family) -> dict[str, Any]:
    """A TMF642 Alarm (v4)."""
    incident, kind = record.incident, known.kinds.get(record.kind)
    parent = related.parents.get(record.pk)
    others = [pk for pk in related.siblings.get(record.pk, ()) if pk != record.pk][:CORRELATED]
    return {
        **reference(record.pk), "@type": "Alarm",
        "alarmType": "communicationsAlarm" if not record.cause else "equipmentAlarm",
        "alarmRaisedTime": iso(record.raised_at), "alarmChangedTime": iso(record.last_at),
        "alarmClearedTime": iso(record.cleared_at), "state": "cleared" if record.cleared_at else "raised",
        "ackState": "acknowledged" if record.operator_state == "ack" else "unacknowledged",
        "perceivedSeverity": "cleared" if record.cleared_at else record.severity,
        "probableCause": kind.probable if kind else "unknown", "specificProblem": record.kind,
        "alarmDetails": record.text, "sourceSystemId": "onewindow", "alarmedObjectType": "device",
        "alarmedObject": {"id": resource(record), "@type": "Resource"},
        "isRootCause": is_root(record), "serviceAffecting": bool(incident and incident.services),
        "affectedService": _services(incident.services if incident else []),
        "correlatedAlarm": [reference(pk) for pk in others],
        "parentAlarm": [] if parent is None else [reference(parent)],
        "proposedRepairedActions": _action(incident, known),
    }  # fmt: skip


def _action(incident: Incident | None, known: Knowledge) -> str:
    """The repair approved, else the one proposed."""
    if incident is None:
        return ""
    fault = known.faults.get(incident.fault)
    return str(incident.repair.get("action", {}).get("en", "")) or (fault.action.en if fault else "")


def tmf656(incident: Incident) -> dict[str, Any]:
    """A TMF656 ServiceProblem (v4)."""
    fault = knowing.in_force().faults.get(incident.fault)
    alarms = incident.alarms.order_by("pk").values_list("pk", flat=True)[:500]
    return {
        "id": str(incident.pk), "href": f"/api/network/incidents/{incident.pk}/problem", "@type": "ServiceProblem",
        "name": incident.number, "category": "network", "priority": 1 if incident.services else 2,
        "description": f"{fault.label.en if fault else 'Unknown fault'} on {', '.join(incident.roots)}",
        "reason": incident.fault or "unknown", "status": STATES[incident.case.state],
        "creationDate": iso(incident.detected), "lastUpdate": iso(incident.last), "resolutionDate": iso(incident.fixed),
        "originatingSystem": {"id": "onewindow"}, "problemEscalation": "0",
        "rootCauseResource": [{"id": root, "@referredType": "Device"} for root in incident.roots],
        "affectedService": _services(incident.services),
        "affectedResource": [{"id": d, "@referredType": "Device"} for d in incident.devices],
        "underlyingAlarm": [reference(pk) for pk in alarms],
        "characteristic": [
            {"name": "probability", "value": str(round(incident.probability, 3))},
            {"name": "faultType", "value": incident.fault},
            {"name": "synthetic", "value": str(incident.synthetic).lower()},
        ],
    }  # fmt: skip


def _services(services: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"id": service["en"], "@referredType": "Service"} for service in services]


def turtle(network: Topology, edges: Iterable[CausalEdge]) -> bytes:
    """Devices, links, kinds of alarms with their causes, faults with their signs and repairs, as RDF in Turtle."""
    import pyoxigraph as ox

    known = knowing.in_force()

    def thing(kind: str, name: str) -> ox.NamedNode:
        from urllib.parse import quote

        return ox.NamedNode(f"{SPACE}{kind}/{quote(name, safe='')}")

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(SPACE + name)

    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    store: list[Any] = []

    def say(subject: Any, predicate: Any, value: Any) -> None:
        store.append(ox.Triple(subject, predicate, value))

    for device in network.devices:
        say(thing("device", device), a, term("Device"))
        if scenario := sites.scenario_of(device):
            say(thing("device", device), term("serves"), thing("scenario", scenario))
        for other in network.neighbours[device]:
            say(thing("device", device), term("linkedTo"), thing("device", other))
    for kind in known.kinds.values():
        say(thing("alarm", kind.id), a, term("AlarmType"))
        say(thing("alarm", kind.id), label, ox.Literal(kind.label.en, language="en"))
        say(thing("alarm", kind.id), label, ox.Literal(kind.label.zh, language="zh"))
    for edge in edges:
        if edge.prior != 0:
            say(thing("alarm", edge.cause), term("causes"), thing("alarm", edge.effect))
    for fault in known.faults.values():
        say(thing("fault", fault.id), a, term("Fault"))
        say(thing("fault", fault.id), label, ox.Literal(fault.label.en, language="en"))
        say(thing("fault", fault.id), label, ox.Literal(fault.label.zh, language="zh"))
        say(thing("fault", fault.id), term("repairedBy"), ox.Literal(fault.action.en, language="en"))
        say(thing("fault", fault.id), term("verifiedBy"), ox.Literal(fault.verify.en, language="en"))
        for check in fault.checks:
            say(thing("fault", fault.id), term("checkedBy"), ox.Literal(check.en, language="en"))
        for where, signs in fault.signs.items():
            for kind_id in signs:
                say(thing("fault", fault.id), term(f"sign-{where}"), thing("alarm", kind_id))
    return ox.serialize(store, format=ox.RdfFormat.TURTLE) or b""
