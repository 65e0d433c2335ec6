"""Who may do what at the addresses of the network desk; read as ``access_table`` says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from onewindow.kernel.access import Actor, Role

PAGES: dict[str, str] = {
    "GET /network/sites": "200 network administrator, 404",
    "POST /network/sites": "422 network, 403 administrator, 404",  # nothing is given
    "GET /network/sites/<uuid:plan_id>": "200 network administrator, 404",
    "GET /network/sites/<uuid:plan_id>/change": "200 network administrator, 404",
    "POST /network/sites/<uuid:plan_id>/change": "422 network administrator, 404",  # neither a change nor a file
    "GET /network/sites/<uuid:plan_id>/certificates/<int:service_number>": "200 network administrator, 404",
    "POST /network/sites/<uuid:plan_id>/<slug:plan_step>": "422 network administrator, 404",  # without a reason
    "GET /network/sites/<uuid:plan_id>/pictures/<slug:picture>.svg": "200 network administrator, 404",
    "GET /network/sites/<uuid:plan_id>/files/<slug:file>": "200 network administrator, 404",
    "GET /network/incidents": "200 network administrator, 404",
    "POST /network/incidents/load": "422 network administrator, 404",  # without a file
    "GET /network/incidents/<uuid:incident_id>": "200 network administrator, 404",
    "POST /network/incidents/<uuid:incident_id>/<slug:incident_step>": "409 network, 403 administrator, 404",
    "GET /network/repair-times": "200 network administrator, 404",
    "GET /network/knowledge": "200 network administrator, 404",
    "POST /network/knowledge": "422 network administrator, 404",  # without a file
    "GET /network/knowledge/file": "200 network administrator, 404",
}
API: dict[str, str] = {
    "GET /api/network/incidents": "401 nobody, 200 network administrator, 403",
    "GET /api/network/incidents/<incident_id>": "401 nobody, 200 network administrator, 403",
    "GET /api/network/incidents/<incident_id>/problem": "401 nobody, 200 network administrator, 403",
    "GET /api/network/alarms/rfc8632": "401 nobody, 200 network administrator, 403",
    "GET /api/network/alarms/tmf642": "401 nobody, 200 network administrator, 403",
    "GET /api/network/alarms/rfc8632/<alarm_id>": "401 nobody, 200 network administrator, 403",
    "GET /api/network/alarms/tmf642/<alarm_id>": "401 nobody, 200 network administrator, 403",
    "PATCH /api/network/alarms/tmf642/<alarm_id>": "401 nobody, 200 network administrator, 403",
    "GET /api/network/alarm-types.yang": "401 nobody, 200 network administrator, 403",
    "POST /api/network/alarms/rfc8632": "401 nobody, 200 network administrator, 403",
    "POST /api/network/alarms/tmf642": "401 nobody, 200 network administrator, 403",
    "POST /api/network/map": "401 nobody, 422 network administrator, 403",  # without a file
    "POST /api/network/logs": "401 nobody, 422 network administrator, 403",
    "GET /api/network/graph": "401 nobody, 200 network administrator, 403",
    "GET /api/network/sites": "401 nobody, 200 network administrator, 403",
    "POST /api/network/sites": "401 nobody, 201 network, 403",
    "POST /api/network/sites/prove": "401 nobody, 200 network administrator, 403",
    "POST /api/network/sites/import": "401 nobody, 422 network administrator, 403",  # without a file
    "GET /api/network/plans": "401 nobody, 200 network administrator, 403",
    "GET /api/network/plans/<plan_id>": "401 nobody, 200 network administrator, 403",
    "GET /api/network/plans/<plan_id>/files/<file>": "401 nobody, 200 network administrator, 403",
    "GET /api/network/plans/<plan_id>/certificates": "401 nobody, 200 network administrator, 403",
    "GET /api/network/plans/<plan_id>/certificates/<service_number>": "401 nobody, 200 network administrator, 403",
    "POST /api/network/plans/<plan_id>/steps/<plan_step>": "401 nobody, 422 network administrator, 403",  # no reason
}
SITE = """
name = "A room"
synthetic = true
area = [{ name = "Hall", width_m = 12, height_m = 8 }]
device = [{ name = "A" }, { name = "B" }]
group = [{ name = "G", number = 1, phys_gbps = [50] }]
slice = [{ name = "S", rate_gbps = 5 }]
link = [{ name = "a-b", ends = ["A", "B"], rate_gbps = 0, group = "G" }]
[[service]]
name = "Plates"
scenario = "gate"
from = "A"
to = "B"
rate_mbps = 50
burst_kb = 20
slice = "S"
"""
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/network/alarms/rfc8632": {"alarm": []},
    "POST /api/network/alarms/tmf642": {"items": []},
    "POST /api/network/sites": {"text": SITE},
    "POST /api/network/sites/prove": {"text": SITE},
    "PATCH /api/network/alarms/tmf642/<alarm_id>": {"ackState": "acknowledged"},
}
QUERIES: dict[str, str] = {}


def things(owner: Actor, make_actor: Callable[..., Actor], now: datetime) -> dict[str, Any]:
    """What there is of this desk for everybody else to try their hands at, by the names of parameters of routes."""
    from onewindow.desks.network import site_services
    from onewindow.desks.network.incident_loading import load_records
    from onewindow.desks.network.models import AlarmRecord, Incident

    at = (now - timedelta(seconds=9)).isoformat()
    alarm = {"resource": "core-1", "alarm-type-id": "fan-failed", "time-created": at, "perceived-severity": "major"}
    load_records(make_actor(Role.NETWORK), now, [alarm], "rfc8632")
    plan = site_services.ask(make_actor(Role.NETWORK), now, SITE)
    site_services.make(plan)(now)
    return {"alarm_id": AlarmRecord.objects.get().pk, "incident_id": Incident.objects.get().pk,
            "incident_step": "dispatch", "plan_id": plan.pk, "plan_step": "send_back", "service_number": 0,
            "picture": "network", "file": "plan"}  # fmt: skip
