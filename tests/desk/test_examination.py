"""The examination desk: every step from the formalities to the renewal, and what is refused on the way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from onewindow.desks.examination import assigning, reports, routes, selectors, services
from onewindow.desks.examination.models import Application, Decision, Opposition, Preference, Route, SearchReport
from onewindow.desks.register.models import Right
from onewindow.desks.register.searching import SearchRequest, search
from onewindow.kernel import caseview, flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Due, Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from onewindow.kernel.indicators import declared

pytestmark = pytest.mark.django_db
Make = Callable[..., Actor]
Register = Callable[..., list[Right]]
FIELDS = {
    "text": "鹿鸣茶",
    "classes": "30; 32",
    "goods": "茶；饮料",
    "applicant_name": "鹿鸣茶业",
    "applicant_country": "CN",
}
DAY = timedelta(days=1)
BAD_FAITH = {"grounds": ["cn.11.1.3"], "reason": "缺乏显著特征。"}


class Desk:
    """An applicant, two examiners, a register with an earlier mark, and one application among them."""

    def __init__(self, make_actor: Make, register_of: Register, work: Callable[[], int], now: datetime) -> None:
        self.now, self.work, self.make = now, work, make_actor
        self.earlier = register_of([("鹿鸣", (30,)), ("海岸线", (9,))])[0]
        self.holder = make_actor(Role.HOLDER)
        self.examiner, self.colleague = make_actor(Role.EXAMINER), make_actor(Role.EXAMINER)
        self.application = self.file()

    def file(self, actor: Actor | None = None, **fields: str) -> Application:
        application = services.begin_draft(actor or self.holder, self.now, {**FIELDS, **fields})
        flow.fire(application.pk, "file", actor or self.holder, self.now)
        return Application.objects.get(pk=application.pk)

    def fire(self, name: str, actor: Actor, after: timedelta = timedelta(), **data: Any) -> Application:
        flow.fire(self.application.pk, name, actor, self.now + after, data)
        return self.seen()

    def seen(self) -> Application:
        self.application = Application.objects.select_related("case", "right").get(pk=self.application.pk)
        return self.application

    def examined(self) -> "Desk":
        """Taken, its formalities in order, its search report made."""
        taken = assigning.take_next(self.examiner, self.now)
        assert taken == self.application
        self.fire("accept_formalities", self.examiner)
        assert self.work() == 1
        return self

    def published(self) -> "Desk":
        self.examined().fire("accept", self.examiner)
        return self

    @property
    def right(self) -> Right:
        right = self.seen().right
        assert right is not None
        return right

    def cited(self) -> dict[str, Any]:
        report = reports.latest(self.application.pk)
        return {
            "citations": [{"right": self.earlier.pk, "rule": reports.rules_shown(report)[self.earlier.pk][0]}],
            "reason": "与在先商标近似。",
        }

    def letter(self, name: str) -> Letter:
        return Letter.objects.filter(case=self.application.pk, name=name).latest("pk")

    def events(self) -> list[str]:
        return list(self.right.events.order_by("pk").values_list("code", flat=True))


@pytest.fixture
def desk(make_actor: Make, register_of: Register, work: Callable[[], int], now: datetime) -> Desk:
    return Desk(make_actor, register_of, work, now)


def wrong(error: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def test_from_the_filing_to_the_register_without_anything_in_the_way(desk: Desk) -> None:
    desk.examined()
    assert desk.application.case.state == "examination"
    desk.fire("accept", desk.examiner, 40 * DAY)
    assert (desk.application.case.state, desk.application.examiner_id) == ("published", None)
    assert (desk.right.status, desk.events()) == ("pending", ["filed", "published"])
    due = Due.objects.get(case=desk.application.pk, rule_id="cn.trademark.opposition")
    assert due.due_at.isoformat() == "2025-03-30T15:59:59.999999+00:00"
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
    assert "2024年12月15日" in letter.body_zh and "15 December 2024" in letter.body_en
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


def opponent(desk: Desk) -> Actor:
    return desk.make(Role.HOLDER, party=desk.earlier.owner_id)


def test_an_opposition_in_time_stops_the_registration_until_it_is_decided(desk: Desk) -> None:
    desk.published()
    rival = opponent(desk)
    data = {"ground": "cn.30", "earlier": desk.earlier.pk, "reason": "与我方商标近似。"}
    desk.fire("oppose", rival, 30 * DAY, **data)
    assert (desk.application.case.state, desk.events()) == ("opposed", ["filed", "published", "opposed"])
    assert [due.rule_id for due in Due.objects.filter(case=desk.application.pk, ended_at=None).order_by("due_at")] == [
        "cn.trademark.opposition", "cn.trademark.opposition.decision",
    ]  # fmt: skip
    with pytest.raises(BadInput) as again:
        desk.fire("oppose", rival, 31 * DAY, **data)
    assert wrong(again) == ["opponent"]
    desk.fire("oppose", desk.make(Role.AGENT), 32 * DAY, ground="cn.11.1.2", reason="仅直接表示商品原料。")
    with pytest.raises(Conflict):
        desk.fire("register", desk.examiner, 200 * DAY)
    assert assigning.take_next(desk.examiner, desk.now + 32 * DAY) == desk.application
    with pytest.raises(BadInput) as early:
        desk.fire("reject_opposition", desk.examiner, 40 * DAY, reason="不成立。")
    assert wrong(early) == ["period"]
    desk.fire("reject_opposition", desk.examiner, 100 * DAY, reason="不成立。")
    assert (desk.application.case.state, desk.right.status) == ("registered", "registered")
    assert set(Opposition.objects.values_list("outcome", flat=True)) == {"reject_opposition"}
    assert "异议不成立" in desk.letter("opposition-decision").body_zh
    assert desk.letter("certificate")


def test_an_opposition_that_succeeds_ends_it(desk: Desk) -> None:
    desk.published()
    desk.fire("oppose", opponent(desk), DAY, ground="cn.4", reason="恶意申请。")
    assigning.take_next(desk.examiner, desk.now)
    desk.fire("uphold_opposition", desk.examiner, 100 * DAY, reason="异议成立。")
    assert (desk.application.case.state, desk.right.status) == ("not_registered", "refused")


def test_who_may_oppose_and_when(desk: Desk) -> None:
    rival = opponent(desk)
    good = {"ground": "cn.30", "earlier": desk.earlier.pk, "reason": "近似。"}
    with pytest.raises(NotFound):
        desk.fire("oppose", rival, **good)
    desk.published()
    for actor, data, fields in (
        (desk.holder, {"ground": "cn.4", "reason": "自己。"}, ["opponent"]),
        (rival, {**good, "ground": "cn.0"}, ["ground"]),
        (rival, {**good, "earlier": ""}, ["earlier"]),
        (rival, {**good, "earlier": desk.right.pk}, ["earlier"]),
        (rival, {**good, "reason": ""}, ["reason"]),
        (desk.make(Role.HOLDER), good, ["earlier"]),
    ):
        with pytest.raises(BadInput) as refused:
            desk.fire("oppose", actor, DAY, **data)
        assert wrong(refused) == fields
    for role in (Role.SELLER, Role.EXAMINER):
        with pytest.raises(NotAllowed):
            desk.fire("oppose", desk.make(role), DAY, **good)
    with pytest.raises(BadInput) as late:
        desk.fire("oppose", rival, 100 * DAY, **good)
    assert wrong(late) == ["period"]
    assert not Opposition.objects.exists()


def test_an_opponent_does_not_see_the_applicants_case(desk: Desk) -> None:
    rival = opponent(desk)
    desk.published().fire("oppose", rival, DAY, ground="cn.4", reason="恶意。")
    with pytest.raises(NotFound):
        selectors.application(rival, desk.application.pk)
    with pytest.raises(NotFound):
        desk.fire("withdraw", rival, 2 * DAY)


def test_a_renewal_within_its_window(desk: Desk) -> None:
    desk.published().fire("register", desk.examiner, 100 * DAY)
    assert desk.right.expiry_date == date(2035, 2, 20)

    def on(day: date) -> timedelta:
        return (day - desk.now.date()) * 1

    for day in (date(2034, 2, 19), date(2035, 8, 21)):
        with pytest.raises(BadInput) as refused:
            desk.fire("renew", desk.holder, on(day))
        assert wrong(refused) == ["period"]
    with pytest.raises(NotAllowed):
        desk.fire("renew", desk.examiner, on(date(2035, 1, 1)))
    desk.fire("renew", desk.holder, on(date(2034, 2, 20)))
    assert (desk.right.expiry_date, desk.right.status) == (date(2045, 2, 20), "registered")
    desk.fire("renew", desk.holder, on(date(2045, 8, 20)))
    assert desk.right.expiry_date == date(2055, 2, 20)
    assert desk.events()[-2:] == ["renewed", "renewed"]
    assert "2055年2月20日" in desk.letter("renewal").body_zh
    running = Due.objects.filter(case=desk.application.pk, ended_at=None).order_by("due_at")
    assert [(due.rule_id, due.due_at.date()) for due in running] == [
        ("cn.trademark.term", date(2055, 2, 20)), ("cn.trademark.grace", date(2055, 8, 20)),
    ]  # fmt: skip
    with pytest.raises(BadInput):
        desk.fire("expire", desk.examiner, on(date(2055, 8, 20)))
    desk.fire("expire", desk.examiner, on(date(2055, 8, 21)))
    assert (desk.application.case.state, desk.right.status) == ("expired", "expired")
    assert desk.right.events.get(code="expired").date == date(2055, 2, 20)


def test_an_applicant_can_withdraw_until_registration(desk: Desk) -> None:
    desk.examined().fire("refuse", desk.examiner, **BAD_FAITH)
    desk.fire("withdraw", desk.holder, DAY)
    assert (desk.right.status, desk.application.examiner_id) == ("withdrawn", None)
    assert not Due.objects.filter(case=desk.application.pk, ended_at=None).exists()
    seen = caseview.view(desk.application.case, desk.holder)
    assert [step.state.name for step in seen.steps] == ["draft", "filed", "examination", "refused", "withdrawn"]


def test_the_drawing_shows_the_way_that_was_taken(desk: Desk) -> None:
    def drawn() -> list[tuple[str, str]]:
        return [(s.state.name, s.standing) for s in caseview.view(desk.seen().case, desk.holder).steps]

    desk.examined().fire("refuse", desk.examiner, **BAD_FAITH)
    desk.fire("ask_review", desk.holder, DAY, reason="不服。")
    assert drawn() == [
        ("draft", "done"), ("filed", "done"), ("examination", "done"), ("refused", "done"), ("review", "now"),
        ("published", "next"), ("registered", "next"),
    ]  # fmt: skip
    assigning.take_next(desk.colleague, desk.now)
    desk.fire("reverse", desk.colleague, 2 * DAY, reason="同意。")
    assert drawn() == [
        ("draft", "done"), ("filed", "done"), ("examination", "done"), ("published", "now"), ("registered", "next"),
    ]  # fmt: skip


def test_files_are_taken_by_route_and_age(desk: Desk) -> None:
    second, third = desk.file(text="二号"), desk.file(text="三号")
    routes.ask_preference(desk.holder, desk.now, third.pk, "将参加国际展会。")
    with pytest.raises(Conflict):
        routes.ask_preference(desk.holder, desk.now, third.pk, "再次。")
    with pytest.raises(NotAllowed):
        routes.answer_preference(desk.holder, desk.now, third.pk, True)
    routes.answer_preference(desk.examiner, desk.now, third.pk, True)
    third.refresh_from_db()
    assert (third.route, third.preference) == (Route.PREFERENTIAL, Preference.GRANTED)
    letter = Letter.objects.get(case=third.pk, name="preference")
    assert "同意优先审查" in letter.body_zh and "before others" in letter.body_en
    taken = [assigning.take_next(actor, desk.now) for actor in (desk.examiner, desk.colleague, desk.examiner)]
    assert taken == [third, desk.application, second]
    assert assigning.take_next(desk.colleague, desk.now) is None
    assigning.give_back(desk.examiner, desk.now, second.pk)
    assert assigning.take_next(desk.colleague, desk.now) == second
    with pytest.raises(NotFound):
        assigning.give_back(desk.examiner, desk.now, second.pk)


def test_a_preference_declined_leaves_the_file_in_its_turn(desk: Desk) -> None:
    with pytest.raises(BadInput):
        routes.ask_preference(desk.holder, desk.now, desk.application.pk, " ")
    with pytest.raises(NotFound):
        routes.ask_preference(desk.make(Role.HOLDER), desk.now, desk.application.pk, "我也要。")
    routes.ask_preference(desk.holder, desk.now, desk.application.pk, "急。")
    routes.answer_preference(desk.examiner, desk.now, desk.application.pk, False)
    assert desk.seen().route == Route.ORDINARY
    assert "按顺序" in desk.letter("preference").body_zh
    with pytest.raises(Conflict):
        routes.answer_preference(desk.examiner, desk.now, desk.application.pk, True)


def test_a_batch_goes_to_one_examiner_as_a_whole(desk: Desk) -> None:
    second = desk.file(text="二号")
    agent = desk.make(Role.AGENT)
    stranger = desk.file(agent, text="别的", classes="9", applicant_name="别家")
    assert [(relation, len(files)) for relation, files in routes.related()] == [("applicant", 2)]
    for wrong_files in ([second.pk], [second.pk, stranger.pk]):
        with pytest.raises(BadInput):
            routes.form_batch(desk.examiner, desk.now, wrong_files)
    with pytest.raises(NotAllowed):
        routes.form_batch(desk.holder, desk.now, [desk.application.pk, second.pk])
    batch = routes.form_batch(desk.examiner, desk.now, [desk.application.pk, second.pk])
    assert batch.relation == "applicant"
    assert assigning.take_next(desk.colleague, desk.now, Route.INTENSIVE) == desk.application
    assert set(Application.objects.filter(batch=batch).values_list("examiner_id", flat=True)) == {desk.colleague.id}
    assert assigning.take_next(desk.examiner, desk.now) == stranger


def test_files_with_a_class_in_common_are_a_batch_too(desk: Desk) -> None:
    other = desk.file(desk.make(Role.AGENT), text="别的", classes="32; 9", applicant_name="别家")
    assert routes.form_batch(desk.examiner, desk.now, [desk.application.pk, other.pk]).relation == "classes"


def test_a_sitting_collects_files_for_its_examiner_and_its_day(desk: Desk) -> None:
    day = desk.now.date() + 10 * DAY
    for data in (
        ("", day, desk.examiner.id),
        ("绍兴", desk.now.date() - DAY, desk.examiner.id),
        ("绍兴", day, desk.holder.id),
    ):
        with pytest.raises(BadInput):
            routes.open_sitting(desk.examiner, desk.now, *data)  # type: ignore[arg-type]
    sitting = routes.open_sitting(desk.examiner, desk.now, "绍兴", day, desk.colleague.id or 0)
    with pytest.raises(NotFound):
        routes.collect(desk.examiner, desk.now, sitting.pk + 1, [desk.application.pk])
    routes.collect(desk.examiner, desk.now, sitting.pk, [desk.application.pk])
    assert (desk.seen().route, desk.application.examiner_id) == (Route.ROVING, desk.colleague.id)
    with pytest.raises(BadInput):
        routes.collect(desk.examiner, desk.now, sitting.pk, [desk.application.pk])
    assert assigning.take_next(desk.examiner, desk.now) is None
    with pytest.raises(NotAllowed):
        desk.fire("accept_formalities", desk.colleague, 9 * DAY)
    desk.fire("accept_formalities", desk.colleague, 10 * DAY)
    assert desk.application.case.state == "examination"


def test_the_bulletin_counts_what_was_decided(desk: Desk) -> None:
    desk.examined().fire("refuse", desk.examiner, 61 * DAY, **BAD_FAITH)
    desk.fire("ask_review", desk.holder, 62 * DAY, reason="不服。")
    desk.application = desk.file(text="二号")
    desk.examined().fire("accept", desk.examiner, 30 * DAY)
    desk.fire("oppose", opponent(desk), 31 * DAY, ground="cn.4", reason="恶意。")
    figures = {name: indicator.value() for name, indicator in declared().items()}
    counted = ("applications-decided", "refusals", "oppositions", "registrations")
    assert {name: int(figures[name]) for name in counted} == {
        "applications-decided": 2, "refusals": 1, "oppositions": 1, "registrations": 0,
    }  # fmt: skip
    median = declared()["months-to-first-decision"]
    assert float(median.value()) == 1.5
    assert median.by_month() == [("2024-12", median.by_month()[0][1]), ("2025-01", median.by_month()[1][1])]
    assert [float(value) for _month, value in median.by_month()] == [1.0, 2.0]
    assert median.entries().count() == 2
