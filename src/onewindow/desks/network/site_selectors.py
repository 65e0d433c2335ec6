"""What can be read of sites and their plans."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from onewindow.desks.network.site_flow import READERS
from onewindow.desks.network.site_models import SitePlan
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import NotFound


def visible_to(actor: Actor) -> QuerySet[SitePlan]:
    """The plans that this actor may see, the latest first."""
    plans = SitePlan.objects.select_related("case").order_by("-asked_at")
    return plans if actor.has(*READERS) else plans.none()


def one(actor: Actor, case_id: UUID) -> SitePlan:
    """One of them. Raises ``NotFound``."""
    found = visible_to(actor).filter(pk=case_id).first()
    if found is None:
        raise NotFound()
    return found


def history(actor: Actor, plan: SitePlan) -> list[SitePlan]:
    """All plans of the same site, the latest first."""
    return list(visible_to(actor).filter(name=plan.name).order_by("-version"))
