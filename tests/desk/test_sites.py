"""A site from its file to an approved plan: asked for, planned by a job, approved by somebody else, kept."""

import json
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
