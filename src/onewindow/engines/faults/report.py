"""A diagnosis in JSON: incidents with start, end, root devices, fault, repair, candidates and evidence."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.diagnose import Diagnosis, Finding
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.recommend import recommend


def as_json(diagnosis: Diagnosis, knowledge: Knowledge) -> dict[str, Any]:
    """The whole report; times in ISO 8601 with the zone of the logs, probabilities 0 to 1."""
    return {
        "incidents": [incident(finding, knowledge, diagnosis.offset) for finding in diagnosis.findings],
        "report": {
            "lines": diagnosis.lines, "lines_unread": diagnosis.unread, "unread_samples": diagnosis.samples[:5],
            "messages_no_alarm": diagnosis.quiet, "incidents_of_unknown_messages": diagnosis.unexplained,
            "unknown_templates": dict(diagnosis.unknown_templates.most_common(20)),
            "devices_not_in_topology": dict(diagnosis.unknown_devices.most_common(20)),
            "clocks_ahead_seconds": diagnosis.clocks, "odd": dict(diagnosis.counts),
        },
    }  # fmt: skip


def incident(finding: Finding, knowledge: Knowledge, offset: float = 0.0) -> dict[str, Any]:
    """One incident; ``offset`` is the zone its times are written in, hours from UTC."""
    location = finding.location
    fault = knowledge.faults.get(location.fault)
    repair = recommend(location.fault, knowledge)
    return {
        "start": iso(finding.incident.start, offset), "end": iso(finding.incident.end, offset),
        "root_devices": list(location.roots), "fault_type": location.fault or "unknown",
        "fault": {"en": fault.label.en, "zh": fault.label.zh} if fault else None,
        "probability": round(location.probability, 3),
        "root_alarm": _alarm(location.root_alarm, offset),
        "candidates": [
            {"device": c.device, "fault_type": c.fault, "probability": round(c.probability, 3), "silent": c.silent,
             "explains": c.explains, "because": [_alarm(a, offset) for a in c.because[:3]]}
            for c in location.candidates
        ],
        "evidence": [
            {"step": number, **_alarm(step.alarm, offset), "count": step.count, "led_by": step.led_by,
             "sure": step.sure, "learned": step.learned}
            for number, step in enumerate(finding.steps)
        ],
        "repair": None if repair is None else {
            "checks": [{"en": c.en, "zh": c.zh} for c in repair.checks],
            "action": {"en": repair.action.en, "zh": repair.action.zh},
            "verify": {"en": repair.verify.en, "zh": repair.verify.zh}, "remote": repair.remote,
        },
        "devices": sorted(finding.incident.devices), "alarms": len(finding.incident.alarms),
        "still_standing": len(finding.incident.standing),
    }  # fmt: skip


def iso(at: float, offset: float = 0.0) -> str:
    """Seconds since 1970 as ``2017-09-01T10:14:56.051-07:00``."""
    return datetime.fromtimestamp(at, timezone(timedelta(hours=offset))).isoformat(timespec="milliseconds")


def _alarm(alarm: Alarm, offset: float) -> dict[str, Any]:
    return {"at": iso(alarm.at, offset), "device": alarm.device, "about": alarm.about, "alarm": alarm.kind,
            "peer": alarm.peer, "text": alarm.text}  # fmt: skip
