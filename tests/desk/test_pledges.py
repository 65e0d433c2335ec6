"""A pledge from the joint form to its end: both sides sign, the register decides, and holds the right back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.desk.examining import wrong
from tests.desk.pledging import Make, PledgeDesk, patents

from onewindow.desks.finance import services
from onewindow.desks.finance.flow import PROCEDURE
from onewindow.desks.finance.models import PledgedRight
from onewindow.desks.register.models import Right, Status
from onewindow.desks.register.recording import Happened, record_event, set_status
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role, house
from onewindow.kernel.case import Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EARLY = date(2023, 5, 1)


@pytest.fixture
def desk(make_actor: Make, now: datetime) -> PledgeDesk:
    return PledgeDesk(make_actor, now)


def grounds_of(error: pytest.ExceptionInfo[BadInput]) -> list[int]:
    """The numbers of the grounds that an error names."""
    return [int(problem.expected.en.removeprefix("no ground ").split()[0]) for problem in error.value.problems]


def test_from_the_form_to_the_certificate_of_the_right(desk: PledgeDesk) -> None:
    assert desk.fire("send", desk.pledgor).case.state == "signing"
    assert Letter.objects.get(case=desk.pledge.case).body.zh == (
        f"鹿鸣茶业 拟以 {desk.right.reference} 出质，担保债权 1,000,000 元。请核对申请表后签署或退回。"
    )
    filed = desk.fire("sign", desk.lender)
    assert (filed.case.state, filed.number, filed.kind) == ("filed", "PL2024000001", "patent")
    due = filed.case.dues.get()
    assert due.sentence.en.startswith("Due 21 November 2024: 1 working day from receipt of the joint application")
    registered = desk.fire("register", desk.officer, DAY)
    assert registered.case.state == "registered" and registered.registered_on == date(2024, 11, 21)
    event = desk.right.events.get(code="pledged")
    assert (event.category, event.data) == ("S", {"pledge": "PL2024000001", "until": "2027-11-19"})
    entry = ledger.Entry.objects.get(action="pledge.register")
    assert entry.data == {"number": "PL2024000001", "rights": [desk.right.pk], "day": "2024-11-21", "working_days": 1}
    secured = ledger.Entry.objects.get(action="pledge.secured_cny")
    assert secured.quantity == Decimal("1000000.00")
    assert registered.case.dues.get().ended_at == desk.now + DAY
    assert ledger.verify()[1] == []


def test_working_days_over_a_weekend_are_counted_by_the_calendar(desk: PledgeDesk) -> None:
    desk.filed().fire("register", desk.officer, 5 * DAY)  # Wednesday to Monday
    assert ledger.Entry.objects.get(action="pledge.register").data["working_days"] == 3


@pytest.mark.parametrize(
    ("wrong_field", "given"),
    [
        ("amount", {"amount": "-5"}),
        ("amount", {"amount": "ten"}),
        ("amount", {"amount": "1.005"}),
        ("amount", {"amount": "1e30"}),
        ("currency", {"currency": "XYZ"}),
        ("value_currency", {"value": "2000000", "value_currency": "USD"}),
        ("debt_until", {"debt_until": "2023-11-19"}),
        ("debt_until", {"debt_until": "tomorrow"}),
        ("signed_on", {"signed_on": ""}),
        ("scope", {"scope": ""}),
        ("lender", {"lender": ""}),
        ("lender", {"lender": "999999"}),
        ("debt", {"debt": "gift"}),
        ("rights", {"rights": []}),
        ("rights", {"rights": [999_999]}),
        ("waived", {"waived": [9]}),
    ],
)
def test_a_wrong_form_is_refused_by_field_and_nothing_is_half_sent(
    desk: PledgeDesk, wrong_field: str, given: dict[str, Any]
) -> None:
    desk.pledge = desk.draft(**given)
    with pytest.raises(BadInput) as error:
        desk.fire("send", desk.pledgor)
    assert wrong(error) == [wrong_field]
    assert desk.seen().case.state == "draft" and not desk.pledge.rights.exists()


def test_marks_and_patents_are_not_pledged_together(desk: PledgeDesk, register_of: Callable[..., list[Right]]) -> None:
    (mark,) = register_of(["鹿鸣"], owner_name="鹿鸣茶业")
    assert mark.owner_id == desk.right.owner_id
    desk.pledge = desk.draft(rights=[desk.right.pk, mark.pk])
    with pytest.raises(BadInput) as error:
        desk.fire("send", desk.pledgor)
    assert wrong(error) == ["rights"]


CASES: list[tuple[int, dict[str, Any], dict[str, Any]]] = [
    (2, {"events": (Happened("annuity_paid", EARLY, {"year": 6}), Happened("lapsed", EARLY))}, {}),
    (2, {"events": (Happened("annuity_paid", EARLY, {"year": 6}), Happened("invalidated", EARLY))}, {}),
    (4, {"events": (Happened("annuity_paid", EARLY, {"year": 5}),)}, {}),
    (5, {"events": (Happened("annuity_paid", EARLY, {"year": 6}), Happened("preserved", EARLY))}, {}),
    (5, {"events": (Happened("annuity_paid", EARLY, {"year": 6}), Happened("suspended", EARLY))}, {}),
    (6, {}, {"debt_until": "2039-07-22"}),
    (9, {"events": (Happened("annuity_paid", EARLY, {"year": 6}), Happened("pledged", EARLY))}, {}),
    (10, {"kind": "utility_model", "events": (Happened("annuity_paid", EARLY, {"year": 6}),
                                              Happened("same_day", date(2019, 7, 21)))}, {}),
    (11, {"events": (Happened("annuity_paid", EARLY, {"year": 6}), Happened("invalidation_requested", EARLY))}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("ground", "right", "form"), CASES)
def test_each_ground_keeps_the_pledge_out_whatever_the_form_says(
    make_actor: Make, now: datetime, ground: int, right: dict[str, Any], form: dict[str, Any]
) -> None:
    desk = PledgeDesk(make_actor, now, **right).filed(**form)
    with pytest.raises(BadInput) as error:
        desk.fire("register", desk.officer)
    assert grounds_of(error) == [ground]
    assert desk.seen().case.state == "filed" and not PledgedRight.objects.filter(active=True).exists()
    refused = desk.fire("refuse", desk.officer)
    assert refused.case.state == "refused"
    entry = ledger.Entry.objects.get(action="pledge.refuse")
    assert entry.data["grounds_cited"] == [f"cn.pledge.{ground}"]


@pytest.mark.parametrize("ground", [10, 11])
def test_two_grounds_are_waived_by_a_declaration_of_both(make_actor: Make, now: datetime, ground: int) -> None:
    right = next(right for number, right, _form in CASES if number == ground)
    desk = PledgeDesk(make_actor, now, **right)
    assert desk.registered(waived=[ground]).pledge.case.state == "registered"


def test_what_ended_stands_no_more_in_the_way(make_actor: Make, now: datetime) -> None:
    told = [("annuity_paid", {"year": 6}), ("lapsed", {}), ("restored", {}), ("preserved", {}),
            ("preservation_lifted", {}), ("suspended", {}), ("resumed", {}), ("pledged", {}), ("pledge_cancelled", {}),
            ("invalidation_requested", {}), ("invalidation_closed", {})]  # fmt: skip
    events = tuple(Happened(code, EARLY, data) for code, data in told)
    assert PledgeDesk(make_actor, now, events=events).registered().pledge.case.state == "registered"


def test_a_right_not_granted_or_sold_since_is_refused(make_actor: Make, now: datetime) -> None:
    pending = PledgeDesk(make_actor, now, status="pending", registration_date=None).filed()
    with pytest.raises(BadInput) as error:
        pending.fire("register", pending.officer)
    assert grounds_of(error) == [3]
    sold = PledgeDesk(make_actor, now).filed()
    (other,) = patents(now, {"owner_name": "别家公司"})
    with transaction.atomic():
        record_event(house("tests"), now, sold.right.pk, "transferred", EARLY, owner_id=other.owner_id)
    with pytest.raises(BadInput) as error:
        sold.fire("register", sold.officer)
    assert grounds_of(error) == [1]


def test_a_co_owner_consents_or_the_contract_says_otherwise(make_actor: Make, now: datetime) -> None:
    (other,) = patents(now, {"owner_name": "合作大学"})
    desk = PledgeDesk(make_actor, now, co_owner_ids=(other.owner_id,)).filed()
    with pytest.raises(BadInput) as error:
        desk.fire("register", desk.officer)
    assert grounds_of(error) == [8]
    partner = make_actor(Role.HOLDER, party=other.owner_id)
    with pytest.raises(NotFound):
        desk.fire("consent", make_actor(Role.HOLDER, party=999))
    assert [step.name for step in PROCEDURE.open_to(desk.pledge.case, partner)] == ["consent"]
    desk.fire("consent", partner)
    assert desk.fire("register", desk.officer).case.state == "registered"
    second = PledgeDesk(make_actor, now, co_owner_ids=(other.owner_id,))
    assert second.registered(agreed_otherwise="共有协议第八条").pledge.case.state == "registered"


def test_the_office_may_name_another_ground_with_its_reason(desk: PledgeDesk) -> None:
    desk.filed()
    with pytest.raises(BadInput) as error:
        desk.fire("refuse", desk.officer)
    assert wrong(error) == ["reason"]
    desk.fire("refuse", desk.officer, reason="合同与证件不一致。")
    assert ledger.Entry.objects.get(action="pledge.refuse").data["grounds_cited"] == ["cn.pledge.12"]


def test_every_step_is_for_its_side(desk: PledgeDesk) -> None:
    stranger, other_lender = desk.make(Role.HOLDER, party=999), desk.make(Role.LENDER)
    with pytest.raises(NotFound):
        desk.fire("send", desk.lender)
    desk.fire("send", desk.pledgor)
    for actor in (stranger, other_lender, desk.officer):
        with pytest.raises(NotFound):
            desk.fire("sign", actor)
    with pytest.raises(NotAllowed):
        desk.fire("sign", desk.pledgor)
    with pytest.raises(NotFound):
        services.save(stranger, desk.now, desk.pledge.pk, {})
    with pytest.raises(Conflict):
        services.save(desk.pledgor, desk.now, desk.pledge.pk, {"amount": "1"})
    desk.fire("send_back", desk.lender, reason="数额有误")
    services.save(desk.pledgor, desk.now, desk.pledge.pk, {"amount": "2000000"})
    desk.fire("send", desk.pledgor)
    assert desk.fire("sign", desk.lender).amount == 2_000_000


def test_a_pledged_right_is_held_back_until_the_pledgee_consents(desk: PledgeDesk) -> None:
    desk.registered()
    for act in ("transferred", "licensed", "open_licence"):
        with pytest.raises(Conflict, match="must consent"), transaction.atomic():
            record_event(house("tests"), desk.now, desk.right.pk, act, EARLY)
    with pytest.raises(Conflict, match="must consent"), transaction.atomic():
        set_status(house("tests"), desk.now, desk.right.pk, Status.CANCELLED, EARLY)
    desk.fire("ask_act", desk.pledgor, act="licensed", reason="许可鹿台茶厂实施。")
    desk.fire("decline_act", desk.lender)
    desk.fire("ask_act", desk.pledgor, act="licensed", reason="许可费提存。")
    desk.fire("agree_act", desk.lender)
    with transaction.atomic():
        record_event(house("tests"), desk.now, desk.right.pk, "licensed", EARLY)
    with pytest.raises(Conflict), transaction.atomic():  # the consent was for one licence
        record_event(house("tests"), desk.now, desk.right.pk, "licensed", EARLY)
    with transaction.atomic():  # what the law does is not held back
        record_event(house("tests"), desk.now, desk.right.pk, "invalidation_requested", EARLY)
    with pytest.raises(BadInput):
        desk.fire("ask_act", desk.pledgor, act="eaten", reason="x")


def test_a_change_takes_both_and_is_on_the_register(desk: PledgeDesk) -> None:
    desk.registered()
    for field, data in (("amount", {}), ("amount", {"amount": "-1"}), ("debt_until", {"debt_until": "2041-01-01"})):
        with pytest.raises(BadInput) as error:
            desk.fire("ask_change", desk.pledgor, **data)
        assert wrong(error) == [field]
    desk.fire("ask_change", desk.pledgor, amount="1500000", debt_until="2028-01-01")
    desk.fire("decline_change", desk.lender)
    assert desk.pledge.amount == 1_000_000
    desk.fire("ask_change", desk.pledgor, amount="1500000", debt_until="2028-01-01")
    changed = desk.fire("agree_change", desk.lender)
    assert (changed.amount, changed.debt_until) == (1_500_000, date(2028, 1, 1))
    assert desk.right.events.get(code="pledge_changed").data["until"] == "2028-01-01"


def test_it_ends_by_cancellation_and_the_right_is_free(desk: PledgeDesk) -> None:
    desk.registered()
    with pytest.raises(BadInput):
        desk.fire("cancel", desk.lender, ending="because")
    desk.fire("cancel", desk.lender, ending="performance")
    assert desk.events()[-2:] == ["pledged", "pledge_cancelled"]
    with transaction.atomic():
        record_event(house("tests"), desk.now, desk.right.pk, "transferred", EARLY)
    assert desk.registered().pledge.number == "PL2024000002", "and may be pledged again"


def test_it_ends_by_realisation_and_the_right_goes_to_the_buyer(desk: PledgeDesk) -> None:
    desk.registered()
    with pytest.raises(BadInput):
        desk.fire("realise", desk.lender, buyer=" ")
    desk.fire("realise", desk.lender, buyer="竞得公司")
    assert Right.objects.get(pk=desk.right.pk).owner.name == "竞得公司"
    assert desk.events()[-2:] == ["pledge_cancelled", "transferred"]


def test_the_database_holds_one_pledge_a_right(desk: PledgeDesk) -> None:
    desk.registered()
    first = desk.pledge
    desk.filed()
    with pytest.raises(BadInput) as error:
        desk.fire("register", desk.officer)
    assert grounds_of(error) == [9]
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgedRight.objects.filter(pledge=desk.pledge).update(active=True)
    assert first.rights.get().active


def test_marks_are_pledged_by_their_own_grounds(
    make_actor: Make, now: datetime, register_of: Callable[..., list[Right]]
) -> None:
    mark, same = register_of([("鹿鸣", (30,)), ("鹿鸣", (30, 32))], expiry_date=date(2027, 3, 3))
    desk = PledgeDesk(make_actor, now)
    desk.right, desk.pledgor = mark, make_actor(Role.HOLDER, party=mark.owner_id)
    desk.filed()
    with pytest.raises(BadInput) as error:
        desk.fire("register", desk.officer)
    assert grounds_of(error) == [6, 10]
    desk.filed(rights=[mark.pk, same.pk], debt_until="2026-03-03")
    assert desk.fire("register", desk.officer).kind == "trademark"


def test_nobody_else_sees_a_draft(desk: PledgeDesk) -> None:
    for actor in (desk.lender, desk.officer, desk.make(Role.ADMINISTRATOR)):
        with pytest.raises(NotFound):
            flow.case_of(desk.pledge.pk, actor)


def test_only_a_holder_with_a_party_begins(make_actor: Callable[..., Actor], now: datetime) -> None:
    with pytest.raises(NotAllowed):
        services.begin(make_actor(Role.LENDER), now)
    with pytest.raises(Conflict):
        services.begin(make_actor(Role.HOLDER), now)
