"""What can be read of the ledger, and the figures over it."""

from __future__ import annotations

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


def entry(actor: Actor, seq: int) -> ledger.Entry:
    """One entry. Raises ``NotFound``."""
    found = visible_to(actor).filter(seq=seq).first()
    if found is None:
        raise NotFound()
    return found


def indicator(name: str) -> Indicator:
    """One indicator. Raises ``NotFound``."""
    if name not in declared():
        raise NotFound()
    return declared()[name]
