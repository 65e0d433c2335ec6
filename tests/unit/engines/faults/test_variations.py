"""The campaigns as another network would have logged them: other names, ports, order, clocks, frames, severities.

What is found must not hang on how these routers are called, wired, graded or read. Each of these variations
is made from the campaign by a rule.
"""

import random
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from onewindow.engines.faults import diagnose, knowledge, topology
from onewindow.engines.faults.alarms import Normaliser
from onewindow.engines.faults.syslog import Reader, zone_of

DATA = Path(__file__).resolve().parents[4] / ".." / "shared" / "data" / "router-syslog"
KNOWN = knowledge.built_in()
Logs = dict[str, list[str]]
Found = list[tuple[set[str], str]]
STAMP = re.compile(r"^(\S+?:)([A-Z][a-z]{2} +\d+) (\d\d):(\d\d):(\d\d)(\.\d+)")
CAMPAIGNS = ["bgpclear", "portflap"]
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the router logs are not here")


@cache
def given(campaign: str) -> tuple[Logs, str]:
    logs = {f.name.split(".")[0]: f.read_text("utf-8").splitlines() for f in (DATA / campaign).glob("*.log")}
    return logs, (DATA / "cdp_map.json").read_text("utf-8")


def found(logs: Logs, network: str) -> Found:
    read = topology.read(network, "map.json")
    out = diagnose.diagnose(logs, read, KNOWN, date(2026, 1, 1), year=2017)
    # A memory storm at nine o'clock takes five routers at once; which of its ends comes first is anybody's guess.
    return [(set(f.location.roots), f.location.fault) for f in out.findings if f.location.fault != "memory-exhausted"]


@cache
def plain(campaign: str) -> Found:
    return found(*given(campaign))


def each(logs: Logs, change: Callable[[str, str], str]) -> Logs:
    return {device: [change(device, line) for line in lines] for device, lines in logs.items()}


def later(line: str, seconds: float) -> str:
    """The line by a clock that is so far ahead (within its day)."""
    at = STAMP.match(line)
    if at is None:
        return line
    whole = int(at[3]) * 3600 + int(at[4]) * 60 + int(at[5]) + float(at[6]) + seconds
    minutes, second = divmod(whole % 86400, 60)
    clock = f"{int(minutes) // 60:02}:{int(minutes) % 60:02}:{second:06.3f}"
    return f"{at[1]}{at[2]} {clock}{line[at.end() :]}"


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_other_host_names(campaign: str) -> None:
    logs, network = given(campaign)
    names = {"leaf": "hall-switch-", "spine": "core-", "dr0": "edge-", "rswA": "yard-"}

    def named(text: str) -> str:
        return re.sub(r"\b(leaf|spine|dr0|rswA)(?=\d)", lambda found: names[found[1]], text)

    other = {named(device): [named(line) for line in lines] for device, lines in logs.items()}
    expected = [({named(root) for root in roots}, fault) for roots, fault in plain(campaign)]
    assert found(other, named(network)) == expected


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_other_ports_and_kinds_of_ports(campaign: str) -> None:
    logs, network = given(campaign)

    def moved(text: str) -> str:
        text = re.sub(
            r"\b(HundredGigE|Optics|Hu)0/0/0/(\d+)", lambda found: f"{found[1]}0/3/1/{int(found[2]) + 40}", text
        )
        return text.replace("HundredGigE", "TenGigE")

    assert found(each(logs, lambda _, line: moved(line)), moved(network)) == plain(campaign)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_other_addresses_and_systems(campaign: str) -> None:
    logs, network = given(campaign)

    def renumbered(text: str) -> str:
        text = text.replace("172.31.", "10.99.").replace("2001:420:289:2000:", "2001:db8:7:7:")
        return re.sub(r"\(AS: 6(\d+)\)", r"(AS: 42\1)", text)

    assert found(each(logs, lambda _, line: renumbered(line)), renumbered(network)) == plain(campaign)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lines_in_another_order_and_told_twice(campaign: str, seed: int) -> None:
    logs, network = given(campaign)
    chance = random.Random(seed)

    def shuffled(lines: list[str]) -> list[str]:
        out = [*lines, *chance.sample(lines, len(lines) // 10)]
        return sorted(out, key=lambda _: chance.random())

    devices = sorted(logs, key=lambda _: chance.random())
    assert found({device: shuffled(logs[device]) for device in devices}, network) == plain(campaign)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_clocks_a_second_apart(campaign: str, seed: int) -> None:
    logs, network = given(campaign)
    chance = random.Random(seed)
    ahead = {device: chance.gauss(0, 0.5) for device in sorted(logs)}
    assert found(each(logs, lambda device, line: later(line, ahead[device])), network) == plain(campaign)


@pytest.mark.parametrize("device", ["leaf1", "leaf6", "spine1"])
def test_a_clock_an_hour_ahead(device: str) -> None:
    logs, network = given("bgpclear")  # where these raise alarms at the same time as their neighbours often enough
    assert found(each(logs, lambda d, line: later(line, 3600) if d == device else line), network) == plain("bgpclear")


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_other_severities(campaign: str) -> None:
    logs, network = given(campaign)
    grades = {"LINK-3-": "LINK-4-", "LINEPROTO-5-": "LINEPROTO-6-", "BGP-5-ADJ": "BGP-4-ADJ", "OPTICS-2-": "OPTICS-4-"}

    def graded(line: str) -> str:
        for grade, other in grades.items():
            line = line.replace(grade, other)
        return line

    assert found(each(logs, lambda _, line: graded(line)), network) == plain(campaign)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_one_file_of_a_collector(campaign: str) -> None:
    logs, network = given(campaign)
    lines = []
    for device, told in logs.items():
        for line in told:
            if (at := STAMP.match(line)) is not None:  # a collector writes the time in UTC
                utc = STAMP.match(later(line, -3600 * (zone_of(told) or 0)))
                assert utc is not None
                lines.append(f"<189>{at[2]} {utc[3]}:{utc[4]}:{utc[5]}{utc[6]} {device} {line.partition(' : ')[2]}")
    assert found({"": lines}, network) == plain(campaign)


NEWS = [
    ("%%01IFNET/4/IF_STATE(l)[3]:Interface 10GE1/0/3 has turned into DOWN state.", "link-down", False),
    ("%%01IFNET/4/IF_STATE(l)[3]:Interface 10GE1/0/3 has turned into UP state.", "link-up", True),
    ("%%10IFNET/3/PHY_UPDOWN: Physical state on the interface GigabitEthernet1/0/3 changed to down.",
     "link-down", False),
    ("%%01BGP/3/STATE_CHG_UPDOWN(l)[9]:The status of the peer 10.1.1.2 changed from ESTABLISHED to IDLE. "
     "(InstanceName=Public, StateChangeReason=CEASE/Administrative Reset)", "bgp-closed", False),
    ("%%01BGP/3/STATE_CHG_UPDOWN(l)[9]:The status of the peer 10.1.1.2 changed from OPENCONFIRM to ESTABLISHED. "
     "(InstanceName=Public, StateChangeReason=Up)", "bgp-closed", True),
    ("%%01OSPF/3/NBR_CHG_DOWN(l)[1]:Neighbor event: neighbor state changed to Down. (ProcessId=1, "
     "NeighborAddress=10.1.1.2, NeighborEvent=KillNbr)", "adjacency-down", False),
    ("%ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/30 is down (Link failure)", "link-down", False),
    ("%ETHPORT-5-IF_UP: Interface Ethernet1/30 is up in Layer3", "link-up", True),
    ("%ROUTING-ISIS-5-ADJCHANGE : Adjacency to core-1 (HundredGigE0/0/0/1) (L2) Down, Interface state down",
     "adjacency-down", False),
    ("%ROUTING-ISIS-5-ADJCHANGE : Adjacency to core-1 (HundredGigE0/0/0/1) (L2) Up, New adjacency",
     "adjacency-down", True),
    ("%OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.1 on Hu0/0/0/1 from FULL to DOWN, Neighbor Down: interface down",
     "adjacency-down", False),
    ("%L2-BFD-6-SESSION_STATE_DOWN : BFD session to neighbor 10.0.0.1 on interface Hu0/0/0/1 has gone down. Reason: "
     "Echo function failed", "adjacency-down", False),
    ("%ROUTING-BGP-5-ADJCHANGE : neighbor 10.0.0.1 Down - BGP Notification sent, hold time expired (VRF: default) "
     "(AS: 65001)", "bgp-timeout", False),
    ("%PKT_INFRA-FM-3-FAULT_MAJOR : ALARM_MAJOR :FAN-TRAY-REMOVED :DECLARE :0/FT1:", "fan-failed", False),
    ("%PKT_INFRA-FM-3-FAULT_MAJOR : ALARM_MAJOR :FAN-TRAY-REMOVED :CLEAR :0/FT1:", "fan-failed", True),
    ("%PLATFORM-PWR-2-OUTPUT : Power supply 1 has failed", "power-lost", False),
    ("%ENVIRONMENT-1-TEMP: Temperature of the inlet exceeds its critical threshold", "temperature-high", False),
    ("%OS-SYSMGR-3-ERROR : bgp(1) (jid 1052) exited, will be respawned with a delay", "process-crashed", False),
    ("mib2d[1234]: SNMP_TRAP_LINK_DOWN: ifIndex 520, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/3",
     "link-down", False),
    ("rpd[99]: RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 10.0.0.1 (External AS 65001) changed state from Established to "
     "Idle (event HoldTime)", "bgp-timeout", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "cleared"), NEWS, ids=[f"{k}-{n}" for n, (_, k, _) in enumerate(NEWS)])
def test_messages_of_other_systems_are_known(text: str, kind: str, cleared: bool) -> None:
    message = Reader("", 2026).message(f"<187>Sep  1 10:14:00 gate-1 {text}")
    assert message is not None
    alarm = Normaliser(KNOWN, topology.Topology()).alarm(message)
    assert alarm is not None and (alarm.kind, alarm.cleared) == (kind, cleared)


QUIET = [
    "%PKT_INFRA-FM-2-FAULT_CRITICAL : ALARM_CRITICAL :OPTICS RX POWER LANE-0 LOW ALARM :CLEAR : Optics0/0/0/8:",
    "%SECURITY-SSHD-3-ERR_GENERAL : User name in USERAUTH_REQUEST is null or blank",
    "%MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'power'. Use 'show configuration' to view the changes.",
]


@pytest.mark.parametrize("text", QUIET)
def test_messages_of_nothing_wrong_raise_no_fault(text: str) -> None:
    message = Reader("", 2026).message(f"<187>Sep  1 10:14:00 gate-1 {text}")
    assert message is not None
    alarm = Normaliser(KNOWN, topology.Topology()).alarm(message)
    assert alarm is None or alarm.cleared or alarm.kind not in KNOWN.kinds
