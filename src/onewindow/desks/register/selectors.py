"""What can be read from the register. It is public; what an actor owns is told apart from the rest."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from onewindow.desks.register.models import ImportRun, LegalEvent, Party, Right
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotFound


def rights(actor: Actor) -> QuerySet[Right]:
    """The rights this actor may see: the register is public, but for applications that are not published yet."""
    found = Right.objects.select_related("owner")
    if actor.has(Role.ADMINISTRATOR):
        return found
    own = Q(private_to=actor.id) if actor.id is not None else Q(pk__in=())
    return found.filter(Q(private_to=None) | own | Q(owner_id=actor.party_id or 0))


def own_rights(actor: Actor) -> QuerySet[Right]:
    """The rights of the party the actor acts for."""
    return rights(actor).filter(owner_id=actor.party_id or 0).order_by("-filing_date", "pk")


def right(actor: Actor, right_id: int) -> Right:
    """One right. Raises ``NotFound``."""
    found = rights(actor).filter(pk=right_id).first()
    if found is None:
        raise NotFound()
    return found


def events(of: Right) -> list[LegalEvent]:
    """Its legal-status events, oldest first."""
    return list(of.events.order_by("date", "pk"))


def party(actor: Actor, party_id: int) -> Party:
    """One party. Raises ``NotFound``."""
    found = Party.objects.filter(pk=party_id).first()
    if found is None:
        raise NotFound()
    return found


def imports(actor: Actor) -> QuerySet[ImportRun]:
    """The files taken in: an administrator's business."""
    if not actor.has(Role.ADMINISTRATOR):
        return ImportRun.objects.none()
    return ImportRun.objects.order_by("-pk")


def import_run(actor: Actor, run_id: int) -> ImportRun:
    """One import. Raises ``NotFound``."""
    found = imports(actor).filter(pk=run_id).first()
    if found is None:
        raise NotFound()
    return found
