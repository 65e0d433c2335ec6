"""An arranger's page: a pool from a file, tranches carved out of it, figures and charts; what is wrong is named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onewindow.desks.finance import structuring
from onewindow.desks.finance.models import Securitization
from onewindow.kernel import ledger
from onewindow.kernel.access import Role

pytestmark = pytest.mark.django_db
HEAD = "id,form,amount,rate,months,currency\n"
POOL = HEAD + "L1,level,60000000.00,6,60,CNY\nL2,bullet,40000000,5,36,CNY\nR1,licence,200000,8,36,CNY\n"
FORM = {
    "name": "专利许可一期", "currency": "CNY", "tranches": "A, 73000000, 2.8\nB, 28000000, 3.0", "reserve": "1,000,000",
    "fee_rate": "0.2", "default": "1", "prepaid": "5", "recovery": "30", "lag": "6", "default_trigger": "10",
}  # fmt: skip


@pytest.fixture
def arranger(client_as: Callable[..., Client]) -> Client:
    client = client_as(Role.LENDER)
    client.handler.enforce_csrf_checks = False
    return client


def send(client: Client, pool: str | bytes = POOL, **given: Any) -> Any:
    file = SimpleUploadedFile("pool.csv", pool if isinstance(pool, bytes) else pool.encode())
    return client.post("/securitizations", {**FORM, **given, "file": file})


def test_a_deal_is_run_shown_and_issued(arranger: Client) -> None:
    answer = send(arranger)
    kept = Securitization.objects.get()
    assert answer.status_code == 302 and answer.url == f"/securitizations/{kept.pk}"
    result = kept.result
    assert result["pool"] == structuring.pool(structuring.read_claims(POOL.encode(), "CNY")[0]).balance[0]
    assert result["coupon"] == 0.028554
    senior, junior = result["tranches"]
    assert 0 < senior["life"] < junior["life"] and senior["break_even"] > junior["break_even"] > 0.01
    assert senior["loss"] == 0 and senior["rate"] == pytest.approx(0.02836, abs=1e-4)
    assert result["by_month"][-1]["notes"] == [0, 0]
    page = arranger.get(answer.url).content.decode()
    assert "各档所得" in arranger.get(answer.url, headers={"Accept-Language": "zh-CN"}).content.decode()
    assert page.count("data-chart") == 2 and "A is paid in full up to" in page and "CNY 1" in page
    assert arranger.post(f"{answer.url}/issue").status_code == 302
    assert arranger.post(f"{answer.url}/issue").status_code == 409
    raised = ledger.Entry.objects.get(action="securitization.raised_cny")
    assert raised.quantity == 101_000_000 and raised.data == {"number": Securitization.objects.get().number}


def test_rows_that_cannot_be_taken_are_left_out_and_named(arranger: Client) -> None:
    bad = "L1,level,5,6,12,CNY\n,level,5,6,12,CNY\nX,loan,5,6,12,CNY\n"
    bad += "Y,level,-5,6,12,CNY\nZ,level,5,6,12,USD\nW,level,5,6,0,CNY\n"
    assert send(arranger, POOL + bad).status_code == 302
    lines = [line["en"] for line in Securitization.objects.get().refused]
    assert [line.split(":")[0] for line in lines] == [
        "row 5, id", "row 6, id", "row 7, form", "row 8, amount", "row 9, currency", "row 10, months"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tranches": "A, 973000000, 2.8"}, "Tranches: expected tranches of at most the pool"),
        ({"tranches": ""}, "Tranches: expected a line such as"),
        ({"tranches": "A, 73000000, 2.8\nB, -5, 3"}, "row 2, Tranches"),
        ({"tranches": "99999"}, "row 1, Tranches: expected a line such as: A, 73000000, 2.8, got &#34;99999&#34;"),
        ({"tranches": "A, 7300, 2.8\nA, 5, 3"}, "a name of its own for each tranche"),
        ({"currency": "XYZ"}, "Currency: expected one of"),
        ({"default": "200"}, "Defaults a year: expected a number from 0 to 99"),
        ({"pool": HEAD}, "Pool: expected at least one claim"),
        ({"pool": "a,b\n1,2\n"}, "Pool: expected the columns"),
        ({"pool": b"\xff\xfe"}, "Pool: expected a CSV file in UTF-8"),
        ({"pool": ""}, "Pool: expected a CSV file of claims"),
    ],
)
def test_what_is_wrong_is_said_by_field(arranger: Client, given: dict[str, Any], said: str) -> None:
    answer = send(arranger, **given)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Securitization.objects.exists()


def test_a_structure_is_its_arrangers_own(arranger: Client, client_as: Callable[..., Client]) -> None:
    address = send(arranger).url
    assert client_as(Role.LENDER).get(address).status_code == 404
    assert client_as(Role.HOLDER).get("/securitizations").status_code == 404
