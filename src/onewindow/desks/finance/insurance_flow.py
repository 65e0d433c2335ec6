"""The procedures of a policy and of a claim."""

from __future__ import annotations

from onewindow.desks.finance import insurance_steps as steps
from onewindow.desks.finance.pledge_filing import reason_of, with_reason
from onewindow.desks.finance.policy import INSURERS, PLEDGORS
from onewindow.kernel import flow
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.kernel.flow import LetterForm, State, Transition
from onewindow.texts import Text

OFFERED = LetterForm(
    "offered",
    Text("An offer of cover", "承保要约"),
    Text("The premium of a year for a limit of {limit} is {premium}.", "保险金额 {limit}，一年保险费 {premium}。"),
)
POLICY_LETTER = LetterForm(
    "policy",
    Text("Policy {number}", "保险单 {number}"),
    Text("The cover begins today and ends on {until}. Of the premium of {premium}, the public purse pays {subsidy}.",
         "保险责任自今日起至 {until} 止。保险费 {premium}，其中财政补贴 {subsidy}。"),
)  # fmt: skip
DECLINED = LetterForm(
    "declined", Text("No cover is offered", "不予承保"), Text("The reason: {reason}", "理由：{reason}")
)
PAID = LetterForm("paid", Text("A payment on your claim", "赔付通知"), Text("{amount} is paid.", "已赔付 {amount}。"))
REFUSED = LetterForm(
    "refused", Text("Your claim is refused", "拒赔通知"), Text("The reason: {reason}", "理由：{reason}")
)
POLICY_STATES = (
    State("asked", Text("Asked for", "已投保"), Text("The holder asked for cover; an insurer may offer it.",
                                                   "权利人已提出投保，待保险机构报价。")),
    State("offered", Text("Offered", "已报价"), Text("An insurer offers cover at a premium; the holder accepts or not.",
                                                  "保险机构已报价，待权利人确认。")),
    State("in_force", Text("In force", "保险期内"), Text("The cover runs; losses are claimed here.",
                                                       "保险责任有效，出险后在此索赔。")),
    State("declined", Text("Declined", "不予承保"), Text("The insurer offers no cover.", "保险机构不予承保。"),
          final=True, exit=True),
    State("withdrawn", Text("Withdrawn", "已撤回"), Text("The holder did not go on.", "权利人已撤回投保。"),
          final=True, exit=True),
    State("ended", Text("Ended", "已到期"), Text("The year of cover is over.", "保险期间已届满。"), final=True),
)  # fmt: skip
CLAIM_STATES = (
    State("notified", Text("Notified", "已报案"), Text("The loss is notified with its evidence; the insurer pays or "
                                                     "refuses.", "已报案并提交证据，待保险机构理赔。")),
    State("refused", Text("Refused", "已拒赔"), Text("The insurer does not pay.", "保险机构不予赔付。"),
          final=True, exit=True),
    State("settled", Text("Settled", "已结案"), Text("The claim is paid and closed.", "赔付完毕并结案。"), final=True),
)  # fmt: skip


def concerns_policy(case: Case, actor: Actor) -> bool:
    """A policy is its holder's business, and its insurer's; asked for, it is every insurer's."""
    if case.party_id is not None and case.party_id == actor.party_id:
        return True
    return actor.has(*INSURERS) and case.policy.insurer_id in (None, actor.id)


def concerns_claim(case: Case, actor: Actor) -> bool:
    """A claim is the business of the holder and of the insurer of its policy."""
    if case.party_id is not None and case.party_id == actor.party_id:
        return True
    return actor.id is not None and case.claim.policy.insurer_id == actor.id


def may(case: Case, step: Transition, actor: Actor) -> bool:
    """A holder's step is for who acts for the party; an insurer's for whoever sees the case as one."""
    return (case.party_id == actor.party_id) if step.roles == PLEDGORS else actor.has(*INSURERS)


POLICY = flow.declare(
    flow.Procedure(
        name="policy",
        label=Text("Insurance", "知识产权保险"),
        opened=Text("Cover asked for", "提出投保"),
        concerns=concerns_policy,
        may=may,
        states=POLICY_STATES,
        transitions=(
            Transition("offer", ("asked",), "offered", Text("Offer cover", "报价承保"), Text("Cover offered", "已报价"),
                       INSURERS, guard=steps.can_offer, effect=steps.offer, letters=(OFFERED,)),
            Transition("decline", ("asked",), "declined", Text("Offer no cover", "不予承保"),
                       Text("Cover declined", "不予承保"), INSURERS, guard=with_reason, effect=reason_of,
                       letters=(DECLINED,)),
            Transition("accept", ("offered",), "in_force", Text("Accept the offer", "接受报价并投保"),
                       Text("Policy made", "保单生效"), PLEDGORS, guard=steps.can_accept, effect=steps.accept,
                       letters=(POLICY_LETTER,)),
            Transition("withdraw", ("asked", "offered"), "withdrawn", Text("Do not go on", "撤回投保"),
                       Text("Withdrawn", "已撤回投保"), PLEDGORS,
                       confirm=Text("The rights stay without cover.", "撤回后权利不受保障。")),
            Transition("end", ("in_force",), "ended", Text("Record the end of the cover", "登记保险期满"),
                       Text("Cover ended", "保险期满"), INSURERS, guard=steps.can_end),
        ),
    )
)  # fmt: skip
CLAIM = flow.declare(
    flow.Procedure(
        name="claim",
        label=Text("Claim", "保险索赔"),
        opened=Text("Loss notified", "出险报案"),
        concerns=concerns_claim,
        may=may,
        states=CLAIM_STATES,
        transitions=(
            Transition("pay", ("notified",), "notified", Text("Pay", "赔付"), Text("Payment made", "已赔付"), INSURERS,
                       guard=steps.can_pay, effect=steps.pay, letters=(PAID,)),
            Transition("settle", ("notified",), "settled", Text("Close the claim", "结案"),
                       Text("Claim settled", "已结案"), INSURERS, guard=steps.can_settle),
            Transition("refuse", ("notified",), "refused", Text("Refuse the claim", "拒赔"),
                       Text("Claim refused", "已拒赔"), INSURERS, guard=with_reason, effect=reason_of,
                       letters=(REFUSED,)),
        ),
    )
)  # fmt: skip
