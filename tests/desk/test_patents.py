"""Patents in the register: kinds, co-owners and legal-status events with their facts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from tests.conftest import NOW

from onewindow.desks.register.models import LegalEvent, Right, Source
from onewindow.desks.register.recording import Happened, Recorded, RightRecord, record_block, record_event
from onewindow.kernel.access import house
from onewindow.kernel.ledger import Entry

pytestmark = pytest.mark.django_db


def patent(number: str = "201710601862.3", **more: Any) -> RightRecord:
    given: dict[str, Any] = {
        "kind": "invention", "jurisdiction": "CN", "title": "一种茶叶烘干装置", "classes": (), "status": "registered",
        "filing_date": date(2017, 7, 21), "registration_date": date(2020, 3, 3), "owner_name": "鹿鸣茶业",
    }  # fmt: skip
    return RightRecord(number=number, **(given | more))


def record(*records: RightRecord) -> Recorded:
    with transaction.atomic():
        return record_block(house("tests"), NOW, records, Source.IMPORT)


def test_a_patent_is_granted_shared_and_has_a_history() -> None:
    record(patent(owner_name="合作方", number="201710601863.8"))
    other = Right.objects.get().owner_id
    assert record(patent(co_owner_ids=(other,), events=(Happened("annuity_paid", date(2020, 7, 1), {"year": 4}),))) == (
        Recorded(1, 0, 0)
    )
    right = Right.objects.get(number="201710601862.3")
    assert (right.status_label.en, right.status_label.zh) == ("Granted", "已授权")
    assert [party.pk for party in right.co_owners.all()] == [other]
    told = list(right.events.order_by("pk").values_list("category", "code", "data"))
    assert told == [("A", "filed", {}), ("F", "granted", {}), ("U", "annuity_paid", {"year": 4})]
    assert [entry.quantity for entry in Entry.objects.filter(action="register.patents_recorded")] == [1, 1]
    assert not Entry.objects.filter(action="register.marks_recorded").exists()


def test_given_again_it_is_the_same_and_only_new_events_come_in() -> None:
    paid = Happened("annuity_paid", date(2020, 7, 1), {"year": 4})
    record(patent(events=(paid,)))
    assert record(patent(events=(paid,))) == Recorded(0, 0, 1)
    assert LegalEvent.objects.filter(code="annuity_paid").count() == 1
    record(patent(events=(paid, Happened("annuity_paid", date(2021, 7, 1), {"year": 5}))))
    assert sorted(e.data["year"] for e in LegalEvent.objects.filter(code="annuity_paid")) == [4, 5]


def test_a_mark_and_a_patent_of_the_same_number_are_two_rights() -> None:
    mark = patent(kind="trademark", classes=(30,), title="鹿鸣")
    assert record(patent(), mark) == Recorded(2, 0, 0)
    assert sorted(Right.objects.values_list("kind", flat=True)) == ["invention", "trademark"]


def test_a_pledge_is_an_event_of_licensing_and_the_page_tells_it(client: Client) -> None:
    record(patent())
    right = Right.objects.get()
    with transaction.atomic():
        record_event(house("tests"), NOW, right.pk, "pledged", date(2024, 5, 6))
        record_event(house("tests"), NOW, right.pk, "annuity_paid", date(2024, 7, 6), {"year": 8})
    assert LegalEvent.objects.get(code="pledged").category == "S"
    page = client.get(f"/rights/{right.pk}", headers={"accept-language": "zh-CN"}).content.decode()
    for words in ("发明专利", "一种茶叶烘干装置", "已授权", "质押登记", "第8年度"):
        assert words in page
    assert "Invention patent" not in page and "尼斯类别" not in page


def test_kinds_of_the_register_have_words(register_of: Callable[..., list[Any]], client: Client) -> None:
    page = client.get(f"/rights/{register_of(['酷奇'])[0].pk}").content.decode()
    assert "Trademark" in page and "Registered" in page
