"""Insurance from the question to the claim: eligibility by the register, the premium, the subsidy, the triangle."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.desk.examining import wrong
from tests.desk.insuring import Insured
from tests.desk.pledging import PAID, Make, patents

from onewindow.desks.finance import insurances, insuring
from onewindow.desks.finance.models import Claim, Payment, Policy
from onewindow.desks.register.recording import Happened
from onewindow.kernel import caseview, flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
EARLY = date(2023, 5, 1)
YEAR = timedelta(days=366)


@pytest.fixture
def desk(make_actor: Make, now: datetime) -> Insured:
    return Insured(make_actor, now)


def test_a_policy_from_the_question_to_its_end(desk: Insured) -> None:
    desk.ask()
    offered = desk.fire("offer", desk.insurer)
    assert offered.premium == Decimal(offered.quote["premium"]) and 10_000 < offered.premium < 30_000
    policy = desk.fire("accept", desk.holder)
    assert (policy.number, policy.starts, policy.ends) == ("IP2024000001", date(2024, 11, 20), date(2025, 11, 19))
    assert policy.subsidy == policy.premium, "the first year of the pilot is paid whole"
    sums = {e.action: e.quantity for e in ledger.Entry.objects.filter(action__startswith="policy.")}
    assert sums["policy.sum_insured"] == 2_400_000 and sums["policy.rights_insured"] == 1
    assert sums["policy.firm_insured"] == 1
    told = [happening.entry.action for happening in caseview.view(policy.case, desk.holder).timeline]
    assert told[0] == "policy.accept" and "policy.sum_insured" not in told, "a figure of the bulletin is no happening"
    with pytest.raises(BadInput):
        desk.fire("end", desk.insurer)
    assert desk.fire("end", desk.insurer, YEAR).case.state == "ended"


def test_the_subsidy_falls_year_by_year_and_a_firm_counts_once(desk: Insured) -> None:
    paid = []
    for year in range(5):
        desk.now = datetime(2024, 11, 20, 9, tzinfo=UTC) + year * timedelta(hours=1)
        paid.append(desk.insured().policy.subsidy)
    assert paid == [25_000, 22_500, 20_000, 12_500, 0]
    assert ledger.Entry.objects.filter(action="policy.firm_insured").count() == 1


@pytest.mark.parametrize(
    ("right", "given", "field"),
    [
        ({"filing_date": date(2006, 1, 1), "registration_date": date(2008, 1, 1)}, {}, "rights"),
        ({"events": (PAID, Happened("invalidation_requested", EARLY))}, {}, "rights"),
        ({"events": (PAID, Happened("lapsed", EARLY))}, {}, "rights"),
        ({}, {"product": "mark_gi"}, "rights"),
        ({}, {"product": "fire"}, "product"),
        ({}, {"limit": "-1"}, "limit"),
        ({}, {"deductible": "2400000"}, "deductible"),
        ({}, {"scheme": "moon"}, "scheme"),
    ],
)
def test_what_cannot_be_covered_is_said_by_field(
    make_actor: Make, now: datetime, right: dict[str, Any], given: dict[str, Any], field: str
) -> None:
    desk = Insured(make_actor, now, **right)
    with pytest.raises(BadInput) as error:
        desk.ask(**given)
    assert wrong(error) == [field] and not Policy.objects.exists()


def test_co_owners_consent_and_rights_are_ones_own(make_actor: Make, now: datetime) -> None:
    (other,) = patents(now, {"owner_name": "合作大学"})
    desk = Insured(make_actor, now, co_owner_ids=(other.owner_id,))
    with pytest.raises(BadInput):
        desk.ask()
    desk.ask(co_owners_agree="yes")
    with pytest.raises(BadInput):
        insurances.ask(desk.holder, now, {"product": "infringement", "limit": "5"}, [other.pk])
    with pytest.raises(NotAllowed):
        insurances.ask(desk.insurer, now, {}, [])
    with pytest.raises(Conflict):
        insurances.ask(make_actor(Role.HOLDER), now, {}, [])


def test_a_claim_is_paid_within_the_limit_and_closed(desk: Insured) -> None:
    claim = desk.insured().lose()

    def fire(name: str, actor: Actor, **data: Any) -> None:
        flow.fire(claim.pk, name, actor, desk.now, data)

    with pytest.raises(BadInput):
        fire("settle", desk.insurer)
    for amount in ("0", "-3", "2400000.01"):
        with pytest.raises(BadInput) as error:
            fire("pay", desk.insurer, amount=amount)
        assert wrong(error) == ["amount"]
    with pytest.raises(NotAllowed):
        fire("pay", desk.holder, amount="1")
    fire("pay", desk.insurer, amount="40000")
    fire("pay", desk.insurer, amount="24000")
    fire("settle", desk.insurer)
    assert ledger.Entry.objects.filter(action="claim.amount_paid").count() == 2
    assert insuring.seen_so_far("infringement", date(2025, 11, 20))[0].claims == 1


def test_a_loss_outside_the_cover_or_without_evidence_is_refused(desk: Insured, make_actor: Make) -> None:
    desk.insured()
    for given in ({"lost_on": "2024-11-19"}, {"lost_on": "soon"}, {"amount": "x"}):
        with pytest.raises(BadInput) as error:
            desk.lose(**given)
        assert wrong(error) == [*given]
    whole = {"amount": "5", "lost_on": "2024-11-20", "told": "x"}
    with pytest.raises(BadInput) as error:
        insurances.notify(desk.holder, desk.now, desk.policy.pk, whole, None)
    assert wrong(error) == ["evidence"] and not Claim.objects.exists()
    with pytest.raises(NotFound):
        insurances.notify(make_actor(Role.HOLDER, party=999), desk.now, desk.policy.pk, whole, io.BytesIO(b"x"))
    claim = desk.lose()
    with pytest.raises(BadInput):
        flow.fire(claim.pk, "refuse", desk.insurer, desk.now, {})
    flow.fire(claim.pk, "refuse", desk.insurer, desk.now, {"reason": "不属于保险责任。"})
    with pytest.raises(Conflict):
        flow.fire(claim.pk, "pay", desk.insurer, desk.now, {"amount": "1"})


def test_the_triangle_is_made_of_the_desks_own_payments(desk: Insured, client_as: Callable[..., Client]) -> None:
    desk.insured()
    paid = [(2021, 2021, 100), (2021, 2022, 60), (2021, 2023, 20), (2021, 2024, 5), (2022, 2022, 120), (2022, 2023, 70),
            (2022, 2024, 30), (2023, 2023, 90), (2023, 2024, 60), (2024, 2024, 110)]  # fmt: skip
    for lost, on, amount in paid:
        claim = desk.lose()
        Claim.objects.filter(pk=claim.pk).update(lost_on=date(lost, 6, 1))
        Payment.objects.create(claim=claim, amount=amount, on=date(on, 7, 1), entry_seq=1)
    years, table, reserve = insuring.triangle("infringement", date(2024, 12, 1))
    assert years == [2021, 2022, 2023, 2024] and table[1] == [120, 190, 220, None]
    assert reserve is not None and reserve.total == pytest.approx(reserve.ultimate.sum() - 185 - 220 - 150 - 110)
    assert insuring.triangle("overseas", date(2024, 12, 1)) == ([], [], None)
    page = client_as(actor=desk.insurer).get("/insurance/claims-triangle").content.decode()
    assert "Still to come" in page or "Too few years" in page


def test_pages_tell_each_side_its_own(desk: Insured, client_as: Callable[..., Client]) -> None:
    claim = desk.insured().lose()
    for actor in (desk.holder, desk.insurer):
        client = client_as(actor=actor)
        assert desk.policy.number in client.get("/insurance").content.decode()
        assert "How the premium comes about" in client.get(f"/insurance/policies/{desk.policy.pk}").content.decode()
        assert "发现仿冒" in client.get(f"/insurance/claims/{claim.pk}").content.decode()
        evidence = client.get(f"/insurance/claims/{claim.pk}/evidence")
        assert evidence.content == b"photo" and evidence["Content-Disposition"] == "attachment"
    stranger = client_as(Role.INSURER)
    for address in (f"policies/{desk.policy.pk}", f"claims/{claim.pk}", f"claims/{claim.pk}/evidence"):
        assert stranger.get(f"/insurance/{address}").status_code == 404
