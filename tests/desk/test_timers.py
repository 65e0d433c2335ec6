"""Many cases moved at once, and steps that time takes: never early, once, none held up by one that breaks."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from onewindow.kernel import flow, ledger, timers
from onewindow.kernel.access import Actor, Role, house
from onewindow.kernel.case import Case, Due, Letter
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.law import rules
from onewindow.texts import Text

pytestmark = pytest.mark.django_db
HOUSE = house("tests")
WORDS = Text("Errand", "差事")
LETTER = flow.LetterForm("done", Text("Done by {who}", "由 {who} 完成"), Text("Done: {note}", "完成：{note}"))
TWO_HOURS = "errand.wait"
PERIOD = replace(rules.find("cn.trademark.review", date(2024, 1, 1)), id=TWO_HOURS, value=Decimal(2), unit="hours")
broken = set[UUID]()


def _guard(firing: flow.Firing) -> list[Problem]:
    if firing.case.pk in broken:
        raise RuntimeError("a fault of ours")
    return [Problem("note", WORDS)] if firing.data.get("note") == "" else []


PROCEDURE = flow.declare(
    flow.Procedure(
        "errand", WORDS, (flow.State("open", WORDS, WORDS), flow.State("done", WORDS, WORDS, final=True)),
        (
            flow.Transition(
                "finish", ("open",), "done", WORDS, WORDS, frozenset({Role.ADMINISTRATOR}), guard=_guard,
                effect=lambda firing: {"note": str(firing.data.get("note", "-"))}, ends=(TWO_HOURS,), letters=(LETTER,),
            ),
        ),
        lambda case, actor: actor.has(Role.ADMINISTRATOR, Role.EXAMINER),
        starts=(TWO_HOURS,),
        periods={TWO_HOURS: PERIOD},
        timers={TWO_HOURS: "finish"},
        words=lambda firing: {"who": firing.actor.name},
    )
)  # fmt: skip


def opened(now: datetime, count: int) -> list[UUID]:
    with transaction.atomic():
        return [case.pk for case in flow.open_cases(PROCEDURE, HOUSE, now, [flow.Opening(None) for _ in range(count)])]


def test_many_cases_move_in_one_transaction_and_those_that_may_not_stay(now: datetime) -> None:
    cases = opened(now, 4)
    flow.fire(cases[0], "finish", HOUSE, now)
    stranger = UUID(int=7)
    fired = flow.fire_many([*cases, stranger], "finish", HOUSE, now, {"note": "all"})
    assert set(fired.entries) == set(cases[1:])
    assert isinstance(fired.refused[cases[0]], Conflict) and isinstance(fired.refused[stranger], NotFound)
    seqs = sorted(entry.seq for entry in fired.entries.values())
    assert seqs == list(range(seqs[0], seqs[0] + 3))
    assert Letter.objects.get(case=cases[2]).body_zh == "完成：all"
    assert not Due.objects.filter(ended_at=None).exists()
    assert ledger.verify()[1] == []


def test_a_guard_or_a_role_keeps_a_case_where_it_is(now: datetime) -> None:
    cases = opened(now, 2)
    refused = flow.fire_many(cases, "finish", HOUSE, now, {"note": ""}).refused
    assert all(isinstance(error, BadInput) for error in refused.values()) and len(refused) == 2
    examiner = Actor("x", 1, frozenset({Role.EXAMINER}))
    assert isinstance(flow.fire_many(cases[:1], "finish", examiner, now).refused[cases[0]], NotAllowed)
    assert Case.objects.filter(state="open").count() == 2


def test_a_period_fires_after_its_last_moment_and_once(now: datetime) -> None:
    cases = opened(now, 3)
    end = now + timedelta(hours=2)
    assert timers.wake_all(end) == 0
    assert timers.wake_all(end + timedelta(seconds=1)) == 3
    assert timers.wake_all(end + timedelta(days=1)) == 0
    assert set(Due.objects.values_list("ended_at", flat=True)) == {end}
    assert Case.objects.filter(pk__in=cases, state="done").count() == 3


def test_a_case_that_breaks_its_step_is_told_and_the_others_go_on(now: datetime) -> None:
    cases = opened(now, 3)
    broken.add(cases[1])
    try:
        woken = timers.wake(now + timedelta(hours=3))
    finally:
        broken.clear()
    assert (woken.ended, woken.fired) == (3, 2)
    told = ledger.Entry.objects.get(action=timers.REFUSED)
    assert (told.case_id, told.data) == (cases[1], {"reason": "RuntimeError"})
    assert timers.wake(now + timedelta(hours=4)).ended == 0


def test_a_step_taken_by_hand_ends_its_timer(now: datetime) -> None:
    [case] = opened(now, 1)
    flow.fire(case, "finish", HOUSE, now + timedelta(hours=1))
    assert timers.wake_all(now + timedelta(days=1)) == 0
    assert ledger.Entry.objects.filter(case_id=case, action="errand.finish").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_wake_at_once_take_every_step_once(now: datetime) -> None:
    cases = opened(now, 40)
    at = now + timedelta(hours=3)

    def wake() -> None:
        from django.db import connection

        while timers.wake(at, limit=7).ended:
            pass
        connection.close()

    threads = [threading.Thread(target=wake) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timers.wake_all(at)  # what one left to the other while it held it
    moved = ledger.Entry.objects.filter(action="errand.finish").values_list("case_id", flat=True)
    assert sorted(moved) == sorted(cases)
