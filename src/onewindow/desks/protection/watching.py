"""The marks that listings are scanned for: rights of the register under watch, with the sellers their holders named."""

from __future__ import annotations

from collections import defaultdict

from onewindow.desks.protection.models import AuthorisedSeller
from onewindow.desks.register.models import ALIVE, Right, unmask
from onewindow.engines.listings import Protected


def protected(watched_only: bool = True) -> list[Protected]:
    """Word marks that are alive, as the scanner takes them: those under watch, or all of the register."""
    rights = Right.objects.filter(kind="trademark", status__in=ALIVE).exclude(title="")
    if watched_only:
        rights = rights.filter(listing_watch__active=True)
    named: dict[int, list[str]] = defaultdict(list)
    for right_id, name in AuthorisedSeller.objects.filter(active=True).values_list("right_id", "name"):
        named[right_id].append(name)
    return [
        Protected(str(pk), title, unmask(nice_mask), tuple(named.get(pk, ())))
        for pk, title, nice_mask in rights.order_by("pk").values_list("pk", "title", "nice_mask").iterator()
    ]
