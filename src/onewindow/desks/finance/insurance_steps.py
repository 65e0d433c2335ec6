"""The steps of a policy and of a claim: guards and effects."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from onewindow.desks.finance.insuring import misfits, quoted, subsidy_of
from onewindow.desks.finance.models import Claim, Payment, Policy, next_number
from onewindow.desks.finance.numbers_given import Reader
from onewindow.desks.finance.pledge_reading import rights_of, seen, today
from onewindow.kernel import ledger
from onewindow.kernel.errors import Problem
from onewindow.law import insurance
from onewindow.law.money import Money
from onewindow.law.periods import add_months
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing


def can_offer(firing: Firing) -> list[Problem]:
    """The rights can be covered, and a premium of the insurer's own can be read."""
    policy: Policy = firing.case.policy
    reader = Reader(firing.data)
    reader.money("premium", optional=True)
    return [*reader.problems, *_misfits(policy, today(firing.now))]


def _misfits(policy: Policy, day: date) -> list[Problem]:
    ids = policy.rights.values_list("right_id", flat=True)
    product = insurance.product(policy.product, day)
    return misfits(product, seen(rights_of(ids)), day, co_owners_agree=bool(policy.quote.get("co_owners_agree")))


def offer(firing: Firing) -> ledger.Data:
    """The premium by the engine, or the insurer's own beside it."""
    policy: Policy = firing.case.policy
    made = quoted(policy, today(firing.now))
    own = Reader(firing.data).money("premium", optional=True)
    policy.quote = {**policy.quote, **made}
    policy.premium = own or Decimal(made["premium"])
    policy.insurer_id, policy.insurer_name = firing.actor.id, firing.actor.name
    policy.save()
    return {"premium": _said(policy.premium), "limit": _said(policy.limit)}


def can_accept(firing: Firing) -> list[Problem]:
    """The register may have moved on since the offer."""
    return _misfits(firing.case.policy, today(firing.now))


def accept(firing: Firing) -> ledger.Data:
    """The cover begins for a year; what the bulletin sums stands in entries of its own."""
    policy: Policy = firing.case.policy
    assert policy.premium is not None
    day = today(firing.now)
    before = Policy.objects.filter(case__party_id=firing.case.party_id).exclude(number="").exists()
    policy.number, policy.starts = next_number("IP", day.year), day
    policy.ends = add_months(day, 12) - timedelta(days=1)
    year, policy.subsidy, row = subsidy_of(policy, policy.premium, day)
    policy.quote = {**policy.quote, "year": year, "percent": row.percent if row else 0}
    policy.save()
    subject, count = f"case/{policy.pk}", policy.rights.count()
    drafts = [
        ledger.Draft("policy.sum_insured", subject, policy.limit, policy.pk),
        ledger.Draft("policy.rights_insured", subject, count, policy.pk),
        ledger.Draft("policy.subsidised", subject, policy.subsidy, policy.pk),
    ]
    if not before:
        drafts.append(ledger.Draft("policy.firm_insured", subject, 1, policy.pk))
    ledger.append_many(firing.actor, drafts, firing.now)
    return {"number": policy.number, "premium": _said(policy.premium), "subsidy": _said(policy.subsidy),
            "until": policy.ends.isoformat()}  # fmt: skip


def can_end(firing: Firing) -> list[Problem]:
    """The year of the cover is over."""
    ends: date | None = firing.case.policy.ends
    assert ends is not None
    if ends < today(firing.now):
        return []
    expected = Text("a cover that is over; this one ends on {day}", "已到期的保单；该保单 {day} 到期")
    return [Problem("period", expected.fill(day=ends.isoformat()))]


def paid_so_far(claim: Claim) -> Decimal:
    """What was paid on a claim."""
    return claim.payments.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def can_pay(firing: Firing) -> list[Problem]:
    """An amount that, with what was paid, stays within the limit less the deductible."""
    claim: Claim = firing.case.claim
    reader = Reader(firing.data)
    amount = reader.money("amount")
    left = claim.policy.limit - claim.policy.deductible - paid_so_far(claim)
    if not reader.problems and amount > left:
        expected = Text("at most {left}, what the cover still pays on this claim", "不超过该案剩余保障额度 {left}")
        reader.wrong("amount", expected.fill(left=f"{left:,.2f}"), f"{amount:,.2f}")
    return reader.problems


def pay(firing: Firing) -> ledger.Data:
    """A payment on the claim: it enters the triangle of its product."""
    claim: Claim = firing.case.claim
    amount = Reader(firing.data).money("amount")
    entry = ledger.append(
        firing.actor, "claim.amount_paid", f"case/{claim.pk}", firing.now, quantity=amount, case_id=claim.pk
    )
    Payment.objects.create(claim=claim, amount=amount, on=today(firing.now), entry_seq=entry.seq)
    return {"amount": _said(amount)}


def can_settle(firing: Firing) -> list[Problem]:
    """Something was paid; a claim on which nothing is paid is refused."""
    if firing.case.claim.payments.exists():
        return []
    return [Problem("amount", Text("a payment before the claim is settled", "结案前至少一笔赔付"))]


def _said(amount: Decimal) -> dict[str, Any]:
    money = Money(amount, "CNY")
    return {"en": money.say("en"), "zh": money.say("zh")}
