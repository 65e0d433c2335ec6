"""Lines, traps, topologies and knowledge files: what is read of them, and what is said when they cannot be."""

import hashlib
import hmac
from datetime import date
from typing import Any

import orjson
import pytest

from onewindow.engines.faults import knowledge, snmp, topology
from onewindow.engines.faults.alarms import Normaliser
from onewindow.engines.faults.syslog import Reader, year_of
from onewindow.engines.faults.traps import message_of

XR = "RP/0/RP0/CPU0:Sep  1 10:14:56.052 : ifmgr[241]: %PKT_INFRA-LINK-3-UPDOWN : Interface HundredGigE0/0/0/8, changed state to Down "  # noqa: E501


@pytest.mark.parametrize(
    ("line", "device", "name", "severity", "text"),
    [
        (XR, "leaf3", "LINK-3-UPDOWN", 3, "Interface HundredGigE0/0/0/8, changed state to Down"),
        (
            "<189>Sep  1 10:14:56 gate-1 %%01IFNET/4/LINKDOWN(l)[12]:The interface Gi0/0/1 turned into Down.",
            "gate-1", "IFNET/LINKDOWN", 4, "The interface Gi0/0/1 turned into Down.",
        ),
        (
            '<165>1 2017-09-01T10:14:56.003Z hall.customs snmpd - ID47 [e@32473 a="b]"] fan 2 failed',
            "hall.customs", "", 5, "fan 2 failed",
        ),
        (
            "<187>45: yard-2: *Sep  1 10:14:56.003: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down",
            "", "", 0, "",
        ),
        ("<187>Sep  1 10:14:56 yard-2 %LINK-3-UPDOWN: Interface Gi0/1, changed state to down", "yard-2",
         "LINK-3-UPDOWN", 3, "Interface Gi0/1, changed state to down"),
    ],
)  # fmt: skip
def test_frames_and_prefixes_of_vendors(line: str, device: str, name: str, severity: int, text: str) -> None:
    reader = Reader("leaf3" if line is XR else "", 2017)
    message = reader.message(line)
    if not device:
        assert message is None and reader.unread == 1 and reader.sample
        return
    assert message is not None
    assert (message.device, message.name, message.severity, message.text) == (device, name, severity, text)
    assert 1504260896 <= message.at < 1504260897


def test_half_a_line_is_counted_and_a_header_sets_the_zone() -> None:
    reader = Reader("leaf3", 2017)
    told = list(reader.messages(["Fri Sep  1 12:49:29.836 PDT", XR, XR[:40], "", "%LINK-3"]))
    assert len(told) == 1 and told[0].at == pytest.approx(1504286096.052)
    assert (reader.read, reader.unread) == (3, 2)


def test_the_year_is_found() -> None:
    today = date(2026, 11, 25)
    assert year_of(["Fri Sep  1 12:49:29.836 PDT"], today) == 2023
    assert year_of(["Fri Sep  1 12:49:29.836 PDT", "Last switch-over Wed Feb 22 18:09:07 2017: weeks"], today) == 2017
    assert year_of([XR.replace("Sep  1", "Dec 24")], today) == 2025
    assert year_of([], today) == 2026


@pytest.fixture
def normaliser() -> Normaliser:
    network = topology.from_neighbours(
        {
            "leaf3": {
                "HundredGigE0/0/0/8": {"target_device": "spine2", "target_port": "Hu0/0/0/2", "target_addr": "10.0.0.2"}
            }
        }
    )
    return Normaliser(knowledge.built_in(), network)


def alarm_of(normaliser: Normaliser, line: str, device: str = "leaf3") -> Any:
    message = Reader(device, 2017).message(line)
    assert message is not None
    return normaliser.alarm(message)


def test_a_message_becomes_an_alarm_about_a_port_with_its_far_end(normaliser: Normaliser) -> None:
    alarm = alarm_of(normaliser, XR)
    assert (alarm.kind, alarm.about, alarm.peer, alarm.cleared) == ("link-down", "0/0/0/8", "spine2", False)
    ended = alarm_of(normaliser, XR.replace("to Down", "to Up"))
    assert ended.cleared and ended.group == alarm.group


def test_a_neighbour_whose_address_is_unknown_is_known_by_its_system(normaliser: Normaliser) -> None:
    said = "RP/0/RP0/CPU0:Sep  1 10:00:00.0 : bgp[1]: %ROUTING-BGP-5-ADJCHANGE : neighbor {} Down - Interface flap (VRF: default) (AS: 65012)"  # noqa: E501
    assert alarm_of(normaliser, said.format("2001::5")).peer == ""
    assert alarm_of(normaliser, said.format("10.0.0.2")).peer == "spine2"
    assert alarm_of(normaliser, said.format("2001::5")).peer == "spine2"


def test_what_nobody_knows_gets_a_template_when_it_is_grave_and_is_counted_when_not(normaliser: Normaliser) -> None:
    grave = "RP/0/RP0/CPU0:Sep  1 10:00:0{n}.0 : x[1]: %NEW-THING-2-BROKE : unit {n} of shelf broke"
    kinds = {alarm_of(normaliser, grave.format(n=n)).kind for n in range(1, 5)}
    assert len(kinds) <= 2 and sum(normaliser.unknown.values()) == 4
    assert alarm_of(normaliser, grave.format(n=1).replace("-2-", "-6-")) is None and normaliser.quiet == 1
    assert alarm_of(normaliser, XR, "stranger").device == "stranger" and normaliser.strangers["stranger"] == 1


def test_the_topology_formats_agree() -> None:
    rfc = {"ietf-network:networks": {"network": [{
        "node": [{"node-id": "a"}, {"node-id": "b"}, {"node-id": "alone"}],
        "ietf-network-topology:link": [
            {"link-id": "1", "source": {"source-node": "a", "source-tp": "Gi0/1"},
             "destination": {"dest-node": "b", "dest-tp": "Gi0/2"}},
            {"link-id": "loop", "source": {"source-node": "a"}, "destination": {"dest-node": "a"}},
            {"link-id": "half", "source": {"source-node": "a"}},
        ],
    }]}}  # fmt: skip
    graphml = (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="d0" for="node" attr.name="label"/><graph>'
        '<node id="0"><data key="d0">a</data></node><node id="1"><data key="d0">b</data></node>'
        '<node id="2"><data key="d0">alone</data></node><edge source="0" target="1"/><edge source="0" target="9"/>'
        "</graph></graphml>"
    )
    table = "\ufeffdevice_a,port_a,device_b,port_b\na,Gi0/1,b,Gi0/2\nalone,,,\n,,b,\nb,Gi0/2,a,Gi0/1\n"
    for content, name, notes in ((orjson.dumps(rfc), "n.json", 2), (graphml, "n.graphml", 1), (table, "n.csv", 1)):
        network = topology.read(content, name)
        assert network.devices == ["a", "b", "alone"] and len(network.links) == 1 and len(network.notes) == notes
        assert network.neighbours["a"] == {"b"} and network.neighbours["alone"] == set()
    assert topology.read(orjson.dumps(rfc), "n.json").far_end("b", "GigabitEthernet0/2") == "a"


RFC8345 = '{"ietf-network:networks": %s}'


@pytest.mark.parametrize("content", [
    "{", "[]", '{"x": 1}', "<graphml/>", '<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>', '{"devices": {"a": ["x"]}}',
    RFC8345 % "5", RFC8345 % '{"network": {"node": 1}}', RFC8345 % '{"network": [5]}',
    RFC8345 % '{"network": [{"node": [{"node-id": "a"}, {}]}]}',
    RFC8345 % '{"network": [{"node": [{"node-id": "a"}], "link": [{"source": 5}]}]}',
])  # fmt: skip
def test_a_file_that_is_no_topology_is_refused_in_words(content: str) -> None:
    with pytest.raises(topology.TopologyError, match="expected"):
        topology.read(content, "n.json")


def test_a_table_of_another_encoding_or_a_broken_one_is_refused_in_words() -> None:
    with pytest.raises(topology.TopologyError, match="UTF-8: byte 23"):
        topology.read("device_a,device_b\nport,海关\n".encode("gbk"), "n.csv")
    with pytest.raises(topology.TopologyError, match="CSV: line 2"):
        topology.read("device_a,device_b\na\rb,c\n", "n.csv")


def test_a_map_with_a_byte_order_mark_and_numbers_for_names_is_read() -> None:
    network = topology.read(
        '\ufeff{"devices": {"1": {"7": {"target_device": 2, "target_port": 8}}}}'.encode(), "n.json"
    )
    assert network.neighbours == {"1": {"2"}, "2": {"1"}} and network.far_end("2", "8") == "1"


def test_a_time_without_a_zone_is_of_the_logs_zone_and_one_beyond_all_years_is_no_messages() -> None:
    reader = Reader("r", 2024, offset=8.0)
    line = "<34>1 {} r1 a b c - %LINK-3-UPDOWN: Interface Hu0/0/0/1, changed state to Down"
    local, told = (reader.message(line.format(f"2024-01-01T08:00:00{zone}")) for zone in ("", "Z"))
    assert local is not None and told is not None and told.at - local.at == 8 * 3600
    for year in ("0001", "9999"):
        assert reader.message(line.format(f"{year}-12-31T23:59:59Z")) is None
    assert reader.unread == 2


def test_a_device_is_known_by_its_short_name_if_that_is_clear() -> None:
    network = topology.from_csv("device_a,device_b\nspine4-3464,leaf1\nspine1,leaf1.customs.cn\n")
    assert network.named("spine4") == "spine4-3464" and network.named("leaf1.x") == ""
    network.rename("spine4-3464", "spine4")
    assert network.neighbours["leaf1"] == {"spine4"} and network.named("spine4") == "spine4"


def test_an_engineer_can_add_a_fault_and_change_one() -> None:
    more = """
[[alarm]]
id = "door-open"
en = "Cabinet door open"
zh = "机柜门打开"
names = ["CABINET/DOOR"]
raise = "door open"
[[fault]]
id = "intrusion"
en = "Cabinet opened"
zh = "机柜被打开"
self = { door-open = 0.9 }
action_en = "Send a guard"
action_zh = "派人查看"
verify_en = "Door closed"
verify_zh = "柜门已关"
"""
    known = knowledge.parse(more, knowledge.built_in())
    assert known.faults["intrusion"].signs["self"] == {"door-open": 0.9} and "fibre-cut" in known.faults
    assert "CABINET/DOOR" in known.by_name()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("x =", "TOML"),
        ('[[alarm]]\nid = "a"\n', "row 1, alarm a: en"),
        ('[[alarm]]\nid = "a"\nen = "x"\nzh = "y"\nnames = []\nraise = "("', "regular"),
        ('[[alarm]]\nid = "a"\nen = "x"\nzh = "y"\nnames = []\nseverity = "bad"', "severity"),
        ('[[fault]]\nid = "f"\nself = { nothing = 0.5 }', "an alarm that is known, got .nothing"),
        ('[[fault]]\nid = "f"\nself = { link-down = 2 }', "between 0 and 1"),
        ('\n\n[[fault]]\nid = "f"\nverfy_en = "x"', "row 3, fault f: verfy_en"),
        ('[[fault]]\nid = "f"\nchecks_en = ["x"]', "as many lines"),
        ('[[fualt]]\nid = "f"', "fualt"),
    ],
)
def test_a_knowledge_file_with_a_mistake_names_it(text: str, word: str) -> None:
    with pytest.raises(knowledge.KnowledgeError, match=word):
        knowledge.parse(text, knowledge.built_in())


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag]) + (bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")) + content


LINK_DOWN = bytes.fromhex("06092b060106030101050300")[:2] + bytes.fromhex("2b0601060301010503")
PAIRS = tlv(0x30, b"".join([
    tlv(0x30, bytes.fromhex("06082b06010201010300") + tlv(0x43, b"\x12")),
    tlv(0x30, bytes.fromhex("060a2b060106030101040100") + LINK_DOWN),
    tlv(0x30, bytes.fromhex("060a2b06010201020201 0208".replace(" ", "")) + tlv(4, b"Hu0/0/0/8")),
]))  # fmt: skip
PDU = tlv(0xA7, tlv(2, b"\1") + tlv(2, b"\0") + tlv(2, b"\0") + PAIRS)
V2C = tlv(0x30, tlv(2, b"\1") + tlv(4, b"public") + PDU)


def v3(secret: str = "", mac: str = "sha256") -> bytes:
    """A v3 trap of user ``net``, authenticated with ``secret`` if one is given."""
    engine, size = b"\x80\0\0\1engine", {"sha1": 12, "sha256": 24}[mac] if secret else 0
    flags = b"\1" if secret else b"\0"
    header = tlv(0x30, tlv(2, b"\1") + tlv(2, b"\x7f\xff") + tlv(4, flags) + tlv(2, b"\3"))

    def whole(code: bytes) -> bytes:
        usm = tlv(0x30, tlv(4, engine) + tlv(2, b"\1") + tlv(2, b"\5") + tlv(4, b"net") + tlv(4, code) + tlv(4, b""))
        return tlv(0x30, tlv(2, b"\3") + header + tlv(4, usm) + tlv(0x30, tlv(4, engine) + tlv(4, b"") + PDU))

    if not secret:
        return whole(b"")
    key = snmp.localized(secret, engine, mac)
    return whole(
        hmac.new(key, whole(bytes(size)), {"sha1": hashlib.sha1, "sha256": hashlib.sha256}[mac]).digest()[:size]
    )


def test_a_v2c_trap_is_read_and_becomes_the_alarm_of_a_port(normaliser: Normaliser) -> None:
    trap = snmp.decode(V2C)
    assert (trap.version, trap.community, trap.oid, trap.uptime) == (2, "public", "1.3.6.1.6.3.1.1.5.3", 18)
    alarm = normaliser.alarm(message_of(trap, "leaf3", 5.0))
    assert alarm is not None and (alarm.kind, alarm.about, alarm.peer) == ("link-down", "0/0/0/8", "spine2")


@pytest.mark.parametrize("mac", ["sha1", "sha256"])
def test_a_v3_trap_is_taken_only_when_its_code_is_right(mac: str) -> None:
    users = {"net": snmp.User("net", "maplesyrup", mac)}
    data = v3("maplesyrup", mac)
    assert snmp.decode(data, users).oid == "1.3.6.1.6.3.1.1.5.3"
    with pytest.raises(snmp.SnmpError, match="wrong"):
        snmp.decode(data[:-1] + b"\x39", users)
    with pytest.raises(snmp.SnmpError, match="not known"):
        snmp.decode(data, {})
    with pytest.raises(snmp.SnmpError, match="level"):
        snmp.decode(v3(), users)
    assert snmp.decode(v3(), {"net": snmp.User("net")}).version == 3


def test_the_key_of_a_password_is_that_of_the_rfc() -> None:
    assert snmp.localized("maplesyrup", bytes(11) + b"\2", "sha1").hex() == "6695febc9288e36282235fc7151f128497b38f3f"


@pytest.mark.parametrize("cut", range(0, len(V2C), 7))
def test_half_a_trap_is_refused(cut: int) -> None:
    with pytest.raises(snmp.SnmpError):
        snmp.decode(V2C[:cut])
