"""The examination over the API, as a program uses it."""

from collections.abc import Callable

import pytest
from django.test import Client

from onewindow.desks.examination.models import Application, Decision, Opposition
from onewindow.desks.register.models import Right
from onewindow.kernel.access import Role

pytestmark = pytest.mark.django_db
JSON = "application/json"
DRAFT = {"text": "鹿鸣茶", "classes": [30, 32], "goods": "茶", "applicant_name": "鹿鸣茶业", "applicant_country": "CN"}


def test_a_program_takes_decides_and_opposes(
    key_client: Callable[..., Client], register_of: Callable[..., list[Right]], work: Callable[[], int]
) -> None:
    earlier = register_of([("鹿鸣", (30,))])[0]
    holder, examiner = key_client(Role.HOLDER), key_client(Role.EXAMINER)
    case = holder.post("/api/applications", DRAFT, JSON).json()["case_id"]
    assert holder.post(f"/api/cases/{case}/transitions/file").status_code == 200
    taken = examiner.post("/api/queue/next").json()["application"]
    assert (taken["case_id"], taken["route"]) == (case, "ordinary")
    assert examiner.post("/api/queue/next").json() == {"application": None}
    assert (
        examiner.post(f"/api/applications/{case}/steps/accept_formalities", {}, JSON).json()["state"] == "examination"
    )
    assert examiner.get(f"/api/applications/{case}/search-report").status_code == 404
    work()
    hit = examiner.get(f"/api/applications/{case}/search-report").json()["hits"][0]
    assert hit["right"]["id"] == earlier.pk
    decision = f"/api/applications/{case}/decision"
    given = {"outcome": "refuse_in_part", "reason": "近似", "classes": [30]}
    refused = examiner.post(decision, given, JSON)
    assert [problem["field"] for problem in refused.json()["problems"]] == ["citations"]
    cited = {**given, "citations": [{"right": earlier.pk, "rule": hit["reasons"][0]["rule"]}]}
    assert examiner.post(decision, cited, JSON).json()["state"] == "partly_refused"
    assert Decision.objects.get().citations.get().right_id == earlier.pk
    queue = examiner.get("/api/queue").json()
    assert queue["pendency"][0]["decided"] == 1
    asked = holder.post(f"/api/applications/{case}/steps/ask_review", {"reason": "不服"}, JSON)
    assert asked.json()["state"] == "review"
    colleague = key_client(Role.EXAMINER)
    assert colleague.post("/api/queue/next").json()["application"]["case_id"] == case
    reversed_ = colleague.post(f"/api/applications/{case}/steps/reverse", {"reason": "同意"}, JSON)
    assert reversed_.json()["state"] == "published"

    right = Application.objects.get(pk=case).right_id
    rival = key_client(Role.HOLDER, party=earlier.owner_id)
    address = f"/api/rights/{right}/oppositions"
    assert rival.post(address, {"ground": "cn.30", "reason": "近似"}, JSON).status_code == 422
    filed = rival.post(address, {"ground": "cn.30", "earlier": earlier.pk, "reason": "近似"}, JSON)
    assert (filed.status_code, filed.json()["outcome"]) == (201, "")
    assert [one["id"] for one in rival.get(address).json()] == [Opposition.objects.get().pk]
    assert holder.post(f"/api/applications/{case}/steps/renew", {}, JSON).status_code == 409
    assert examiner.post("/api/queue/what-if", {"examiners": 2, "rate": 50, "arrivals": 80}, JSON).json()["scale"] == 1


def test_a_program_watches_and_compares(
    key_client: Callable[..., Client], register_of: Callable[..., list[Right]], client: Client
) -> None:
    register_of(["海岸线"])
    holder = key_client(Role.HOLDER)
    watch = holder.post("/api/watches", {"text": "鹿鸣", "classes": [30]}, JSON).json()
    address = f"/api/watches/{watch['id']}"
    assert holder.get(address).json()["hits"] == []
    new = register_of([("鹿鸣", (30,))])[0]
    assert [hit["right"]["id"] for hit in holder.get(address).json()["hits"]] == [new.pk]
    assert key_client(Role.HOLDER).get(address).status_code == 404
    assert holder.post(f"{address}/seen").json()["seen_seq"] > watch["seen_seq"]
    assert holder.get(address).json()["hits"] == []
    assert holder.delete(address).status_code == 204
    assert holder.get("/api/watches").json() == []
    compared = client.get("/api/compare", {"a": "酷奇", "b": "GUQI", "a_classes": 25, "b_classes": 25}).json()
    assert compared["score"] > 0.6 and compared["shared_classes"] == [25]
    assert {"sound"} <= {reason["view"] for reason in compared["reasons"]}
