"""Pledges over the API: the same form, the same grounds, the same steps, by programs of both sides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.pledging import Make, PledgeDesk

pytestmark = pytest.mark.django_db


def test_a_pledge_by_programs(
    make_actor: Make, now: datetime, key_client: Callable[..., Client], client: Client
) -> None:
    desk = PledgeDesk(make_actor, now)
    pledgor, lender, officer = (key_client(actor=a) for a in (desk.pledgor, desk.lender, desk.officer))

    def post(who: Client, address: str, **body: Any) -> Any:
        return who.post(f"/api/pledges{address}", body, content_type="application/json")

    begun = post(pledgor, "", rights=[desk.right.pk], amount="-5")
    assert begun.status_code == 201
    at = f"/{begun.json()['case_id']}"
    wrong = post(pledgor, f"{at}/steps/send")
    assert wrong.status_code == 422 and "amount" in {p["field"] for p in wrong.json()["problems"]}
    saved = pledgor.patch(f"/api/pledges{at}", desk.form(), content_type="application/json")
    assert saved.status_code == 200
    assert lender.get(f"/api/pledges{at}").status_code == 404, "a draft is the pledgor's own"
    assert post(pledgor, f"{at}/steps/send").json()["amount"] == "1000000.00"
    assert post(lender, f"{at}/steps/sign").json()["state"] == "filed"
    grounds = officer.get(f"/api/pledges{at}/grounds").json()
    assert len(grounds) == 11 and {g["number"] for g in grounds if g["standing"] == "stands"} <= {4}, (
        "against today's clock the annuity of a later year may be due"
    )
    assert [one["case_id"] for one in officer.get("/api/pledges").json()["items"]] == [at[1:]]
    given = {"file": SimpleUploadedFile("c.pdf", b"%PDF-1.7 nothing")}
    assert client.post("/api/certificates/verify", given).json()["genuine"] is False
