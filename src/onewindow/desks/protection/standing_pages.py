"""The pages of standing: good-faith programme, alliance and its leads; for officers, strikes and mutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onewindow.desks.protection import (
    account_pages,
    accounts,
    alliance,
    complaints,
    policy,
    procedures,
    programme,
    said,
)
from onewindow.desks.protection.holder_models import Account
from onewindow.kernel import clock
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import day, moment
from onewindow.texts import Text

ACTS = {
    "join-good-faith": programme.join,
    "leave-good-faith": programme.leave,
    "join-alliance": alliance.join,
    "leave-alliance": alliance.leave,
}
NO_DAY = Text("a date such as 2024-05-31", "形如 2024-05-31 的日期")


@require_POST
def join_or_leave(request: HttpRequest, name: str) -> HttpResponse:
    """Join or leave the good-faith programme or the alliance."""
    actor = actor_of(request)
    if not actor.has(*policy.HOLDERS) or name not in ACTS:
        raise NotFound()
    try:
        ACTS[name](actor, clock.now())
    except BadInput as error:
        return account_pages.account_view(request, accounts.own_account(actor), [*error.problems])
    return redirect("protection-account")


def standing(account: Account, now: datetime) -> dict[str, Any]:
    """The account's record against the terms of the programme, for its page."""
    rules, language = programme.terms(), current_language()
    marketplace = procedures.known()["marketplace"]

    def named(code: str) -> str:
        reason = marketplace.reason(code)
        return reason.label.say(language) if reason else code

    rows = [
        {
            "ground": named(record.ground) if record.ground else _("All grounds"),
            "decided": str(record.decided),
            "upheld": f"{record.upheld_share:.1f}",
            "undone": f"{record.countered_share:.1f}",
        }
        for record in programme.records(account, now)
        if record.decided
    ]
    return {"rules": rules, "rows": rows, "muted": day(account.muted_until.date()) if account.muted_until else ""}


@require_http_methods(["GET", "POST"])
def leads_page(request: HttpRequest) -> HttpResponse:
    """What members of the alliance let each other know, and the form to share a lead."""
    actor = actor_of(request)
    found = alliance.leads(actor)
    problems: list[Problem] = []
    if request.method == "POST":
        form = [request.POST.get(name, "").strip() for name in ("catalogue", "seller", "text")]
        try:
            alliance.share(actor, clock.now(), *form)
            return redirect("protection-leads")
        except BadInput as error:
            problems = [*error.problems]
    rows = [
        {"seller": f"{lead.seller.name} · {lead.seller.catalogue.name}", "text": lead.text,
         "who": lead.account.party.name, "when": moment(lead.at)}
        for lead in found
    ]  # fmt: skip
    context = {
        "rows": rows, "errors": said.errors(problems), "given": request.POST, "member": actor.has(*policy.HOLDERS)
    }  # fmt: skip
    return render(request, "protection/leads.html", context, status=422 if problems else 200)


@require_POST
def strike(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give a strike to a side of a case."""
    from onewindow.desks.protection import case_pages

    actor = actor_of(request)
    complaints.complaint(actor, case_id)
    try:
        programme.strike(actor, clock.now(), case_id, request.POST.get("kind", ""), request.POST.get("reason", ""))
    except BadInput as error:
        return case_pages.case_view(request, case_id, [*error.problems])
    return redirect(reverse("protection-case", args=[case_id]))


@require_POST
def mute(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Take no notices of an account for a while, or take them again."""
    actor = actor_of(request)
    account = accounts.account(actor, account_id)
    if not actor.has(*policy.OFFICE):
        raise NotFound()
    given = request.POST.get("until", "")
    try:
        until = clock.end_of_day(date.fromisoformat(given), settings.TIME_ZONE) if given else None
        programme.mute(actor, clock.now(), account_id, until, request.POST.get("reason", ""))
    except ValueError:
        return account_pages.account_view(request, account, [Problem("until", NO_DAY, got=given[:20])])
    except BadInput as error:
        return account_pages.account_view(request, account, [*error.problems])
    return redirect("protection-account-office", account_id)


urls = [
    path("protection/account/standing/<slug:name>", join_or_leave, name="protection-join"),
    path("protection/alliance", leads_page, name="protection-leads"),
    path("protection/cases/<uuid:case_id>/strike", strike, name="protection-strike"),
    path("protection/accounts/<uuid:account_id>/mute", mute, name="protection-mute"),
]
