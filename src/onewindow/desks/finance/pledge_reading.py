"""What the register says of the rights of a pledge, as the grounds take it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings

from onewindow.desks.finance.grounds import Asked, Event, Finding, Seen, findings
from onewindow.desks.finance.models import Pledge
from onewindow.desks.finance.pledge_form import Terms, read
from onewindow.desks.register.models import LegalEvent, Right, Status
from onewindow.kernel import clock
from onewindow.law import pledges

MARK = "trademark"


def rights_of(ids: Iterable[int], lock: bool = False) -> list[Right]:
    """The rights in one order; locked, so that of two who decide on the same right one waits for the other."""
    rights = Right.objects.filter(pk__in=list(ids)).order_by("pk")
    if lock:
        list(rights.select_for_update().values_list("pk", flat=True))
    return list(rights.select_related("owner").prefetch_related("co_owners"))


def kind_of(rights: Iterable[Right]) -> str:
    """``patent`` or ``trademark``; empty when there are both, or none."""
    kinds = {pledges.TRADEMARK if right.kind == MARK else pledges.PATENT for right in rights}
    return kinds.pop() if len(kinds) == 1 else ""


def seen(rights: list[Right]) -> list[Seen]:
    """The rights with their events."""
    events: dict[int, list[Event]] = {right.pk: [] for right in rights}
    for told in LegalEvent.objects.filter(right__in=events).order_by("pk"):
        events[told.right_id].append(Event(told.code, told.date, told.data))
    together = {right.pk for right in rights}
    return [
        Seen(
            id=right.pk, reference=right.reference, kind=right.kind, status=right.status, owner_id=right.owner_id,
            filed=right.filing_date, granted=right.registration_date, ends=right.expiry_date,
            co_owners=frozenset(party.pk for party in right.co_owners.all()), events=tuple(events[right.pk]),
            left_out=_left_out(right, together),
        )
        for right in rights
    ]  # fmt: skip


def _left_out(right: Right, together: set[int]) -> tuple[str, ...]:
    """The owner's other registered marks of the same words with a class in common."""
    if right.kind != MARK or not right.title:
        return ()
    same = Right.objects.filter(owner=right.owner_id, kind=MARK, title=right.title, status=Status.REGISTERED)
    others = same.exclude(pk__in=together).order_by("pk")[:50]
    return tuple(other.reference for other in others if other.nice_mask & right.nice_mask)[:5]


def asked(pledge: Pledge, terms: Terms) -> Asked:
    """What the parties want, with the consents that came in."""
    consents = frozenset(pledge.consents.values_list("party_id", flat=True))
    return Asked(
        pledgor_id=pledge.case.party_id or 0, until=terms.debt_until, gaps=terms.gaps, consents=consents,
        agreed_otherwise=terms.agreed_otherwise, waived=terms.waived,
    )  # fmt: skip


def held_against(pledge: Pledge, now: datetime, lock: bool = False) -> list[Finding]:
    """Every ground held against every right of the pledge, as the register stands."""
    terms, _problems = read(pledge.form)
    rights = rights_of(terms.rights, lock)
    return findings(kind_of(rights), seen(rights), asked(pledge, terms), today(now))


def today(now: datetime) -> date:
    """The day at the office."""
    return clock.local_day(now, settings.TIME_ZONE)
