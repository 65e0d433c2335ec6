"""What can be read of complaints, by whom."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from onewindow.desks.protection import policy
from onewindow.desks.protection.complaint_models import Complaint, Notice
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import NotFound

RELATED = ("case", "notice__account__party", "notice__right", "listing__catalogue", "seller")


def visible_to(actor: Actor) -> QuerySet[Complaint]:
    """The complaints that are this actor's business (the same rule as ``policy.concerns``, for a list)."""
    found = Complaint.objects.select_related(*RELATED).order_by("-case__opened_at", "pk")
    if actor.has(*policy.OFFICE):
        return found
    mine = Q(pk__in=[])
    if actor.id is not None:
        mine |= Q(notice__person_id=actor.id) | Q(seller__person_id=actor.id, outcome__in=policy.TOLD)
    if actor.party_id is not None:
        mine |= Q(case__party_id=actor.party_id)
    return found.filter(mine)


def complaint(actor: Actor, case_id: UUID) -> Complaint:
    """One complaint. Raises ``NotFound``, also for one that is not the actor's business."""
    found = Complaint.objects.select_related(*RELATED).filter(pk=case_id).first()
    if found is None or not policy.concerns(found.case, actor):
        raise NotFound()
    return found


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The notices that the actor or its party sent."""
    mine = Q(person_id=actor.id) if actor.id is not None else Q(pk__in=[])
    if actor.party_id is not None:
        mine |= Q(account__party_id=actor.party_id)
    return Notice.objects.select_related("account__party", "right").filter(mine).order_by("-pk")


def notice(actor: Actor, notice_id: int) -> Notice:
    """One notice of the actor's own, or any for the office. Raises ``NotFound``."""
    found = Notice.objects.select_related("account__party", "right") if actor.has(*policy.OFFICE) else notices_of(actor)
    one = found.filter(pk=notice_id).first()
    if one is None:
        raise NotFound()
    return one
