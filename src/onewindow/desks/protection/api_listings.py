"""Listings for programs: a marketplace sends new and edited ones, and they are scanned as they come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from onewindow.desks.protection import cataloguing, findings
from onewindow.desks.protection.catalogue_intake import OFFICE
from onewindow.desks.protection.catalogue_reading import ONCE, CatalogueRow, check_row, with_picture
from onewindow.desks.protection.finding_models import Finding
from onewindow.desks.protection.watching import follower
from onewindow.engines.listings.explain import say
from onewindow.kernel import clock
from onewindow.kernel.api import SIGNED_IN, After, Given, Line, PageSize, Words, answer, only, page, words
from onewindow.kernel.errors import Problem
from onewindow.kernel.requests import actor_of

router = Router(tags=["Listings"])
MOST = 1000


class ListingsGiven(Given):
    """A batch of listings: new ones are taken in, edited ones as a new version."""

    catalogue: Annotated[Line, Field(min_length=1, max_length=100)]
    territories: Annotated[
        str, Field(max_length=120, description="countries where the catalogue is offered: CN, DE, EU; empty: as before")
    ] = ""
    listings: Annotated[
        list[dict[str, str | None]],
        Field(
            max_length=MOST,
            description="objects with id, title and, if known, category, seller, image (a picture in base64)",
        ),
    ]


class FaultOut(Schema):
    """A listing that was not taken; rows count from 1."""

    row: int | None
    field: str
    got: str
    expected: Words


class ListingsOut(Schema):
    """What the batch brought."""

    added: int
    changed: int
    same: int
    found: int
    refused: list[FaultOut]


class FindingOut(Schema):
    """A finding: in the title the text found stands at start..end (code points); in the picture both are 0."""

    id: int
    catalogue: str
    listing: str
    title: str
    seller: str | None
    right: int
    mark: str
    found_in: Literal["title", "picture"]
    start: int
    end: int
    disguise: str
    score: float
    context: str
    classes: list[int]
    state: str
    explanation: Words
    found_at: datetime


class FindingsPage(Schema):
    """Findings by number; ask again with ``after`` set to ``next``."""

    items: list[FindingOut]
    next: int | None


@router.post(
    "/listings",
    auth=only(*OFFICE),
    response=ListingsOut,
    summary="Send listings of a catalogue",
    operation_id="send_listings",
)
def send_listings(request: HttpRequest, given: ListingsGiven) -> HttpResponse:
    """Take in new and edited listings and scan them: titles at once, pictures as soon as a worker is free. Bad ones are
    answered one by one, the others are taken; a listing whose picture is bad is taken without it."""
    actor, now = actor_of(request), clock.now()
    rows: dict[str, CatalogueRow] = {}
    faults: list[Problem] = []
    for number, listing in enumerate(given.listings, 1):
        checked = check_row(listing, number)
        if isinstance(checked, list):
            faults += checked
        elif checked.id in rows:
            faults.append(Problem("id", ONCE, number, checked.id[:60]))
        else:
            rows[checked.id], unfit = with_picture(checked, listing.get("image"), number)
            faults += unfit
    follower.scanners()
    with transaction.atomic():
        catalogue = cataloguing.catalogue_named(actor, now, given.catalogue)
        cataloguing.offered_in(actor, now, catalogue, given.territories)
        taken = cataloguing.record(actor, now, catalogue, list(rows.values()))
    return answer(
        {
            "added": taken.added, "changed": taken.changed, "same": taken.same, "found": taken.found,
            "refused": [
                {"row": p.row, "field": p.field, "got": p.got, "expected": words(p.expected)} for p in faults
            ],
        }
    )  # fmt: skip


@router.get(
    "/findings", auth=SIGNED_IN, response=FindingsPage, summary="What the scan found", operation_id="list_findings"
)
def list_findings(
    request: HttpRequest, after: After = 0, limit: PageSize = 50, state: Annotated[str, Field(max_length=10)] = "open"
) -> HttpResponse:
    """Findings for the caller's rights; the office sees all."""
    found = findings.filtered(actor_of(request), {"state": state.replace("\0", "")}).order_by("pk")
    return answer(page([told(each) for each in found.filter(pk__gt=after)[: limit + 1]], limit, "id"))


def told(finding: Finding) -> dict[str, Any]:
    """A finding as the API and tables tell it."""
    listing, right = finding.listing, finding.right
    text = listing.title[finding.start : finding.end]
    return {
        "id": finding.pk,
        "catalogue": listing.catalogue.name,
        "listing": listing.reference,
        "title": listing.title,
        "seller": listing.seller.name if listing.seller else None,
        "right": right.pk,
        "mark": right.title,
        "found_in": "picture" if finding.in_picture else "title",
        "start": finding.start,
        "end": finding.end,
        "disguise": finding.disguise,
        "score": round(finding.score, 4),
        "context": finding.context,
        "classes": [n for n in range(1, 46) if finding.nice_mask >> (n - 1) & 1],
        "state": finding.state,
        "explanation": words(say(text, right.title or right.reference, finding.disguise, finding.context)),
        "found_at": finding.found_at,
    }
