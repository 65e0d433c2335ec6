"""From alarms to incidents to their root: one fault is one incident, and the silent device is found."""

from datetime import date
from pathlib import Path

import pytest

from onewindow.engines.faults import diagnose, knowledge, skew, topology
from onewindow.engines.faults.alarms import Alarm
from onewindow.engines.faults.correlate import Correlator, Incident
from onewindow.engines.faults.locate import locate

DATA = Path(__file__).resolve().parents[4] / ".." / "shared" / "data" / "router-syslog"
KNOWN = knowledge.built_in()
STAR = topology.from_csv(
    "device_a,port_a,device_b,port_b\n"
    "core,Gi0/1,gate,Gi0/1\ncore,Gi0/2,hall,Gi0/1\ncore,Gi0/3,yard,Gi0/1\nfar,Gi0/1,farther,Gi0/1\n"
)


def alarm(at: float, device: str, kind: str, about: str = "", peer: str = "", cleared: bool = False) -> Alarm:
    known = KNOWN.kinds[kind]
    severity = "cleared" if cleared else known.severity
    return Alarm(device, about, kind, known.group, at, cleared, severity, f"{kind} {about}", peer, known.cause)


def incidents(*alarms: Alarm) -> tuple[list[Incident], Correlator]:
    correlator = Correlator(STAR)
    ended = [incident for one in alarms for incident in correlator.feed(one)]
    return [*ended, *correlator.close()], correlator


def test_what_happens_on_the_same_link_at_the_same_time_is_one_incident() -> None:
    found, _ = incidents(
        alarm(0, "core", "link-down", "0/1", "gate"), alarm(1, "gate", "link-down", "0/1", "core"),
        alarm(2, "farther", "link-down", "0/1", "far"), alarm(200, "core", "link-down", "0/2", "hall"),
    )  # fmt: skip
    assert [(i.start, sorted(i.devices)) for i in found] == [
        (0, ["core", "gate"]), (2, ["far", "farther"]), (200, ["core", "hall"])
    ]  # fmt: skip


def test_an_end_goes_where_its_alarm_went_and_what_stands_keeps_its_place() -> None:
    found, correlator = incidents(
        alarm(0, "core", "interface-shutdown", "0/1", "gate"),
        alarm(300, "core", "link-down", "0/1", "gate"),
        alarm(302, "core", "link-up", "0/1", "gate", cleared=True),
        alarm(500, "hall", "link-up", "0/1", "core", cleared=True),
    )
    assert len(found) == 1 and found[0].end == 302 and not found[0].standing
    assert correlator.counts == {"repeated": 1, "clear before raise": 1}


def test_alarms_out_of_order_and_repeated_are_counted_and_kept() -> None:
    found, correlator = incidents(
        alarm(50, "core", "link-down", "0/1", "gate"), alarm(10, "gate", "link-down", "0/1", "core"),
        alarm(52, "core", "link-down", "0/1", "gate"),
    )  # fmt: skip
    assert len(found) == 1 and found[0].start == 10 and len(found[0].alarms) == 3
    assert correlator.counts == {"out of order": 1, "more than 30 s late": 1, "repeated": 1}


def test_an_incident_that_ties_two_together_makes_one_of_them() -> None:
    found, _ = incidents(
        alarm(0, "hall", "fan-failed"), alarm(1, "yard", "fan-failed"), alarm(2, "hall", "link-down", "0/9", "yard")
    )
    assert len(found) == 1 and len(found[0].alarms) == 3


def test_an_alarm_whose_end_was_lost_is_news_when_it_is_raised_again_much_later() -> None:
    kinds = ("link-down", "protocol-down")
    told = [alarm(at, "core", kind, "0/1", "gate") for at in (0, 2, 5000, 5002) for kind in kinds]
    found, correlator = incidents(*told)
    assert [(i.start, i.last) for i in found] == [(0, 2), (5000, 5002)]
    assert correlator.counts == {"repeated": 5, "ends never heard": 1}


def test_a_device_that_fell_silent_is_the_root_by_what_its_neighbours_say() -> None:
    told = [
        alarm(n, device, kind, "0/1", "core")
        for n, device in enumerate(("gate", "hall", "yard"))
        for kind in ("link-down", "protocol-down", "adjacency-down")
    ]
    location = locate(told, STAR, KNOWN, frozenset({"core", "gate", "hall", "yard"}))
    assert location.roots == ("core",) and location.fault == "device-down" and location.probability > 0.9
    assert location.candidates[0].silent and location.candidates[0].explains == len(told)


def test_an_end_that_owns_up_is_the_root_whoever_spoke_first() -> None:
    told = [
        alarm(0, "gate", "link-down", "0/1", "core"), alarm(0.1, "gate", "loss-of-light", "0/1", "core"),
        alarm(0.2, "core", "link-down", "0/1", "gate"), alarm(0.5, "core", "transceiver-removed", "0/1", "gate"),
    ]  # fmt: skip
    location = locate(told, STAR, KNOWN)
    assert (location.roots, location.fault) == (("core",), "transceiver-removed")
    assert location.root_alarm.kind == "transceiver-removed"


def test_faults_that_follow_each_other_are_each_a_root() -> None:
    told = [
        alarm(at, device, "bgp-reset-by-operator", "10.0.0.9", "core") for at, device in ((0, "gate"), (30, "hall"))
    ] + [alarm(at, "core", "bgp-reset-by-peer", peer, peer) for at, peer in ((0.1, "gate"), (30.1, "hall"))]
    assert locate(sorted(told, key=lambda a: a.at), STAR, KNOWN).roots == ("gate", "hall")


def test_a_link_that_fails_again_turns_suspicion_to_its_other_end() -> None:
    kinds = ("link-down", "protocol-down", "bgp-interface-flap", "loss-of-light", "low-light")
    told = [alarm(n, "gate", kind, "0/1", "core") for n, kind in enumerate(kinds)]
    assert locate(told, STAR, KNOWN).roots == ("gate",)
    assert locate(told, STAR, KNOWN, blamed={("gate", "core"): 2}).roots == ("core",)


def test_a_clock_hours_ahead_is_set_right() -> None:
    told = []
    for n in range(6):
        told.append(alarm(n * 400.0, "core", "bgp-closed", f"a{n}", "gate"))
        told.append(alarm(n * 400.0 + 25200, "gate", "bgp-closed", f"b{n}", "core"))
        told.append(alarm(n * 400.0 + 1, "core", "bgp-closed", f"c{n}", "hall"))
        told.append(alarm(n * 400.0 + 1, "hall", "bgp-closed", f"d{n}", "core"))
    ahead = skew.offsets(told)
    assert list(ahead) == ["gate"] and abs(ahead["gate"] - 25200) <= 5
    assert max(a.at for a in skew.straightened(told, ahead)) < 2010


@pytest.mark.parametrize("campaign", ["portflap", "bgpclear"])
def test_real_routers(campaign: str) -> None:
    if not DATA.is_dir():
        pytest.skip("the router logs are not here")
    logs = {f.name.split(".")[0]: f.read_text("utf-8").splitlines() for f in (DATA / campaign).glob("*.log")}
    network = topology.read((DATA / "cdp_map.json").read_bytes(), "cdp_map.json")
    found = diagnose.diagnose(logs, network, KNOWN, date(2026, 1, 1), year=2017)
    named = [(set(f.location.roots), f.location.fault) for f in found.findings]
    if campaign == "bgpclear":
        roots = [{"leaf1"}, {"leaf6"}, {"spine2"}, {"leaf2", "leaf8"}, {"spine1", "spine2", "spine3"}]
        assert named == [(one, "bgp-reset") for one in roots]
    else:
        assert named[-6:-2] == [
            ({"spine2"}, "transceiver-removed"), ({"leaf3"}, "transceiver-removed"),
            ({"spine2"}, "interface-shutdown"), ({"leaf3"}, "interface-shutdown"),
        ]  # fmt: skip
        assert [fault for _, fault in named[-2:]] == ["fibre-cut", "fibre-cut"] and named[-1][0] == {"rswA5"}
    assert all(f.steps and 0 < f.location.probability <= 1 for f in found.findings)
