"""A notice on a listing, from its sending to the appeal."""

from datetime import timedelta

import pytest
from tests.desk.protecting import DAY, HOUR, Make, Protection, Register

from onewindow.desks.protection import deciding
from onewindow.kernel import ledger, timers
from onewindow.kernel.case import Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_actor: Make, register_of: Register, now: object) -> Protection:
    return Protection(make_actor, register_of, now)  # type: ignore[arg-type]


def test_a_notice_is_upheld_countered_refused_appealed_and_decided_anew(desk: Protection) -> None:
    case = desk.case("A1")
    assert desk.state(case) == "received"
    assert desk.letters(case) == ["receipt"]
    assert desk.decide(case, "uphold", HOUR)
    complaint = desk.complaint(case)
    assert (complaint.down, complaint.outcome, complaint.case.state) == (True, "upheld", "removed")
    desk.fire(case, "counter", desk.seller, 2 * HOUR, statement="我们是授权经销商。")
    desk.decide(case, "refuse_counter", 3 * HOUR, policy="proof", reason="未提供授权书。")
    desk.fire(case, "appeal_removal", desk.seller, DAY, statement="授权书见附件。")
    with pytest.raises(BadInput):
        desk.decide(case, "appeal_to_restore", 2 * DAY, reason="授权属实。")
    desk.decide(case, "appeal_to_restore", 2 * DAY, by=desk.colleague, policy="fair-use", reason="授权属实。")
    complaint = desk.complaint(case)
    assert (complaint.down, complaint.outcome, complaint.case.state) == (False, "restored", "restoral_final")
    waited = ledger.Entry.objects.get(action="protection_marketplace.uphold").data["waited_seconds"]
    assert waited == 3600
    letter = Letter.objects.get(case=case, name="removed")
    assert "好茶小铺" in letter.body_zh and "No counterfeits (Marketplace policy, section 1.1)" in letter.body_en


def test_what_nobody_answers_in_time_closes_by_itself_and_never_early(desk: Protection) -> None:
    case = desk.case("A1")
    desk.decide(case, "uphold")
    due = desk.complaint(case).case.dues.get(rule_id="marketplace.first_chance").due_at
    assert timers.wake_all(due) == 0
    assert timers.wake_all(due + timedelta(microseconds=1)) == 1
    assert desk.state(case) == "removal_final"
    assert timers.wake_all(due + DAY) == 0
    with pytest.raises(Conflict):
        desk.fire(case, "counter", desk.seller, 9 * DAY, statement="x")


def test_each_side_takes_its_own_steps_only(desk: Protection) -> None:
    case = desk.case("A1")
    with pytest.raises(NotFound):  # not told yet
        desk.fire(case, "counter", desk.seller, statement="x")
    desk.decide(case, "uphold")
    for actor in (desk.holder, desk.officer):
        with pytest.raises(NotAllowed):
            desk.fire(case, "counter", actor, statement="x")
    with pytest.raises(NotFound):
        desk.fire(case, "counter", desk.rival, statement="x")
    with pytest.raises(NotAllowed):
        desk.fire(case, "close_removal", desk.officer)


def test_the_queue_gives_the_oldest_first_and_a_case_to_one_officer(desk: Protection) -> None:
    first, second = desk.case("A1"), desk.case("A2", after=HOUR)
    taken = deciding.take_next(desk.officer, desk.now)
    assert taken is not None and taken.pk == first
    other = deciding.take_next(desk.colleague, desk.now)
    assert other is not None and other.pk == second
    with pytest.raises(Conflict):
        desk.decide(first, "uphold", by=desk.colleague)
    assert deciding.take_next(desk.colleague, desk.now) is None
    deciding.give_back(desk.officer, desk.now, first)
    assert desk.decide(first, "reject", by=desk.colleague, policy="fair-use")
    desk.fire(first, "appeal", desk.holder, HOUR, statement="请再看。")
    assert deciding.take_next(desk.colleague, desk.now) is None  # decided it before
    again = deciding.take_next(desk.officer, desk.now)
    assert again is not None and again.pk == first


def test_a_sensitive_case_needs_two_officers(desk: Protection) -> None:
    case = desk.case("A1", reason="patent", right_id=None)
    assert not desk.decide(case, "uphold", policy="works")
    assert desk.state(case) == "received"
    with pytest.raises(BadInput):
        desk.decide(case, "uphold", policy="works")
    assert deciding.take_next(desk.officer, desk.now) is None
    assert not desk.decide(case, "reject", by=desk.colleague, policy="proof")  # proposes anew
    assert desk.decide(case, "reject", policy="proof")
    decision = desk.complaint(case).decisions.get()
    assert (decision.decided_by, decision.agreed_by) == (desk.colleague.id, desk.officer.id)
    assert desk.complaint(case).proposal == {}


def test_similar_cases_are_merged_and_decided_as_one(desk: Protection) -> None:
    cases = desk.send("A1", "A2", "A3").cases
    assert {c.pk for c in deciding.similar(desk.complaint(cases[0]))} == set(cases[1:])
    assert deciding.merge(desk.officer, desk.now, cases[0], cases[1:]) == 2
    taken = deciding.take_next(desk.officer, desk.now)
    assert taken is not None and taken.pk == cases[0]
    desk.decide(cases[0], "uphold")
    assert {desk.state(case) for case in cases} == {"removed"}
    assert deciding.take_next(desk.officer, desk.now) is None
    desk.fire(cases[1], "counter", desk.seller, HOUR, statement="x")  # each seller answers for itself
    assert desk.state(cases[0]) == "removed"
