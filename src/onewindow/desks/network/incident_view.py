"""An incident as its page shows it: the drawing, candidates, evidence, moments, repair, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from onewindow.desks.network import knowing
from onewindow.desks.network.incident_drawing import drawing
from onewindow.desks.network.incident_repairs import moments
from onewindow.desks.network.models import Incident, Intake
from onewindow.engines.faults import sites
from onewindow.engines.faults.knowledge import Knowledge
from onewindow.engines.faults.recommend import recommend
from onewindow.engines.faults.topology import Topology
from onewindow.kernel import flow
from onewindow.kernel.language import current_language
from onewindow.kernel.wording import listed, moment, number
from onewindow.texts import Text

NO_FILE = Text("a file", "文件")
TOO_LARGE = Text("a file of at most {limit} bytes", "不超过 {limit} 字节的文件")
SOURCES = {
    "file": Text("File", "文件"),
    "listener": Text("Listener", "监听"),
    "rfc8632": Text("RFC 8632", "RFC 8632 接口"),
    "tmf642": Text("TMF642", "TMF642 接口"),
    "synthetic": Text("Synthetic", "合成数据"),
}
COUNTS = {
    "lines": Text("lines", "行"),
    "lines unread": Text("unread", "行无法识别"),
    "sent": Text("sent", "条已发送"),
    "messages without alarm": Text("without alarm", "条非告警"),
    "unknown templates": Text("unknown templates", "个未知模板"),
    "unknown devices": Text("unknown devices", "台未知设备"),
    "clocks set right": Text("clocks set right", "台设备时钟已校正"),
    "clear before raise": Text("cleared before raised", "条先清除后产生"),
    "repeated": Text("repeated", "条重复"),
    "out of order": Text("out of order", "条乱序"),
    "alarms new": Text("new alarms", "条新告警"),
    "alarms changed": Text("alarms changed", "条告警更新"),
    "records": Text("records", "条记录"),
    "records refused": Text("refused", "条拒收"),
    "dropped": Text("dropped", "条丢弃"),
    "traps": Text("traps", "条 trap"),
    "traps refused": Text("traps refused", "条 trap 拒收"),
}
MOMENTS = {
    "onset": Text("First alarm", "首个告警"),
    "detected": Text("Detected", "发现"),
    "correlated": Text("Correlated", "归并"),
    "located": Text("Root located", "根因定位"),
    "decided": Text("Repair approved", "方案批准"),
    "dispatched": Text("Repair begun", "开始修复"),
    "fixed": Text("Fixed", "修复完成"),
    "verified": Text("Verified", "验证通过"),
}


def row(incident: Incident, knowledge: Knowledge) -> dict[str, Any]:
    """A line of the list of incidents."""
    return {
        "number": {"text": incident.number, "href": reverse("incident", args=[incident.pk])},
        "onset": moment(incident.onset),
        "root": listed(incident.roots) or _("not located"),
        "fault": fault_label(incident.fault, knowledge),
        "alarms": number(incident.alarms_counted),
        "state": flow.procedures()["incident"].state(incident.case.state).label.say(current_language()),
        "kind": _kind(incident),
    }


def _kind(incident: Incident) -> str:
    if incident.synthetic:
        return _("Synthetic")
    return _("Replay") if incident.replay else _("Live")


def fault_label(fault: str, knowledge: Knowledge) -> str:
    """The name of a fault."""
    known = knowledge.faults.get(fault)
    return known.label.say(current_language()) if known else _("Unknown")


def kind_label(kind: str, knowledge: Knowledge) -> str:
    """The name of a kind of alarm; a template is its own name."""
    known = knowledge.kinds.get(kind)
    return known.label.say(current_language()) if known else kind


def intake(one: Intake) -> dict[str, Any]:
    """A line of what was taken in, with what became of it."""
    language = current_language()
    told = [f"{number(n)} {COUNTS[name].say(language)}" for name, n in one.counts.items() if n and name in COUNTS]
    return {
        "name": one.name, "source": SOURCES.get(one.source, NO_FILE).say(language), "when": moment(one.taken_at),
        "counts": listed(told),
    }  # fmt: skip


def whole(incident: Incident, network: Topology) -> dict[str, Any]:
    """Everything of the page that is the incident's."""
    language = current_language()
    knowledge = knowing.in_force()
    proposed = recommend(incident.fault, knowledge)
    known = knowledge.faults
    return {
        "drawing": drawing(incident, network),
        "fault": fault_label(incident.fault, knowledge),
        "between": bool(incident.fault in known and known[incident.fault].link),
        "percent": round(100 * incident.probability),
        "candidates": [_candidate(c, knowledge) for c in incident.candidates],
        "choices": [
            {"value": f"{c['device']}|{c['fault']}", "label": f"{c['device']}: {fault_label(c['fault'], knowledge)}"}
            for c in incident.candidates
        ],
        "evidence": _evidence(incident, knowledge),
        "moments": _moments(incident),
        "scenarios": [sites.SCENARIOS[s][0].say(language) for s in incident.scenarios if s in sites.SCENARIOS],
        "services": [s[language] for s in incident.services],
        "repair": proposed and {
            "checks": [c.say(language) for c in proposed.checks], "action": proposed.action.say(language),
            "verify": proposed.verify.say(language), "remote": proposed.remote,
        },
        "approved": incident.repair and {
            "device": incident.repair["device"], "fault": fault_label(incident.repair["fault"], knowledge),
            "action": incident.repair["action"][language], "verify": incident.repair["verify"][language],
            "remote": incident.repair["remote"],
        },
        "kind": _kind(incident),
        "links": [
            {"label": "API", "href": f"/api/network/incidents/{incident.pk}"},
            {"label": "TMF656", "href": f"/api/network/incidents/{incident.pk}/problem"},
            {"label": "RFC 8632", "href": f"/api/network/alarms/rfc8632?incident={incident.pk}"},
            {"label": "TMF642", "href": f"/api/network/alarms/tmf642?incident={incident.pk}"},
        ],
    }  # fmt: skip


def _candidate(candidate: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    because = listed(f"{one['device']} · {kind_label(one['kind'], knowledge)}" for one in candidate["because"])
    return {
        "device": candidate["device"] + (" " + _("(silent)") if candidate["silent"] else ""),
        "fault": fault_label(candidate["fault"], knowledge), "percent": f"{100 * candidate['probability']:.1f}",
        "explains": number(candidate["explains"]), "because": because,
    }  # fmt: skip


def _evidence(incident: Incident, knowledge: Knowledge) -> list[dict[str, Any]]:
    steps = []
    for place, step in enumerate(incident.steps, 1):
        led = step["led_by"]
        cause = incident.steps[led] if led is not None else None
        before = f"{led + 1} · {cause['device']} · {kind_label(cause['kind'], knowledge)}" if cause else ""
        wait = step["at"] - cause["at"] if cause else 0.0
        steps.append({
            "number": place,
            "when": timezone.localtime(datetime.fromtimestamp(step["at"], UTC)).strftime("%H:%M:%S"),
            "device": step["device"], "what": kind_label(step["kind"], knowledge), "text": step["text"],
            "about": step["about"], "count": step["count"],
            "led_by": before or _("begins here"),
            "after": _("%(n)s s") % {"n": f"{wait:+.1f}"} if cause else "",
            "sure": round(100 * step["sure"]), "learned": step["learned"],
        })  # fmt: skip
    return steps


def _moments(incident: Incident) -> list[dict[str, Any]]:
    language = current_language()
    shown, before = [], None
    for name, at in moments(incident):
        since = span(at - before) if at and before else ""
        shown.append({"label": MOMENTS[name].say(language), "when": moment(at) if at else "", "since": since})
        before = at or before
    return shown


def span(wait: timedelta) -> str:
    """How long something took: 45 s, 12 min, 3.5 h."""
    seconds = wait.total_seconds()
    if seconds < 90:
        return _("%(n)s s") % {"n": f"{seconds:.1f}".removesuffix(".0")}
    if seconds < 5400:
        return _("%(n)s min") % {"n": f"{seconds / 60:.0f}"}
    return _("%(n)s h") % {"n": f"{seconds / 3600:.1f}"}
