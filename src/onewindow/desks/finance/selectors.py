"""What can be read of the finance desk, by whom."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from onewindow.desks.finance.flow import PROCEDURE
from onewindow.desks.finance.models import Pledge
from onewindow.desks.finance.policy import OFFICE
from onewindow.desks.register import agency
from onewindow.desks.register.models import Party, Right, Status
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotFound
from onewindow.kernel.people import Person


def pledges(actor: Actor) -> QuerySet[Pledge]:
    """The pledges that are this actor's business (the same rule as ``flow.concerns``, for a list)."""
    sent = ~Q(case__state__in=["draft", "discarded"])
    mine = Q(case__party_id__in=agency.parties(actor))
    if actor.party_id is not None:
        shared = Pledge.objects.filter(
            Q(rights__right__owner=actor.party_id) | Q(rights__right__co_owners=actor.party_id)
        )
        mine |= sent & Q(pk__in=shared.values("pk"))
    if actor.id is not None:
        mine |= sent & Q(lender_id=actor.id)
    if actor.has(*OFFICE):
        mine |= sent & ~Q(number="")
    return Pledge.objects.select_related("case").filter(mine).order_by("-saved_at")


def pledge(actor: Actor, case_id: UUID) -> Pledge:
    """One pledge. Raises ``NotFound``, also for one that is not the actor's business."""
    found = Pledge.objects.select_related("case").filter(pk=case_id).first()
    if found is None or not PROCEDURE.concerns(found.case, actor):
        raise NotFound()
    return found


def pledgeable(party_id: int | None) -> list[Right]:
    """The rights in force of a party, its shares in others' included: the first 200."""
    party = party_id or 0
    own = Right.objects.filter(Q(owner=party) | Q(co_owners=party), status=Status.REGISTERED).distinct()
    return list(own.order_by("kind", "number")[:200])


def clients(actor: Actor) -> dict[int, str]:
    """The parties that an agent may file for, beside its own: names by party, in order of name."""
    found = Party.objects.filter(pk__in=agency.parties(actor) - {actor.party_id or 0}).order_by("name", "pk")
    return dict(found.values_list("pk", "name"))


def lenders() -> dict[int, str]:
    """Who lends at this window: names by person, in order of name."""
    people = Person.objects.filter(is_active=True, roles__role=Role.LENDER).order_by("full_name", "pk")
    return dict(people.values_list("pk", "full_name"))
