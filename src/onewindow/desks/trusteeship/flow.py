"""The mandate: an agent looks after a client's rights until one of them ends it; once a month the client is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from onewindow.desks.register import agency
from onewindow.desks.trusteeship import selectors
from onewindow.kernel import clock, flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case
from onewindow.kernel.errors import Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

agency.declare(selectors.represented)
REMINDER = "window.reminder"
SOON = 90
"""Days ahead that a reminder looks."""


def concerns(case: Case, actor: Actor) -> bool:
    """A mandate is the business of its trustee, of the client, and of the house."""
    own = case.opened_by is not None and case.opened_by == actor.id
    client = case.party_id is not None and case.party_id == actor.party_id
    return own or client or actor.has(Role.ADMINISTRATOR)


def _can_confirm(firing: Firing) -> list[Problem]:
    """Once is enough."""
    confirmed = Problem("mandate", Text("a mandate not confirmed yet", "尚未确认的委托"))
    return [confirmed] if firing.case.client.confirmed else []


def _confirm(firing: Firing) -> ledger.Data:
    """The client has said that the trustee may act for it before the office."""
    client = firing.case.client
    client.confirmed = True
    client.save(update_fields=["confirmed"])
    return {}


def _may(case: Case, step: flow.Transition, actor: Actor) -> bool:
    """The client confirms, the trustee reminds, both can end it."""
    client = case.party_id is not None and case.party_id == actor.party_id
    return client if step.name == "confirm" else True


def _told(firing: Firing) -> ledger.Data:
    """What is due within the next months or late, line by line, for the letter and the ledger."""
    today = clock.local_day(firing.now, settings.TIME_ZONE)
    lines = selectors.due_lines(firing.case.client, today, SOON)
    nothing = Text("Nothing is due in this time.", "此期间无待办期限。")
    en = "\n".join(line.en for line in lines) or nothing.en
    zh = "\n".join(line.zh for line in lines) or nothing.zh
    return {"listed": {"en": en, "zh": zh}, "day": today.isoformat()}


LETTER = flow.LetterForm(
    "reminder",
    Text("Deadlines of the next three months", "未来三个月的期限"),
    Text("As of {day}:\n{listed}", "截至{day}：\n{listed}"),
)
OPENING = flow.LetterForm(
    "mandate",
    Text("Mandate in force", "托管委托生效"),
    Text(
        "From now on your trustee watches over the deadlines of your rights. Once a month this window tells you what "
        "is due in the next three months.",
        "自即日起，托管人为您的权利监控期限。本窗口每月告知未来三个月内的待办期限。",
    ),
)
PROCEDURE = flow.declare(
    flow.Procedure(
        name="mandate",
        label=Text("Mandate", "托管委托"),
        opened=Text("Client taken on", "接受客户委托"),
        concerns=concerns,
        states=(
            flow.State(
                "in_force", Text("In force", "生效中"),
                Text("The trustee looks after the rights of the client.", "托管人正为客户管理权利。"),
            ),
            flow.State("ended", Text("Ended", "已终止"), Text("The mandate is over.", "委托已终止。"), final=True),
        ),
        transitions=(
            flow.Transition(
                "remind", ("in_force",), "in_force", Text("Remind the client now", "立即提醒客户"),
                Text("Client reminded", "已提醒客户"), frozenset({Role.AGENT, Role.ADMINISTRATOR}),
                effect=_told, starts=(REMINDER,), letters=(LETTER,),
            ),
            flow.Transition(
                "confirm", ("in_force",), "in_force", Text("Confirm the mandate", "确认委托"),
                Text("Mandate confirmed by the client", "客户确认委托"), frozenset({Role.HOLDER}),
                guard=_can_confirm, effect=_confirm,
            ),
            flow.Transition(
                "end", ("in_force",), "ended", Text("End the mandate", "终止委托"), Text("Mandate ended", "委托终止"),
                frozenset({Role.AGENT, Role.HOLDER}), ends=(REMINDER,),
                confirm=Text("Reminders and the calendar end with it.", "提醒与日历订阅将同时停止。"),
            ),
        ),
        starts=(REMINDER,),
        letters=(OPENING,),
        timers={REMINDER: "remind"},
        may=_may,
    )
)  # fmt: skip
