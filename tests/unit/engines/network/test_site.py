"""A site from its file to a plan: read with errors that name what mends them, proved, simulated, written, drawn."""

import copy
import json
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from onewindow.engines.network import site
from onewindow.engines.network.calculus.checker import verify
from onewindow.engines.network.replay import proved_network
from onewindow.engines.network.site import SiteError, drawing, importing, writing

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
        name: len(calendar.positions(n))
        for calendar, numbers in proof.calendars.values()
        for name, n in numbers.items()
    }
    assert slots == {"Control": 1, "Images": 5, "Business": 2}


def test_its_packets_sent_slot_by_slot_are_never_later_than_proved(planned):
    seen = site.simulate(planned.proof, 0.1, seed=3)
    for one in planned.proof.services:
        assert 0 < seen[one.service.name].delay <= one.delay_s
        assert seen[one.service.name].packets > 100


def test_areas_reach_their_share_and_pictures_are_whole(planned):
    for area in planned.proof.site.areas:
        found = planned.wifi[area.name]
        assert found.covered >= area.share
        assert len(found.access_points) >= found.placed.bound
        assert fromstring(drawing.floor(area, found)).tag.endswith("svg")
    for name, (calendar, numbers) in planned.proof.calendars.items():
        assert drawing.calendar(calendar, numbers, name).count("<rect") > 20
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
    assert wrong.value.message.zh.strip()


def test_a_late_service_and_a_small_buffer_say_why():
    def tight(data):
        data["service"][2]["deadline_ms"] = 1
        data["device"][4]["buffer_kb"] = 100

    proof = site.prove(site.site_from(changed(tight)))
    late = next(one for one in proof.services if one.service.name == "X-ray images")
    assert not late.in_time and not late.lossless
    assert "deadline is 1 ms" in late.why[0].en and "Core A" in late.why[1].en
