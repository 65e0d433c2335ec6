"""Complaints for programs: notices, consumers' reports, cases, decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from onewindow.desks.protection import accounts, complaints, deciding, notices, policy, yearly_pages
from onewindow.desks.protection.complaint_models import Complaint
from onewindow.desks.protection.notices import Row, Sending, Sent
from onewindow.kernel import clock, flow, rate
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
    only,
    page,
    words,
)
from onewindow.kernel.errors import NotFound, Problem
from onewindow.kernel.requests import actor_of

router = Router(tags=["Complaints"])
CaseId = Annotated[UUID, Path()]
Code = Annotated[str, Field(pattern="^[a-z_-]{1,40}$")]


class ListingGiven(Given):
    """A listing: the catalogue it is in and the marketplace's own id."""

    catalogue: Annotated[Line, Field(max_length=100)]
    listing: Annotated[Line, Field(max_length=120)]


class NoticeGiven(Given):
    """A notice: one ground, one right, up to 300 listings."""

    pack: Annotated[Code, Field(description="the rules, such as marketplace, cn-ecommerce, us-dmca, eu-dsa")] = (
        "marketplace"
    )
    reason: Annotated[Code, Field(description="code of a ground of the rules", examples=["counterfeit"])]
    right: Annotated[RecordId | None, Field(description="a right linked to the account")] = None
    listings: Annotated[list[ListingGiven], Field(min_length=1, max_length=1000)]
    statement: Annotated[Line, Field(max_length=4000)] = ""
    key: Annotated[Line, Field(max_length=60, description="the same key again answers as before and sends nothing")] = (
        ""
    )


class ReportGiven(Given):
    """A consumer's report; no account and no name are needed."""

    catalogue: Annotated[Line, Field(max_length=100)]
    listing: Annotated[Line, Field(max_length=120)]
    reason: Code
    statement: Annotated[Line, Field(min_length=1, max_length=4000)]


class DecisionGiven(Given):
    """An officer's decision."""

    outcome: Annotated[str, Field(pattern="^[a-z_]{1,40}$", description="name of a step open to the officer")]
    policy: Code
    reason: Annotated[Line, Field(min_length=1, max_length=4000)]


class AnswerGiven(Given):
    """What a side says in a step."""

    statement: Annotated[Line, Field(max_length=4000)] = ""
    consent: bool = False


class FaultOut(Schema):
    """A row that was not taken."""

    row: int | None
    field: str
    got: str
    expected: Words


class NoticeOut(Schema):
    """What became of a notice: its cases, and the rows that were not taken."""

    notice: int
    code: Annotated[str, Field(description="follows the notice at /protection/follow; empty when it was sent before")]
    cases: list[UUID]
    refused: list[FaultOut]


class ComplaintOut(Schema):
    """A complaint about one listing."""

    case_id: UUID
    number: str
    pack: str
    ground: str
    catalogue: str
    listing: str
    title: str
    seller: str | None
    state: str
    outcome: Annotated[str, Field(description="upheld, rejected, kept, restored, or empty before the first decision")]
    down: bool
    opened_at: datetime
    moved_at: datetime


class ComplaintsPage(Schema):
    """Complaints by case; ask again with ``after`` set to ``next``."""

    items: list[ComplaintOut]
    next: UUID | None


class AccountOut(Schema):
    """The caller's account."""

    account: UUID
    state: str
    rights: list[int]
    in_alliance: bool
    in_good_faith: bool


class DecidedOut(Schema):
    """Whether the step was taken, or proposed to a second officer."""

    taken: bool
    state: str


@router.get(
    "/protection/account",
    auth=SIGNED_IN,
    response=AccountOut,
    summary="My account",
    operation_id="get_protection_account",
)
def get_account(request: HttpRequest) -> HttpResponse:
    """The account of the caller's party."""
    account = accounts.account_of(actor_of(request))
    if account is None:
        raise NotFound()
    rights = [right.pk for right in accounts.linked_rights(account)]
    return answer(
        {"account": account.pk, "state": account.case.state, "rights": rights, "in_alliance": account.in_alliance,
         "in_good_faith": account.in_good_faith}
    )  # fmt: skip


@router.post(
    "/protection/notices",
    auth=only(*policy.HOLDERS),
    response={201: NoticeOut},
    summary="Send a notice",
    operation_id="send_notice",
)
def send_notice(request: HttpRequest, given: NoticeGiven) -> HttpResponse:
    """Send a notice from the caller's account. Good rows become cases, the others are answered one by one."""
    rows = [Row(each.catalogue, each.listing, number) for number, each in enumerate(given.listings, 1)]
    sending = Sending(given.pack, given.reason, rows, given.statement, given.right, given.key)
    return answer(_sent(notices.send(actor_of(request), clock.now(), sending)), status=201)


@router.post(
    "/protection/reports",
    auth=ANYBODY,
    response={201: NoticeOut},
    summary="Report a listing",
    operation_id="report_listing",
)
def report_listing(request: HttpRequest, given: ReportGiven) -> HttpResponse:
    """Report a listing as a consumer."""
    now = clock.now()
    rate.take(f"report:{request.META.get('REMOTE_ADDR', '')}", notices.REPORTS_A_MINUTE, now)
    sending = Sending("marketplace", given.reason, [Row(given.catalogue, given.listing, 1)], given.statement)
    return answer(_sent(notices.report(actor_of(request), now, sending)), status=201)


@router.get(
    "/protection/complaints",
    auth=SIGNED_IN,
    response=ComplaintsPage,
    summary="Complaints",
    operation_id="list_complaints",
)
def list_complaints(
    request: HttpRequest,
    after: Annotated[UUID | None, Query(description="the `next` of the page before")] = None,
    limit: PageSize = 50,
) -> HttpResponse:
    """The complaints that are the caller's business."""
    found = complaints.visible_to(actor_of(request)).order_by("pk")
    if after is not None:
        found = found.filter(pk__gt=after)
    return answer(page([_complaint(each) for each in found[: limit + 1]], limit, "case_id"))


@router.get(
    "/protection/complaints/{case_id}",
    auth=SIGNED_IN,
    response=ComplaintOut,
    summary="A complaint",
    operation_id="get_complaint",
)
def get_complaint(request: HttpRequest, case_id: CaseId) -> HttpResponse:
    """One complaint; its deadlines, letters and steps are at ``/api/cases/{case_id}``."""
    return answer(_complaint(complaints.complaint(actor_of(request), case_id)))


@router.post(
    "/protection/complaints/{case_id}/decision",
    auth=only(*policy.OFFICERS),
    response=DecidedOut,
    summary="Decide a complaint",
    operation_id="decide_complaint",
)
def decide_complaint(request: HttpRequest, case_id: CaseId, given: DecisionGiven) -> HttpResponse:
    """Take an officer's step; a sensitive one is proposed first and taken when a second officer agrees."""
    actor = actor_of(request)
    data = {"policy": given.policy, "reason": given.reason}
    taken = deciding.decide(actor, clock.now(), case_id, given.outcome, data)
    return answer({"taken": taken, "state": complaints.complaint(actor, case_id).case.state})


@router.post(
    "/protection/complaints/{case_id}/steps/{name}",
    auth=SIGNED_IN,
    response=ComplaintOut,
    summary="Answer in a complaint",
    operation_id="answer_complaint",
)
def answer_complaint(
    request: HttpRequest, case_id: CaseId, name: StepName,
    given: AnswerGiven,
) -> HttpResponse:  # fmt: skip
    """Take a step of the caller's side: counter-notice, appeal, notice of a suit, withdrawal."""
    actor = actor_of(request)
    complaints.complaint(actor, case_id)
    flow.fire(case_id, name, actor, clock.now(), {"statement": given.statement, "consent": given.consent})
    return answer(_complaint(complaints.complaint(actor, case_id)))


class FigureOut(Schema):
    """A figure of the yearly report, and how many ledger entries it was made from."""

    name: str
    label: Words
    value: Annotated[float | None, Field(description="null where it is not defined")]
    unit: Annotated[str, Field(description="count, percent, change (per cent) or hours")]
    entries: int


class YearlyOut(Schema):
    """The yearly report as counted from the ledger up to an entry."""

    year: int
    last_entry: int
    figures: list[FigureOut]


@router.get(
    "/protection/report/{year}",
    auth=ANYBODY,
    response=YearlyOut,
    summary="Yearly protection report",
    operation_id="get_protection_report",
)
def get_report(request: HttpRequest, year: Annotated[int, Path(ge=2000, le=9000)]) -> HttpResponse:
    """The yearly report."""
    report = yearly_pages.report_of(year)
    figures = [
        {"name": f.name, "label": words(f.label), "value": f.value, "unit": f.unit, "entries": f.seen}
        for f in report.figures.values()
    ]
    return answer({"year": year, "last_entry": report.last_seq, "figures": figures})


def _sent(sent: Sent) -> dict[str, Any]:
    return {
        "notice": sent.notice.pk,
        "code": sent.code,
        "cases": sent.cases,
        "refused": [_fault(f) for f in sent.faults],
    }


def _fault(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "field": problem.field, "got": problem.got, "expected": words(problem.expected)}


def _complaint(complaint: Complaint) -> dict[str, Any]:
    return {
        "case_id": complaint.pk,
        "number": complaint.number,
        "pack": complaint.notice.pack,
        "ground": complaint.notice.reason,
        "catalogue": complaint.listing.catalogue.name,
        "listing": complaint.listing.reference,
        "title": complaint.title,
        "seller": complaint.seller.name if complaint.seller else None,
        "state": complaint.case.state,
        "outcome": complaint.outcome,
        "down": complaint.down,
        "opened_at": complaint.case.opened_at,
        "moved_at": complaint.case.moved_at,
    }
