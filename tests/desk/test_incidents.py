"""An incident at the desk: alarms in, root proposed, repair approved, fixed, verified; a retry doubles nothing."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from onewindow.kernel.access import Actor, Role

pytestmark = pytest.mark.django_db
MAP = (
    b"device_a,port_a,device_b,port_b\ncore-1,Gi0/1,east-gate-1,Gi0/1\ncore-1,Gi0/2,east-hall-1,Gi0/1\n"
    b"core-1,Gi0/3,core-2,Gi0/3\ncore-2,Gi0/1,west-yard-1,Gi0/1\ncore-2,Gi0/2,west-warehouse-1,Gi0/1\n"
)


@pytest.fixture
def engineer(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.NETWORK)


@pytest.fixture
def network(engineer: Actor, now: datetime) -> None:
    from onewindow.desks.network import maps

    maps.load(engineer, now, MAP, "map.csv")


def record(at: datetime, resource: str, kind: str, cleared: bool = False, severity: str = "major") -> dict[str, Any]:
    return {"resource": resource, "alarm-type-id": kind, "time-created": at.isoformat(), "is-cleared": cleared,
            "perceived-severity": severity, "alarm-text": f"{kind} at {resource}"}  # fmt: skip


def dead_core(at: datetime) -> list[dict[str, Any]]:
    """core-2 dies: its three neighbours lose their links to it, and it says nothing."""
    ends = ("core-1/Gi0/3", "west-yard-1/Gi0/1", "west-warehouse-1/Gi0/1")
    return [
        record(at + timedelta(seconds=n), end, kind)
        for n, end in enumerate(ends)
        for kind in ("link-down", "protocol-down", "adjacency-down")
    ]


def take(actor: Actor, now: datetime, records: list[dict[str, Any]]) -> Any:
    from onewindow.desks.network.incident_loading import load_records

    return load_records(actor, now, records, "rfc8632")


def only_incident() -> Any:
    from onewindow.desks.network.models import Incident

    return Incident.objects.get()


def test_a_storm_becomes_one_incident_with_its_silent_root(engineer: Actor, network: None, now: datetime) -> None:
    take(engineer, now, dead_core(now - timedelta(seconds=20)))
    incident = only_incident()
    assert (incident.roots, incident.fault, incident.case.state) == (["core-2"], "device-down", "located")
    assert incident.candidates[0]["silent"] and incident.probability > 0.9
    assert incident.scenarios == ["warehouse", "yard"] and incident.services
    assert incident.onset < incident.detected == incident.correlated and incident.located == now
    assert incident.steps and {s["device"] for s in incident.steps} == {"core-1", "west-yard-1", "west-warehouse-1"}


def test_the_same_batch_twice_changes_nothing_and_later_alarms_grow_the_incident(
    engineer: Actor, network: None, now: datetime
) -> None:
    from onewindow.desks.network.models import AlarmRecord
    from onewindow.kernel import ledger

    records = dead_core(now - timedelta(seconds=20))
    take(engineer, now, records[:6])
    before = ledger.last_seq()
    take(engineer, now, records[:6])
    assert ledger.last_seq() == before and AlarmRecord.objects.count() == 6
    take(engineer, now + timedelta(seconds=5), records[6:])
    incident = only_incident()
    assert incident.alarms_counted == 9 and incident.roots == ["core-2"]


def test_repeats_clears_and_what_cannot_be_read_are_counted(engineer: Actor, network: None, now: datetime) -> None:
    from onewindow.desks.network.models import AlarmRecord

    at = now - timedelta(seconds=30)
    intake, problems = take(engineer, now, [
        record(at, "core-1/Gi0/1", "link-down"),
        record(at + timedelta(seconds=9), "core-1/Gi0/1", "link-down"),
        record(at + timedelta(seconds=8), "core-1/Gi0/1", "link-up", cleared=True),
        record(at, "east-hall-1/Gi0/1", "link-up", cleared=True),
        record(at, "", "link-down"),
        {**record(at, "core-1", "link-down"), "time-created": "yesterday"},
        record(at, "core-1", "fan-failed", severity="awful"),
    ])  # fmt: skip
    assert intake.counts["clear before raise"] == 1 and intake.counts["records refused"] == 3
    assert intake.counts["out of order"] >= 1
    assert [(p.row, p.field) for p in problems] == [(5, "resource"), (6, "time-created"), (7, "perceived-severity")]
    told = AlarmRecord.objects.get(device="core-1", kind="link-down", cleared_at=None)
    assert told.times >= 1 and told.peer == "east-gate-1"


def test_no_repair_without_an_engineers_approval(
    engineer: Actor, network: None, now: datetime, make_actor: Callable[..., Actor]
) -> None:
    from onewindow.kernel import flow
    from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

    take(engineer, now, dead_core(now - timedelta(seconds=20)))
    case = only_incident().pk
    with pytest.raises(Conflict):
        flow.fire(case, "dispatch", engineer, now, {"how": "visit"})
    with pytest.raises(NotAllowed):
        flow.fire(case, "approve", make_actor(Role.ADMINISTRATOR), now, {"device": "core-2", "fault": "device-down"})
    with pytest.raises(NotFound):
        flow.fire(case, "approve", make_actor(Role.HOLDER), now, {"device": "core-2", "fault": "device-down"})
    with pytest.raises(BadInput):
        flow.fire(case, "approve", engineer, now, {"device": "elsewhere", "fault": "no such"})
    flow.fire(case, "approve", engineer, now, {"device": "core-2", "fault": "device-down"})
    assert only_incident().approved_by == engineer.name and only_incident().repair["device"] == "core-2"


def test_the_times_of_a_repair_are_counted_by_the_bulletin(engineer: Actor, network: None, now: datetime) -> None:
    from onewindow.kernel import flow, indicators

    take(engineer, now, dead_core(now - timedelta(seconds=20)))
    case = only_incident().pk
    steps: list[tuple[str, dict[str, Any], int]] = [
        ("approve", {"device": "core-2", "fault": "device-down"}, 120),
        ("dispatch", {"how": "remote"}, 130), ("fix", {}, 400), ("reopen", {}, 410),
        ("approve", {"device": "core-2", "fault": "device-down"}, 420),
        ("dispatch", {"how": "visit"}, 430), ("fix", {}, 580), ("verify", {}, 700),
    ]  # fmt: skip
    for name, data, later in steps:
        flow.fire(case, name, engineer, now + timedelta(seconds=later), data)
    incident = only_incident()
    assert incident.case.state == "verified" and incident.remote is False
    figures = indicators.declared()
    assert figures["network-incidents"].value() == 1
    assert figures["restoration-p50"].value() == 10 and figures["restoration-p95"].value() == 10
    assert figures["location-p50"].value() == 0
    assert figures["restored-remotely"].value() == 0


def test_a_log_of_the_past_is_a_replay_and_counts_in_no_repair_time(
    engineer: Actor, network: None, now: datetime
) -> None:
    from onewindow.desks.network.incident_loading import load_log
    from onewindow.kernel import indicators
    from onewindow.kernel.errors import BadInput

    line = "RP/0/RP0/CPU0:Sep  1 10:14:{:02}.052 : ifmgr[241]: %PKT_INFRA-LINK-3-UPDOWN : Interface Gi0/1, changed state to Down"  # noqa: E501
    content = "\n".join([line.format(1), line.format(2)[:50], "", line.format(3).replace("Down", "Up")]).encode()
    intake = load_log(engineer, now, content, "core-1.portflap.log")
    assert intake.replay and intake.counts["lines"] == 3 and intake.counts["lines unread"] == 1
    assert only_incident().replay and only_incident().devices == ["core-1", "east-gate-1"]
    assert indicators.declared()["location-p50"].value() == 0
    with pytest.raises(BadInput, match="syslog"):
        load_log(engineer, now, b"\x00\x01 nothing\n", "x.log")


def test_a_synthetic_storm_is_labelled_so_and_located(engineer: Actor, now: datetime) -> None:
    from onewindow.desks.network.incident_loading import load_storm
    from onewindow.desks.network.models import Incident

    load_storm(engineer, now, 7)
    incidents = Incident.objects.order_by("-alarms_counted")
    assert incidents and all(i.synthetic and i.case.state == "located" for i in incidents)
    assert incidents[0].roots and incidents[0].alarms_counted > 3


def test_causes_are_learned_from_the_alarms_kept_and_experts_are_heard(
    engineer: Actor, network: None, now: datetime
) -> None:
    from onewindow.desks.network import incident_learning
    from onewindow.desks.network.incident_exports import turtle
    from onewindow.desks.network.maps import in_force
    from onewindow.desks.network.models import CausalEdge
    from onewindow.kernel.errors import BadInput

    with pytest.raises(BadInput, match="100"):
        incident_learning.learn_causes(engineer, now)
    start = now - timedelta(days=20)
    records = []
    for n in range(80):
        at = start + timedelta(hours=3 * n, seconds=7 * (n % 11))
        for later, (kind, cleared) in enumerate(
            (("fan-failed", False), ("temperature-high", False), ("errors-rising", False))
        ):
            records.append(record(at + timedelta(seconds=20 * later), "core-1", kind, cleared))
            records.append(record(at + timedelta(minutes=30 + later), "core-1", kind, True))
    take(engineer, now, records)
    incident_learning.say(engineer, now, "errors-rising", "service-degraded", True)
    incident_learning.say(engineer, now, "fan-failed", "errors-rising", False)
    incident_learning.learn_causes(engineer, now)
    edges = {(e.cause, e.effect): e.prior for e in CausalEdge.objects.all()}
    assert edges["fan-failed", "temperature-high"] == -1 and edges["fan-failed", "errors-rising"] == 0
    assert edges["errors-rising", "service-degraded"] == 1
    written = turtle(in_force()[1], CausalEdge.objects.all()).decode()
    assert "alarm/fan-failed" in written and "causes" in written and "core-1" in written


def test_what_goes_out_is_what_came_in(engineer: Actor, network: None, now: datetime) -> None:
    from onewindow.desks.network import incident_exports as exports
    from onewindow.desks.network import incident_rfc8632 as rfc8632
    from onewindow.desks.network import knowing
    from onewindow.desks.network.incident_loading import from_records
    from onewindow.desks.network.models import AlarmRecord

    take(engineer, now, dead_core(now - timedelta(seconds=20)))
    records = list(AlarmRecord.objects.select_related("incident").order_by("pk"))
    listed = rfc8632.alarm_list(records, knowing.in_force())
    assert listed[0]["root-cause-resource"] == ["core-2"]
    known, related = knowing.in_force(), exports.family(records)
    sent = {"rfc8632": listed,
            "tmf642": [exports.tmf642(r, known, related) for r in records]}  # fmt: skip
    for source, told in sent.items():
        alarms, problems = from_records(told, source)
        assert not problems
        assert [(a.device, a.about, a.kind, a.peer) for a in alarms] == [
            (r.device, r.about, r.kind, r.peer) for r in records
        ]  # fmt: skip
    problem = exports.tmf656(only_incident())
    assert problem["rootCauseResource"][0]["id"] == "core-2" and problem["status"] == "acknowledged"
    assert len(problem["underlyingAlarm"]) == len(records)


def overheating(start: datetime, times: int) -> list[dict[str, Any]]:
    """A fan fails, the temperature rises, errors follow; every three hours, and unrelated links flap between."""
    records = []
    for n in range(times):
        at = start + timedelta(hours=3 * n, seconds=7 * (n % 11))
        for later, kind in enumerate(("fan-failed", "temperature-high", "errors-rising")):
            records.append(record(at + timedelta(seconds=20 * later), "core-1", kind))
            records.append(record(at + timedelta(minutes=30 + later), "core-1", kind, True))
        aside = at + timedelta(minutes=(37 * n) % 150)
        records.append(record(aside, "core-2/Gi0/2", "link-down"))
        records.append(record(aside + timedelta(minutes=1), "core-2/Gi0/2", "link-down", True))
    return records


def learned() -> dict[tuple[str, str], float]:
    from onewindow.desks.network.models import CausalEdge

    return {(e.cause, e.effect): e.sure for e in CausalEdge.objects.filter(prior=-1)}


def test_later_alarms_are_added_to_what_was_learned_and_earlier_ones_not_read_again(
    engineer: Actor, network: None, now: datetime
) -> None:
    from onewindow.desks.network import incident_learning
    from onewindow.desks.network.models import AlarmRecord, LearnedCauses
    from onewindow.kernel.ledger import Entry

    start = now - timedelta(days=60)
    take(engineer, now, overheating(start, 100))
    incident_learning.learn_causes(engineer, now)
    first = AlarmRecord.objects.count()
    take(engineer, now, overheating(start + timedelta(days=20), 40))
    take(engineer, now, [record(now - timedelta(hours=3), "new-device-1", "power-lost")])  # a kind and a device unknown
    incident_learning.learn_causes(engineer, now)
    updated, all_ = learned(), AlarmRecord.objects.count()
    read = [e.data["alarms"] for e in Entry.objects.filter(action="network.causes_learned").order_by("seq")]
    assert read == [first, all_ - first] and all_ - first < first / 2  # an update costs what came, not what there is
    LearnedCauses.objects.all().delete()
    incident_learning.learn_causes(engineer, now)
    again = learned()
    assert set(updated) == set(again) and ("fan-failed", "temperature-high") in again
    assert all(abs(updated[pair] - again[pair]) < 0.1 for pair in again)


def test_what_an_expert_says_later_is_heard_without_new_alarms(engineer: Actor, network: None, now: datetime) -> None:
    from onewindow.desks.network import incident_learning

    take(engineer, now, overheating(now - timedelta(days=60), 100))
    incident_learning.learn_causes(engineer, now)
    assert ("fan-failed", "temperature-high") in learned()
    incident_learning.say(engineer, now, "fan-failed", "temperature-high", False)
    incident_learning.learn_causes(engineer, now)
    assert ("fan-failed", "temperature-high") not in learned()


def test_alarms_are_linked_to_what_led_to_them_and_can_be_acknowledged(
    engineer: Actor, network: None, now: datetime
) -> None:
    from onewindow.desks.network import incident_exports as exports
    from onewindow.desks.network import incident_services, knowing
    from onewindow.desks.network.models import AlarmRecord
    from onewindow.kernel.ledger import Entry

    take(engineer, now, dead_core(now - timedelta(seconds=20)))
    records = list(AlarmRecord.objects.select_related("incident").order_by("pk"))
    related = exports.family(records)
    out = [exports.tmf642(r, knowing.in_force(), related) for r in records]
    numbers = {str(r.pk) for r in records}
    assert all({ref["id"] for ref in one["correlatedAlarm"]} == numbers - {one["id"]} for one in out)
    children = [one for one in out if one["parentAlarm"]]
    assert children and all(one["parentAlarm"][0]["id"] in numbers - {one["id"]} for one in children)
    assert all(one["proposedRepairedActions"] for one in out)
    incident_services.set_operator_state(engineer, now, records[0], "ack")
    assert exports.tmf642(records[0], knowing.in_force(), related)["ackState"] == "acknowledged"
    assert Entry.objects.filter(action="network.alarm_state").get().subject == f"alarm/{records[0].pk}"


FILE = """
[[alarm]]
id = "door-open"
en = "Cabinet door open"
zh = "机柜门打开"
names = ["CABINET/DOOR"]
raise = "open"
cause = true
severity = "major"

[[fault]]
id = "intrusion"
en = "Cabinet opened"
zh = "机柜被打开"
prior = 5.0
self = { door-open = 0.95 }
checks_en = ["Who is in the room"]
checks_zh = ["机房有谁"]
action_en = "Send a guard"
action_zh = "派人查看"
verify_en = "Door closed"
verify_zh = "柜门已关"
"""


def test_an_engineers_file_extends_what_is_known_and_a_bad_one_is_refused_by_row(
    engineer: Actor, network: None, now: datetime, make_actor: Callable[..., Actor]
) -> None:
    from onewindow.desks.network import knowing
    from onewindow.kernel.errors import BadInput, NotAllowed

    with pytest.raises(NotAllowed):
        knowing.load(make_actor(Role.ADMINISTRATOR), now, FILE.encode(), "ours.toml")
    bad = FILE.replace('severity = "major"', 'severity = "awful"').replace("0.95", "95")
    with pytest.raises(BadInput) as refused:
        knowing.load(engineer, now, bad.encode(), "ours.toml")
    assert [(p.row, p.field.split()[-1]) for p in refused.value.problems] == [(2, "severity"), (11, "self.door-open")]
    assert "intrusion" not in knowing.in_force().faults
    knowing.load(engineer, now, FILE.encode(), "ours.toml")
    take(engineer, now, [record(now - timedelta(seconds=5), "east-gate-1", "door-open")])
    incident = only_incident()
    assert (incident.fault, incident.roots) == ("intrusion", ["east-gate-1"])


def test_a_worker_learns_when_an_engineer_asks(
    engineer: Actor, network: None, now: datetime, make_actor: Callable[..., Actor]
) -> None:
    from onewindow.desks.network import incident_learning
    from onewindow.kernel.errors import NotAllowed
    from onewindow.kernel.jobs import Job

    take(engineer, now, overheating(now - timedelta(days=60), 60))
    with pytest.raises(NotAllowed):
        incident_learning.ask(make_actor(Role.ADMINISTRATOR), now)
    incident_learning.ask(engineer, now)
    incident_learning.ask(engineer, now)  # nothing came since: the same job
    assert Job.objects.filter(kind=incident_learning.JOB).count() == 1


def test_rfc_8632_records_are_valid_by_the_ietf_module(
    engineer: Actor, network: None, now: datetime, tmp_path: Path
) -> None:
    import json

    from onewindow.desks.network import incident_rfc8632, incident_services, knowing
    from onewindow.desks.network.models import AlarmRecord

    yangson = pytest.importorskip("yangson")
    ietf = next(Path(sys.prefix).glob("**/yang/modules/ietf"), None)
    if ietf is None:
        pytest.skip("pyang's copies of the IETF modules are not installed")
    known = knowing.in_force()
    (tmp_path / "onewindow-alarms@2026-11-30.yang").write_text(incident_rfc8632.yang(known))
    space = "urn:ietf:params:xml:ns:yang:"
    features = ["operator-actions", "alarm-history", "root-cause-analysis", "service-impact-analysis"]
    library = {"ietf-yang-library:modules-state": {"module-set-id": "1", "module": [
        {"name": "ietf-alarms", "revision": "2019-09-11", "conformance-type": "implement",
         "namespace": space + "ietf-alarms", "feature": features},
        {"name": "onewindow-alarms", "revision": "2026-11-30", "conformance-type": "implement",
         "namespace": "urn:onewindow:alarms"},
        {"name": "ietf-yang-types", "revision": "2013-07-15", "conformance-type": "import",
         "namespace": space + "ietf-yang-types"},
    ]}}  # fmt: skip
    model = yangson.DataModel(json.dumps(library), (str(tmp_path), str(ietf)))
    take(engineer, now, [
        *dead_core(now - timedelta(seconds=20)),
        record(now - timedelta(seconds=15), "core-1/Gi0/3", "link-down", True),
        record(now - timedelta(seconds=10), "core-1/Gi0/3", "link-down"),
        record(now - timedelta(seconds=9), "core-1", "XYZ-3-WRONG something of * kind"),
    ])  # fmt: skip
    records = list(AlarmRecord.objects.select_related("incident").order_by("pk"))
    incident_services.set_operator_state(engineer, now, records[0], "ack")
    alarms = incident_rfc8632.alarm_list(records, known)
    assert len(alarms) == len(records) - 1  # raised again: the same entry of the list
    assert any(a["alarm-type-qualifier"].startswith("XYZ") for a in alarms)
    assert any(a["operator-state-change"] for a in alarms)
    whole = {"ietf-alarms:alarms": {"alarm-list": {"alarm": alarms}}}
    model.from_raw(whole).validate(ctype=yangson.enumerations.ContentType.all)
    alarms[0]["alarm-type-id"] = "onewindow-alarms:no-such-type"
    with pytest.raises(yangson.exceptions.YangsonException):
        model.from_raw(whole).validate(ctype=yangson.enumerations.ContentType.all)


def test_the_graph_is_rdf_that_can_be_asked(engineer: Actor, network: None, now: datetime) -> None:
    import pyoxigraph as ox

    from onewindow.desks.network import incident_learning
    from onewindow.desks.network.incident_exports import SPACE, turtle
    from onewindow.desks.network.maps import in_force
    from onewindow.desks.network.models import CausalEdge

    incident_learning.say(engineer, now, "fan-failed", "temperature-high", True)
    store = ox.Store()
    store.load(turtle(in_force()[1], CausalEdge.objects.all()), format=ox.RdfFormat.TURTLE)
    asked = store.query(
        f"PREFIX o: <{SPACE}> SELECT ?repair WHERE {{ <{SPACE}alarm/fan-failed> o:causes ?effect . "
        "?fault o:sign-self ?effect ; o:repairedBy ?repair }"
    )
    assert isinstance(asked, ox.QuerySolutions)
    assert [row["repair"].value for row in asked] == [
        "Replace the fan or clean the filter; lower the load meanwhile"
    ]  # fmt: skip
    linked = store.query(f"PREFIX o: <{SPACE}> SELECT ?d WHERE {{ ?d o:linkedTo <{SPACE}device/core-2> }}")
    assert isinstance(linked, ox.QuerySolutions)
    assert {row["d"].value.rpartition("/")[2] for row in linked} == {"core-1", "west-yard-1", "west-warehouse-1"}


def test_a_tmf656_problem_has_what_the_standard_demands(engineer: Actor, network: None, now: datetime) -> None:
    from onewindow.desks.network import incident_exports as exports

    take(engineer, now, dead_core(now - timedelta(seconds=20)))
    problem = exports.tmf656(only_incident())
    states = {
        "submitted",
        "rejected",
        "acknowledged",
        "held",
        "inProgress",
        "cancelled",
        "closed",
        "pending",
        "resolved",
    }
    assert set(exports.STATES.values()) <= states  # TMF656 v4, ServiceProblemStateType
    assert {"category", "description", "priority", "reason"} <= problem.keys()  # mandatory in ServiceProblemCreate
    assert isinstance(problem["priority"], int) and problem["@type"] == "ServiceProblem" and problem["href"]
    assert all({"id", "@referredType"} <= ref.keys() for ref in problem["underlyingAlarm"])
    assert datetime.fromisoformat(problem["creationDate"]).tzinfo is not None
