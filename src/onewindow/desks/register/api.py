"""The register's API: search, rights, parties, Nice classes, imports."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import ValidationError

from onewindow.desks.register import search_form, selectors
from onewindow.desks.register.api_imports import router as imports
from onewindow.desks.register.api_shapes import (
    BatchGiven,
    BatchOut,
    EventOut,
    PartyOut,
    RightFullOut,
    RightsPage,
    SearchGiven,
    SearchOut,
    SuggestedOut,
    event_out,
    party_out,
    right_full_out,
    right_out,
    search_out,
    suggested_out,
)
from onewindow.desks.register.goods import suggest
from onewindow.desks.register.searching import search
from onewindow.kernel.api import After, Line, Office, PageSize, RecordId, answer, page
from onewindow.kernel.errors import BadInput, OnewindowError
from onewindow.kernel.problems import problem, problems_of
from onewindow.kernel.requests import actor_of

router = Router()
router.add_router("/imports", imports, tags=["Imports"])


@router.post("/marks/search", response=SearchOut, tags=["Marks"], summary="Search earlier marks", operation_id="search")
def search_marks(request: HttpRequest, given: SearchGiven) -> HttpResponse:
    """Earlier marks like the one given in words, by picture, or both, as an examiner would cite them, each with its
    reasons."""
    _count(request, given)
    return answer(search_out(search(given.request())))


@router.post(
    "/marks/search/batch", response=BatchOut, tags=["Marks"], summary="Search many marks", operation_id="search_batch"
)
def search_batch(request: HttpRequest, given: BatchGiven) -> HttpResponse:
    """Up to 100 searches, each with its own answer or problem: one that fails does not spoil the others."""
    return answer({"answers": [_batch_row(request, query) for query in given.queries]})


def _batch_row(request: HttpRequest, query: dict[str, Any]) -> dict[str, Any]:
    try:
        asked = SearchGiven.model_validate(query)
        _count(request, asked)
        return {"answer": search_out(search(asked.request())), "problem": None}
    except ValidationError as error:
        return {"answer": None, "problem": problem(BadInput(problems_of(error.errors(include_url=False))))}
    except OnewindowError as error:
        return {"answer": None, "problem": problem(error)}


def _count(request: HttpRequest, given: SearchGiven) -> None:
    search_form.count(request, picture=bool(given.image))


@router.get("/rights", response=RightsPage, tags=["Rights"], summary="Rights", operation_id="list_rights")
def list_rights(
    request: HttpRequest,
    number: Annotated[Line | None, Query(max_length=40, description="the office's number")] = None,
    jurisdiction: Annotated[Office | None, Query(description="the office's two-letter code")] = None,
    owner: Annotated[RecordId | None, Query(description="id of the party that owns them")] = None,
    after: After = 0,
    limit: PageSize = 50,
) -> HttpResponse:
    """Rights by id, those of a number, an office or an owner."""
    found = selectors.rights(actor_of(request)).filter(pk__gt=after).order_by("pk")
    chosen = {"number": number, "jurisdiction": jurisdiction, "owner_id": owner}
    found = found.filter(**{name: value for name, value in chosen.items() if value is not None})
    return answer(page([right_out(right) for right in found[: limit + 1]], limit))


@router.get("/rights/{right_id}", response=RightFullOut, tags=["Rights"], summary="A right", operation_id="get_right")
def get_right(request: HttpRequest, right_id: Annotated[RecordId, Path()]) -> HttpResponse:
    """One right with all its particulars."""
    return answer(right_full_out(selectors.right(actor_of(request), right_id)))


@router.get(
    "/rights/{right_id}/events", response=list[EventOut], tags=["Rights"], summary="Its legal-status events",
    operation_id="list_events",
)  # fmt: skip
def list_events(request: HttpRequest, right_id: Annotated[RecordId, Path()]) -> HttpResponse:
    """What happened to a right, oldest first."""
    return answer([event_out(event) for event in selectors.events(selectors.right(actor_of(request), right_id))])


@router.get("/parties/{party_id}", response=PartyOut, tags=["Rights"], summary="A party", operation_id="get_party")
def get_party(request: HttpRequest, party_id: Annotated[RecordId, Path()]) -> HttpResponse:
    """One owner of rights; its rights are at ``/api/rights?owner=``."""
    return answer(party_out(selectors.party(actor_of(request), party_id)))


@router.get(
    "/nice", response=list[SuggestedOut], tags=["Marks"], summary="Classes for goods", operation_id="suggest_classes"
)
def suggest_classes(
    request: HttpRequest,
    goods: Annotated[Line, Query(min_length=1, max_length=4000, description="goods or services in words")],
    limit: Annotated[int, Query(ge=1, le=45)] = 5,
) -> HttpResponse:
    """The Nice classes and similar groups that goods or services in words fall into, likeliest first."""
    return answer([suggested_out(one) for one in suggest(goods, limit)])
