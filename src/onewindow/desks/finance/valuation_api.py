"""Valuations for programs: the same reading and the same figures as on the page, with numbers as numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field, StringConstraints

from onewindow.desks.finance import valuations
from onewindow.desks.finance.models import Valuation
from onewindow.desks.finance.policy import LENDERS
from onewindow.kernel import clock
from onewindow.kernel.api import After, Given, Line, PageSize, RecordId, answer, only, page
from onewindow.kernel.requests import actor_of

router = Router(tags=["Valuations"], auth=only(*LENDERS))
Amount = Annotated[float, Field(ge=0, le=1e11)]
Percent = Annotated[float, Field(ge=-95, le=500)]
Spread = Annotated[list[float], Field(min_length=1, max_length=3, description="one number, or low, likely and high")]


class CostGiven(Given):
    """What was spent on the rights, and how many years ago."""

    amount: Amount
    years_ago: Annotated[float, Field(ge=0, le=60)]


class ComparableGiven(Given):
    """What comparable rights were sold for, and by how much each difference changes it."""

    price: Amount
    adjustments: Annotated[list[Percent], Field(max_length=8, description="in per cent", default_factory=list)]


class ValuationGiven(Given):
    """What a lender values. Rates are in per cent; an approach for which nothing is given is not taken."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=200)]
    currency: Annotated[str, Field(examples=["CNY"])]
    rights: Annotated[
        list[Annotated[Line, StringConstraints(min_length=1, max_length=60)]],
        Field(min_length=1, max_length=200, description="numbers of rights as the register has them"),
    ]
    costs: Annotated[list[CostGiven], Field(max_length=200, default_factory=list)]
    comparables: Annotated[list[ComparableGiven], Field(max_length=200, default_factory=list)]
    revenue: Annotated[Spread, Field(default_factory=lambda: [0.0], description="of the first year")]
    royalty: Annotated[Spread, Field(default_factory=lambda: [5.0])]
    rate: Annotated[Spread, Field(default_factory=lambda: [15.0])]
    inflation: float = 0
    life: Annotated[float, Field(description="useful life in years")] = 20
    obsolescence: float = 0
    growth: float = 0
    years: int = 10
    margin: float = 15
    share: float = 25
    tax: float = 25
    amortised: Annotated[int, Field(description="years a buyer amortises over; 0 for none")] = 10
    volatility: float = 30
    relied_on: Literal["income", "market", "cost"] = "income"
    debt: float = 0
    interest: float = 0
    repayment: float = 0
    earnings: float = 0
    max_ltv: Annotated[float, Field(description="loan to value in per cent, at most; 0: not demanded")] = 0
    min_debt_service: float = 0
    min_interest_cover: float = 0
    of: Annotated[RecordId | None, Field(description="a valuation of which this is a new version")] = None


class RangeOut(Schema):
    """A value with the range that its inputs leave."""

    low: float
    value: float
    high: float


class CovenantOut(Schema):
    """One covenant held against the loan."""

    name: str
    ratio: float | None
    limit: float
    held: bool


class RenewalOut(Schema):
    """The option to keep one right alive, against the annuities of its coming years."""

    right: int
    reference: str
    value: float | None
    option: Annotated[float | None, Field(description="what the choice to let it go is worth")]
    years: int | None


class ValuationOut(Schema):
    """A valuation that the caller made."""

    id: int
    series: UUID
    version: int
    name: str
    currency: str
    made_at: datetime
    relied_on: str
    values: Annotated[dict[str, RangeOut], Field(description="by approach: income, excess, market, cost")]
    loan_to_value: Annotated[dict[str, float | None], Field(description="at the low, likely and high value")]
    headroom: Annotated[float | None, Field(description="share by which the value may fall")]
    stress: Annotated[dict[str, list[CovenantOut]], Field(description="covenants by stress")]
    renewals: list[RenewalOut]


class ValuationsPage(Schema):
    """Valuations by id; ask again with ``after`` set to ``next``."""

    items: list[ValuationOut]
    next: int | None


@router.get("/valuations", response=ValuationsPage, summary="Valuations", operation_id="list_valuations")
def list_valuations(request: HttpRequest, after: After = 0, limit: PageSize = 50) -> HttpResponse:
    """What the caller valued."""
    found = valuations.visible_to(actor_of(request)).filter(pk__gt=after).order_by("pk")
    return answer(page([_out(one) for one in found[: limit + 1]], limit))


@router.post("/valuations", response={201: ValuationOut}, summary="Value a portfolio", operation_id="make_valuation")
def make_valuation(request: HttpRequest, given: ValuationGiven) -> HttpResponse:
    """Value rights by every approach for which something is given; with ``of`` as a new version."""
    actor = actor_of(request)
    series = valuations.one(actor, given.of).series if given.of else None
    return answer(_out(valuations.make(actor, clock.now(), _form(given), series)), status=201)


@router.get("/valuations/{valuation_id}", response=ValuationOut, summary="A valuation", operation_id="get_valuation")
def get_valuation(request: HttpRequest, valuation_id: Annotated[RecordId, Path()]) -> HttpResponse:
    """One valuation."""
    return answer(_out(valuations.one(actor_of(request), valuation_id)))


def _form(given: ValuationGiven) -> dict[str, Any]:
    """The fields as the page gives them, so that both are read alike."""
    fields: dict[str, Any] = {
        name: f"{value}" for name, value in given if isinstance(value, (str, int, float)) and name != "of"
    }
    fields |= {name: ", ".join(map(str, getattr(given, name))) for name in ("revenue", "royalty", "rate")}
    fields["rights"] = "\n".join(given.rights)
    fields["costs"] = "\n".join(f"{cost.amount}, {cost.years_ago}" for cost in given.costs)
    fields["comparables"] = "\n".join(", ".join(map(str, (one.price, *one.adjustments))) for one in given.comparables)
    return fields


def _out(kept: Valuation) -> dict[str, Any]:
    result = kept.result
    return {
        "id": kept.pk, "series": kept.series, "version": kept.version, "name": kept.name,
        "currency": kept.form["currency"], "made_at": kept.made_at, "relied_on": result["relied_on"],
        "values": result["values"], "loan_to_value": result["ltv"], "headroom": result["headroom"],
        "stress": result["stress"],
        "renewals": [
            {name: one.get(name) for name in ("right", "reference", "value", "option", "years")}
            for one in result["renewals"]
        ],
    }  # fmt: skip
