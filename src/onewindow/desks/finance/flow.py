"""The procedure of a pledge, from the draft of the joint form to its end; those of insurance are declared with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onewindow.desks.finance import services, states
from onewindow.desks.finance.insurance_flow import CLAIM as CLAIM
from onewindow.desks.finance.insurance_flow import POLICY as POLICY
from onewindow.desks.finance.pledge_steps import AFTER, DECISION, FILING
from onewindow.desks.finance.policy import OFFICE
from onewindow.desks.register import agency
from onewindow.kernel import flow
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.kernel.flow import Firing, Transition
from onewindow.law.money import Money
from onewindow.texts import Text

PRIVATE = ("draft", "discarded")


def concerns(case: Case, actor: Actor) -> bool:
    """A pledge is its pledgor's business; once sent its lender's and the co-owners'; once filed the office's."""
    if is_pledgor(case, actor):
        return True
    if case.state in PRIVATE:
        return False
    if is_lender(case, actor) or is_co_owner(case, actor):
        return True
    return bool(case.pledge.number) and actor.has(*OFFICE)


def is_pledgor(case: Case, actor: Actor) -> bool:
    """Whether the actor acts for the pledgor."""
    return agency.acts_for(actor, case.party_id)


def is_lender(case: Case, actor: Actor) -> bool:
    """Whether the actor is the pledgee."""
    return actor.id is not None and case.pledge.lender_id == actor.id


def is_co_owner(case: Case, actor: Actor) -> bool:
    """Whether the actor acts for another owner of a right in the pledge."""
    if actor.party_id is None or is_pledgor(case, actor):
        return False
    owned = case.pledge.rights.filter(right__owner=actor.party_id)
    return owned.exists() or case.pledge.rights.filter(right__co_owners=actor.party_id).exists()


def may(case: Case, step: Transition, actor: Actor) -> bool:
    """Whether a step is for this actor's side; those without one are the office's."""
    side = SIDES.get(step.name)
    return side is None or side(case, actor)


SIDES: Mapping[str, Callable[[Case, Actor], bool]] = {
    **dict.fromkeys(("send", "take_back", "discard", "withdraw", "ask_change", "ask_act"), is_pledgor),
    **dict.fromkeys(("sign", "send_back", "agree_change", "decline_change", "agree_act", "decline_act", "cancel",
                     "realise"), is_lender),
    **dict.fromkeys(("consent_before", "consent"), is_co_owner),
}  # fmt: skip


def words(firing: Firing) -> Mapping[str, object]:
    """What the letters of a pledge name."""
    pledge = firing.case.pledge
    references = [row.right.reference for row in pledge.rights.select_related("right").order_by("right_id")]
    named: dict[str, object] = {"number": pledge.number, "lender": pledge.lender_name, "rights": references,
                                "pledgor": services.pledgor_name(pledge)}  # fmt: skip
    if pledge.amount is not None:
        money = Money(pledge.amount, pledge.currency)
        named["amount"] = {"en": money.say("en"), "zh": money.say("zh")}
    return named


PROCEDURE = flow.declare(
    flow.Procedure(
        name=services.PROCEDURE,
        label=Text("Pledge registration", "质押登记"),
        opened=Text("Form of a pledge begun", "开始填写质押申请"),
        concerns=concerns,
        may=may,
        words=words,
        states=states.STATES,
        transitions=(*FILING, *DECISION, *AFTER),
    )
)
