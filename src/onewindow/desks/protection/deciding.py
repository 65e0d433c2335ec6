"""What officers do: take the next case, propose and agree on a sensitive one, decide with policy and reason, merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from onewindow.desks.protection import procedures
from onewindow.desks.protection.complaint_models import Complaint
from onewindow.desks.protection.policy import OFFICE, OFFICERS
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.case import Case
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.law.packs import Step
from onewindow.texts import Text

OFFICERS_ONLY = Text("Only enforcement officers take cases.", "只有平台人员可以领取案件。")
SAME_OFFICER = Text("another officer than the one who proposed it", "提出拟议决定者以外的平台人员")
NOT_ALIKE = Text("open cases under the same rules, standing at the same place", "适用相同规则且处于相同阶段的未结案件")
NO_OUTCOME = Text("one of the decisions", "可选决定之一")
OTHERS = Text("Another officer has this case.", "该案由另一名平台人员办理。")


def waiting_states() -> dict[str, tuple[str, ...]]:
    """Where the next word is the office's: the states of every procedure that an officer's step leaves."""
    return {
        procedures.procedure_name(pack): tuple(
            dict.fromkeys(state for step in pack.steps if step.who == "officer" for state in step.sources)
        )
        for pack in procedures.known().values()
    }


def waiting() -> QuerySet[Complaint]:
    """The complaints that wait for an officer; children wait with their parent."""
    states = {state for found in waiting_states().values() for state in found}
    return Complaint.objects.filter(case__procedure__in=waiting_states(), case__state__in=states, parent=None)


def take_next(actor: Actor, now: datetime) -> Complaint | None:
    """Give the officer the next case nobody has: the good-faith lane first, then the one that came first.

    A sensitive case that waits for a second officer is not given to the first; an appeal not to who decided before.
    Raises ``NotAllowed`` for anybody but an officer.
    """
    if not actor.has(*OFFICERS):
        raise NotAllowed(OFFICERS_ONLY)
    with transaction.atomic():
        again = Q(case__state__in=_anew(), decisions__decided_by=actor.id)
        free = waiting().filter(officer_id=None).exclude(proposed_by=actor.id).exclude(again)
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(of=("self",), skip_locked=True)
        chosen = free.order_by("-fast", "case__moved_at", "pk").first()
        if chosen is None:
            return None
        Complaint.objects.filter(pk=chosen.pk).update(officer_id=actor.id)
        ledger.append(actor, "protection.taken", f"case/{chosen.pk}", now, case_id=chosen.pk)
        chosen.officer_id = actor.id
    return chosen


def _anew() -> set[str]:
    """The states in which another officer decides than the one who did before."""
    packs = procedures.known().values()
    return {state for pack in packs for step in pack.steps if step.another_officer for state in step.sources}


def give_back(actor: Actor, now: datetime, case_id: UUID) -> None:
    """Put a case back. Raises ``NotFound`` for one the officer does not have."""
    with transaction.atomic():
        if not Complaint.objects.filter(pk=case_id, officer_id=actor.id or 0).update(officer_id=None):
            raise NotFound()
        ledger.append(actor, "protection.given_back", f"case/{case_id}", now, case_id=case_id)


def decide(actor: Actor, now: datetime, case_id: UUID, name: str, data: Mapping[str, object]) -> bool:
    """Take an officer's step in a case and in those merged under it.

    Where the reason is a sensitive one the first officer's decision is kept as a proposal, and taken when a second one
    decides the same; a second one who decides otherwise proposes anew. True if the step was taken, False if proposed.
    Raises ``NotAllowed``, ``NotFound``, ``Conflict``, ``BadInput`` as ``flow.fire``.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        complaint = Complaint.objects.select_related("case").filter(pk=case_id).first()
        if case is None or complaint is None or not flow.procedures()[case.procedure].concerns(case, actor):
            raise NotFound()
        if complaint.officer_id is not None and complaint.officer_id != actor.id and actor.has(*OFFICERS):
            raise Conflict(OTHERS)
        step = procedures.pack_of(case).step(name)
        if step is None:
            raise NotFound()
        if step.sensitive and complaint.sensitive and not _agrees(actor, complaint, step):
            _propose(actor, now, complaint, step, data)
            return False
        flow.fire(case_id, name, actor, now, data)
        children = list(complaint.children.filter(case__state=case.state).values_list("pk", flat=True))
        if children:
            if complaint.sensitive and step.sensitive:
                proposed = {"proposal": complaint.proposal, "proposed_by": complaint.proposed_by}
                Complaint.objects.filter(pk__in=children).update(**proposed)
            refused = flow.fire_many(children, name, actor, now, data).refused
            for error in refused.values():
                raise error
    return True


def decide_many(
    actor: Actor, now: datetime, case_ids: Sequence[UUID], name: str, data: Mapping[str, object]
) -> flow.Fired:
    """Take the same officer's step in many cases that ask for one officer only, with one policy and reason."""
    if not actor.has(*OFFICERS):
        raise NotAllowed(OFFICERS_ONLY)
    return flow.fire_many(case_ids, name, actor, now, data)


def merge(actor: Actor, now: datetime, parent_id: UUID, case_ids: Sequence[UUID]) -> int:
    """Put similar cases under a parent: they are decided with it. Returns how many. Raises ``BadInput``."""
    if not actor.has(*OFFICERS):
        raise NotAllowed(OFFICERS_ONLY)
    wanted = {each for each in case_ids if each != parent_id}
    with transaction.atomic():
        locked = {c.pk: c for c in Case.objects.select_for_update().filter(pk__in=[parent_id, *wanted]).order_by("pk")}
        found = {c.pk: c for c in Complaint.objects.filter(pk__in=locked, parent=None)}
        parent = locked.get(parent_id)
        if parent is None or parent_id not in found:
            raise NotFound()
        alike = [
            pk
            for pk in wanted
            if pk in found
            and (locked[pk].procedure, locked[pk].state) == (parent.procedure, parent.state)
            and found[pk].sensitive == found[parent_id].sensitive
        ]
        if len(alike) != len(wanted) or not wanted:
            raise BadInput([Problem("cases", NOT_ALIKE)])
        Complaint.objects.filter(pk__in=alike).update(parent=found[parent_id], officer_id=None)
        Complaint.objects.filter(parent_id__in=alike).update(parent=found[parent_id])
        data: ledger.Data = {"cases": sorted(str(pk) for pk in alike)}
        ledger.append(
            actor, "protection.merged", f"case/{parent_id}", now, quantity=len(alike), case_id=parent_id, data=data
        )
    return len(alike)


def similar(complaint: Complaint) -> list[Complaint]:
    """Cases that could be merged under this one: the same seller or the same listing, standing at the same place."""
    if complaint.seller_id is None:
        return []
    found = waiting().select_related("case", "notice", "listing", "seller").exclude(pk=complaint.pk)
    found = found.filter(case__procedure=complaint.case.procedure, case__state=complaint.case.state)
    same = found.filter(
        seller_id=complaint.seller_id, sensitive=complaint.sensitive, notice__reason=complaint.notice.reason
    )
    return list(same.order_by("case__opened_at")[:50])


def may_see_queue(actor: Actor) -> None:
    """The queue is the office's business. Raises ``NotFound``."""
    if not actor.has(*OFFICE):
        raise NotFound()


def _agrees(actor: Actor, complaint: Complaint, step: Step) -> bool:
    proposal = complaint.proposal
    return bool(proposal) and proposal.get("step") == step.name and complaint.proposed_by != actor.id


def _propose(actor: Actor, now: datetime, complaint: Complaint, step: Step, data: Mapping[str, object]) -> None:
    if not actor.has(*OFFICERS):
        raise NotAllowed(Text("Your role does not allow this step.", "您的角色无权执行此步骤。"))
    if complaint.case.state not in step.sources:
        raise Conflict(Text("The case has moved on.", "案件已进入其他阶段。"))
    if complaint.proposed_by == actor.id and complaint.proposal.get("step") == step.name:
        raise BadInput([Problem("officer", SAME_OFFICER)])
    pack = procedures.pack_of(complaint.case)
    policy, reason = data.get("policy"), data.get("reason")
    problems = []
    if not isinstance(policy, str) or pack.policy(policy) is None:
        problems.append(Problem("policy", Text("one of the policies", "规则之一")))
    if not isinstance(reason, str) or not reason.strip():
        problems.append(Problem("reason", Text("the reason in words", "用文字写明理由")))
    if problems:
        raise BadInput(problems)
    proposal = {"step": step.name, "policy": policy, "reason": str(reason).strip(), "name": actor.name}
    Complaint.objects.filter(pk=complaint.pk).update(proposal=proposal, proposed_by=actor.id, officer_id=None)
    facts: ledger.Data = {"step": step.name, "policy": str(policy)}
    ledger.append(actor, "protection.proposed", f"case/{complaint.pk}", now, case_id=complaint.pk, data=facts)
