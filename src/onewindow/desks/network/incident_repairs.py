"""What the steps of an incident do: location, approval, repair, verification, each with its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from onewindow.desks.network import knowing
from onewindow.desks.network.models import Incident
from onewindow.engines.faults.recommend import recommend
from onewindow.kernel import bulk, ledger
from onewindow.kernel.errors import Problem
from onewindow.kernel.flow import Firing
from onewindow.texts import Text

CANDIDATE = Text("one of the devices proposed", "候选设备之一")
FAULT = Text("a fault of the knowledge file", "知识文件中的故障类型")
HOW = Text("remote or visit", "remote（远程）或 visit（现场）")
REASON = Text("a reason", "理由")


def locate(firings: Sequence[Firing]) -> list[ledger.Data]:
    """The locations were found by the desk before the step; here their time is set."""
    incidents = Incident.objects.in_bulk([firing.case.pk for firing in firings])
    told: list[ledger.Data] = []
    for firing in firings:
        incident = incidents[firing.case.pk]
        incident.located = firing.now
        facts: ledger.Data = {
            "roots": incident.roots, "fault": incident.fault, "percent": round(100 * incident.probability),
        }  # fmt: skip
        if not (incident.replay or incident.synthetic):
            facts["location_ms"] = _ms(incident.detected, firing.now)
        told.append(facts)
    bulk.update(incidents.values(), ["located"])
    return told


def can_approve(firing: Firing) -> list[Problem]:
    """A repair is approved for a device and a fault that were proposed, or that the engineer knows better."""
    incident = _incident(firing)
    device, fault = str(firing.data.get("device", "")), str(firing.data.get("fault", ""))
    known = {c["device"] for c in incident.candidates} | set(incident.devices)
    problems = [] if device in known else [Problem("device", CANDIDATE, got=device[:60])]
    if recommend(fault, knowing.in_force()) is None:
        problems.append(Problem("fault", FAULT, got=fault[:60]))
    return problems


def approve(firing: Firing) -> ledger.Data:
    """Keep what was approved, as it reads now, and who approved it."""
    incident = _incident(firing)
    device, fault = str(firing.data["device"]), str(firing.data["fault"])
    repair = recommend(fault, knowing.in_force())
    assert repair is not None
    incident.repair = {
        "device": device, "fault": fault, "remote": repair.remote,
        "action": {"en": repair.action.en, "zh": repair.action.zh},
        "verify": {"en": repair.verify.en, "zh": repair.verify.zh},
    }  # fmt: skip
    incident.decided, incident.approved_by = firing.now, firing.actor.name
    incident.save(update_fields=["repair", "decided", "approved_by"])
    return {"device": device, "fault": fault, "as_proposed": incident.roots[:1] == [device] and incident.fault == fault}


def can_dispatch(firing: Firing) -> list[Problem]:
    """It is said whether somebody goes there."""
    return [] if firing.data.get("how") in ("remote", "visit") else [Problem("how", HOW)]


def dispatch(firing: Firing) -> ledger.Data:
    """The repair begins."""
    incident = _incident(firing)
    incident.dispatched, incident.remote = firing.now, firing.data["how"] == "remote"
    incident.save(update_fields=["dispatched", "remote"])
    return {"how": str(firing.data["how"])}


def fix(firing: Firing) -> ledger.Data:
    """The repair is done."""
    incident = _incident(firing)
    incident.fixed = firing.now
    incident.save(update_fields=["fixed"])
    return {}


def verify(firing: Firing) -> ledger.Data:
    """Service is back: the time from the onset to the fix is the time to restore."""
    incident = _incident(firing)
    incident.verified = firing.now
    incident.save(update_fields=["verified"])
    facts: ledger.Data = {"how": "remote" if incident.remote else "visit"}
    if not (incident.replay or incident.synthetic) and incident.fixed is not None:
        facts["restoration_ms"] = _ms(incident.onset, incident.fixed)
    if incident.remote:
        subject = f"case/{incident.pk}"
        ledger.append(firing.actor, "network.restored_remotely", subject, firing.now, case_id=incident.pk)
    return facts


def reopen(firing: Firing) -> ledger.Data:
    """The times of the attempt are taken back; the ledger keeps them."""
    incident = _incident(firing)
    tried = str(incident.repair.get("device", ""))
    incident.decided = incident.dispatched = incident.fixed = incident.remote = None
    incident.save(update_fields=["decided", "dispatched", "fixed", "remote"])
    return {"tried": tried}


def needs_reason(firing: Firing) -> list[Problem]:
    """It is said why."""
    return [] if str(firing.data.get("reason", "")).strip() else [Problem("reason", REASON)]


def dismiss(firing: Firing) -> ledger.Data:
    """Nothing of the network's."""
    return {"reason": str(firing.data["reason"]).strip()[:1000]}


def _incident(firing: Firing) -> Incident:
    return Incident.objects.get(pk=firing.case.pk)


def _ms(begin: datetime, end: datetime) -> int:
    return max(round((end - begin).total_seconds() * 1000), 0)


def moments(incident: Incident) -> list[tuple[str, Any]]:
    """The eight moments of an incident, in order."""
    names = ("onset", "detected", "correlated", "located", "decided", "dispatched", "fixed", "verified")
    return [(name, getattr(incident, name)) for name in names]
