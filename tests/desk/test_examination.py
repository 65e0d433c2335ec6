"""The examination desk: every step from the formalities to the decision, and what is refused on the way."""

from datetime import date

import pytest
from tests.desk.examining import BAD_FAITH, DAY, Desk, Register, wrong

from onewindow.desks.examination import assigning, reports
from onewindow.desks.examination.models import Decision, SearchReport
from onewindow.desks.register.models import Right
from onewindow.desks.register.searching import SearchRequest, search
from onewindow.kernel import caseview, ledger
from onewindow.kernel.access import Role
from onewindow.kernel.case import Due, Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_from_the_filing_to_the_register_without_anything_in_the_way(desk: Desk) -> None:
    desk.examined()
    assert desk.application.case.state == "examination"
    desk.fire("accept", desk.examiner, 40 * DAY)
    assert (desk.application.case.state, desk.application.examiner_id) == ("published", None)
    assert (desk.right.status, desk.events()) == ("pending", ["filed", "published"])
    due = Due.objects.get(case=desk.application.pk, rule_id="cn.trademark.opposition")
    assert due.due_at.isoformat() == "2025-03-31T15:59:59.999999+00:00"  # the 30th is a Sunday
    with pytest.raises(BadInput) as early:
        desk.fire("register", desk.colleague, 40 * DAY + 90 * DAY)
    assert wrong(early) == ["period"]
    desk.fire("register", desk.colleague, 200 * DAY)
    assert (desk.application.case.state, desk.right.status) == ("registered", "registered")
    assert (desk.right.registration_date, desk.right.expiry_date) == (date(2025, 3, 31), date(2035, 3, 30))
    assert desk.events() == ["filed", "published", "registered"]
    certificate = desk.letter("certificate")
    assert "2035年3月30日" in certificate.body_zh and "30、32" in certificate.body_zh
    assert "31 March 2025" in certificate.body_en and "30, 32" in certificate.body_en
    due.refresh_from_db()
    assert caseview.standing_of(due, desk.now + 200 * DAY) == "met"
    assert ledger.verify()[1] == []
    found = search(SearchRequest("鹿鸣茶", (30,), statuses=("registered",))).found
    assert desk.right.pk in [one.right.pk for one in found]


def test_only_the_examiner_who_has_the_file_works_on_it(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.fire("accept_formalities", desk.examiner)
    assigning.take_next(desk.examiner, desk.now)
    with pytest.raises(NotAllowed):
        desk.fire("accept_formalities", desk.colleague)
    for actor in (desk.holder, desk.make(Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            desk.fire("accept_formalities", actor)
    with pytest.raises(NotFound):
        desk.fire("accept_formalities", desk.make(Role.HOLDER))
    with pytest.raises(Conflict):
        desk.fire("accept", desk.examiner)
    with pytest.raises(NotAllowed):
        assigning.take_next(desk.holder, desk.now)


def test_a_correction_is_asked_for_answered_and_the_register_follows(desk: Desk) -> None:
    assigning.take_next(desk.examiner, desk.now)
    with pytest.raises(BadInput) as silent:
        desk.fire("ask_correction", desk.examiner)
    assert wrong(silent) == ["reason"]
    desk.fire("ask_correction", desk.examiner, reason="商品名称不规范。")
    letter = desk.letter("correction")
    assert "商品名称不规范" in letter.body_zh and "2024年12月20日" in letter.body_zh
    assert "20 December 2024" in letter.body_en
    with pytest.raises(BadInput):
        desk.fire("correct", desk.holder, DAY)
    with pytest.raises(BadInput) as late:
        desk.fire("correct", desk.holder, 31 * DAY, goods="绿茶")
    assert wrong(late) == ["period"]
    desk.fire("correct", desk.holder, 30 * DAY, goods="绿茶")
    assert (desk.application.case.state, desk.application.examiner_id) == ("filed", desk.examiner.id)
    assert (desk.right.goods, desk.events()) == ("绿茶", ["filed", "changed"])


def test_an_application_is_not_accepted_when_no_answer_comes(desk: Desk) -> None:
    assigning.take_next(desk.examiner, desk.now)
    desk.fire("ask_correction", desk.examiner, reason="请补正。")
    with pytest.raises(BadInput) as early:
        desk.fire("turn_away", desk.examiner, 5 * DAY, reason="逾期未补正。")
    assert wrong(early) == ["period"]
    desk.fire("turn_away", desk.examiner, 32 * DAY, reason="逾期未补正。")
    assert (desk.application.case.state, desk.right.status) == ("not_accepted", "refused")
    assert "逾期未补正" in desk.letter("non-acceptance").body_zh


def test_the_search_report_is_made_by_a_job_and_kept_as_it_was(desk: Desk) -> None:
    assigning.take_next(desk.examiner, desk.now)
    desk.fire("accept_formalities", desk.examiner)
    with pytest.raises(BadInput) as soon:
        desk.fire("accept", desk.examiner)
    assert wrong(soon) == ["search_report"]
    assert desk.work() == 1
    report = SearchReport.objects.get(case=desk.application.pk)
    assert report.hits[0]["title"] == "鹿鸣" and report.hits[0]["reasons"]
    own = {hit["right"] for hit in report.hits}
    assert desk.right.pk not in own
    Right.objects.filter(pk=desk.earlier.pk).update(title="改名", status="cancelled")
    answer, found = reports.found_in(report)
    assert (answer.classes, found[0].right.title, found[0].right.status) == ((30, 32), "鹿鸣", "registered")
    assert found[0].hit.reasons[0].rule == reports.rules_shown(report)[desk.earlier.pk][0]


def test_a_report_leaves_out_rights_of_the_same_owner_and_later_ones(desk: Desk, register_of: Register) -> None:
    desk.file(text="鹿鸣茶馆")
    register_of([("鹿鸣茶", (30,))], filing_date=date(2025, 1, 1), owner_name="后来者")
    desk.examined()
    report = reports.latest(desk.application.pk)
    assert report is not None
    assert [hit["title"] for hit in report.hits if "鹿鸣" in hit["title"]] == ["鹿鸣"]


def test_a_report_can_be_made_anew_and_twice_asked_is_once_made(desk: Desk, register_of: Register) -> None:
    desk.examined()
    register_of([("鹿鸣茗茶", (30,))], owner_name="别家")
    for _ in range(2):
        reports.ask(desk.examiner, desk.now, desk.application.pk)
    assert desk.work() == 1
    made = SearchReport.objects.filter(case=desk.application.pk).order_by("pk")
    assert [any(hit["title"] == "鹿鸣茗茶" for hit in report.hits) for report in made] == [False, True]


def test_a_mark_without_words_has_an_empty_report(desk: Desk) -> None:
    application = desk.seen()
    application.text = ""
    assert reports.find(application) == (ledger.last_seq(), [])


def test_a_refusal_cites_and_says_why(desk: Desk, register_of: Register) -> None:
    desk.examined()
    own = register_of([("鹿鸣二", (30,))], owner_name="后来者", filing_date=date(2025, 1, 1))[0]
    rule = desk.cited()["citations"][0]["rule"]
    for data, fields in (
        ({}, ["citations", "reason"]),
        ({"reason": "近似"}, ["citations"]),
        ({**desk.cited(), "reason": " "}, ["reason"]),
        ({**desk.cited(), "reason": "x" * 4001}, ["reason"]),
        ({"reason": "近似", "citations": [{"right": 0, "rule": rule}]}, ["citations"]),
        ({"reason": "近似", "citations": [{"right": own.pk, "rule": rule}]}, ["citations"]),
        ({"reason": "近似", "citations": [{"right": desk.right.pk, "rule": rule}]}, ["citations"]),
        ({"reason": "近似", "citations": [{"right": desk.earlier.pk, "rule": "cn.made-up"}]}, ["citations"]),
        ({"reason": "近似", "grounds": ["cn.30"]}, ["grounds"]),
        ({"reason": "近似", "grounds": ["nothing"]}, ["grounds"]),
    ):
        with pytest.raises(BadInput) as refused:
            desk.fire("refuse", desk.examiner, **data)
        assert wrong(refused) == fields
    assert not Decision.objects.exists()
    desk.fire("refuse", desk.examiner, 10 * DAY, **desk.cited())
    decision = Decision.objects.get(case=desk.application.pk)
    assert (decision.outcome, decision.refused, decision.waited_days) == ("refuse", (30, 32), 10)
    citation = decision.citations.get()
    assert (citation.right_id, citation.rule) == (desk.earlier.pk, rule)
    letter = desk.letter("refusal")
    assert desk.earlier.number in letter.body_zh and desk.earlier.number in letter.body_en
    assert "2024年12月16日" in letter.body_zh and "16 December 2024" in letter.body_en
    assert "《商标审查审理指南》" in letter.body_zh and "Guidelines" in letter.body_en
    entry = ledger.Entry.objects.get(action="trademark.refuse")
    assert desk.earlier.number in entry.data["citations"]["en"]
    assert "与在先商标近似" not in str(entry.data)
    assert desk.right.status == "pending"


def test_a_right_found_outside_the_report_can_be_cited_under_the_rule_that_fits(
    desk: Desk, register_of: Register
) -> None:
    desk.examined()
    other = register_of([("鹿鸣茶", (5,))], owner_name="别家")[0]
    with pytest.raises(BadInput):
        desk.fire("refuse", desk.examiner, reason="相同", citations=[{"right": other.pk, "rule": "cn.transliteration"}])
    desk.fire("refuse", desk.examiner, reason="相同", citations=[{"right": other.pk, "rule": "cn.identical"}])
    assert desk.application.case.state == "refused"


def test_a_refusal_becomes_final_when_no_review_is_asked_for_in_time(desk: Desk) -> None:
    desk.examined().fire("refuse", desk.examiner, **BAD_FAITH)
    with pytest.raises(BadInput) as early:
        desk.fire("let_stand", desk.examiner, 15 * DAY)
    assert wrong(early) == ["period"]
    with pytest.raises(BadInput) as late:
        desk.fire("ask_review", desk.holder, 16 * DAY, reason="不服。")
    assert wrong(late) == ["period"]
    desk.fire("let_stand", desk.make(Role.ADMINISTRATOR), 16 * DAY)
    assert (desk.application.case.state, desk.right.status) == ("not_registered", "refused")
    assert desk.letter("refusal-final")


def test_a_review_is_made_by_a_colleague(desk: Desk) -> None:
    desk.examined().fire("refuse", desk.examiner, **BAD_FAITH)
    with pytest.raises(NotAllowed):
        desk.fire("ask_review", desk.examiner, reason="不服。")
    desk.fire("ask_review", desk.holder, 15 * DAY, reason="经使用已有显著性。")
    assert assigning.take_next(desk.examiner, desk.now) is None
    assert assigning.take_next(desk.colleague, desk.now) == desk.application
    with pytest.raises(NotAllowed):
        desk.fire("reverse", desk.examiner, 20 * DAY, reason="同意。")
    with pytest.raises(BadInput) as silent:
        desk.fire("reverse", desk.colleague, 20 * DAY)
    assert wrong(silent) == ["reason"]
    desk.fire("reverse", desk.colleague, 20 * DAY, reason="同意。")
    assert (desk.application.case.state, desk.right.classes) == ("published", (30, 32))
    assert [letter.name for letter in Letter.objects.filter(case=desk.application.pk).order_by("pk")][-2:] == [
        "review-reversed", "publication",
    ]  # fmt: skip


def test_a_refusal_upheld_on_review_ends_it(desk: Desk) -> None:
    desk.examined().fire("refuse", desk.examiner, **BAD_FAITH)
    desk.fire("ask_review", desk.holder, DAY, reason="不服。")
    assigning.take_next(desk.colleague, desk.now)
    desk.fire("uphold", desk.colleague, 20 * DAY, reason="理由不成立。")
    assert (desk.application.case.state, desk.right.status) == ("not_registered", "refused")
    assert "30、32" in desk.letter("review-upheld").body_zh


@pytest.mark.parametrize("named", [[], [30, 32], [9], [30, 9]])
def test_a_refusal_in_part_names_some_of_the_classes(desk: Desk, named: list[int]) -> None:
    desk.examined()
    with pytest.raises(BadInput) as refused:
        desk.fire("refuse_in_part", desk.examiner, **BAD_FAITH, classes=named)
    assert wrong(refused) == ["classes"]


def test_a_refusal_in_part_leads_to_publication_of_the_rest(desk: Desk) -> None:
    desk.examined().fire("refuse_in_part", desk.examiner, **{**desk.cited(), "classes": ["30"]})
    assert desk.application.case.state == "partly_refused"
    with pytest.raises(BadInput):
        desk.fire("publish_rest", desk.examiner, 10 * DAY)
    desk.fire("publish_rest", desk.examiner, 16 * DAY)
    assert (desk.application.case.state, desk.right.classes, desk.application.classes) == ("published", (32,), (30, 32))
    assert "第 32 类" in desk.letter("publication").body_zh


def test_a_refusal_in_part_can_be_upheld_in_part_only(desk: Desk) -> None:
    desk.examined().fire("refuse_in_part", desk.examiner, **BAD_FAITH, classes=[30])
    desk.fire("ask_review", desk.holder, DAY, reason="不服。")
    assigning.take_next(desk.colleague, desk.now)
    for name, classes in (("uphold", [30]), ("uphold_in_part", []), ("uphold_in_part", [32])):
        with pytest.raises(BadInput) as refused:
            desk.fire(name, desk.colleague, 2 * DAY, reason="维持。", classes=classes)
        assert wrong(refused) == ["classes"]
    desk.fire("uphold_in_part", desk.colleague, 2 * DAY, reason="维持。", classes=[30])
    assert (desk.application.case.state, desk.right.classes) == ("published", (32,))
