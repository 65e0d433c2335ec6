"""What can be read of the ledger, and the figures over it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from onewindow.kernel import ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotFound
from onewindow.kernel.indicators import Indicator, declared

READERS = (Role.ADMINISTRATOR, Role.ANALYST)


def visible_to(actor: Actor) -> QuerySet[ledger.Entry]:
    """The entries this actor may see: the public ones, and all for those who keep or count the books."""
    entries = ledger.Entry.objects.order_by("-seq")
    if actor.has(*READERS):
        return entries
    return entries.filter(action__in=[a.name for a in ledger.actions().values() if a.public])


def actions_open_to(actor: Actor) -> list[ledger.Action]:
    """The kinds of entries this actor may see."""
    return [a for a in ledger.actions().values() if a.public or actor.has(*READERS)]


def filtered(actor: Actor, given: Mapping[str, str]) -> QuerySet[ledger.Entry]:
    """The visible entries of an action, a subject, or under an indicator. Raises ``NotFound`` for an unknown one."""
    entries = visible_to(actor)
    if any("\0" in value for value in given.values()):  # PostgreSQL knows no such text
        return entries.none()
    if "indicator" in given:
        entries = entries.filter(action__in=indicator(given["indicator"]).actions)
    if "action" in given:
        entries = entries.filter(action=given["action"])
    if "subject" in given:
        entries = entries.filter(subject=given["subject"])
    return entries


def entry(actor: Actor, seq: int) -> ledger.Entry:
    """One entry. Raises ``NotFound``."""
    found = visible_to(actor).filter(seq=seq).first()
    if found is None:
        raise NotFound()
    return found


def names_actor(entry: ledger.Entry, actor: Actor) -> bool:
    """Whether this actor is told who made an entry: those who keep or count the books, and whoever made it."""
    return actor.has(*READERS) or (entry.actor_id is not None and entry.actor_id == actor.id)


def indicator(name: str) -> Indicator:
    """One indicator. Raises ``NotFound``."""
    if name not in declared():
        raise NotFound()
    return declared()[name]
