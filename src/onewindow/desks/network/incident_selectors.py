"""The only reader of alarms and incidents, given the actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from onewindow.desks.network.models import AlarmRecord, Incident, Intake
from onewindow.desks.network.policy import READERS
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import NotFound


def incidents(actor: Actor) -> QuerySet[Incident]:
    """The incidents this actor may see, the latest first."""
    found = Incident.objects.select_related("case").order_by("-onset")
    return found if actor.has(*READERS) else found.none()


def incident(actor: Actor, case_id: UUID) -> Incident:
    """One incident. Raises ``NotFound``."""
    found = incidents(actor).filter(pk=case_id).first()
    if found is None:
        raise NotFound()
    return found


def alarms(actor: Actor) -> QuerySet[AlarmRecord]:
    """The alarm records this actor may see, by number."""
    found = AlarmRecord.objects.select_related("incident").order_by("pk")
    return found if actor.has(*READERS) else found.none()


def alarm(actor: Actor, number: int) -> AlarmRecord:
    """One alarm record. Raises ``NotFound``."""
    found = alarms(actor).filter(pk=number).first()
    if found is None:
        raise NotFound()
    return found


def intakes(actor: Actor) -> QuerySet[Intake]:
    """What was taken in, the latest first."""
    found = Intake.objects.order_by("-pk")
    return found if actor.has(*READERS) else found.none()
