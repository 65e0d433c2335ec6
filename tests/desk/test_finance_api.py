"""Pledges over the API: the same form, the same grounds, the same steps, by programs of both sides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.pledging import Make, PledgeDesk

from onewindow.kernel.access import Role

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


def test_a_portfolio_is_valued_by_a_program(make_actor: Make, now: datetime, key_client: Callable[..., Client]) -> None:
    desk = PledgeDesk(make_actor, now)
    lender = key_client(actor=desk.lender)

    def post(body: dict[str, Any]) -> Any:
        return lender.post("/api/valuations", body, content_type="application/json")

    given = {
        "name": "组合", "currency": "CNY", "rights": [desk.right.number], "revenue": [8e6, 1e7, 1.3e7],
        "royalty": [3, 5, 7], "costs": [{"amount": 500000, "years_ago": 2}], "debt": 900000, "max_ltv": 60,
        "comparables": [{"price": 2000000, "adjustments": [10, -5]}],
    }  # fmt: skip
    made = post(given)
    assert made.status_code == 201
    out = made.json()
    assert set(out["values"]) == {"income", "excess", "market", "cost"} and out["version"] == 1
    income = out["values"]["income"]
    assert income["low"] < income["value"] < income["high"]
    assert out["loan_to_value"]["value"] == pytest.approx(900000 / income["value"])
    assert [one["name"] for one in out["stress"]["all"]] == ["loan_to_value"]
    again = post({**given, "of": out["id"], "revenue": [5e6]})
    assert again.json()["version"] == 2 and again.json()["series"] == out["series"]
    assert [one["id"] for one in lender.get("/api/valuations").json()["items"]] == [out["id"], again.json()["id"]]
    assert lender.get(f"/api/valuations/{out['id']}").json() == out
    wrong = post({**given, "rights": ["CN000"], "currency": "XXX", "royalty": [7, 5, 3]})
    assert {"rights", "currency", "royalty"} <= {p["field"] for p in wrong.json()["problems"]}
    stranger = key_client(Role.LENDER)
    assert stranger.get(f"/api/valuations/{out['id']}").status_code == 404


def test_a_structure_is_run_and_issued_by_a_program(make_actor: Make, key_client: Callable[..., Client]) -> None:
    lender = key_client(Role.LENDER)
    claims = [
        {"id": f"L{n}", "form": "level", "amount": "5000000", "rate": 6, "months": 24 + n} for n in range(20)
    ]  # fmt: skip
    given = {
        "name": "一期", "currency": "CNY", "claims": [*claims, {**claims[0]}], "default": 1, "recovery": 30, "lag": 6,
        "tranches": [{"name": "A 档", "size": "70000000", "coupon": 2.8}, {"name": "B", "size": "2e7", "coupon": 4}],
    }  # fmt: skip

    def post(to: str, body: Any = None) -> Any:
        return lender.post(f"/api/securitizations{to}", body or {}, content_type="application/json")

    made = post("", given)
    assert made.status_code == 201
    out = made.json()
    assert (out["pool"], out["claims"], len(out["refused"])) == ("100000000.00", 20, 1), "an id twice is left out"
    assert [one["name"] for one in out["tranches"]] == ["A 档", "B"] and out["remainder"] == "10000000.00"
    assert out["tranches"][0]["break_even"] > out["tranches"][1]["break_even"] > 0
    issued = post(f"/{out['id']}/issue")
    assert issued.json()["number"].startswith("ABS") and post(f"/{out['id']}/issue").status_code == 409
    too_much = post("", {**given, "tranches": [{"name": "A", "size": "200000000", "coupon": 3}]})
    assert too_much.status_code == 422 and too_much.json()["problems"][0]["field"] == "tranches"
    named = post("", {**given, "tranches": [{"name": "A, B", "size": "1", "coupon": 3}]})
    assert named.status_code == 422
    assert key_client(Role.HOLDER).get("/api/securitizations").status_code == 403


def test_cover_is_asked_for_offered_claimed_and_paid_by_programs(
    make_actor: Make, now: datetime, key_client: Callable[..., Client]
) -> None:
    desk = PledgeDesk(make_actor, now)
    holder, insurer = key_client(actor=desk.pledgor), key_client(Role.INSURER)

    def post(who: Client, to: str, **body: Any) -> Any:
        return who.post(f"/api/insurance{to}", body, content_type="application/json")

    codes = [one["code"] for one in holder.get("/api/insurance/products").json()]
    assert len(codes) == 4 and all(one["citation"]["zh"] for one in holder.get("/api/insurance/products").json())
    asked = post(holder, "/policies", product=codes[0], limit="2400000", scheme="pilot", rights=[desk.right.pk])
    assert asked.status_code == 201
    at = f"/policies/{asked.json()['id']}"
    told = insurer.get(f"/api/insurance{at}").json()
    assert float(told["reckoned"]["premium"]) > 0 and told["premium"] is None
    assert post(insurer, f"{at}/steps/offer", premium="25000").json()["premium"] == "25000.00"
    made = post(holder, f"{at}/steps/accept").json()
    assert (made["state"], made["subsidy"]) == ("in_force", "25000.00"), "the first year of the pilot: all of it"
    loss = {"amount": "64000", "lost_on": made["starts"], "told": "发现仿冒。"}
    bare = holder.post(f"/api/insurance{at}/claims", loss)
    assert bare.status_code == 422 and bare.json()["problems"][0]["field"] == "evidence"
    claim = holder.post(f"/api/insurance{at}/claims", {**loss, "evidence": SimpleUploadedFile("p.jpg", b"photo")})
    assert claim.status_code == 201
    case = f"/claims/{claim.json()['id']}"
    assert post(insurer, f"{case}/steps/pay", amount="3000000").status_code == 422, "beyond the limit"
    assert post(insurer, f"{case}/steps/pay", amount="64000").json()["paid"] == "64000.00"
    assert post(insurer, f"{case}/steps/settle").json()["state"] == "settled"
    assert [one["id"] for one in holder.get("/api/insurance/claims").json()] == [claim.json()["id"]]
    reserve = insurer.get(f"/api/insurance/reserve?product={codes[0]}").json()
    assert reserve["paid"] == [[64000.0]] and reserve["total"] is None, "one year tells nothing yet"
    assert insurer.get("/api/insurance/reserve?product=x").status_code == 422
    stranger = key_client(Role.INSURER)
    assert stranger.get(f"/api/insurance{at}").status_code == 404
