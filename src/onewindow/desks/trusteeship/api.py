"""The trusteeship desk for programs: clients and every deadline of their rights."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from onewindow.desks.trusteeship import listing, selectors
from onewindow.desks.trusteeship.listing import Asked, Deadline
from onewindow.kernel import clock
from onewindow.kernel.api import SIGNED_IN, PageSize, Words, answer, words
from onewindow.kernel.requests import actor_of
from onewindow.law.docket import State

router = Router(tags=["Trusteeship"], auth=SIGNED_IN)
StateName = Literal["done", "open", "late", "missed", "expected", "passed"]


class ClientOut(Schema):
    """A client whose rights the caller looks after, or a mandate of the caller's own party."""

    id: UUID
    name: str
    reference: str
    rights: int
    in_force: bool


class DeadlineOut(Schema):
    """A deadline of a right as it stands today, with the sentence that explains it."""

    right: Annotated[int, Field(description="id of the right")]
    office: str
    number: str
    code: Annotated[str, Field(description="which deadline, such as annuity or renewal")]
    year: Annotated[int, Field(description="year of the right, or stage; 0 where there is none")]
    name: Words
    due: date
    state: StateName
    sentence: Words
    currency: str | None
    fee: Annotated[str | None, Field(description="after reduction")]
    surcharge: Annotated[str | None, Field(description="on today")]
    fee_verified: bool


class DeadlinesPage(Schema):
    """Deadlines, the nearest first; ask again with ``after`` set to ``next``."""

    items: list[DeadlineOut]
    next: int | None


@router.get("/clients", response=list[ClientOut], summary="Clients", operation_id="list_clients")
def list_clients(request: HttpRequest) -> HttpResponse:
    """The mandates that are the caller's business."""
    return answer(
        [
            {
                "id": client.pk, "name": client.party.name, "reference": client.reference,
                "rights": client.count,  # type: ignore[attr-defined]
                "in_force": client.case.state == "in_force",
            }
            for client in selectors.clients(actor_of(request))
        ]
    )  # fmt: skip


@router.get(
    "/clients/{client_id}/deadlines", response=DeadlinesPage, summary="Deadlines", operation_id="list_deadlines"
)
def list_deadlines(
    request: HttpRequest,
    client_id: Annotated[UUID, Path()],
    state: Annotated[StateName | None, Query(description="only those that stand so")] = None,
    after: Annotated[int, Query(ge=0, le=10**6, description="the `next` of the page before")] = 0,
    limit: PageSize = 50,
) -> HttpResponse:
    """Every deadline of a client's rights as of today."""
    client = selectors.client(actor_of(request), client_id)
    board = selectors.board_of(client, clock.local_day(clock.now(), settings.TIME_ZONE))
    states = (State[state.upper()],) if state else tuple(State)
    places = listing.chosen(board, Asked(states))
    items = [_out(one) for one in listing.deadlines(board, places[after : after + limit])]
    return answer({"items": items, "next": after + limit if after + limit < len(places) else None})


def _out(one: Deadline) -> dict[str, Any]:
    return {
        "right": one.right.pk, "office": one.right.jurisdiction, "number": one.right.number, "code": one.line.code,
        "year": one.year, "name": words(one.name), "due": one.due, "state": one.state.name.lower(),
        "sentence": words(one.sentence), "currency": one.fee.currency if one.fee else None,
        "fee": str(one.fee.amount) if one.fee else None,
        "surcharge": str(one.surcharge.amount) if one.surcharge else None, "fee_verified": one.fee_verified,
    }  # fmt: skip
