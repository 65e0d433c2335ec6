"""A site from its file to a plan: read with errors that name what mends them, proved, simulated, written, drawn."""

import copy
import json
import os
import re
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from onewindow.engines.network import flexe, site
from onewindow.engines.network.calculus.checker import verify
from onewindow.engines.network.replay import proved_network
from onewindow.engines.network.site import SiteError, changing, drawing, editing, importing, writing, yang

SAMPLE = tomllib.loads((files(site) / "sample.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def planned():
    return site.plan(site.site_from(SAMPLE), seed=0, seconds=2)


def test_the_sample_keeps_every_deadline_with_proofs_that_check(planned):
    proof = planned.proof
    assert all(one.in_time and one.lossless for one in proof.services)
    proved = proved_network(proof.network)
    for one in proof.services:
        assert verify(proved, one.service.name, proof.claims_of(one.service.name)) <= one.delay_s
    slots = {
        name: len(shares.calendar.positions(n))
        for shares in proof.shares.values()
        for name, n in shares.numbers.items()
    }
    assert slots == {"Control": 1, "Images": 5, "Business": 2}


def test_its_packets_sent_slot_by_slot_are_never_later_than_proved(planned):
    seen = site.simulate(planned.proof, 0.1, seed=3)
    for one in planned.proof.services:
        assert 0 < seen[one.service.name].delay <= one.delay_s
        assert seen[one.service.name].packets > 100
        assert seen[one.service.name].dropped == 0  # each queue has the room that was proved, no more


def test_a_slice_counts_the_block_that_a_packet_does_not_fill(planned):
    """1,500 bytes take 188 blocks of eight; the whole rate would have proved less than packets then took."""
    proof = planned.proof
    calendar, numbers = proof.shares["Trunk"].calendar, proof.shares["Trunk"].numbers
    images = next(server for server in proof.network.servers if "/Images" in server.id)
    whole = flexe.service_curve(calendar, numbers["Images"]).rate_bps
    assert images.rate == pytest.approx(whole * 1500 / 1504, rel=1e-12)


def test_areas_reach_their_share_and_pictures_are_whole(planned):
    for area in planned.proof.site.areas:
        found = planned.wifi[area.name]
        assert found.survey.covered >= area.share
        assert len(found.survey.access_points) >= found.placed.bound
        assert fromstring(drawing.floor(area, found.survey)).tag.endswith("svg")
    for name, shares in planned.proof.shares.items():
        assert drawing.calendar(shares, name).count("<rect") > 20
    picture = drawing.network(planned.proof)
    assert all(device.name in picture for device in planned.proof.site.devices)
    assert "style=" not in picture and "<script" not in picture
    json.dumps(writing.plan_json(planned))


def test_the_topology_is_valid_against_the_ietf_modules(planned, tmp_path):
    yangson = pytest.importorskip("yangson")
    modules = next(Path(sys.prefix).glob("**/yang/modules/ietf"), None)
    if modules is None:
        pytest.skip("pyang's copies of the IETF modules are not installed")
    library = {"ietf-yang-library:modules-state": {"module-set-id": "1", "module": [
        {"name": name, "revision": revision, "conformance-type": kind, "namespace": namespace}
        for name, revision, kind, namespace in [
            ("ietf-network", "2018-02-26", "implement", "urn:ietf:params:xml:ns:yang:ietf-network"),
            ("ietf-network-topology", "2018-02-26", "implement", "urn:ietf:params:xml:ns:yang:ietf-network-topology"),
            ("ietf-inet-types", "2013-07-15", "import", "urn:ietf:params:xml:ns:yang:ietf-inet-types"),
        ]
    ]}}  # fmt: skip
    model = yangson.DataModel(json.dumps(library), (str(modules),))
    written = writing.topology_json(planned.proof.site)
    model.from_raw(written).validate()
    again = importing.from_rfc8345(written, "again")
    assert [device.name for device in again.devices] == [device.name for device in planned.proof.site.devices]
    assert {frozenset(link.ends) for link in again.links} == {frozenset(link.ends) for link in planned.proof.site.links}
    broken = copy.deepcopy(written)
    broken["ietf-network:networks"]["network"][0]["ietf-network-topology:link"][0].pop("link-id")
    with pytest.raises(yangson.exceptions.YangsonException):
        model.from_raw(broken).validate()


GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key attr.name="label" attr.type="string" for="node" id="l"/><key attr.name="Latitude" for="node" id="y"/>
<key attr.name="Longitude" for="node" id="x"/>
<graph edgedefault="undirected">
<node id="0"><data key="l">Beijing</data><data key="y">39.9</data><data key="x">116.4</data></node>
<node id="1"><data key="l">Shanghai</data><data key="y">31.2</data><data key="x">121.5</data></node>
<edge source="0" target="1"/></graph></graphml>"""


def test_graphml_gives_devices_links_and_lengths():
    found = importing.from_graphml(fromstring(GRAPHML), "two")
    assert [device.name for device in found.devices] == ["Beijing", "Shanghai"]
    assert found.links[0].length_m == pytest.approx(1_068_000, rel=0.01)
    with pytest.raises(SiteError, match="no node"):
        importing.from_graphml(fromstring("<graphml/>"), "empty")


def test_what_cannot_be_imported_names_the_element():
    from_text = importing.from_rfc8345
    for data, element in (
        ([], "x"), ({"ietf-network:networks": {"network": [{"node": [{}]}]}}, "x"),
        ({"ietf-network:networks": {"network": [{"node": {"node-id": "a"}}]}}, "x"),
        ({"ietf-network:networks": {"network": [{"node": [{"node-id": "a"}], "ietf-network-topology:link": [
            {"link-id": "7", "source": {"source-node": "a"}, "destination": {"dest-node": "b"}}]}]}}, "link 7"),
    ):  # fmt: skip
        with pytest.raises(SiteError) as wrong:
            from_text(data, "x")
        assert wrong.value.element == element and wrong.value.message.zh
    for bad, words in (('<data key="y">39.9', "Latitude"), ('target="1"', "not in the file")):
        with pytest.raises(SiteError, match=words):
            importing.from_graphml(fromstring(GRAPHML.replace(bad, bad.replace("39.9", "x").replace("1", "9"))), "x")
    begun = importing.site_file(importing.from_graphml(fromstring(GRAPHML), "two"))
    assert site.site_from(begun).links[0].rate_gbps == 10


SLOTS = {"Control": [0], "Images": [1], "Business": [2]}


def small(sensors=20, locks=50, **group):
    """Bonded sensors and plates in slices of sub-slots; ``group``: other fields of the FlexE group."""

    def change(data):
        data["slice"] += [{"name": "Sensors", "rate_mbps": sensors}, {"name": "Locks", "rate_mbps": locks}]
        over = {"Bonded sensors": "Sensors", "Plates": "Locks"}
        for one in data["service"]:
            if one["name"] in over:
                one["slice"] = over[one["name"]]
        data["group"][0].update(group)

    return change


@pytest.mark.parametrize("group", [{}, {"phys_gbps": [50, 50], "slots": {**SLOTS, "Images": [1, 2, 3, 4, 5],
                                        "Business": [6], "Sensors": [13], "Locks": [13]}}])  # fmt: skip
def test_small_slices_share_a_slot_and_their_packets_are_never_later_than_proved(group):
    proof = site.prove(site.site_from(changed(small(**group))))
    shares = proof.shares["Trunk"]
    assert [shares.cut.count(number) for number in shares.small.values()] == [2, 5]
    assert shares.calendar.positions(shares.numbers["Sensors + Locks"]) == [shares.cut.slot]
    proved = proved_network(proof.network)
    for seed in range(4):
        seen = site.simulate(proof, 0.5, seed)
        for one in proof.services:
            assert 0 < seen[one.service.name].delay <= one.delay_s and not seen[one.service.name].dropped
    for one in proof.services:
        assert verify(proved, one.service.name, proof.claims_of(one.service.name)) <= one.delay_s
        if one.service.slice in shares.small:
            assert seen[one.service.name].delay > 0.7 * one.delay_s, "the proof is near what sub-slots do"
    written = json.loads(json.dumps(writing.proof_json(proof)["calendars"]["Trunk"]))
    assert written["sub_slots"]["slot"] == shares.cut.slot and len(written["sub_slots"]["owners"]) == 480
    picture = drawing.calendar(shares, "Trunk")
    assert picture.count("<rect") > 480 and "Locks · 5 × 10M" in picture and fromstring(picture).tag.endswith("svg")


FLEXE = [{}, {"phys_gbps": [200]}, {"phys_gbps": [400, 400], "down": [1]}, {"phys_gbps": [50, 50, 50]}]


@pytest.mark.parametrize("group", FLEXE)
def test_flexe_is_written_as_yang_has_it(group):
    """The interfaces against RFC 8343 and IANA's types; groups and clients against ``ietf-flexe-yang`` where a folder
    of modules is given in ``ONEWINDOW_YANG_MODULES``, since that draft is in no package."""
    yangson = pytest.importorskip("yangson")
    modules = next(Path(sys.prefix).glob("**/yang/modules"), None)
    if modules is None:
        pytest.skip("pyang's copies of the IETF modules are not installed")
    proof = site.prove(site.site_from(changed(lambda data: data["group"][0].update(group))))
    calendar, numbers = proof.shares["Trunk"].calendar, proof.shares["Trunk"].numbers
    document = yang.flexe_json(writing.proof_json(proof)["calendars"])["Trunk"]
    clients = document["ietf-flexe-yang:flexe-configuration"]["flexe-clients"]["flexe-client"]
    slots = [
        (slot["flexe-inst-num"], slot["slot-id"], client["client-number"])
        for client in clients
        for slot in client["alloc-slots"]["tx-alloc-A-slots"]["instance-slots"]
    ]
    assert len({slot[:2] for slot in slots}) == len(slots) == sum(map(bool, calendar.slots))
    for phy, instance in calendar.group.instances:
        number = phy * {50: 1, 100: 1, 200: 2, 400: 4}[calendar.group.phys[0].rate_gbps] + instance
        owners = calendar.of_instance(phy, instance)
        assert {(place, owner) for place, owner in enumerate(owners) if owner} == {
            s[1:] for s in slots if s[0] == number
        }
    names = {one["name"] for one in document["ietf-interfaces:interfaces"]["interface"]}
    assert {client["client-interface"] for client in clients} < names and len(numbers) == len(clients)
    own = os.environ.get("ONEWINDOW_YANG_MODULES")
    folders = [modules / "ietf", modules / "iana", *([Path(own)] if own else [])]
    wanted = {"ietf-interfaces": "implement", "iana-if-type": "implement", "ietf-yang-types": "import",
              "ietf-inet-types": "import", "ietf-routing-types": "import"}  # fmt: skip
    if own:
        wanted |= {"ietf-flexe-yang": "implement", "ietf-flexe-types": "import"}
    else:
        del document["ietf-flexe-yang:flexe-configuration"]
    entries = []
    for name, conformance in wanted.items():
        text = next(file for folder in folders for file in folder.glob(f"{name}*.yang")).read_text(encoding="utf-8")
        revision = re.search(r'revision "?(\d{4}-\d\d-\d\d)', text)
        entries.append({"name": name, "revision": revision[1], "conformance-type": conformance,
                        "namespace": f"urn:ietf:params:xml:ns:yang:{name}"})  # fmt: skip
    library = {"ietf-yang-library:modules-state": {"module-set-id": "1", "module": entries}}
    model = yangson.DataModel(json.dumps(library), tuple(map(str, folders)))
    model.from_raw(document).validate()
    document["ietf-interfaces:interfaces"]["interface"][0]["type"] = "iana-if-type:carrier-pigeon"
    with pytest.raises(yangson.exceptions.YangsonException):
        model.from_raw(document).validate()


@pytest.mark.parametrize(
    ("place", "value", "broken", "element"),
    [
        ("area Inspection hall: new wall", "30 0 30 40 concrete", ["Inspection hall"], "Inspection hall"),
        ("area Inspection hall: wall 1", "", [], "Inspection hall"),
        ("area Inspection hall: wall 1", "2 0 2 40 metal", [], "Inspection hall"),
        ("area Container yard: stack 1", "20 15 140 70", ["Container yard"], "Container yard"),
        ("service X-ray images: deadline_ms", "1", ["X-ray images"], "X-ray images"),
        ("service Declarations: rate_mbps", "900", ["Office floor"], "Office floor"),
        ("device Core A: buffer_kb", "100", None, "X-ray images"),
        ("slice Images: rate_gbps", "50", [], "X-ray images"),
    ],
)
def test_a_change_shows_at_once_what_it_breaks(planned, place, value, broken, element):
    before = json.loads(json.dumps(writing.plan_json(planned)))
    now = editing.changed(SAMPLE, place, value)
    changes = changing.compare(before, site.site_from(now))
    named = [one.name if hasattr(one, "name") else one.area.name for one in changes.broken]
    assert named == broken if broken is not None else element in named
    moved = {one.name for one in changes.services if one.moved} | {one.area.name for one in changes.areas if one.moved}
    assert element in moved
    assert editing.changed(now, place, value) == now or "new" in place or not value, "asked twice, it is the same"


def test_nothing_changed_breaks_nothing_and_every_place_can_be_written_back(planned):
    changes = changing.compare(json.loads(json.dumps(writing.plan_json(planned))), site.site_from(SAMPLE))
    assert not changes.broken and not any(one.moved for one in (*changes.services, *changes.areas))
    whole = site.site_from(SAMPLE)
    for place, value in editing.places(SAMPLE):
        if ": new " not in place:
            assert site.site_from(editing.changed(SAMPLE, place, value)) == whole, place
    for place, value in (("service Nobody: rate_mbps", "1"), ("", "1"), ("area Inspection hall: new wall", "1 2 3")):
        with pytest.raises(SiteError):
            editing.changed(SAMPLE, place, value)


@pytest.mark.parametrize("size", [0, -5])
def test_a_packet_has_a_byte(size):
    with pytest.raises(SiteError, match=r"packet_bytes: expected \d or more"):
        site.site_from(changed(lambda data: data["service"][0].update(packet_bytes=size)))


@pytest.mark.parametrize("data", [[], None, "x", 5])
def test_a_file_that_is_no_table_is_told(data):
    with pytest.raises(SiteError, match="a table with name"):
        site.site_from(data)


def test_a_time_that_cannot_be_simulated_is_told():
    with pytest.raises(SiteError, match="runs for"):
        site.simulate(site.prove(site.site_from(SAMPLE)), -1, seed=1)


def changed(change):
    data = copy.deepcopy(SAMPLE)
    change(data)
    return data


def put(table, place, **values):
    return lambda data: data[table][place].update(values)


def drop(table, place, key):
    return lambda data: data[table][place].pop(key)


@pytest.mark.parametrize(
    ("change", "element", "words"),
    [
        (put("slice", 1, rate_gbps=90), "group Trunk", "overbooked"),
        (put("group", 0, slots={"Control": [0], "Images": [0, 1], "Business": [5]}), "group Trunk", "slot 0"),
        (put("group", 0, down=[1]), "group Trunk", "PHY"),
        (put("service", 2, rate_mbps=12_000), "X-ray>Hall switch (x-ray)", "unstable"),
        (put("service", 0, burst_kb=0.1), "service Crane control", "burst_kb = 0.512"),
        (put("service", 0, rate=5), "service Crane control", "rate_mbps = 5"),
        (drop("service", 0, "burst_kb"), "service Crane control", "burst_kb is missing"),
        (put("service", 5, x_m=90), "service Hall handhelds", "outside area"),
        (put("service", 0, priority=3), "service Crane control", "0, 1 or 2"),
        (put("service", 0, slice="Gold"), "service Crane control", "slice Gold"),
        (drop("service", 0, "slice"), "service Crane control", "without a slice"),
        (put("service", 0, scenario="party"), "service Crane control", "expected one of"),
        (put("service", 0, to="Moon"), "service Crane control", "device Moon"),
        (put("link", 7, ends=["Crane", "Crane control"]), "service Crane", "?"),
        (put("area", 0, walls=[{"x1_m": 1, "y1_m": 1, "x2_m": 9, "y2_m": 1, "material": "jelly"}]), "area", "material"),
        (put("area", 0, least_dbm=-20.0), "area Inspection hall", "lower share or least_dbm"),
        (put("link", 0, rate_gbps="ten"), "link hall", "a number"),
        (put("link", 0, rate_gbps=float("inf")), "link hall", "a number"),
        (put("area", 0, walls=[{"x1_m": 1, "y1_m": 1, "x2_m": 70, "y2_m": 1}]), "area Inspection hall", "width_m = 70"),
        (put("area", 1, stacks=[[150, 80, 20, 5]]), "area Container yard", "outside the area"),
        (put("area", 1, stacks=5), "area Container yard", "stacks"),
        (put("area", 0, walls="none"), "area Inspection hall", "walls"),
        (put("area", 0, share=2), "area Inspection hall", "share"),
        (put("area", 0, channel_width_mhz=60), "area Inspection hall", "one of 20, 40, 80"),
        (put("group", 0, slots=[1]), "group Trunk", "slots by slice"),
        (put("group", 0, phys_gbps=[]), "group Trunk", "has no PHY"),
        (put("group", 0, slots={"Control": [0], "Business": [1]}), "slice Images", "has no slot"),
        (put("group", 0, slots={"Gold": [0]}), "group Trunk", "slice Gold"),
        (put("group", 0, down=[2]), "group Trunk", "1 to 1"),
        (put("slice", 0, rate_gbps=4), "group Trunk", "ask for 5 Gb/s"),
        (put("slice", 0, rate_mbps=20), "slice Control", "rate_mbps in its place"),
        (drop("slice", 0, "rate_gbps"), "slice Control", "rate_gbps"),
        (small(3000, 2000), "group Trunk", "200 Mb/s less"),
        (small(20, 30), "Core A>Core B/Locks (trunk)", "unstable"),
        (small(slot_gbps=25, slots={**SLOTS, "Sensors": [3]}), "group Trunk", "make its slots 5 Gb/s"),
        (small(slots=SLOTS), "group Trunk", "Sensors, Locks share one slot, 0 are"),
        (small(slots={**SLOTS, "Sensors": [6], "Locks": [7]}), "group Trunk", "2 are written"),
        (lambda data: data.pop("name"), "site", "name"),
        (lambda data: data.update(cable=[]), "site", "cable"),
        (lambda data: data["device"].append({"name": "Crane"}), "device Crane", "twice"),
    ],
)
def test_a_bad_site_names_the_element_and_the_smallest_thing_that_mends_it(change, element, words):
    if words == "?":  # a control path of its own: not bad
        assert site.prove(site.site_from(changed(change))).services[0].devices == ("Crane control", "Crane")
        return
    with pytest.raises(SiteError) as wrong:
        site.plan(site.site_from(changed(change)), seconds=2)
    assert wrong.value.element.startswith(element)
    assert words in wrong.value.message.en
    assert re.search("[\u4e00-\u9fff]", wrong.value.message.zh)
    assert not re.search("[a-z]+ [a-z]+ [a-z]+", wrong.value.message.zh), "English left in the Chinese"


def test_a_late_service_and_a_small_buffer_say_why():
    def tight(data):
        data["service"][2]["deadline_ms"] = 1
        data["device"][4]["buffer_kb"] = 100

    proof = site.prove(site.site_from(changed(tight)))
    late = next(one for one in proof.services if one.service.name == "X-ray images")
    assert not late.in_time and not late.lossless
    assert "deadline is 1 ms" in late.why[0].en and "Core A" in late.why[1].en
