"""Sites, their plans and certificates for programs: describe, prove, plan, approve, and read what was proved."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from onewindow.desks.network import site_certificates, site_selectors, site_services
from onewindow.desks.network.case_api import AfterCase, case_page, file_of
from onewindow.desks.network.policy import READERS
from onewindow.desks.network.site_counting import certified
from onewindow.desks.network.site_models import SitePlan
from onewindow.engines.network.site.writing import proof_json
from onewindow.kernel import clock, flow
from onewindow.kernel.api import Given, Line, PageSize, answer, file_form, only, page
from onewindow.kernel.errors import NotFound
from onewindow.kernel.requests import actor_of

router = Router(auth=only(*READERS))
PlanId = Annotated[UUID, Path()]
Number = Annotated[int, Path(ge=0, le=10_000, description="place of the service in the plan, from 0")]
FILE = file_form("file", "GraphML (.graphml) or RFC 8345 topology (.json)")


class SiteGiven(Given):
    """A site as a file has it, in TOML or JSON; units stand in the names of its fields."""

    text: Annotated[Line, StringConstraints(min_length=1, max_length=site_services.LARGEST)]


class PlanGiven(SiteGiven):
    """A site to be planned. The same seed gives the same plan."""

    seed: Annotated[int, Field(strict=True, ge=0, le=999_999_999)] = 0


class SiteStepGiven(Given):
    """What a step of a plan is given: a reason to send it back or withdraw it."""

    reason: Annotated[Line, StringConstraints(max_length=1_000)] = ""


class SiteOut(Schema):
    """A site by its plans: how many there are, the latest, and the one in force."""

    name: str
    synthetic: bool
    plans: int
    latest: UUID
    in_force: UUID | None


class SitesPage(Schema):
    """Sites by name; ask again with ``after`` set to ``next``."""

    items: list[SiteOut]
    next: str | None


class SitePlanOut(Schema):
    """A plan: where it stands, and what it holds once it is made. Its case: ``/api/cases/{case_id}``."""

    case_id: UUID
    site: str
    version: int
    state: str
    synthetic: bool
    seed: int
    asked_by: str
    asked_at: str
    services: int
    certified: Annotated[int, Field(description="services proved to come in time and to lose nothing")]
    access_points: int
    why: Annotated[dict[str, str] | None, Field(description="why it cannot be planned, in en and zh")]


class SitePlansPage(Schema):
    """Plans by case; ask again with ``after`` set to ``next``."""

    items: list[SitePlanOut]
    next: UUID | None


class CertificateOut(Schema):
    """What is proved of one service in one plan; delays in ms, backlog in kB."""

    number: int
    service: str
    scenario: str
    slice: str
    path: list[str]
    delay_ms: float
    deadline_ms: float
    backlog_kb: float
    in_time: bool
    zero_loss: bool
    why: list[dict[str, str]]
    method: str
    claims: Annotated[int, Field(description="steps of the written proof")]


class VersionOut(Schema):
    """The same service in another plan of the site."""

    case_id: UUID
    version: int
    state: str
    delay_ms: float
    in_time: bool
    zero_loss: bool


class CheckedOut(Schema):
    """A certificate with its proof, checked anew in exact rationals just now, and its history."""

    certificate: CertificateOut
    claims: list[dict[str, Any]]
    checked_ms: Annotated[float | None, Field(description="the delay that the claims prove; null: they prove nothing")]
    holds: bool
    history: list[VersionOut]


def plan_out(plan: SitePlan) -> dict[str, Any]:
    """A plan as ``SitePlanOut``."""
    services = plan.result.get("services", [])
    return {
        "case_id": str(plan.pk), "site": plan.name, "version": plan.version, "state": plan.case.state,
        "synthetic": plan.synthetic, "seed": plan.seed, "asked_by": plan.asked_by,
        "asked_at": plan.asked_at.isoformat(), "services": len(services), "certified": sum(map(certified, services)),
        "access_points": sum(len(area["access_points"]) for area in plan.result.get("wifi", {}).values()),
        "why": {"en": plan.why_en, "zh": plan.why_zh} if plan.why_en else None,
    }  # fmt: skip


@router.get("/sites", response=SitesPage, summary="Sites", operation_id="list_sites")
def list_sites(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=200, description="the `next` of the page before")] = "",
    limit: PageSize = 50,
) -> HttpResponse:
    """The sites that have plans, by name."""
    rows = site_selectors.sites(actor_of(request), after.replace("\0", ""), limit + 1)
    return answer(page(rows, limit, "name"))


@router.post("/sites", response={201: SitePlanOut}, summary="Plan a site", operation_id="plan_site")
def plan_site(request: HttpRequest, given: PlanGiven) -> HttpResponse:
    """Ask for a plan; a job makes it. Its state is ``planning`` until then."""
    return answer(plan_out(site_services.ask(actor_of(request), clock.now(), given.text, given.seed)), status=201)


@router.post(
    "/sites/prove", response=dict[str, Any], summary="Prove a site without keeping it", operation_id="prove_site"
)
def prove_site(request: HttpRequest, given: SiteGiven) -> HttpResponse:
    """Delay, backlog and loss of every service, calendars, queues, PFC and ECN: at once, and nothing is kept."""
    return answer(proof_json(site_services.prove(given.text)))


@router.post(
    "/sites/import", response=dict[str, Any], summary="Begin a site from a topology", operation_id="import_site",
    openapi_extra=FILE,
)  # fmt: skip
def import_site(request: HttpRequest) -> HttpResponse:
    """Devices and links of a topology as a site file to begin with; nothing is kept. Services are to be added."""
    return answer(site_services.from_topology(*file_of(request, site_services.LARGEST_TOPOLOGY)))


@router.get("/plans", response=SitePlansPage, summary="Plans of sites", operation_id="list_site_plans")
def list_plans(
    request: HttpRequest,
    site: Annotated[str, Query(max_length=200, description="plans of the site of this name only")] = "",
    state: Annotated[Literal["", "planning", "planned", "approved", "refused", "returned", "withdrawn"], Query()] = "",
    after: AfterCase = None,
    limit: PageSize = 50,
) -> HttpResponse:
    """Plans, by case."""
    found = site_selectors.visible_to(actor_of(request))
    if site:
        found = found.filter(name=site.replace("\0", ""))
    if state:
        found = found.filter(case__state=state)
    return case_page(found, plan_out, after, limit)


@router.get("/plans/{plan_id}", response=SitePlanOut, summary="A plan", operation_id="get_site_plan")
def get_plan(request: HttpRequest, plan_id: PlanId) -> HttpResponse:
    """One plan."""
    return answer(plan_out(site_selectors.one(actor_of(request), plan_id)))


@router.get(
    "/plans/{plan_id}/files/{file}", response=dict[str, Any], summary="A plan as JSON", operation_id="get_plan_file"
)
def get_file(
    request: HttpRequest, plan_id: PlanId, file: Literal["plan", "topology", "flexe", "certificates"]
) -> HttpResponse:
    """The whole plan, its topology (RFC 8345), its FlexE groups and clients, or all proofs; 404 until it is made."""
    found = site_selectors.file(site_selectors.one(actor_of(request), plan_id), file)
    if not found:
        raise NotFound()
    return answer(found)


@router.get(
    "/plans/{plan_id}/certificates", response=list[CertificateOut], summary="Certificates of a plan",
    operation_id="list_certificates",
)  # fmt: skip
def list_certificates(request: HttpRequest, plan_id: PlanId) -> HttpResponse:
    """What is proved of every service; empty until the plan is made."""
    plan = site_selectors.one(actor_of(request), plan_id)
    return answer([_certificate(n, one) for n, one in enumerate(plan.result.get("services", []))])


@router.get(
    "/plans/{plan_id}/certificates/{service_number}", response=CheckedOut, summary="A certificate, checked",
    operation_id="get_certificate",
)  # fmt: skip
def get_certificate(request: HttpRequest, plan_id: PlanId, service_number: Number) -> HttpResponse:
    """The written proof of one service, checked anew, and what was proved of it in the site's other plans."""
    actor = actor_of(request)
    found = site_certificates.checked(actor, site_selectors.one(actor, plan_id), service_number)
    history = [
        {"case_id": str(plan.pk), "version": plan.version, "state": plan.case.state, "delay_ms": one["delay_ms"],
         "in_time": one["in_time"], "zero_loss": one["zero_loss"]}
        for plan, one in found.history
    ]  # fmt: skip
    certificate = _certificate(service_number, found.service)
    return answer({"certificate": certificate, "claims": found.claims, "checked_ms": found.checked_ms,
                   "holds": found.holds, "history": history})  # fmt: skip


@router.post(
    "/plans/{plan_id}/steps/{plan_step}", response=SitePlanOut, summary="Move a plan on", operation_id="move_plan"
)
def move_plan(
    request: HttpRequest,
    plan_id: PlanId,
    plan_step: Literal["approve", "send_back", "withdraw"],
    given: SiteStepGiven,
) -> HttpResponse:
    """Approve a plan that somebody else asked for, send it back, or withdraw it; the last two need a reason."""
    actor = actor_of(request)
    site_selectors.one(actor, plan_id)
    flow.fire(plan_id, plan_step, actor, clock.now(), {"reason": given.reason})
    return answer(plan_out(site_selectors.one(actor, plan_id)))


def _certificate(number: int, service: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "service": service["name"], **{k: v for k, v in service.items() if k in _CERTIFIED}}


_CERTIFIED = set(CertificateOut.model_fields) - {"number", "service"}
