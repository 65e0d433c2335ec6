"""After the decision: oppositions, registration, renewal, and the way a case is drawn."""

from datetime import date, timedelta

import pytest
from tests.desk.examining import BAD_FAITH, DAY, Desk, opponent, wrong

from onewindow.desks.examination import assigning, selectors
from onewindow.desks.examination.models import Opposition
from onewindow.kernel import caseview
from onewindow.kernel.access import Role
from onewindow.kernel.case import Due
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


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
