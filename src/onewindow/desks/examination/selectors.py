"""What can be read of applications, by whom."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from onewindow.desks.examination.flow import PROCEDURE
from onewindow.desks.examination.models import Application
from onewindow.desks.examination.policy import OFFICE
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import NotFound


def visible_to(actor: Actor) -> QuerySet[Application]:
    """The applications that are this actor's business (the same rule as ``flow.concerns``, for a list)."""
    mine = Q(pk__in=[])
    if actor.id is not None:
        mine |= Q(case__opened_by=actor.id)
    if actor.party_id is not None:
        mine |= Q(case__party_id=actor.party_id)
    if actor.has(*OFFICE):
        mine |= ~Q(case__state__in=["draft", "discarded"])
    return Application.objects.select_related("case", "right").filter(mine).order_by("-saved_at")


def application(actor: Actor, case_id: UUID) -> Application:
    """One application. Raises ``NotFound``, also for one that is not the actor's business."""
    found = Application.objects.select_related("case", "right").filter(pk=case_id).first()
    if found is None or not PROCEDURE.concerns(found.case, actor):
        raise NotFound()
    return found
