"""A site from its file to an approved plan: asked for, planned by a job, approved by somebody else, kept."""

import json
import re
from collections.abc import Callable
from datetime import datetime

import pytest

from onewindow.desks.network import site_selectors, site_services
from onewindow.desks.network.site_models import SitePlan
from onewindow.engines.network import site as sites
from onewindow.engines.network.calculus.checker import verify
from onewindow.engines.network.replay import proved_network
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
SMALL = """
name = "Two rooms"
synthetic = true
[[area]]
name = "Hall"
width_m = 20
height_m = 12
[[device]]
name = "A"
[[device]]
name = "B"
[[link]]
name = "a-b"
ends = ["A", "B"]
rate_gbps = 1
[[service]]
name = "Plates"
scenario = "gate"
from = "A"
to = "B"
rate_mbps = 50
burst_kb = 20
deadline_ms = 5
"""


@pytest.fixture
def engineer(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.NETWORK)


@pytest.fixture
def other(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor(Role.NETWORK)


def test_a_site_is_planned_proved_and_approved_by_another(engineer, other, work, now: datetime) -> None:
    plan = site_services.ask(engineer, now, SMALL)
    assert plan.case.state == "planning"
    assert work() == 1
    plan = site_selectors.one(engineer, plan.pk)
    assert plan.case.state == "planned"
    service = plan.result["services"][0]
    assert service["in_time"] and service["zero_loss"]
    proof = sites.prove(site_services.read(plan.text)[0])
    claims = json.loads(json.dumps(plan.certificates))["Plates"]
    assert verify(proved_network(proof.network), "Plates", claims) * 1_000 <= service["delay_ms"] * (1 + 1e-9)
    with pytest.raises(NotAllowed):
        flow.fire(plan.pk, "approve", engineer, now)
    flow.fire(plan.pk, "approve", other, now)
    actions = [entry.action for entry in ledger.Entry.objects.filter(case_id=plan.pk).order_by("seq")]
    assert actions == ["site_plan.opened", "site_plan.finish", "site_plan.approve"]
    again = site_services.ask(engineer, now, SMALL.replace("rate_gbps = 1", "rate_gbps = 10"))
    assert again.version == 2
    assert [one.version for one in site_selectors.history(engineer, again)] == [2, 1]


def test_a_site_that_cannot_be_planned_says_what_mends_it(engineer, work, now: datetime) -> None:
    plan = site_services.ask(engineer, now, SMALL.replace("rate_mbps = 50", "rate_mbps = 5000"))
    work()
    plan = site_selectors.one(engineer, plan.pk)
    assert plan.case.state == "refused"
    assert "raise its rate" in plan.why_en and "提高" in plan.why_zh


def test_a_bad_file_is_refused_at_once_and_leaves_nothing(engineer, now: datetime) -> None:
    for text in ("name = ", SMALL.replace("burst_kb = 20", ""), SMALL.replace("rate_mbps", "rate"), "{}", "[1]"):
        with pytest.raises(BadInput):
            site_services.ask(engineer, now, text)
    assert not SitePlan.objects.exists()


def test_sites_are_nobody_elses_business(engineer, make_actor, work, now: datetime) -> None:
    plan = site_services.ask(engineer, now, SMALL)
    holder = make_actor(Role.HOLDER)
    with pytest.raises(NotFound):
        site_selectors.one(holder, plan.pk)
    with pytest.raises(NotFound):
        flow.fire(plan.pk, "approve", holder, now)
    with pytest.raises(NotAllowed):
        site_services.ask(holder, now, SMALL)
    work()


def test_a_plan_is_sent_back_only_with_a_reason(engineer, other, work, now: datetime) -> None:
    plan = site_services.ask(engineer, now, SMALL)
    work()
    with pytest.raises(BadInput):
        flow.fire(plan.pk, "send_back", other, now, {"reason": " "})
    flow.fire(plan.pk, "send_back", other, now, {"reason": "Hall is larger"})
    assert site_selectors.one(engineer, plan.pk).case.state == "returned"


def test_the_pages_show_a_plan_with_pictures_and_files_in_both_languages(engineer, client_as, work, now) -> None:
    plan = site_services.ask(engineer, now, SMALL)
    work()
    client = client_as(actor=engineer)
    for language, words in (("en", "Every service keeps its deadline"), ("zh-hans", "所有业务均满足时限")):
        page = client.get(f"/network/sites/{plan.pk}", headers={"accept-language": language}).content.decode()
        assert words in page and "Plates" in page
    picture = client.get(f"/network/sites/{plan.pk}/pictures/area-0.svg")
    assert picture["Content-Type"] == "image/svg+xml" and picture.content.startswith(b"<svg")
    assert client.get(f"/network/sites/{plan.pk}/pictures/nothing.svg").status_code == 404
    assert client.get(f"/network/sites/{plan.pk}/files/plan").json()["site"] == "Two rooms"
    assert "ietf-network:networks" in client.get(f"/network/sites/{plan.pk}/files/topology").json()
    assert "Two rooms" in client.get(f"/network/sites?of={plan.pk}").content.decode()
    assert "seaport" in client.get("/network/sites?of=sample").content.decode()
    assert client.get("/network/sites?of=nonsense").status_code == 404


GROUPED = """
[[group]]
name = "G"
number = 7
phys_gbps = [100]
[[slice]]
name = "S"
rate_gbps = 5
[[service]]"""
ON_GROUP = SMALL.replace("rate_gbps = 1\n", 'rate_gbps = 0\ngroup = "G"\n').replace("[[service]]", GROUPED)
SLICED = ON_GROUP + 'slice = "S"\n'


def test_a_later_plan_takes_the_place_of_the_one_in_force_and_the_bulletin_counts_it(
    engineer, other, work, now: datetime
) -> None:
    from onewindow.kernel.indicators import declared

    def figures() -> dict[str, int]:
        names = ("network-sites", "site-plans", "site-plans-in-force", "services-certified", "access-points-planned")
        return {name: int(declared()[name].value()) for name in names}

    first = site_services.ask(engineer, now, SMALL)
    late = SMALL.replace("deadline_ms = 5", "deadline_ms = 0.001") + SMALL[SMALL.index("[[service]]") :].replace(
        "Plates", "Video"
    )
    second = site_services.ask(engineer, now, late)
    work()
    flow.fire(first.pk, "approve", other, now)
    points = len(site_selectors.one(engineer, first.pk).result["wifi"]["Hall"]["access_points"])
    assert figures() == {
        "network-sites": 1, "site-plans": 2, "site-plans-in-force": 1, "services-certified": 1,
        "access-points-planned": points,
    }  # fmt: skip
    flow.fire(second.pk, "approve", other, now)
    assert [one.case.state for one in site_selectors.history(engineer, first)] == ["approved", "withdrawn"]
    assert figures()["site-plans-in-force"] == 1 and figures()["services-certified"] == 1
    assert str(declared()["services-certified-share"].value()) == "66.7", "2 of 3 ever planned"
    withdrawal = ledger.Entry.objects.get(action="site_plan.withdraw")
    assert withdrawal.data["reason"] == {"en": "replaced by version 2", "zh": "被第 2 版取代"}
    from onewindow.kernel import facts

    certified = ledger.Entry.objects.filter(action="network.services_certified").earliest("seq")
    assert [(record.title, record.number) for record in facts.records(certified)] == [("Two rooms", "1")]
    flow.fire(second.pk, "withdraw", other, now, {"reason": "moved"})
    assert figures()["services-certified"] == figures()["access-points-planned"] == 0


def test_a_site_by_programs(engineer, other, key_client, work, now: datetime) -> None:
    asker, approver = key_client(actor=engineer), key_client(actor=other)

    def post(client, address: str, **body):
        return client.post(f"/api/network{address}", body, content_type="application/json")

    assert post(asker, "/sites/prove", text=SLICED).json()["services"][0]["zero_loss"] is True
    wrong = post(asker, "/sites", text=SLICED.replace("burst_kb = 20", "burst = 20"))
    assert wrong.status_code == 422 and "burst_kb = 20" in str(wrong.json())
    assert SitePlan.objects.count() == 0, "a proof and a bad file leave nothing"
    plan = post(asker, "/sites", text=SLICED, seed=3)
    assert plan.status_code == 201 and plan.json()["state"] == "planning"
    at = f"/plans/{plan.json()['case_id']}"
    assert asker.get(f"/api/network{at}/files/plan").status_code == 404, "it is not made yet"
    work()
    assert post(asker, f"{at}/steps/approve").status_code == 403, "not one's own"
    assert post(approver, f"{at}/steps/approve").json()["state"] == "approved"
    listed = asker.get("/api/network/sites").json()["items"]
    assert [(one["name"], one["plans"], one["in_force"]) for one in listed] == [("Two rooms", 1, at[7:])]
    assert [one["certified"] for one in asker.get("/api/network/plans?state=approved").json()["items"]] == [1]
    assert asker.get("/api/network/plans?site=Elsewhere").json()["items"] == []
    for file, key in (("plan", "services"), ("topology", "ietf-network:networks"), ("flexe", "G"),
                      ("certificates", "Plates")):  # fmt: skip
        assert key in asker.get(f"/api/network{at}/files/{file}").json()
    certificate = asker.get(f"/api/network{at}/certificates/0").json()
    assert certificate["holds"] and certificate["checked_ms"] == pytest.approx(certificate["certificate"]["delay_ms"])
    assert [one["version"] for one in certificate["history"]] == [1] and certificate["claims"]
    assert asker.get(f"/api/network{at}/certificates/1").status_code == 404


def test_a_certificate_that_was_tampered_with_does_not_hold(engineer, work, now: datetime) -> None:
    from onewindow.desks.network import site_certificates

    plan = site_services.ask(engineer, now, SLICED)
    work()
    plan = site_selectors.one(engineer, plan.pk)
    assert site_certificates.checked(engineer, plan, 0).holds
    plan.result["services"][0]["delay_ms"] /= 2
    assert not site_certificates.checked(engineer, plan, 0).holds, "more is stated than the claims prove"
    plan.certificates["Plates"] = plan.certificates["Plates"][:-1]
    assert site_certificates.checked(engineer, plan, 0).checked_ms is None


def test_a_topology_begins_a_site(engineer, key_client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = key_client(actor=engineer)

    def given(content: bytes, name: str):
        return client.post("/api/network/sites/import", {"file": SimpleUploadedFile(name, content)})

    graph = (b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph><node id="a"/><node id="b"/>'
             b'<edge source="a" target="b"/></graph></graphml>')  # fmt: skip
    begun = given(graph, "yard.graphml").json()
    assert begun["name"] == "yard" and begun["link"][0]["ends"] == ["a", "b"]
    assert sites.site_from(begun).devices
    for content, name in (
        (graph.replace(b'target="b"', b'target="c"'), "x.graphml"), (b"{}", "x.json"), (b"[3]", "x.json"),
        (b'{"ietf-network:networks": {"network": [{"node": [{}]}]}}', "x.json"), (b"\xff\xfe", "x.json"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "x.graphml"),
    ):  # fmt: skip
        answered = given(content, name)
        assert answered.status_code == 422 and answered.json()["problems"], content


def _post(client, address: str, fields: dict):
    """A form sent from the page of the sites, with its token."""
    page = client.get("/network/sites").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    return client.post(address, {**fields, "csrfmiddlewaretoken": token})


def test_a_change_is_shown_without_being_kept_and_becomes_a_plan_if_wished(engineer, client_as, work, now) -> None:
    plan = site_services.ask(engineer, now, SMALL)
    client = client_as(actor=engineer)
    at = f"/network/sites/{plan.pk}/change"
    assert client.get(at).status_code == 404, "there is nothing yet to hold a change against"
    work()
    entries = ledger.last_seq()
    assert "service Plates: rate_mbps = 50" in client.get(at).content.decode()
    broken = _post(client, at, {"place": "service Plates: deadline_ms", "value": "0.01"}).content.decode()
    assert "不再满足：Plates" in broken or "No longer holds: Plates" in broken
    walled = _post(client, at, {"place": "area Hall: new wall", "value": "1 0 1 12 metal"}).content.decode()
    assert "<svg" in walled and "style=" not in walled
    for wrong in ({"place": "service Plates: rate_mbps", "value": "fast"}, {"place": "x", "value": "1"},
                  {"place": "service Plates: rate_mbps", "value": "5000"}, {"site": "name ="}):  # fmt: skip
        assert _post(client, at, wrong).status_code == 422
    assert SitePlan.objects.count() == 1 and ledger.last_seq() == entries
    file = _post(client, "/network/sites", {"site": SMALL.replace("rate_mbps = 50", "rate_mbps = 60"), "seed": "1"})
    assert file.status_code == 302 and SitePlan.objects.count() == 2


def test_the_page_of_a_certificate_says_whether_its_proof_holds(engineer, client_as, work, now) -> None:
    plan = site_services.ask(engineer, now, SMALL)
    work()
    client = client_as(actor=engineer)
    at = f"/network/sites/{plan.pk}/certificates/0"
    for language, words in (("en", "holds:"), ("zh-hans", "成立：")):
        assert words in client.get(at, headers={"accept-language": language}).content.decode()
    SitePlan.objects.filter(pk=plan.pk).update(certificates={"Plates": []})
    assert "does not hold" in client.get(at, headers={"accept-language": "en"}).content.decode()
    assert client.get(at[:-1] + "7").status_code == 404


def test_the_page_begins_a_site_from_a_topology(engineer, client_as) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_as(actor=engineer)
    given = b'{"ietf-network:networks": {"network": [{"node": [{"node-id": "Core"}]}]}}'
    page = _post(client, "/network/sites", {"topology": SimpleUploadedFile("port.json", given)})
    assert page.status_code == 200 and "&#34;Core&#34;" in page.content.decode()
    assert _post(client, "/network/sites", {"topology": SimpleUploadedFile("x.json", b"?")}).status_code == 422


def test_slices_with_sub_slots_are_planned_and_shown_with_the_slot_they_share(engineer, client_as, work, now) -> None:
    small = SLICED.replace('name = "S"\nrate_gbps = 5', 'name = "S"\nrate_mbps = 75').replace(
        "deadline_ms = 5", "deadline_ms = 50"
    )
    plan = site_services.ask(engineer, now, small)
    work()
    client = client_as(actor=engineer)
    at = f"/network/sites/{plan.pk}"
    for language, words in (("en", "8 of 480 sub-slots of slot 0"), ("zh-hans", "时隙 0 的 480 个子时隙中的 8 个")):
        shown = client.get(at, headers={"accept-language": language}).content.decode()
        assert words in shown and "80 Mb/s" in shown
    assert "S · 8 × 10M" in client.get(f"{at}/pictures/calendar-0.svg").content.decode()
    twice = small.replace("rate_mbps = 75", "rate_mbps = 75\nrate_gbps = 5")
    wrong = _post(client, "/network/sites", {"site": twice, "seed": "1"})
    assert wrong.status_code == 422 and "slice S" in wrong.content.decode()
