"""What can be read of sites and their plans."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from onewindow.desks.network.policy import READERS
from onewindow.desks.network.site_models import SitePlan
from onewindow.engines.network.site import yang
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


def sites(actor: Actor, after: str, most: int) -> list[dict[str, Any]]:
    """Up to ``most`` sites by name, those after ``after``: how many plans, the latest, the one in force."""
    plans = visible_to(actor)
    named = plans.order_by("name").filter(name__gt=after).values("name")
    rows = list(named.annotate(plans=Count("pk"), last=Max("version"))[:most])
    names = [row["name"] for row in rows]
    latest = {(p.name, p.version): p for p in plans.filter(name__in=names)}
    force = dict(plans.filter(name__in=names, case__state="approved").values_list("name", "pk"))
    return [
        {"name": row["name"], "synthetic": latest[row["name"], row["last"]].synthetic, "plans": row["plans"],
         "latest": str(latest[row["name"], row["last"]].pk),
         "in_force": str(force[row["name"]]) if row["name"] in force else None}
        for row in rows
    ]  # fmt: skip


def file(plan: SitePlan, name: str) -> dict[str, Any] | None:
    """What machines read of a plan: ``plan``, ``topology``, ``flexe`` or ``certificates``; empty until it is made."""
    if name == "flexe":
        calendars = plan.result.get("calendars")
        return yang.flexe_json(calendars) if calendars else None
    kept = {"plan": plan.result, "topology": plan.topology, "certificates": plan.certificates}
    return kept.get(name)
