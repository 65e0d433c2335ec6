"""Findings: who sees which, how they are filtered, and what is done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from onewindow.desks.protection.catalogue_models import Listing
from onewindow.desks.protection.finding_models import Finding, FindingState
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.files import StoredFile
from onewindow.texts import Text

HOLDERS = (Role.HOLDER, Role.AGENT)
OFFICE = (Role.ENFORCEMENT, Role.ADMINISTRATOR)
MOST = 300
REASON = Text("why it is no infringement, in at most 500 characters", "不侵权的理由，不超过 500 个字符")
SOME = Text("1 to {n} findings that are open", "1 至 {n} 条待处理的发现").fill(n=MOST)

ledger.declare("protection.findings_dismissed", Text("Findings dismissed", "排除扫描发现"))


def visible_to(actor: Actor) -> QuerySet[Finding]:
    """A holder sees what was found for its rights, the office all, nobody else any."""
    found = Finding.objects.select_related("listing__seller", "listing__catalogue", "right")
    if actor.has(*OFFICE):
        return found
    if actor.has(*HOLDERS) and actor.party_id is not None:
        return found.filter(holder_id=actor.party_id)
    return found.none()


def filtered(actor: Actor, asked: Mapping[str, str]) -> QuerySet[Finding]:
    """Findings by the filters of an address: ``state``, ``right``, ``in``, ``disguise``, ``context``, ``catalogue``,
    ``q``.

    Without ``state`` the open ones; ``context=any`` shows those that their context speaks against too.
    """
    found = visible_to(actor)
    state = asked.get("state") or FindingState.OPEN
    if state != "any":
        found = found.filter(state=state)
    if asked.get("context") != "any":
        found = found.exclude(context__contains="authorised").exclude(
            Q(context__contains="referential") & Q(disguise="none")
        )
    if (right := asked.get("right", "")).isdecimal() and len(right) < 19:
        found = found.filter(right_id=int(right))
    if (place := asked.get("in")) in ("title", "picture"):
        found = found.filter(in_picture=place == "picture")
    if disguise := asked.get("disguise", "").replace("\0", ""):
        found = found.filter(disguise="none") if disguise == "none" else found.filter(disguise__contains=disguise)
    if catalogue := asked.get("catalogue", "").replace("\0", ""):
        found = found.filter(listing__catalogue__name=catalogue)
    if words := asked.get("q", "").replace("\0", "").strip():
        found = found.filter(listing__title__icontains=words[:100])
    return found.order_by("-score", "-pk")


def picture_of(actor: Actor, listing_id: int) -> StoredFile:
    """The picture of a listing, for the office and for those who see a finding there. Raises ``NotFound``."""
    listing = Listing.objects.filter(pk=listing_id).first()
    allowed = actor.has(*OFFICE) or visible_to(actor).filter(listing_id=listing_id).exists()
    kept = StoredFile.objects.filter(pk=listing.image).first() if listing and allowed else None
    if kept is None:
        raise NotFound()
    return kept


def chosen(actor: Actor, ids: Sequence[int]) -> list[Finding]:
    """Open findings of the actor's by number. Raises ``BadInput`` for none or too many, ``NotFound`` for another's."""
    wanted = sorted(set(ids))
    if not 0 < len(wanted) <= MOST:
        raise BadInput([Problem("findings", SOME, got=str(len(wanted)))])
    found = list(visible_to(actor).filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise NotFound()
    if any(finding.state != FindingState.OPEN for finding in found):
        raise BadInput([Problem("findings", SOME)])
    return found


def dismiss(actor: Actor, now: datetime, ids: Sequence[int], reason: str) -> int:
    """Dismiss findings with a reason; how many. Raises ``BadInput``, ``NotFound``."""
    reason = reason.replace("\0", "").strip()
    if not 0 < len(reason) <= 500:
        raise BadInput([Problem("reason", REASON)])
    with transaction.atomic():
        found = chosen(actor, ids)
        numbers = [finding.pk for finding in found]
        ledger.append(
            actor, "protection.findings_dismissed", f"finding/{numbers[0]}", now, quantity=len(found),
            data={"findings": numbers, "reason": reason},
        )  # fmt: skip
        Finding.objects.filter(pk__in=numbers).update(state=FindingState.DISMISSED, reason=reason, moved_at=now)
    return len(found)


def as_notice(actor: Actor, ids: Sequence[int]) -> dict[str, str]:
    """What a form for a notice begins with for these findings: catalogue, listings (one a line), right.

    Raises ``BadInput`` where they are not of one catalogue and one right.
    """
    found = chosen(actor, ids)
    if len({(finding.right_id, finding.listing.catalogue_id) for finding in found}) > 1:
        one = Text("findings for one right in one catalogue", "同一权利、同一商品目录的发现")
        raise BadInput([Problem("findings", one)])
    return {
        "catalogue": found[0].listing.catalogue.name,
        "listings": "\n".join(dict.fromkeys(finding.listing.reference for finding in found)),
        "right": str(found[0].right_id),
    }
