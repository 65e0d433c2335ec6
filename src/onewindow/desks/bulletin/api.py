"""The bulletin and the ledger over the API."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from onewindow.desks.bulletin import selectors
from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.api import After, Line, PageSize, RecordId, Words, answer, page, words
from onewindow.kernel.indicators import Indicator, declared
from onewindow.kernel.requests import actor_of

router = Router()
Name = Annotated[str, Path(pattern="^[a-z0-9-]+$", max_length=60)]


class IndicatorOut(Schema):
    """A figure: a sum over ledger entries of some actions (read them at ``/api/ledger?action=``)."""

    name: str
    label: Words
    unit: Words
    meaning: Words
    value: float
    adds: Annotated[list[str], Field(description="actions whose quantities are added")]
    takes: Annotated[list[str], Field(description="actions whose quantities are taken away")]


class MonthOut(Schema):
    """What was added less what was taken away in a month."""

    month: Annotated[str, Field(examples=["2026-11"])]
    value: float


class IndicatorMonthsOut(IndicatorOut):
    """A figure, month by month."""

    months: list[MonthOut]


class EntryOut(Schema):
    """An entry of the ledger. Who did it is told to those who keep or count the books, and to whoever did it."""

    seq: int
    at: datetime
    action: str
    label: Words
    subject: str
    case_id: UUID | None
    quantity: float
    data: dict[str, Any]
    actor_id: int | None
    actor_name: str | None
    prev_hash: str
    hash: str


class EntriesPage(Schema):
    """Entries in their order; ask again with ``after`` set to ``next``."""

    items: list[EntryOut]
    next: int | None


@router.get(
    "/bulletin", response=list[IndicatorOut], tags=["Bulletin"], summary="Every figure", operation_id="list_indicators"
)
def list_indicators(request: HttpRequest) -> HttpResponse:
    """The figures of the bulletin as they stand."""
    return answer([_indicator_out(indicator) for indicator in declared().values()])


@router.get(
    "/bulletin/{indicator}", response=IndicatorMonthsOut, tags=["Bulletin"], summary="A figure",
    operation_id="get_indicator",
)  # fmt: skip
def get_indicator(request: HttpRequest, indicator: Name) -> HttpResponse:
    """One figure, month by month."""
    found = selectors.indicator(indicator)
    months = [{"month": month, "value": _figure(value)} for month, value in found.by_month()]
    return answer({**_indicator_out(found), "months": months})


@router.get("/ledger", response=EntriesPage, tags=["Ledger"], summary="Ledger entries", operation_id="list_entries")
def list_entries(
    request: HttpRequest,
    action: Annotated[Line | None, Query(max_length=60)] = None,
    subject: Annotated[Line | None, Query(max_length=80)] = None,
    after: After = 0,
    limit: PageSize = 50,
) -> HttpResponse:
    """The entries the caller may see, oldest first: whoever has read up to ``after`` misses nothing by asking again."""
    actor = actor_of(request)
    given = {name: value for name, value in (("action", action), ("subject", subject)) if value is not None}
    found = selectors.filtered(actor, given).filter(seq__gt=after).order_by("seq")[: limit + 1]
    return answer(page([_entry_out(entry, actor) for entry in found], limit, "seq"))


@router.get("/ledger/{seq}", response=EntryOut, tags=["Ledger"], summary="A ledger entry", operation_id="get_entry")
def get_entry(request: HttpRequest, seq: Annotated[RecordId, Path()]) -> HttpResponse:
    """One entry."""
    actor = actor_of(request)
    return answer(_entry_out(selectors.entry(actor, seq), actor))


def _indicator_out(indicator: Indicator) -> dict[str, Any]:
    return {
        "name": indicator.name,
        "label": words(indicator.label),
        "unit": words(indicator.unit),
        "meaning": words(indicator.meaning),
        "value": _figure(indicator.value()),
        "adds": indicator.adds,
        "takes": indicator.takes,
    }


def _entry_out(entry: ledger.Entry, actor: Actor) -> dict[str, Any]:
    told = selectors.names_actor(entry, actor)
    return {
        "seq": entry.seq,
        "at": entry.at,
        "action": entry.action,
        "label": words(ledger.actions()[entry.action].label),
        "subject": entry.subject,
        "case_id": entry.case_id,
        "quantity": _figure(entry.quantity),
        "data": entry.data,
        "actor_id": entry.actor_id if told else None,
        "actor_name": entry.actor_name if told else None,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def _figure(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
