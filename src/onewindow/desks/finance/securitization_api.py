"""Securitizations for programs: a structure and its claims in, the waterfall's figures out; the issue recorded."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from onewindow.desks.finance import securitizations
from onewindow.desks.finance.models import Securitization
from onewindow.desks.finance.numbers_given import from_cents
from onewindow.desks.finance.policy import LENDERS
from onewindow.desks.finance.structuring import COLUMNS
from onewindow.kernel import clock
from onewindow.kernel.api import After, Given, Line, PageSize, RecordId, Words, answer, only, page
from onewindow.kernel.requests import actor_of

router = Router(tags=["Securitizations"], auth=only(*LENDERS))
MoneyText = Annotated[Line, StringConstraints(max_length=30), Field(examples=["73000000.00"])]
SecuritizationId = Annotated[RecordId, Path()]


def _one_name(value: str) -> str:
    if len(value.splitlines()) != 1 or not value.isprintable() or "," in value or "，" in value:
        raise ValueError("a name without commas")
    return value


class ClaimGiven(Given):
    """One claim of the pool."""

    id: Annotated[Line, StringConstraints(max_length=60)]
    form: Literal["level", "bullet", "licence"]
    amount: MoneyText
    rate: Annotated[float, Field(ge=0, le=99, description="in per cent a year")]
    months: Annotated[int, Field(ge=1, le=600)]


class TrancheGiven(Given):
    """Notes of one rank, the most senior first."""

    name: Annotated[
        str, StringConstraints(min_length=1, max_length=40), AfterValidator(_one_name),
        Field(json_schema_extra={"pattern": "^[^,，\\u0000-\\u001f]+$"}),
    ]  # fmt: skip
    size: MoneyText
    coupon: Annotated[float, Field(ge=0, le=99, description="in per cent a year")]


class StructureGiven(Given):
    """A deal: claims, tranches, what is paid in which order, and what is assumed of the claims. Rates in per cent."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=200)]
    currency: Annotated[str, Field(examples=["CNY"])]
    claims: Annotated[list[ClaimGiven], Field(min_length=1, max_length=20_000)]
    tranches: Annotated[list[TrancheGiven], Field(min_length=1, max_length=12)]
    principal: Literal["sequential", "pro_rata"] = "sequential"
    fee_rate: float = 0
    fee_fixed: MoneyText = ""
    reserve: MoneyText = ""
    default_trigger: Annotated[float, Field(description="cumulative defaults from which notes are paid in turn")] = 100
    default: Annotated[float, Field(description="defaults a year")]
    spread: Annotated[float, Field(description="of the default rate over scenarios")] = 0.5
    prepaid: float = 0
    recovery: float = 0
    lag: Annotated[int, Field(description="months until recoveries come in")] = 0


class TrancheOut(Schema):
    """What becomes of one rank of notes in the base case, and over the scenarios."""

    name: str
    size: str
    coupon: float
    life: Annotated[float | None, Field(description="weighted average life in years")]
    rate: Annotated[float, Field(description="yield a year")]
    loss: Annotated[float, Field(description="share of the notes that is never repaid")]
    break_even: Annotated[float | None, Field(description="defaults a year that it withstands")]
    rates: Annotated[list[float], Field(description="yield at the 5th, 50th and 95th percentile of the scenarios")]
    whole: Annotated[float, Field(description="share of the scenarios in which it is repaid in full and in time")]
    last: Annotated[int | None, Field(description="month of its last repayment")]


class SecuritizationOut(Schema):
    """A structure the caller had run."""

    id: int
    name: str
    currency: str
    made_at: datetime
    number: str | None
    issued_on: date | None
    pool: str
    claims: int
    months: int
    remainder: str
    coupon: float
    fees: str
    released: str
    tranches: list[TrancheOut]
    refused: Annotated[list[Words], Field(description="claims that were left out, and why")]


class SecuritizationsPage(Schema):
    """Structures by id; ask again with ``after`` set to ``next``."""

    items: list[SecuritizationOut]
    next: int | None


@router.get(
    "/securitizations", response=SecuritizationsPage, summary="Securitizations", operation_id="list_securitizations"
)
def list_securitizations(request: HttpRequest, after: After = 0, limit: PageSize = 50) -> HttpResponse:
    """What the caller had run."""
    found = securitizations.visible_to(actor_of(request)).filter(pk__gt=after).order_by("pk")
    return answer(page([_out(one) for one in found[: limit + 1]], limit))


@router.post(
    "/securitizations", response={201: SecuritizationOut}, summary="Run a structure",
    operation_id="run_securitization",
)  # fmt: skip
def run_securitization(request: HttpRequest, given: StructureGiven) -> HttpResponse:
    """Run the waterfall on the claims; a claim that cannot be taken is left out and named by its row (from 2)."""
    kept = securitizations.run(actor_of(request), clock.now(), _form(given), io.BytesIO(_file(given)))
    return answer(_out(kept), status=201)


@router.get(
    "/securitizations/{securitization_id}", response=SecuritizationOut, summary="A securitization",
    operation_id="get_securitization",
)  # fmt: skip
def get_securitization(request: HttpRequest, securitization_id: SecuritizationId) -> HttpResponse:
    """One structure."""
    return answer(_out(securitizations.one(actor_of(request), securitization_id)))


@router.post(
    "/securitizations/{securitization_id}/issue", response=SecuritizationOut, summary="Record the issue",
    operation_id="issue_securitization",
)  # fmt: skip
def issue_securitization(request: HttpRequest, securitization_id: SecuritizationId) -> HttpResponse:
    """The notes are issued: from now on the bulletin counts them."""
    return answer(_out(securitizations.issue(actor_of(request), clock.now(), securitization_id)))


def _form(given: StructureGiven) -> dict[str, Any]:
    """The fields as the page gives them, so that both are read alike."""
    fields: dict[str, Any] = {name: f"{value}" for name, value in given if isinstance(value, (str, int, float))}
    fields["tranches"] = "\n".join(f"{t.name}, {t.size}, {t.coupon}" for t in given.tranches)
    return fields


def _file(given: StructureGiven) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    rows.writerows((c.id, c.form, c.amount, c.rate, c.months, given.currency) for c in given.claims)
    return out.getvalue().encode("utf-8", "replace")


def _money(cents: int) -> str:
    return f"{from_cents(cents):.2f}"


def _out(kept: Securitization) -> dict[str, Any]:
    result = kept.result
    money = {name: _money(result[name]) for name in ("pool", "remainder", "fees", "released")}
    return {
        "id": kept.pk, "name": kept.name, "currency": kept.currency, "made_at": kept.made_at,
        "number": kept.number or None, "issued_on": kept.issued_on, "claims": result["claims"],
        "months": result["months"], "coupon": result["coupon"], "refused": kept.refused, **money,
        "tranches": [{**one, "size": _money(one["size"])} for one in result["tranches"]],
    }  # fmt: skip
