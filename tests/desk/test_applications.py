"""An application from the draft to the register, and everything that is refused on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from onewindow.desks.examination import selectors, services
from onewindow.desks.examination.flow import PROCEDURE
from onewindow.desks.examination.models import Application
from onewindow.desks.register.models import Party, Right
from onewindow.desks.register.searching import SearchRequest, search
from onewindow.kernel import caseview, flow, ledger
from onewindow.kernel.access import Actor, Role, public
from onewindow.kernel.case import Case, Due, Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from onewindow.kernel.people import Person

pytestmark = pytest.mark.django_db
Make = Callable[..., Actor]
FIELDS = {
    "text": "鹿鸣茶",
    "classes": "30",
    "goods": "茶；茶饮料",
    "applicant_name": "鹿鸣茶业",
    "applicant_country": "CN",
}


@pytest.fixture
def holder(make_actor: Make) -> Actor:
    return make_actor(Role.HOLDER)


def filed(actor: Actor, now: datetime, **fields: str) -> Application:
    application = services.begin_draft(actor, now, {**FIELDS, **fields})
    flow.fire(application.pk, "file", actor, now)
    return selectors.application(actor, application.pk)


def test_from_draft_to_register_to_search_to_withdrawal(
    holder: Actor, now: datetime, register_of: Callable[..., list[Right]]
) -> None:
    register_of(["海岸线"])
    application = services.begin_draft(holder, now)
    services.save_draft(holder, now, application.pk, {"text": "鹿鸣茶"})
    services.save_draft(
        holder, now, application.pk, {name: FIELDS[name] for name in ("classes", "goods", "applicant_name")}
    )
    assert services.save_draft(holder, now, application.pk, {}).text == "鹿鸣茶"
    flow.fire(application.pk, "file", holder, now)

    application = selectors.application(holder, application.pk)
    assert (application.case.state, application.number) == ("filed", "OW20240000001")
    right = application.right
    assert right is not None
    assert (right.title, right.classes, right.status, right.goods) == ("鹿鸣茶", (30,), "pending", "茶；茶饮料")
    assert (right.filing_date.isoformat(), right.source) == ("2024-11-20", "window")
    assert right.owner_id == application.case.party_id == Person.objects.get(pk=holder.id).party_id
    assert list(right.events.values_list("code", flat=True)) == ["filed"]

    first = search(SearchRequest("鹿鸣", (30,))).found[0]
    assert (first.right.pk, first.shared_classes) == (right.pk, (30,))

    flow.fire(application.pk, "withdraw", holder, now + timedelta(days=3))
    right.refresh_from_db()
    assert right.status == "withdrawn"
    assert list(right.events.order_by("pk").values_list("code", "date")) == [
        ("filed", now.date()),
        ("withdrawn", now.date() + timedelta(days=3)),
    ]
    assert right.pk not in [found.right.pk for found in search(SearchRequest("鹿鸣", (30,))).found]
    assert right.pk in [found.right.pk for found in search(SearchRequest("鹿鸣", statuses=("withdrawn",))).found]
    assert ledger.verify()[1] == []


def test_numbers_run_on_within_a_year_and_begin_anew_in_the_next(holder: Actor, now: datetime) -> None:
    numbers = [filed(holder, now, text=f"茶{n}").number for n in range(3)]
    numbers.append(filed(holder, now.replace(month=12, day=31, hour=23), text="新年").number)
    assert numbers == ["OW20240000001", "OW20240000002", "OW20240000003", "OW20250000001"]


def test_the_day_of_filing_is_that_of_the_office(holder: Actor, now: datetime) -> None:
    right = filed(holder, now.replace(hour=16, minute=30)).right
    assert right is not None
    assert right.filing_date.isoformat() == "2024-11-21"


def test_filing_sends_a_receipt_and_starts_the_period(holder: Actor, now: datetime) -> None:
    application = filed(holder, now)
    letter = Letter.objects.get(case=application.case)
    assert letter.title_en == "Filing receipt OW20240000001"
    assert letter.title_zh.endswith("OW20240000001")
    assert "鹿鸣茶业" in letter.body_zh and "2024年11月20日" in letter.body_zh
    assert "鹿鸣茶业" in letter.body_en and "20 November 2024" in letter.body_en
    assert ledger.Entry.objects.get(pk=letter.entry_seq).action == "trademark.file"
    due = Due.objects.get(case=application.case)
    assert (due.rule_id, due.ended_at) == ("cn.trademark.examination", None)
    assert due.due_at.isoformat() == "2025-08-20T15:59:59.999999+00:00"
    assert due.sentence_en.startswith("Due 20 August 2025: 9 months from receipt of the application (20 November 2024)")
    assert "第二十八条" in due.sentence_zh
    assert caseview.standing_of(due, now) == "open"
    assert caseview.standing_of(due, due.due_at - timedelta(days=2)) == "soon"
    assert caseview.standing_of(due, due.due_at + timedelta(microseconds=1)) == "late"


def test_withdrawing_ends_the_period(holder: Actor, now: datetime) -> None:
    application = filed(holder, now)
    later = now + timedelta(days=10)
    flow.fire(application.pk, "withdraw", holder, later)
    due = Due.objects.get(case=application.case)
    assert due.ended_at == later
    assert caseview.standing_of(due, later) == "met"


@pytest.mark.parametrize(
    ("left_out", "field"),
    [("text", "text"), ("classes", "classes"), ("goods", "goods"), ("applicant_name", "applicant_name")],
)
def test_what_is_missing_is_named_and_nothing_moves(holder: Actor, now: datetime, left_out: str, field: str) -> None:
    application = services.begin_draft(holder, now, {**FIELDS, left_out: " "})
    seq = ledger.last_seq()
    with pytest.raises(BadInput) as refused:
        flow.fire(application.pk, "file", holder, now)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert (Case.objects.get(pk=application.pk).state, ledger.last_seq(), Right.objects.count()) == ("draft", seq, 0)


def test_everything_missing_is_named_at_once(holder: Actor, now: datetime) -> None:
    application = services.begin_draft(holder, now, {"text": "!?"})
    with pytest.raises(BadInput) as refused:
        flow.fire(application.pk, "file", holder, now)
    assert [problem.field for problem in refused.value.problems] == ["text", "classes", "goods"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "x" * 401),
        ("goods", "x" * 20_001),
        ("classes", "46"),
        ("classes", "abc"),
        ("applicant_country", "CHN"),
        ("text", "\ud800"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused_and_stays_as_it_was(
    holder: Actor, now: datetime, field: str, value: str
) -> None:
    application = services.begin_draft(holder, now, FIELDS)
    with pytest.raises(BadInput) as refused:
        services.save_draft(holder, now, application.pk, {"goods": "别的", field: value})
    assert [problem.field for problem in refused.value.problems] == [field]
    kept = selectors.application(holder, application.pk)
    assert (kept.text, kept.goods, kept.classes) == ("鹿鸣茶", "茶；茶饮料", (30,))


def test_who_may_do_what(holder: Actor, make_actor: Make, now: datetime) -> None:
    draft = services.begin_draft(holder, now, FIELDS)
    for stranger in (make_actor(Role.HOLDER), make_actor(Role.EXAMINER), make_actor(Role.ADMINISTRATOR), public()):
        with pytest.raises(NotFound):
            flow.fire(draft.pk, "file", stranger, now)
        with pytest.raises(NotFound):
            services.save_draft(stranger, now, draft.pk, {"text": "mine now"})
        with pytest.raises(NotFound):
            selectors.application(stranger, draft.pk)
        assert draft not in selectors.visible_to(stranger)
    for role in set(Role) - {Role.HOLDER, Role.AGENT}:
        with pytest.raises(NotAllowed):
            services.begin_draft(make_actor(role), now)
    flow.fire(draft.pk, "file", holder, now)
    examiner = make_actor(Role.EXAMINER)
    assert selectors.application(examiner, draft.pk) == draft
    open_steps = {step.name for step in PROCEDURE.open_to(Case.objects.get(pk=draft.pk), examiner)}
    assert open_steps == {"ask_correction", "accept_formalities", "turn_away"}
    with pytest.raises(NotAllowed):
        flow.fire(draft.pk, "withdraw", examiner, now)


def test_a_case_that_moved_on_and_steps_that_are_not_there(holder: Actor, now: datetime) -> None:
    application = filed(holder, now)
    with pytest.raises(Conflict):
        flow.fire(application.pk, "file", holder, now)
    with pytest.raises(Conflict):
        services.save_draft(holder, now, application.pk, {"text": "other"})
    with pytest.raises(Conflict):
        services.set_picture(holder, now, application.pk, None)
    with pytest.raises(NotFound):
        flow.fire(application.pk, "frame", holder, now)
    with pytest.raises(NotFound):
        flow.fire(uuid4(), "file", holder, now)
    flow.fire(application.pk, "withdraw", holder, now)
    with pytest.raises(Conflict):
        flow.fire(application.pk, "withdraw", holder, now)


def test_a_discarded_draft_is_gone_for_the_office_and_never_filed(
    holder: Actor, make_actor: Make, now: datetime
) -> None:
    draft = services.begin_draft(holder, now, FIELDS)
    flow.fire(draft.pk, "discard", holder, now)
    assert not selectors.visible_to(make_actor(Role.EXAMINER)).exists()
    with pytest.raises(Conflict):
        flow.fire(draft.pk, "file", holder, now)


def test_an_agent_files_for_several_applicants(make_actor: Make, now: datetime) -> None:
    agent = make_actor(Role.AGENT)
    first = filed(agent, now, applicant_name="甲公司").right
    second = filed(agent, now, applicant_name="乙公司").right
    again = filed(agent, now, applicant_name="甲公司").right
    assert first and second and again
    assert [first.owner.name, second.owner.name] == ["甲公司", "乙公司"]
    assert again.owner_id == first.owner_id
    assert Person.objects.get(pk=agent.id).party_id is None


def test_a_holder_files_for_its_own_party(
    make_actor: Make, now: datetime, register_of: Callable[..., list[Right]]
) -> None:
    owner = register_of(["山岚"])[0].owner
    holder = make_actor(Role.HOLDER, party=owner.pk)
    right = filed(holder, now, applicant_name="somebody else").right
    assert right is not None
    assert (right.owner_id, Party.objects.count()) == (owner.pk, 1)


def test_two_colleagues_of_a_party_see_the_same_applications(
    make_actor: Make, now: datetime, register_of: Callable[..., list[Right]]
) -> None:
    owner = register_of(["山岚"])[0].owner
    one, other = make_actor(Role.HOLDER, party=owner.pk), make_actor(Role.HOLDER, party=owner.pk)
    draft = services.begin_draft(one, now, FIELDS)
    assert selectors.application(other, draft.pk) == draft
    assert [a.pk for a in selectors.visible_to(other)] == [draft.pk]


def test_every_list_agrees_with_the_rule_of_the_procedure(make_actor: Make, now: datetime) -> None:
    people = [make_actor(role) for role in Role] + [public()]
    applicants = [actor for actor in people if actor.has(Role.HOLDER, Role.AGENT)]
    for actor in applicants:
        services.begin_draft(actor, now, FIELDS)
        filed(actor, now)
        flow.fire(filed(actor, now).pk, "withdraw", actor, now)
        flow.fire(services.begin_draft(actor, now).pk, "discard", actor, now)
    for actor in people:
        listed = {application.pk for application in selectors.visible_to(actor)}
        assert listed == {case.pk for case in Case.objects.all() if PROCEDURE.concerns(case, actor)}


def test_a_failing_effect_leaves_nothing_behind(holder: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = services.begin_draft(holder, now, FIELDS)
    seq = ledger.last_seq()
    with monkeypatch.context() as patch:
        patch.setattr(flow, "_write", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            flow.fire(draft.pk, "file", holder, now)
    assert (ledger.last_seq(), Right.objects.count(), Due.objects.count()) == (seq, 0, 0)
    assert filed(holder, now).number == "OW20240000001"
