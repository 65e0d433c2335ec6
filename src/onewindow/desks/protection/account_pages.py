"""The pages of a rights holder's account: opening one, its rights, its documents; for officers, checking them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onewindow.desks.protection import accounts, complaints, evidence, policy, said
from onewindow.desks.protection.holder_models import Account
from onewindow.desks.protection.notice_pages import sent_list
from onewindow.desks.register import hits, selectors
from onewindow.desks.register.models import Status
from onewindow.kernel import casepage, caseview, clock, flow
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import moment, number


@require_http_methods(["GET", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """The account of the actor's party, or the form that opens one."""
    actor, now = actor_of(request), clock.now()
    if not actor.has(*policy.HOLDERS):
        raise NotFound()
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            files = [(file, file.name or "") for file in request.FILES.getlist("documents")]
            accounts.open_account(actor, now, files)
            return redirect("protection-account")
        except BadInput as error:
            problems = [*error.problems]
    account = accounts.account_of(actor)
    if account is None:
        context = {"errors": said.errors(problems)}
        return render(request, "protection/account_open.html", context, status=422 if problems else 200)
    return account_view(request, account, problems)


@require_POST
def link_right(request: HttpRequest) -> HttpResponse:
    """Link a right of one's own."""
    actor = actor_of(request)
    if not actor.has(*policy.HOLDERS):
        raise NotFound()
    value = request.POST.get("right", "")
    try:
        accounts.link_right(actor, clock.now(), int(value) if value.isdecimal() and len(value) < 19 else 0)
    except BadInput as error:
        return account_view(request, accounts.own_account(actor), [*error.problems])
    return redirect("protection-account")


@require_POST
def unlink_right(request: HttpRequest, right_id: int) -> HttpResponse:
    """Take a right off the account."""
    actor = actor_of(request)
    if not actor.has(*policy.HOLDERS):
        raise NotFound()
    accounts.unlink_right(actor, clock.now(), right_id)
    return redirect("protection-account")


@require_safe
def account_page(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """An account as the office sees it."""
    actor = actor_of(request)
    account = accounts.account(actor, account_id)
    if not actor.has(*policy.OFFICE):
        raise NotFound()
    return account_view(request, account, [])


@require_POST
def decide_account(request: HttpRequest, account_id: UUID, name: str) -> HttpResponse:
    """Open, refuse or close an account."""
    actor = actor_of(request)
    account = accounts.account(actor, account_id)
    if not actor.has(*policy.OFFICE):
        raise NotFound()
    try:
        flow.fire(account.pk, name, actor, clock.now(), {"reason": request.POST.get("reason", "").replace("\0", "")})
    except BadInput as error:
        return account_view(request, account, [*error.problems])
    return redirect("protection-account-office", account.pk)


def account_view(request: HttpRequest, account: Account, problems: list[Problem]) -> HttpResponse:
    """The page of an account, with what was wrong."""
    from onewindow.desks.protection import standing_pages

    actor, now = actor_of(request), clock.now()
    account = accounts.account(actor, account.pk)
    seen = caseview.view(account.case, actor)
    office = actor.has(*policy.OFFICE)
    linked = accounts.linked_rights(account)
    own = [] if office else _linkable(actor, account)
    context = {
        "account": account,
        "seen": seen,
        "office": office,
        "errors": said.errors(problems),
        "steps": casepage.steps(seen),
        "dues": [casepage.due(due, now) for due in seen.dues if due.ended_at is None],
        "timeline": casepage.timeline(seen, actor, names=office),
        "open_steps": [step for step in seen.open_steps if office],
        "documents": [
            {"name": {"text": each.name, "href": reverse("protection-evidence", args=[each.pk])},
             "size": number(each.size), "when": moment(each.at)}
            for each in account.documents.order_by("pk") if evidence.visible(actor, each)
        ],
        "rights": [
            {"mark": {"text": r.title or "▣", "href": reverse("right", args=[r.pk])}, "number": r.reference,
             "classes": ", ".join(map(str, r.classes)), "status": hits.status_chip(r)["label"], "pk": r.pk}
            for r in linked
        ],
        "own": own,
        "standing": standing_pages.standing(account, now),
        "may_mute": actor.has(*policy.OFFICERS),
        "sent": sent_list(list(complaints.notices_of(actor)[:20])) if not office else [],
    }  # fmt: skip
    return render(request, "protection/account.html", context, status=422 if problems else 200)


def _linkable(actor: Actor, account: Account) -> list[dict[str, Any]]:
    held = {link.right_id for link in account.links.all()}
    own = selectors.own_rights(actor).filter(status=Status.REGISTERED)[:500]
    rights = [right for right in own if right.pk not in held]
    return [
        {"value": right.pk, "label": f"{right.title or '▣'} {right.reference} · {hits.status_chip(right)['label']}"}
        for right in rights
    ]


urls = [
    path("protection/account", own_account, name="protection-account"),
    path("protection/account/rights", link_right, name="protection-link"),
    path("protection/account/rights/<int:right_id>/unlink", unlink_right, name="protection-unlink"),
    path("protection/accounts/<uuid:account_id>", account_page, name="protection-account-office"),
    path("protection/accounts/<uuid:account_id>/<slug:name>", decide_account, name="protection-account-decide"),
]
