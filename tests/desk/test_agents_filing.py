"""Pledges filed by an agent for a client that confirmed the mandate, from abroad, and near a year nobody published."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from tests.desk.pledging import Make, PledgeDesk, patents

from onewindow.desks.finance import selectors, services
from onewindow.desks.finance.models import Pledge
from onewindow.desks.register.models import Party
from onewindow.desks.trusteeship import services as trusteeship
from onewindow.kernel import flow
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound
from onewindow.kernel.people import Person
from onewindow.law.calendars import calendar

pytestmark = pytest.mark.django_db


class Agency:
    """An agent, and a client whose patent is to be pledged."""

    def __init__(self, make_actor: Make, now: datetime) -> None:
        self.desk = PledgeDesk(make_actor, now)
        self.agent: Actor = make_actor(Role.AGENT)
        owner = Party.objects.get(pk=self.desk.right.owner_id)
        self.party = owner.pk
        self.mandate = trusteeship.take_on(self.agent, now, owner.name, owner.country)

    def confirm(self) -> None:
        flow.fire(self.mandate.pk, "confirm", self.desk.pledgor, self.desk.now)


@pytest.fixture
def agency(make_actor: Make, now: datetime) -> Agency:
    return Agency(make_actor, now)


def test_an_agent_files_for_a_client_that_confirmed_and_for_nobody_else(agency: Agency) -> None:
    desk = agency.desk
    for client in (agency.party, None, 10**9):
        with pytest.raises(BadInput) as refused:
            services.begin(agency.agent, desk.now, desk.form(), client)
        assert [problem.field for problem in refused.value.problems] == ["client"]
    agency.confirm()
    desk.pledge = services.begin(agency.agent, desk.now, desk.form(), agency.party)
    assert desk.pledge.case.party_id == agency.party and list(selectors.clients(agency.agent)) == [agency.party]
    services.save(agency.agent, desk.now, desk.pledge.pk, {"amount": "2000000"})
    desk.fire("send", agency.agent)
    desk.fire("sign", desk.lender)
    assert desk.fire("register", desk.officer).case.state == "registered"
    assert {one.pk for one in selectors.pledges(agency.agent)} >= {desk.pledge.pk}
    assert {one.pk for one in selectors.pledges(desk.pledgor)} >= {desk.pledge.pk}, "it is the pledgor's own"


def test_an_ended_mandate_or_another_agent_opens_nothing(agency: Agency) -> None:
    desk = agency.desk
    agency.confirm()
    desk.pledge = services.begin(agency.agent, desk.now, desk.form(), agency.party)
    other = desk.make(Role.AGENT)
    with pytest.raises(NotFound):
        services.save(other, desk.now, desk.pledge.pk, {"amount": "1"})
    with pytest.raises(NotAllowed):
        services.begin(desk.make(Role.LENDER), desk.now, {}, agency.party)
    flow.fire(agency.mandate.pk, "end", desk.pledgor, desk.now)
    with pytest.raises(NotFound):
        desk.fire("send", agency.agent)
    assert not selectors.pledges(agency.agent).exists()


def test_the_agent_s_pages_and_key(agency: Agency, key_client: Callable[..., Any]) -> None:
    desk, page = agency.desk, Browser()
    page.force_login(Person.objects.get(pk=agency.agent.id))
    assert "尚无客户确认委托" in page.get("/pledges", headers={"accept-language": "zh-CN"}).content.decode()
    agency.confirm()
    assert f'value="{agency.party}"' in page.get("/pledges").content.decode()
    begun = page.post(reverse("pledge-new"), {"client": str(agency.party)})
    assert begun.status_code == 302
    assert desk.right.reference in page.get(begun.url).content.decode(), "the client's rights are offered"
    keyed: Browser = key_client(actor=agency.agent)
    body = {**desk.form(), "client": agency.party}
    made = keyed.post("/api/pledges", body, content_type="application/json")
    assert made.status_code == 201 and made.json()["pledgor"] == Party.objects.get(pk=agency.party).name
    body["client"] = 10**9
    wrong = keyed.post("/api/pledges", body, content_type="application/json")
    assert wrong.status_code == 422 and wrong.json()["problems"][0]["field"] == "client"


def test_a_pledgor_from_abroad_files_through_an_agency(make_actor: Make, now: datetime) -> None:
    abroad = {"owner_name": "Deer Tea Inc.", "owner_country": "US"}
    (right,) = patents(now, abroad)
    desk = PledgeDesk(make_actor, now)
    holder = make_actor(Role.HOLDER, party=right.owner_id)
    desk.pledge = services.begin(holder, now, desk.form(rights=[right.pk]))
    with pytest.raises(BadInput) as refused:
        desk.fire("send", holder)
    assert [problem.field for problem in refused.value.problems] == ["pledgor"]
    agent = make_actor(Role.AGENT)
    mandate = trusteeship.take_on(agent, now, "Deer Tea Inc.", "US")
    flow.fire(mandate.pk, "confirm", holder, now)
    assert desk.fire("send", agent).case.state == "signing"


def test_a_day_of_decision_in_a_year_nobody_published_is_a_clear_refusal(make_actor: Make, now: datetime) -> None:
    last = max(calendar("CN").years)
    desk = PledgeDesk(make_actor, datetime(last, 12, 31, 2, tzinfo=UTC))
    desk.fire("send", desk.pledgor)
    with pytest.raises(BadInput) as refused:
        desk.fire("sign", desk.lender)
    (problem,) = refused.value.problems
    assert problem.field == "period" and str(last + 1) in problem.expected.zh and "CN" in problem.expected.en
    seen = Pledge.objects.select_related("case").get(pk=desk.pledge.pk)
    assert (seen.case.state, seen.number, seen.filed_at) == ("signing", "", None), "nothing is half filed"
