"""What can be done with insurance outside its steps: ask for cover, notify a loss; and what can be read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from onewindow.desks.finance import insurance_flow
from onewindow.desks.finance.insuring import misfits, quoted
from onewindow.desks.finance.models import Claim, InsuredRight, Policy
from onewindow.desks.finance.numbers_given import Reader
from onewindow.desks.finance.pledge_filing import holders
from onewindow.desks.finance.pledge_reading import rights_of, seen, today
from onewindow.desks.finance.policy import INSURERS, PLEDGORS
from onewindow.desks.finance.services import NO_PARTY
from onewindow.kernel import files, flow
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from onewindow.law import insurance
from onewindow.texts import Text

EVIDENCE_BYTES = 20 * 1024 * 1024
HOLDERS_ONLY = Text("Only a rights holder insures its rights.", "只有权利人可以为其权利投保。")
NOT_IN_FORCE = Text("The policy is not in force.", "保单不在保险期内。")
EVIDENCE = Text("a file with the evidence, of at most 20 MB", "不超过 20 MB 的证据文件")


def ask(actor: Actor, now: datetime, given: Mapping[str, Any], right_ids: Sequence[int]) -> Policy:
    """Ask for cover of own rights. Raises ``NotAllowed``, ``Conflict``, ``BadInput`` by field."""
    if not actor.has(*PLEDGORS):
        raise NotAllowed(HOLDERS_ONLY)
    if actor.party_id is None:
        raise Conflict(NO_PARTY)
    form = Reader(given)
    product = insurance.products(today(now)).get(form.text("product"))
    if product is None:
        form.wrong("product", Text("one of the products", "所列产品之一"), form.text("product"))
    limit, deductible = form.money("limit"), form.money("deductible", optional=True)
    if deductible >= limit and not form.problems:
        form.wrong("deductible", Text("an amount below the limit", "低于保险金额的免赔额"), str(deductible))
    scheme = form.text("scheme")
    if scheme and scheme not in insurance.schemes(today(now)):
        form.wrong("scheme", Text("one of the schemes, or none", "所列补贴方案之一，或不选"), scheme)
    rights = rights_of(right_ids)
    if not rights or any(actor.party_id not in holders(right) for right in rights) or len(rights) < len(set(right_ids)):
        form.wrong("rights", Text("own rights of the register", "登记簿中本人的权利"))
    agree = form.text("co_owners_agree") == "yes"
    problems = form.problems
    if product is not None and not problems:
        problems = misfits(product, seen(rights), today(now), agree)
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        case = flow.open_case(insurance_flow.POLICY, actor, now, actor.party_id)
        policy = Policy.objects.create(
            case=case, product=form.text("product"), limit=limit, deductible=deductible, scheme=scheme,
            quote={"co_owners_agree": agree},
        )  # fmt: skip
        InsuredRight.objects.bulk_create(InsuredRight(policy=policy, right=right) for right in rights)
    return policy


def notify(
    actor: Actor, now: datetime, policy_id: UUID, given: Mapping[str, Any], file: IO[bytes] | None, name: str = ""
) -> Claim:
    """Notify a loss under an own policy, with its evidence. Raises ``NotFound``, ``Conflict``, ``BadInput``."""
    policy = one_policy(actor, policy_id)
    if policy.case.party_id != actor.party_id or not actor.has(*PLEDGORS):
        raise NotFound()
    if policy.case.state != "in_force" or policy.starts is None or policy.ends is None:
        raise Conflict(NOT_IN_FORCE)
    form = Reader(given)
    amount, told = form.money("amount"), form.text("told")
    lost_on = _day(form, policy.starts, min(policy.ends, today(now)))
    if not 1 <= len(told) <= 4000:
        form.wrong("told", Text("what happened, in 1 to 4000 characters", "1 至 4000 个字符的出险经过"))
    if file is None:
        form.wrong("evidence", EVIDENCE)
    if form.problems or file is None:
        raise BadInput(form.problems)
    kept = files.keep(actor, now, file, name, "evidence", EVIDENCE_BYTES)
    with transaction.atomic():
        case = flow.open_case(insurance_flow.CLAIM, actor, now, policy.case.party_id)
        return Claim.objects.create(
            case=case, policy=policy, lost_on=lost_on, amount=amount, told=told, evidence=kept.sha256,
            evidence_name=name[:200],
        )  # fmt: skip


def _day(form: Reader, first: date, last: date) -> date:
    text = form.text("lost_on")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not first <= day <= last:
        expected = Text("a day of the cover, from {first} to {last}", "保险期内的日期，{first} 至 {last}")
        form.wrong("lost_on", expected.fill(first=first.isoformat(), last=last.isoformat()), text)
        return first
    return day


def policies(actor: Actor) -> QuerySet[Policy]:
    """The policies that are this actor's business (the rule of ``insurance_flow.concerns_policy``, for a list)."""
    mine = Q(pk__in=[])
    if actor.party_id is not None:
        mine |= Q(case__party_id=actor.party_id)
    if actor.has(*INSURERS):
        mine |= Q(insurer_id=None) | Q(insurer_id=actor.id)
    return Policy.objects.select_related("case").filter(mine).order_by("-case__moved_at")


def one_policy(actor: Actor, policy_id: UUID) -> Policy:
    """One policy. Raises ``NotFound``."""
    found = policies(actor).filter(pk=policy_id).first()
    if found is None:
        raise NotFound()
    return found


def reckoning(actor: Actor, policy: Policy, now: datetime) -> dict[str, Any]:
    """How the premium comes about, as offered; an insurer who is asked for it sees how it would come about now."""
    asked = actor.has(*INSURERS) and policy.case.state == "asked"
    return quoted(policy, today(now)) if asked else policy.quote


def claims(actor: Actor) -> QuerySet[Claim]:
    """The claims that are this actor's business."""
    mine = Q(pk__in=[])
    if actor.party_id is not None:
        mine |= Q(case__party_id=actor.party_id)
    if actor.id is not None:
        mine |= Q(policy__insurer_id=actor.id)
    return Claim.objects.select_related("case", "policy").filter(mine).order_by("-case__moved_at")


def one_claim(actor: Actor, claim_id: UUID) -> Claim:
    """One claim. Raises ``NotFound``."""
    found = claims(actor).filter(pk=claim_id).first()
    if found is None:
        raise NotFound()
    return found
