"""The page of a complaint: where it stands, what its sides and the officers can do, evidence, what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.protection import complaints, deciding, evidence, policy, procedures, programme, said
from onewindow.desks.protection.complaint_models import Complaint, Evidence
from onewindow.desks.protection.holder_models import StrikeKind
from onewindow.kernel import casepage, caseview, clock, flow
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.people import Person
from onewindow.kernel.requests import actor_of, pages
from onewindow.kernel.wording import moment, number
from onewindow.law.packs import Pack, Step


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """The complaints that are this actor's business."""
    actor = actor_of(request)
    if not actor.has(Role.HOLDER, Role.AGENT, Role.SELLER, *policy.OFFICE):
        raise NotFound()
    page = Paginator(complaints.visible_to(actor), 50).get_page(request.GET.get("page"))
    context = {
        "rows": [said.row(each) for each in page],
        "page": pages(page),
        "holder": actor.has(*policy.HOLDERS),
        "seller": actor.has(*policy.SELLERS) and not actor.has(*policy.HOLDERS),
    }
    return render(request, "protection/cases.html", context)


@require_safe
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case, read like a letter."""
    return case_view(request, case_id, [])


@require_POST
def fire(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Take a step, with what its form says and the evidence that comes with it."""
    actor, now = actor_of(request), clock.now()
    complaint = complaints.complaint(actor, case_id)
    data = {name: request.POST.get(name, "").replace("\0", "") for name in ("reason", "policy", "statement", "consent")}
    try:
        _keep_evidence(request, actor, now, complaint)
        if actor.has(*policy.OFFICERS):
            deciding.decide(actor, now, case_id, name, data)
        else:
            flow.fire(case_id, name, actor, now, data)
    except BadInput as error:
        return case_view(request, case_id, [*error.problems])
    return redirect("protection-case", case_id)


@require_POST
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the step that the form of the decision names."""
    complaint = complaints.complaint(actor_of(request), case_id)
    outcome = request.POST.get("outcome", "")
    if procedures.pack_of(complaint.case).step(outcome) is None:
        return case_view(request, case_id, [Problem("officer", deciding.NO_OUTCOME)])
    return fire(request, case_id, outcome)


@require_POST
def merge(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put the cases chosen under this one."""
    actor = actor_of(request)
    complaints.complaint(actor, case_id)
    try:
        chosen = [UUID(value) for value in request.POST.getlist("cases")]
    except ValueError:
        raise NotFound() from None
    try:
        deciding.merge(actor, clock.now(), case_id, chosen)
    except BadInput as error:
        return case_view(request, case_id, [*error.problems])
    return redirect("protection-case", case_id)


@require_POST
def give_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put a case back into the queue."""
    deciding.give_back(actor_of(request), clock.now(), case_id)
    return redirect("protection-queue")


@require_safe
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """A file of evidence, as a download; the ledger keeps who opened it."""
    found, content = evidence.read(actor_of(request), clock.now(), evidence_id)
    response = HttpResponse(content, content_type=found.kind)
    ending = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
    name = f"evidence-{found.pk}.{ending.get(found.kind, 'txt')}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _keep_evidence(request: HttpRequest, actor: Actor, now: datetime, complaint: Complaint) -> None:
    side = "seller" if policy.is_seller(complaint, actor) else "notifier"
    for file in request.FILES.getlist("evidence"):
        if actor.has(*policy.OFFICE):
            raise NotFound()
        evidence.keep(actor, now, file, file.name or "", side, complaint=complaint)


def case_view(request: HttpRequest, case_id: UUID, problems: list[Problem]) -> HttpResponse:
    """The page of a case, with what was wrong."""
    actor, now = actor_of(request), clock.now()
    complaint = complaints.complaint(actor, case_id)
    seen, pack = caseview.view(complaint.case, actor), procedures.pack_of(complaint.case)
    office = actor.has(*policy.OFFICE)
    steps = [step for t in seen.open_steps if (step := pack.step(t.name)) and step.who != "clock"]
    deciding_steps = [step for step in steps if step.who == "officer"]
    mine = actor.id is not None and complaint.officer_id == actor.id
    may_decide = bool(deciding_steps) and actor.has(*policy.OFFICERS) and (mine or complaint.officer_id is None)
    context = {
        "complaint": complaint,
        "seen": seen,
        "state": seen.state,
        "errors": said.errors(problems),
        "steps": casepage.steps(seen),
        "dues": [casepage.due(due, now) for due in seen.dues if office or due.ended_at is None],
        "timeline": casepage.timeline(seen, actor, names=office),
        "office": office,
        "decision": _decision_form(request, pack, deciding_steps, complaint) if may_decide else None,
        "simple_steps": [_form(step) for step in steps if step.who != "officer"],
        "other_officer": bool(deciding_steps) and office and not may_decide,
        "mine": mine,
        "proposal": _proposal(pack, complaint) if office and complaint.proposal else None,
        "decisions": _decisions(pack, complaint, office),
        "answers": _answers(pack, complaint),
        "evidence": _evidence(actor, complaint),
        "particulars": _particulars(pack, complaint, actor),
        "similar": [said.row(each) | {"pk": each.pk} for each in deciding.similar(complaint)] if may_decide else [],
        "children": [said.row(each) for each in _family(complaint)] if office else [],
        "parent": complaint.parent if office else None,
        "given": request.POST,
        "strikes": _strikes(complaint, now) if actor.has(*policy.OFFICERS) else None,
    }  # fmt: skip
    return render(request, "protection/case.html", context, status=422 if problems else 200)


def _strikes(complaint: Complaint, now: datetime) -> dict[str, int]:
    """The points that stand against either side."""
    seller, account = complaint.seller, complaint.notice.account
    return {
        "seller": programme.points(now, StrikeKind.REPEAT, seller=seller) if seller else 0,
        "sender": programme.points(now, StrikeKind.ABUSE, account=account) if account else 0,
    }


def _form(step: Step) -> dict[str, Any]:
    language = current_language()
    return {
        "name": step.name, "label": step.label.say(language), "needs": step.needs,
        "article": said.article(step.article), "files": "statement" in step.needs,
    }  # fmt: skip


def _decision_form(request: HttpRequest, pack: Pack, steps: list[Step], complaint: Complaint) -> dict[str, Any]:
    language = current_language()
    return {
        "outcomes": [
            {"value": step.name, "label": step.label.say(language), "hint": said.article(step.article)}
            for step in steps
        ],
        "policies": [
            {"value": each.code, "label": each.label.say(language), "hint": said.article(each.article)}
            for each in pack.policies
        ],
        "outcome": request.POST.get("outcome", complaint.proposal.get("step", "")),
        "policy": request.POST.get("policy", complaint.proposal.get("policy", "")),
        "reason": request.POST.get("reason", complaint.proposal.get("reason", "")),
        "two": complaint.sensitive and any(step.sensitive for step in steps),
    }


def _proposal(pack: Pack, complaint: Complaint) -> dict[str, str]:
    step = pack.step(complaint.proposal.get("step", ""))
    return {
        "step": step.label.say(current_language()) if step else "",
        "who": complaint.proposal.get("name", ""),
        "reason": complaint.proposal.get("reason", ""),
    }


def _decisions(pack: Pack, complaint: Complaint, office: bool) -> list[dict[str, Any]]:
    language = current_language()
    found = list(complaint.decisions.order_by("-pk"))
    people = {pk for each in found for pk in (each.decided_by, each.agreed_by) if pk is not None}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name")) if office else {}
    told = []
    for each in found:
        step, chosen = pack.step(each.step), pack.policy(each.policy)
        who = [names.get(pk, "") for pk in (each.decided_by, each.agreed_by) if pk is not None]
        told.append(
            {
                "what": step.done.say(language) if step else each.step,
                "when": moment(each.at),
                "who": " · ".join(name for name in who if name),
                "policy": chosen.label.say(language) if chosen else each.policy,
                "article": said.article(chosen.article) if chosen else "",
                "reason": each.reason,
            }
        )
    return told


def _answers(pack: Pack, complaint: Complaint) -> list[dict[str, Any]]:
    language = current_language()
    sides = {"seller": _("Seller"), "notifier": _("Sender of the notice")}
    steps = {step.name: step.done.say(language) for step in pack.steps}
    return [
        {
            "what": steps.get(each.step, each.step),
            "side": sides[each.side],
            "when": moment(each.at),
            "text": each.statement,
        }
        for each in complaint.answers.order_by("-pk")
    ]


def _evidence(actor: Actor, complaint: Complaint) -> list[dict[str, Any]]:
    sides = {"seller": _("Seller"), "notifier": _("Sender of the notice")}
    found = Evidence.objects.filter(complaint=complaint) | Evidence.objects.filter(notice=complaint.notice)
    return [
        {
            "name": {"text": each.name or each.sha256[:12], "href": reverse("protection-evidence", args=[each.pk])},
            "side": sides[each.side],
            "size": number(each.size),
            "when": moment(each.at),
            "hash": each.sha256[:12],
        }
        for each in found.order_by("pk")
        if evidence.visible(actor, each)
    ]


def _particulars(pack: Pack, complaint: Complaint, actor: Actor) -> list[dict[str, Any]]:
    notice = complaint.notice
    pairs: list[dict[str, Any]] = [
        {"label": _("Listing"), "value": complaint.listing.reference},
        {"label": _("Catalogue"), "value": complaint.listing.catalogue.name},
        {"label": _("Seller"), "value": complaint.seller.name if complaint.seller else "–"},
        {"label": _("Ground"), "value": said.ground(notice)},
        {"label": _("Sent by"), "value": said.sender(notice)},
    ]
    if notice.right is not None:
        href = reverse("right", args=[notice.right.pk])
        pairs.append(
            {"label": _("Right"), "value": f"{notice.right.title or '▣'} {notice.right.reference}", "href": href}
        )
    pairs.append(
        {
            "label": _("Rules"),
            "value": pack.label.say(current_language()),
            "href": reverse("protection-pack", args=[pack.name]),
        }
    )
    if policy.is_notifier(complaint, actor) or actor.has(*policy.OFFICE):
        href = reverse("protection-notice", args=[notice.pk])
        pairs.append({"label": _("Notice"), "value": moment(notice.at), "href": href})
    return pairs


def _family(complaint: Complaint) -> list[Complaint]:
    return list(complaint.children.select_related(*complaints.RELATED).order_by("pk")[:300])


urls = [
    path("protection/cases", list_page, name="protection-cases"),
    path("protection/cases/<uuid:case_id>", case_page, name="protection-case"),
    path("protection/cases/<uuid:case_id>/decide", decide, name="protection-decide"),
    path("protection/cases/<uuid:case_id>/merge", merge, name="protection-merge"),
    path("protection/cases/<uuid:case_id>/give-back", give_back, name="protection-give-back"),
    path("protection/cases/<uuid:case_id>/<slug:name>", fire, name="protection-fire"),
    path("protection/evidence/<int:evidence_id>", evidence_file, name="protection-evidence"),
]
