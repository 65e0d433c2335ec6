"""The finance desk for programs: pledges, their grounds and certificates here; its other business in modules beside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from onewindow.desks.finance import (
    certificates,
    insurance_api,
    securitization_api,
    selectors,
    services,
    valuation_api,
)
from onewindow.desks.finance.case_api import CaseId, step_taken
from onewindow.desks.finance.grounds import Finding
from onewindow.desks.finance.models import Pledge
from onewindow.desks.finance.pledge_reading import held_against
from onewindow.kernel import clock
from onewindow.kernel.api import (
    ANYBODY,
    SIGNED_IN,
    Given,
    Line,
    PageSize,
    RecordId,
    StepName,
    Words,
    answer,
    file_form,
    page,
    words,
)
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.requests import actor_of

router = Router(tags=["Finance"], auth=SIGNED_IN)
for part in (valuation_api, securitization_api, insurance_api):
    router.add_router("", part.router)
Field200 = Annotated[Line, StringConstraints(max_length=200)]
GroundNumber = Annotated[int, Field(strict=True, ge=1, le=12)]
CERTIFICATE = file_form("file", "a certificate in PDF, at most 2 MB")


class PledgeGiven(Given):
    """What is written into the joint form; a field not given stays as it is. Dates as 2026-05-31."""

    rights: Annotated[list[RecordId], Field(max_length=500, default_factory=list)]
    lender: Annotated[Field200, Field(description="person id of the lender", examples=["12"])] = ""
    contract: Annotated[Line, StringConstraints(max_length=80)] = ""
    signed_on: Field200 = ""
    debt: Annotated[Field200, Field(description="loan, ceiling, trade or other")] = ""
    amount: Annotated[Field200, Field(examples=["1000000.00"])] = ""
    currency: Field200 = ""
    debt_from: Field200 = ""
    debt_until: Field200 = ""
    scope: Annotated[Line, StringConstraints(max_length=2000)] = ""
    value: Field200 = ""
    value_currency: Field200 = ""
    agreed_otherwise: Field200 = ""
    sme: Annotated[Literal["yes", ""], Field(description="whether the borrower is a small firm")] = ""
    waived: Annotated[list[GroundNumber], Field(description="grounds waived", max_length=12, default_factory=list)]


class PledgeBegun(PledgeGiven):
    """A form to begin with; an agent says for which client."""

    client: Annotated[RecordId | None, Field(description="party id of a client that confirmed the agent's mandate")] = (
        None
    )


class StepGiven(Given):
    """What a step is given; which fields it needs is in its answer when one is missing."""

    reason: Annotated[Line, StringConstraints(max_length=2000)] = ""
    amount: Field200 = ""
    debt_until: Field200 = ""
    act: Field200 = ""
    ending: Field200 = ""
    buyer: Annotated[Line, StringConstraints(max_length=300)] = ""


class PledgeOut(Schema):
    """A pledge that is the caller's business. Its steps, letters and periods: ``/api/cases/{case_id}``."""

    case_id: UUID
    number: str | None
    state: str
    kind: Annotated[str | None, Field(description="patent or trademark")]
    pledgor: str
    lender: str | None
    amount: str | None
    currency: str | None
    debt_until: date | None
    registered_on: date | None
    rights: list[int]


class PledgesPage(Schema):
    """Pledges by case; ask again with ``after`` set to ``next``."""

    items: list[PledgeOut]
    next: UUID | None


class FindingOut(Schema):
    """One ground of refusal held against one right by the register's own events."""

    code: str
    number: int
    ground: Words
    right: int
    standing: Annotated[str, Field(description="clear, stands or waived")]
    why: Annotated[Words | None, Field(description="what the register says")]
    citation: Words
    verified: Annotated[bool, Field(description="whether a text of the rule is on file")]


class VerdictOut(Schema):
    """Whether a file is a certificate as it left this window."""

    genuine: bool
    number: str | None
    superseded: bool
    reason: Words | None


@router.get("/pledges", response=PledgesPage, summary="Pledges", operation_id="list_pledges")
def list_pledges(
    request: HttpRequest,
    after: Annotated[UUID | None, Query(description="the `next` of the page before")] = None,
    limit: PageSize = 50,
) -> HttpResponse:
    """The pledges that are the caller's business."""
    found = selectors.pledges(actor_of(request)).order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    return answer(page([pledge_out(pledge) for pledge in found[: limit + 1]], limit, "case_id"))


@router.post("/pledges", response={201: PledgeOut}, summary="Begin a pledge", operation_id="begin_pledge")
def begin_pledge(request: HttpRequest, given: PledgeBegun) -> HttpResponse:
    """A new draft of the joint form, seen by the pledgor alone until it is sent."""
    fields = given.model_dump(exclude_unset=True, exclude={"client"})
    return answer(pledge_out(services.begin(actor_of(request), clock.now(), fields, given.client)), status=201)


@router.get("/pledges/{case_id}", response=PledgeOut, summary="A pledge", operation_id="get_pledge")
def get_pledge(request: HttpRequest, case_id: CaseId) -> HttpResponse:
    """One pledge."""
    return answer(pledge_out(selectors.pledge(actor_of(request), case_id)))


@router.patch("/pledges/{case_id}", response=PledgeOut, summary="Save a draft", operation_id="save_pledge")
def save_pledge(request: HttpRequest, case_id: CaseId, given: PledgeGiven) -> HttpResponse:
    """Write into a draft."""
    fields = given.model_dump(exclude_unset=True)
    return answer(pledge_out(services.save(actor_of(request), clock.now(), case_id, fields)))


@router.get(
    "/pledges/{case_id}/grounds", response=list[FindingOut], summary="Grounds of refusal", operation_id="get_grounds"
)
def get_grounds(request: HttpRequest, case_id: CaseId) -> HttpResponse:
    """Every ground held against every right of the pledge, as the register stands now."""
    pledge = selectors.pledge(actor_of(request), case_id)
    return answer([_finding_out(finding) for finding in held_against(pledge, clock.now())])


@router.post("/pledges/{case_id}/steps/{name}", response=PledgeOut, summary="Take a step", operation_id="step_pledge")
def step_pledge(request: HttpRequest, case_id: CaseId, name: StepName, given: StepGiven) -> HttpResponse:
    """Send, sign, register, refuse, change, consent, cancel or realise, as the procedure allows."""
    return answer(pledge_out(step_taken(request, selectors.pledge, case_id, name, given)))


@router.post(
    "/certificates/verify", response=VerdictOut, summary="Verify a certificate", operation_id="verify_certificate",
    auth=ANYBODY, openapi_extra=CERTIFICATE,
)  # fmt: skip
def verify_certificate(request: HttpRequest) -> HttpResponse:
    """Compare a file with what left this window, byte by byte, and check its signature. Nothing is kept."""
    file = request.FILES.get("file")
    if file is None:
        raise BadInput([Problem("file", certificates.A_PDF)])
    verdict = certificates.verify(file.read(certificates.LARGEST + 1))
    return answer({
        "genuine": verdict.genuine, "number": verdict.number or None, "superseded": verdict.superseded,
        "reason": words(verdict.reason) if verdict.reason else None,
    })  # fmt: skip


def pledge_out(pledge: Pledge) -> dict[str, Any]:
    """A pledge as ``PledgeOut``."""
    sent = pledge.amount is not None
    rights = list(pledge.rights.order_by("right_id").values_list("right_id", flat=True))
    return {
        "case_id": pledge.pk,
        "number": pledge.number or None,
        "state": pledge.case.state,
        "kind": pledge.kind or None,
        "pledgor": services.pledgor_name(pledge),
        "lender": pledge.lender_name or None,
        "amount": str(pledge.amount) if sent else None,
        "currency": pledge.currency or None,
        "debt_until": pledge.debt_until,
        "registered_on": pledge.registered_on,
        "rights": rights or list(pledge.form.get("rights", [])),
    }


def _finding_out(finding: Finding) -> dict[str, Any]:
    ground = finding.ground
    return {
        "code": ground.code, "number": ground.number, "ground": words(ground.meaning), "right": finding.right_id,
        "standing": finding.standing, "why": words(finding.why) if finding.why else None,
        "citation": words(ground.citation), "verified": ground.verified,
    }  # fmt: skip
