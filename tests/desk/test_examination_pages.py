"""The pages of the examination: the queue, the case for each side of it, oppositions, watches, two marks compared."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from onewindow.desks.examination import assigning, reports, services
from onewindow.desks.examination.models import Application, Batch, Decision, Opposition, SearchReport, Sitting, Watch
from onewindow.desks.register.models import Right
from onewindow.kernel import clock, flow
from onewindow.kernel.access import Actor, Role

pytestmark = pytest.mark.django_db
As = Callable[..., Client]
FIELDS = {
    "text": "鹿鸣茶",
    "classes": "30; 32",
    "goods": "茶",
    "applicant_name": "鹿鸣茶业",
    "applicant_country": "CN",
}


@pytest.fixture
def earlier(register_of: Callable[..., list[Right]]) -> Right:
    return register_of([("鹿鸣", (30,)), "海岸线"])[0]


def filed(actor: Actor, days_ago: int = 0, **fields: str) -> Application:
    when = clock.now() - timedelta(days=days_ago)
    application = services.begin_draft(actor, when, {**FIELDS, **fields})
    flow.fire(application.pk, "file", actor, when)
    return Application.objects.select_related("case", "right").get(pk=application.pk)


def post(client: Client, page: str, address: str, **data: Any) -> Any:
    """Send a form of a page, with the page's own CSRF token."""
    shown = client.get(page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.content.decode())
    assert token is not None
    return client.post(address, {"csrfmiddlewaretoken": token.group(1), **data})


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:2000]
    return html.unescape(answer.content.decode())


def test_an_examiner_works_a_file_through_the_pages(client_as: As, earlier: Right, work: Callable[[], int]) -> None:
    holder, examiner = client_as(Role.HOLDER), client_as(Role.EXAMINER)
    application = filed(holder.actor, 30)  # type: ignore[attr-defined]
    case = f"/cases/{application.pk}"
    assert "Take the next file" in read(examiner, "/queue")
    assert "Go to the queue" in read(examiner, case)
    assert post(examiner, "/queue", "/queue/next").headers["Location"] == case
    assert "鹿鸣茶" in read(examiner, "/queue")
    assert post(examiner, case, f"{case}/accept_formalities").status_code == 302
    assert "The search report is being made" in read(examiner, case)
    assert work() == 1
    shown = read(examiner, case)
    report = reports.latest(application.pk)
    assert "鹿鸣" in shown and report is not None
    rule = reports.rules_shown(report)[earlier.pk][0]
    assert f'value="{earlier.pk}:{rule}"' in shown

    refused = post(examiner, case, f"{case}/decide", outcome="refuse_in_part", reason="与在先商标近似")
    assert refused.status_code == 422
    text = html.unescape(refused.content.decode())
    assert "与在先商标近似" in text and "Earlier marks: expected" in text and "Nice classes: expected" in text
    assert post(examiner, case, f"{case}/decide", outcome="promote").status_code == 422
    done = post(
        examiner, case, f"{case}/decide",
        outcome="refuse_in_part", reason="与在先商标近似", classes=["30"],
        citations=[f"{earlier.pk}:{rule}", "x", "9:"],
    )  # fmt: skip
    assert done.status_code == 422, "a citation that is none is not passed over"
    done = post(
        examiner, case, f"{case}/decide",
        outcome="refuse_in_part", reason="与在先商标近似", classes=["30"], citations=[f"{earlier.pk}:{rule}"],
    )  # fmt: skip
    assert done.status_code == 302
    decision = Decision.objects.get(case=application.pk)
    assert (decision.outcome, decision.refused, decision.waited_days) == ("refuse_in_part", (30,), 30)
    seen = read(holder, case)
    assert "Ask for a review" in seen and earlier.number in seen and 'id="report"' not in seen
    holder.cookies["language"] = "zh"
    assert "部分驳回" in read(holder, case)
    assert post(holder, case, f"{case}/ask_review", reason="不服该决定").status_code == 302


def test_a_report_is_made_anew_from_the_page(client_as: As, earlier: Right, work: Callable[[], int]) -> None:
    examiner = client_as(Role.EXAMINER)
    holder = client_as(Role.HOLDER)
    application = filed(holder.actor)  # type: ignore[attr-defined]
    case = f"/cases/{application.pk}"
    assert assigning.take_next(examiner.actor, clock.now())  # type: ignore[attr-defined]
    post(examiner, case, f"{case}/accept_formalities")
    work()
    assert post(examiner, case, f"{case}/report").status_code == 302
    work()
    assert SearchReport.objects.count() == 2
    assert post(holder, "/account", f"{case}/report").status_code == 404


def test_the_queue_is_for_the_office(client_as: As, client: Client) -> None:
    for role in set(Role) - {Role.EXAMINER, Role.ADMINISTRATOR}:
        read(client_as(role), "/queue", 404)
    read(client, "/queue", 404)
    administrator = client_as(Role.ADMINISTRATOR)
    assert "Take the next file" not in read(administrator, "/queue")
    assert post(administrator, "/queue", "/queue/next").status_code == 403


def test_the_queue_shows_what_waits_and_for_how_long(client_as: As, earlier: Right, work: Callable[[], int]) -> None:
    examiner, holder = client_as(Role.EXAMINER), client_as(Role.HOLDER)
    first = filed(holder.actor, 122)  # type: ignore[attr-defined]
    filed(holder.actor, 10, text="二号")  # type: ignore[attr-defined]
    shown = read(examiner, "/queue")
    assert re.search(r"Ordinary</td>.*?Filed</td>.*?>2</td>.*?>2</td>.*?>122</td>", shown, re.S)
    post(examiner, "/queue", "/queue/next")
    post(examiner, f"/cases/{first.pk}", f"/cases/{first.pk}/accept_formalities")
    work()
    assert post(examiner, f"/cases/{first.pk}", f"/cases/{first.pk}/decide", outcome="accept").status_code == 302
    shown = read(examiner, "/queue")
    assert re.search(r"All routes</td>.*?>1</td>.*?>4\.0</td>.*?>4\.0</td>", shown, re.S)
    assert post(examiner, f"/cases/{first.pk}", f"/cases/{first.pk}/give-back").status_code == 404


def test_the_what_if_answers_in_a_sentence_a_chart_and_a_table(client_as: As, earlier: Right) -> None:
    examiner, holder = client_as(Role.EXAMINER), client_as(Role.HOLDER)
    for number in range(6):
        filed(holder.actor, 300, text=f"旧案{number}")  # type: ignore[attr-defined]
    shown = read(examiner, "/queue?examiners=1&rate=2&arrivals=1")
    assert "The median is" in shown and "(examiners: 1)" in shown and "data-chart" in shown
    assert "6 files wait for a first decision today" in shown
    assert "an assumption, not measured" in shown
    never = read(examiner, "/queue?examiners=1&rate=1&arrivals=5")
    assert "does not come down to 4 months" in never
    for examiners, rate, arrivals in (
        ("0", "2", "1"), ("x", "2", "1"), ("1", "", ""), ("1", "nan", "1"), ("1e400", "1", "1"),
        ("1.5", "1", "1"), ("1", "1", "-1"),
    ):  # fmt: skip
        query = f"examiners={examiners}&rate={rate}&arrivals={arrivals}"
        read(examiner, f"/queue?{query}", 422)


def test_batches_and_sittings_are_made_on_the_page(client_as: As, earlier: Right) -> None:
    examiner, holder = client_as(Role.EXAMINER), client_as(Role.HOLDER)
    one, two, three = (filed(holder.actor, text=f"山{n}") for n in range(3))  # type: ignore[attr-defined]
    today = clock.local_day(clock.now(), "Asia/Shanghai").isoformat()
    person = examiner.actor.id  # type: ignore[attr-defined]
    assert post(examiner, "/queue", "/queue/sittings", place="", day="x", examiner="0").status_code == 422
    assert post(examiner, "/queue", "/queue/sittings", place="绍兴", day=today, examiner=str(person)).status_code == 302
    sitting = Sitting.objects.get()
    assert "绍兴" in read(examiner, "/queue")
    address = f"/queue/sittings/{sitting.pk}"
    assert post(examiner, "/queue", address, files=[str(three.pk)]).status_code == 302
    assert post(examiner, "/queue", address, files=["x"]).status_code == 422
    assert "山2" in read(examiner, "/queue")
    assert post(examiner, "/queue", "/queue/batches", files=[str(one.pk), str(two.pk)]).status_code == 302
    assert Batch.objects.get().applications.count() == 2
    assert post(client_as(Role.HOLDER), "/account", "/queue/batches", files=[]).status_code == 404


def test_preference_is_asked_and_answered_on_the_page(client_as: As, earlier: Right) -> None:
    examiner, holder = client_as(Role.EXAMINER), client_as(Role.HOLDER)
    application = filed(holder.actor)  # type: ignore[attr-defined]
    case = f"/cases/{application.pk}"
    assert post(holder, case, f"{case}/preference", ground="").status_code == 422
    assert post(holder, case, f"{case}/preference", ground="参展在即").status_code == 302
    assert "参展在即" in read(examiner, case)
    assert post(examiner, case, f"{case}/preference/answer", answer="grant").status_code == 302
    assert "Preferential" in read(holder, case)


def published(holder: Actor, examiner: Actor, work: Callable[[], int]) -> Application:
    application = filed(holder)
    now = clock.now()
    assert assigning.take_next(examiner, now)
    flow.fire(application.pk, "accept_formalities", examiner, now)
    work()
    flow.fire(application.pk, "accept", examiner, now)
    return application


def test_a_third_party_opposes_from_the_page_of_the_right(
    client_as: As, earlier: Right, work: Callable[[], int]
) -> None:
    holder, examiner = client_as(Role.HOLDER), client_as(Role.EXAMINER)
    rival = client_as(Role.HOLDER, party=earlier.owner_id)
    published(holder.actor, examiner.actor, work)  # type: ignore[attr-defined]
    pending = filed(holder.actor, text="还没审")  # type: ignore[attr-defined]
    read(rival, f"/rights/{pending.right_id}/oppose", 404)
    assert "Oppose the registration" not in read(rival, f"/rights/{pending.right_id}")
    right = Right.objects.get(events__code="published")
    address = f"/rights/{right.pk}/oppose"
    assert address in read(rival, f"/rights/{right.pk}")
    assert "Oppose the registration" not in read(holder, f"/rights/{right.pk}")
    for stranger in (client_as(Role.SELLER), examiner, Client()):
        read(stranger, address, 404)
    assert post(rival, address, address, ground="cn.30", reason="").status_code == 422
    sent = post(rival, address, address, ground="cn.30", earlier=str(earlier.pk), reason="与我方商标近似")
    assert sent.status_code == 302
    opposition = Opposition.objects.get()
    assert opposition.earlier_id == earlier.pk
    assert "not decided yet" in read(rival, address)
    case = f"/cases/{opposition.case_id}"
    assert "与我方商标近似" in read(holder, case)
    read(rival, case, 404)


def test_a_watch_is_saved_from_the_search_and_tells_what_is_new(
    client_as: As, register_of: Callable[..., list[Right]], earlier: Right
) -> None:
    holder = client_as(Role.HOLDER)
    assert "Watch this mark" in read(holder, "/marks?q=鹿鸣&goods=30")
    assert post(holder, "/marks?q=鹿鸣&goods=30", "/watches/new", q="鹿鸣", goods="30").status_code == 302
    assert "Nothing new." in read(holder, "/watches")
    register_of([("鹿鸣阁", (30,)), ("完全不同", (30,))])
    shown = read(holder, "/watches")
    assert "鹿鸣阁" in shown and "完全不同" not in shown and "1 new mark is alike" in shown
    watch = Watch.objects.get()
    stranger = client_as(Role.HOLDER)
    for name in ("seen", "end"):
        assert post(stranger, "/account", f"/watches/{watch.pk}/{name}").status_code == 404
    assert post(holder, "/watches", f"/watches/{watch.pk}/seen").status_code == 302
    assert "Nothing new." in read(holder, "/watches")
    assert post(holder, "/watches", f"/watches/{watch.pk}/end").status_code == 302
    assert not Watch.objects.exists()
    assert post(holder, "/account", "/watches/new", q="!?", goods="").status_code == 302
    assert not Watch.objects.exists()


def test_two_marks_side_by_side(client: Client) -> None:
    shown = read(client, "/compare?a=酷奇&b=GUQI&a_classes=25&b_classes=25; 18")
    assert "Sounds alike" in shown and "25" in shown and "<mark>" in shown
    assert "The same mark" in read(client, "/compare?a=酷奇&b=酷奇")
    assert "Not alike" in read(client, "/compare?a=酷奇&b=Panasonic")
    client.cookies["language"] = "zh"
    assert "相同商标" in read(client, "/compare?a=酷奇&b=酷奇")
    read(client, "/compare")
    for query in ("a=酷奇", "a=!&b=x", "a=a&b=b&a_classes=99", f"a={'x' * 401}&b=y"):
        read(client, f"/compare?{query}", 422)
