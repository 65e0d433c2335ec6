"""Insurance for programs: products, cover asked for, offered and accepted, losses claimed and paid, the reserve."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from onewindow.desks.finance import insurances, insuring
from onewindow.desks.finance.case_api import CaseId, step_taken
from onewindow.desks.finance.insurance_steps import paid_so_far
from onewindow.desks.finance.models import Claim, Policy
from onewindow.desks.finance.pledge_reading import today
from onewindow.desks.finance.policy import INSURERS
from onewindow.kernel import clock
from onewindow.kernel.api import SIGNED_IN, Given, Line, RecordId, StepName, Words, answer, only, words
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.requests import actor_of
from onewindow.law import insurance
from onewindow.texts import Text

router = Router(tags=["Insurance"], auth=SIGNED_IN)
MoneyText = Annotated[Line, StringConstraints(max_length=30), Field(examples=["2400000.00"])]
MOST = 200
NOTICE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["amount", "lost_on", "told", "evidence"],
                    "properties": {
                        "amount": {"type": "string", "maxLength": 30, "description": "in CNY"},
                        "lost_on": {"type": "string", "format": "date"},
                        "told": {"type": "string", "minLength": 1, "maxLength": 4000},
                        "evidence": {"type": "string", "format": "binary", "description": "at most 20 MB"},
                    },
                }
            }
        },
    }
}


class ProductOut(Schema):
    """One kind of cover, with what its premium rests on."""

    code: str
    name: Words
    covers: Words
    rights: Annotated[list[str], Field(description="kinds of rights it covers")]
    years_left: Annotated[int, Field(description="years that a right must still run")]
    frequency: Annotated[float, Field(description="claims a right a year, before own experience")]
    severity: Annotated[float, Field(description="CNY a claim on average, before own experience")]
    citation: Words
    verified: bool


class CoverGiven(Given):
    """Cover that a holder asks for. Amounts in CNY."""

    product: Annotated[Line, StringConstraints(max_length=20)]
    limit: MoneyText
    deductible: MoneyText = ""
    scheme: Annotated[Line, StringConstraints(max_length=20), Field(description="of premium subsidies")] = ""
    rights: Annotated[list[RecordId], Field(min_length=1, max_length=200)]
    co_owners_agree: Literal["yes", ""] = ""


class PolicyStepGiven(Given):
    """What a step with a policy is given: a premium of the insurer's own, or a reason."""

    premium: MoneyText = ""
    reason: Annotated[Line, StringConstraints(max_length=2000)] = ""


class ClaimStepGiven(Given):
    """What a step with a claim is given: the amount to pay, or a reason."""

    amount: MoneyText = ""
    reason: Annotated[Line, StringConstraints(max_length=2000)] = ""


class PolicyOut(Schema):
    """A policy, or the cover asked for. Its steps, letters and history: ``/api/cases/{id}``."""

    id: UUID
    number: str | None
    state: str
    product: str
    limit: str
    deductible: str
    premium: str | None
    subsidy: str
    scheme: str | None
    insurer: str | None
    starts: date | None
    ends: date | None
    rights: list[int]
    reckoned: Annotated[dict[str, str], Field(description="how the premium comes about")]


class ClaimOut(Schema):
    """A claim under a policy."""

    id: UUID
    policy: UUID
    state: str
    lost_on: date
    amount: str
    paid: str
    told: str


class ReserveOut(Schema):
    """What was paid by year of loss and age, and what is still to come by the chain ladder."""

    product: str
    years: list[int]
    paid: Annotated[list[list[float | None]], Field(description="cumulative, by year and age; null is not known yet")]
    to_come: Annotated[list[float] | None, Field(description="by year; null with too few years to tell")]
    total: float | None
    error: Annotated[float | None, Field(description="standard error of the total")]


@router.get("/insurance/products", response=list[ProductOut], summary="Products", operation_id="list_products")
def list_products(request: HttpRequest) -> HttpResponse:
    """What can be insured today."""
    return answer([
        {
            "code": one.code, "name": words(one.name), "covers": words(one.covers), "rights": sorted(one.rights),
            "years_left": one.years_left, "frequency": one.frequency, "severity": one.severity,
            "citation": words(one.citation), "verified": one.verified,
        }
        for one in insurance.products(today(clock.now())).values()
    ])  # fmt: skip


@router.get("/insurance/policies", response=list[PolicyOut], summary="Policies", operation_id="list_policies")
def list_policies(request: HttpRequest) -> HttpResponse:
    """The policies that are the caller's business, the last that moved first; at most 200."""
    return answer([policy_out(policy) for policy in insurances.policies(actor_of(request))[:MOST]])


@router.post("/insurance/policies", response={201: PolicyOut}, summary="Ask for cover", operation_id="ask_cover")
def ask_cover(request: HttpRequest, given: CoverGiven) -> HttpResponse:
    """Ask for cover of own rights; an insurer then offers it or not."""
    fields = given.model_dump(exclude={"rights"})
    policy = insurances.ask(actor_of(request), clock.now(), fields, given.rights)
    return answer(policy_out(policy), status=201)


@router.get("/insurance/policies/{policy_id}", response=PolicyOut, summary="A policy", operation_id="get_policy")
def get_policy(request: HttpRequest, policy_id: CaseId) -> HttpResponse:
    """One policy; an insurer is told what the premium of cover asked for should be."""
    actor = actor_of(request)
    policy = insurances.one_policy(actor, policy_id)
    return answer(policy_out(policy, insurances.reckoning(actor, policy, clock.now())))


@router.post(
    "/insurance/policies/{policy_id}/steps/{name}", response=PolicyOut, summary="Take a step with a policy",
    operation_id="step_policy",
)  # fmt: skip
def step_policy(request: HttpRequest, policy_id: CaseId, name: StepName, given: PolicyStepGiven) -> HttpResponse:
    """Offer, decline, accept, withdraw or end, as the procedure allows."""
    return answer(policy_out(step_taken(request, insurances.one_policy, policy_id, name, given)))


@router.post(
    "/insurance/policies/{policy_id}/claims", response={201: ClaimOut}, summary="Notify a loss",
    operation_id="notify_loss", openapi_extra=NOTICE,
)  # fmt: skip
def notify_loss(request: HttpRequest, policy_id: CaseId) -> HttpResponse:
    """Claim a loss under an own policy, with its evidence."""
    file = request.FILES.get("evidence")
    fields = {name: request.POST.get(name, "").replace("\0", "") for name in ("amount", "lost_on", "told")}
    name = (file.name or "" if file else "").replace("\0", "")
    claim = insurances.notify(actor_of(request), clock.now(), policy_id, fields, file, name)
    return answer(claim_out(claim), status=201)


@router.get("/insurance/claims", response=list[ClaimOut], summary="Claims", operation_id="list_claims")
def list_claims(request: HttpRequest) -> HttpResponse:
    """The claims that are the caller's business, the last that moved first; at most 200."""
    return answer([claim_out(claim) for claim in insurances.claims(actor_of(request))[:MOST]])


@router.get("/insurance/claims/{claim_id}", response=ClaimOut, summary="A claim", operation_id="get_claim")
def get_claim(request: HttpRequest, claim_id: CaseId) -> HttpResponse:
    """One claim."""
    return answer(claim_out(insurances.one_claim(actor_of(request), claim_id)))


@router.post(
    "/insurance/claims/{claim_id}/steps/{name}", response=ClaimOut, summary="Take a step with a claim",
    operation_id="step_claim",
)  # fmt: skip
def step_claim(request: HttpRequest, claim_id: CaseId, name: StepName, given: ClaimStepGiven) -> HttpResponse:
    """Pay, settle or refuse, as the procedure allows."""
    return answer(claim_out(step_taken(request, insurances.one_claim, claim_id, name, given)))


@router.get(
    "/insurance/reserve", response=ReserveOut, summary="The reserve of a product", operation_id="get_reserve",
    auth=only(*INSURERS),
)  # fmt: skip
def get_reserve(
    request: HttpRequest, product: Annotated[Line, Query(max_length=20, description="code of a product")]
) -> HttpResponse:
    """The triangle of payments and the chain ladder's reserve (Mack 1993)."""
    day = today(clock.now())
    if product not in insurance.products(day):
        raise BadInput([Problem("product", Text("one of the products", "所列产品之一"), got=product)])
    years, paid, reserve = insuring.triangle(product, day)
    return answer({
        "product": product, "years": years, "paid": paid,
        "to_come": [float(value) for value in reserve.ibnr] if reserve else None,
        "total": reserve.total if reserve else None, "error": reserve.total_error if reserve else None,
    })  # fmt: skip


def policy_out(policy: Policy, quote: dict[str, Any] | None = None) -> dict[str, Any]:
    """A policy as ``PolicyOut``; ``quote`` in the place of the one that was made with the offer."""
    reckoned = policy.quote if quote is None else quote
    return {
        "id": policy.pk, "number": policy.number or None, "state": policy.case.state, "product": policy.product,
        "limit": f"{policy.limit:.2f}", "deductible": f"{policy.deductible:.2f}",
        "premium": None if policy.premium is None else f"{policy.premium:.2f}", "subsidy": f"{policy.subsidy:.2f}",
        "scheme": policy.scheme or None, "insurer": policy.insurer_name or None, "starts": policy.starts,
        "ends": policy.ends,
        "rights": list(policy.rights.order_by("right_id").values_list("right_id", flat=True)),
        "reckoned": {name: str(value) for name, value in reckoned.items() if name != "co_owners_agree"},
    }  # fmt: skip


def claim_out(claim: Claim) -> dict[str, Any]:
    """A claim as ``ClaimOut``."""
    return {
        "id": claim.pk, "policy": claim.policy_id, "state": claim.case.state, "lost_on": claim.lost_on,
        "amount": f"{claim.amount:.2f}", "paid": f"{paid_so_far(claim):.2f}", "told": claim.told,
    }  # fmt: skip
