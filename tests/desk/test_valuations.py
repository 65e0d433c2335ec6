"""A lender's valuation: three approaches with ranges, the loan under stress, kept by version, printed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from tests.desk.pledging import patents

from onewindow.desks.finance.grounds import annuity_year
from onewindow.desks.finance.models import Valuation
from onewindow.desks.register.models import Right
from onewindow.engines.finance import valuation
from onewindow.kernel import clock
from onewindow.kernel.access import Role
from onewindow.kernel.documents import chinese_face

pytestmark = pytest.mark.django_db
FORM = {
    "name": "茶叶烘干专利组合", "currency": "CNY", "revenue": "8000000, 10000000, 13000000", "growth": "3",
    "years": "8", "royalty": "3, 5, 7", "margin": "15", "share": "25", "tax": "25", "rate": "12, 15, 20",
    "amortised": "10", "volatility": "30", "comparables": "1200000, 10, -5\n2000000",
    "costs": "300000, 4\n200000, 1", "inflation": "2", "life": "20", "relied_on": "income", "debt": "900000",
    "interest": "5", "repayment": "100000", "earnings": "250000", "max_ltv": "60", "min_debt_service": "1.3",
    "min_interest_cover": "3",
}  # fmt: skip


@pytest.fixture
def right(now: datetime) -> Right:
    return patents(now, {})[0]


@pytest.fixture
def lender(client_as: Callable[..., Client]) -> Client:
    client = client_as(Role.LENDER)
    client.handler.enforce_csrf_checks = False
    return client


def send(client: Client, right: Right, **given: Any) -> Any:
    return client.post("/valuations", {**FORM, "rights": right.reference, **given})


def test_a_portfolio_is_valued_three_ways(lender: Client, right: Right) -> None:
    answer = send(lender, right)
    kept = Valuation.objects.get()
    assert answer.url == f"/valuations/{kept.pk}"
    values = kept.result["values"]
    assert {*values} == {"income", "excess", "market", "cost"}
    revenues = valuation.growing(10_000_000, 0.03, 8)
    factor = valuation.tax_amortisation_factor(0.25, 10, 0.15)
    assert values["income"]["value"] == pytest.approx(
        valuation.relief_from_royalty(revenues, 0.05, 0.25, 0.15) * factor
    )
    assert values["income"]["low"] < values["income"]["value"] < values["income"]["high"]
    assert values["market"]["value"] == pytest.approx((1_254_000 + 2_000_000) / 2)
    (renewal,) = kept.result["renewals"]
    left = 20 - annuity_year(right.filing_date, clock.now().date())
    assert renewal["years"] == left and renewal["value"] > 0, "the annuities of an invention's coming years"
    stress = kept.result["stress"]
    assert [t["held"] for t in stress["none"]] == [True, True, True]
    assert [t["held"] for t in stress["all"]] != [True, True, True]
    page = lender.get(answer.url).content.decode()
    assert "压力情景" in lender.get(answer.url, headers={"Accept-Language": "zh-CN"}).content.decode()
    assert "Covenants under stress" in page and "data-chart" in page and right.reference in page


def test_it_is_kept_by_version_and_is_its_lenders_own(
    lender: Client, right: Right, client_as: Callable[..., Client]
) -> None:
    first = send(lender, right).url.rsplit("/", 1)[1]
    assert 'value="900000"' in lender.get(f"/valuations?of={first}").content.decode()
    second = send(lender, right, of=first, debt="1200000").url
    assert sorted(Valuation.objects.values_list("version", flat=True)) == [1, 2]
    assert Valuation.objects.values("series").distinct().count() == 1
    assert "Version 1" in lender.get(second).content.decode()
    assert client_as(Role.LENDER).get(second).status_code == 404
    assert client_as(Role.HOLDER).get("/valuations").status_code == 404
    if chinese_face() is not None:
        pdf = lender.get(f"{second}/report.pdf")
        assert pdf.content.startswith(b"%PDF-") and pdf.content == lender.get(f"{second}/report.pdf").content


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rights": "nothing"}, "Rights: expected numbers of rights in the register"),
        ({"revenue": "5, 4, 3"}, "Revenue of the first year: expected one number"),
        ({"rate": "0"}, "Discount rate"),
        ({"revenue": "", "costs": "", "comparables": ""}, "expected revenue, costs or comparables"),
        ({"costs": "", "relied_on": "cost"}, "Value relied on"),
        ({"comparables": "12\nmany"}, "row 2, Comparables"),
        ({"debt": "-5"}, "Debt: expected a number from 0"),
        ({"currency": "XYZ"}, "Currency"),
        ({"name": ""}, "Name of the valuation"),
    ],
)
def test_what_is_wrong_is_said_by_field(lender: Client, right: Right, given: dict[str, Any], said: str) -> None:
    answer = send(lender, right, **given)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Valuation.objects.exists()


def test_with_one_approach_only(lender: Client, right: Right) -> None:
    assert send(lender, right, revenue="", costs="", relied_on="market", debt="").status_code == 302
    assert {*Valuation.objects.get().result["values"]} == {"market"}
